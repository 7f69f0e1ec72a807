"""While somebody writes, offices close, officers leave and keys change: a report that can be read, or a clear word."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, InterfaceError, OperationalError

from saiyai.crypto import hybrid
from saiyai.intake import carried, queries
from saiyai.intake.forms import telling
from saiyai.intake.models import Desk, Reader, RecoveryKey, Report
from saiyai.intake.tests.telling import ANSWERS, TELL, fill, go, heading, hidden, receipt_on, right, send, state

pytestmark = pytest.mark.django_db(databases="__all__")
RECEIVED = "เราได้รับเรื่องของคุณแล้ว"


def readers_of(report):
    return set(report.wraps.filter(kind="OFFICER").values_list("reader", "epoch"))


def test_an_officer_who_left_meanwhile_cannot_read_it_and_a_colleague_can(frontdesk, officers):
    last = fill(frontdesk)
    Reader.objects.filter(officer=officers["r4a"].key).delete()
    assert heading(send(frontdesk, last)) == RECEIVED
    report, stays = Report.objects.get(), officers["r4b"]
    assert readers_of(report) == {(str(stays.key), 1)} and "canary-what" in stays.body(report).what


def test_a_key_that_changed_meanwhile_is_the_one_that_opens_it(frontdesk, officers):
    last, officer = fill(frontdesk), officers["r4a"]
    officer.seed, officer.epoch = hybrid.new_seed(), 2
    Reader.objects.filter(officer=officer.key).update(epoch=2, public_key=hybrid.public_bytes(officer.seed))
    RecoveryKey.objects.update(epoch=2, public_key=hybrid.public_bytes(hybrid.new_seed()))
    assert heading(send(frontdesk, last)) == RECEIVED
    report = Report.objects.get()
    assert (str(officer.key), 2) in readers_of(report) and "canary-what" in officer.body(report).what
    assert report.wraps.get(kind="RECOVERY").epoch == 2


@pytest.mark.parametrize("gone", ["readers", "desk"])
def test_an_office_that_closed_meanwhile_is_said_and_another_can_be_chosen(frontdesk, officers, gone):
    last = fill(frontdesk)
    if gone == "desk":
        Desk.objects.filter(code="R4").delete()
    Reader.objects.filter(desk="R4").delete()
    answer = send(frontdesk, last)
    assert answer.status_code == 422 and not Report.objects.exists()
    assert state(answer)["step"] == "desk" and state(answer)["answers"]["what"] == state(last)["answers"]["what"]
    answer = go(frontdesk, answer, "next", TELL, desk="HQ")
    while (step := state(answer)["step"]) != "check":
        answer = go(frontdesk, answer, "next", TELL, **ANSWERS[step])
    answer = send(frontdesk, answer)
    assert heading(answer) == RECEIVED and len(receipt_on(answer)) == 1
    assert "canary-what" in officers["hq1"].body(Report.objects.get()).what


def test_a_channel_that_closed_meanwhile_says_that_nothing_was_received_and_keeps_the_text(frontdesk, officers):
    last = fill(frontdesk)
    Reader.objects.all().delete()
    answer = send(frontdesk, last)
    shown = answer.content.decode()
    assert answer.status_code in (422, 503) and not Report.objects.exists()
    assert "ยังไม่ได้รับ" in shown and "บันทึกเป็นไฟล์ร่าง" in shown
    assert state(answer)["answers"] == state(last)["answers"]
    assert "draft" in go(frontdesk, answer, "draft", TELL).content.decode(), "there is a way to keep it"
    again = {"officer": uuid.uuid4(), "public_key": hybrid.public_bytes(hybrid.new_seed())}
    Reader.objects.create(epoch=1, desk="R4", name="นายกลับมา รับเรื่อง", **again)
    answer = go(frontdesk, answer, "stay", TELL)
    assert state(answer)["step"] == "check" and heading(send(frontdesk, answer)) == RECEIVED


def test_a_store_that_does_not_even_tell_its_offices_keeps_the_text(frontdesk, officers, monkeypatch):
    last = fill(frontdesk)
    with monkeypatch.context() as broken:
        broken.setattr(queries, "desks", fails)
        answer = send(frontdesk, last)
    assert answer.status_code == 503 and "ยังไม่ได้รับ" in heading(answer)
    assert state(answer)["answers"] == state(last)["answers"] and not Report.objects.exists()
    assert heading(send(frontdesk, go(frontdesk, answer, "stay", TELL))) == RECEIVED


def fails():
    raise OperationalError("database or disk is full")


TROUBLES = [
    OperationalError("full"),
    IntegrityError("a mistake of ours"),
    InterfaceError("closed"),
    OSError(28, "full"),
]


@pytest.mark.parametrize("problem", TROUBLES, ids=lambda problem: type(problem).__name__)
def test_at_every_question_trouble_is_said_and_nothing_typed_is_lost(frontdesk, officers, monkeypatch, problem):
    def broken_store():
        raise problem

    answer, steps, typed = frontdesk.get(TELL), [], None
    while (step := state(answer)["step"]) != "check":
        typed = {"answer": right(state(answer)["puzzle"])} if step == "puzzle" else ANSWERS[step]
        with monkeypatch.context() as broken:
            broken.setattr(queries, "readers", broken_store)
            failed = frontdesk.post(TELL, {"carried": hidden(answer), "go": "next", **typed})
        assert failed.status_code == 503 and "ยังไม่ได้รับ" in heading(failed) and not Report.objects.exists()
        again = go(frontdesk, failed, "stay", TELL)
        kept = state(again)["answers"][step]
        assert state(again)["step"] == step and {key: kept[key] for key in typed} == typed
        answer = frontdesk.post(TELL, {"carried": hidden(again), "go": "next", **typed})
        steps.append(step)
    assert steps == [step for step in telling.STEPS if step != "identity"]
    assert heading(send(frontdesk, answer)) == RECEIVED


def test_a_draft_can_be_saved_while_the_store_does_not_answer(frontdesk, officers, monkeypatch):
    answer = frontdesk.get(TELL)
    with monkeypatch.context() as broken:
        broken.setattr(queries, "desks", fails)
        failed = frontdesk.post(TELL, {"carried": hidden(answer), "go": "next", **ANSWERS["what"]})
        draft = go(frontdesk, failed, "draft", TELL)
        assert draft.status_code == 200 and state(draft)["answers"]["what"] == ANSWERS["what"]
        (code,) = receipt_on(draft)
        file = frontdesk.post("/report/draft/file/", {"draft": hidden(draft, "draft")}).content
        broken.setattr(queries, "readers", fails)
        assert frontdesk.get("/report/draft/").status_code == 503
    brought = {"file": SimpleUploadedFile("notes.bin", file), "code": code}
    with monkeypatch.context() as broken:
        broken.setattr(queries, "desks", fails)
        failed = frontdesk.post("/report/draft/", brought)
    assert failed.status_code == 503
    assert state(go(frontdesk, failed, "stay", TELL))["answers"]["what"] == ANSWERS["what"]


def test_who_adds_a_line_on_a_page_without_boxes_gets_the_question(frontdesk, officers):
    blank = carried.close({**state(frontdesk.get(TELL)), "step": "who", "blank": True}, "telling")
    assert frontdesk.post(TELL, {"carried": blank, "go": "add"}).status_code in (200, 422)


def test_before_anything_is_typed_trouble_is_said_as_well(frontdesk, officers, monkeypatch):
    monkeypatch.setattr(queries, "readers", fails)
    for path, back in ((TELL, TELL), ("/en/report/tell/", "/en/report/tell/"), ("/report/draft/", "/report/draft/"),
                       ("/report/", "/report/back/")):  # fmt: skip
        answer = frontdesk.get(path)
        shown = answer.content.decode()
        assert answer.status_code == 503 and f'href="{back}"' in shown and 'name="carried"' not in shown


@pytest.mark.parametrize("way", ["draft", "closed"])
def test_back_from_a_page_without_boxes_what_stood_in_them_is_there(frontdesk, officers, way):
    answer = frontdesk.get(TELL)
    there = list(Reader.objects.all())
    if way == "closed":
        Reader.objects.all().delete()
    answer = frontdesk.post(
        TELL, {"carried": hidden(answer), "go": "draft" if way == "draft" else "next", **ANSWERS["what"]}
    )
    Reader.objects.bulk_create(there, ignore_conflicts=True)
    for path in (TELL, "/en/report/tell/"):
        back = go(frontdesk, answer, "stay", path)
        assert back.status_code == 200 and state(back)["answers"]["what"] == ANSWERS["what"]
        assert ANSWERS["what"]["what"] in back.content.decode()
    assert way == "draft" or 'formaction="/en/report/tell/"' in answer.content.decode()


def test_what_a_draft_brought_back_goes_on_in_the_other_language(frontdesk, officers):
    draft = frontdesk.post(TELL, {"carried": hidden(frontdesk.get(TELL)), "go": "draft", **ANSWERS["what"]})
    file = frontdesk.post("/report/draft/file/", {"draft": hidden(draft, "draft")}).content
    (code,) = receipt_on(draft)
    page = frontdesk.post("/report/draft/", {"file": SimpleUploadedFile("notes.bin", file), "code": code})
    assert 'formaction="/en/report/tell/"' in page.content.decode()
    english = frontdesk.post("/en/report/tell/", {"carried": hidden(page), "go": "stay"})
    assert english.status_code == 200 and state(english)["answers"]["what"] == ANSWERS["what"]
