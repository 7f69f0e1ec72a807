"""A small world: a ministry with a department and a division, three people, a group. Names are invented."""

import copy
from datetime import date
from types import SimpleNamespace

import pytest

from conftest import for_many_tests, make_cast, make_offices
from saiyai.directory import actions
from saiyai.policy.actors import SYSTEM


@pytest.fixture(scope="module")
def world_of_the_file(django_db_setup, django_db_blocker):
    with for_many_tests(django_db_blocker) as rows_allowed:
        with rows_allowed():
            made = _world(make_cast(make_offices()))
        yield made


@pytest.fixture
def world(world_of_the_file, db):
    """The world, built once for the tests of a file; each test gets it as it was built."""
    return copy.deepcopy(world_of_the_file)


@pytest.fixture
def cast(world):
    return world


def _world(cast):
    act = SYSTEM
    ministry = actions.add_organization(
        "กระทรวงทางน้ำ", "MINISTRY", by=act, name_en="Ministry of Waterways", short_name="ทน."
    )
    department = actions.add_organization(
        "กรมคลองหลอด",
        "DEPARTMENT",
        by=act,
        parent=ministry,
        placed_from=date(2010, 10, 1),
        name_en="Department of Canals",
    )
    division = actions.add_organization(
        "กองประตูน้ำ", "DIVISION", by=act, parent=department, placed_from=date(2015, 1, 1), province_code="40"
    )
    engineer = actions.add_post(department, "วิศวกรคลอง", by=act, title_en="Canal engineer")
    chief = actions.add_post(division, "หัวหน้ากอง", by=act)
    actions.load_skills([{"key": "audit", "name_th": "ตรวจบัญชี", "name_en": "Auditing"}], by=act)
    listed = actions.add_person(
        "ณัฐพงษ์", "เรือเร็ว", by=act, title="นาย", listed=True, province_code="40", birth_year=2520,
        given_name_en="Nattapong", family_name_en="Ruearew", former_names="ณัฐพล เรือช้า",
    )  # fmt: skip
    hidden = actions.add_person("ปัณณธร", "พายเก่ง", by=act, title="ผศ. ดร.", province_code="42")
    own = actions.add_person("มาลี", "ใจเย็น", by=act, user=cast.member)
    holding = actions.hold(listed, engineer, by=act, starts_on=date(2020, 10, 1))
    actions.hold(hidden, chief, by=act, starts_on=date(2021, 10, 1))
    actions.set_skills(listed, ["audit"], by=act)
    actions.add_contact_point(listed, "PHONE", "080-000-1122", by=act)
    actions.add_contact_point(listed, "EMAIL", "Nattapong@Canal.example", by=act, reach="MEMBERS")
    actions.add_contact_point(engineer, "PHONE", "080-000-3344", by=act, reach="MEMBERS")
    group = actions.add_group("ชมรมคนริมคลอง", by=act, kind="CLUB")
    actions.seat(listed, group, by=act, role="ประธาน", starts_on=date(2022, 1, 1))
    return SimpleNamespace(**{name: value for name, value in locals().items() if name != "act"}, **vars(cast))
