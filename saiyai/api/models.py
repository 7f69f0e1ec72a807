import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


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

    @property
    def works(self):
        """Neither revoked nor run out."""
        return self.revoked_on is None and self.expires_on >= timezone.localdate()


class KeptAnswer(models.Model):
    """What was answered to a request with an idempotency key: the same request again does nothing twice."""

    token = models.ForeignKey(Token, on_delete=models.CASCADE, related_name="kept_answers")
    key = models.CharField(max_length=200)
    asked = models.CharField(max_length=64, help_text="Digest of method, address and body")
    answer = models.JSONField(default=dict, help_text="A key and a standing; no name")
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="idempotency_key_once", fields=["token", "key"])]
