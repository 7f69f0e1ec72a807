"""The way from one person to another, against the same walk and the same rows by bare questions to the tables."""

import random
import time
from functools import partial

from bench.rows import against, p95, skipped
from bench.start import begin, end, officer

LONGEST = 4
MOST_TIMES = 3
ENOUGH = 40
STEP = """SELECT a_person_id, b_person_id, id FROM directory_tie WHERE withdrawn_because = '' AND kind = ANY(%s)
AND (starts_on IS NULL OR starts_on <= %s) AND (ends_on IS NULL OR ends_on >= %s) AND {end} = ANY(%s)"""


def pairs(count):
    """Two people each, drawn in the same way each time."""
    from saiyai.directory.models import Person

    rng = random.Random("ties")
    keys = Person.objects.order_by("sort_key", "pk").values_list("pk", flat=True)
    drawn = [rng.sample(range(keys.count()), 2) for _ in range(count)]
    wanted = {place for pair in drawn for place in pair}
    by_place = {place: key for place, key in enumerate(keys.iterator(chunk_size=5000)) if place in wanted}
    people = Person.objects.in_bulk(by_place.values())
    return [tuple(people[by_place[place]] for place in pair) for pair in drawn]


def _among(cursor, sql, *values):
    """The same question on SQLite, which knows no arrays."""
    from django.db import connection

    if connection.vendor == "sqlite":
        flat = []
        for value in values:
            if isinstance(value, list):
                sql = sql.replace("= ANY(%s)", f"IN ({','.join(['%s'] * len(value))})", 1)
                flat += value
            else:
                flat.append(value)
        values = flat
    cursor.execute(sql, values)
    return cursor.fetchall()


SHOWN = """SELECT tie.*, a.*, b.* FROM directory_tie AS tie JOIN directory_person AS a ON a.id = tie.a_person_id
JOIN directory_person AS b ON b.id = tie.b_person_id WHERE tie.id = ANY(%s)"""


def walk(cursor, start, goal, kinds, day):
    """The shortest way with its rows, or None: nobody's rights, no choice among equal ways."""
    sides, edges = [{start: None}, {goal: None}], [{start}, {goal}]
    for _step in range(LONGEST):
        near = 0 if len(edges[0]) <= len(edges[1]) else 1
        found, keys = {}, list(edges[near])
        for at in range(0, len(keys), 2000):
            some = keys[at : at + 2000]
            for a, b, tie in _among(cursor, STEP.format(end="a_person_id"), kinds, day, day, some):
                found.setdefault(b, (a, tie))
            for a, b, tie in _among(cursor, STEP.format(end="b_person_id"), kinds, day, day, some):
                found.setdefault(a, (b, tie))
        found = {key: how for key, how in found.items() if key not in sides[near]}
        sides[near] |= found
        edges[near] = found.keys()
        if met := edges[near] & sides[1 - near].keys():
            return _among(cursor, SHOWN, _ties(sides, next(iter(met))))
        if not found:
            return None
    return None


def _ties(sides, middle):
    found = []
    for side in sides:
        key = middle
        while side[key]:
            key, tie = side[key]
            found.append(tie)
    return found


def timed(what):
    """(what it gave, milliseconds)."""
    start = time.perf_counter()
    found = what()
    return found, (time.perf_counter() - start) * 1000


class Asking:
    """Asks for the way between two people by ours and by the bare walk, each of them first every other time."""

    def __init__(self, user):
        from django.utils import timezone

        from saiyai.directory.queries.ties import WALKED

        self.user, self.day, self.kinds = user, timezone.localdate().isoformat(), [str(kind) for kind in WALKED]

    def ours(self, start, goal):
        from saiyai.directory import queries

        way = queries.introduction(start, goal, self.user)
        return len(way.steps) - 1 if way else None

    def bare(self, start, goal):
        from django.db import connection

        from saiyai.directory.models import Person

        start, goal = (Person._meta.pk.get_db_prep_value(one.pk, connection) for one in (start, goal))
        with connection.cursor() as cursor:
            rows = walk(cursor, start, goal, self.kinds, self.day)
        return rows if rows is None else len(rows)

    def times(self, drawn, before=lambda: None):
        """(milliseconds of ours, of the bare walk) for these pairs; `before` is done before each single one."""
        own, base = [], []
        for number, (start, goal) in enumerate(drawn):
            ways = [(self.ours, own), (self.bare, base)]
            found = set()
            # Who comes second finds the pages of the tables in memory.
            for way, spent in reversed(ways) if number % 2 else ways:
                before()
                steps, took = timed(partial(way, start, goal))
                spent.append(took)
                found.add(steps)
            if len(found) != 1:
                raise RuntimeError(f"{start} to {goal}: {found}")
        return own, base


def main():
    told = begin()
    from bench import cold

    user = officer("somying")
    user.standing_grants  # noqa: B018  asked once a request, not once a way
    drawn, asking = pairs(told.words), Asking(user)
    own, base = asking.times(drawn)
    measured = [against("introduction p95", len(own), p95(own), "ms", "raw walk p95", p95(base), MOST_TIMES)]
    name = "introduction p95, tables not in memory"
    if reason := cold.why_not():
        measured.append(skipped(name, reason))
    else:
        own, base = asking.times(drawn[: told.cold], cold.forget)
        most = MOST_TIMES if len(own) >= ENOUGH else None  # of a few, the one that was slowest says little
        measured.append(against(name, len(own), p95(own), "ms", "raw walk p95", p95(base), most))
    end(told, measured)


if __name__ == "__main__":
    main()
