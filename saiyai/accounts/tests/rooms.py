"""The room of five trustees and a lead, set up once for the tests of a file; each test gets it as it was set up.

A file imports all of it.
"""

import shutil
from types import SimpleNamespace

import pytest
from django.test import override_settings

from conftest import for_many_tests, make_cast, make_offices
from saiyai.accounts.tests.conftest import make_officers
from saiyai.accounts.tests.vaults import Room
from tests.once import cast, made, offices

__all__ = ["cast", "made", "offices", "officers", "once", "ring", "room"]


@pytest.fixture(scope="module")
def once(django_db_setup, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("room")
    with for_many_tests(django_db_blocker) as rows_allowed:
        with rows_allowed(), override_settings(KEYRING=folder / "ring.sqlite3", KEYRING_MIRROR=""):
            made = SimpleNamespace(folder=folder, offices=make_offices())
            made.cast = make_cast(made.offices)
            made.officers = make_officers(made.cast, made.offices)
            made.room = Room(made.officers, made.cast, None)
        yield made


@pytest.fixture
def ring(made, settings, tmp_path):
    shutil.copytree(made.folder, tmp_path / "ring")
    settings.KEYRING, settings.KEYRING_MIRROR = tmp_path / "ring" / "ring.sqlite3", ""
    return settings.KEYRING


@pytest.fixture
def officers(made, ring):
    return made.officers


@pytest.fixture
def room(made, ring, django_capture_on_commit_callbacks):
    made.room.capture = django_capture_on_commit_callbacks
    return made.room
