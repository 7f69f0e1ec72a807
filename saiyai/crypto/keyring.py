"""Keys that can be destroyed: a small file of its own, outside the database and outside every backup.

Each report, identity and officer epoch has a random key here. What is sealed needs this key besides its own; when it is
taken away, no copy of the database and no officer can open the thing again. The file is plain SQLite without a log of
its writes (`journal_mode=DELETE`) and with overwritten pages (`secure_delete`); its rows lie in the order of random
names. A second copy (`KEYRING_MIRROR`) may lie on another disk and is written in the same call.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from django.conf import settings

SETTINGS = "PRAGMA journal_mode=DELETE; PRAGMA secure_delete=ON; PRAGMA synchronous=FULL; PRAGMA busy_timeout=30000;"
TABLE = "CREATE TABLE IF NOT EXISTS ring (name TEXT PRIMARY KEY, content BLOB NOT NULL) WITHOUT ROWID"


class Destroyed(LookupError):
    """There is no such key: destroyed, or never made."""


class Taken(ValueError):
    """There is another key of this name already."""


def paths() -> list[Path]:
    """The keyring and, if there is one, its second copy."""
    return [Path(path) for path in (settings.KEYRING, settings.KEYRING_MIRROR) if path]


def _open(path):
    if not path.parent.exists():
        path.parent.mkdir(mode=0o700, parents=True)
    if not path.exists():
        path.touch(mode=0o600)
    ring = sqlite3.connect(path, timeout=30, isolation_level=None)
    ring.executescript(SETTINGS)
    ring.execute(TABLE)
    return ring


def put(keys: dict[str, bytes]):
    """Keep new keys, all or none, in every copy. Once more with the same content changes nothing; raises Taken."""
    for path in paths():
        with closing(_open(path)) as ring:
            ring.execute("BEGIN IMMEDIATE")
            try:
                for name, content in keys.items():
                    ring.execute("INSERT OR IGNORE INTO ring VALUES (?, ?)", (name, bytes(content)))
                    if ring.execute("SELECT content FROM ring WHERE name = ?", (name,)).fetchone()[0] != bytes(content):
                        raise Taken(name.partition("|")[0])
                ring.execute("COMMIT")
            except BaseException:
                ring.execute("ROLLBACK")
                raise


def get(name: str) -> bytes:
    """The key of this name; raises Destroyed."""
    with closing(_open(paths()[0])) as ring:
        found = ring.execute("SELECT content FROM ring WHERE name = ?", (name,)).fetchone()
    if found is None:
        raise Destroyed(name.partition("|")[0])
    return found[0]


def has(name: str) -> bool:
    """Whether there is a key of this name."""
    try:
        get(name)
    except Destroyed:
        return False
    return True


def destroy(*names: str):
    """Take keys away for good, from every copy; those that are not there are passed over."""
    for path in paths():
        with closing(_open(path)) as ring:
            ring.execute("BEGIN IMMEDIATE")
            ring.executemany("DELETE FROM ring WHERE name = ?", [(name,) for name in names])
            ring.execute("COMMIT")


def is_empty() -> bool:
    """Whether no key was ever kept here; looking makes no file."""
    for path in paths():
        if path.exists():
            with closing(_open(path)) as ring:
                if ring.execute("SELECT 1 FROM ring LIMIT 1").fetchone():
                    return False
    return True


def names(kind: str) -> list[str]:
    """The names that begin with this kind."""
    with closing(_open(paths()[0])) as ring:
        found = ring.execute("SELECT name FROM ring WHERE name >= ? AND name < ?", (f"{kind}|", f"{kind}}}"))
        return [row[0] for row in found]
