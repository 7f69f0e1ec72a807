"""The screening record: what a report shows, point by point, and which ways that suggests.

It only suggests. No point leads to not taking a report up, and whoever proposes a decision is free in it.
"""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language

from saiyai.cases.models import Case

OURS = Path(__file__).with_name("screening.toml")
WAYS = (Case.Decision.FORWARD_NACC, Case.Decision.FACT_CHECK, Case.Decision.FORWARD_OTHER, Case.Decision.ACCEPT)


class Faulty(ValueError):
    """The file of an office cannot be read; says what is wrong with it."""


@dataclass(frozen=True)
class Point:
    """One point. `id` is the rule that a suggestion names; `way` a decision; `cites` a code of the law table or ""."""

    id: str
    way: str
    th: str
    en: str
    cites: str = ""

    def __str__(self):
        return self.en if get_language() == "en" else self.th


@dataclass(frozen=True)
class Suggestion:
    """A way, and the points for it."""

    way: Case.Decision
    points: tuple[Point, ...]


def points():
    """The points in force, in the order of the form. A file with a fault stops a start; until then ours stand for it."""
    try:
        return _own() or _read(OURS, 0)
    except Faulty:
        return _read(OURS, 0)


def fault():
    """What is wrong with the file of the office, or ""."""
    try:
        _own()
    except Faulty as problem:
        return str(problem)
    return ""


def _own():
    if not settings.SCREENING:
        return ()
    path = Path(settings.SCREENING)
    try:
        return _read(path, path.stat().st_mtime_ns)
    except OSError as problem:
        raise Faulty(f"{path}: {problem.strerror}") from None


@lru_cache(maxsize=2)
def _read(path, _changed):
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))["point"]
        found = tuple(Point(**row) for row in rows)
    except (ValueError, KeyError, TypeError) as problem:
        raise Faulty(f"{path}: {problem}") from None
    for point in found:
        if not all(isinstance(value, str) for value in vars(point).values()) or not (
            point.id and point.th and point.en
        ):
            raise Faulty(f"{path}: {point.id!r}")
        if point.way not in WAYS:
            raise Faulty(f"{path}: {point.id!r}: way = {point.way!r}")
    if len({point.id for point in found}) < len(found):
        raise Faulty(f"{path}: id")
    return found


def suggested(ticked):
    """[Suggestion] for the ids that were ticked: what belongs to others first, because a deadline runs there."""
    chosen = [point for point in points() if point.id in ticked]
    return [Suggestion(way, those) for way in WAYS if (those := tuple(point for point in chosen if point.way == way))]


def said(ticked):
    """The points of these ids in words; an id that the list has no longer stands for itself."""
    known = {point.id: point for point in points()}
    return [known.get(one, one) for one in ticked]
