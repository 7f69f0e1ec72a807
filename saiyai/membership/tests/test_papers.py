"""Every paper of membership, rendered and read back."""

import json
import time
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from saiyai.documents import rendering
from saiyai.documents.tests.reading import pages, squeezed
from saiyai.membership import papers
from saiyai.membership.papers import data
from saiyai.membership.papers.data import (
    AddressPaper,
    ApplicationPaper,
    CardPaper,
    LetterPaper,
    OfficePart,
    Representative,
    UnitApplicationPaper,
)

DAY = date(2026, 11, 23)
HOME = AddressPaper(house="99/1", subdistrict="คลองเกลือ", district="ปากเกร็ด", province="นนทบุรี", postcode="11120")
PERSON = ApplicationPaper(
    number="สป 2569-000123",
    date="23 พฤศจิกายน 2569",
    check_url="https://saiyai.example.go.th/apply/7fK2mQ",
    title="นาย",
    given_name="สมมาตร",
    family_name="ใจงาม",
    name_en="Sommat Chaingam",
    national_id="1101700203450",
    registered=HOME,
    current_is_registered=True,
    kind="official",
    expertise=["law", "โบราณคดี"],
    roles=["watch"],
    declarations=list(data.DECLARATIONS),
    conflict="none",
    pledges=list(data.PLEDGES),
    consents={"publish": False, "background_check": True},
    documents=["identity_card"],
    signed_name="นายสมมาตร ใจงาม",
    signed_on="23 พฤศจิกายน 2569",
    signed_electronically=True,
)
CARD = CardPaper(
    network="เครือข่ายภาครัฐต่อต้านการทุจริต",
    number="นบ-2569-00042",
    name_th="นายสมมาตร ใจงาม",
    name_en="Sommat Chaingam",
    verify_url="https://saiyai.example.go.th/verify/7FK2MQXT9ABCDEFGHJKM",
    code="7FK2 MQXT 9ABC DEFG HJKM",
    verify_at="saiyai.example.go.th/verify",
    issued_on="23 พฤศจิกายน 2569",
    expires_on="30 กันยายน 2572",
    unit="กองตรวจสอบ",
    province="นนทบุรี",
)
LETTER = LetterPaper(
    kind="rejected",
    number="ปป 0021/123",
    date="23 พฤศจิกายน 2569",
    recipient="นายสมมาตร ใจงาม",
    application_number="000123",
    reasons=["เอกสารลงนามโดยผู้ไม่มีอำนาจ"],
    deadlines=["ภายใน 8 ธันวาคม 2569"],
    appeal_to="เลขาธิการ",
    appeal_within="15 วัน",
    signer_name="นายวิชัย งามตา",
    signer_position="ผู้อำนวยการ",
    office_name="สำนักงานเขต 1",
    office_phone="035 323 365",
    office_email="office1@example.go.th",
    check_url="https://saiyai.example.go.th/verify/letter/9aBc",
)


def pictures(monkeypatch, make, *args, ppi=110) -> list[bytes]:
    """The pages that a paper function would set, as pictures."""
    shown: list[bytes] = []

    def draw(template, values, **_):
        shown.extend(rendering.render_png(template, values, ppi=ppi, made_on=DAY))
        return b""

    monkeypatch.setattr(papers, "render", draw)
    make(*args)
    return shown


def codes(png: bytes) -> set[str]:
    return {found.text for found in zxingcpp.read_barcodes(Image.open(BytesIO(png)))}


def test_blank_application_asks_everything_and_knows_nobody():
    pdf = papers.application_pdf(made_on=DAY)
    assert len(pages(pdf)) == 4
    text = squeezed(pdf)
    for asked in [
        "นามสกุล",
        "สัญชาติ",
        "ตรอก/ซอย",
        "LINEID",
        "กระทรวง",
        "สาขา",
        "บทบาท",
        "คู่สมรส",
        "ความยินยอม",
        "เลขทะเบียนสมาชิก",
    ]:
        assert asked in text, asked
    assert "หน้า๑/๔" in text
    assert "หน้า๔/๔" in text
    assert not PdfReader(BytesIO(pdf)).attachments


def test_forms_do_not_ask_what_is_not_needed():
    text = squeezed(papers.application_pdf(made_on=DAY)) + squeezed(papers.unit_application_pdf(made_on=DAY))
    # Religion and blood type are named once each, in the advice to cover them on a copy of the card.
    assert text.count("ศาสนา") == text.count("หมู่เลือด") == 2
    for never in ("พร้อมเพย์", "ธนาคาร", "มาตรา", "นับถือศาสนา", "หมู่โลหิต"):
        assert never not in text


def test_filled_application_holds_the_values():
    pdf = papers.application_pdf(PERSON, made_on=DAY)
    assert len(pages(pdf)) in (3, 4)
    text = squeezed(pdf)
    for value in ("สมมาตร", "ใจงาม", "SommatChaingam", "คลองเกลือ", "โบราณคดี", "๒๕๖๙-๐๐๐๑๒๓"):
        assert value in text, value
    attached = PdfReader(BytesIO(pdf)).attachments
    inside = json.loads(next(iter(attached.values()))[0])
    assert inside["given_name"] == "สมมาตร"
    assert "photo" not in inside


def test_digits_are_thai_or_arabic_as_asked_but_addresses_never_change():
    paper = replace(PERSON, email="a1@example.go.th", phone="0 2502 6670")
    thai = squeezed(papers.application_pdf(paper, made_on=DAY))
    assert "๒๕๐๒" in thai and "a1@example.go.th" in thai
    arabic = squeezed(papers.application_pdf(replace(paper, thai_digits=False), made_on=DAY))
    assert "025026670" in arabic
    assert not set("๐๑๒๓๔๕๖๗๘๙") & set(arabic)


def test_application_code_reads_back(monkeypatch):
    first = pictures(monkeypatch, papers.application_pdf, PERSON)[0]
    assert codes(first) == {PERSON.check_url}


def test_ticks_change_the_picture_and_have_words(monkeypatch):
    one = pictures(monkeypatch, papers.application_pdf, PERSON, ppi=60)
    other = pictures(monkeypatch, papers.application_pdf, replace(PERSON, roles=["teach"]), ppi=60)
    assert one[0] == other[0]
    assert one[1:] != other[1:]


def test_office_part_is_filled():
    part = OfficePart(check="complete", opinion="support", decision="approved", member_number="00042")
    assert "๐๐๐๔๒" in squeezed(papers.application_pdf(replace(PERSON, office_part=part), made_on=DAY))


def test_unit_application_blank_and_filled():
    assert len(pages(papers.unit_application_pdf(made_on=DAY))) == 4
    paper = UnitApplicationPaper(
        number="นว 2569-7",
        unit_name="กองตรวจสอบภายใน",
        kind="official",
        representatives=[Representative(name=f"นายสมมาตร ใจงาม {i}", email=f"r{i}@example.go.th") for i in range(9)],
        resources=["หอประชุม 200 คน"],
        check_url="https://saiyai.example.go.th/apply/u",
    )
    text = squeezed(papers.unit_application_pdf(paper, made_on=DAY))
    assert "กองตรวจสอบภายใน" in text
    assert "r8@example.go.th" in text
    assert "หอประชุม" in text


def test_card_sheet(monkeypatch):
    pdf = papers.card_pdf(CARD, made_on=DAY)
    page = PdfReader(BytesIO(pdf)).pages[0]
    assert len(pages(pdf)) == 1
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)
    text = squeezed(pdf)
    for value in ("สมมาตร", "SommatChaingam", "2569-00042", "30กันยายน2572", "นนทบุรี"):
        assert value in text, value
    assert codes(pictures(monkeypatch, papers.card_pdf, CARD, ppi=200)[0]) == {CARD.verify_url}


def test_card_on_the_phone():
    page = PdfReader(BytesIO(papers.wallet_pdf(CARD, made_on=DAY))).pages[0]
    assert page.mediabox.height / page.mediabox.width == pytest.approx(1920 / 1080, abs=0.01)
    png = papers.wallet_png(CARD)
    assert Image.open(BytesIO(png)).size == (1080, 1920)
    assert codes(png) == {CARD.verify_url}


def test_card_shows_initials_or_the_photograph():
    assert papers.initials("นายสมมาตร ใจงาม") == "สจ"
    assert papers.initials("นางสาวแก้ว ไกรศร") == "กก"
    assert papers.initials("Cher") == "C"
    raw = BytesIO()
    Image.new("RGB", (400, 500), "#884422").save(raw, "JPEG")
    without = papers.card_pdf(CARD, made_on=DAY)
    with_photo = papers.card_pdf(replace(CARD, photo=raw.getvalue()), made_on=DAY)
    assert "สจ" in squeezed(without)
    assert "สจ" not in squeezed(with_photo)


@pytest.mark.parametrize("kind", data.LETTER_KINDS)
def test_each_letter_has_subject_words_and_sender(kind):
    paper = replace(LETTER, kind=kind, person="นายสมมาตร ใจงาม", member_number="00042", starts_on="1 ธันวาคม 2569")
    pdf = papers.letter_pdf(paper, made_on=DAY)
    assert len(pages(pdf)) in (1, 2)
    text = squeezed(pdf)
    assert "สมมาตร" in text
    assert "office1@example.go.th" in text
    assert "๐๓๕" in text
    assert PdfReader(BytesIO(pdf)).metadata.title
    plain = next(iter(PdfReader(BytesIO(pdf)).attachments.values()))[0].decode()
    assert "เรื่อง " in plain
    assert len(plain) > 250


def test_rejection_gives_reasons_deadline_and_the_way_to_appeal():
    plain = next(iter(PdfReader(BytesIO(papers.letter_pdf(LETTER, made_on=DAY))).attachments.values()))[0].decode()
    assert LETTER.reasons[0] in plain
    assert LETTER.deadlines[0] in plain
    assert "อุทธรณ์เป็นหนังสือต่อเลขาธิการ" in plain.replace("\u00a0", " ")
    assert "15" in plain
    silent = papers.letter_pdf(replace(LETTER, appeal_within=""), made_on=DAY)
    assert "อุทธรณ์เป็น" not in next(iter(PdfReader(BytesIO(silent)).attachments.values()))[0].decode()


def test_own_words_replace_those_of_the_kind():
    text = squeezed(papers.letter_pdf(replace(LETTER, subject="งานวันรวมพล", paragraphs=["ขอเชิญรวมพล"]), made_on=DAY))
    assert "งานวันรวมพล" in text
    assert "ขอเชิญรวมพล" in text
    assert "ยังไม่อาจ" not in text


def test_memorandum_and_long_letters():
    paper = replace(LETTER, form="memo", kind="", subject="ขออนุมัติ", paragraphs=["ด้วยมี"], closing="")
    memo = papers.letter_pdf(paper, made_on=DAY)
    assert "ส่วนราชการ" in squeezed(memo)
    long = papers.letter_pdf(replace(LETTER, paragraphs=["สำนักงานตรวจสอบแล้วพบว่า " * 40] * 8), made_on=DAY)
    assert len(pages(long)) >= 2
    assert "-๒-" in squeezed(long)


def test_letter_code_reads_back(monkeypatch):
    assert codes(pictures(monkeypatch, papers.letter_pdf, LETTER)[0]) == {LETTER.check_url}


HOSTILE = ['#read("/etc/passwd")', "*x* $y$ <z> @q", "W" * 300, "ก" * 300, "ปี้" * 100, "ก\u200bข\u202e\x00😀", "]" * 50]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_stays_text_in_every_paper(hostile, monkeypatch):
    person = replace(
        PERSON, given_name=hostile, experiences=[hostile], watch_areas=[hostile], signed_name=hostile, email=hostile
    )
    card = replace(CARD, name_th=hostile, name_en=hostile, unit=hostile, province=hostile, number=hostile[:30])
    letter = replace(
        LETTER, recipient=hostile, subject=hostile, reasons=[hostile], signer_name=hostile, link=hostile, number=hostile
    )
    for pdf in (
        papers.application_pdf(person, made_on=DAY),
        papers.card_pdf(card, made_on=DAY),
        papers.wallet_pdf(card, made_on=DAY),
        papers.letter_pdf(letter, made_on=DAY),
    ):
        assert "root:" not in squeezed(pdf)
    assert len(pages(papers.card_pdf(card, made_on=DAY))) == len(pages(papers.wallet_pdf(card, made_on=DAY))) == 1
    # Nothing runs over the right margin of a letter (2 cm) or of a form (2 cm).
    for make, paper in ((papers.letter_pdf, letter), (papers.application_pdf, person)):
        for png in pictures(monkeypatch, make, paper, ppi=60):
            picture = Image.open(BytesIO(png)).convert("L")
            edge = picture.crop((picture.width - int(1.85 / 2.54 * 60), 0, picture.width, picture.height))
            assert edge.getextrema()[0] > 200


def test_later_papers_cost_no_more_than_the_first():
    """The compiler keeps fonts and parsed templates: a fresh name must not pay for them again."""

    def took(i: int) -> float:
        start = time.perf_counter()
        papers.card_pdf(replace(CARD, number=f"นบ-2569-{i:05}"), made_on=DAY)
        return time.perf_counter() - start

    took(0)
    card = min(took(i) for i in range(1, 6))
    start = time.perf_counter()
    papers.application_pdf(replace(PERSON, number="x"), made_on=DAY)
    assert card < 6 * (time.perf_counter() - start)
