"""What joins a party with others, and through whom one person may be introduced to another."""

from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce

from saiyai.directory import rules
from saiyai.directory.models import SORTS, Person, Tie
from saiyai.directory.queries.visible import visible_ties

LONGEST = 4  # steps; whoever is farther away is a stranger
MOST_WALKED = 30_000  # people looked at before giving up
AT_ONCE = 2000  # keys in one question
# Through these one can be introduced; family is nobody's business, a recommendation may be of a stranger.
WALKED = sorted(
    kind
    for kind, sort in SORTS.items()
    if (sort.first, sort.second) == ("person", "person") and not sort.officers_only and kind != Tie.Kind.RECOMMENDED
)


def ties_of(party, viewer):
    """The ties of a person, group or organisation: the standing first, then by kind and by who is at the other end.

    Asked in pages: nobody knows how many there are. What is shown is told by `told` first.
    """
    end = party._meta.model_name
    here = Q(**{f"a_{end}": party})
    others = sorted(
        {other for sort in SORTS.values() if end in (sort.first, sort.second) for other in (sort.first, sort.second)}
    )
    rows = visible_ties(viewer).filter(here | Q(**{f"b_{end}": party}))
    rows = rows.select_related(*(f"{side}_{other}" for side in "ab" for other in others))
    first, second = (_either(f"{side}_{other}__sort_key" for other in others) for side in "ab")
    return rows.order_by(
        Case(When(Q(*rules.in_force()), then=Value(0)), default=Value(1)),
        "kind",
        Case(When(here, then=second), default=first),
        "pk",
    )


def _either(names):
    """The one of these columns that is not empty."""
    found = [F(name) for name in names]
    return Coalesce(*found) if len(found) > 1 else found[0]


def told(rows, party):
    """These ties as they read on the page of this party: each with `label`, `other` and `agreement`."""
    rows = list(rows)
    for tie in rows:
        tie.label, tie.other = tie.label_for(party), tie.b if tie.a.pk == party.pk else tie.a
        tie.agreement = rules.agreement(tie)
    return rows


def open_tie(kind, a, b):
    """The tie of this kind between these two which has not ended, or None; the ends as they are stored."""
    first, second = rules.ends_of(kind)
    ends = {f"a_{first}": a, f"b_{second}": b}
    return Tie.objects.filter(kind=kind, ends_on__isnull=True, withdrawn_because="", **ends).first()


def grown_out_of(group):
    """The keys of everything that a group grew out of, itself too."""
    seen, frontier = {group.pk}, {group.pk}
    kinds = [kind for kind, sort in SORTS.items() if sort.tree]
    while frontier:
        rows = Tie.objects.filter(kind__in=kinds, a_group__in=frontier, withdrawn_because="")
        frontier = set(rows.values_list("b_group", flat=True)) - seen
        seen |= frontier
    return seen


@dataclass
class Way:
    """How to reach somebody: `steps` are (person, tie that leads on), the last without one. `why_not` where none is."""

    steps: list = field(default_factory=list)
    why_not: str = ""  # "far": nobody within four steps; "wide": too many people on the way

    def __bool__(self):
        return bool(self.steps)


def introduction(start, goal, viewer, longest=LONGEST):
    """The shortest way over ties that stand today, walked from both ends; of equal ways the one both sides speak of."""
    if start.pk == goal.pk:
        return Way([(start, None)])
    with connection.cursor() as cursor:
        way = _walked(_Walk(viewer, cursor), start, goal, longest)
    return way if isinstance(way, Way) else _told(way, start, goal, viewer)


def _walked(walk, start, goal, longest):
    """The keys along the shortest way, or why there is none."""
    ends = _key(start), _key(goal)
    # {key: (ties on the way here that only one or nobody speaks of, key before it, key of the tie)}
    sides = ({ends[0]: (0, None, None)}, {ends[1]: (0, None, None)})
    edges = [{ends[0]}, {ends[1]}]
    for _step in range(longest):
        near = 0 if len(edges[0]) <= len(edges[1]) else 1
        edges[near] = walk.on(edges[near], sides[near])
        met = edges[near] & sides[1 - near].keys()
        if met:
            middle = min(met, key=lambda key: (sides[0][key][0] + sides[1][key][0], str(key)))
            return _joined(sides, middle)
        if not edges[near]:
            return Way(why_not="far")
        if sum(map(len, sides)) > MOST_WALKED:
            return Way(why_not="wide")
    return Way(why_not="far")


def _key(person):
    """The key of a person as the database writes it."""
    return Person._meta.pk.get_db_prep_value(person.pk, connection)


class _Walk:
    """One step after the other. What the viewer may see is put into SQL once; keys stay as the database writes them."""

    def __init__(self, viewer, cursor):
        self.cursor = cursor
        ties = visible_ties(viewer).filter(*rules.in_force(), kind__in=WALKED)
        columns = ("a_person_id", "b_person_id", "pk", "said_by_a", "said_by_b")
        self.sql, self.values = ties.values_list(*columns).query.sql_with_params()

    def on(self, edge, seen):
        """Everybody one step from the edge who was not seen yet; each with the best tie that leads there."""
        found, keys = {}, list(edge)
        for at in range(0, len(keys), AT_ONCE):
            some = keys[at : at + AT_ONCE]
            self._reach(found, seen, self._around("a_person_id", "b_person_id", some))
            self._reach(found, seen, self._around("b_person_id", "a_person_id", some))
        seen.update(found)
        return set(found)

    def _around(self, near, far, keys):
        marks = ", ".join(["%s"] * len(keys))
        sql = f"SELECT {near}, {far}, pk, said_by_a, said_by_b FROM ({self.sql}) AS ties WHERE {near} IN ({marks})"  # noqa: S608
        self.cursor.execute(sql, [*self.values, *keys])
        return self.cursor.fetchall()

    @staticmethod
    def _reach(found, seen, rows):
        """A hundred thousand rows may come along: the same in the fewest steps. The smallest of equals is the best."""
        known = found.get
        for before, key, tie, said_by_a, said_by_b in rows:
            if key in seen:
                continue
            way = (seen[before][0] + (not (said_by_a and said_by_b)), before, tie)
            other = known(key)
            if other is None or way < other:
                found[key] = way


def _joined(sides, middle):
    """The keys along the way with the tie after each: [(person, tie), …, (person, None)]."""
    back, key = [], middle
    while sides[0][key][1] is not None:
        _weak, before, tie = sides[0][key]
        back.append((before, tie))
        key = before
    way, key = back[::-1], middle
    while sides[1][key][1] is not None:
        _weak, after, tie = sides[1][key]
        way.append((key, tie))
        key = after
    return [*way, (key, None)]


def _told(way, start, goal, viewer):
    """The way with its people, who come with the ties."""
    ties = visible_ties(viewer).select_related("a_person", "b_person").filter(pk__in=[tie for _key, tie in way if tie])
    people, by_ends = {_key(start): start, _key(goal): goal}, {}
    for tie in ties:
        by_ends[frozenset(map(_key, (tie.a_person, tie.b_person)))] = tie
        people |= {_key(person): person for person in (tie.a_person, tie.b_person)}
    steps = []
    for (key, _tie), after in zip(way, [*way[1:], None], strict=True):
        tie = by_ends[frozenset((key, after[0]))] if after else None
        if tie is not None:
            tie.label, tie.agreement = tie.label_for(people[key]), rules.agreement(tie)
        steps.append((people[key], tie))
    return Way(steps)
