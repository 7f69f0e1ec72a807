"""How fast an announcement is put into the inboxes and the outbox, against the bare insertion of the same rows."""

import time
import tracemalloc

from bench.rows import Row, limit, tidy
from bench.start import begin, end, officer

SLOWEST = 0.3  # of the bare insertion
MOST_MEGABYTES = 40
TABLES = ("notify_notice", "notify_letter")


def bare_insertion():
    """Seconds for the same rows by executemany in one transaction, indexes in place."""
    from django.db import connection, transaction

    connection.ensure_connection()
    connection.connection.execute("PRAGMA foreign_keys=OFF")
    with transaction.atomic(), connection.cursor() as cursor:
        kept = {table: cursor.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}
        for table in TABLES:
            cursor.execute(f"DELETE FROM {table}")
    start = time.perf_counter()
    with transaction.atomic():
        for table, found in kept.items():
            connection.connection.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * len(found[0]))})", found)
    return time.perf_counter() - start


def give_accounts(members):
    """An account to each member, so that there is somebody to tell."""
    from saiyai.accounts.models import User
    from saiyai.directory.models import Person

    people = list(Person.objects.filter(pk__in=members.values("person"), user__isnull=True))
    users = [User(email=f"bench{n}@saiyai.example", display_name="-") for n in range(len(people))]
    User.objects.bulk_create(users, batch_size=1000)
    for person, user in zip(people, users, strict=True):
        person.user = user
    Person.objects.bulk_update(people, ["user"], batch_size=500)


def main():
    told = begin()
    from saiyai.membership import actions, queries
    from saiyai.networks.queries import default_network
    from saiyai.notify.models import Letter, Notice
    from saiyai.policy.actors import SYSTEM

    network = default_network()
    give_accounts(queries.living_members().filter(network=network, person__isnull=False))
    Notice.objects.all().delete()
    Letter.objects.all().delete()
    one = actions.announce(network, "ประชุมใหญ่", "ขอเชิญประชุม " * 40, by=officer("prapai"))
    peaks, start, more = [], time.perf_counter(), True
    while more:
        more = actions.tell_next(one, by=SYSTEM)
    seconds = time.perf_counter() - start
    one.refresh_from_db()
    speed, bare = one.told / seconds, one.told / bare_insertion()
    row = Row("announcement to members", one.told, tidy(speed), "members/s", "", round(speed / bare, 2))
    row.baseline = f"bare insertion of the same rows: {tidy(bare)} members/s"
    row.bar, row.holds = f"ratio ≥ {SLOWEST}", speed >= SLOWEST * bare
    for table in (Notice, Letter):
        table.objects.all().delete()
    again = actions.announce(network, "อีกครั้ง", "เนื้อความ", by=officer("prapai"))
    tracemalloc.start()
    more = True
    while more:
        more = actions.tell_next(again, by=SYSTEM)
        peaks.append(tracemalloc.get_traced_memory()[1] / 1e6)
        tracemalloc.reset_peak()
    tracemalloc.stop()
    name = "announcement: memory of one step of 2,000"
    end(told, [row, limit(name, again.told, max(peaks), "MB", f"≤ {MOST_MEGABYTES} MB", max(peaks) <= MOST_MEGABYTES)])


if __name__ == "__main__":
    main()
