"""The way from one person to another, against the same walk and the same rows by bare questions to the tables."""

import random
import time
from functools import partial

from bench.rows import against, p95
from bench.start import begin, end, officer

LONGEST = 4
MOST_TIMES = 3
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


def main():
    told = begin()
    from django.db import connection
    from django.utils import timezone

    from saiyai.directory import queries
    from saiyai.directory.models import Person
    from saiyai.directory.queries.ties import WALKED

    user, own, base = officer("somying"), [], []
    user.standing_grants  # noqa: B018  asked once a request, not once a way
    key = Person._meta.pk.get_db_prep_value
    day, kinds = timezone.localdate().isoformat(), [str(kind) for kind in WALKED]
    with connection.cursor() as cursor:
        for number, (start, goal) in enumerate(pairs(told.words)):
            ours = partial(queries.introduction, start, goal, user)
            bare = partial(walk, cursor, key(start.pk, connection), key(goal.pk, connection), kinds, day)
            # Who comes second finds the pages of the tables in memory: each comes first every other time.
            if number % 2:
                (way, spent), (rows, least) = timed(ours), timed(bare)
            else:
                (rows, least), (way, spent) = timed(bare), timed(ours)
            own.append(spent)
            base.append(least)
            if (len(way.steps) - 1 if way else None) != (rows if rows is None else len(rows)):
                raise RuntimeError(f"{way} is not {rows}")
    end(told, [against("introduction p95", len(own), p95(own), "ms", "raw walk p95", p95(base), MOST_TIMES)])


if __name__ == "__main__":
    main()
