"""Which letters went out: listed to officers and to whom they were written, and never opened for that."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from saiyai.audit.models import Event
from saiyai.membership import actions, queries
from saiyai.membership.tests import ready
from saiyai.membership.views import shown
from saiyai.notify.models import Letter

pytestmark = pytest.mark.django_db
FOLDER = Path(__file__).resolve().parents[1] / "templates" / "membership" / "letters"


def page(user, name, *args):
    client = Client()
    client.force_login(user)
    return client.get(reverse(f"membership:{name}", args=args))


def test_every_letter_has_a_title():
    assert set(shown.LETTERS) == {path.stem for path in FOLDER.glob("*.txt")}


def test_a_member_s_letters_stand_on_the_page_of_the_officer_and_on_ones_own(cast, network):
    member = ready.a_member(cast, official=True)
    actions.suspend(member, by=cast.somying, reason="ตรวจสอบข้อเท็จจริง")
    member.refresh_from_db()
    Letter.objects.filter(kind="approved").update(status="SENT")
    Letter.objects.filter(kind="suspended").update(status="FAILED", attempts=12)
    wanted = ["suspended", "approved", "endorsed", "received", "draft_link"]
    for user, where in ((cast.somying, ("member", member.pk)), (member.application.applicant_user, ("my_membership",))):
        response = page(user, *where)
        assert [one.kind for one in response.context["letters"]] == wanted
        text = response.content.decode()
        assert "แจ้งพักสมาชิก" in text and "ส่งไม่ถึง" in text and "พยายามส่ง 12 ครั้ง" in text
    # Nothing was opened for it, and the page does not even fetch what is sealed.
    assert not Event.objects.filter(verb__startswith="letter").exists()
    assert "body_sealed" in queries.letters_to(None, member).first().get_deferred_fields()


def test_the_applicant_sees_their_own_letters_and_not_the_one_to_the_superior(cast, network, client):
    application = ready.at("ENDORSEMENT", cast, official=True)
    other = ready.at("DOCUMENTS", cast, given="ปิติ")
    officer = page(cast.somying, "application", application.pk)
    assert "endorsement_request" in [one.kind for one in officer.context["letters"]]
    assert {one.about_key for one in officer.context["letters"]} == {str(application.pk)}
    application.applicant_user = cast.outsider
    application.save()
    own = page(cast.outsider, "own", application.pk)
    assert [one.kind for one in own.context["letters"]] == ["received", "draft_link"]
    assert page(cast.outsider, "own", other.pk).status_code == 404


def test_who_gave_no_address_is_told_why_there_are_none(cast, network):
    application = ready.at("DOCUMENTS", cast)
    Letter.objects.all().delete()
    assert "ไม่มีใน 90 วันที่ผ่านมา" in page(cast.somying, "application", application.pk).content.decode()
    type(application).objects.filter(pk=application.pk).update(email="")
    assert "ไม่ได้ให้อีเมลไว้" in page(cast.somying, "application", application.pk).content.decode()


def test_the_machine_room_does_not_learn_whom_a_letter_is_about(cast, network):
    from saiyai.notify.queries import visible_letters

    ready.at("DOCUMENTS", cast)
    assert {"kind", "about", "about_key"} <= visible_letters(cast.admin).first().get_deferred_fields()


def test_a_new_card_and_an_explanation_are_answered_by_a_letter(cast, network):
    member = ready.a_member(cast)
    owner = member.application.applicant_user
    actions.issue_card(member, by=cast.somying)
    actions.propose_removal(member, by=cast.somying, reason="ฝ่าฝืนจรรยาบรรณ")
    actions.explain(member, by=owner, text="เข้าใจผิดกัน")
    kinds = [one.kind for one in queries.letters_to(None, member)]
    assert kinds == ["explained", "removal_proposed", "new_card"]
