import uuid
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from saiyai.directory.models.parties import Group, Organization, Person

ENDS = ("person", "group", "organization")


@dataclass(frozen=True)
class Sort:
    """What a kind of tie joins, and how it reads from its second end. A mutual tie reads alike from both."""

    first: str
    second: str
    inverse: object = None
    officers_only: bool = False
    tree: bool = False

    @property
    def mutual(self):
        return self.inverse is None


class TieKind(models.TextChoices):
    """How a tie reads from its first end."""

    KNOWS = "KNOWS", _("Know each other")
    WORKED_WITH = "WORKED_WITH", _("Worked together")
    STUDIED_WITH = "STUDIED_WITH", _("Studied together")
    MENTORS = "MENTORS", _("Mentor of")
    RECOMMENDED = "RECOMMENDED", _("Recommended")
    FAMILY = "FAMILY", _("Close family")
    SUPPORTS = "SUPPORTS", _("Supports the group")
    ADVISES = "ADVISES", _("Adviser of the group")
    GREW_OUT_OF = "GREW_OUT_OF", _("Grew out of")
    WORK_TOGETHER = "WORK_TOGETHER", _("Work together")
    PARTNERS = "PARTNERS", _("Partner agencies")
    OVERSEES = "OVERSEES", _("Oversees")
    FUNDS = "FUNDS", _("Funds")


_K = TieKind
SORTS = {
    _K.KNOWS: Sort("person", "person"),
    _K.WORKED_WITH: Sort("person", "person"),
    _K.STUDIED_WITH: Sort("person", "person"),
    _K.MENTORS: Sort("person", "person", _("Mentored by")),
    _K.RECOMMENDED: Sort("person", "person", _("Recommended by")),
    _K.FAMILY: Sort("person", "person", officers_only=True),
    _K.SUPPORTS: Sort("person", "group", _("Supported by")),
    _K.ADVISES: Sort("person", "group", _("Advised by")),
    _K.GREW_OUT_OF: Sort("group", "group", _("Gave rise to"), tree=True),
    _K.WORK_TOGETHER: Sort("group", "group"),
    _K.PARTNERS: Sort("organization", "organization"),
    _K.OVERSEES: Sort("organization", "organization", _("Overseen by")),
    _K.FUNDS: Sort("organization", "organization", _("Funded by")),
}


def _joins(first, second):
    """Exactly these two ends are set, for the kinds that join them."""
    ends = {f"a_{end}__isnull": end != first for end in ENDS} | {f"b_{end}__isnull": end != second for end in ENDS}
    kinds = sorted(kind for kind, sort in SORTS.items() if (sort.first, sort.second) == (first, second))
    return Q(kind__in=kinds, **ends)


MUTUAL = sorted(kind for kind, sort in SORTS.items() if sort.mutual)
PAIRS = sorted({(sort.first, sort.second) for sort in SORTS.values()})


def _constraints():
    yield models.CheckConstraint(
        name="tie_joins_what_its_kind_joins", condition=reduce(or_, (_joins(*pair) for pair in PAIRS))
    )
    yield models.CheckConstraint(
        name="tie_ends_after_start",
        condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
    )
    for end in ENDS:
        yield models.CheckConstraint(name=f"tie_{end}_not_to_itself", condition=~Q(**{f"a_{end}": F(f"b_{end}")}))
        turned = Q(kind__in=MUTUAL, **{f"a_{end}__gt": F(f"b_{end}")})
        yield models.CheckConstraint(name=f"tie_{end}_mutual_in_order", condition=~turned)
    for first, second in PAIRS:
        open_ones = Q(
            ends_on__isnull=True, withdrawn_because="", **{f"a_{first}__isnull": False, f"b_{second}__isnull": False}
        )
        yield models.UniqueConstraint(
            name=f"tie_once_{first}_{second}", fields=["kind", f"a_{first}", f"b_{second}"], condition=open_ones
        )


class Tie(models.Model):
    """What joins two parties, from when to when, how it is known, and who of the two says so.

    A directed tie is read from a to b. A mutual one is stored once, with its smaller key as a.
    """

    Kind = TieKind

    class Source(models.TextChoices):
        DECLARED = "DECLARED", _("Said by the party itself")
        OFFICER = "OFFICER", _("Entered by an officer")
        DOCUMENT = "DOCUMENT", _("From a document")
        IMPORTED = "IMPORTED", _("From an import")

    class Reach(models.TextChoices):
        OFFICERS = "OFFICERS", _("Officers")
        MEMBERS = "MEMBERS", _("Members")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=16, choices=Kind)
    a_person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    a_group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="+", db_index=False)
    a_organization = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+", db_index=False)
    b_person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    b_group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="+", db_index=False)
    b_organization = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+", db_index=False)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=8, choices=Source, default=Source.OFFICER)
    evidence = models.TextField(blank=True, default="", help_text="Because of which meeting, work or document")
    said_by_a = models.BooleanField(default=False)
    said_by_b = models.BooleanField(default=False)
    reach = models.CharField(max_length=8, choices=Reach, default=Reach.MEMBERS)
    withdrawn_because = models.TextField(
        blank=True, default="", help_text="Why the entry was wrong; empty while it is right"
    )

    class Meta:
        constraints = list(_constraints())
        indexes = [
            models.Index(fields=["a_person", "b_person"], name="tie_a_person", condition=Q(a_person__isnull=False)),
            models.Index(fields=["b_person", "a_person"], name="tie_b_person", condition=Q(b_person__isnull=False)),
            models.Index(fields=["a_group"], name="tie_a_group", condition=Q(a_group__isnull=False)),
            models.Index(fields=["b_group"], name="tie_b_group", condition=Q(b_group__isnull=False)),
            models.Index(fields=["a_organization"], name="tie_a_body", condition=Q(a_organization__isnull=False)),
            models.Index(fields=["b_organization"], name="tie_b_body", condition=Q(b_organization__isnull=False)),
        ]

    @property
    def a(self):
        """The party that the tie goes out from."""
        return self.a_person or self.a_group or self.a_organization

    @property
    def b(self):
        """The party that the tie leads to."""
        return self.b_person or self.b_group or self.b_organization

    def keys(self):
        """The keys of both parties."""
        return (
            self.a_person_id or self.a_group_id or self.a_organization_id,
            self.b_person_id or self.b_group_id or self.b_organization_id,
        )

    def label_for(self, party):
        """How the tie reads on the page of this party."""
        sort = SORTS[self.kind]
        return self.get_kind_display() if sort.mutual or party.pk == self.keys()[0] else sort.inverse
