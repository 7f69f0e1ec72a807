import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from saiyai.thai.names import full_name


class Profile(models.Model):
    """The four things that each party brings (row S1)."""

    resources = models.TextField(_("resources"), blank=True, default="")
    goals = models.TextField(_("goals"), blank=True, default="")
    ways_of_working = models.TextField(_("ways of working"), blank=True, default="")
    target_groups = models.TextField(_("target groups"), blank=True, default="")

    class Meta:
        abstract = True


class Person(Profile):
    """Somebody of the network or near it. `listed`: shown to members, because the person agreed to it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.TextField(_("title"), blank=True, default="")
    given_name = models.TextField(_("given name"))
    family_name = models.TextField(_("family name"), blank=True, default="")
    given_name_en = models.TextField(blank=True, default="")
    family_name_en = models.TextField(blank=True, default="")
    nickname = models.TextField(blank=True, default="")
    former_names = models.TextField(blank=True, default="", help_text="One a line")
    province_code = models.CharField(max_length=2, blank=True, default="")
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True, help_text="B.E.; to tell namesakes apart")
    listed = models.BooleanField(default=False)
    deceased_on = models.DateField(null=True, blank=True)
    erased_on = models.DateField(
        null=True, blank=True, help_text="Erased as the person asked; the name may have to stay"
    )
    profile_confirmed_on = models.DateField(null=True, blank=True, help_text="Said so by themselves")
    asks_refused_on = models.DateField(null=True, blank=True, help_text="Does not want to be asked for their details")
    sort_key = models.TextField(editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="person"
    )
    created_at = models.DateTimeField(default=timezone.now)
    skills = models.ManyToManyField("directory.Skill", through="directory.PersonSkill", related_name="people")

    class Meta:
        indexes = [models.Index(fields=["sort_key", "id"], name="person_sort")]
        constraints = [models.CheckConstraint(name="person_has_a_name", condition=~Q(given_name=""))]

    def __str__(self):
        return self.name_en if get_language() == "en" and self.name_en else self.name

    @property
    def name(self):
        """Title, given name and family name as they are written in Thai."""
        return full_name(self.title, self.given_name, self.family_name)

    @property
    def name_en(self):
        return f"{self.given_name_en} {self.family_name_en}".strip()


class Organization(Profile):
    """A ministry, department, division, province, local government, enterprise or association."""

    class Kind(models.TextChoices):
        MINISTRY = "MINISTRY", _("Ministry")
        DEPARTMENT = "DEPARTMENT", _("Department")
        DIVISION = "DIVISION", _("Division or office")
        INDEPENDENT = "INDEPENDENT", _("Independent body")
        PROVINCE = "PROVINCE", _("Province")
        LOCAL = "LOCAL", _("Local government")
        STATE_ENTERPRISE = "STATE_ENTERPRISE", _("State enterprise")
        PUBLIC_ORGANIZATION = "PUBLIC_ORGANIZATION", _("Public organisation")
        UNIVERSITY = "UNIVERSITY", _("University")
        COMPANY = "COMPANY", _("Company")
        CIVIC = "CIVIC", _("Association or foundation")
        OTHER = "OTHER", _("Other")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.SlugField(max_length=120, null=True, blank=True, unique=True, help_text="Of the seed list")
    kind = models.CharField(max_length=24, choices=Kind)
    name_th = models.TextField(_("name"))
    name_en = models.TextField(_("name in English"), blank=True, default="")
    short_name = models.TextField(_("abbreviation"), blank=True, default="")
    juristic_id = models.CharField(max_length=13, blank=True, default="")
    province_code = models.CharField(max_length=2, blank=True, default="")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    source = models.TextField(blank=True, default="")
    verified = models.BooleanField(default=False)
    sort_key = models.TextField(editable=False)

    class Meta:
        indexes = [models.Index(fields=["sort_key", "id"], name="organization_sort")]
        constraints = [
            models.CheckConstraint(
                name="organization_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            )
        ]

    def __str__(self):
        return self.name_en if get_language() == "en" and self.name_en else self.name_th


class Placement(models.Model):
    """Where an organisation stands in a tree, from when to when. Several trees: by command, by area."""

    class Tree(models.TextChoices):
        COMMAND = "COMMAND", _("By command")
        AREA = "AREA", _("By area")

    child = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="placements")
    parent = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="placed_here")
    tree = models.CharField(max_length=8, choices=Tree, default=Tree.COMMAND)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="placement_not_in_itself", condition=~Q(child=F("parent"))),
            models.UniqueConstraint(
                name="placement_one_parent_a_tree_now", fields=["child", "tree"], condition=Q(ends_on__isnull=True)
            ),
        ]


class Succession(models.Model):
    """A dated reorganisation: what became of an organisation."""

    class Kind(models.TextChoices):
        RENAMED = "RENAMED", _("Renamed")
        MERGED = "MERGED", _("Merged into")
        SPLIT = "SPLIT", _("Split into")
        DISSOLVED = "DISSOLVED", _("Dissolved")

    predecessor = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="successions")
    successor = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="predecessions"
    )
    kind = models.CharField(max_length=12, choices=Kind)
    on = models.DateField()
    source = models.TextField(blank=True, default="")
    verified = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="succession_leads_somewhere_else",
                condition=Q(kind="DISSOLVED") | (Q(successor__isnull=False) & ~Q(successor=F("predecessor"))),
            )
        ]


class Group(Profile):
    """A working group, club, chapter or civic group."""

    class Kind(models.TextChoices):
        WORKING = "WORKING", _("Working group")
        CLUB = "CLUB", _("Club")
        CHAPTER = "CHAPTER", _("Chapter")
        CIVIC = "CIVIC", _("Civic group")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=12, choices=Kind)
    name_th = models.TextField(_("name"))
    name_en = models.TextField(_("name in English"), blank=True, default="")
    about = models.TextField(blank=True, default="")
    province_code = models.CharField(max_length=2, blank=True, default="")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    sort_key = models.TextField(editable=False)

    class Meta:
        indexes = [models.Index(fields=["sort_key", "id"], name="group_sort")]

    def __str__(self):
        return self.name_en if get_language() == "en" and self.name_en else self.name_th


class Skill(models.Model):
    """Something that somebody can do for the others."""

    key = models.SlugField(primary_key=True)
    name_th = models.TextField()
    name_en = models.TextField()

    class Meta:
        ordering = ["name_th"]

    def __str__(self):
        return self.name_en if get_language() == "en" else self.name_th


class PersonSkill(models.Model):
    """A skill that a person offers."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(name="person_skill_once", fields=["person", "skill"])]
