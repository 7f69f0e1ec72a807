"""Posts, holdings, transfers, contact points and seats."""

from datetime import date

import pytest
from django.utils import timezone

from saiyai.audit.models import Event
from saiyai.directory import actions, queries
from saiyai.directory.models import ContactPoint, Holding
from saiyai.policy.actors import SYSTEM
from saiyai.policy.lifecycle import Refused


def test_a_transfer_closes_the_holding_and_keeps_everything_else(world):
    on = date(2026, 10, 1)
    new = actions.transfer(world.listed, world.chief, on, by=world.somying)
    old = Holding.objects.get(pk=world.holding.pk)
    assert (old.ends_on, new.starts_on, new.ends_on) == (date(2026, 9, 30), on, None)
    # The contact point of the post stays there, that of the person goes along.
    assert world.engineer.contact_points.get().value == "080-000-3344"
    assert {point.value for point in world.listed.contact_points.all()} == {"080-000-1122", "nattapong@canal.example"}
    assert [row.post for row in queries.holding_now(world.listed, date(2026, 9, 30))] == [world.engineer]
    assert [row.post for row in queries.holding_now(world.listed, on)] == [world.chief]
    events = Event.objects.filter(verb="person.transferred")
    assert events.count() == 1
    assert "ณัฐพงษ์" not in str(events.get().facts)


def test_after_a_transfer_the_new_holder_is_found_by_the_number_of_the_post(world):
    actions.transfer(world.listed, world.chief, date(2026, 1, 1), by=SYSTEM)
    actions.hold(world.own, world.engineer, by=SYSTEM, starts_on=date(2026, 1, 1))
    keys = {entry.object_id for entry in queries.find("080 000 3344", world.somying).entries}
    assert world.own.pk in keys
    assert world.listed.pk not in keys


def test_with_several_posts_a_transfer_asks_which(world):
    actions.hold(world.listed, world.chief, by=SYSTEM, starts_on=date(2021, 1, 1))
    third = actions.add_post(world.ministry, "ที่ปรึกษา", by=SYSTEM)
    with pytest.raises(Refused):
        actions.transfer(world.listed, third, date(2026, 1, 1), by=SYSTEM)
    actions.transfer(world.listed, third, date(2026, 1, 1), leaving=world.holding, by=SYSTEM)
    assert {row.post for row in queries.holding_now(world.listed, date(2026, 1, 1))} == {world.chief, third}


def test_a_refused_transfer_changes_nothing(world):
    with pytest.raises(Refused):
        actions.transfer(world.listed, world.chief, date(2019, 1, 1), by=SYSTEM)  # before the present post began
    assert Holding.objects.get(pk=world.holding.pk).ends_on is None
    assert Holding.objects.filter(person=world.listed).count() == 1


def test_nobody_holds_the_same_post_twice_at_a_time(world):
    with pytest.raises(Refused):
        actions.hold(world.listed, world.engineer, by=SYSTEM)
    actions.end_holding(world.holding, by=SYSTEM, on=date(2024, 1, 1))
    actions.hold(world.listed, world.engineer, by=SYSTEM, starts_on=date(2025, 1, 1))
    assert Holding.objects.filter(person=world.listed, post=world.engineer).count() == 2
    with pytest.raises(Refused):
        actions.end_holding(world.holding, by=SYSTEM)


def test_closing_a_post_ends_its_holdings(world):
    actions.close_post(world.engineer, by=SYSTEM, on=date(2025, 12, 31))
    assert Holding.objects.get(pk=world.holding.pk).ends_on == date(2025, 12, 31)
    with pytest.raises(Refused):
        actions.hold(world.own, world.engineer, by=SYSTEM, starts_on=date(2026, 1, 1))


def test_only_keepers_change_the_directory(world):
    before = Event.objects.count()
    for who in (world.member, world.outsider, world.auditor, world.admin):
        with pytest.raises(Refused):
            actions.hold(world.own, world.engineer, by=who)
        with pytest.raises(Refused):
            actions.add_person("ใคร", by=who)
        with pytest.raises(Refused):
            actions.add_contact_point(world.listed, "PHONE", "0800001234", by=who)
    assert Event.objects.count() == before


@pytest.mark.parametrize(
    ("kind", "typed", "value", "folded"),
    [
        ("PHONE", "080 000 1122", "080-000-1122", "+66800001122"),
        ("PHONE", "+66800001122", "080-000-1122", "+66800001122"),
        ("EMAIL", " Some.One@Agency.example ", "some.one@agency.example", "some.one@agency.example"),
        ("LINE", "Pan.W", "Pan.W", "pan.w"),
        ("WEBSITE", "www.canal.example", "https://www.canal.example", "https://www.canal.example"),
    ],
)
def test_contact_points_have_one_form(world, kind, typed, value, folded):
    point = actions.add_contact_point(world.own, kind, typed, by=SYSTEM)
    assert (point.value, point.folded) == (value, folded)


@pytest.mark.parametrize(
    ("kind", "typed"),
    [("PHONE", "12"), ("PHONE", "ไม่มี"), ("EMAIL", "x@"), ("WEBSITE", "javascript:alert(1)"), ("LINE", " ")],
)
def test_what_reaches_nobody_is_refused(world, kind, typed):
    with pytest.raises(Refused):
        actions.add_contact_point(world.own, kind, typed, by=SYSTEM)


def test_the_same_number_again_is_one_contact_point(world):
    first = actions.add_contact_point(world.own, "PHONE", "0800005566", by=SYSTEM)
    again = actions.add_contact_point(world.own, "PHONE", "+66 80 000 5566", by=SYSTEM, verified_on=date(2026, 1, 1))
    assert first.pk == again.pk
    assert ContactPoint.objects.filter(person=world.own).count() == 1


def test_verifying_and_ending_a_contact_point(world):
    point = world.listed.contact_points.get(kind="PHONE")
    actions.verify_contact_point(point, by=world.somying)
    assert ContactPoint.objects.get(pk=point.pk).verified_on == timezone.localdate()
    with pytest.raises(Refused):
        actions.verify_contact_point(point, by=world.somying, on=date(2999, 1, 1))
    actions.end_contact_point(point, by=world.somying)
    assert point not in queries.visible_contact_points(world.somying, world.listed)
    assert queries.find("080-000-1122", world.somying).count == 0


def test_a_member_chooses_the_reach_of_their_own_number(world):
    point = actions.add_contact_point(world.own, "PHONE", "0800005566", by=world.member)
    actions.list_person(world.own, by=world.member)
    assert queries.find("0800005566", world.member).count == 0
    actions.set_reach(point, "MEMBERS", by=world.member)
    assert queries.find("0800005566", world.member).count == 1


def test_seats_are_taken_and_left(world):
    row = actions.seat(world.own, world.group, by=SYSTEM)
    with pytest.raises(Refused):
        actions.seat(world.own, world.group, by=SYSTEM)
    actions.unseat(row, by=SYSTEM)
    assert row.ends_on == timezone.localdate()


def test_an_account_belongs_to_one_person(world):
    actions.link_user(world.listed, world.outsider, by=SYSTEM)
    with pytest.raises(Refused):
        actions.link_user(world.hidden, world.outsider, by=SYSTEM)
    with pytest.raises(Refused):
        actions.link_user(world.listed, world.admin, by=SYSTEM)


def test_who_has_died_leaves_posts_and_the_lists_of_members(world):
    actions.mark_deceased(world.listed, by=SYSTEM, on=date(2026, 5, 1))
    assert Holding.objects.get(pk=world.holding.pk).ends_on == date(2026, 5, 1)
    assert queries.find("ณัฐพงษ์", world.member).count == 0
