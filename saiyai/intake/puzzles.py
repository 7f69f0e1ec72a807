"""A question in plain words that a person answers at once, and a program only if it was written for us."""

import secrets

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from saiyai.thai.dates import MONTHS, MONTHS_EN, WEEKDAYS, WEEKDAYS_EN
from saiyai.thai.search import fold

KINDS = ("day_after", "day_before", "month_after", "month_before")


def new() -> list:
    """A question drawn at random: its kind and where it starts."""
    kind = secrets.choice(KINDS)
    return [kind, secrets.randbelow(7 if kind.startswith("day") else 12)]


def _rows(kind):
    return (WEEKDAYS, WEEKDAYS_EN) if kind.startswith("day") else (MONTHS, MONTHS_EN)


def question(puzzle) -> str:
    """The question in the language of the page."""
    kind, start = puzzle
    name = _rows(kind)[get_language() == "en"][start]
    return {
        "day_after": _("Which day of the week comes after %(name)s?"),
        "day_before": _("Which day of the week comes before %(name)s?"),
        "month_after": _("Which month comes after %(name)s?"),
        "month_before": _("Which month comes before %(name)s?"),
    }[kind] % {"name": name}


def is_right(puzzle, typed: str) -> bool:
    """Whether this answers it, in Thai or in English, in full or shortened, with วัน or เดือน before it or without."""
    kind, start = puzzle
    said = fold(typed[:100]).replace(" ", "").removeprefix("วัน").removeprefix("เดือน")
    step = 1 if kind.endswith("after") else -1
    for row in _rows(kind):
        name = fold(row[(start + step) % len(row)]).replace(" ", "")
        if len(said) > 2 and (said == name or name.startswith(said) or said.startswith(name)):
            return True
    return False
