"""What the tests of a file only start from, made once for all of them; each test gets it as it was made.

A file imports the fixtures (`cast`, `network`, `offices`, `made`, `once`) and may name more in `MAKES`, in order:
`{"member": lambda made: ready.a_member(made.cast)}` gives `made.member`. Tests that commit have files of their own:
what is made once lies in a transaction around the others.
"""

import copy
from types import SimpleNamespace

import pytest

from conftest import for_many_tests, make_cast, make_network, make_offices

__all__ = ["cast", "made", "network", "offices", "once"]


@pytest.fixture(scope="module")
def once(request, django_db_setup, django_db_blocker):
    with for_many_tests(django_db_blocker) as rows_allowed:
        with rows_allowed():
            made = SimpleNamespace(offices=make_offices(), network=make_network())
            made.cast = make_cast(made.offices)
            for name, make in getattr(request.module, "MAKES", {}).items():
                setattr(made, name, make(made))
        yield made


@pytest.fixture
def made(once, db):
    return copy.deepcopy(once)


@pytest.fixture
def cast(made):
    return made.cast


@pytest.fixture
def network(made):
    return made.network


@pytest.fixture
def offices(made):
    return made.offices
