"""Coming back: what is shown when, what goes which way, and who stays in command of the name."""

import copy
import re
import shutil

import pytest
from django.conf import settings
from django.db import InterfaceError, OperationalError, connections
from django.test import Client, override_settings

from conftest import for_many_tests
from saiyai.crypto import codes, keyring
from saiyai.crypto.bearer import Receipt
from saiyai.intake import carried, keys, opening, pace
from saiyai.intake.models import Ask, Blob, IdentityGrant, Message, Report
from saiyai.intake.tests import telling
from saiyai.intake.tests.conftest import as_front_desk
from saiyai.intake.tests.telling import come_back, fill, go, heading, hidden, receipt_on, send, text
from saiyai.intake.views import pages, visit

pytestmark = pytest.mark.django_db(databases="__all__")

CONFIDENTIAL = {"mode": {"mode": "confidential"}}


@pytest.fixture(scope="module")
def once(django_db_setup, django_db_blocker, tmp_path_factory):
    """A report and its receipt; one with a sealed name, its receipt and its consent code. Told once for all tests."""
    folder = tmp_path_factory.mktemp("told")
    with for_many_tests(django_db_blocker) as rows_allowed:
        with rows_allowed(), override_settings(**as_front_desk(folder)):
            made = {"officers": telling.make_offices(), "folder": folder}
            desk = Client(headers={"origin": settings.FRONTDESK_URL})
            for name, changes in (("told", {}), ("sealed", CONFIDENTIAL)):
                before = set(Report.objects.values_list("pk", flat=True))
                codes = receipt_on(send(desk, fill(desk, changes)))
                made[name] = (Report.objects.exclude(pk__in=before).get(), *codes)
        yield made


@pytest.fixture
def made(frontdesk, once, tmp_path):
    shutil.copytree(once["folder"], tmp_path, dirs_exist_ok=True)
    return copy.deepcopy(once)


@pytest.fixture
def officers(made):
    return made["officers"]


@pytest.fixture
def told(made):
    Report.objects.filter(pk=made["sealed"][0].pk).delete()
    return made["told"]


@pytest.fixture
def sealed(made):
    Report.objects.filter(pk=made["told"][0].pk).delete()
    return made["sealed"]


@pytest.mark.parametrize(
    "spell", [str, codes.shown, lambda code: code.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))]
)
def test_the_first_page_shows_nothing_and_the_next_one_everything(frontdesk, officers, told, spell):
    report, code = told
    telling.office_writes(officers["r4a"], report, "ขอเอกสารเพิ่ม canary-letter")
    first = come_back(frontdesk, spell(code), show=False)
    assert heading(first) == "คุณอยู่คนเดียวหรือไม่"
    for word in ("canary", "แจ้งเรื่อง", "ข้อความ", "เจ้าหน้าที่", "เรื่องของคุณ"):
        assert word not in text(first), word
    shown = go(frontdesk, first, "show")
    assert "canary-letter" in text(shown) and "28 พฤศจิกายน พ.ศ. 2569" in text(shown)
    assert "ยังไม่ทราบวันรับเรื่อง" in text(shown)
    for answer in (first, shown):
        assert code not in text(answer) and codes.shown(code) not in text(answer)
        assert not answer.cookies and "Location" not in answer


def test_a_page_that_was_not_shown_yet_does_nothing(frontdesk, told):
    first = come_back(frontdesk, told[1], show=False)
    answer = go(frontdesk, first, "do:write", text="ลองส่งก่อน")
    assert heading(answer) == "คุณอยู่คนเดียวหรือไม่" and not Message.objects.exists()


def test_a_mistyped_digit_is_said_without_asking_any_table(
    frontdesk, told, django_assert_num_queries, monkeypatch, settings
):
    from saiyai.crypto import slow

    monkeypatch.setattr(slow, "derive", lambda *args, **more: pytest.fail("derived"))
    code = told[1]
    wrong = str((int(code[0]) + 1) % 10) + code[1:]
    with django_assert_num_queries(0, using=settings.VAULT):
        answer = frontdesk.post("/report/back/", {"code": wrong})
    assert answer.status_code == 422 and "มีตัวเลขที่พิมพ์ผิด" in text(answer)


def test_the_work_for_a_receipt_is_the_same_whether_there_is_a_report_or_not(
    frontdesk, told, django_assert_num_queries, monkeypatch, settings
):
    from saiyai.crypto import slow

    derived, derive = [], slow.derive
    queries = 2 if connections[settings.VAULT].vendor == "postgresql" else 1  # there the store is told the report first
    monkeypatch.setattr(slow, "derive", lambda *args, **more: derived.append(1) or derive(*args, **more))
    for code, status in ((told[1], 200), (codes.new_code(codes.RECEIPT), 422)):
        with django_assert_num_queries(queries, using=settings.VAULT):
            assert frontdesk.post("/report/back/", {"code": code}).status_code == status
    assert len(derived) == 2


def test_letters_go_both_ways_and_twice_is_once(frontdesk, officers, told):
    report, code = told
    telling.office_writes(officers["r4a"], report, "ปีใด")
    page = go(frontdesk, come_back(frontdesk, code), "write")
    for _again in range(2):
        answer = go(frontdesk, page, "do:write", text="ปี 2568 <b>canary</b>")
        assert answer.status_code == 200
    assert "&lt;b&gt;canary" in text(answer) and "<b>canary" not in text(answer)
    assert telling.read_letters(officers["r4b"], report) == [
        ("message", "ปีใด", "OFFICE"),
        ("message", "ปี 2568 <b>canary</b>", "REPORTER"),
    ]
    assert not Message.objects.get(side="REPORTER").published
    for _again in range(2):  # a second tab of the same page
        go(frontdesk, page, "do:write", text="ปี 2569")
    assert [one[1] for one in telling.read_letters(officers["r4b"], report)][2:] == ["ปี 2569"], "no word is passed over"


def test_what_was_told_can_be_read_again(frontdesk, told):
    answer = text(go(frontdesk, come_back(frontdesk, told[1]), "told"))
    for word in ("canary-what", "canary-name", "ขอนแก่น", "40000", "ปลายปี 2568"):
        assert word in answer


def test_an_empty_letter_is_not_sent(frontdesk, told):
    answer = go(frontdesk, come_back(frontdesk, told[1]), "do:write", text="  ")
    assert answer.status_code == 422 and not Message.objects.exists()


def test_danger_is_there_at_once(frontdesk, officers, told):
    report, code = told
    answer = go(frontdesk, come_back(frontdesk, code), "do:danger", text="มีคนมาเฝ้าหน้าบ้าน")
    report.refresh_from_db()
    assert report.in_danger and 'href="tel:191"' in answer.text and "กำลังส่งข้อความถึงเจ้าหน้าที่" in text(answer)
    assert telling.read_letters(officers["r4a"], report) == [("danger", "มีคนมาเฝ้าหน้าบ้าน", "REPORTER")]
    Report.objects.update(danger_told=True)
    assert "ส่งข้อความถึงเจ้าหน้าที่แล้ว" in text(go(frontdesk, answer, "home"))
    go(frontdesk, answer, "do:danger", text="เขากลับมาอีก")
    report.refresh_from_db()
    assert report.in_danger and not report.danger_told


def test_a_flood_of_letters_waits_for_the_next_round_and_loses_no_word(frontdesk, told, monkeypatch):
    from saiyai.intake.actions import visiting

    monkeypatch.setattr(visiting, "MOST_WAITING", 1)
    answer = go(frontdesk, come_back(frontdesk, told[1]), "do:write", text="หนึ่ง")
    for deed in ("write", "delete"):
        full = go(frontdesk, answer, f"do:{deed}", text="คำที่ไม่หาย")
        assert full.status_code == 422 and "คำที่ไม่หาย" in text(full) and "รอบถัดไป" in text(full)
    report = Report.objects.get()
    assert Message.objects.count() == 1 and not report.wants_deletion
    answer = go(frontdesk, answer, "do:danger", text="สอง")  # never waits
    assert answer.status_code == 200 and Report.objects.get().in_danger
    Message.objects.update(published=True)
    assert go(frontdesk, answer, "do:write", text="สาม").status_code == 200 and Message.objects.count() == 3


def test_deletion_is_asked_for_and_a_letter_is_taken_away(frontdesk, officers, told):
    report, code = told
    answer = go(frontdesk, come_back(frontdesk, code), "do:delete", text="")
    report.refresh_from_db()
    assert report.wants_deletion
    letter = Message.objects.get()
    other = Report.objects.exclude(pk=report.pk)
    assert not other.exists()
    go(frontdesk, answer, f"do:remove-{letter.pk}")
    assert not Message.objects.exists()


def test_nobody_takes_away_a_letter_of_another_report(frontdesk, officers, told):
    letter = telling.office_writes(officers["r4a"], told[0], "ของอีกเรื่อง")
    (other,) = receipt_on(send(frontdesk, fill(frontdesk)))
    go(frontdesk, come_back(frontdesk, other), f"do:remove-{letter.pk}")
    assert Message.objects.filter(pk=letter.pk).exists()


def test_more_files_come_in_once(frontdesk, officers, told, settings):
    from django.core.files.uploadedfile import SimpleUploadedFile

    report, code = told
    page = go(frontdesk, come_back(frontdesk, code), "files")
    for _again in range(2):
        files = [SimpleUploadedFile("สัญญา.pdf", b"canary-more", "application/pdf")]
        answer = go(frontdesk, page, "do:files", files=files)
    assert answer.status_code == 200 and Blob.objects.count() == 1
    assert "สัญญา.pdf" in text(go(frontdesk, answer, "files"))
    settings.MAX_REPORT_BYTES = 20
    refused = go(frontdesk, page, "do:files", files=[SimpleUploadedFile("b.txt", b"x" * 15)])
    assert refused.status_code == 422 and Blob.objects.count() == 1
    assert len([path for path in (settings.PRIVATE_DIR / "reports").rglob("*") if path.is_file()]) == 1


def test_a_yes_opens_the_name_to_one_officer_for_one_purpose(frontdesk, officers, sealed):
    report, receipt, consent = sealed
    ask = telling.office_asks(officers["r4a"], report)
    second = telling.office_asks(officers["r4b"], report, purpose="REWARD")
    page = go(frontdesk, come_back(frontdesk, receipt), f"ask:{ask.pk}")
    assert "จะขอเอกสารเพิ่ม" in text(page) and "31 มกราคม พ.ศ. 2642" in text(page) and "ยินยอมให้ติดต่อ" in text(page)
    answer = go(frontdesk, page, f"do:grant-{ask.pk}", consent=codes.shown(consent))
    assert answer.status_code == 200
    ask = Ask.objects.get(pk=ask.pk)
    assert ask.status == "GRANTED"
    assert telling.granted_name(officers["r4a"], ask) == "นางสาวผู้แจ้ง canary-identity"
    for wrong in ({"seed": officers["r4b"].seed}, {"purpose": "REWARD"}, {"consent": "คำอื่น"}):
        with pytest.raises(opening.CannotOpen):
            telling.granted_name(officers["r4a"], ask, **wrong)
    refused = go(frontdesk, answer, f"do:refuse-{second.pk}")
    assert Ask.objects.get(pk=second.pk).status == "REFUSED" and IdentityGrant.objects.count() == 1
    back = go(frontdesk, refused, f"do:takeback-{ask.pk}")
    assert "อ่านแล้ว" in text(back)
    assert Ask.objects.get(pk=ask.pk).status == "WITHDRAWN" and not IdentityGrant.objects.exists()


def test_another_code_grants_nothing(frontdesk, officers, sealed):
    report, receipt, _consent = sealed
    ask = telling.office_asks(officers["r4a"], report)
    page = go(frontdesk, come_back(frontdesk, receipt), f"ask:{ask.pk}")
    assert 'class="first"' not in page.text and "ยังไม่ได้ตอบ" in page.text, "neither yes nor no stands out"
    for wrong in (codes.new_code(codes.CONSENT), "123", ""):
        assert go(frontdesk, page, f"do:grant-{ask.pk}", consent=wrong).status_code == 422
    assert not IdentityGrant.objects.exists() and Ask.objects.get().status == "ASKED"


def test_a_request_whose_day_has_passed_cannot_be_granted(frontdesk, officers, sealed):
    report, receipt, consent = sealed
    ask = telling.office_asks(officers["r4a"], report, until="2020-01-31")
    answer = go(frontdesk, come_back(frontdesk, receipt), f"do:grant-{ask.pk}", consent=consent)
    assert answer.status_code == 409 and not IdentityGrant.objects.exists()


def test_a_request_to_another_report_is_out_of_sight(frontdesk, officers, sealed):
    report, _receipt, consent = sealed
    ask = telling.office_asks(officers["r4a"], report)
    (other,) = receipt_on(send(frontdesk, fill(frontdesk)))
    shown = come_back(frontdesk, other)
    for key in (ask.pk, "9" * 30, "9" * 5000):
        assert go(frontdesk, shown, f"ask:{key}").status_code == 404
    for deed in ("grant", "refuse", "takeback"):
        assert go(frontdesk, shown, f"do:{deed}-{ask.pk}", consent=consent).status_code == 409
    assert Ask.objects.get().status == "ASKED"


def test_a_name_given_later_opens_by_the_new_code_only(frontdesk, officers, sealed):
    report, receipt, consent = sealed
    ask = telling.office_asks(officers["r4a"], report)
    shown = come_back(frontdesk, receipt)
    go(frontdesk, shown, f"do:grant-{ask.pk}", consent=consent)
    page = go(frontdesk, shown, "identity")
    (new,) = receipt_on(page)
    wrong = go(frontdesk, page, "do:identity", name="ชื่อใหม่", consent=consent)
    assert wrong.status_code == 422 and receipt_on(wrong) == [new]
    assert go(frontdesk, page, "do:identity", name="ชื่อใหม่", consent=new).status_code == 200
    assert not IdentityGrant.objects.exists() and Ask.objects.get().status == "WITHDRAWN"
    again = telling.office_asks(officers["r4a"], report)
    assert go(frontdesk, shown, f"do:grant-{again.pk}", consent=consent).status_code == 422
    assert go(frontdesk, shown, f"do:grant-{again.pk}", consent=new).status_code == 200
    assert telling.granted_name(officers["r4a"], Ask.objects.get(pk=again.pk)) == "ชื่อใหม่"


def test_a_code_that_an_officer_gave_is_exchanged_first(frontdesk, officers, told):
    report, given = told
    Report.objects.update(must_renew=True)
    page = come_back(frontdesk, given)
    assert heading(page) == "ก่อนอื่น รับรหัสของคุณเอง"
    (own,) = receipt_on(page)
    assert heading(go(frontdesk, page, "write")) == heading(page)
    wrong = go(frontdesk, page, "do:renew", code=given)
    assert wrong.status_code == 422 and receipt_on(wrong) == [own]
    answer = go(frontdesk, page, "do:renew", code=own)
    assert heading(answer) == "เรื่องของคุณ"
    lost_answer = go(frontdesk, page, "do:renew", code=own)
    assert heading(lost_answer) == "เรื่องของคุณ"
    assert come_back(frontdesk, given).status_code == 422
    assert heading(come_back(frontdesk, own)) == "เรื่องของคุณ"
    report.refresh_from_db()
    assert not report.must_renew and report.wraps.filter(kind="REPORTER").count() == 1
    assert officers["r4a"].body(report).what


def test_who_opened_it_is_shown(frontdesk, officers, told):
    from saiyai.intake.models import Seen

    report, code = told
    seen = Seen(report=report)
    place = keys.text_place("intake.Seen", "words", report.pk, seen.pk, 0)
    facts = {"n": 1, "day": "2026-11-28", "verb": "opened", "who": "นายณัฐพงษ์ ริมโขง · เขต 4"}
    seen.words_sealed = keys.close_data(facts, officers["r4a"].data_key(report), place=place)
    seen.save(force_insert=True)
    answer = text(go(frontdesk, come_back(frontdesk, code), "seen"))
    assert "นายณัฐพงษ์ ริมโขง" in answer and "อ่านเรื่อง" in answer and "28 พฤศจิกายน พ.ศ. 2569" in answer


def test_a_visit_ends_after_half_an_hour_and_by_a_button(frontdesk, told, monkeypatch):
    shown = come_back(frontdesk, told[1])
    out = go(frontdesk, shown, "out")
    assert out["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    now = carried.now()
    monkeypatch.setattr(carried, "now", lambda: now + carried.IDLE * 60 + 5)
    late = go(frontdesk, shown, "do:write", text="พิมพ์นานกว่าครึ่งชั่วโมง", consent=told[1])
    assert late.status_code == 422 and 'href="/report/back/"' in late.text
    assert "\nพิมพ์นานกว่าครึ่งชั่วโมง</textarea>" in late.text and told[1] not in late.text, "browsers do not find it again"


def test_what_was_destroyed_is_gone_for_its_reporter_too(frontdesk, told):
    shown = come_back(frontdesk, told[1])
    keyring.destroy(keys.report_ring(told[0].pk, 0))
    assert go(frontdesk, shown, "home").status_code == 422


def test_no_new_answer_and_a_closed_case_look_alike_from_outside(frontdesk, officers, told):
    report, code = told
    lengths = {len(come_back(frontdesk, code).content)}
    telling.office_writes(officers["r4a"], report, "คำตอบ " * 50)
    lengths.add(len(come_back(frontdesk, code).content))
    Report.objects.update(state="CLOSED", received_on="2026-11-28", answer_by="2027-02-28")
    lengths.add(len(come_back(frontdesk, code).content))
    lengths |= {
        len(frontdesk.get(path).content) for path in ("/report/", "/report/tell/", "/report/measures/", "/nowhere")
    }
    assert lengths == {32 * 1024}


def test_the_carried_field_of_one_kind_of_page_is_none_of_another(frontdesk, told):
    assert frontdesk.post("/report/tell/", {"carried": hidden(come_back(frontdesk, told[1]))}).status_code == 422
    assert Receipt.of_root(Receipt(told[1]).root).lookup == Report.objects.get().lookup


def test_a_name_is_taken_away_for_good(frontdesk, sealed):
    report, receipt, consent = sealed
    page = go(frontdesk, come_back(frontdesk, receipt), "identity")
    page = go(frontdesk, page, "forget")
    assert "ศาล" in text(page) and "do:forget" in text(page)
    page = go(frontdesk, page, "do:forget")
    assert page.status_code == 200 and "ลบถาวรแล้ว" in text(page)
    assert keys.identity_is_gone(report.pk) and not report.messages.exists()
    page = go(frontdesk, page, "identity")
    assert "ปิดผนึกอีกไม่ได้" in text(page) and "do:identity" not in text(page) and "do:forget" not in text(page)
    again = go(frontdesk, page, "do:identity", name="อีกครั้ง", consent=consent)
    assert again.status_code in (409, 422)
    assert report.lookup == Report.objects.get().lookup


def test_while_very_many_try_receipts_it_is_said_at_once_and_other_pages_answer(frontdesk, officers, monkeypatch):
    monkeypatch.setattr(pace, "trying", pace.Room(1))
    with pace.trying.place():
        answer = frontdesk.post("/report/back/", {"code": codes.new_code(codes.RECEIPT)})
        assert answer.status_code == 503 and "ไม่มีอะไรสูญหาย" in answer.content.decode()
        assert frontdesk.get("/report/").status_code == 200
    assert frontdesk.post("/report/back/", {"code": codes.new_code(codes.RECEIPT)}).status_code == 422


@pytest.mark.parametrize("problem", [OperationalError, InterfaceError, OSError])
def test_a_store_that_fails_on_a_visit_says_so_and_keeps_what_was_typed(frontdesk, told, monkeypatch, problem):
    page = go(frontdesk, come_back(frontdesk, told[1]), "write")
    with monkeypatch.context() as broken:
        broken.setattr(pages, "found", lambda state: (_ for _ in ()).throw(problem("x")))
        answer = go(frontdesk, page, "do:write", text="ปี 2568 <b>", code=told[1])
    assert answer.status_code == 503 and heading(answer) == "ทำไม่สำเร็จในขณะนี้" and told[1] not in text(answer)
    assert not Message.objects.filter(side="REPORTER").exists()
    typed = dict(re.findall(r'<input type="hidden" name="(go|text)" value="([^"]*)"', answer.content.decode()))
    assert typed == {"go": "do:write", "text": "ปี 2568 &lt;b&gt;"}
    again = frontdesk.post("/report/back/", {"carried": hidden(answer), **typed})
    assert again.status_code == 200 and Message.objects.filter(side="REPORTER").count() == 1


def test_a_store_that_fails_when_somebody_comes_back_says_so(frontdesk, told, monkeypatch):
    monkeypatch.setattr(visit.queries, "report_of", lambda holder: (_ for _ in ()).throw(OperationalError("x")))
    answer = frontdesk.post("/report/back/", {"code": told[1]})
    assert answer.status_code == 503 and "ระบบไม่ตอบสนองในขณะนี้" in text(answer) and told[1] not in text(answer)
