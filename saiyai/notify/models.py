import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Letter(models.Model):
    """An e-mail on its way. Text and attachment are sealed, and wiped once the mail server has taken them."""

    class Status(models.TextChoices):
        WAITING = "WAITING", _("Waiting")
        SENT = "SENT", _("Sent")
        FAILED = "FAILED", _("Not delivered")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField(max_length=40)
    # Which letter it is and which record it is about: what is listed to those who may see that record, never opened.
    kind = models.CharField(max_length=60, blank=True, default="", help_text="Name of its template")
    about = models.CharField(max_length=60, blank=True, default="", help_text="Label of the record, as in the trail")
    about_key = models.CharField(max_length=40, blank=True, default="")
    recipient_sealed = models.TextField()
    subject_sealed = models.TextField()
    body_sealed = models.TextField()
    attachment_name = models.TextField(blank=True, default="")
    attachment_sealed = models.BinaryField(null=True)
    status = models.CharField(max_length=8, choices=Status, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    next_try_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["status", "next_try_at"], name="letter_due"),
            models.Index(fields=["about", "about_key"], name="letter_about"),
        ]
