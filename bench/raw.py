"""The bare insertion of rows that our code has just inserted: the same values, the same tables, indexes in place."""

import time
from contextlib import contextmanager


@contextmanager
def kept():
    """A list that takes down what `insert_many` writes: (table with its columns, how many columns, rows)."""
    from django.db import connection

    from saiyai.policy import inserting

    name, rows = "_copy" if connection.vendor == "postgresql" else "_execute", []
    put = getattr(inserting, name)

    def keep(target, width, values):
        values = list(values)
        rows.append((target, width, values))
        return put(target, width, iter(values))

    setattr(inserting, name, keep)
    try:
        yield rows
    finally:
        setattr(inserting, name, put)


def put(rows):
    """Write them by COPY or executemany, with nothing around it."""
    from django.db import connection

    raw = connection.connection
    for target, width, values in rows:
        if connection.vendor == "postgresql":
            with raw.cursor() as cursor, cursor.copy(f"COPY {target} FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
        else:
            raw.executemany(f"INSERT INTO {target} VALUES ({','.join('?' * width)})", values)


@contextmanager
def undone():
    """What is written here is taken back; the seconds until then are the one number of the list."""
    from django.db import transaction

    spent, at = [], transaction.savepoint()
    start = time.perf_counter()
    yield spent
    spent.append(time.perf_counter() - start)
    transaction.savepoint_rollback(at)
