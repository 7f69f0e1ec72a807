import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from saiyai.directory.models.parties import Group, Organization, Person


class Post(models.Model):
    """A place in an organisation that stays when its holder leaves."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="posts")
    title_th = models.TextField(_("post"))
    title_en = models.TextField(blank=True, default="")
    level = models.TextField(_("level"), blank=True, default="")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    def __str__(self):
        return self.title_en if get_language() == "en" and self.title_en else self.title_th


class Holding(models.Model):
    """Who holds a post, from when to when. A transfer closes a holding, never a person."""

    class Standing(models.TextChoices):
        SUBSTANTIVE = "SUBSTANTIVE", _("Holder")
        ACTING = "ACTING", _("Acting")
        FOCAL = "FOCAL", _("Focal person")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="holdings")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="holdings")
    standing = models.CharField(max_length=12, choices=Standing, default=Standing.SUBSTANTIVE)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    source = models.TextField(blank=True, default="")
    confirmed_on = models.DateField(null=True, blank=True, help_text="Said so by the person themselves")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="holding_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.UniqueConstraint(
                name="holding_once_at_a_time", fields=["person", "post"], condition=Q(ends_on__isnull=True)
            ),
        ]
        indexes = [models.Index(fields=["person", "ends_on"], name="holding_person_now")]


class Seat(models.Model):
    """A person's place in a group, from when to when."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="seats")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="seats")
    role = models.TextField(blank=True, default="")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="seat_once_at_a_time", fields=["person", "group"], condition=Q(ends_on__isnull=True)
            )
        ]


class ContactPoint(models.Model):
    """A way to reach a person, a post, an organisation or a group; exactly one of them.

    The contact point of a post stays with the post when its holder leaves. `value` is as it is to be used,
    `folded` as it is compared (phones as +66…, e-mail in lower case).
    """

    class Kind(models.TextChoices):
        PHONE = "PHONE", _("Phone")
        EMAIL = "EMAIL", _("E-mail")
        LINE = "LINE", _("LINE")
        ADDRESS = "ADDRESS", _("Address")
        WEBSITE = "WEBSITE", _("Website")

    class Reach(models.TextChoices):
        OFFICERS = "OFFICERS", _("Officers")
        MEMBERS = "MEMBERS", _("Members")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="contact_points")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, null=True, blank=True, related_name="contact_points")
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, null=True, blank=True, related_name="contact_points"
    )
    group = models.ForeignKey(Group, on_delete=models.CASCADE, null=True, blank=True, related_name="contact_points")
    kind = models.CharField(max_length=8, choices=Kind)
    value = models.TextField()
    folded = models.TextField(editable=False)
    address_digest = models.CharField(max_length=64, blank=True, default="", help_text="Tells mail that came back")
    reach = models.CharField(max_length=8, choices=Reach, default=Reach.OFFICERS)
    verified_on = models.DateField(null=True, blank=True)
    said_by_self = models.BooleanField(default=False, help_text="The person themselves verified it on that day")
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["folded"], name="contact_point_folded"),
            models.Index(fields=["address_digest"], name="contact_point_digest", condition=~Q(address_digest="")),
        ]
        constraints = [
            models.CheckConstraint(
                name="contact_point_has_one_owner",
                condition=Q(person__isnull=False, post__isnull=True, organization__isnull=True, group__isnull=True)
                | Q(person__isnull=True, post__isnull=False, organization__isnull=True, group__isnull=True)
                | Q(person__isnull=True, post__isnull=True, organization__isnull=False, group__isnull=True)
                | Q(person__isnull=True, post__isnull=True, organization__isnull=True, group__isnull=False),
            )
        ]
