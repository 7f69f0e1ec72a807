"""How fast the demo network is loaded, against the bare insertion of the same rows into the same tables."""

import json
import time
from pathlib import Path

from bench.rows import Row, tidy
from bench.start import begin, end

TABLES = (
    "directory_person",
    "directory_holding",
    "directory_contactpoint",
    "directory_personskill",
    "directory_seat",
    "directory_searchentry",
    "membership_member",
    "membership_card",
)


def bare_insertion():
    """Seconds for the same rows by executemany in one transaction, indexes and triggers in place."""
    from django.db import connection, transaction

    connection.ensure_connection()
    connection.connection.execute("PRAGMA foreign_keys=OFF")
    with transaction.atomic(), connection.cursor() as cursor:
        kept = {}
        for table in TABLES:
            where = " WHERE kind = 'PERSON'" if table.endswith("searchentry") else ""
            kept[table] = cursor.execute(f"SELECT * FROM {table}{where}").fetchall()
        for table in reversed(TABLES):
            cursor.execute(f"DELETE FROM {table}")
    start = time.perf_counter()
    with transaction.atomic():
        raw = connection.connection
        for table, found in kept.items():
            raw.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * len(found[0]))})", found)
    return time.perf_counter() - start


def main():
    told = begin()
    built = json.loads((Path(told.report).parent / "built.json").read_text())
    people, bare = built["people"], built["people"] / bare_insertion()
    speed = people / built["seconds"]
    row = Row("demo network loaded", people, tidy(speed), "people/s", "", round(bare / speed, 2))
    row.baseline = f"bare insertion of the same rows: {tidy(bare)} people/s"
    end(told, [row])


if __name__ == "__main__":
    main()
