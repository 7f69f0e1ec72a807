"""Writers of embedded SQLite take turns.

SQLite lets one write at a time and makes the others look again and again; with dozens of writers some never get their
turn before the patience of `timeout` ends, and a page says "database is locked". A lock on a file beside the database
lets them wait in line instead: the kernel wakes them in the order in which they came. PostgreSQL needs none of it.
"""

import fcntl
from contextlib import contextmanager

from django.db import connections


@contextmanager
def writing(store="default"):
    """Wait for the turn to write to a store, unless a transaction of ours is open there already or it is no file."""
    path = _path(store)
    if path is None or connections[store].in_atomic_block:
        yield
        return
    with open(f"{path}.turn", "a") as line:
        fcntl.flock(line, fcntl.LOCK_EX)  # released when the file is closed, also by a killed process
        yield


def _path(store):
    if connections[store].vendor != "sqlite":
        return None
    name = str(connections[store].settings_dict["NAME"])
    return None if ":memory:" in name or "mode=memory" in name else name
