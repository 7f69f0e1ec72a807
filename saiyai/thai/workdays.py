"""Working days of Thai government offices.

Source: the package `holidays` (MIT), which follows the Cabinet's and the Royal Gazette's announcements; days of
future years are forecasts until they are announced, so look at them every year (docs/guides/thai-data.md).
Three corrections for government offices: Children's Day is kept but closes nothing; Labour Day closes companies and
banks, not offices of state; the Royal Ploughing Ceremony closes offices of state only and is included.
Closures that the Cabinet adds at short notice are passed in as `extra`.
"""

import datetime as dt
from collections.abc import Set as AbstractSet
from functools import cache

_OPEN = ("วันเด็กแห่งชาติ", "วันแรงงานแห่งชาติ")
_OPEN_EN = ("National Children's Day", "National Labor Day")
NOTHING: frozenset[dt.date] = frozenset()


@cache
def _closures(year: int, language: str) -> dict[dt.date, str]:
    import holidays  # only here: the package takes a while to load and most pages never ask

    calendar = holidays.country_holidays(
        "TH",
        years=(year - 1, year),  # a substitute for New Year's Eve falls into the next year
        language="en_US" if language == "en" else "th",
        categories=(holidays.PUBLIC, holidays.GOVERNMENT),
    )
    named: dict[dt.date, str] = {}
    for day in calendar:
        names = [n for n in calendar.get_list(day) if not any(word in n for word in _OPEN + _OPEN_EN)]
        if day.year == year and names:
            named[day] = "; ".join(names)
    return named


def holiday_name(day: dt.date, language: str = "th") -> str:
    """The name of the closure on this day, in Thai or in English ("en"); empty on an ordinary day."""
    return _closures(day.year, language).get(day, "")


def is_workday(day: dt.date, extra: AbstractSet[dt.date] = NOTHING) -> bool:
    """Whether government offices are open on this day."""
    return day.weekday() < 5 and day not in _closures(day.year, "th") and day not in extra


def add_workdays(day: dt.date, count: int, extra: AbstractSet[dt.date] = NOTHING) -> dt.date:
    """The count-th working day after (below zero: before) a day; the day itself is not counted. Zero gives the day."""
    step = dt.timedelta(days=1 if count > 0 else -1)
    left = abs(count)
    while left:
        day += step
        left -= is_workday(day, extra)
    return day


def workdays_between(start: dt.date, end: dt.date, extra: AbstractSet[dt.date] = NOTHING) -> int:
    """How many working days one steps from start to end; negative when the end is past.

    The start is not counted, the end is, so that `add_workdays(start, n)` and this agree.
    """
    step = 1 if end >= start else -1
    span = (start + dt.timedelta(days=step * i) for i in range(1, abs((end - start).days) + 1))
    return step * sum(is_workday(day, extra) for day in span)
