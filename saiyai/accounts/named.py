"""What a grant names on higher floors: networks and units. The modules that hold them tell how they are called."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Names:
    """`choices()`: [(key, name)] to choose from; `find(text)`: keys of what is called so; `names_of(keys)`: {key: name}."""

    choices: Callable[[], list]
    find: Callable[[str], list]
    names_of: Callable[[set], dict[Any, str]]


_told: dict[str, Names] = {}


def tell_names(field, names):
    """A higher module says how what stands in this field of a grant is called."""
    _told[field] = names


def choices(field):
    """What may be named, in the order of names."""
    return _told[field].choices() if field in _told else []


def find(field, text):
    """The keys of what is called so."""
    return _told[field].find(text.strip()) if field in _told and text.strip() else []


def names_of(field, keys):
    """{key: how it is called}."""
    keys = set(keys) - {None}
    return _told[field].names_of(keys) if field in _told and keys else {}
