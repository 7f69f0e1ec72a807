import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from saiyai.directory.models.parties import Person
from saiyai.directory.models.posts import ContactPoint, Holding


class Confirmation(models.Model):
    """A request to somebody to look at what the directory holds of them, answered behind a private link.

    `point` is the contact point that the letter went to; without one it went to the address of their account.
    """

    class Status(models.TextChoices):
        ASKED = "ASKED", _("Waits for an answer")
        ANSWERED = "ANSWERED", _("Has answered")
        DECLINED = "DECLINED", _("Does not want to be asked")
        UNANSWERED = "UNANSWERED", _("No answer")
        CAME_BACK = "CAME_BACK", _("Came back")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="confirmations")
    point = models.ForeignKey(ContactPoint, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.ASKED)
    asked_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    right = models.PositiveSmallIntegerField(default=0, help_text="How many lines were said to be still right")
    changed = models.PositiveSmallIntegerField(default=0)
    gone = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["status", "-asked_at"], name="confirmation_status"),
            models.Index(fields=["person", "-asked_at"], name="confirmation_person"),
        ]
        constraints = [
            models.UniqueConstraint(name="confirmation_one_open", fields=["person"], condition=Q(status="ASKED")),
            models.CheckConstraint(
                name="confirmation_ended_has_moment",
                condition=Q(status="ASKED", ended_at__isnull=True) | ~Q(status="ASKED") & Q(ended_at__isnull=False),
            ),
        ]


class Correction(models.Model):
    """What somebody says of a post that the directory gives them; it stands once a keeper accepts it."""

    class Kind(models.TextChoices):
        CHANGED = "CHANGED", _("Another post now")
        GONE = "GONE", _("No longer in this post")

    class Status(models.TextChoices):
        PROPOSED = "PROPOSED", _("Waits for a keeper")
        ACCEPTED = "ACCEPTED", _("Accepted into the directory")
        REFUSED = "REFUSED", _("Not taken over")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="corrections")
    holding = models.ForeignKey(Holding, on_delete=models.CASCADE, related_name="corrections")
    confirmation = models.ForeignKey(Confirmation, on_delete=models.CASCADE, related_name="corrections")
    kind = models.CharField(max_length=8, choices=Kind)
    organization_name = models.TextField(blank=True, default="")
    post_title = models.TextField(blank=True, default="")
    on = models.DateField(null=True, blank=True, help_text="First day in the new post, or last day in the old one")
    status = models.CharField(max_length=8, choices=Status, default=Status.PROPOSED)
    made_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["status", "made_at"], name="correction_status")]
        constraints = [
            models.UniqueConstraint(name="correction_one_open", fields=["holding"], condition=Q(status="PROPOSED")),
            models.CheckConstraint(
                name="correction_decided_has_moment",
                condition=Q(status="PROPOSED", decided_at__isnull=True)
                | ~Q(status="PROPOSED") & Q(decided_at__isnull=False),
            ),
        ]
