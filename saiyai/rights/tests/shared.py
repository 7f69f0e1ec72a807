"""The small world, built once for the tests of a file. A file imports all of it; each test gets it as it was built.

Tests that commit have files of their own: what is built once lies in a transaction around the others.
"""

import copy

import pytest

from conftest import for_many_tests, make_cast, make_network, make_offices
from tests.world import make_world

__all__ = ["cast", "network", "offices", "world", "world_of_the_file"]


@pytest.fixture(scope="module")
def world_of_the_file(django_db_setup, django_db_blocker):
    with for_many_tests(django_db_blocker) as rows_allowed:
        with rows_allowed():
            offices = make_offices()
            made = make_world(make_cast(offices), make_network(), offices) | {"offices": offices}
        yield made


@pytest.fixture
def world(world_of_the_file, db):
    return copy.deepcopy(world_of_the_file)


@pytest.fixture
def cast(world):
    return world["cast"]


@pytest.fixture
def network(world):
    return world["network"]


@pytest.fixture
def offices(world):
    return world["offices"]
