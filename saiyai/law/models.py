import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Act(models.Model):
    """An act, a decree, a regulation, or a resolution of the cabinet."""

    class Kind(models.TextChoices):
        ACT = "ACT", _("Act")
        ORGANIC_ACT = "ORGANIC_ACT", _("Organic act")
        DECREE = "DECREE", _("Royal decree")
        REGULATION = "REGULATION", _("Regulation")
        RESOLUTION = "RESOLUTION", _("Resolution of the cabinet")
        CODE = "CODE", _("Code of law")

    slug = models.SlugField(primary_key=True, max_length=60)
    kind = models.CharField(max_length=12, choices=Kind)
    name_th = models.TextField()
    name_en = models.TextField(blank=True, default="")
    short_th = models.TextField(help_text="As it is cited")
    short_en = models.TextField(blank=True, default="")

    def __str__(self):
        return self.name_en if get_language() == "en" and self.name_en else self.name_th

    def get_absolute_url(self):
        return reverse("law:act", args=[self.slug])

    @property
    def short(self):
        return self.short_en if get_language() == "en" and self.short_en else self.short_th


class Provision(models.Model):
    """A section of an act, under a code that pages cite it by (`pacc.17-1`)."""

    code = models.CharField(primary_key=True, max_length=60)
    act = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="provisions")
    section_th = models.TextField(help_text="As it is written")
    section_en = models.TextField(blank=True, default="")
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "code"]

    def __str__(self):
        return f"{self.act.short} {self.section}".strip()

    def get_absolute_url(self):
        return reverse("law:provision", args=[self.code])

    @property
    def section(self):
        return self.section_en if get_language() == "en" and self.section_en else self.section_th


class ProvisionVersion(models.Model):
    """What a provision says, from when to when, and where that is known from. Never changed: a new one follows."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="versions")
    summary_th = models.TextField()
    summary_en = models.TextField(blank=True, default="")
    starts_on = models.DateField(null=True, blank=True, help_text="In force from; empty: not known")
    ends_on = models.DateField(null=True, blank=True, help_text="The last day in force")
    source = models.TextField(help_text="Where this was read")
    added_on = models.DateField(default=timezone.localdate)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="provision_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.UniqueConstraint(
                name="provision_one_open_version", fields=["provision"], condition=Q(ends_on__isnull=True)
            ),
        ]

    def __str__(self):
        return str(self.provision)

    @property
    def summary(self):
        return self.summary_en if get_language() == "en" and self.summary_en else self.summary_th


class Verification(models.Model):
    """Somebody held a version against its official source. Two people make it verified."""

    version = models.ForeignKey(ProvisionVersion, on_delete=models.CASCADE, related_name="verifications")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    on = models.DateField(default=timezone.localdate)
    source = models.TextField(
        help_text="Volume, part and page of the Royal Gazette, or the address of the official text"
    )
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="verified_once_by_one", fields=["version", "by"], condition=Q(withdrawn_on__isnull=True)
            )
        ]

    def __str__(self):
        return f"{self.version_id} {self.on}"
