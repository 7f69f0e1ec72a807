import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from saiyai.membership.models.applications import Application


class Member(models.Model):
    """A person, or a unit, in a network: number, term and standing. Expiry follows from `ends_on`."""

    class Status(models.TextChoices):
        ACTIVE = "ACTIVE", _("Member")
        SUSPENDED = "SUSPENDED", _("Suspended")
        REMOVAL_PROPOSED = "REMOVAL_PROPOSED", _("Removal proposed")
        EXPIRED = "EXPIRED", _("Expired")
        RESIGNED = "RESIGNED", _("Resigned")
        REMOVED = "REMOVED", _("Removed")
        DECEASED = "DECEASED", _("Deceased")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey("networks.Network", on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(
        "directory.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    organization = models.ForeignKey(
        "directory.Organization", on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, null=True, blank=True, related_name="member"
    )
    office = models.ForeignKey("accounts.Office", on_delete=models.PROTECT, related_name="members")
    number = models.CharField(max_length=24, unique=True)
    status = models.CharField(max_length=16, choices=Status, default=Status.ACTIVE)
    before_proposal = models.CharField(max_length=16, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    starts_on = models.DateField()
    ends_on = models.DateField()
    renewal_asked_on = models.DateField(null=True, blank=True)
    renewal_announced_for = models.DateField(null=True, blank=True, help_text="The end of term already written about")
    explain_until = models.DateField(null=True, blank=True)
    explanation = models.TextField(blank=True, default="")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="member_is_person_or_unit",
                condition=Q(person__isnull=False, organization__isnull=True)
                | Q(person__isnull=True, organization__isnull=False),
            ),
            models.CheckConstraint(name="member_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))),
            models.UniqueConstraint(
                name="member_person_once",
                fields=["network", "person"],
                condition=Q(status__in=["ACTIVE", "SUSPENDED", "REMOVAL_PROPOSED"], person__isnull=False),
            ),
            models.UniqueConstraint(
                name="member_unit_once",
                fields=["network", "organization"],
                condition=Q(status__in=["ACTIVE", "SUSPENDED", "REMOVAL_PROPOSED"], organization__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["office", "status", "ends_on", "renewal_asked_on"], name="member_counted"),
            models.Index(fields=["office", "ends_on", "number"], name="member_office_by_end"),
            models.Index(fields=["ends_on", "number"], name="member_by_end"),
            models.Index(fields=["network", "id"], name="member_in_turn"),  # as an announcement goes through them
        ]

    def __str__(self):
        return str(self.person or self.organization)


class MemberEntry(models.Model):
    """One step in a membership: what was done, by whom, why. `shown`: the member sees it."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="entries")
    move = models.CharField(max_length=24)
    status = models.CharField(max_length=16, choices=Member.Status)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    by_label = models.TextField(blank=True, default="")
    text = models.TextField(blank=True, default="")
    shown = models.BooleanField(default=True)

    class Meta:
        ordering = ["at", "pk"]


class ChapterSeat(models.Model):
    """A member in a chapter of the network, from when to when; a member may be in several."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="chapter_seats")
    chapter = models.ForeignKey("networks.Chapter", on_delete=models.PROTECT, related_name="seats")
    starts_on = models.DateField(default=timezone.localdate)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="chapter_seat_once", fields=["member", "chapter"], condition=Q(ends_on__isnull=True)
            ),
            models.CheckConstraint(
                name="chapter_seat_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
        ]


class Card(models.Model):
    """A card that anyone can verify by its code. A new card ends the one before."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="cards")
    code = models.CharField(max_length=32, unique=True, help_text="Random; printed in the QR code")
    issued_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="card_one_living", fields=["member"], condition=Q(ended_on__isnull=True))
        ]


class Consent(models.Model):
    """A consent given, and perhaps withdrawn: one row each time, with the version of the text that was read.

    Belongs to the application until there is a member; the rows stay.
    """

    class Purpose(models.TextChoices):
        BACKGROUND = "BACKGROUND", _("Check of my background")
        PUBLISH = "PUBLISH", _("Showing my name and photograph to the public")
        DIRECTORY = "DIRECTORY", _("Showing me to other members")
        LINE = "LINE", _("Contact by LINE")
        SHARE_OFFICE = "SHARE_OFFICE", _("Passing my data to the office of my area")

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, null=True, blank=True, related_name="consents"
    )
    member = models.ForeignKey(Member, on_delete=models.CASCADE, null=True, blank=True, related_name="consents")
    purpose = models.CharField(max_length=16, choices=Purpose)
    text_version = models.CharField(max_length=16)
    given_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="consent_once_an_application",
                fields=["application", "purpose"],
                condition=Q(withdrawn_at__isnull=True, application__isnull=False),
            ),
            models.CheckConstraint(
                name="consent_of_application_or_member",
                condition=Q(application__isnull=False) | Q(member__isnull=False),
            ),
        ]
