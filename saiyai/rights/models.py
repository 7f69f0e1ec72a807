import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Erasure(models.Model):
    """A request to erase what is held about somebody, its answer, and what had to stay."""

    class Status(models.TextChoices):
        ASKED = "ASKED", _("Waits for the answer")
        DONE = "DONE", _("Carried out")
        REFUSED = "REFUSED", _("Not carried out")
        TAKEN_BACK = "TAKEN_BACK", _("Taken back")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="erasures")
    person = models.ForeignKey("directory.Person", models.SET_NULL, null=True, blank=True, related_name="erasures")
    status = models.CharField(max_length=10, choices=Status, default=Status.ASKED)
    reason = models.TextField(blank=True, default="")
    asked_on = models.DateField(default=timezone.localdate)
    due_on = models.DateField()
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        help_text="The officer who entered a request that came by letter",
    )  # fmt: skip
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.TextField(blank=True, default="")
    left = models.JSONField(default=list, blank=True, help_text="What stayed: what, why, until, section")

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(name="erasure_one_waits_user", fields=["user"], condition=Q(status="ASKED")),
            models.UniqueConstraint(name="erasure_one_waits_person", fields=["person"], condition=Q(status="ASKED")),
            models.CheckConstraint(
                name="erasure_answered_by_another",
                condition=Q(answered_by__isnull=True)
                | (
                    (Q(user__isnull=True) | ~Q(answered_by=F("user")))
                    & (Q(entered_by__isnull=True) | ~Q(answered_by=F("entered_by")))
                ),
            ),
            models.CheckConstraint(
                name="erasure_answered_has_day",
                condition=Q(status__in=["ASKED", "TAKEN_BACK"])
                | Q(answered_on__isnull=False, answered_by__isnull=False),
            ),
        ]

    def __str__(self):
        return str(self.person or self.user or _("Erased"))
