"""The seed lists are whole, and a wrong line is named."""

import re
from dataclasses import fields

import geothai
import pytest

from saiyai.demo import seed

THAI = re.compile(r"[\u0e01-\u0e3a\u0e40-\u0e4e]+")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
EVERY_LIST = (
    seed.organizations, seed.successions, seed.offices, seed.office_provinces, seed.posts, seed.skills,
    seed.divisions, seed.groups, seed.profile_texts, seed.given_names, seed.family_names,
)  # fmt: skip


def test_sizes():
    kinds = [organization.kind for organization in seed.organizations() if not organization.ends_on]
    assert kinds.count("ministry") == 20
    assert kinds.count("department") >= 150
    assert kinds.count("province") == 77
    assert len(seed.offices()) == 10
    assert len(seed.given_names()) >= 400
    assert len(seed.family_names()) >= 600
    assert len(seed.posts()) >= 80
    assert len(seed.skills()) >= 25
    assert len(seed.groups()) >= 40
    assert all(len(seed.profile_texts(kind)) >= 15 for kind in seed.PROFILE_KINDS)


@pytest.mark.parametrize("read", [seed.organizations, seed.posts, seed.skills, seed.divisions, seed.groups])
def test_keys_are_slugs(read):
    assert all(SLUG.fullmatch(item.key) for item in read())


def test_organization_names_are_unique():
    names = [organization.name_th for organization in seed.organizations()]
    assert len(names) == len(set(names))


def test_all_provinces_are_covered_once_by_offices_and_by_organizations():
    codes = sorted(province.code for province in geothai.provinces())
    assert len(codes) == 77
    assert sorted(row.province_code for row in seed.office_provinces()) == codes
    assert sorted(o.province_code for o in seed.organizations() if o.kind == "province") == codes
    assert {row.office for row in seed.office_provinces()} == {office.code for office in seed.offices()}
    assert all(group.province_code in codes for group in seed.groups())
    assert all(o.province_code in {*codes, ""} for o in seed.organizations())


def test_nothing_is_claimed_to_be_verified_and_everything_has_a_source():
    for read in (seed.organizations, seed.successions, seed.offices, seed.office_provinces):
        assert all(row.source and not row.verified for row in read())


def test_successions_meet_the_dates_of_their_organizations():
    by_key = {organization.key: organization for organization in seed.organizations()}
    for succession in seed.successions():
        old = by_key[succession.from_key]
        assert old.ends_on, f"{old.key} was succeeded but has no last day"
        assert (succession.on - old.ends_on).days == 1
        new = by_key[succession.to_key]
        assert new.starts_on is None or new.starts_on <= succession.on
    ended = {organization.key for organization in seed.organizations() if organization.ends_on}
    assert ended == {succession.from_key for succession in seed.successions()}


def test_names_are_thai_in_the_thai_column_and_latin_in_the_other():
    for name in (*seed.given_names(), *seed.family_names()):
        assert THAI.fullmatch(name.name_th), name
        assert re.fullmatch("[A-Z][a-z]+", name.name_en), name
    # e-mail addresses of the demo are built from the Latin forms
    for names in (seed.given_names(), seed.family_names()):
        assert len({name.name_en for name in names}) == len(names)


def test_thai_texts_hold_no_invisible_or_decomposed_characters():
    for read in EVERY_LIST:
        for row in read():
            for field in fields(row):
                value = getattr(row, field.name)
                if isinstance(value, str):
                    assert not re.search("[\u0000-\u001f\u200b-\u200f\ufeff]|\u0e4d\u0e32|เเ", value), row
                    if field.name.endswith("_th") and value:
                        assert THAI.search(value), row


ORGANIZATION_HEADER = "key,parent,kind,name_th,name_en,abbr_th,starts_on,ends_on,province_code,source,verified\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("key,name\n", "line 1: the header is key,name"),
        (ORGANIZATION_HEADER + "a,,ministry\n", "line 2: 3 columns; expected 11"),
        (ORGANIZATION_HEADER + "a,,kingdom,ก,A,,,,,s,no\n", "line 2: kind is 'kingdom'"),
        (ORGANIZATION_HEADER + "a,,ministry,,A,,,,,s,no\n", "line 2: name_th is empty"),
        (ORGANIZATION_HEADER + "a,b,ministry,ก,A,,,,,s,no\n", "line 2: parent 'b' does not stand above"),
        (ORGANIZATION_HEADER + "a,,ministry,ก,A,,2559-13-01,,,s,no\n", "line 2: starts_on is '2559-13-01'"),
        (ORGANIZATION_HEADER + "a,,ministry,ก,A,,2016-01-02,2016-01-01,,s,no\n", "line 2: ends_on lies before"),
        (ORGANIZATION_HEADER + "a,,ministry,ก,A,,,,7,s,no\n", "line 2: province_code is '7'"),
        (ORGANIZATION_HEADER + "a,,ministry,ก,A,,,,,s,maybe\n", "line 2: verified is 'maybe'"),
        (ORGANIZATION_HEADER + "a,,ministry,ก,A,,,,,s,no\n" * 2, "line 3: key 'a' stands already on line 2"),
    ],
)
def test_a_wrong_line_is_named(tmp_path, text, message):
    path = tmp_path / "organizations.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(seed.SeedError, match=re.escape(f"organizations.csv, {message}")):
        seed.read_organizations(path)
