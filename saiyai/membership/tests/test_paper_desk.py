"""Paper forms belong to the office: colleagues see them, take them over on the record, and lose nothing."""

import pytest
from django.test import Client
from django.urls import reverse

from saiyai.accounts.models import Grant, User
from saiyai.audit.models import Event
from saiyai.directory.models import Person
from saiyai.membership import actions, rules
from saiyai.membership.models import Application
from saiyai.membership.tests import ready
from saiyai.notify.models import Letter
from saiyai.policy.lifecycle import Refused

pytestmark = pytest.mark.django_db
LIST = "membership:begin_paper"


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def colleague(cast, offices):
    """Another officer of region 4."""
    user = User.objects.create(email="colleague@saiyai.example", display_name="วิไล ช่วยคีย์")
    Grant.objects.create(
        user=user,
        role="membership_officer",
        reach="ALL",
        office=offices["R4"],
        status="CONFIRMED",
        starts_on="2020-01-01",
    )
    return user


@pytest.fixture
def draft(cast, network):
    return actions.begin_paper("PERSON", by=cast.somying)


def page(name, draft, *more):
    return reverse(f"membership:{name}", args=[draft.pk, *more])


def test_colleagues_of_the_office_see_what_is_being_typed_and_others_do_not(cast, draft, colleague):
    for user in (cast.somying, colleague):
        client = signed_in(user)
        assert page("paper", draft) in client.get(reverse(LIST)).content.decode()
        assert "กำลังคีย์" in client.get(reverse("membership:queue")).content.decode()
        assert client.get(reverse("membership:queue")).context["counts"]["typing"] == 1
    assert page("paper", draft) not in signed_in(cast.officer_r1).get(reverse(LIST)).content.decode()
    assert signed_in(cast.officer_r1).get(page("paper", draft)).status_code == 404
    for user in (cast.officer_r1, cast.thiradet, cast.decider, cast.member):
        assert signed_in(user).post(page("paper_take_over", draft)).status_code == 404
    draft.refresh_from_db()
    assert draft.entered_by == cast.somying


def test_a_colleague_changes_nothing_before_taking_over_which_is_on_record(cast, draft, colleague):
    client = signed_in(colleague)
    assert "สมหญิง ตรวจดี" in client.get(page("paper", draft)).content.decode()
    refused = client.post(page("paper_step", draft, "name"), {"given_name": "เปลี่ยนเลย"})
    assert refused.status_code == 409
    with pytest.raises(Refused):
        actions.save_step(draft, "name", {"given_name": "x"}, by=colleague)
    assert client.post(page("paper_take_over", draft)).url == page("paper", draft)
    line = Event.objects.get(verb="application.taken_over", key=str(draft.pk))
    assert line.facts["before"] == str(cast.somying.pk)
    assert client.post(page("paper_step", draft, "name"), {"given_name": "สมปอง"}).status_code == 302
    client.post(page("paper_take_over", draft))
    assert Event.objects.filter(verb="application.taken_over").count() == 1


def test_who_typed_before_reads_the_words_again_that_came_too_late(cast, draft, colleague):
    actions.take_over(draft, by=colleague)
    late = signed_in(cast.somying).post(page("paper_step", draft, "name"), {"given_name": "พิมพ์ไว้แล้ว"})
    assert late.status_code == 409
    assert "พิมพ์ไว้แล้ว" in late.content.decode() and "วิไล ช่วยคีย์" in late.content.decode()
    assert Application.objects.get().given_name == ""


def test_what_an_applicant_without_an_address_brings_is_typed_at_the_office(cast, network, colleague):
    application = ready.at("SUPPLY", cast)
    Application.objects.filter(pk=application.pk).update(on_paper=True, entered_by=cast.somying)
    paper = Application.objects.get(pk=application.pk)
    actions.add_document(paper, "PAPER_FORM", "form.jpg", ready.PICTURE, "image/jpeg", by=cast.somying)
    shown = signed_in(colleague).get(page("application", paper)).content.decode()
    assert page("paper_review", paper) in shown
    with pytest.raises(Refused):
        actions.supply(paper, by=colleague)
    client = signed_in(colleague)
    client.post(page("paper_take_over", paper))
    client.post(page("paper_submit", paper))
    paper.refresh_from_db()
    assert (paper.status, paper.entered_by) == ("DOCUMENTS", colleague)
    assert paper.entries.latest("at").move == "supply_paper"


def test_nobody_types_for_an_applicant_who_came_online(cast, network):
    application = ready.at("SUPPLY", cast)
    for act in (actions.supply, actions.take_over):
        with pytest.raises(Refused):
            act(application, by=cast.somying)


def on_paper(application):
    Application.objects.filter(pk=application.pk).update(on_paper=True, email="")
    return Application.objects.get(pk=application.pk)


def test_an_applicant_on_paper_appeals_and_takes_back_at_the_office(cast, network):
    application = on_paper(ready.at("REJECTED", cast))
    officer = signed_in(cast.somying)
    assert "appeal_paper-reason" in officer.get(page("application", application)).content.decode()
    empty = officer.post(page("appeal_paper", application), {"appeal_paper-reason": ""})
    assert empty.status_code == 422
    officer.post(page("appeal_paper", application), {"appeal_paper-reason": "ขอให้ดูหนังสือรับรองฉบับใหม่"})
    application.refresh_from_db()
    assert (application.status, application.appeal_text) == ("APPEAL", "ขอให้ดูหนังสือรับรองฉบับใหม่")
    assert rules.why_not(application, "uphold", cast.decider)  # decided before
    assert not rules.why_not(application, "uphold", cast.reviewer)
    officer.post(page("withdraw_paper", application), {"withdraw_paper-reason": "หนังสือขอถอนลงวันที่วันนี้"})
    application.refresh_from_db()
    assert application.status == "WITHDRAWN"
    assert Event.objects.filter(verb="application.withdraw_paper", key=str(application.pk)).exists()


def test_the_office_neither_appeals_nor_withdraws_for_who_came_online(cast, network):
    application = ready.at("REJECTED", cast)
    officer = signed_in(cast.somying)
    text = officer.get(page("application", application)).content.decode()
    assert "appeal_paper" not in text
    assert "บันทึกอุทธรณ์" not in text
    assert officer.post(page("appeal_paper", application), {"appeal_paper-reason": "ก"}).status_code == 409
    waiting = ready.at("DOCUMENTS", cast, given="ปิติ")
    assert officer.post(page("withdraw_paper", waiting), {"withdraw_paper-reason": "ก"}).status_code == 409


def test_what_a_member_says_by_word_is_recorded_by_another_than_the_proposer(cast, network):
    member = ready.a_member(cast)
    actions.propose_removal(member, by=cast.somying, reason="ขาดการติดต่อ")
    answer = {"record_explanation-reason": "ย้ายบ้าน จึงไม่ได้รับหนังสือ"}
    assert signed_in(cast.somying).post(page("record_explanation", member), answer).status_code == 409
    assert signed_in(cast.thiradet).post(page("record_explanation", member), answer).status_code == 302
    member.refresh_from_db()
    assert member.explanation == answer["record_explanation-reason"]
    assert Letter.objects.filter(kind="explained").count() == 1  # the member sees what was written in their name
    assert signed_in(cast.thiradet).post(page("record_explanation", member), answer).status_code == 409
    assert not rules.MEMBER.why_not(member, "remove", cast.decider)


def test_only_who_has_no_account_resigns_at_the_office(cast, network):
    member = ready.a_member(cast)
    officer, letter = signed_in(cast.somying), {"record_resignation-reason": "หนังสือลาออกลงวันที่วันนี้"}
    assert officer.post(page("record_resignation", member), letter).status_code == 409
    Person.objects.filter(pk=member.person_id).update(user=None)
    Application.objects.filter(pk=member.application_id).update(applicant_user=None)
    assert officer.post(page("record_resignation", member), letter).status_code == 302
    member.refresh_from_db()
    assert member.status == "RESIGNED"
    assert not member.cards.filter(ended_on__isnull=True).exists()
    assert officer.get(page("member_letter", member)).status_code == 200
