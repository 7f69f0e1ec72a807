import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Announcement(models.Model):
    """What a network tells its members, or those of a chapter or a province. Sent in steps; `cursor` is the last member
    who was told, moved on in the transaction that told them: a killed worker tells nobody twice and leaves nobody out."""

    class Status(models.TextChoices):
        SENDING = "SENDING", _("Being sent")
        SENT = "SENT", _("Sent")
        STOPPED = "STOPPED", _("Stopped")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey("networks.Network", on_delete=models.PROTECT, related_name="announcements")
    chapter = models.ForeignKey("networks.Chapter", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    province_code = models.CharField(max_length=2, blank=True, default="")
    filter_name = models.CharField(max_length=80, blank=True, default="", help_text="Of the saved filter, as it was")
    filter_list = models.CharField(max_length=8, blank=True, default="")
    filter_query = models.JSONField(default=dict, blank=True)
    title = models.CharField(max_length=120)
    body = models.TextField()
    status = models.CharField(max_length=8, choices=Status, default=Status.SENDING)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    cursor = models.UUIDField(null=True, blank=True)
    told = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-made_at"]
        indexes = [models.Index(fields=["network", "-made_at"], name="announcement_network")]
        constraints = [
            models.CheckConstraint(
                name="announcement_ended_has_moment",
                condition=Q(status="SENDING", ended_at__isnull=True) | ~Q(status="SENDING") & Q(ended_at__isnull=False),
            )
        ]

    def __str__(self):
        return self.title
