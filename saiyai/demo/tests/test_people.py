"""Invented people: deterministic, distinct, well-formed, and evidently not real."""

from datetime import date
from itertools import islice
from random import Random

import pytest
from stdnum.th import pin

from saiyai.demo.people import MOST, check_digit, different_names, people, shuffled
from saiyai.demo.places import local_governments
from saiyai.demo.seed import organizations


def test_the_same_seed_gives_the_same_people_and_fewer_are_the_first_ones():
    assert list(people(500, seed=7)) == list(people(500, seed=7))
    assert list(people(20, seed=7)) == list(islice(people(10_000, seed=7), 20))
    assert list(people(20, seed=7)) != list(people(20, seed=8))


@pytest.mark.slow
def test_a_hundred_thousand_people_share_no_name_number_phone_or_address():
    n = 100_000
    assert n < different_names()
    names, numbers, phones, emails = set(), set(), set(), set()
    for person in people(n, seed=1):
        names.add((person.given, person.family))
        numbers.add(person.national_id)
        phones.add(person.phone)
        emails.add(person.email)
    assert [len(kept) for kept in (names, numbers, phones, emails)] == [n] * 4


def test_two_thousand_people_share_nothing_and_are_adults_with_valid_numbers():
    everyone = list(people(2_000))
    for column in ("national_id", "phone", "email"):
        assert len({getattr(person, column) for person in everyone}) == 2_000
    assert len({(person.given, person.family) for person in everyone}) == 2_000
    for person in everyone:
        assert pin.is_valid(person.national_id)
        assert date(1955, 1, 1) <= person.born_on <= date(2003, 12, 31)
        assert (person.national_id[0] == "1") == (person.born_on >= date(1984, 1, 1))


def test_no_person_can_be_real_or_reached():
    for person in people(300):
        assert person.national_id[1:5] == "0000"
        assert person.phone.startswith("060") and len(person.phone) == 10
        assert person.email.endswith(".example") and person.email.isascii()


def test_check_digit_follows_the_known_example():
    assert check_digit("110170020345") == "0"


@pytest.mark.parametrize("n", [-1, MOST + 1])
def test_an_impossible_number_of_people_is_refused(n):
    with pytest.raises(ValueError, match="between 0 and"):
        people(n)


@pytest.mark.parametrize("size", [1, 2, 10, 97, 1_000])
def test_shuffled_is_a_permutation(size):
    place = shuffled(size, Random(size))
    assert sorted(place(index) for index in range(size)) == list(range(size))


def test_local_governments_are_distinct_deterministic_and_hang_below_their_province():
    made = list(local_governments(400, seed=3))
    assert made == list(local_governments(400, seed=3))
    assert len({place.key for place in made}) == len({(p.name_th, p.province_code) for p in made}) == 400
    provinces = {organization.key for organization in organizations() if organization.kind == "province"}
    assert {place.parent for place in made[:76]} == provinces - {"province-10"}
    assert {place.parent for place in made} <= provinces
    assert all(place.subdistrict_code.startswith(place.province_code) for place in made[76:])
