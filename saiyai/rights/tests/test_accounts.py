"""Accounts that ended a year ago are forgotten, and no account that something still needs; who answers sees what waits."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from saiyai.accounts.models import Grant, Session, User
from saiyai.audit.models import Event
from saiyai.directory import actions as directory
from saiyai.notify import outbox
from saiyai.notify.models import Notice
from saiyai.policy.actors import SYSTEM
from saiyai.policy.held import Subject
from saiyai.rights import actions, jobs, queries
from saiyai.thai.dates import add_months

pytestmark = pytest.mark.django_db


def long_ago(days=0):
    return add_months(timezone.localdate(), -12) - timedelta(days=days)


@pytest.fixture
def old(cast):
    """The outsider: made three years ago, a member until a year and a day ago."""
    User.objects.filter(pk=cast.outsider.pk).update(created_at=timezone.now() - timedelta(days=1100))
    Grant.objects.create(
        user=cast.outsider, role="member", status="ENDED", starts_on=long_ago(500), ends_on=long_ago(1), reason="ลาออก"
    )
    return cast.outsider


def run():
    return jobs.forget_accounts(timezone.now())


def test_an_account_is_forgotten_a_year_after_its_end_and_the_evidence_of_roles_stays(old, cast):
    assert run() == "forgot 1 accounts"
    old.refresh_from_db()
    assert not old.is_active and old.email.endswith("@erased.invalid") and "นอก" not in old.display_name
    assert old.grants.get().ends_on == long_ago(1) and old.grants.get().reason == ""
    assert Event.objects.filter(verb="user.forgotten", key=str(old.pk), actor="system").count() == 1
    cast.member.refresh_from_db()
    assert cast.member.is_active and run() == "forgot 0 accounts"


@pytest.mark.parametrize("days", [0, -1])
def test_the_year_is_whole(old, days):
    old.grants.update(ends_on=long_ago(days))
    assert run() == "forgot 0 accounts"


def test_a_new_account_without_a_role_has_its_year(old):
    old.grants.all().delete()
    User.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=300))
    assert run() == "forgot 0 accounts"


def _role(user):
    Grant.objects.create(user=user, role="auditor", status="PROPOSED", starts_on=timezone.localdate())


def _session(user):
    Session.objects.create(
        session_key="k", session_data="", user=user, used_on=long_ago(-30), expire_date=timezone.now()
    )


def _message(user):
    outbox.tell(user, purpose="announcement", title="ผลการพิจารณา", page="/")


def _asked(user):
    actions.ask_erasure(Subject(user, None), by=user, reason="")


@pytest.mark.parametrize("need", [_role, _session, _message, _asked])
def test_an_account_that_something_needs_stays(old, need):
    need(old)
    assert run() == "forgot 0 accounts"


def test_what_stands_against_erasure_stands_against_forgetting(old, network):
    from saiyai.networks.models import Coordinator

    person = directory.add_person("นอก", "เครือข่าย", by=SYSTEM, user=old)
    row = Coordinator.objects.create(network=network, person=person)
    assert run() == "forgot 0 accounts"
    row.ends_on = timezone.localdate()
    row.save()
    assert run() == "forgot 1 accounts" and not Notice.objects.filter(user=old).exists()


def test_who_answers_sees_on_the_first_page_what_waits(cast, offices, network, client):
    person = directory.add_person("ชูใจ", "ขอลบ", by=SYSTEM)
    asked = actions.ask_erasure(Subject(None, person), by=cast.somying, reason="หนังสือที่ ๑")
    assert list(queries.erasures_to_answer(cast.decider)) == [asked]
    assert list(queries.erasures_to_answer(cast.somying)) == []
    address = reverse("rights:erasure", args=[asked.pk])
    for user, shown in ((cast.decider, True), (cast.somying, False)):
        client.force_login(user)
        assert (address in client.get("/").content.decode()) is shown
    actions.take_back_erasure(asked, by=cast.somying)
    client.force_login(cast.decider)
    assert address not in client.get("/").content.decode()
