"""A front desk for tests: its own addresses and layers, over the vault store."""

import pytest
from django.test import Client

from saiyai import frontdesk_settings
from saiyai.intake.tests.telling import make_offices

NAMES = (
    "ROOT_URLCONF", "MIDDLEWARE", "FILE_UPLOAD_HANDLERS", "TEMPLATES", "STATIC_URL", "MAX_REPORT_BYTES",
    "DATA_UPLOAD_MAX_MEMORY_SIZE", "DATA_UPLOAD_MAX_NUMBER_FILES",
)  # fmt: skip


def as_front_desk(folder):
    """The settings of the front desk, with files and keys in this folder."""
    own = {"PRIVATE_DIR": folder / "private", "KEYRING": folder / "keyring" / "ring.sqlite3", "KEYRING_MIRROR": ""}
    return own | {name: getattr(frontdesk_settings, name) for name in NAMES}


@pytest.fixture
def frontdesk(db, settings, tmp_path):
    """A client of the front desk. Needs `pytest.mark.django_db(databases="__all__")` on the test."""
    for name, value in as_front_desk(tmp_path).items():
        setattr(settings, name, value)
    return Client(headers={"origin": settings.FRONTDESK_URL})


@pytest.fixture
def officers(frontdesk):
    return make_offices()
