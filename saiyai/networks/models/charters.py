import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from saiyai.networks.models.networks import Network


class CharterVersion(models.Model):
    """The charter and rules of a network as they read from one day on. What was published is never rewritten."""

    class Status(models.TextChoices):
        DRAFT = "DRAFT", _("Draft of a charter")
        PUBLISHED = "PUBLISHED", _("Published")
        WITHDRAWN = "WITHDRAWN", _("Taken back")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="charters")
    number = models.PositiveSmallIntegerField()
    objectives_th = models.TextField()
    objectives_en = models.TextField(blank=True, default="")
    rules_th = models.TextField()
    rules_en = models.TextField(blank=True, default="")
    change_th = models.TextField(blank=True, default="", help_text="What is new against the version before")
    change_en = models.TextField(blank=True, default="")
    changes_meaning = models.BooleanField(default=True, help_text="Members are asked again")
    status = models.CharField(max_length=9, choices=Status, default=Status.DRAFT)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_on = models.DateField(null=True, blank=True)
    told_on = models.DateField(null=True, blank=True, help_text="When every member had been told")
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_because = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="charter_number_once", fields=["network", "number"]),
            models.UniqueConstraint(name="charter_one_draft", fields=["network"], condition=Q(status="DRAFT")),
            models.CheckConstraint(
                name="charter_published_has_a_day", condition=Q(status="DRAFT") | Q(published_on__isnull=False)
            ),
            models.CheckConstraint(
                name="charter_first_changes_meaning", condition=Q(number__gt=1) | Q(changes_meaning=True)
            ),
        ]

    def __str__(self):
        return f"{self.network} {self.number}"

    def _in_language(self, name):
        english = getattr(self, f"{name}_en") if get_language() == "en" else ""
        return english or getattr(self, f"{name}_th")

    @property
    def objectives(self):
        return self._in_language("objectives")

    @property
    def rules(self):
        return self._in_language("rules")

    @property
    def change(self):
        return self._in_language("change")


class Acknowledgement(models.Model):
    """Somebody read a version of a charter and keeps to it."""

    version = models.ForeignKey(CharterVersion, on_delete=models.PROTECT, related_name="acknowledgements")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    on = models.DateField(default=timezone.localdate)

    class Meta:
        constraints = [models.UniqueConstraint(name="acknowledged_once", fields=["version", "user"])]
