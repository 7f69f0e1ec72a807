"""From the approval to the end of a network."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from saiyai.audit.models import Event
from saiyai.networks import actions, jobs, rules
from saiyai.networks.actors import in_network
from saiyai.networks.models import Network
from saiyai.networks.tests.conftest import make_forming, make_people, make_proposal
from saiyai.policy.actors import SYSTEM
from saiyai.policy.lifecycle import Refused
from saiyai.policy.permissions import Permission as P
from tests.once import cast, made, network, offices, once

__all__ = ["cast", "made", "network", "offices", "once"]
pytestmark = pytest.mark.django_db
MAKES = {
    "people": lambda made: make_people(made.cast),
    "forming": lambda made: make_forming(make_proposal(made.people, made.cast, made.network), made.cast),
}
S = Network.Status


@pytest.fixture
def people(made):
    return made.people


@pytest.fixture
def forming(made):
    return made.forming


def test_nobody_decides_on_what_they_proposed(forming, cast):
    Network.objects.filter(pk=forming.pk).update(status=S.PROPOSED, proposed_by=cast.decider)
    forming.refresh_from_db()
    for name in ("approve", "turn_down"):
        assert rules.NETWORK.why_not(forming, name, cast.decider) == _("Another person decides on a proposal.")


def test_a_network_opens_with_a_charter_that_another_person_published(forming, cast):
    with pytest.raises(Refused):
        actions.open_network(forming, by=cast.decider)
    actions.publish_charter(forming.charters.get(), by=cast.decider)
    actions.open_network(forming, by=in_network(forming, cast.member))
    forming.refresh_from_db()
    assert (forming.status, forming.opened_on) == (S.ACTIVE, timezone.localdate())


MOVES = {
    (S.PROPOSED, "approve"): S.FORMING,
    (S.PROPOSED, "turn_down"): S.CLOSED,
    (S.FORMING, "open"): S.ACTIVE,
    (S.FORMING, "close"): S.CLOSED,
    (S.ACTIVE, "close"): S.CLOSED,
    (S.ACTIVE, "fall_dormant"): S.DORMANT,
    (S.DORMANT, "wake"): S.ACTIVE,
    (S.DORMANT, "close"): S.CLOSED,
}


@pytest.mark.parametrize("status", S.values)
@pytest.mark.parametrize("name", sorted(rules.NETWORK.moves))
def test_each_move_leads_from_where_the_table_says_and_from_nowhere_else(forming, status, name):
    actions.publish_charter(forming.charters.get(), by=SYSTEM)
    Network.objects.filter(pk=forming.pk).update(status=status, closed_on=date(2026, 1, 1))
    forming.refresh_from_db()
    possible = rules.NETWORK.why_not(forming, name, SYSTEM) == ""
    assert possible == ((status, name) in MOVES)
    if possible:
        assert rules.NETWORK.moves[name].target == MOVES[status, name]


def test_the_first_network_is_not_closed(network, cast):
    with pytest.raises(Refused):
        actions.close(network, by=cast.decider, reason="ลอง")


def test_a_grant_for_one_office_reaches_the_networks_of_that_office_only(forming, cast, offices):
    assert not rules.may_manage(forming, cast.somying)
    forming.office = offices["R4"]
    assert rules.may_manage(forming, cast.somying) and not rules.may_manage(forming, cast.officer_r1)
    assert rules.may_manage(forming, cast.decider)


def test_a_coordinator_manages_this_network_and_decides_nothing(forming, network, cast):
    by = in_network(forming, cast.member)
    assert rules.may_manage(forming, by) and not by.allows(P.NETWORK_DECIDE)
    assert not rules.may_manage(network, in_network(network, cast.member))
    actions.change_network(forming, by=by, about_th="ใหม่")
    line = Event.objects.filter(verb="network.changed").latest("pk")
    assert (line.actor, line.facts) == (str(cast.member.pk), {"fields": ["about_th"]})


# ---- dormancy, found by itself ----


def _active(network, opened_on):
    Network.objects.filter(pk=network.pk).update(status=S.ACTIVE, opened_on=opened_on, proposed_on=opened_on)
    network.refresh_from_db()


@pytest.mark.parametrize(("days", "expected"), [(179, S.ACTIVE), (180, S.ACTIVE), (181, S.DORMANT), (2000, S.DORMANT)])
def test_half_a_year_without_a_sign_of_life(forming, network, days, expected):
    now = timezone.now()
    _active(forming, timezone.localdate(now) - timedelta(days=days))
    jobs.find_dormant(now)
    forming.refresh_from_db()
    assert forming.status == expected
    assert (forming.quiet_since is None) == (expected == S.ACTIVE)


def test_a_charter_that_is_read_keeps_a_network_awake_and_waking_gives_it_time(forming, cast):
    now, long_ago = timezone.now(), date(2020, 1, 1)
    _active(forming, long_ago)
    actions.publish_charter(forming.charters.get(), by=SYSTEM)
    jobs.find_dormant(now)
    forming.refresh_from_db()
    assert forming.status == S.ACTIVE
    jobs.find_dormant(now + timedelta(days=200))
    forming.refresh_from_db()
    assert forming.status == S.DORMANT
    actions.wake(forming, by=cast.decider)
    jobs.find_dormant(now + timedelta(days=1))
    forming.refresh_from_db()
    assert (forming.status, forming.quiet_since) == (S.ACTIVE, None)


# ---- chapters ----


def test_chapters_are_of_what_they_say_and_once(forming, cast):
    actions.add_chapter(forming, "PROVINCE", "ขอนแก่น", by=cast.decider, province_code="40")
    for kind, name, more in (
        ("PROVINCE", "ขอนแก่นอีกแห่ง", {"province_code": "40"}),
        ("THEME", "ขอนแก่น", {}),
        ("PROVINCE", "ไม่บอกจังหวัด", {}),
        ("MINISTRY", "ไม่บอกกระทรวง", {}),
    ):
        with pytest.raises(Refused):
            actions.add_chapter(forming, kind, name, by=cast.decider, **more)
    assert forming.chapters.count() == 1


def test_a_chapter_ends_once_and_may_begin_again(forming, cast):
    chapter = actions.add_chapter(forming, "THEME", "จัดซื้อ", by=cast.decider)
    actions.end_chapter(chapter, by=cast.decider)
    with pytest.raises(Refused):
        actions.end_chapter(chapter, by=cast.decider)
    actions.add_chapter(forming, "THEME", "จัดซื้อ", by=cast.decider)
    assert [one.ends_on is None for one in forming.chapters.order_by("starts_on", "ends_on")].count(True) == 1


def test_a_closed_network_gets_no_chapter(forming, cast):
    actions.close(forming, by=cast.decider, reason="จบงาน")
    with pytest.raises(Refused):
        actions.add_chapter(forming, "THEME", "ช้าไป", by=cast.decider)


def test_the_database_refuses_a_network_that_grew_from_itself(forming):
    with pytest.raises(IntegrityError), transaction.atomic():
        Network.objects.filter(pk=forming.pk).update(parent=forming)
