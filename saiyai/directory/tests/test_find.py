"""The one box: what finds whom, and for whom."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone, translation

from saiyai.directory import actions, queries
from saiyai.policy.actors import SYSTEM


def search(text, viewer, **filters):
    found = queries.find(text, viewer, **filters)
    return [str(hit.party) for hit in queries.present(found, viewer)]


NATTAPONG = "นายณัฐพงษ์ เรือเร็ว"


@pytest.mark.parametrize(
    "typed",
    [
        "ณัฐพงษ์",  # the name
        "ฐพง",  # a part of a word
        "เร",  # below three letters
        "นายณัฐพงษ์",  # with its title, no space
        "Nattapong",  # in Latin letters
        "nattapong RUE",
        "นัฐพงศ์",  # misspelt, the same sound
        "นัทพง",
        "ณัฐพงษเรือเร็ว",  # no space
        "natapong",
        "080-000-1122",  # the telephone, in all its forms
        "0800001122",
        "+66 80 000 1122",
        "๐๘๐๐๐๐๑๑๒๒",
        "000 1122",
        "080 000 3344",  # that of the post
        "nattapong@canal.example",
        "กรมคลองหลอด",  # the agency, and what it stands under
        "กระทรวงทางน้ำ",
        "Department of Canals",
        "วิศวกร",  # the post
        "ตรวจบัญชี",  # a skill
        "auditing",
        "ขอนแก่น",  # the province
        "Khon Kaen",
        "คนริมคลอง",  # the group
        "ณัฐพล เรือช้า",  # the former name
        "เรือเร็ว คลองหลอด",  # a name and an agency
    ],
)
def test_an_officer_finds_a_person_by_anything(world, typed):
    assert NATTAPONG in search(typed, world.somying)


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("ณัฐพงษ์", True),
        ("nattapong@canal.example", True),  # meant for members
        ("080 000 3344", True),  # the post's, meant for members
        ("080-000-1122", False),  # for officers only
        ("เรือช้า", False),  # a former name
    ],
)
def test_a_member_finds_only_by_what_members_may_know(world, typed, seen):
    found = queries.find(typed, world.member)
    assert bool([entry for entry in found.entries if entry.object_id == world.listed.pk]) is seen


@pytest.mark.parametrize("typed", ["ปัณณธร", "ปันนะทอน", "พายเก่ง", "เลย", "หัวหน้ากอง"])
def test_a_member_never_finds_who_is_not_listed(world, typed):
    found = queries.find(typed, world.member)
    keys = {entry.object_id for entry in [*found.entries, *found.near]}
    assert world.hidden.pk not in keys


def test_strangers_find_nothing(world):
    assert queries.find("ณัฐพงษ์", world.outsider).count == 0
    assert queries.find("", world.auditor).count == 0


def test_an_agency_brings_the_organisation_first_and_then_its_people(world):
    found = search("กรมคลองหลอด", world.somying)
    assert found[0] == "กรมคลองหลอด"
    assert NATTAPONG in found
    assert "กองประตูน้ำ" in found


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"kinds": ("PERSON",)}, 3),
        ({"kinds": ("ORGANIZATION",)}, 3),
        ({"kinds": ("ORGANIZATION",), "organization_kind": "DIVISION"}, 1),
        ({"kinds": ("GROUP",)}, 1),
        ({"province": "40"}, 2),
        ({"skill": "audit"}, 1),
        ({"skill": "audit", "province": "42"}, 0),
    ],
)
def test_filters(world, filters, expected):
    assert queries.find("", world.somying, **filters).count == expected


def test_pages_follow_one_another_without_gap_or_double(world):
    actions.load_people([{"given_name": f"สมชาย{n}", "listed": True} for n in range(30)], by=SYSTEM)
    pages = [queries.find("สมชาย", world.member, limit=8, offset=at) for at in range(0, 32, 8)]
    seen = [entry.object_id for page in pages for entry in page.entries]
    assert {page.count for page in pages} == {30}
    assert len(seen) == len(set(seen)) == 30
    assert queries.find("สมชาย", world.member, limit=8, offset=80).count == 30


def test_punctuation_and_odd_letters_are_no_error(world):
    for typed in [
        '"',
        "'",
        "%",
        "_",
        "*",
        "(",
        "a AND b",
        "NEAR(",
        "- -",
        "\x00",
        "ก" * 500,
        "😀",
        "{public}",
        "\\",
        "''--",
    ]:
        queries.find(typed, world.somying)
        queries.find(typed, world.member)


def test_percent_and_underscore_are_letters_not_wildcards(world):
    assert queries.find("%", world.somying).count == 0
    assert queries.find("_", world.somying).count == 0


def test_the_line_of_why_says_what_was_found(world):
    def why(typed):
        hit = next(
            h for h in queries.present(queries.find(typed, world.somying), world.somying) if h.party == world.listed
        )
        return str(hit.label), "".join(text for text, _ in hit.why), [text for text, found in hit.why if found]

    with translation.override("en"):
        assert why("ตรวจบัญชี") == ("Skill", "ตรวจบัญชี auditing", ["ตรวจบัญชี"])
        assert why("0800001122")[:2] == ("Contact", "080-000-1122")
        assert why("เรือช้า")[0] == "Former name"
        assert why("ณัฐพงษ์")[1] == ""  # the name itself shows it


def test_the_index_follows_every_change(world):
    actions.change_person(world.listed, by=SYSTEM, family_name="เรือแจว")
    assert search("เรือแจว", world.member) == ["นายณัฐพงษ์ เรือแจว"]
    assert not queries.find("เรือเร็ว", world.member).entries
    assert search("เรือเร็ว", world.somying)[0] == "นายณัฐพงษ์ เรือแจว"  # officers: by the former name
    actions.end_holding(world.holding, by=SYSTEM, on=date(2026, 1, 1))
    assert world.listed.pk not in [e.object_id for e in queries.find("คลองหลอด", world.somying).entries]
    actions.change_organization(world.ministry, by=SYSTEM, name_th="กระทรวงทางบก")
    assert str(world.hidden) in search("ทางบก", world.somying)  # through division and department


def test_rebuilding_comes_to_the_same_index(world):
    from saiyai.directory.models import SearchEntry

    def lines():
        return list(SearchEntry.objects.order_by("object_id").values_list("object_id", "public", "private", "sound"))

    before = lines()
    assert actions.rebuild_search(by=SYSTEM) == len(before)
    assert lines() == before


def test_typeahead_of_organisations_offers_the_living_only(world):
    assert [str(each) for each in queries.organization_choices("คลองหลอด")][0] == "กรมคลองหลอด"
    assert queries.organization_choices("คลองหลอด")[0].parent_th == "กระทรวงทางน้ำ"
    actions.reorganize(world.department, "DISSOLVED", date(2024, 1, 1), by=SYSTEM)
    assert "กรมคลองหลอด" not in [str(each) for each in queries.organization_choices("คลองหลอด")]


def test_a_holding_that_ends_by_its_date_leaves_the_index_at_night(world):
    from saiyai.directory import jobs

    today = timezone.localdate()
    actions.end_holding(world.holding, by=SYSTEM, on=today)
    assert NATTAPONG in search("คลองหลอด", world.somying)
    tomorrow = timezone.make_aware(datetime.combine(today + timedelta(days=1), datetime.min.time()))
    assert jobs.follow_dates(tomorrow) == "1"
