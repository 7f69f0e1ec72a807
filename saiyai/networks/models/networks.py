import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Network(models.Model):
    """A network that people and units join. It may have grown out of another one (`parent`)."""

    class Status(models.TextChoices):
        PROPOSED = "PROPOSED", _("Proposed")
        FORMING = "FORMING", _("Forming")
        ACTIVE = "ACTIVE", _("In operation")
        DORMANT = "DORMANT", _("Dormant")
        CLOSED = "CLOSED", _("Closed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(unique=True)
    name_th = models.TextField()
    name_en = models.TextField()
    about_th = models.TextField(blank=True)
    about_en = models.TextField(blank=True)
    is_default = models.BooleanField(default=False, help_text="The one that the public application form is for")
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    office = models.ForeignKey(
        "accounts.Office", on_delete=models.PROTECT, null=True, blank=True, related_name="networks",
        help_text="Whose officers look after it; empty: the central ones only",
    )  # fmt: skip
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="grown_from_it")
    pattern = models.CharField(max_length=40, blank=True, default="", help_text="The pattern that it began from")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposed_on = models.DateField(default=timezone.localdate)
    opened_on = models.DateField(null=True, blank=True)
    quiet_since = models.DateField(null=True, blank=True, help_text="Of a dormant network: its last sign of life")
    closed_on = models.DateField(null=True, blank=True)
    closed_because = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_default_network", fields=["is_default"], condition=models.Q(is_default=True)
            ),
            models.CheckConstraint(name="network_not_out_of_itself", condition=~Q(parent=F("id"))),
            models.CheckConstraint(
                name="network_closed_has_a_day", condition=~Q(status="CLOSED") | Q(closed_on__isnull=False)
            ),
        ]

    def __str__(self):
        return self.name_en if get_language() == "en" and self.name_en else self.name_th

    @property
    def about(self):
        return self.about_en if get_language() == "en" and self.about_en else self.about_th


class Chapter(models.Model):
    """A part of a network: of a province, of a ministry, or for a theme. People and units may be in several."""

    class Kind(models.TextChoices):
        PROVINCE = "PROVINCE", _("Of a province")
        MINISTRY = "MINISTRY", _("Of a ministry")
        THEME = "THEME", _("For a theme")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="chapters")
    kind = models.CharField(max_length=8, choices=Kind)
    name_th = models.TextField()
    name_en = models.TextField(blank=True, default="")
    province_code = models.CharField(max_length=2, blank=True, default="")
    ministry = models.ForeignKey(
        "directory.Organization", on_delete=models.PROTECT, null=True, blank=True, related_name="chapters"
    )
    starts_on = models.DateField(default=timezone.localdate)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="chapter_name_once", fields=["network", "name_th"], condition=Q(ends_on__isnull=True)
            ),
            models.UniqueConstraint(
                name="chapter_province_once",
                fields=["network", "province_code"],
                condition=Q(ends_on__isnull=True) & ~Q(province_code=""),
            ),
            models.CheckConstraint(
                name="chapter_ends_after_start", condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="chapter_is_of_what_it_says",
                condition=(Q(kind="PROVINCE") & ~Q(province_code="") & Q(ministry__isnull=True))
                | Q(kind="MINISTRY", ministry__isnull=False, province_code="")
                | Q(kind="THEME", ministry__isnull=True, province_code=""),
            ),
        ]

    def __str__(self):
        return self.name_en if get_language() == "en" and self.name_en else self.name_th


class Founder(models.Model):
    """Somebody who was named as a founder, and what they answered."""

    class Answer(models.TextChoices):
        ASKED = "ASKED", _("Asked to be a founder")
        ACCEPTED = "ACCEPTED", _("Is a founder")
        DECLINED = "DECLINED", _("Declined to be a founder")

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="founders")
    person = models.ForeignKey("directory.Person", on_delete=models.PROTECT, related_name="foundings")
    answer = models.CharField(max_length=8, choices=Answer, default=Answer.ASKED)
    answered_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="founder_once", fields=["network", "person"])]


class Coordinator(models.Model):
    """Who runs a network from day to day, from when to when."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="coordinators")
    person = models.ForeignKey("directory.Person", on_delete=models.PROTECT, related_name="coordinates")
    starts_on = models.DateField(default=timezone.localdate)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="coordinator_once", fields=["network", "person"], condition=Q(ends_on__isnull=True)
            ),
            models.CheckConstraint(
                name="coordinator_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
        ]
