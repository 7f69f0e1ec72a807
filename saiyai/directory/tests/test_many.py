"""Where there are many: counted up to a limit and said so, the names first, nobody out of sight, all reachable."""

from importlib import import_module

import pytest
from django.urls import reverse

from saiyai.directory import actions, queries
from saiyai.policy.actors import SYSTEM

module = import_module("saiyai.directory.queries.find")  # the name in the package is that of the function


@pytest.fixture
def few(monkeypatch):
    """Limits that a small world reaches."""
    monkeypatch.setattr(module, "RANKED", 5)
    monkeypatch.setattr(module, "COUNTED", 7)


def people(*names, **fields):
    return actions.load_people([{"given_name": name, "listed": True, **fields} for name in names], by=SYSTEM)


def names(found):
    return [entry.public.split("\n")[0] for entry in found.entries]


def test_so_many_are_not_counted_to_the_end(world, few):
    people(*[f"กมล{n}" for n in range(9)])
    found = queries.find("กมล", world.somying, limit=3)
    assert (found.count, found.more, found.follow) == (5, True, True)
    last = queries.find("กมล", world.somying, limit=3, offset=3)
    assert (len(last.entries), last.follow) == (2, False)
    assert names(found) + names(last) == [f"กมล{n}" for n in range(5)]
    exact = queries.find("กมล1", world.somying)
    assert (exact.count, exact.more, exact.follow) == (1, False, False)


@pytest.mark.parametrize("number", [4, 5, 6])
def test_the_limit_itself_is_counted(world, few, number):
    people(*[f"กมล{n}" for n in range(number)])
    found = queries.find("กมล", world.somying)
    assert (found.count, found.more) == (min(number, 5), number > 5)


def test_a_name_that_begins_with_it_stands_first_however_late_it_came(world, few):
    people(*[f"ดวง{n}" for n in range(8)], resources="เขื่อนขวัญ")
    actions.add_organization("เขื่อนขวัญพัฒนา", "STATE_ENTERPRISE", by=SYSTEM)
    found = queries.find("เขื่อนขวัญ", world.somying)
    assert found.more and names(found)[0] == "เขื่อนขวัญพัฒนา" and len(found.entries) == 5


def test_who_works_there_hides_no_body_of_that_name(world, few):
    """Where very many hold a word, those whose name it is in come before those who only work there."""
    for number in range(6):
        actions.add_organization(f"สำนักเขื่อนแก้ว {number}", "STATE_ENTERPRISE", by=SYSTEM)
    people(*[f"ดวง{n}" for n in range(8)], resources="เขื่อนแก้ว")
    found = queries.find("เขื่อนแก้ว", world.somying)
    assert found.more and len(found.entries) == 5
    assert all(name.startswith("สำนักเขื่อนแก้ว") for name in names(found))
    alone = queries.find("เขื่อนแก้ว", world.somying, kinds=("PERSON",))
    assert alone.more and all(name.startswith("ดวง") for name in names(alone))


def test_only_what_holds_the_very_letters(world, few):
    """Marks do not decide the order of names, and they decide whether a name was meant."""
    people("กอ", "ก่อ", "ก้อ", "ก๋อ", "ก่อเกียรติ", "ก่อศักดิ์", "ก่อโชค", "ก่อพงษ์")
    found = queries.find("ก่อ", world.somying, limit=5)
    assert set(names(found)) <= {"ก่อ", "ก่อเกียรติ", "ก่อศักดิ์", "ก่อโชค", "ก่อพงษ์"} and len(found.entries) == 5


def test_who_is_out_of_sight_stays_so(world, few):
    people(*[f"ดวง{n}" for n in range(8)], resources="พิรุณ")
    people(*[f"พิรุณ{n}" for n in range(4)], listed=False)
    assert not any("พิรุณ" in name for name in names(queries.find("พิรุณ", world.member)))
    assert names(queries.find("พิรุณ", world.somying))[:4] == [f"พิรุณ{n}" for n in range(4)]


def test_filters_hold_for_the_names_too(world, few):
    people(*[f"ดวง{n}" for n in range(4)], province_code="42")
    people(*[f"ดวง{n}" for n in range(4, 12)], province_code="40")
    found = queries.find("ดวง", world.somying, province="40")
    assert found.more and {entry.province_code for entry in found.entries} == {"40"}


def test_a_list_says_more_than_and_goes_on_to_its_end(world, few):
    people(*[f"กมล{n:02}" for n in range(12)])
    pages = [queries.find("", world.somying, kinds=("PERSON",), limit=4, offset=at) for at in range(0, 16, 4)]
    assert {(page.count, page.more) for page in pages} == {(7, True)}
    assert [page.follow for page in pages] == [True, True, True, False]
    assert len({entry.pk for page in pages for entry in page.entries}) == 15


def test_by_name_every_hit_can_be_reached(world, few):
    people(*[f"กมล{n:02}" for n in range(12)])
    seen = [
        name for at in (0, 5, 10) for name in names(queries.find("กมล", world.somying, sort="name", limit=5, offset=at))
    ]
    assert seen == [f"กมล{n:02}" for n in range(12)]


@pytest.mark.parametrize("typed", ["กมล", ""])
def test_many_cost_few_questions(world, few, typed, django_assert_max_num_queries):
    people(*[f"กมล{n}" for n in range(9)])
    world.somying.standing_grants  # noqa: B018  asked once a request
    with django_assert_max_num_queries(4):
        queries.find(typed, world.somying)


def test_the_page_says_so_in_words(client, world, few):
    people(*[f"กมล{n}" for n in range(9)])
    client.force_login(world.somying)
    assert "พบ “กมล” มากกว่า 5 รายการ" in client.get(reverse("directory:find") + "?q=กมล").content.decode()
    assert "มากกว่า 7 รายการ" in client.get(reverse("directory:people")).content.decode()
