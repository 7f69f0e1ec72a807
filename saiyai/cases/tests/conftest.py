import copy
from types import SimpleNamespace

import pytest

from conftest import for_many_tests, make_offices
from saiyai.cases import actions
from saiyai.cases.tests import world
from saiyai.policy.actors import SYSTEM


@pytest.fixture(scope="module")
def desk_of_the_file(django_db_setup, django_db_blocker):
    with for_many_tests(django_db_blocker) as rows_allowed:
        with rows_allowed():
            made = make_desk(make_offices())
        yield made


@pytest.fixture
def ring(settings, tmp_path):
    """A keyring of this test alone."""
    settings.KEYRING, settings.KEYRING_MIRROR = tmp_path / "ring" / "ring.sqlite3", ""


@pytest.fixture
def desk(desk_of_the_file, db, ring):
    """Made once for the tests of a file; each test gets it as it was made."""
    return copy.deepcopy(desk_of_the_file)


@pytest.fixture
def offices(desk):
    return desk.offices


def make_desk(offices):
    """The desk of region 4: two on duty, one more officer, a lead and a decider; one officer of region 1."""
    r4, r1 = offices["R4"], offices["R1"]
    found = SimpleNamespace()
    for name, role, office in (
        ("first", "case_officer", r4), ("second", "case_officer", r4), ("third", "case_officer", r4),
        ("lead", "case_lead", r4), ("decider", "case_decider", None), ("away", "case_officer", r1),
    ):  # fmt: skip
        user, vault = world.officer(name, role, office)
        setattr(found, name, user)
        setattr(found, f"{name}_vault", vault)
    actions.publish_desk(by=SYSTEM)
    for user in (found.first, found.second):
        actions.put_on_duty(user, r4, by=found.lead)
    actions.put_on_duty(found.away, r1, by=SYSTEM)
    found.offices = offices
    return found


def opened(case, user, vault):
    return actions.open_case(case, vault, by=user)
