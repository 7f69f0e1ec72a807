"""Who asks for the same thing again and again is told to wait, and keeps no report out."""

import pytest

from saiyai.crypto import slow
from saiyai.intake import pace
from saiyai.intake.models import IdentityGrant, Report
from saiyai.intake.tests import telling
from saiyai.intake.tests.telling import TELL, come_back, fill, go, heading, hidden, receipt_on, send, state

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.slow]
RECEIVED = "เราได้รับเรื่องของคุณแล้ว"


def test_while_very_many_save_drafts_it_is_said_and_reports_still_come_in(frontdesk, officers, monkeypatch):
    last = fill(frontdesk)
    draft = go(frontdesk, last, "draft", TELL)
    monkeypatch.setattr(pace, "aside", pace.Room(1))
    with pace.aside.place():
        busy = frontdesk.post("/report/draft/file/", {"draft": hidden(draft, "draft")})
        assert busy.status_code == 503 and "ไม่มีอะไรสูญหาย" in busy.content.decode()
        assert heading(send(frontdesk, last)) == RECEIVED
    file = frontdesk.post("/report/draft/file/", {"draft": hidden(busy, "draft")})
    assert file.status_code == 200 and file["Content-Type"] == "application/octet-stream"


def test_one_report_sent_many_times_at_once_leaves_room_for_others(frontdesk, officers, monkeypatch):
    last, other = fill(frontdesk), fill(frontdesk)
    monkeypatch.setattr(pace, "same_report", pace.Each(1))
    with pace.same_report.place(state(last)["receipt"]):
        again = send(frontdesk, last)
        assert again.status_code == 503 and state(again)["answers"] == state(last)["answers"]
        assert heading(send(frontdesk, other)) == RECEIVED
    assert heading(send(frontdesk, again)) == RECEIVED and Report.objects.count() == 2
    assert not pace.same_report._held, "nothing of it is remembered"


def test_a_consent_code_that_is_typed_stands_in_line_with_the_codes_that_are_tried(frontdesk, officers, monkeypatch):
    receipt, consent = receipt_on(send(frontdesk, fill(frontdesk, {"mode": {"mode": "confidential"}})))
    report = Report.objects.get()
    ask = telling.office_asks(officers["r4a"], report)
    page = go(frontdesk, come_back(frontdesk, receipt), f"ask:{ask.pk}")
    monkeypatch.setattr(pace, "trying", pace.Room(1))
    with pace.trying.place():
        answer = go(frontdesk, page, f"do:grant-{ask.pk}", consent=consent)
    assert answer.status_code == 503 and not IdentityGrant.objects.exists()
    lines, derive = [], slow.derive
    monkeypatch.setattr(slow, "derive", lambda code, **more: lines.append(more.get("tried")) or derive(code, **more))
    go(frontdesk, page, f"do:grant-{ask.pk}", consent=consent)
    assert lines == [True] and IdentityGrant.objects.exists()


def test_who_seals_a_name_later_stands_aside_of_the_reports(frontdesk, officers, monkeypatch):
    page = go(frontdesk, come_back(frontdesk, receipt_on(send(frontdesk, fill(frontdesk)))[0]), "identity")
    (consent,) = receipt_on(page)
    named = {"name": "นางสาวภายหลัง", "consent": consent}
    monkeypatch.setattr(pace, "aside", pace.Room(1))
    with pace.aside.place():
        assert go(frontdesk, page, "do:identity", **named).status_code == 503
    assert go(frontdesk, page, "do:identity", **named).status_code == 200
