import datetime as dt
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pythainlp.util import bahttext, num_to_thaiword

from saiyai.thai import money, workdays

DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31))


@pytest.mark.parametrize(
    ("day", "opens"),
    [
        ("2026-11-23", True),
        ("2026-11-22", False),  # Sunday
        ("2026-04-13", False),  # Songkran
        ("2026-12-07", False),  # substitute for 5 December, a Saturday
        ("2023-01-02", False),  # substitute for New Year
        ("2026-05-01", True),  # Labour Day closes companies, not offices of state
        ("2026-05-13", False),  # Royal Ploughing Ceremony closes offices of state
    ],
)
def test_offices_are_open_or_closed(day, opens):
    assert workdays.is_workday(dt.date.fromisoformat(day)) is opens


def test_childrens_day_is_no_closure():
    assert workdays.holiday_name(dt.date(2027, 1, 9)) == ""


def test_holiday_names():
    assert workdays.holiday_name(dt.date(2026, 12, 10)) == "วันรัฐธรรมนูญ"
    assert workdays.holiday_name(dt.date(2026, 12, 10), "en") == "Constitution Day"
    assert workdays.holiday_name(dt.date(2026, 11, 23)) == ""


def test_counting_over_holidays_and_extra_closures():
    friday = dt.date(2026, 12, 4)
    assert workdays.add_workdays(friday, 1) == dt.date(2026, 12, 8)  # over the substitute on Monday
    assert workdays.add_workdays(friday, 1, extra=frozenset({dt.date(2026, 12, 8)})) == dt.date(2026, 12, 9)
    assert workdays.add_workdays(dt.date(2026, 12, 8), -1) == friday
    assert workdays.add_workdays(friday, 0) == friday
    assert workdays.workdays_between(friday, dt.date(2026, 12, 8)) == 1
    assert workdays.workdays_between(dt.date(2026, 12, 8), friday) == -1
    assert workdays.workdays_between(friday, friday) == 0


@given(DAYS, st.integers(-80, 80))
def test_adding_and_counting_agree(day, count):
    there = workdays.add_workdays(day, count)
    assert workdays.workdays_between(day, there) == count
    assert count == 0 or workdays.is_workday(there)


def test_repeated_questions_are_cheap():
    workdays.is_workday(dt.date(2026, 1, 5))
    start = time.process_time()
    for _ in range(5000):
        workdays.is_workday(dt.date(2026, 7, 6))
    assert time.process_time() - start < 0.25


@pytest.mark.parametrize(
    ("satang", "words"),
    [
        (0, "ศูนย์บาทถ้วน"),
        (100, "หนึ่งบาทถ้วน"),
        (1100, "สิบเอ็ดบาทถ้วน"),
        (2100, "ยี่สิบเอ็ดบาทถ้วน"),
        (10100, "หนึ่งร้อยเอ็ดบาทถ้วน"),
        (125000, "หนึ่งพันสองร้อยห้าสิบบาทถ้วน"),
        (50, "ห้าสิบสตางค์"),
        (121, "หนึ่งบาทยี่สิบเอ็ดสตางค์"),
        (-525, "ลบห้าบาทยี่สิบห้าสตางค์"),
        (100_000_100, "หนึ่งล้านเอ็ดบาทถ้วน"),
        (100 * 10**12, "หนึ่งล้านล้านบาทถ้วน"),
    ],
)
def test_baht_in_words(satang, words):
    assert money.baht_in_words(satang) == words


@given(st.integers(-(10**6) + 1, 10**12 - 1))
def test_words_agree_with_the_oracle(number):
    assert money.number_in_words(number) == num_to_thaiword(number)


@given(st.integers(100, 10**11))
def test_amounts_agree_with_the_oracle(satang):
    assert money.baht_in_words(satang) == bahttext(satang / 100)


def test_format_baht():
    assert money.format_baht(125000) == "1,250.00 บาท"
    assert money.format_baht(-5, "en") == "-0.05 baht"
    assert money.format_baht(100_000_005, unit=False) == "1,000,000.05"
