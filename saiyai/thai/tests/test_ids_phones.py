import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.th import moa, pin, tin

from saiyai.thai import ids, phones
from saiyai.thai.digits import to_thai
from saiyai.thai.ids import check_juristic_id, check_national_id

THIRTEEN = st.text(alphabet="0123456789", min_size=13, max_size=13)
TWELVE = st.text(alphabet="0123456789", min_size=12, max_size=12)


@pytest.mark.parametrize(
    "typed",
    [
        "1101700203450",
        "1-1017-00203-45-0",
        "1 1017 00203 45 0",
        "๑-๑๐๑๗-๐๐๒๐๓-๔๕-๐",
        "1–1017–00203–45–0",
        " 1101700203450\u200b",
    ],
)
def test_a_good_number_in_any_writing(typed):
    found = check_national_id(typed)
    assert (found.ok, found.digits, found.code, found.warning) == (True, "1101700203450", "", "")


@pytest.mark.parametrize(
    ("typed", "code", "params"),
    [
        ("", "empty", {}),
        (" - ", "empty", {}),
        ("110170020345", "wrong_length", {"given": "12"}),
        ("11017002034500", "wrong_length", {"given": "14"}),
        ("1101700203451", "wrong_check_digit", {}),
        ("1107100203450", "wrong_check_digit", {}),  # two neighbours changed places
        ("11017O0203450", "letters", {}),
    ],
)
def test_what_is_wrong_is_explained(typed, code, params):
    found = check_national_id(typed)
    assert (found.ok, found.code, found.params) == (False, code, params)
    assert found.message % found.params


def test_the_message_does_not_tell_the_right_digit():
    found = check_national_id("1101700203451")
    assert found.expected_check_digit == "0"
    assert not any(char.isdigit() for char in found.message)


def test_an_unusual_first_digit_only_warns():
    number = "012345678901"
    found = check_national_id(number + ids.check_digit(number))
    assert found.ok
    assert found.warning % found.params


@given(THIRTEEN)
def test_personal_numbers_agree_with_the_oracle(number):
    found = check_national_id(to_thai(number))
    assert (found.ok and not found.warning) == pin.is_valid(number)


@given(TWELVE)
def test_check_digit_agrees_with_the_oracle(twelve):
    assert ids.check_digit(twelve) == pin.calc_check_digit(twelve)


@given(TWELVE, st.booleans())
def test_juristic_numbers_agree_with_the_oracle(twelve, zero):
    twelve = "0" + twelve[1:] if zero else twelve
    for number in (twelve + ids.check_digit(twelve), twelve + "0"):
        assert check_juristic_id(number).ok == moa.is_valid(number)
        assert (check_juristic_id(number).ok or check_national_id(number).ok) >= tin.is_valid(number)


def test_juristic_number_of_a_person():
    assert check_juristic_id("0105536112014").ok
    assert check_juristic_id("1101700203450").code == "not_juristic"


def test_formats_and_mask():
    assert ids.format_national_id("1101700203450") == "1-1017-00203-45-0"
    assert ids.format_national_id("123") == "123"
    assert ids.mask_national_id("1-1017-00203-45-0") == "x-xxxx-xxxxx-45-0"
    assert ids.mask_national_id("123") == "xxx"
    assert ids.format_juristic_id("0105536112014") == moa.format("0105536112014")


@pytest.mark.parametrize(
    ("typed", "normal", "kind", "shown"),
    [
        ("0812345678", "+66812345678", "mobile", "081-234-5678"),
        ("081-234-5678", "+66812345678", "mobile", "081-234-5678"),
        ("๐๘๑ ๒๓๔ ๕๖๗๘", "+66812345678", "mobile", "081-234-5678"),
        ("+66 81 234 5678", "+66812345678", "mobile", "081-234-5678"),
        ("+66 (0)81 234 5678", "+66812345678", "mobile", "081-234-5678"),
        ("0066812345678", "+66812345678", "mobile", "081-234-5678"),
        ("66812345678", "+66812345678", "mobile", "081-234-5678"),
        ("โทร. 0 2502 6670", "+6625026670", "landline", "02-502-6670"),
        ("0 2502 6670-80", "+6625026670", "landline", "02-502-6670-80"),
        ("0 2502 6670-80 ต่อ 1900", "+6625026670", "landline", "02-502-6670-80 ต่อ 1900"),
        ("02-502-6670 ext. 1900", "+6625026670", "landline", "02-502-6670 ต่อ 1900"),
        ("02 502 6670 #12", "+6625026670", "landline", "02-502-6670 ต่อ 12"),
        ("043239092-3", "+6643239092", "landline", "043-239-092-3"),
        ("1206", "1206", "hotline", "1206"),
        ("สายด่วน 1206", "1206", "hotline", "1206"),
        ("191", "191", "hotline", "191"),
        ("1800-123-456", "1800123456", "freephone", "1800-123-456"),
        ("+44 20 7946 0958", "+442079460958", "foreign", "+442079460958"),
    ],
)
def test_numbers_are_read_and_written(typed, normal, kind, shown):
    found = phones.check_phone(typed)
    assert (found.ok, found.normal, found.kind) == (True, normal, kind)
    assert phones.format_phone(typed) == shown
    assert phones.normal_form(shown) == normal


def test_english_extension():
    assert phones.format_phone("025026670 ต่อ 1900", "en") == "02-502-6670 ext. 1900"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "empty"),
        ("ไม่มี", "letters"),
        ("08123456", "too_short"),
        ("081234567", "too_short"),
        ("08123456789", "too_long"),
        ("0250266700", "too_long"),
        ("0112345678", "unknown_prefix"),
        ("2345678901", "unknown_prefix"),
        ("+123", "too_short"),
        ("+1234567890123456", "too_long"),
        ("ต่อ 1900", "letters"),
        ("abc@example.org", "letters"),
    ],
)
def test_bad_numbers_say_why(typed, code):
    found = phones.check_phone(typed)
    assert (found.ok, found.code) == (False, code)
    assert found.message % found.params
    assert phones.format_phone(typed) == typed


@given(st.text(alphabet="0123456789+-() ต่อ#๐", max_size=24))
def test_formatting_keeps_the_number(typed):
    found = phones.check_phone(typed)
    if found.ok:
        assert phones.normal_form(phones.format_phone(typed)) == found.normal
