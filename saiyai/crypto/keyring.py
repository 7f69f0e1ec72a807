"""Keys that can be destroyed: a small file of its own, outside the database and outside every backup.

Each report, identity and officer epoch has a random key here. What is sealed needs this key besides its own; when it is
taken away, no copy of the database and no officer can open the thing again. The file is plain SQLite with overwritten
pages (`secure_delete`), a journal that is overwritten after each key that goes, and rows in the order of random names.
A second copy (`KEYRING_MIRROR`) may lie on another disk and is written in the same call.

A key that was destroyed leaves a mark, the digest of its name. A name with a mark is never taken in again: not by a put
that is sent twice, not from the other copy, not from a snapshot. So copies can always be joined, and the join of two
copies is: every mark of either, and every key of either that has no mark.
"""

import fcntl
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from saiyai.crypto import shared

SETTINGS = "PRAGMA journal_mode=PERSIST; PRAGMA secure_delete=ON; PRAGMA synchronous=FULL;"
TABLES = (
    "CREATE TABLE IF NOT EXISTS ring (name TEXT PRIMARY KEY, content BLOB NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS gone (mark BLOB PRIMARY KEY) WITHOUT ROWID;"
)


class Destroyed(LookupError):
    """There is no such key: destroyed, or never made."""


class Taken(ValueError):
    """There is another key of this name already."""


class Incomplete(OSError):
    """One of the copies is not where it should be. Nothing is read or written until somebody looked."""


@dataclass(frozen=True)
class Comparison:
    """How the two copies differ; numbers only. `unlike`: one name, two contents, which nothing here can cause."""

    keys: int = 0
    missing: int = 0
    half_destroyed: int = 0
    unlike: int = 0

    @property
    def equal(self):
        return not (self.missing or self.half_destroyed or self.unlike)


def paths() -> list[Path]:
    """The keyring and, if there is one, its second copy."""
    return [Path(path) for path in (settings.KEYRING, settings.KEYRING_MIRROR) if path]


def mark_of(name: str) -> bytes:
    """What stays of a destroyed key."""
    return sha256(b"saiyai key is gone|" + name.encode()).digest()


def _look_whether_complete():
    """A lost disk shows as one missing file: to make it anew, empty, would mean that every report was deleted."""
    # A file without a byte is one that a full disk let begin, or that somebody emptied: it holds no key either way.
    missing = [path for path in paths() if not path.exists() or not path.stat().st_size]
    if missing and len(missing) < len(paths()):
        raise Incomplete(f"{missing[0]} is missing: look at its disk, then saiyai keyring mend")


def _connect(path):
    shared.make_folder(path.parent)
    if not path.exists():
        os.close(shared.open_file(path, os.O_WRONLY))
    ring = sqlite3.connect(path, timeout=30, isolation_level=None)
    ring.executescript(SETTINGS + TABLES)
    return ring


@contextmanager
def _turn():
    """One writer at a time, over all processes of this machine; a killed one gives its turn back."""
    first = paths()[0]
    shared.make_folder(first.parent)
    with open(shared.open_file(first.with_name(f"{first.name}.turn"), os.O_RDWR)) as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


@contextmanager
def _writing() -> Iterator[list[sqlite3.Connection]]:
    """Every copy, each in a transaction of its own, while no other process writes. Committed one after the other."""
    with ExitStack() as stack:
        stack.enter_context(_turn())
        rings = [stack.enter_context(closing(_connect(path))) for path in paths()]
        for ring in rings:
            ring.execute("BEGIN IMMEDIATE")
        try:
            yield rings
            for ring in rings:
                ring.execute("COMMIT")
        except BaseException:
            for ring in rings:
                if ring.in_transaction:
                    ring.execute("ROLLBACK")
            raise


def put(keys: dict[str, bytes]):
    """Keep new keys, all or none, in every copy. Once more with the same content changes nothing.

    Raises Taken, Destroyed for a name that was destroyed, and whatever the disk says; then no copy holds any of them.
    """
    _look_whether_complete()
    fresh: list[str] = []
    try:
        with _writing() as rings:
            for ring in rings:
                for name, content in keys.items():
                    if _insert(ring, name, bytes(content)) and ring is rings[0]:
                        fresh.append(name)
    except sqlite3.Error:
        _take_back(fresh)
        raise


def _insert(ring, name, content) -> bool:
    if ring.execute("SELECT 1 FROM gone WHERE mark = ?", (mark_of(name),)).fetchone():
        raise Destroyed(name.partition("|")[0])
    found = ring.execute("SELECT content FROM ring WHERE name = ?", (name,)).fetchone()
    if found is None:
        ring.execute("INSERT INTO ring VALUES (?, ?)", (name, content))
    elif found[0] != content:
        raise Taken(name.partition("|")[0])
    return found is None


def _take_back(names):
    """The second copy refused (a full disk) after the first had taken: the first gives back what nobody will use."""
    if names:
        with suppress(sqlite3.Error), _turn(), closing(_connect(paths()[0])) as ring:  # what stays, mend() makes equal
            ring.executemany("DELETE FROM ring WHERE name = ?", [(name,) for name in names])


def get(name: str) -> bytes:
    """The key of this name; raises Destroyed."""
    _look_whether_complete()
    found = None
    if (path := paths()[0]).exists() and path.stat().st_size:
        with closing(sqlite3.connect(path, timeout=30)) as ring:
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


def destroyed(names: Iterable[str]) -> set[str]:
    """Those of these names whose keys were destroyed. A key that is only missing is not among them: a disk may be lost."""
    _look_whether_complete()
    if not paths()[0].exists():
        return set()
    with closing(_connect(paths()[0])) as ring:
        asked = "SELECT 1 FROM gone WHERE mark = ?"
        return {name for name in names if ring.execute(asked, (mark_of(name),)).fetchone()}


def destroy(*names: str):
    """Take keys away for good, from every copy, and never take them in again; those that are not there get a mark all the same."""
    _look_whether_complete()
    with _writing() as rings:
        for ring in rings:
            _bury(ring, [mark_of(name) for name in names], names)
    _wipe_journals()


def _bury(ring, marks, names):
    ring.executemany("INSERT OR IGNORE INTO gone VALUES (?)", [(mark,) for mark in marks])
    ring.executemany("DELETE FROM ring WHERE name = ?", [(name,) for name in names])


def _wipe_journals():
    """Overwrite what the journals still hold of pages as they were. Its head is empty already: nobody reads it."""
    with _turn():
        for path in paths():
            journal = path.with_name(f"{path.name}-journal")
            if not journal.exists():
                continue
            with journal.open("r+b") as file:
                if file.read(8).strip(b"\0"):
                    continue  # a writer was killed: the next one to open the ring needs it
                file.seek(0)
                file.write(bytes(journal.stat().st_size))
                file.flush()
                os.fsync(file.fileno())


def is_empty() -> bool:
    """Whether no key was ever kept here; looking makes no file."""
    for path in paths():
        if path.exists() and path.stat().st_size:
            with closing(_connect(path)) as ring:
                if ring.execute("SELECT 1 FROM ring LIMIT 1").fetchone():
                    return False
    return True


def names(kind: str) -> list[str]:
    """The names that begin with this kind."""
    _look_whether_complete()
    if not paths()[0].exists():
        return []
    with closing(_connect(paths()[0])) as ring:
        found = ring.execute("SELECT name FROM ring WHERE name >= ? AND name < ?", (f"{kind}|", f"{kind}}}"))
        return [row[0] for row in found]


# ---------------------------------------------------------------- copies


def content() -> tuple[dict[str, bytes], set[bytes]]:
    """All keys and all marks of the first copy: what a snapshot holds."""
    _look_whether_complete()
    if not paths()[0].exists():
        return {}, set()
    with closing(_connect(paths()[0])) as ring:
        ring.execute("BEGIN")  # both tables of one moment
        return _content(ring)


def _content(ring):
    return dict(ring.execute("SELECT name, content FROM ring")), {
        row[0] for row in ring.execute("SELECT mark FROM gone")
    }


def compare() -> Comparison:
    """Look whether the copies are equal: the same names, contents and marks. Raises Incomplete, sqlite3.Error."""
    _look_whether_complete()
    if not paths()[0].exists():
        return Comparison()
    found = []
    with _turn():  # else a put that is under way would look half finished
        for path in paths():
            with closing(_connect(path)) as ring:
                if (told := ring.execute("PRAGMA quick_check").fetchone()[0]) != "ok":
                    raise sqlite3.DatabaseError(told)
                found.append(_content(ring))
    if len(found) < 2:
        return Comparison(keys=len(found[0][0]))
    (one, gone), (other, also_gone) = found
    buried = sum(mark_of(name) in gone | also_gone for name in {**one, **other})
    return Comparison(
        keys=len(one),
        missing=len({name for name in one.keys() ^ other.keys() if mark_of(name) not in gone | also_gone}),
        half_destroyed=max(buried, len(gone ^ also_gone)),
        unlike=sum(one[name] != other[name] for name in one.keys() & other.keys()),
    )


def mend() -> tuple[int, int]:
    """Join the copies: (keys that were added to one of them, keys that were destroyed at last). Raises Taken."""
    return _join({}, set())


def merge(keys: dict[str, bytes], marks: set[bytes]) -> tuple[int, int]:
    """Take in the content of a snapshot, but nothing that was destroyed since. Raises Taken, and then nothing changed."""
    return _join(keys, marks)


def _join(keys, marks):
    added = destroyed = 0
    with _writing() as rings:
        found = [_content(ring) for ring in rings]
        gone = set(marks).union(*(marks for _keys, marks in found))
        every: dict[str, bytes] = {}
        for each in (keys, *(keys for keys, _marks in found)):
            for name, content in each.items():
                if every.setdefault(name, content) != content:
                    raise Taken(name.partition("|")[0])
        dead = [name for name in every if mark_of(name) in gone]
        for ring, (own, _marks) in zip(rings, found, strict=True):
            destroyed += sum(name in own for name in dead)
            _bury(ring, gone, dead)
            new = [(name, content) for name, content in every.items() if name not in own and mark_of(name) not in gone]
            ring.executemany("INSERT INTO ring VALUES (?, ?)", new)
            added += len(new)
    _wipe_journals()
    return added, destroyed
