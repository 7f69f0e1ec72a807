"""People who may be the same."""

import pytest

from saiyai.directory import actions, queries
from saiyai.policy.actors import SYSTEM


@pytest.mark.parametrize(
    ("given", "family", "more", "reasons"),
    [
        ("ณัฐพงษ์", "เรือเร็ว", {}, ("name",)),
        ("ณัฐพงษ์", "เรือเร็ว", {"birth_year": 2520}, ("name", "year")),
        ("นัฐพงศ์", "เรือเร็ว", {}, ("sound",)),
        ("Nattapong", "Ruearew", {}, ("name",)),
        ("ณัฐพล", "เรือช้า", {}, ("name",)),  # the former name
        ("คนอื่น", "ชื่ออื่น", {"phone": "+66 80 000 1122"}, ("phone",)),
        ("คนอื่น", "ชื่ออื่น", {"email": "NATTAPONG@canal.example"}, ("email",)),
        ("ณัฐพงษ์", "นามสกุลใหม่", {"phone": "0800001122"}, ("given", "phone")),
    ],
)
def test_who_is_offered_and_why(world, given, family, more, reasons):
    best = queries.possible_duplicates(given, family, **more)[0]
    assert best.person == world.listed
    assert best.reasons == reasons
    assert 40 <= best.score <= 100


@pytest.mark.parametrize(
    ("given", "family", "more"),
    [
        ("สมศักดิ์", "ไม่เกี่ยว", {}),
        ("ณัฐพงษ์", "คนละสกุล", {}),
        ("ณัฐพงษ์", "เรือเร็ว", {"birth_year": 2545}),  # a namesake of another age
        ("", "", {}),
        ("", "", {"phone": "สายด่วน"}),
    ],
)
def test_who_is_not_offered(world, given, family, more):
    assert queries.possible_duplicates(given, family, **more) == []


def test_the_likeliest_comes_first_and_the_excluded_never(world):
    twin = actions.add_person("ณัฐพงษ์", "เรือเร็ว", by=SYSTEM)
    found = queries.possible_duplicates("ณัฐพงษ์", "เรือเร็ว", phone="0800001122")
    assert [candidate.person for candidate in found] == [world.listed, twin]
    assert found[0].score > found[1].score
    left = queries.possible_duplicates("ณัฐพงษ์", "เรือเร็ว", exclude=world.listed)
    assert [candidate.person for candidate in left] == [twin]


def test_an_ended_number_still_tells_who_it_was(world):
    actions.end_contact_point(world.listed.contact_points.get(kind="PHONE"), by=SYSTEM)
    assert queries.possible_duplicates("ใคร", phone="0800001122")[0].person == world.listed
