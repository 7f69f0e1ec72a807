import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SavedFilter(models.Model):
    """A list as somebody narrowed it, under a name: for oneself, for the officers of an office, or for who runs a network.

    It holds what was chosen, never the rows: whoever uses it sees the rows that they may see, as they are then.
    """

    class List(models.TextChoices):
        PEOPLE = "PEOPLE", _("People")
        MEMBERS = "MEMBERS", _("Members")

    class Reach(models.TextChoices):
        OWN = "OWN", _("Only me")
        OFFICE = "OFFICE", _("Officers of an office")
        NETWORK = "NETWORK", _("Who runs a network")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80)
    list = models.CharField(max_length=8, choices=List)
    query = models.JSONField(default=dict, help_text="What was chosen, by the names of the address")
    reach = models.CharField(max_length=8, choices=Reach, default=Reach.OWN)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    office = models.ForeignKey("accounts.Office", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    network = models.ForeignKey("networks.Network", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["owner"], name="saved_filter_owner")]
        constraints = [
            models.CheckConstraint(
                name="saved_filter_is_for_somebody",
                condition=Q(reach="OWN", office__isnull=True, network__isnull=True)
                | Q(reach="OFFICE", office__isnull=False, network__isnull=True)
                | Q(reach="NETWORK", office__isnull=True, network__isnull=False),
            )
        ]

    def __str__(self):
        return self.name
