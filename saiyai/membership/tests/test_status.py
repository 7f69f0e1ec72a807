"""After sending in: the superior's answer, where it stands, and what the applicant can still do."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from saiyai.accounts.models import PrivateLink
from saiyai.membership import actions, letters
from saiyai.membership.models import Application, Consent, Endorsement
from saiyai.membership.tests.form_answers import PERSON, begin, fill, picture
from tests.once import cast, made, network, offices, once

__all__ = ["cast", "made", "network", "offices", "once"]

pytestmark = pytest.mark.django_db


def keeps_links(patch, links):
    write = letters.endorsement_request
    patch.setattr(letters, "endorsement_request", lambda one, token: (links.append(token), write(one, token)))


def an_application():
    """One that waits for the superior: (address of the applicant, addresses of the superior)."""
    client, links = Client(), []
    with pytest.MonkeyPatch.context() as patch:
        keeps_links(patch, links)
        start = fill(client, begin(client))
        client.post(f"{start}submit/")
    return start, links


MAKES = {"sent": lambda made: an_application()}


@pytest.fixture
def sent(made, monkeypatch):
    keeps_links(monkeypatch, made.sent[1])
    return made.sent


def saved():
    return Application.objects.get()


def endorse(client, token, **values):
    return client.post(f"/endorse/{token}/", {"answer": "endorse", "reason": "", **values})


def test_the_superior_sees_who_and_what_for_and_nothing_else(client, sent):
    page = client.get(f"/endorse/{sent[1][0]}/").content.decode()
    assert "นายสมชาย ใจดี" in page and "นักวิชาการตรวจสอบภายใน" in page and "เฝ้าระวังงานของรัฐ" in page
    said = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)  # which holds any digits
    for hidden in ("081-234-5678", "118/4", "card.jpg", "5 มี.ค. 2528", "3450"):
        assert hidden not in said


def test_endorsing_is_asked_once_more_and_counts_once(client, sent):
    token = sent[1][0]
    assert "ยืนยันรับรอง" in endorse(client, token).content.decode()
    assert saved().status == "ENDORSEMENT"
    assert endorse(client, token, sure="1").status_code == 302
    assert saved().status == "DOCUMENTS"
    again = endorse(client, token, sure="1")
    assert again.status_code == 200 and "บันทึกคำตอบแล้ว" in again.content.decode()
    assert "ผู้บังคับบัญชารับรองแล้ว" in client.get(sent[0]).content.decode()


def test_not_endorsing_needs_a_reason_and_lets_the_applicant_name_another(client, sent):
    start, links = sent
    refused = endorse(client, links[0], answer="decline", sure="1")
    assert refused.status_code == 422 and "กรุณาบอกเหตุผล" in refused.content.decode()
    endorse(client, links[0], answer="decline", reason="ไม่รู้จักผู้สมัคร", sure="1")
    assert saved().status == "SUPPLY"
    assert "ไม่รู้จักผู้สมัคร" in client.get(start).content.decode()
    client.post(f"{start}work/", {**PERSON["work"], "superior_email": "other@example.go.th"})
    client.post(f"{start}supply/")
    assert saved().status == "ENDORSEMENT" and links[1:]
    assert Endorsement.objects.order_by("-asked_at").first().email == "other@example.go.th"


def test_an_expired_or_unknown_endorsement_link_says_what_to_do(client, sent):
    PrivateLink.objects.filter(purpose="ENDORSE").update(expires_at=timezone.now() - timedelta(days=1))
    for token in (sent[1][0], "nothing-like-it"):
        response = client.get(f"/endorse/{token}/")
        assert response.status_code == 404 and "แจ้งผู้สมัครให้ส่งคำขออีกครั้ง" in response.content.decode()
    assert endorse(client, sent[1][0], sure="1").status_code == 404
    assert saved().status == "ENDORSEMENT"


def test_a_reminder_once_a_day(client, sent):
    start, links = sent
    Endorsement.objects.update(asked_at=timezone.now())
    assert client.post(f"{start}endorser/remind/").status_code == 409
    Endorsement.objects.update(asked_at=timezone.now() - timedelta(days=2))
    assert client.post(f"{start}endorser/remind/").status_code == 302
    assert len(links) == 2


def test_another_superior_closes_the_link_of_the_one_before(client, sent):
    start, links = sent
    own = client.post(f"{start}endorser/", {"name": "ก", "email": PERSON["contact"]["email"]})
    assert own.status_code == 422 and "อีเมลของคุณเอง" in own.content.decode()
    client.post(f"{start}endorser/", {"name": "นายใหม่ มาแทน", "position": "", "email": "new@example.go.th"})
    assert client.get(f"/endorse/{links[0]}/").status_code in (200, 404)
    endorse(client, links[0], sure="1")
    assert saved().status == "ENDORSEMENT"
    endorse(client, links[1], sure="1")
    assert saved().status == "DOCUMENTS"


def test_what_was_asked_for_is_told_and_sent(client, sent, cast):
    start, links = sent
    endorse(client, links[0], sure="1")
    actions.ask_for(saved(), by=cast.somying, reason="ขอสำเนาบัตรที่ชัดกว่านี้")
    page = client.get(start).content.decode()
    assert "ขอสำเนาบัตรที่ชัดกว่านี้" in page and "ส่งสิ่งที่ขอ" in page
    client.post(f"{start}documents/", {"ID_CARD": picture("clear.jpg", (800, 500)), "stay": "1"})
    assert client.post(f"{start}supply/").status_code == 302
    assert saved().status == "DOCUMENTS"
    assert client.post(f"{start}supply/").url == start


def test_consents_are_withdrawn_one_by_one(client, sent):
    start = sent[0]
    client.post(f"{start}consents/LINE/withdraw/")
    client.post(f"{start}consents/LINE/withdraw/")
    assert set(Consent.objects.filter(withdrawn_at=None).values_list("purpose", flat=True)) == {"BACKGROUND"}


def test_withdrawing_is_asked_once_more(client, sent):
    start = sent[0]
    assert "ถอนใบสมัครหรือไม่" in client.get(f"{start}withdraw/").content.decode()
    assert saved().status == "ENDORSEMENT"
    client.post(f"{start}withdraw/", {"reason": "ย้ายงาน"})
    assert saved().status == "WITHDRAWN"
    assert "คุณถอนใบสมัครนี้แล้ว" in client.get(start).content.decode()


def rejected(client, sent, cast):
    endorse(client, sent[1][0], sure="1")
    Application.objects.update(status="DECISION")
    actions.reject(saved(), by=cast.decider, reason="ขาดประสบการณ์ที่เกี่ยวข้อง")


def test_a_rejection_is_explained_and_appealed_within_thirty_days(client, sent, cast):
    start = sent[0]
    rejected(client, sent, cast)
    assert "ขาดประสบการณ์ที่เกี่ยวข้อง" in client.get(start).content.decode()
    assert client.post(f"{start}appeal/", {"reason": ""}).status_code == 422
    client.post(f"{start}appeal/", {"reason": "มีประสบการณ์ 10 ปี"})
    assert saved().status == "APPEAL"


def test_no_appeal_after_thirty_days(client, sent, cast):
    rejected(client, sent, cast)
    Application.objects.update(decided_at=timezone.now() - timedelta(days=31))
    assert "พ้นกำหนดอุทธรณ์แล้ว" in client.get(sent[0]).content.decode()
    assert client.post(f"{sent[0]}appeal/", {"reason": "ขอ"}).status_code == 409


def test_the_page_of_a_sent_application_asks_little(client, sent, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        client.get(sent[0])


@pytest.mark.slow
def test_the_filled_form_is_the_applicants_own_copy(client, sent):
    response = client.get(f"{sent[0]}form.pdf")
    assert response.content.startswith(b"%PDF") and response["Cache-Control"] == "no-store"


def test_paper_drafts_are_their_officers_alone(client, network, cast):
    client.force_login(cast.somying)
    start = client.post("/applications/paper/", {"kind": "PERSON"}).url
    client.force_login(cast.officer_r1)
    assert client.get(start).status_code == 404
    client.force_login(cast.member)
    assert client.get("/applications/paper/").status_code == 404


def test_the_applicant_finds_it_behind_the_own_account_and_nobody_else_does(client, sent, cast):
    Application.objects.update(applicant_user=cast.member)
    own = f"/my/applications/{saved().pk}/"
    client.force_login(cast.member)
    assert saved().number in client.get("/my/applications/").content.decode()
    assert client.get(own).status_code == 200
    client.force_login(cast.outsider)
    assert client.get(own).status_code == 404
    assert re.search("ยังไม่มีใบสมัคร", client.get("/my/applications/").content.decode())
