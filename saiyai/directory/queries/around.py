"""What lies around a party: one step away, and what joins those with each other. Small enough for a map."""

from dataclasses import dataclass, field

from django.db.models import Case, Q, When
from django.db.models.functions import Coalesce

from saiyai.directory import rules
from saiyai.directory.models import SORTS, Tie
from saiyai.directory.models.ties import ENDS, PAIRS
from saiyai.directory.queries.ties import told
from saiyai.directory.queries.visible import visible_ties

MOST_AROUND = 40  # parties around the one in the middle; more cannot be told apart on a telephone
MOST_BETWEEN = 120  # ties between those
MOST_READ = 400  # ties of the one in the middle


@dataclass
class Line:
    """A tie as the map and its table show it: it reads from `a` to `b`."""

    tie: Tie
    a: object
    b: object

    @property
    def mutual(self):
        return SORTS[self.tie.kind].mutual


@dataclass
class Surroundings:
    """What is on the map. `all` parties are one step away, `shown` of them are there; `more` ties between them are not."""

    lines: list = field(default_factory=list)
    shown: int = 0
    all: int = 0
    more: bool = False

    def __bool__(self):
        return self.shown > 1  # a map of two says nothing that the list does not


def surroundings(party, rows, viewer):
    """The map around a party; `rows` are those of `ties_of` for this viewer."""
    standing = rows.filter(*rules.in_force())
    own = told(standing[:MOST_READ], party)
    around = {tie.other.pk: tie.other for tie in own}
    kept = dict(list(around.items())[:MOST_AROUND])
    found = Surroundings(shown=len(kept), all=len(around))
    if not found:
        return found
    if len(own) == MOST_READ:
        found.all, found.more = _count_around(party, standing), True
    known = {party.pk: party, **kept}
    between = list(_between(kept.values(), viewer)[: MOST_BETWEEN + 1])
    found.more |= len(between) > MOST_BETWEEN
    for tie in [*(tie for tie in own if tie.other.pk in kept), *between[:MOST_BETWEEN]]:
        a, b = map(known.get, tie.keys())
        turned = SORTS[tie.kind].mutual and b.pk == party.pk
        found.lines.append(Line(tie, *((b, a) if turned else (a, b))))
    return found


def _count_around(party, rows):
    """How many parties are one step away."""
    first, second = (Coalesce(*(f"{side}_{end}_id" for end in ENDS)) for side in "ab")
    other = Case(When(**{f"a_{party._meta.model_name}": party}, then=second), default=first)
    return rows.order_by().annotate(other=other).values("other").distinct().count()


def _between(parties, viewer):
    """Ties between these parties that stand, that the viewer may see, and that were meant to be seen by members.

    An officer who opens one record is noted there, not with everybody around it. So what only officers see of the
    others is not put here: it stands on the others' own pages.
    """
    keys = {}
    for party in parties:
        keys.setdefault(party._meta.model_name, []).append(party.pk)
    joining = Q(pk__in=[])
    for first, second in PAIRS:
        if first in keys and second in keys:
            joining |= Q(**{f"a_{first}__in": keys[first], f"b_{second}__in": keys[second]})
    open_ones = Q(reach=Tie.Reach.MEMBERS)
    for end in ("a_person", "b_person"):
        open_ones &= Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__listed": True})
    agreed = ~Q(source=Tie.Source.DECLARED) | Q(b_person__isnull=True) | Q(said_by_a=True, said_by_b=True)
    return visible_ties(viewer).filter(*rules.in_force(), joining, open_ones, agreed).order_by("kind", "pk")
