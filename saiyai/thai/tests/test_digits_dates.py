import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saiyai.thai import dates, digits

NOV_23 = dt.date(2026, 11, 23)
SANE_DAYS = st.dates(dt.date(1858, 1, 1), dt.date(2199, 12, 31))


@given(st.text())
def test_digits_there_and_back(text):
    plain = digits.to_arabic(text)
    assert digits.to_arabic(digits.to_thai(plain)) == plain
    assert len(plain) == len(text)


def test_digits_table():
    assert digits.to_arabic("๐๑๒๓๔๕๖๗๘๙ ก") == "0123456789 ก"
    assert digits.to_thai("ที่ 12/2569") == "ที่ ๑๒/๒๕๖๙"


def test_forms():
    assert dates.full(NOV_23) == "23 พฤศจิกายน พ.ศ. 2569"
    assert dates.full(NOV_23, weekday=True) == "วันจันทร์ที่ 23 พฤศจิกายน พ.ศ. 2569"
    assert dates.short(NOV_23) == "23 พ.ย. 2569"
    assert dates.month_year(NOV_23) == "พฤศจิกายน พ.ศ. 2569"
    assert dates.full_en(NOV_23) == "23 November 2026"
    assert dates.full_en(NOV_23, weekday=True) == "Monday 23 November 2026"
    assert dates.short_en(NOV_23) == "23 Nov 2026"


def test_moments_are_shown_in_thai_time():
    moment = dt.datetime(2026, 11, 23, 17, 5, tzinfo=dt.UTC)
    assert dates.clock(moment) == "00.05 น."
    assert dates.short(moment) == "24 พ.ย. 2569"
    assert dates.clock(dt.datetime(2026, 11, 23, 16, 30)) == "16.30 น."


@pytest.mark.parametrize(
    "typed",
    [
        "23/11/2569",
        "23-11-2026",
        "23.11.2569",
        "23 / 11 / 2569",
        " 23 11 2569 ",
        "23 พ.ย. 2569",
        "23 พ.ย.2569",
        "23 พย 2569",
        "23พ.ย.2569",
        "23 พฤศจิกายน 2569",
        "23 พฤศจิกายน พ.ศ. 2569",
        "23 พฤศจิกายน พ.ศ.2569",
        "23 พฤศจิกายน ค.ศ. 2026",
        "วันจันทร์ที่ 23 พฤศจิกายน พ.ศ. 2569",
        "วันที่ 23 เดือนพฤศจิกายน พ.ศ. 2569",
        "๒๓ พฤศจิกายน พ.ศ. ๒๕๖๙",
        "๒๓/๑๑/๒๕๖๙",
        "2026-11-23",
        "2569-11-23",
        "23 November 2026",
        "23 Nov 2026",
        "Monday 23 November 2026",
        "23 NOV 2569",
    ],
)
def test_typed_dates_are_read(typed):
    assert dates.parse(typed) == NOV_23


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("23/11/69", "two_digit_year"),
        ("23 พ.ย. 69", "two_digit_year"),
        ("๒๓/๑๑/๖๙", "two_digit_year"),
        ("29/2/2570", "no_such_day"),
        ("31 เม.ย. 2569", "no_such_day"),
        ("1/13/2569", "no_such_day"),
        ("0/1/2569", "no_such_day"),
        ("23/11", "not_a_date"),
        ("23/11/256", "not_a_date"),
        ("23/11/25699", "not_a_date"),
        ("23 อะไร 2569", "not_a_date"),
        ("พรุ่งนี้", "not_a_date"),
        ("23 " + "พ" * 5000 + " 2569", "not_a_date"),
        ("1/1/2400", "year_out_of_range"),
        ("1/1/1569", "year_out_of_range"),
        ("1/1/9999", "year_out_of_range"),
        ("1 ม.ค. พ.ศ. 2026", "year_out_of_range"),
    ],
)
def test_bad_dates_say_why(typed, code):
    with pytest.raises(dates.DateError) as caught:
        dates.parse(typed)
    assert caught.value.code == code
    assert caught.value.message == dates.MESSAGES[code]


def test_leap_days_of_the_buddhist_era():
    assert dates.parse("29/2/2571") == dt.date(2028, 2, 29)
    assert dates.parse("29 ก.พ. 2567") == dt.date(2024, 2, 29)


@given(SANE_DAYS)
def test_what_is_written_can_be_read(day):
    for form in (dates.full, dates.short, dates.full_en, dates.short_en, lambda d: dates.full(d, weekday=True)):
        assert dates.parse(form(day)) == day
        assert dates.parse(digits.to_thai(form(day))) == day


@given(st.text(alphabet="0123456789/-. พศคนยมก๑๒", max_size=30))
def test_parse_never_breaks(typed):
    try:
        assert isinstance(dates.parse(typed), dt.date)
    except dates.DateError as error:
        assert error.code in dates.MESSAGES


def test_fiscal_year():
    assert dates.fiscal_year(dt.date(2026, 9, 30)) == 2569
    assert dates.fiscal_year(dt.date(2026, 10, 1)) == 2570
    assert (dates.fiscal_start(2570), dates.fiscal_end(2570)) == (dt.date(2026, 10, 1), dt.date(2027, 9, 30))


@given(SANE_DAYS)
def test_each_day_lies_in_its_fiscal_year(day):
    year = dates.fiscal_year(day)
    assert dates.fiscal_start(year) <= day <= dates.fiscal_end(year)


def test_age():
    assert dates.age(dt.date(2000, 11, 23), NOV_23) == 26
    assert dates.age(dt.date(2000, 11, 24), NOV_23) == 25
    assert dates.age(dt.date(2008, 2, 29), dt.date(2027, 2, 28)) == 18
    assert dates.age(dt.date(2008, 2, 29), dt.date(2027, 3, 1)) == 19
    assert dates.age(dt.date(2026, 11, 24), NOV_23) == -1


def test_add_months_keeps_to_the_end_of_a_shorter_month():
    assert dates.add_months(dt.date(2026, 11, 30), 3) == dt.date(2027, 2, 28)
    assert dates.add_months(dt.date(2027, 11, 30), 3) == dt.date(2028, 2, 29)
    assert dates.add_months(dt.date(2026, 1, 31), 1) == dt.date(2026, 2, 28)
    assert dates.add_months(dt.date(2026, 1, 15), -1) == dt.date(2025, 12, 15)


@given(SANE_DAYS, st.integers(-600, 600))
def test_add_months_lands_in_the_right_month(day, months):
    later = dates.add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later + dt.timedelta(days=1)).day == 1
