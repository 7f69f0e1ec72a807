"""How fast an announcement is put into the inboxes and the outbox, against the bare insertion of the same rows.

Each step is made, taken back, its rows are written by bare statements, taken back too, and then it is made for good.
"""

import time
import tracemalloc
import uuid

from bench import raw
from bench.rows import against, limit, middle
from bench.start import begin, end, officer

SLOWEST = 3.33  # times the bare insertion: three tenths of its speed
MOST_MEGABYTES = 40
ENOUGH = 100_000  # members who are told


def add_members(network, count):
    """So many members more, where the network has too few: rows of three tables, nothing of them in the index."""
    from datetime import date

    from saiyai.accounts.models import Office
    from saiyai.directory.models import Person
    from saiyai.membership.models import Member
    from saiyai.policy.inserting import insert_many

    office, keys = Office.objects.order_by("pk").first(), [uuid.uuid4() for _ in range(count)]
    people = (Person(pk=key, given_name="ก", family_name=key.hex, sort_key=key.hex) for key in keys)
    insert_many(Person, people)
    term = {"starts_on": date(2026, 1, 1), "ends_on": date(2100, 9, 30)}
    rows = (Member(network=network, office=office, person_id=key, number=key.hex[:24], **term) for key in keys)
    insert_many(Member, rows)


def give_accounts(members):
    """An account to each of the first members in the order in which they are told."""
    from django.db import connection, transaction

    from saiyai.accounts.models import User
    from saiyai.directory.models import Person
    from saiyai.policy.inserting import insert_many

    people = list(members.filter(person__user__isnull=True).order_by("pk").values_list("person", flat=True)[:ENOUGH])
    users = [uuid.uuid4() for _ in people]
    way = Person._meta.pk.get_db_prep_value
    with transaction.atomic():
        insert_many(User, [User(pk=key, email=f"{key.hex}@bench.example", display_name="-") for key in users])
        with connection.cursor() as cursor:
            pairs = [
                (way(user, connection), way(person, connection)) for user, person in zip(users, people, strict=True)
            ]
            cursor.executemany("UPDATE directory_person SET user_id = %s WHERE id = %s", pairs)


def tell_in_turn(one, count):
    """[(seconds of ours, seconds of the bare insertion)] a step, until enough are told; the last one may be short."""
    from django.db import transaction

    from saiyai.membership import actions
    from saiyai.policy.actors import SYSTEM

    found, more = [], True
    while more and one.told < ENOUGH:
        with transaction.atomic():
            with raw.kept() as rows, raw.undone() as ours:
                actions.tell_next(one, by=SYSTEM, count=count)
            with raw.undone() as bare:
                raw.put(rows)
            start = time.perf_counter()
            more = actions.tell_next(one, by=SYSTEM, count=count)
            found += [(ours[0], bare[0]), (time.perf_counter() - start, bare[0])]
    return found


def peaks(one):
    """Megabytes of Python's memory that each step needs at most."""
    from saiyai.membership import actions
    from saiyai.policy.actors import SYSTEM

    found, more = [], True
    tracemalloc.start()
    while more and one.told < ENOUGH:
        more = actions.tell_next(one, by=SYSTEM)
        found.append(tracemalloc.get_traced_memory()[1] / 1e6)
        tracemalloc.reset_peak()
    tracemalloc.stop()
    return found


def main():
    told = begin()
    from django.db import transaction

    from saiyai.membership import actions, queries
    from saiyai.networks.queries import default_network

    network, decider = default_network(), officer("prapai")
    members = queries.living_members().filter(network=network, person__isnull=False)
    with transaction.atomic():
        add_members(network, max(0, told.members - members.count()))
    give_accounts(members)
    one = actions.announce(network, "ประชุมใหญ่", "ขอเชิญประชุม " * 40, by=decider)
    queries.page_of(one)  # addresses are read once a process
    count = min(actions.announcing.AT_ONCE, 2 * told.batch)
    found = tell_in_turn(one, count)
    steps = found[2:-2] or found  # the first warms up, the last may be short
    ours, bare = (middle([pair[side] for pair in steps]) * 1000 for side in (0, 1))
    name = f"announcement to {one.told} members: a step of {count}"
    row = against(name, len(steps), ours, "ms", "bare insertion of the same rows", bare, SLOWEST)
    again = actions.announce(network, "อีกครั้ง", "เนื้อความ", by=decider)
    memory = peaks(again)
    name, bar = "announcement: memory of a step", f"≤ {MOST_MEGABYTES} MB"
    end(told, [row, limit(name, len(memory), max(memory), "MB", bar, max(memory) <= MOST_MEGABYTES)])


if __name__ == "__main__":
    main()
