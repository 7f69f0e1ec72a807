"""The pages of the desk, through the browser's eyes: nothing before unlocking, nothing of another's case, nothing typed lost."""

import re

import pytest
from django.urls import reverse

from saiyai.accounts.models import User
from saiyai.accounts.vault import session
from saiyai.cases import queries
from saiyai.cases.models import Case, Duty
from saiyai.cases.tests import world
from saiyai.cases.tests.test_ending import add_file

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def unlocked(monkeypatch, client):
    """A browser in which somebody is signed in with their vault unlocked: `unlocked(user, keys)`."""

    def sign_in(user, keys):
        monkeypatch.setattr(session, "current", lambda request: keys if request.user.pk == keys.officer else None)
        monkeypatch.setattr(session, "is_fresh", lambda request: True)
        client.force_login(User.objects.get(pk=user.pk))
        return client

    return sign_in


def url(name, case, *more):
    return reverse(f"cases:{name}", args=[case.ref, *more])


def test_before_unlocking_nothing_of_the_desk_is_told(desk, client):
    world.published(world.file_report())
    client.force_login(desk.first)
    for path in ("/desk/", url("case", Case.objects.get())):
        answer = client.get(path)
        assert answer.status_code == 302 and answer["Location"].startswith("/accounts/vault/")
    assert Case.objects.get().ref not in client.get("/").content.decode()


def test_each_label_on_the_page_of_a_case_has_a_box_of_its_own(desk, unlocked, settings, tmp_path):
    settings.PRIVATE_DIR = tmp_path / "private"
    filed = world.file_report()
    add_file(filed)
    add_file(filed, n=2)
    (case,) = world.published(filed)
    page = unlocked(desk.first, desk.first_vault).get(url("case", case)).content.decode()
    named = re.findall(r'<(?:input|select|textarea)[^>]* id="([^"]+)"', page)
    assert len(named) > 8 and len(named) == len(set(named))
    assert set(re.findall(r'<label[^>]* for="([^"]+)"', page)) <= set(named)


def test_the_list_shows_the_clock_and_no_content_until_opened(desk, unlocked):
    filed = world.file_report(what="ความลับที่เล่า" * 3)
    (case,) = world.published(filed)
    browser = unlocked(desk.first, desk.first_vault)
    page = browser.get("/desk/").content.decode()
    assert case.ref in page and "ความลับที่เล่า" not in page
    assert "ความลับที่เล่า" in browser.get(url("case", case)).content.decode()
    assert "ความลับที่เล่า" in browser.get("/desk/").content.decode()
    assert browser.get("/desk/?q=ความลับ").content.decode().count(case.ref) >= 1
    assert browser.get("/desk/?q=ไม่มีคำนี้").content.decode().count(case.ref) == 0


@pytest.mark.parametrize("who", ["third", "away", "decider", "lead"])
def test_the_case_of_others_is_not_there(desk, unlocked, who):
    (case,) = world.published(world.file_report())
    browser = unlocked(getattr(desk, who), getattr(desk, f"{who}_vault"))
    assert case.ref not in browser.get("/desk/").content.decode()
    nowhere = browser.get("/desk/NOWHERE2/")
    there = browser.get(url("case", case))
    assert there.status_code == nowhere.status_code == 404
    assert len(there.content) == len(nowhere.content)
    for name in ("write", "note", "give", "conflict", "ask", "propose", "rekey"):
        assert browser.post(url(name, case), {"text": "x"}).status_code == 404


def test_an_excluded_officer_finds_no_trace_on_any_page(desk, unlocked):
    from saiyai.intake.told import LeftOut

    filed = world.file_report(excluded=[LeftOut(officer=str(desk.second.pk))])
    (case,) = world.published(filed)
    unlocked(desk.first, desk.first_vault).get(url("case", case))
    browser = unlocked(desk.second, desk.second_vault)
    assert case.ref not in browser.get("/desk/?status=all").content.decode()
    assert browser.get(url("case", case)).status_code == 404


def test_the_whole_way_of_a_case_by_its_pages(desk, unlocked):
    filed = world.file_report()
    (case,) = world.published(filed)
    browser = unlocked(desk.first, desk.first_vault)
    assert browser.post(url("write", case), {"text": "  "}).status_code == 422
    assert browser.post(url("write", case), {"text": "เกิดเมื่อใด"}).status_code == 302
    assert browser.post(url("move", case, "take"), {}).status_code == 302
    assert browser.post(url("give", case), {"officer": desk.first.pk, "part": "LEAD"}).status_code == 422
    assert browser.post(url("give", case), {"officer": desk.third.pk, "part": "HELPER"}).status_code == 302
    assert browser.post(url("move", case, "screen"), {}).status_code == 302
    refused = browser.post(url("move", case, "propose"), {"text": "ควรรับ", "decision": ""})
    assert refused.status_code == 422 and "ควรรับ" in refused.content.decode()
    assert browser.post(url("move", case, "propose"), {"text": "ควรรับ", "decision": "ACCEPT"}).status_code == 302
    assert browser.post(url("move", case, "decide"), {"text": "รับ"}).status_code == 409
    alone = "ยังไม่มีผู้วินิจฉัยที่อ่านเรื่องนี้ได้"
    assert alone in browser.get(url("case", case)).text
    assert browser.post(url("give", case), {"officer": desk.decider.pk, "part": "DECIDER"}).status_code == 302
    assert alone not in browser.get(url("case", case)).text
    decider = unlocked(desk.decider, desk.decider_vault)
    assert "ที่เสนอ: <b>รับไว้ตรวจสอบ</b>" in decider.get(url("case", case)).text, "who decides reads on what"
    assert decider.post(url("move", case, "decide"), {"text": "รับไว้"}).status_code == 302
    assert filed.fresh().state == "DECIDED"
    browser = unlocked(desk.first, desk.first_vault)
    assert browser.post(url("propose", case), {"kind": "CLOSE", "text": "ส่งแล้ว", "closing": ""}).status_code == 422
    assert browser.post(url("propose", case), {"kind": "CLOSE", "text": "ส่งแล้ว", "closing": "DONE"}).status_code == 302
    row = case.proposals.get()
    assert browser.post(url("confirm", case, row.pk)).status_code == 409
    other = unlocked(desk.second, desk.second_vault)
    assert other.post(url("confirm", case, row.pk)).status_code == 302
    assert filed.fresh().state == "CLOSED" and len(filed.letters()) == 1
    closed = other.get(url("case", case)).content.decode()
    assert url("move", case, "reopen") in closed and url("propose", case) in closed
    assert other.post(url("move", case, "reopen"), {"text": ""}).status_code == 422
    assert other.post(url("move", case, "reopen"), {"text": "มีหลักฐานใหม่"}).status_code == 302
    assert filed.fresh().state == "SCREENING"


def folded(page, address):
    """Whether the form to this address lies in a closed fold of the page."""
    before = page[: page.index(f'action="{address}"')]
    last = before.rindex("<details") if "<details" in before else -1
    return last > before.rfind("</details>") and not before[last:].startswith('<details class="fold" open')


def test_a_single_next_step_shows_open_and_several_are_folded(desk, unlocked):
    (case,) = world.published(world.file_report())
    browser = unlocked(desk.first, desk.first_vault)
    assert not folded(browser.get(url("case", case)).text, url("move", case, "take"))
    browser.post(url("move", case, "take"), {})
    page = browser.get(url("case", case)).text
    assert folded(page, url("move", case, "screen")) and folded(page, url("move", case, "need_info"))
    wrong = browser.post(url("move", case, "need_info"), {"text": ""}).text
    assert not folded(wrong, url("move", case, "need_info"))
    browser.post(url("move", case, "need_info"), {"text": "ขอทราบเดือน"})
    assert not folded(browser.get(url("case", case)).text, url("move", case, "go_on"))
    Case.objects.filter(pk=case.pk).update(status=Case.Status.CLOSED)
    assert folded(browser.get(url("case", case)).text, url("move", case, "reopen"))


def test_who_may_be_given_a_case_is_told_apart_by_role_office_and_key(desk, unlocked):
    (case,) = world.published(world.file_report())
    keyless, _none = world.officer("keyless", "case_officer", desk.offices["R4"], keyed=False)
    page = unlocked(desk.first, desk.first_vault).get(url("case", case))
    field = page.context["give_form"].fields["officer"]
    assert {value for value, _label in field.choices} == {str(one.pk) for one in (desk.third, desk.lead, desk.decider)}
    assert str(keyless.pk) not in field.choice_hints
    third, decider = (field.choice_hints[str(one.pk)] for one in (desk.third, desk.decider))
    assert str(desk.offices["R4"]) in third and "เจ้าหน้าที่รับเรื่อง" in third and "มีกุญแจที่ใช้ได้" in third
    assert "ทุกสำนักงาน" in decider and third.split(" · ")[0] != decider.split(" · ")[0]


def test_the_part_of_a_reader_is_changed_on_the_page(desk, unlocked):
    (case,) = world.published(world.file_report())
    browser = unlocked(desk.first, desk.first_vault)
    wrong = browser.post(url("change_part", case, desk.second.pk), {"part": ""})
    assert wrong.status_code == 422 and not folded(wrong.text, url("change_part", case, desk.second.pk))
    assert folded(wrong.text, url("change_part", case, desk.first.pk))
    assert wrong.text.count('<span class="vh"> second</span></summary>') == 1, (
        "which reader, also for who only hears it"
    )
    assert browser.post(url("change_part", case, desk.third.pk), {"part": "LEAD"}).status_code == 404
    assert browser.post(url("change_part", case, desk.second.pk), {"part": "HELPER"}).status_code == 302
    assert case.accesses.get(officer=desk.second.pk).part == "HELPER"
    third = unlocked(desk.third, desk.third_vault)
    assert third.post(url("change_part", case, desk.second.pk), {"part": "LEAD"}).status_code == 404


def test_notes_asking_and_conflict_by_pages(desk, unlocked):
    filed = world.file_report(identity={"name": "สมศรี"}, mode="confidential")
    (case,) = world.published(filed)
    browser = unlocked(desk.first, desk.first_vault)
    assert browser.post(url("note", case), {"text": "คิดเอง", "audience": "ME"}).status_code == 302
    assert browser.post(url("note", case), {"text": "คิดเอง", "audience": "REPORTER"}).status_code == 422
    day = case.received_on.replace(year=case.received_on.year + 1, month=1, day=2).isoformat()
    assert browser.post(url("ask", case), {"purpose": "CONTACT", "until": "2020-01-01", "why": "x"}).status_code == 422
    assert browser.post(url("ask", case), {"purpose": "CONTACT", "until": day, "why": "ขอโทรหา"}).status_code == 302
    ask = filed.report.asks.get()
    filed.agrees(ask)
    assert "สมศรี" not in browser.get(url("case", case)).content.decode()
    other = unlocked(desk.second, desk.second_vault)
    assert "คิดเอง" not in other.get(url("case", case)).content.decode()
    assert other.post(url("conflict", case), {"text": "เป็นญาติกัน"}).status_code == 302
    assert other.get(url("case", case)).status_code == 404


def test_a_letter_of_a_reporter_is_text_and_nothing_else(desk, unlocked):
    filed = world.file_report(what="<script>alert(1)</script><img src=http://evil.example/x>")
    (case,) = world.published(filed)
    page = unlocked(desk.first, desk.first_vault).get(url("case", case)).content.decode()
    assert "<script>alert" not in page and "<img src=http" not in page and "&lt;script&gt;" in page


def test_duty_is_arranged_by_leads_of_their_own_office(desk, client):
    client.force_login(desk.first)
    assert client.get("/desk/duty/").status_code == 404
    client.force_login(desk.lead)
    page = client.get("/desk/duty/").content.decode()
    assert "first" in page and "third" in page
    assert client.post("/desk/duty/?office=R4", {"officer": desk.third.pk}).status_code == 302
    assert Duty.objects.filter(officer=desk.third.pk, desk="R4", ends_on=None).exists()
    assert client.post(f"/desk/duty/{desk.third.pk}/end/", {"office": "R4"}).status_code == 302
    assert client.post(f"/desk/duty/{desk.away.pk}/end/", {"office": "R1"}).status_code == 404


def test_the_list_stays_small_and_few_queries_with_many_cases(desk, unlocked, django_assert_max_num_queries):
    for _n in range(30):
        world.file_report()
    world.published()
    browser = unlocked(desk.first, desk.first_vault)
    with django_assert_max_num_queries(22):
        page = browser.get("/desk/")
    assert page.content.count(b"/desk/") > 25 and len(page.content) < 100_000


def test_what_was_told_aloud_belongs_to_who_told_it(desk, unlocked):
    """The officer's code opens nothing but the exchange; afterwards it is dead, and the report reaches the desk."""
    import re

    from saiyai.audit.models import Event
    from saiyai.crypto import codes
    from saiyai.crypto.bearer import Receipt
    from saiyai.intake.models import Report

    browser = unlocked(desk.first, desk.first_vault)
    empty = browser.post("/desk/enter/", {"office": "R4", "source": "oral", "what": "เล่าให้ฟัง"})
    assert empty.status_code == 422 and "เล่าให้ฟัง" in empty.content.decode()
    form = {"office": "R4", "source": "oral", "what": "เล่าให้ฟัง", "agency": "เทศบาลตัวอย่าง"}
    assert browser.post("/desk/enter/", form | {"office": "R1"}).status_code == 422
    page = browser.post("/desk/enter/", form).content.decode()
    code = codes.read(re.search(r"(?:\d{4} ){6}\d", page)[0], codes.RECEIPT)
    report = Report.objects.get(lookup=Receipt(code).lookup)
    assert report.must_renew and code not in browser.get("/desk/enter/").content.decode()
    (case,) = world.published(world.Filed(report, code))
    assert "เล่าให้ฟัง" in browser.get(url("case", case)).content.decode()
    lines = Event.objects.filter(verb="desk.report_entered")
    assert [line.key for line in lines] == ["R4"] and not lines[0].facts


def test_an_answer_ends_a_danger_signal_and_the_next_one_is_told_again(desk, unlocked):
    from saiyai.cases import jobs
    from saiyai.notify.models import Letter

    filed = world.file_report()
    (case,) = world.published(filed)
    report = filed.fresh()
    report.in_danger = True
    report.save()
    jobs.watch_danger(None)
    before = Letter.objects.count()
    browser = unlocked(desk.first, desk.first_vault)
    assert "อันตราย" in browser.get(url("case", case)).content.decode()
    assert browser.post(url("write", case), {"text": "โทร 191"}).status_code == 302
    assert not filed.fresh().in_danger
    type(report).objects.filter(pk=report.pk).update(in_danger=True)
    jobs.watch_danger(None)
    assert Letter.objects.count() == before * 2


def test_the_list_walks_an_index_and_reads_no_long_row(desk):
    """With ten thousand cases of one officer the first page is found without sorting them, and without their reports."""
    from django.db import connections

    found = queries.filtered(desk.first)
    assert "intake_report" not in str(found.query) and "intake_report" not in str(
        queries.filtered(desk.first, late=True).query
    )
    if connections[found.db].vendor == "sqlite":
        assert "TEMP B-TREE" not in found[:25].explain()


def test_the_list_knows_what_is_late(desk):
    (old, new) = world.published(world.file_report(), world.file_report())
    Case.objects.filter(pk=old.pk).update(acknowledge_by="2020-01-01")
    assert [one.pk for one in queries.filtered(desk.first, late=True)] == [old.pk]
    Case.objects.filter(pk=old.pk).update(acknowledged_on="2020-01-01")
    assert not queries.filtered(desk.first, late=True)
    Case.objects.filter(pk=new.pk).update(answer_by="2020-01-01")
    assert [one.pk for one in queries.filtered(desk.first, late=True)] == [new.pk]


def test_what_is_told_at_closing_is_not_lost_with_another_proposal(desk, unlocked):
    (case,) = world.published(world.file_report())
    browser = unlocked(desk.first, desk.first_vault)
    answer = browser.post(url("propose", case), {"kind": "HOLD", "text": "ศาลสั่ง", "message": "เรียนผู้แจ้ง"})
    assert answer.status_code == 422 and "เรียนผู้แจ้ง" in answer.content.decode() and not case.proposals.exists()
