"""Something that must not be, found before a start."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Danger:
    """`name` is what SAIYAI_ALLOW_UNSAFE takes."""

    name: str
    found: str
    do: str
