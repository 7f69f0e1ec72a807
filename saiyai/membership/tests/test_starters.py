"""Applications that somebody begins while signed in: theirs from the first day, and never theirs to decide."""

import pytest
from django.test import Client

from saiyai.membership import actions, rules
from saiyai.membership.models import Application
from saiyai.membership.tests import ready
from saiyai.membership.tests.form_answers import begin
from saiyai.policy.lifecycle import Refused

pytestmark = pytest.mark.django_db
MINE = "/my/applications/"


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def started(cast, network):
    """(client, application) begun by somebody with an account and no role."""
    client = signed_in(cast.outsider)
    address = begin(client, email=cast.outsider.email)
    application = Application.objects.get()
    assert address == f"{MINE}{application.pk}/"
    return client, application


def test_it_stands_among_ones_applications_at_once_and_is_filled_in_there(started, cast):
    client, application = started
    assert application.applicant_user == cast.outsider
    listed = client.get(MINE).content.decode()
    assert f"{MINE}{application.pk}/" in listed and "กรอกต่อ" in listed
    assert f"{MINE}{application.pk}/" in client.get("/").content.decode()
    assert client.post(f"{MINE}{application.pk}/name/", {"given_name": "สมหมาย"}).status_code == 302
    application.refresh_from_db()
    assert application.given_name == "สมหมาย"
    for other in (cast.member, cast.somying):
        assert signed_in(other).get(f"{MINE}{application.pk}/").status_code == 404
        assert f"{MINE}{application.pk}/" not in signed_in(other).get(MINE).content.decode()


def test_who_is_not_signed_in_still_gets_a_link_and_no_owner(client, offices, network):
    assert begin(client).startswith("/apply/")
    assert Application.objects.get().applicant_user is None


def test_the_start_page_knows_the_address_of_who_is_signed_in(cast):
    page = signed_in(cast.outsider).get("/apply/").content.decode()
    assert f'value="{cast.outsider.email}"' in page


def test_an_officer_never_decides_on_what_they_began(cast, network):
    application = ready.draft()
    Application.objects.filter(pk=application.pk).update(applicant_user=cast.somying)
    application.refresh_from_db()
    actions.submit(application, by=ready.applicant(application))
    for move in ("pass_documents", "ask_for"):
        assert "ของตน" in str(rules.APPLICATION.why_not(application, move, cast.somying)), move


def test_who_begins_it_for_another_lends_neither_entry_nor_account(cast, network):
    helped_by = ready.a_member(cast).application.applicant_user
    application = ready.draft(given="ปิติ", family="ชูใจ")
    Application.objects.filter(pk=application.pk).update(applicant_user=helped_by)
    application.refresh_from_db()
    actions.submit(application, by=ready.applicant(application))
    for move in ("DOCUMENTS", "BACKGROUND", "OPINION"):
        ready._step(move, application, cast)
    member = actions.approve(application, by=cast.decider)
    assert member.person != helped_by.person
    assert member.person.user.email == application.email


def test_nobody_endorses_by_the_address_of_the_account_that_began_it(cast, network):
    application = ready.draft(official=True)
    Application.objects.filter(pk=application.pk).update(
        applicant_user=cast.outsider, superior_email=cast.outsider.email.upper()
    )
    application.refresh_from_db()
    with pytest.raises(Refused):
        actions.submit(application, by=ready.applicant(application))
