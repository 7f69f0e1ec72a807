"""Asking the reporter: worded questions, the warning before a question that gives them away, and the words of a consent."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from saiyai.accounts.models import Grant, User
from saiyai.audit.models import Event
from saiyai.cases import actions, queries
from saiyai.cases.consenting import consent_text
from saiyai.cases.models import Step, Wording
from saiyai.cases.tests import world
from saiyai.cases.tests.conftest import opened
from saiyai.cases.tests.test_pages import unlocked, url
from saiyai.cases.wordings import FIRST
from saiyai.policy.lifecycle import Refused

__all__ = ["unlocked"]
pytestmark = pytest.mark.django_db(databases="__all__")
ASKS = "คุณชื่ออะไร และทำงานที่ไหน"
TEXTS = {
    "title_th": "งบประมาณ", "text_th": "ใช้งบประมาณปีใด", "title_en": "Budget", "text_en": "Of which year was the budget?",
}  # fmt: skip


def test_nothing_that_gives_a_reporter_away_goes_out_without_a_reason(desk):
    filed = world.file_report()
    (case,) = world.published(filed)
    with pytest.raises(Refused):
        actions.send(opened(case, desk.first, desk.first_vault), ASKS, by=desk.first)
    with pytest.raises(Refused):
        actions.send(opened(case, desk.first, desk.first_vault), ASKS, why="  จำเป็น ", by=desk.first)
    assert filed.letters() == [] and not Event.objects.filter(verb="case.asked_beyond").exists()
    now = opened(case, desk.first, desk.first_vault)
    actions.send(now, ASKS, why="ต้องตรวจว่าเป็นคนละเรื่องกับที่แจ้งไว้", by=desk.first)
    (letter,) = filed.letters()
    assert letter["asks"] == ["identity", "workplace"] and "ต้องตรวจ" not in str(letter)
    ((step, facts),) = now.steps()
    assert step.move == "asked_beyond" and facts["text"] == "ต้องตรวจว่าเป็นคนละเรื่องกับที่แจ้งไว้"
    line = Event.objects.get(verb="case.asked_beyond")
    assert line.facts["kinds"] == ["identity", "workplace"] and "ชื่อ" not in str(line.facts)


def test_the_page_warns_keeps_what_was_typed_and_takes_a_reason(desk, unlocked):
    filed = world.file_report()
    (case,) = world.published(filed)
    browser = unlocked(desk.first, desk.first_vault)
    warned = browser.post(url("write", case), {"text": ASKS})
    page = warned.content.decode()
    assert warned.status_code == 422 and ASKS in page and "คุณชื่ออะไร" in page and "ที่ทำงาน" in page
    assert 'id="write_why"' in page and filed.letters() == []
    assert 'id="write_why"' not in browser.get(url("case", case)).content.decode()
    sent = browser.post(url("write", case), {"text": ASKS, "why": "ผู้แจ้งขอให้ติดต่อทางอื่น"})
    assert sent.status_code == 302 and len(filed.letters()) == 1
    assert "ผู้แจ้งขอให้ติดต่อทางอื่น" in browser.get(url("case", case)).content.decode()
    assert browser.post(url("write", case), {"text": "เกิดเมื่อใด"}).status_code == 302
    assert Step.objects.filter(move="asked_beyond").count() == 1


def test_a_worded_question_is_put_below_what_was_typed_and_not_sent(desk, unlocked):
    filed = world.file_report()
    (case,) = world.published(filed)
    browser = unlocked(desk.first, desk.first_vault)
    answer = browser.post(url("write", case), {"text": "สวัสดีครับ", "wording": "where", "go": "add"})
    box = re.search(r"<textarea[^>]*id=\"write_text\"[^>]*>(.*?)</textarea>", answer.content.decode(), re.DOTALL)[1]
    assert box.split() == f"สวัสดีครับ {FIRST[0].text_th}".split() and filed.letters() == []
    nothing = browser.post(url("write", case), {"text": "สวัสดีครับ", "wording": "no-such", "go": "add"})
    assert nothing.status_code == 200 and "สวัสดีครับ" in nothing.content.decode()


def test_questions_are_kept_in_versions_by_who_leads_or_keeps_offices(desk, cast):
    for who in (desk.first, desk.decider):
        with pytest.raises(Refused):
            actions.keep_wording("where", 0, TEXTS, by=who)
    actions.keep_wording("where", 0, TEXTS, by=desk.lead)
    with pytest.raises(Refused):
        actions.keep_wording("where", 0, TEXTS, by=cast.admin)
    actions.keep_wording("where", 1, TEXTS | {"text_th": "ใช้งบประมาณของปีใด"}, by=cast.admin)
    assert [row.version for row in Wording.objects.order_by("version")] == [1, 2]
    now = {one.key: one for one in queries.offered_wordings()}
    assert now["where"].text_th == "ใช้งบประมาณของปีใด" and len(now) == len(FIRST)
    actions.keep_wording("where", 2, TEXTS, is_offered=False, by=desk.lead)
    assert "where" not in {one.key for one in queries.offered_wordings()}
    assert "where" in {one.key for one in queries.wordings()}


@pytest.mark.parametrize("bad", [{"text_th": "คุณชื่ออะไร"}, {"text_en": "Where do you work?"}, {"text_en": " "}])
def test_no_text_for_many_asks_who_somebody_is_or_lacks_a_language(desk, bad):
    with pytest.raises(Refused):
        actions.keep_wording("own-1", -1, TEXTS | bad, by=desk.lead)
    assert not Wording.objects.exists()


def test_the_page_of_the_questions(desk, client, cast):
    address = reverse("cases:wordings")
    client.force_login(User.objects.get(pk=desk.first.pk))
    assert client.get(address).status_code == 404 and client.post(address, {}).status_code == 404
    client.force_login(User.objects.get(pk=desk.lead.pk))
    assert FIRST[0].text_th in client.get(address).content.decode()
    form = TEXTS | {"key": "when", "version": 0, "is_offered": "on"}
    wrong = client.post(address, form | {"text_th": "คุณชื่ออะไร"})
    assert wrong.status_code == 422 and "คุณชื่ออะไร" in wrong.content.decode()
    assert client.post(address, form).status_code == 302
    late = client.post(address, form)
    assert late.status_code == 422 and Wording.objects.count() == 1
    assert client.post(address, TEXTS | {"key": "new", "version": -1, "is_offered": "on"}).status_code == 302
    assert client.post(address, form | {"key": "no-such"}).status_code == 404
    page = client.get(address).content.decode()
    assert "งบประมาณ" in page and FIRST[1].text_th not in page and desk.lead.display_name in page


def test_a_consent_says_who_what_for_until_when_what_then_and_how_to_take_it_back():
    day = date(2026, 12, 31)
    text = consent_text("นางสาวอรทัย", "สำนักงาน เขต 4", "CITE", day, "ศาลขอให้ระบุผู้แจ้ง")
    for part in (
        "นางสาวอรทัย", "สำนักงาน เขต 4", "ระบุว่าข้าพเจ้าเป็นผู้แจ้ง", "31 ธันวาคม", "2569", "ศาลขอให้ระบุผู้แจ้ง",
        "ระบบปิดชื่อเอง", "ถอนความยินยอมได้ทุกเมื่อ", "ฉบับที่ 1 ภาษาไทย",
    ):  # fmt: skip
        assert part in text
    english = consent_text("Ms Orathai", "", "CONTACT", day, "To ask", language="en")
    assert "31 December 2026" in english and "Ms Orathai" in english and "in English" in english
    assert not re.search("[\u0e00-\u0e7f]", english)


def test_a_grant_is_bound_to_the_very_sentences(desk):
    filed = world.file_report(identity={"name": "สมศรี"}, mode="confidential")
    (case,) = world.published(filed)
    until = timezone.localdate() + timedelta(days=30)
    now = opened(case, desk.first, desk.first_vault)
    with pytest.raises(Refused):
        actions.ask_identity(now, "CONTACT", until, "กรอกที่ https://x.example", by=desk.first)
    ask = actions.ask_identity(now, "CONTACT", until, "ขอโทรหา", by=desk.first)
    words = filed.reads(ask, "intake.Ask", "words", ask.words_sealed)
    assert words["consent"].startswith("ข้าพเจ้ายินยอมให้ first")
    filed.agrees(ask)
    ask.refresh_from_db()
    words["consent"] = words["consent"].replace("first", "คนอื่น")
    forged = type(ask).objects.get(pk=ask.pk)
    forged.words_sealed = now.close(words, "intake.Ask", "words", ask.pk)
    with pytest.raises(Refused):
        actions.see_identity(now, forged, desk.first_vault, by=desk.first)
    assert actions.see_identity(now, ask, desk.first_vault, by=desk.first) == {"name": "สมศรี"}


def test_an_administrator_finds_the_questions_in_the_menu_and_no_desk(client, cast):
    client.force_login(cast.admin)
    assert Grant.objects.filter(user=cast.admin, role="administrator").exists()
    page = client.get("/").content.decode()
    assert reverse("cases:wordings") in page and 'href="/desk/"' not in page
