"""From admission to the end of a membership: pages, letters, cards, consents."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from saiyai.membership import actions, jobs, queries, rules
from saiyai.membership.models import Member
from saiyai.membership.tests import ready
from saiyai.notify.models import Letter
from saiyai.policy.lifecycle import Refused
from tests.once import cast, made, network, offices, once

__all__ = ["cast", "made", "network", "offices", "once"]
pytestmark = pytest.mark.django_db
MAKES = {"member": lambda made: ready.a_member(made.cast)}


@pytest.fixture
def member(made):
    return made.member


@pytest.fixture
def owner(member):
    """The member's own account."""
    return member.application.applicant_user


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def at(name, member):
    return reverse(f"membership:{name}", args=[member.pk])


def check(member):
    card = queries.living_card(member) or member.cards.latest("ended_on")
    return Client().get(reverse("membership:verify", args=[card.code])).content.decode()


def test_admission_makes_person_number_card_account_role_and_letter(member, owner):
    assert member.person.given_name == "มานี"
    assert member.person.listed
    assert member.person.user == owner
    assert member.number == f"M4-{member.starts_on.year + 543}-00001"
    assert member.ends_on == rules.term_end(member.starts_on)
    assert member.cards.get().ended_on is None
    assert [grant.role for grant in owner.standing_grants] == ["member"]
    assert Letter.objects.filter(attachment_name__startswith="approved-").count() == 1


def test_officers_of_the_office_see_the_member_others_do_not(cast, member, owner):
    page = signed_in(cast.somying).get(at("member", member))
    assert member.number in page.content.decode()
    assert signed_in(cast.somying).get(reverse("membership:members")).content.decode().count(member.number) == 1
    for user in (cast.officer_r1, cast.member, cast.outsider, owner):
        assert signed_in(user).get(at("member", member)).status_code == 404
    assert signed_in(cast.officer_r1).post(at("suspend", member), {"suspend-reason": "x"}).status_code == 404
    assert signed_in(cast.member).get(reverse("membership:members")).status_code == 404


def test_the_list_of_members_narrows_and_leaves_as_a_table(cast, member, django_assert_max_num_queries):
    client = signed_in(cast.somying)
    for query, found in (
        ({"q": "มานี"}, 1),
        ({"q": f"{member.person.family_name} มานี"}, 1),
        ({"q": "ไม่มีใคร"}, 0),
        ({"q": f" {member.number.lower()} "}, 1),
        ({"q": member.number[:-2].translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))}, 1),
        ({"q": member.number[1:]}, 0),
        ({"status": "SUSPENDED"}, 0),
        ({"province": "40"}, 1),
    ):
        page = client.get(reverse("membership:members"), query).content.decode()
        assert page.count(at("member", member)) == found, query
    assert member.number in client.get(reverse("membership:members_export")).content.decode()
    with django_assert_max_num_queries(12):
        client.get(reverse("membership:members"))


def test_the_list_of_members_is_ordered_as_chosen(cast, member):
    first, second = member, ready.a_member(cast, given="กานต์")
    Member.objects.filter(pk=second.pk).update(ends_on=second.ends_on + timedelta(days=9), starts_on=date(2020, 1, 1))
    client = signed_in(cast.somying)
    for sort, wanted in (("", [first, second]), ("newest", [first, second]), ("name", [second, first])):
        response = client.get(reverse("membership:members"), {"sort": sort})
        assert list(response.context["page_obj"]) == wanted, sort
    assert "ชื่อ ก–ฮ" in response.content.decode() and "พบ 2" in response.content.decode()
    assert client.get(reverse("membership:members"), {"sort": "nonsense"}).status_code == 200


def test_suspend_and_reinstate_show_on_the_card_at_once(cast, member):
    client = signed_in(cast.somying)
    assert client.post(at("suspend", member), {}).status_code == 422
    assert client.post(at("suspend", member), {"suspend-reason": "อยู่ระหว่างตรวจสอบ"}).status_code == 302
    assert 'data-standing="suspended"' in check(member)
    again = client.post(at("suspend", member), {"suspend-reason": "อีกครั้ง"})
    assert again.status_code == 409
    assert "อีกครั้ง" in again.content.decode()
    assert client.post(at("reinstate", member), {}).status_code == 302
    assert 'data-standing="valid"' in check(member)
    assert Letter.objects.filter(attachment_name__startswith="suspension-").count() == 1


def test_removal_waits_for_the_explanation_and_another_person(cast, member, owner):
    officer, decider, own = signed_in(cast.somying), signed_in(cast.decider), signed_in(owner)
    assert officer.post(at("propose_removal", member), {"propose_removal-reason": "ผิดจรรยาบรรณ"}).status_code == 302
    member.refresh_from_db()
    assert member.explain_until > timezone.localdate()
    assert decider.post(at("remove", member), {"remove-reason": "ตามข้อเสนอ"}).status_code == 409
    assert "explain-text" in own.get(reverse("membership:my_membership")).content.decode()
    assert own.post(reverse("membership:explain"), {"explain-text": ""}).status_code == 422
    assert own.post(reverse("membership:explain"), {"explain-text": "เข้าใจผิด"}).status_code == 302
    assert "เข้าใจผิด" in decider.get(at("member", member)).content.decode()
    assert decider.post(at("remove", member), {"remove-reason": "ตามข้อเสนอ"}).status_code == 302
    member.refresh_from_db()
    assert member.status == "REMOVED"
    assert 'data-standing="ended"' in check(member)
    member.person.refresh_from_db()
    assert not member.person.listed
    assert own.get(reverse("membership:queue")).status_code == 404


def test_a_dropped_proposal_brings_back_the_suspension_and_never_shows_valid(cast, member):
    actions.suspend(member, by=cast.somying, reason="ก")
    actions.propose_removal(member, by=cast.somying, reason="ข")
    assert 'data-standing="suspended"' in check(member)
    assert signed_in(cast.decider).post(at("drop_removal", member), {}).status_code == 302
    member.refresh_from_db()
    assert member.status == "SUSPENDED"


def test_renewal_is_asked_announced_and_given(cast, member, owner):
    own, officer = signed_in(owner), signed_in(cast.somying)
    assert own.post(reverse("membership:ask_renewal")).status_code == 409
    ends = timezone.localdate() + timedelta(days=30)
    Member.objects.filter(pk=member.pk).update(ends_on=ends)
    assert jobs.announce_renewals(timezone.now()) == "announced 1"
    assert jobs.announce_renewals(timezone.now()) == "announced 0"
    assert own.post(reverse("membership:ask_renewal")).status_code == 302
    assert member.number in officer.get(reverse("membership:members"), {"asked": "on"}).content.decode()
    before = member.cards.get().code
    assert officer.post(at("renew", member)).status_code == 302
    member.refresh_from_db()
    assert member.ends_on > ends
    assert member.renewal_asked_on is None
    assert 'data-standing="ended"' in Client().get(reverse("membership:verify", args=[before])).content.decode()
    assert 'data-standing="valid"' in check(member)


def test_a_term_that_ran_out_shows_before_and_after_the_nightly_job(member):
    Member.objects.filter(pk=member.pk).update(
        starts_on=date(2020, 1, 1), ends_on=timezone.localdate() - timedelta(days=1)
    )
    assert 'data-standing="expired"' in check(member)
    assert jobs.expire_members(timezone.now()) == "expired 1"
    assert jobs.expire_members(timezone.now()) == "expired 0"
    member.refresh_from_db()
    assert member.status == "EXPIRED"
    assert 'data-standing="expired"' in check(member)


def test_resigning_asks_once_more_and_ends_card_and_listing(member, owner):
    own, address = signed_in(owner), reverse("membership:resign")
    assert own.get(address).status_code == 200
    member.refresh_from_db()
    assert member.status == "ACTIVE"
    assert own.post(address, {"resign-reason": ""}).status_code == 302
    member.refresh_from_db()
    assert member.status == "RESIGNED"
    assert member.cards.get().ended_on
    assert own.get(reverse("membership:my_membership")).status_code == 200
    assert own.get(address).status_code == 409


def test_nobody_resigns_or_explains_for_another(cast, member):
    for act in (actions.resign, actions.ask_renewal):
        with pytest.raises(Refused):
            act(member, by=cast.member)
    assert signed_in(cast.member).get(reverse("membership:resign")).status_code == 404


def test_a_death_is_recorded_and_nobody_is_written_to(cast, member):
    letters = Letter.objects.count()
    client, day = signed_in(cast.somying), timezone.localdate() + timedelta(days=1)
    tomorrow = f"{day.day}/{day.month}/{day.year + 543}"
    assert client.post(at("record_death", member), {"record_death-on": tomorrow}).status_code == 422
    assert client.post(at("record_death", member), {"record_death-on": "1/1/69"}).status_code == 422
    assert client.post(at("record_death", member), {"record_death-on": "1/1/2569"}).status_code == 302
    assert Letter.objects.count() == letters
    member.person.refresh_from_db()
    assert member.person.deceased_on == date(2026, 1, 1)


def test_a_lost_card_is_replaced_by_officers_only(cast, member, owner):
    old = member.cards.get().code
    with pytest.raises(Refused):
        actions.issue_card(member, by=owner)
    assert signed_in(cast.somying).post(at("issue_card", member)).status_code == 302
    assert 'data-standing="ended"' in Client().get(reverse("membership:verify", args=[old])).content.decode()
    assert queries.living_card(member).code != old


def test_the_check_of_a_card_tells_no_more_than_was_agreed(member, owner):
    card = member.cards.get()
    assert "รักดี" in check(member)
    own = signed_in(owner)
    publish = member.consents.get(purpose="PUBLISH")
    assert own.post(reverse("membership:withdraw_consent", args=[publish.pk])).status_code == 302
    page = check(member)
    assert "รักดี" not in page
    assert member.number in page
    assert member.email not in page
    unknown = Client().get(reverse("membership:verify", args=["x" * len(card.code)]))
    assert unknown.status_code == 200
    assert 'data-standing="unknown"' in unknown.content.decode()
    assert "no-store" in unknown["Cache-Control"]
    typed = Client().get(reverse("membership:verify_code"), {"code": f"http://x.example/verify/{card.code}/"})
    assert typed.url == reverse("membership:verify", args=[card.code])
    assert Client().get(reverse("membership:verify_code"), {"code": ""}).status_code == 422


def test_withdrawing_to_be_listed_unlists_and_is_ones_own_right_only(cast, member, owner):
    consent = member.consents.get(purpose="DIRECTORY")
    address = reverse("membership:withdraw_consent", args=[consent.pk])
    assert signed_in(cast.member).post(address).status_code == 404
    with pytest.raises(Refused):
        actions.withdraw_consent(consent, by=cast.somying)
    assert signed_in(owner).post(address).status_code == 302
    member.person.refresh_from_db()
    assert not member.person.listed
    assert signed_in(owner).post(address).status_code == 409


@pytest.mark.slow
def test_my_card_as_pdf_for_the_wallet_and_as_picture(owner):
    own = signed_in(owner)
    assert own.get(reverse("membership:card_pdf")).content.startswith(b"%PDF")
    assert own.get(reverse("membership:wallet_pdf")).content.startswith(b"%PDF")
    assert own.get(reverse("membership:wallet_png")).content.startswith(b"\x89PNG")
    assert b"<svg" in own.get(reverse("membership:card_qr")).content


def test_who_never_was_a_member_is_told_so(cast):
    client = signed_in(cast.outsider)
    assert client.get(reverse("membership:my_membership")).status_code == 200
    assert client.get(reverse("membership:card_pdf")).status_code == 404


def test_homes_and_person_pages_show_membership(cast, member, owner):
    home = signed_in(owner).get("/").content.decode()
    assert member.number in home
    person = reverse("directory:person", args=[member.person_id])
    assert at("member", member) in signed_in(cast.somying).get(person).content.decode()
    assert at("member", member) not in signed_in(cast.member).get(person).content.decode()
    ready.at("DOCUMENTS", cast, given="ปิติ")
    assert "ปิติ" in signed_in(cast.somying).get("/").content.decode()


def test_ones_own_memberships_are_found_without_reading_all(cast):
    """Every page of a member and every request of their programs asks this: among a million it must find by index."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL reads small tables as a whole")
    rows = Member.objects.filter(queries.held_by(cast.member))
    assert "SCAN" not in rows.explain() and "SCAN" not in queries.visible_members(cast.member).explain()
