"""Trees on any day, and reorganisations that keep their history."""

from datetime import date

import pytest

from saiyai.directory import actions, queries
from saiyai.directory.models import Holding, Organization, Placement, Post, Succession
from saiyai.policy.actors import SYSTEM
from saiyai.policy.lifecycle import Refused


def test_ancestors_and_descendants(world):
    assert queries.ancestors(world.division) == [world.department, world.ministry]
    assert list(queries.descendants(world.ministry)) == [world.department, world.division]
    assert list(queries.units(world.ministry)) == [world.department]


def test_the_tree_of_another_day(world):
    assert queries.ancestors(world.division, date(2014, 12, 31)) == []
    assert queries.ancestors(world.division, date(2015, 1, 1)) == [world.department, world.ministry]
    other = actions.add_organization("กระทรวงฝายใหม่", "MINISTRY", by=SYSTEM)
    actions.place(world.department, other, by=SYSTEM, on=date(2026, 1, 1))
    assert queries.ancestors(world.division, date(2025, 12, 31))[-1] == world.ministry
    assert queries.ancestors(world.division, date(2026, 1, 1))[-1] == other
    assert Placement.objects.filter(child=world.department).count() == 2


def test_several_trees_do_not_mix(world):
    province = actions.add_organization("จังหวัดท่าน้ำ", "PROVINCE", by=SYSTEM)
    actions.place(world.division, province, by=SYSTEM, on=date(2020, 1, 1), tree="AREA")
    assert queries.ancestors(world.division) == [world.department, world.ministry]
    assert queries.ancestors(world.division, tree="AREA") == [province]


def test_a_tree_has_no_circles(world):
    with pytest.raises(Refused):
        actions.place(world.ministry, world.division, by=SYSTEM, on=date(2026, 1, 1))
    with pytest.raises(Refused):
        actions.place(world.ministry, world.ministry, by=SYSTEM, on=date(2026, 1, 1))


def test_chains_of_many_are_those_of_each(world):
    rows = [world.ministry, world.department, world.division]
    chains = queries.chains([row.pk for row in rows])
    assert chains == {row.pk: [each.pk for each in queries.ancestors(row)] for row in rows}


def test_a_merger_ends_one_organisation_and_moves_its_units(world):
    heir = actions.add_organization("กรมทางน้ำใหม่", "DEPARTMENT", by=SYSTEM, parent=world.ministry)
    on = date(2026, 10, 1)
    actions.reorganize(world.department, "MERGED", on, successors=[heir], by=SYSTEM, source="invented")
    old = Organization.objects.get(pk=world.department.pk)
    assert old.ends_on == date(2026, 9, 30)
    assert queries.ancestors(world.division, on) == [heir, world.ministry]
    assert queries.ancestors(world.division, date(2026, 9, 30))[0] == world.department
    assert Post.objects.get(pk=world.engineer.pk).ends_on == date(2026, 9, 30)
    assert Holding.objects.get(pk=world.holding.pk).ends_on == date(2026, 9, 30)
    assert [row.kind for row in queries.reorganizations(heir)] == ["MERGED"]
    # The old name still leads to what follows.
    assert heir.pk in [entry.object_id for entry in queries.find("กรมคลองหลอด", world.member).entries]


def test_a_rename_may_carry_posts_holders_and_numbers_on(world):
    heir = actions.add_organization("กรมคลองหลวง", "DEPARTMENT", by=SYSTEM, parent=world.ministry)
    actions.reorganize(world.department, "RENAMED", date(2026, 1, 1), successors=[heir], moves_posts=True, by=SYSTEM)
    now = queries.holding_now(world.listed, date(2026, 1, 1)).get()
    assert (now.post.organization, now.post.title_th) == (heir, "วิศวกรคลอง")
    assert now.post.contact_points.get().value == "080-000-3344"
    assert Holding.objects.filter(person=world.listed).count() == 2


def test_an_organisation_that_is_split_or_dissolved(world):
    first, second = (actions.add_organization(f"กรมแบ่ง{n}", "DEPARTMENT", by=SYSTEM) for n in "กข")
    actions.reorganize(world.department, "SPLIT", date(2026, 1, 1), successors=[first, second], by=SYSTEM)
    assert Succession.objects.filter(predecessor=world.department).count() == 2
    assert queries.ancestors(world.division, date(2026, 1, 1)) == []
    actions.reorganize(first, "DISSOLVED", date(2026, 2, 1), by=SYSTEM)
    with pytest.raises(Refused):
        actions.reorganize(first, "DISSOLVED", date(2026, 3, 1), by=SYSTEM)


def test_members_change_no_organisation(world):
    with pytest.raises(Refused):
        actions.change_organization(world.ministry, by=world.member, name_th="ของฉัน")
    with pytest.raises(Refused):
        actions.save_profile(world.ministry, by=world.member, goals="ของฉัน")
