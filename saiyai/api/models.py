import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Token(models.Model):
    """What a program shows instead of a password. Only its digest is kept; it may never do more than its owner."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    prefix = models.CharField(max_length=16, help_text="Its first letters, by which the owner knows it again")
    scopes = models.JSONField(default=list, help_text="Keys of rules.SCOPES")
    made_on = models.DateField(default=timezone.localdate)
    expires_on = models.DateField(help_text="The last day on which it works")
    used_on = models.DateField(null=True, blank=True, help_text="The day only: nobody can be followed by it")
    revoked_on = models.DateField(null=True, blank=True)
    password_mark = models.CharField(max_length=64, help_text="Of the password at that time: a new one ends the token")
    two_step = models.BooleanField(help_text="Made after a second factor was asked for")

    class Meta:
        indexes = [models.Index(fields=["user", "revoked_on"], name="token_owner")]
        constraints = [
            models.CheckConstraint(name="token_ends_after_start", condition=Q(expires_on__gte=F("made_on"))),
        ]

    def __str__(self):
        return self.name


class KeptAnswer(models.Model):
    """What was answered to a request with an idempotency key: the same request again does nothing twice."""

    token = models.ForeignKey(Token, on_delete=models.CASCADE, related_name="kept_answers")
    key = models.CharField(max_length=200)
    asked = models.CharField(max_length=64, help_text="Digest of method, address and body")
    answer = models.JSONField(default=dict, help_text="A key and a standing; no name")
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="idempotency_key_once", fields=["token", "key"])]


class Receiver(models.Model):
    """An address of a program that is told when something happens. It learns names of events and keys, nothing else."""

    class Off(models.TextChoices):
        OWNER = "OWNER", _("Switched off by its owner")
        FAILING = "FAILING", _("Switched off: it did not answer for a long time")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="receivers")
    address = models.TextField()
    secret_sealed = models.TextField(help_text="Signs what is sent")
    topics = models.JSONField(default=list, help_text="Keys of rules.TOPICS")
    made_on = models.DateField(default=timezone.localdate)
    after = models.BigIntegerField(help_text="The last line of the trail that was looked at")
    failures = models.PositiveSmallIntegerField(default=0, help_text="In a row")
    off = models.CharField(max_length=8, choices=Off, blank=True, default="", help_text="Empty while it works")
    off_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="receiver_off_has_a_day",
                condition=Q(off="", off_on__isnull=True) | (~Q(off="") & Q(off_on__isnull=False)),
            ),
        ]

    def __str__(self):
        return self.address


class Delivery(models.Model):
    """One event on its way to one receiver, and what the receiver answered."""

    class Status(models.TextChoices):
        WAITING = "WAITING", _("Waiting")
        DELIVERED = "DELIVERED", _("Delivered")
        FAILED = "FAILED", _("Not delivered")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    receiver = models.ForeignKey(Receiver, on_delete=models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=60, help_text="The verb of the trail")
    key = models.CharField(max_length=40, help_text="Of the record")
    happened_at = models.DateTimeField()
    status = models.CharField(max_length=9, choices=Status, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=20, blank=True, default="", help_text="A key of rules.OUTCOMES, or a status")

    class Meta:
        indexes = [
            models.Index(fields=["receiver", "status", "next_try_at"], name="delivery_due"),
            models.Index(fields=["status", "ended_at"], name="delivery_old"),
        ]
