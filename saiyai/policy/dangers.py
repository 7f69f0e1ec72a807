"""Something that must not be, found before a start."""

import stat
from dataclasses import dataclass


@dataclass(frozen=True)
class Danger:
    """`name` is what SAIYAI_ALLOW_UNSAFE takes."""

    name: str
    found: str
    do: str


def is_open_to_others(path):
    """Whether somebody else on this machine could read it."""
    return path.exists() and bool(stat.S_IMODE(path.stat().st_mode) & 0o077)
