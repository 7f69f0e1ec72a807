import pytest
from hypothesis import given
from hypothesis import strategies as st

from saiyai.thai import names
from saiyai.thai.names import Name, clean, full_name, problems, split, split_title
from saiyai.thai.titles import suggestions


@pytest.mark.parametrize(
    ("typed", "title", "rest"),
    [
        ("นายสมชาย ใจดี", "นาย", "สมชาย ใจดี"),
        ("นาย สมชาย ใจดี", "นาย", "สมชาย ใจดี"),
        ("นางสาวสมศรี ใจดี", "นางสาว", "สมศรี ใจดี"),
        ("น.ส.สมศรี", "น.ส.", "สมศรี"),
        ("พ.ต.ท. ดร.สมชาย ใจดี", "พ.ต.ท. ดร.", "สมชาย ใจดี"),
        ("พ. ต. ท. สมชาย", "พ.ต.ท.", "สมชาย"),
        ("พ.ต.ท.หญิง สมศรี ใจดี", "พ.ต.ท.หญิง", "สมศรี ใจดี"),
        ("พ.อ.(พิเศษ) สมชาย ใจดี", "พ.อ.(พิเศษ)", "สมชาย ใจดี"),
        ("ว่าที่ ร.ต. สมชาย ใจดี", "ว่าที่ ร.ต.", "สมชาย ใจดี"),
        ("ว่าที่ร.ต.สมชาย ใจดี", "ว่าที่ ร.ต.", "สมชาย ใจดี"),
        ("ว่าที่ร้อยตรีหญิง สมศรี ใจดี", "ว่าที่ร้อยตรีหญิง", "สมศรี ใจดี"),
        ("ว่าที่ร้อยตรีสมชาย ใจดี", "ว่าที่ร้อยตรี", "สมชาย ใจดี"),
        ("รศ. ดร.มานี มานะ", "รศ. ดร.", "มานี มานะ"),
        ("รศ.ดร.มานี มานะ", "รศ. ดร.", "มานี มานะ"),
        ("ผศ ดร มานี", "ผศ. ดร.", "มานี"),
        ("ศ.นพ.สมชาย", "ศ. นพ.", "สมชาย"),
        ("นายแพทย์สมชาย ใจดี", "นายแพทย์", "สมชาย ใจดี"),
        ("ม.ร.ว.สมชาย ณ อยุธยา", "ม.ร.ว.", "สมชาย ณ อยุธยา"),
        ("พลตำรวจโท สมชาย ใจดี", "พลตำรวจโท", "สมชาย ใจดี"),
        ("พระมหาสมชาย ฐานวุฑฺโฒ", "พระมหา", "สมชาย ฐานวุฑฺโฒ"),
        ("Mr. John Smith", "Mr.", "John Smith"),
        ("Dr John Smith", "Dr.", "John Smith"),
        # names that only look like a title, posts, and titles alone stay whole
        ("นายกรัฐมนตรี", "", "นายกรัฐมนตรี"),
        ("นายกเทศมนตรี สมชาย", "", "นายกเทศมนตรี สมชาย"),
        ("นางามตา ใจดี", "", "นางามตา ใจดี"),
        ("คุณากร ใจดี", "", "คุณากร ใจดี"),
        ("คุณวุฒิ ใจดี", "", "คุณวุฒิ ใจดี"),
        ("อรทัย ใจดี", "", "อรทัย ใจดี"),
        ("นาย พลเอก ใจดี", "นาย", "พลเอก ใจดี"),
        ("น.ส. หญิง ใจดี", "น.ส.", "หญิง ใจดี"),
        ("Drake Smith", "", "Drake Smith"),
        ("ดร.", "", "ดร."),
        ("นาย", "", "นาย"),
        ("", "", ""),
    ],
)
def test_titles_are_suggested(typed, title, rest):
    assert split_title(typed) == (title, rest)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("นายสมชาย ใจดี", Name("นาย", "สมชาย", "ใจดี")),
        ("ม.ล.สมชาย เทวกุล ณ อยุธยา", Name("ม.ล.", "สมชาย", "เทวกุล ณ อยุธยา")),
        ("พระมหาสมชาย ฐานวุฑฺโฒ", Name("พระมหา", "สมชาย", "ฐานวุฑฺโฒ")),
        ("Madonna", Name("", "Madonna", "")),
        ("", Name("", "", "")),
    ],
)
def test_split(typed, name):
    assert split(typed) == name


@pytest.mark.parametrize(
    ("parts", "written"),
    [
        (("นาย", "สมชาย", "ใจดี"), "นายสมชาย ใจดี"),
        (("พ.ต.ท. ดร.", "สมชาย", "ใจดี"), "พ.ต.ท. ดร.สมชาย ใจดี"),
        (("พ.ต.ท.หญิง", "สมศรี", "ใจดี"), "พ.ต.ท.หญิง สมศรี ใจดี"),
        (("พ.อ.(พิเศษ)", "สมชาย", "ใจดี"), "พ.อ.(พิเศษ) สมชาย ใจดี"),
        (("คุณหญิง", "สมศรี", "ใจดี"), "คุณหญิงสมศรี ใจดี"),
        (("พระมหา", "สมชาย", "ฐานวุฑฺโฒ"), "พระมหาสมชาย ฐานวุฑฺโฒ"),
        (("Mr.", "John", "Smith"), "Mr. John Smith"),
        (("ดร.", "John", "Smith"), "ดร. John Smith"),
        (("", "Madonna", ""), "Madonna"),
        ((" นาย ", " สมชาย ", ""), "นายสมชาย"),
        (("", "", ""), ""),
    ],
)
def test_full_name(parts, written):
    assert full_name(*parts) == written
    assert Name(*parts).full == written


@given(st.text(alphabet="กขนางยสมชดร.พตทศเแ่ีา ญิvหMr", max_size=30))
def test_split_title_never_loses_a_letter(typed):
    title, rest = split_title(typed)
    letters = [c for c in clean(typed).lower() if c not in ". "]
    assert [c for c in (title + rest).lower() if c not in ". "] == letters
    assert rest or not clean(typed)


def test_nothing_says_what_gender_a_name_has():
    assert not [word for word in dir(names) if "gender" in word or "sex" in word]


def test_clean():
    assert clean(" สม\u200bชาย\u0000  ใจ\u00a0ดี ") == "สมชาย ใจ ดี"
    assert clean("นํ้าเเดง") == "น้ำแดง"
    assert clean("กำนัน") == "กำนัน"


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("สมชาย", []),
        ("ณ อยุธยา", []),
        ("O'Brien-Smith", []),
        ("ก" * 120, []),
        ("", ["empty"]),
        (" \u200b ", ["empty"]),
        ("ก" * 300, ["too_long"]),
        ("สม\x07ชาย", ["control"]),
        ("สมชาย๒", ["digits"]),
        ("สม\u200bชาย", []),  # zero-width slips in by copying and is cleaned away
    ],
)
def test_problems(typed, codes):
    assert problems(typed) == codes
    assert set(codes) <= set(names.MESSAGES)


def test_suggestions_are_unique_and_clean():
    forms = suggestions()
    assert forms[:3] == ["นาย", "นาง", "นางสาว"]
    assert len(forms) == len(set(forms))
    assert all(clean(form) == form for form in forms)
    assert set(names.TITLES) >= {"civil", "royal", "military", "police", "academic", "professional", "monastic"}


@pytest.mark.parametrize("title", [form for form in suggestions() if form not in ("คุณ", "หม่อม")])
def test_every_suggested_title_is_recognised_again(title):
    assert split_title(f"{title} สมชาย ใจดี") == (title, "สมชาย ใจดี")
