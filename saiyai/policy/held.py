"""What each module holds about one person, and how it lets go of it.

A module's apps.py says `keep(Keeper(...))`; the pages about a person's own data ask every keeper and know none of them.
A table with personal data that no keeper names fails a test.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise


@dataclass(frozen=True)
class Subject:
    """Whose data it is: an account, an entry of the directory, or both."""

    user: object = None
    person: object = None


@dataclass(frozen=True)
class Row:
    """One thing that is held. `name` is the same in every language; `value` is text."""

    name: str
    label: str | Promise
    value: str


@dataclass(frozen=True)
class Holding:
    """What is held in one place, and for how long."""

    name: str
    title: str | Promise
    rows: tuple
    kept: str | Promise = ""


@dataclass(frozen=True)
class Left:
    """What an erasure leaves, why, until when (None: for good), and the section that wants it so."""

    what: str | Promise
    why: str | Promise
    until: date | None = None
    section: str = ""
    keeps_name: bool = False


def nothing(subject):
    return ()


def nothing_left(subject, left, *, by):
    return ()


def no_files(subject, *, by):
    return ()


def no_objection(subject):
    return ""


@dataclass(frozen=True)
class Keeper:
    """One module: what it holds, which records can be looked at, what stands against erasure, and erasing.

    `held(subject)` gives Holdings, `records(subject)` pairs (label, key) as the trail names them, `files(subject, by=)`
    pairs (name, bytes), `objection(subject)` a reason or "". `erase(subject, left, by=)` gets what the keepers before it
    left, and gives what it leaves itself. `models` are the tables it answers for. Lower `order` is shown first.
    """

    name: str
    order: int
    models: tuple = ()
    held: Callable = nothing
    records: Callable = nothing
    files: Callable = no_files
    objection: Callable = no_objection
    erase: Callable = nothing_left


_keepers: dict[str, Keeper] = {}


def keep(keeper):
    """Enter a keeper; once more with the same name changes nothing."""
    _keepers.setdefault(keeper.name, keeper)


def keepers():
    """Every keeper in order."""
    return sorted(_keepers.values(), key=lambda one: one.order)


def rows(*triples):
    """(name, label, value) of everything that says something, as rows."""
    return tuple(Row(name, label, str(value)) for name, label, value in triples if value not in (None, "", []))
