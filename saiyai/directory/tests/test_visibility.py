"""Who sees whom."""

import pytest

from saiyai.directory import actions, queries
from saiyai.policy.actors import SYSTEM


@pytest.mark.parametrize(
    ("viewer", "seen"),
    [
        ("somying", {"listed", "hidden", "own"}),
        ("thiradet", {"listed", "hidden", "own"}),
        ("member", {"listed", "own"}),
        ("outsider", set()),
        ("auditor", set()),
        ("admin", set()),
    ],
)
def test_people(world, viewer, seen):
    shown = queries.visible_people(getattr(world, viewer))
    assert set(shown) == {getattr(world, name) for name in seen}
    entries = queries.visible_entries(getattr(world, viewer)).filter(kind="PERSON")
    assert {entry.object_id for entry in entries} == {person.pk for person in shown}


@pytest.mark.parametrize(("viewer", "count"), [("somying", 3), ("member", 3), ("outsider", 0), ("auditor", 0)])
def test_organizations_and_groups(world, viewer, count):
    assert queries.visible_organizations(getattr(world, viewer)).count() == count
    assert queries.visible_groups(getattr(world, viewer)).count() == (1 if count else 0)


@pytest.mark.parametrize(("viewer", "count"), [("somying", 2), ("member", 1), ("outsider", 0)])
def test_contact_points_of_somebody_else(world, viewer, count):
    assert queries.visible_contact_points(getattr(world, viewer), world.listed).count() == count


def test_own_contact_points_and_own_entry_stay_visible(world):
    actions.add_contact_point(world.own, "PHONE", "0800005566", by=world.member)
    assert queries.visible_contact_points(world.member, world.own).count() == 1
    assert world.own in queries.visible_people(world.member)


def test_a_person_without_a_role_sees_their_own_entry_only(world):
    mine = actions.add_person("นอก", "เครือข่าย", by=SYSTEM, user=world.outsider)
    assert list(queries.visible_people(world.outsider)) == [mine]


def test_unlisting_hides_a_person_and_their_contact_points_from_members(world):
    actions.unlist_person(world.listed, by=SYSTEM)
    assert world.listed not in queries.visible_people(world.member)
    assert not queries.visible_contact_points(world.member, world.listed).exists()
    assert queries.find("ณัฐพงษ์", world.member).count == 0
    assert queries.find("ณัฐพงษ์", world.somying).count == 1
