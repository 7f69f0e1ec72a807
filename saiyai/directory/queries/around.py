"""What lies around a party: one step away, and what joins those with each other. Small enough for a map."""

from dataclasses import dataclass, field

from django.db.models import Q

from saiyai.directory import rules
from saiyai.directory.models import SORTS, Tie
from saiyai.directory.models.ties import PAIRS
from saiyai.directory.queries.visible import visible_ties

MOST_AROUND = 40  # parties around the one in the middle; more cannot be told apart on a telephone
MOST_BETWEEN = 120  # ties between those


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
    """The map around a party; `rows` are those of `ties_of` for this viewer that stand today."""
    around = {tie.other.pk: tie.other for tie in rows}
    kept = dict(list(around.items())[:MOST_AROUND])
    found = Surroundings(shown=len(kept), all=len(around))
    if not found:
        return found
    known = {party.pk: party, **kept}
    between = list(_between(kept.values(), viewer)[: MOST_BETWEEN + 1])
    found.more = len(between) > MOST_BETWEEN
    for tie in [*(tie for tie in rows if tie.other.pk in kept), *between[:MOST_BETWEEN]]:
        a, b = map(known.get, tie.keys())
        turned = SORTS[tie.kind].mutual and b.pk == party.pk
        found.lines.append(Line(tie, *((b, a) if turned else (a, b))))
    return found


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
