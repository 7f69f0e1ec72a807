"""Dates as Thai offices write and type them: Buddhist era out, Buddhist or Christian era in.

Sources: a Buddhist year is the Christian year + 543; the fiscal year runs 1 October to 30 September and is named by
the year it ends in (Budget Procedure Act B.E. 2561, section 4). Thailand is UTC+7 without daylight saving.
"""

import calendar
import datetime as dt
import re

from saiyai.thai.digits import to_arabic
from saiyai.thai.messages import gettext_noop

BANGKOK = dt.timezone(dt.timedelta(hours=7), "Asia/Bangkok")
OFFSET = 543
OLDEST_YEAR, NEWEST_YEAR = 1850, 2200  # Christian era; anything outside is a typing mistake
LONGEST_TYPED = 60  # nobody types a longer date; keeps the patterns below from being fed pages

MONTHS = (
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
)
SHORT_MONTHS = ("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.")
WEEKDAYS = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")
MONTHS_EN = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

MESSAGES = {
    "empty": gettext_noop("Please enter a date."),
    "two_digit_year": gettext_noop("Please type the year with four digits, for example 2569 or 2026."),
    "no_such_day": gettext_noop("There is no such day in the calendar. Please check the day and the month."),
    "not_a_date": gettext_noop("This is not a date we can read. Please type it like 23/11/2569 or 23 พ.ย. 2569."),
    "year_out_of_range": gettext_noop("The year is too far away. Please check the year."),
}


class DateError(ValueError):
    """A typed date that cannot be understood; `code` says why, `message` is an English message id."""

    def __init__(self, code: str) -> None:
        super().__init__(MESSAGES[code])
        self.code = code
        self.message = MESSAGES[code]
        self.params: dict[str, str] = {}


def to_be(year: int) -> int:
    """Christian to Buddhist year."""
    return year + OFFSET


def to_ce(year: int) -> int:
    """Buddhist to Christian year."""
    return year - OFFSET


def local_day(value: dt.date) -> dt.date:
    """The day in Thailand of a date or a moment; a moment without a zone is taken as Thai time."""
    if isinstance(value, dt.datetime):
        return (value.astimezone(BANGKOK) if value.tzinfo else value).date()
    return value


def full(value: dt.date, weekday: bool = False) -> str:
    """`23 พฤศจิกายน พ.ศ. 2569`, or with the weekday `วันจันทร์ที่ 23 พฤศจิกายน พ.ศ. 2569`."""
    day = local_day(value)
    text = f"{day.day} {MONTHS[day.month - 1]} พ.ศ. {to_be(day.year)}"
    return f"วัน{WEEKDAYS[day.weekday()]}ที่ {text}" if weekday else text


def short(value: dt.date) -> str:
    """`23 พ.ย. 2569`: short, yet the year keeps its four digits."""
    day = local_day(value)
    return f"{day.day} {SHORT_MONTHS[day.month - 1]} {to_be(day.year)}"


def month_year(value: dt.date) -> str:
    """`พฤศจิกายน พ.ศ. 2569`."""
    day = local_day(value)
    return f"{MONTHS[day.month - 1]} พ.ศ. {to_be(day.year)}"


def clock(value: dt.datetime) -> str:
    """`16.30 น.` in Thai time."""
    local = value.astimezone(BANGKOK) if value.tzinfo else value
    return f"{local:%H.%M} น."


def full_en(value: dt.date, weekday: bool = False) -> str:
    """`23 November 2026`, or with the weekday `Monday 23 November 2026`."""
    day = local_day(value)
    text = f"{day.day} {MONTHS_EN[day.month - 1]} {day.year}"
    return f"{WEEKDAYS_EN[day.weekday()]} {text}" if weekday else text


def short_en(value: dt.date) -> str:
    """`23 Nov 2026`."""
    day = local_day(value)
    return f"{day.day} {MONTHS_EN[day.month - 1][:3]} {day.year}"


def _month_names() -> dict[str, int]:
    names: dict[str, int] = {}
    for number in range(1, 13):
        for name in (MONTHS[number - 1], SHORT_MONTHS[number - 1], MONTHS_EN[number - 1], MONTHS_EN[number - 1][:3]):
            names[name.replace(".", "").lower()] = number
    names["sept"] = 9
    return names


_MONTH_NAMES = _month_names()
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})", re.ASCII)
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})([-/. ])(?P<month>\d{1,2})\2(?P<year>\d+)", re.ASCII)
_NAMED = re.compile(
    r"(?:วัน\s*[ก-๙]*\s*ที่\s*|ที่\s*|[a-z]+day,?\s+)?(?P<day>\d{1,2})[\s/-]*(?:เดือน\s*)?"
    r"(?P<name>[ก-๙a-z][ก-๙a-z. ]*?)[\s,/-]*"
    r"(?P<era>พ\.?\s?ศ\.?|ค\.?\s?ศ\.?|b\.?\s?e\.?|a\.?\s?d\.?)?\s*(?P<year>\d+)",
    re.ASCII,
)


def _christian(year: str, era: str) -> int:
    if len(year) <= 2:
        raise DateError("two_digit_year")
    if len(year) != 4:
        raise DateError("not_a_date")
    number = int(year)
    buddhist = era[:1] in ("พ", "b") or (not era and number > 2400)
    number = to_ce(number) if buddhist else number
    if not OLDEST_YEAR <= number <= NEWEST_YEAR:
        raise DateError("year_out_of_range")
    return number


def parse(text: str) -> dt.date:
    """The day that was typed, or DateError. A year above 2400 is Buddhist; two digits never pass: 69 might be either.

    Reads `23/11/2569`, `23-11-2026`, `23.11.2569`, `23 พ.ย. 2569`, `วันจันทร์ที่ 23 พฤศจิกายน พ.ศ. 2569`,
    `23 November 2026`, `2026-11-23`, and all of them in Thai digits.
    """
    plain = " ".join(to_arabic(text).lower().split())
    plain = re.sub(r"\s*([-/])\s*", r"\1", plain)
    if not plain:
        raise DateError("empty")
    if len(plain) > LONGEST_TYPED:
        raise DateError("not_a_date")
    found = _YEAR_FIRST.fullmatch(plain) or _DAY_FIRST.fullmatch(plain) or _NAMED.fullmatch(plain)
    if not found:
        raise DateError("not_a_date")
    parts = found.groupdict()
    if "name" in parts:
        month = _MONTH_NAMES.get(re.sub(r"[. ]", "", parts["name"]), 0)
    else:
        month = int(parts["month"])
    if not month:
        raise DateError("not_a_date")
    year = _christian(parts["year"], parts.get("era") or "")
    try:
        return dt.date(year, month, int(parts["day"]))
    except ValueError:
        raise DateError("no_such_day") from None


def fiscal_year(value: dt.date) -> int:
    """The Buddhist fiscal year a day lies in: 1 October 2569 begins 2570."""
    day = local_day(value)
    return to_be(day.year) + (day.month >= 10)


def fiscal_start(year: int) -> dt.date:
    """First day of a Buddhist fiscal year."""
    return dt.date(to_ce(year) - 1, 10, 1)


def fiscal_end(year: int) -> dt.date:
    """Last day of a Buddhist fiscal year."""
    return dt.date(to_ce(year), 9, 30)


def age(born: dt.date, on: dt.date) -> int:
    """Completed years. Someone born on 29 February completes a year on 1 March of a common year; negative if unborn."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def add_months(value: dt.date, months: int) -> dt.date:
    """The same day some months on; where that month is shorter, its last day (30 Nov + 3 months = end of February).

    This is the rule of the Civil and Commercial Code, section 193/5. Count every deadline from its own start:
    adding one month three times may end earlier than adding three.
    """
    index = value.year * 12 + value.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return value.replace(year=year, month=month + 1, day=min(value.day, last))
