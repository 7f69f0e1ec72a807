"""Telling from the first question to the receipt."""

import pytest
from django.apps import apps
from django.db import connections

from saiyai.crypto import codes, keyring
from saiyai.crypto.bearer import ConsentCode, Receipt
from saiyai.intake import carried, keys, opening, pace
from saiyai.intake.models import Blob, Report, Wrap
from saiyai.intake.tests.telling import TELL, fill, go, heading, hidden, posted, receipt_on, send, state
from saiyai.intake.uploads import blob_path
from saiyai.intake.views import errors

pytestmark = pytest.mark.django_db(databases="__all__")

FILES = [
    ("ภาพถ่าย ที่ี่ หน้างาน.jpg", b"canary-photo " * 9000, "image/jpeg"),
    ("ว่าง.txt", b"", "text/plain"),
    ("a.pdf", b"canary-pdf", "application/pdf"),
]


def everything_stored(settings):
    """All bytes of the vault store's tables, of the keyring and of the files."""
    found = b""
    for model in apps.get_app_config("intake").get_models():
        table = model._meta.db_table
        with connections[settings.VAULT].cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                found += b"|".join(bytes(x) if isinstance(x, bytes | memoryview) else str(x).encode() for x in row)
    for folder in (settings.PRIVATE_DIR, settings.KEYRING.parent):
        for path in folder.rglob("*"):
            found += path.name.encode() + (path.read_bytes() if path.is_file() else b"")
    return found


def test_a_report_with_files_reaches_the_officers_of_its_desk_and_nobody_else(frontdesk, officers, settings):
    answer = send(frontdesk, fill(frontdesk), FILES)
    assert heading(answer) == "เราได้รับเรื่องของคุณแล้ว"
    report = Report.objects.get()
    told = officers["r4a"].body(report)
    assert told == officers["r4b"].body(report)
    assert told.what == "นายช่างรับเงินจากผู้รับเหมา canary-what" and told.where.postcode == "40000"
    assert told.who[0].name == "นายสมมุติ canary-name" and told.mode == "anonymous" and told.identity == {}
    with pytest.raises(Wrap.DoesNotExist):
        officers["hq1"].body(report)
    labels = sorted((_label(blob, report, officers["r4a"]) for blob in Blob.objects.all()), key=lambda one: one["n"])
    assert [one["name"] for one in labels] == [name for name, _c, _k in FILES]
    stored = everything_stored(settings)
    assert report.lookup in stored
    for canary in ("canary", receipt_on(answer)[0], "ภาพถ่าย", "เทศบาล", "image/jpeg"):
        assert canary.encode() not in stored, canary


def _label(blob, report, officer):
    place = keys.text_place("intake.Blob", "label", report.pk, blob.pk, blob.generation)
    return opening.open_data(blob.label_sealed, officer.data_key(report), place=place)


def test_the_receipt_opens_what_was_told_and_shows_nowhere_but_in_the_text(frontdesk, officers):
    answer = send(frontdesk, fill(frontdesk))
    (code,) = receipt_on(answer)
    receipt = Receipt(codes.read(code, codes.RECEIPT))
    report = Report.objects.get(lookup=receipt.lookup)
    assert opening.inner_key(report, report.wraps.get(kind="REPORTER"), receipt)
    page = answer.content.decode()
    for spelled in (code, codes.shown(code)):
        assert page.count(spelled) == (1 if " " in spelled else 0)
        assert spelled not in page.split("</title>")[0]
    assert not answer.cookies and "Location" not in answer


def test_sealed_names_open_by_the_consent_code_only(frontdesk, officers, settings):
    answer = send(frontdesk, fill(frontdesk, {"mode": {"mode": "confidential"}}))
    receipt, consent = receipt_on(answer)
    report = Report.objects.get()
    key = opening.identity_key(report, ConsentCode(consent))
    place = keys.identity_text_place(report.pk)
    name = opening.open_data(report.identity_sealed, keys.identity_data_key(report.pk, key), place=place)["name"]
    assert name == "นางสาวผู้แจ้ง canary-identity"
    assert officers["r4a"].body(report).identity == {}
    with pytest.raises(opening.CannotOpen):
        opening.identity_key(report, ConsentCode(receipt))
    assert b"canary" not in everything_stored(settings)


def test_whether_there_is_a_name_does_not_show_in_what_is_kept(frontdesk, officers):
    for mode in ("anonymous", "confidential", "named"):
        send(frontdesk, fill(frontdesk, {"mode": {"mode": mode}}))
    sizes = {
        (len(one.identity_sealed), len(one.identity_wrap_sealed), len(one.identity_key)) for one in Report.objects.all()
    }
    assert sizes == {(1 + 12 + keys.IDENTITY_LENGTH + 16, 1169, 1216)}
    assert all(keyring.has(keys.identity_ring(one.pk)) for one in Report.objects.all())


def test_a_named_report_says_its_name_to_its_readers(frontdesk, officers):
    send(frontdesk, fill(frontdesk, {"mode": {"mode": "named"}}))
    assert officers["r4a"].body(Report.objects.get()).identity["phone"] == "081 000 0000"


def test_sent_twice_it_is_one_report_with_the_same_receipt(frontdesk, officers):
    last = fill(frontdesk)
    first, second = send(frontdesk, last, FILES), send(frontdesk, last, FILES)
    assert receipt_on(first) == receipt_on(second) and Report.objects.count() == 1
    assert "ก่อนหน้านี้แล้ว" not in second.content.decode()
    names = set(Blob.objects.values_list("name", flat=True))
    assert {path.name for path in blob_path("ab").parents[1].rglob("*") if path.is_file()} == names


def test_sent_again_with_other_words_it_says_that_they_are_not_in_it(frontdesk, officers):
    last = fill(frontdesk)
    first = send(frontdesk, last)
    changed = frontdesk.post(TELL, {"carried": hidden(last), "go": "to:what"})
    changed = frontdesk.post(TELL, {"carried": hidden(changed), "go": "next", "checked": "1", "what": "อย่างอื่น"})
    second = send(frontdesk, changed)
    assert receipt_on(first) == receipt_on(second) and Report.objects.count() == 1
    assert "ก่อนหน้านี้แล้ว" in second.content.decode()


def test_what_is_missing_is_said_and_everything_else_kept(frontdesk, officers):
    first = frontdesk.get(TELL)
    answer = frontdesk.post(TELL, {"carried": hidden(first), "go": "next", "what": " ", "short": "หัวเรื่องคงอยู่"})
    assert answer.status_code == 422
    assert "กรุณาเล่าว่าเกิดอะไรขึ้น" in answer.content.decode() and "หัวเรื่องคงอยู่" in answer.content.decode()
    assert state(answer)["answers"]["what"]["short"] == "หัวเรื่องคงอยู่"


def test_going_back_keeps_what_was_typed_right_or_wrong(frontdesk, officers):
    second = frontdesk.post(TELL, {"carried": hidden(frontdesk.get(TELL)), "go": "next", "what": "เรื่อง"})
    back = frontdesk.post(TELL, {"carried": hidden(second), "go": "back", "agency": "", "post_0": "คนขับรถ"})
    assert state(back)["step"] == "what" and "เรื่อง" in back.content.decode()
    again = frontdesk.post(TELL, {"carried": hidden(back), "go": "next", "what": "เรื่อง"})
    assert "คนขับรถ" in again.content.decode()


def test_another_person_has_room_beside_what_was_typed(frontdesk, officers):
    second = frontdesk.post(TELL, {"carried": hidden(frontdesk.get(TELL)), "go": "next", "what": "เรื่อง"})
    more = frontdesk.post(TELL, {"carried": hidden(second), "go": "add", "rows": "1", "name_0": "คนแรก"})
    assert "คนแรก" in more.content.decode() and 'name="name_1"' in more.content.decode()
    last = fill(frontdesk, {"who": {"rows": "2", "name_0": "คนแรก", "name_1": "คนที่สอง"}})
    send(frontdesk, last)
    assert [one.name for one in officers["r4a"].body(Report.objects.get()).who] == ["คนแรก", "คนที่สอง"]


def test_after_a_restart_or_a_day_a_page_cannot_go_on(frontdesk, officers, monkeypatch):
    page = hidden(frontdesk.get(TELL))
    now = carried.now()
    monkeypatch.setattr(carried, "now", lambda: now + carried.TELLING * 60 + 1)
    assert frontdesk.post(TELL, {"carried": page, "go": "next", "what": "x"}).status_code == 422
    monkeypatch.setattr(carried, "now", lambda: now)
    assert frontdesk.post(TELL, {"carried": page, "go": "next", "what": "x"}).status_code == 200
    carried.forget()
    answer = frontdesk.post(TELL, {"carried": page, "go": "next", "what": "x"})
    assert answer.status_code == 422 and "ทำต่อจากไฟล์ร่าง" in answer.content.decode()


@pytest.mark.parametrize("step", ["what", "who", "harm", "exclude"])
def test_what_was_typed_on_a_page_that_cannot_go_on_begins_a_new_report(frontdesk, officers, step):
    carried.forget()
    typed = {"what": {"what": "คำแรก", "short": ""}, "who": {"agency": "", "name_0": "นายหนึ่ง", "name_1": "นายสอง", "rows": "2"},
             "harm": {"harm": "ถนนพัง"}, "exclude": {"names": "นายสาม"}}[step]  # fmt: skip
    stale = frontdesk.post(TELL, {"carried": "x", "go": "next", **typed})
    assert stale.status_code == 422
    shown = go(frontdesk, stale, "stay", TELL)
    assert state(shown)["step"] == step and {name: state(shown)["answers"][step][name] for name in typed} == typed
    assert all(value in shown.text for value in typed.values() if value)


def test_a_page_too_old_on_which_nothing_was_typed_offers_nothing_to_go_on_with(frontdesk, officers):
    for typed in ({}, {"what": "", "short": ""}, {"answer": "วันจันทร์", "homepage": ""}):
        stale = frontdesk.post(TELL, {"carried": "x", "go": "next", **typed})
        assert stale.status_code == 422 and 'name="carried"' not in stale.text


def test_what_is_more_than_a_form_can_carry_is_shown_and_the_rest_goes_on(frontdesk, officers, monkeypatch):
    last = fill(frontdesk)
    page = go(frontdesk, last, "to:harm", TELL)
    with monkeypatch.context() as small:
        small.setattr(carried, "LARGEST", carried.SMALLEST)
        answer = go(frontdesk, page, "next", TELL, harm="ก" * 10_000)
    assert answer.status_code == 422 and "ก" * 10_000 in answer.text
    assert state(go(frontdesk, answer, "stay", TELL))["answers"] == state(page)["answers"]
    names = {"names": "ก" * 50_000, "officers": [str(officers["r4a"].key)]}
    shown = go(frontdesk, go(frontdesk, last, "to:exclude", TELL), "next", TELL, **names).text
    assert names["names"] in shown and names["officers"][0] not in shown, "words to copy, and no keys"


def test_a_clock_that_is_set_back_a_little_takes_no_page_away(frontdesk, officers, monkeypatch):
    last, now = fill(frontdesk), carried.now()
    monkeypatch.setattr(carried, "now", lambda: now - 3600)
    assert frontdesk.post(TELL, {"carried": hidden(last), "go": "send"}).status_code == 422
    monkeypatch.setattr(carried, "now", lambda: now - 100)
    assert len(receipt_on(frontdesk.post(TELL, {"carried": hidden(last), "go": "send"}))) == 1


def test_sending_within_a_minute_asks_to_look_once_more(frontdesk, officers, monkeypatch):
    now = carried.now()
    monkeypatch.setattr(carried, "now", lambda: now)
    last = fill(frontdesk)
    quick = frontdesk.post(TELL, {"carried": hidden(last), "go": "send"})
    assert quick.status_code == 422 and not Report.objects.exists()
    assert send(frontdesk, quick).status_code == 200


def test_a_program_that_skips_the_question_or_fills_the_trap_sends_nothing(frontdesk, officers):
    last = fill(frontdesk)
    was = state(last)
    forced = carried.close({**was, "passed": False, "began": was["began"] - 90}, "telling")
    answer = frontdesk.post(TELL, {"carried": forced, "go": "send"})
    assert answer.status_code == 422 and state(answer)["step"] == "puzzle"
    for said in ({"answer": "ไม่รู้"}, {"answer": "วันจันทร์", "homepage": "https://spam.example"}):
        answer = frontdesk.post(TELL, {"carried": hidden(answer), "go": "next", **said})
        assert state(answer)["step"] == "puzzle"
    assert not Report.objects.exists()


def test_where_nobody_is_on_duty_nobody_writes_in_vain(frontdesk):
    answer = frontdesk.get(TELL)
    assert heading(answer) == "ขณะนี้ยังรับเรื่องไม่ได้" and "1206" in answer.content.decode()
    assert "เก็บไฟล์ร่างของคุณไว้" in frontdesk.get("/report/draft/").text


def test_what_is_too_long_is_said_in_thai_and_kept(frontdesk, officers):
    first = frontdesk.get(TELL)
    typed = {"what": "ก" * 20_001, "short": "a\0b"}
    answer = frontdesk.post(TELL, {"carried": hidden(first), "go": "next", **typed})
    assert answer.status_code == 422 and "ยาวเกินไป ใส่ได้ไม่เกิน 20000 ตัวอักษร" in answer.content.decode()
    assert state(answer)["answers"]["what"] == {"what": "ก" * 20_001, "short": "ab"}
    far = frontdesk.post(TELL, {"carried": hidden(first), "go": "next", "what": "ก" * 39_000, "short": "x"})
    assert far.status_code == 422
    assert "maxlength" not in answer.text, "a browser cuts what is pasted, and does not say so"


def test_no_letter_of_what_is_far_too_long_is_cut_off_in_silence(frontdesk, officers):
    first = {"carried": hidden(frontdesk.get(TELL)), "go": "next", "what": "ข้อความแรก"}
    page = frontdesk.post(TELL, first)
    page = go(frontdesk, page, "back", TELL)
    answer = frontdesk.post(TELL, {"carried": hidden(page), "go": "next", "what": "ก" * 41_000 + "ท้ายสุด"})
    assert answer.status_code == 422 and "กท้ายสุด</textarea>" in answer.text
    assert state(go(frontdesk, answer, "stay", TELL))["answers"]["what"]["what"] == "ข้อความแรก"


@pytest.mark.parametrize("path", [TELL, f"/en{TELL}"])
def test_the_words_of_a_form_that_is_too_large_to_be_read_are_given_back(frontdesk, officers, path):
    page = frontdesk.post(path, {"carried": hidden(frontdesk.get(path)), "go": "next", "what": "ข้อความแรก"})
    page = go(frontdesk, page, "back", path)
    answer = posted(frontdesk, path, {"carried": hidden(page), "go": "next", "what": "ก<" * 140_000 + "ท้ายสุด"})
    assert answer.status_code == 413 and "ก&lt;ท้ายสุด</textarea>" in answer.text
    assert f'action="{path}"' in answer.text
    assert (
        state(posted(frontdesk, path, {"carried": hidden(answer), "go": "stay"}))["answers"]["what"]["what"]
        == "ข้อความแรก"
    )


@pytest.mark.parametrize("sealed", ["", "x", "x" * 1_000_000])
def test_they_are_given_back_also_where_no_page_before_can_be_read(frontdesk, officers, sealed):
    answer = posted(frontdesk, TELL, {"carried": sealed, "go": "next", "what": "ก" * 180_000 + "ท้ายสุด"})
    assert answer.status_code == 413 and "กท้ายสุด</textarea>" in answer.text and 'name="carried"' not in answer.text


def test_of_forms_that_are_too_large_only_few_are_read_at_once_and_none_without_end(frontdesk, officers, monkeypatch):
    words = {"go": "next", "what": "ก" * 180_000}
    with pace.far_too_long.place(), pace.far_too_long.place():
        answer = posted(frontdesk, TELL, words)
    assert answer.status_code == 413 and "<textarea" not in answer.text and "ย้อนกลับ" in answer.text
    monkeypatch.setattr(errors, "GIVEN_BACK", 1_600_000)
    assert "<textarea" not in posted(frontdesk, TELL, words).text


def test_no_code_is_repeated_of_a_form_that_is_too_large(frontdesk, officers):
    answer = posted(frontdesk, "/report/back/", {"code": "17" * 850_000})
    assert answer.status_code == 413 and "17" * 9 not in answer.text


def test_the_longest_answers_and_a_box_of_thai_beside_them_can_still_be_read(frontdesk, officers):
    most = carried.close({**state(frontdesk.get(TELL)), "answers": {"what": {"what": "ก" * 160_000}}}, "telling")
    assert len(most) > 600_000
    answer = posted(frontdesk, TELL, {"carried": most, "go": "next", "what": "ข" * 40_000})
    assert answer.status_code == 422 and state(answer)["answers"]["what"]["what"] == "ข" * 40_000


def test_a_report_as_long_as_may_be_is_received(frontdesk, officers):
    long = {
        "what": {"what": "ก" * 20_000, "short": "ข" * 200},
        "who": {"rows": "10", "agency": "ค" * 300}
        | {f"{part}_{n}": "ง" * 200 for part in ("name", "post", "from") for n in range(10)},
        "harm": {"harm": "จ" * 5000, "wish": "ฉ" * 5000},
        "evidence": {"evidence": "ช" * 5000},
        "exclude": {"names": "\n".join(["ซ" * 29] * 100)},
    }
    assert send(frontdesk, fill(frontdesk, long)).status_code == 200
    assert len(officers["r4a"].body(Report.objects.get()).who) == 10
