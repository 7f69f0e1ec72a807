import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from saiyai.networks.models.charters import CharterVersion
from saiyai.networks.models.networks import Chapter, Network


class Participation(models.Model):
    """A unit takes part in a network: with a mandate, within a scope, as far as it says itself, until it leaves."""

    class Status(models.TextChoices):
        INVITED = "INVITED", _("Invited to take part")
        SIGNED = "SIGNED", _("Signed, waits for acceptance")
        ACTIVE = "ACTIVE", _("Takes part")
        DECLINED = "DECLINED", _("Declined the invitation")
        TAKEN_BACK = "TAKEN_BACK", _("Invitation taken back")
        ENDED = "ENDED", _("Has left")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="participations")
    organization = models.ForeignKey("directory.Organization", on_delete=models.PROTECT, related_name="participations")
    chapters = models.ManyToManyField(Chapter, related_name="participations", blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.INVITED)
    email = models.EmailField(blank=True, default="", help_text="Where the invitation went")
    invited_on = models.DateField(default=timezone.localdate)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    scope = models.TextField(blank=True, default="", help_text="What the unit takes part in")
    limits = models.TextField(blank=True, default="", help_text="What it does not do, and what it needs leave for")
    offers = models.TextField(blank=True, default="", help_text="What it brings")
    mandate_number = models.TextField(blank=True, default="")
    mandate_on = models.DateField(null=True, blank=True)
    mandate_name = models.TextField(blank=True, default="")
    mandate_sealed = models.BinaryField(null=True, blank=True)
    signer_name = models.TextField(blank=True, default="")
    signer_post = models.TextField(blank=True, default="")
    signed_on = models.DateField(null=True, blank=True)
    charter = models.ForeignKey(
        CharterVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="participations"
    )
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["network", "status"], name="participation_network")]
        constraints = [
            models.UniqueConstraint(
                name="participation_once",
                fields=["network", "organization"],
                condition=Q(status__in=["INVITED", "SIGNED", "ACTIVE"]),
            ),
            models.CheckConstraint(
                name="participation_signed_is_whole",
                condition=~Q(status__in=["SIGNED", "ACTIVE", "ENDED"])
                | (Q(signed_on__isnull=False, charter__isnull=False) & ~Q(scope="") & ~Q(signer_name="")),
            ),
            models.CheckConstraint(
                name="participation_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self):
        return str(self.organization)


class Delegate(models.Model):
    """Who speaks for a unit in a network: the focal person or a deputy, from when to when."""

    class Part(models.TextChoices):
        FOCAL = "FOCAL", _("Focal person")
        DEPUTY = "DEPUTY", _("Deputy")

    participation = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="delegates")
    part = models.CharField(max_length=6, choices=Part)
    name = models.TextField()
    post = models.TextField(blank=True, default="")
    email = models.EmailField(blank=True, default="")
    phone = models.TextField(blank=True, default="")
    person = models.ForeignKey(
        "directory.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="delegations"
    )
    starts_on = models.DateField(default=timezone.localdate)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_focal_person", fields=["participation"], condition=Q(part="FOCAL", ends_on__isnull=True)
            ),
            models.CheckConstraint(
                name="delegate_ends_after_start", condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on"))
            ),
        ]


class ParticipationEntry(models.Model):
    """One step in the participation of a unit: what was done, when, by whom, and why. It stays after the exit."""

    participation = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="entries")
    move = models.CharField(max_length=20)
    status = models.CharField(max_length=10, choices=Participation.Status)
    at = models.DateTimeField(default=timezone.now)
    by_label = models.TextField()
    text = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["at", "pk"]
