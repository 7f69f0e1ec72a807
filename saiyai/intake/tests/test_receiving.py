"""When something goes wrong while a report comes in, it is said, and everything typed is still there."""

import sqlite3
import threading
import time
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError

from saiyai.crypto import codes, keyring, slow
from saiyai.intake import jobs, keys, pace, queries
from saiyai.intake.actions import receiving, visiting
from saiyai.intake.actors import REPORTER
from saiyai.intake.models import Message, Reader, RecoveryKey, Report
from saiyai.intake.tests.telling import (
    come_back,
    fill,
    go,
    heading,
    office_asks,
    office_writes,
    receipt_on,
    send,
    state,
)
from saiyai.intake.told import Told
from saiyai.intake.uploads import blob_path
from saiyai.intake.views import pages
from saiyai.policy.unrecorded import UNRECORDED

pytestmark = pytest.mark.django_db(databases="__all__")


def fails(problem):
    def failing(*args, **details):
        raise problem

    return failing


TROUBLES = {
    "busy": (slow, "derive", slow.Busy("x")),
    "keyring": (keyring, "put", sqlite3.OperationalError("disk is full")),
    "keyring-disk": (keyring, "put", OSError(28, "full")),
    "locked": (receiving, "store", OperationalError("database is locked")),
    "settle": (receiving.uploads, "settle", OSError(5, "input/output")),
    "lookup": (queries, "report_of", OperationalError("database is locked")),
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_trouble_is_said_and_sending_again_is_enough(frontdesk, officers, settings, monkeypatch, trouble):
    last = fill(frontdesk)
    files = [("a.txt", b"canary", "text/plain")]
    where, name, problem = TROUBLES[trouble]
    with monkeypatch.context() as broken:
        broken.setattr(where, name, fails(problem))
        answer = send(frontdesk, last, files)
    assert answer.status_code == 503 and "เรายังไม่ได้รับเรื่อง" in answer.content.decode()
    assert state(answer)["answers"] == state(last)["answers"] and "กรุณาเลือกไฟล์อีกครั้ง" in answer.content.decode()
    assert not Report.objects.exists() and not keyring.names("report") and not keyring.names("identity")
    assert not [path for path in (settings.PRIVATE_DIR / "reports").rglob("*") if path.is_file()]
    again = send(frontdesk, answer, files)
    assert again.status_code == 200 and Report.objects.count() == 1 and len(receipt_on(again)) == 1


def test_a_commit_of_which_nobody_heard_is_a_receipt(frontdesk, officers, monkeypatch):
    real = receiving.store

    def kept_and_lost(*args, **details):
        real(*args, **details)
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(receiving, "store", kept_and_lost)
    answer = send(frontdesk, fill(frontdesk), [("a.txt", b"canary", "text/plain")])
    assert heading(answer) == "เราได้รับเรื่องของคุณแล้ว"
    report = Report.objects.get()
    assert officers["r4a"].body(report).what and blob_path(report.blobs.get().name).exists()


def test_another_process_that_was_quicker_with_the_same_receipt_is_the_report(frontdesk, officers, monkeypatch):
    last = fill(frontdesk)
    first = send(frontdesk, last)
    with monkeypatch.context() as late:
        answers = iter([None])
        real = queries.report_of
        late.setattr(queries, "report_of", lambda holder: next(answers, real(holder)))
        second = send(frontdesk, last)
    assert receipt_on(first) == receipt_on(second) and Report.objects.count() == 1
    assert len(keyring.names("report")) == 1


@pytest.mark.parametrize("deed", ["write", "danger", "delete", "files"])
def test_trouble_on_a_visit_keeps_what_was_typed(frontdesk, officers, monkeypatch, deed):
    (code,) = receipt_on(send(frontdesk, fill(frontdesk)))
    page = go(frontdesk, come_back(frontdesk, code), deed)
    name = {"write": "write", "danger": "signal_danger", "delete": "ask_deletion", "files": "add_files"}[deed]
    typed = {"files": SimpleUploadedFile("a.txt", b"x")} if deed == "files" else {"text": "ข้อความที่ต้องคงอยู่"}
    with monkeypatch.context() as broken:
        broken.setattr(visiting, name, fails(OperationalError("database is locked")))
        answer = go(frontdesk, page, f"do:{deed}", **typed)
    assert answer.status_code == 503 and "ยังไม่ได้รับ" in answer.content.decode()
    if deed != "files":
        assert "ข้อความที่ต้องคงอยู่" in answer.content.decode()


@pytest.fixture
def visited(frontdesk, officers):
    """The first page of a visit to a report with a sealed name, its receipt and its consent code."""
    receipt, consent = receipt_on(send(frontdesk, fill(frontdesk, {"mode": {"mode": "confidential"}})))
    return come_back(frontdesk, receipt), receipt, consent


def test_trouble_while_a_name_is_given_keeps_the_name_that_was_typed(frontdesk, visited, monkeypatch):
    page = go(frontdesk, visited[0], "identity")
    typed = {"name": "นางสาวภายหลัง", "phone": "081 234 5678", "consent": receipt_on(page)[0]}
    with monkeypatch.context() as broken:
        broken.setattr(visiting, "give_identity", fails(OperationalError("database is locked")))
        answer = go(frontdesk, page, "do:identity", **typed)
    shown = answer.content.decode()
    assert answer.status_code == 503 and heading(answer) == heading(page) and receipt_on(answer) == receipt_on(page)
    assert 'value="นางสาวภายหลัง"' in shown and 'value="081 234 5678"' in shown and "ยังไม่ได้รับ" in shown
    assert go(frontdesk, answer, "do:identity", **typed).status_code == 200


@pytest.mark.parametrize("row", ["reader", "recovery"])
def test_a_public_key_that_is_none_is_told_to_us_and_the_reporter_keeps_every_word(frontdesk, officers, caplog, row):
    (Reader if row == "reader" else RecoveryKey).objects.update(public_key=b"")
    last = fill(frontdesk)
    answer = send(frontdesk, last)
    assert answer.status_code == 503 and state(answer)["answers"] == state(last)["answers"]
    assert not Report.objects.exists() and [line.levelname for line in caplog.records if "keys of the desk" in line.msg]


@pytest.mark.parametrize("deed", ["grant", "refuse", "remove"])
def test_trouble_while_something_is_decided_is_no_good_news_and_stays_where_it_was(
    frontdesk, visited, officers, monkeypatch, deed
):
    page, _receipt, consent = visited
    make, show = (office_asks, "ask") if deed != "remove" else (partial(office_writes, text="เดือนใด"), "remove")
    row = make(officers["r4a"], Report.objects.get())
    where = go(frontdesk, page, f"{show}:{row.pk}")
    with monkeypatch.context() as broken:
        broken.setattr(visiting, {"remove": "delete_letter"}.get(deed, deed), fails(OperationalError("locked")))
        answer = go(frontdesk, where, f"do:{deed}-{row.pk}", consent=consent)
    shown = answer.content.decode()
    assert answer.status_code == 503 and heading(answer) == heading(where)
    assert "note good" not in shown and 'class="note bad" role="alert"' in shown and consent not in shown
    row.refresh_from_db()
    assert deed == "remove" or row.status == "ASKED"


def test_what_was_done_is_never_said_not_to_be_although_the_next_page_fails(frontdesk, visited, monkeypatch):
    page, found, calls = go(frontdesk, visited[0], "danger"), pages.found, []

    def once(state):
        calls.append(1)
        if len(calls) == 2:
            raise OperationalError("gone")
        return found(state)

    monkeypatch.setattr(pages, "found", once)
    answer = go(frontdesk, page, "do:danger", text="มีคนตามมา")
    assert Report.objects.get().in_danger and "ยังไม่" not in answer.content.decode().partition("<main")[2][:600]
    assert "do:danger" not in answer.content.decode(), "nothing goes twice"
    assert heading(go(frontdesk, answer, "home")) == heading(visited[0]) and Message.objects.count() == 1


def test_what_came_in_although_nobody_heard_of_it_comes_in_once(frontdesk, visited, monkeypatch):
    page, write = go(frontdesk, visited[0], "write"), visiting.write

    def unheard(*what, **more):
        write(*what, **more)
        raise OperationalError("server closed the connection")

    with monkeypatch.context() as broken:
        broken.setattr(visiting, "write", unheard)
        answer = go(frontdesk, page, "do:write", text="ปี 2568")
    assert answer.status_code == 503 and go(frontdesk, answer, "do:write", text="ปี 2568").status_code == 200
    assert Message.objects.count() == 1


def test_who_cannot_tell_of_danger_is_told_whom_to_call(frontdesk, visited, monkeypatch):
    page = go(frontdesk, visited[0], "danger")
    monkeypatch.setattr(pages, "found", fails(OperationalError("gone")))
    answer = go(frontdesk, page, "do:danger")
    assert answer.status_code == 503 and 'href="tel:191"' in answer.content.decode()


def test_nothing_a_reporter_does_leaves_a_line():
    from saiyai.policy.action import ACTIONS

    own = {name for name in UNRECORDED if name.startswith("intake.")}
    assert {"intake.store", "intake.write", "intake.signal_danger", "intake.refuse"} <= own
    assert not [name for name in ACTIONS if name.startswith("intake.")]


def test_the_sweep_takes_leftovers_and_leaves_reports(frontdesk, officers, settings, monkeypatch):
    send(frontdesk, fill(frontdesk), [("a.txt", b"canary", "text/plain")])
    report = Report.objects.get()
    keyring.put({keys.report_ring(7, 0): b"x" * 32, keys.identity_ring(7): b"y" * 32, "officer|7|1": b"z" * 32})
    folder = settings.PRIVATE_DIR / "reports" / "ab"
    folder.mkdir(exist_ok=True)
    for name in ("ab" + "0" * 30, "ab" + "1" * 30, "ab" + "2" * 30):
        (folder / name).write_bytes(b"left")
    (tmp,) = folder.glob("*1" * 1 + "1" * 29)
    long_ago = time.time() - 2 * jobs.OLD
    import os

    for name in ("0", "2"):
        os.utime(folder / ("ab" + name * 30), (long_ago, long_ago))
    monkeypatch.setattr(jobs, "_keepers", [*jobs._keepers, lambda: {"ab" + "2" * 30}])
    assert jobs.sweep(None) == 3
    assert tmp.exists() and (folder / ("ab" + "2" * 30)).exists() and not (folder / ("ab" + "0" * 30)).exists()
    assert keyring.names("report") == [keys.report_ring(report.pk, 0)] and keyring.has("officer|7|1")
    assert officers["r4a"].body(report).what and blob_path(report.blobs.get().name).exists()


def test_a_store_that_is_older_than_its_keyring_is_not_swept_empty(frontdesk, officers, caplog):
    many = {keys.report_ring(number, 0): b"x" * 32 for number in range(1, 40)}
    keyring.put(many)
    assert jobs.sweep(None) == 0 and len(keyring.names("report")) == 39
    assert "nothing was taken away" in caplog.text


def test_the_sweep_waits_for_who_is_just_sending(frontdesk, officers):
    swept = threading.Event()

    def sweep():
        with receiving.nothing_is_swept(alone=True):
            swept.set()

    with receiving.nothing_is_swept():
        waiting = threading.Thread(target=sweep)
        waiting.start()
        assert not swept.wait(0.2)
    assert swept.wait(60)
    waiting.join()


def test_a_flood_slows_everybody_and_refuses_nobody(monkeypatch):
    slept = []
    monkeypatch.setattr(pace.time, "sleep", slept.append)
    few = pace.Pace(3)
    for _n in range(5):
        few.wait()
    assert slept == [pace.WAIT] * 2 and few.is_flooded()
    now = time.monotonic()
    monkeypatch.setattr(pace.time, "monotonic", lambda: now + 61)
    assert not few.is_flooded()


def test_a_desk_that_writes_a_report_down_for_somebody_uses_the_same_door(frontdesk, officers):
    told = Told(what="เล่าทางโทรศัพท์", agency="เทศบาล", source="oral")
    code = codes.new_code(codes.RECEIPT)
    assert not receiving.receive(told, desk="R4", receipt=code, must_renew=True, by=REPORTER).again
    assert receiving.receive(told, desk="R4", receipt=code, by=REPORTER) == receiving.Taken(again=True)
    report = Report.objects.get()
    assert officers["r4a"].body(report).source == "oral" and report.must_renew
