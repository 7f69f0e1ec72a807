"""A front desk for tests: its own addresses and layers, over the vault store."""

import pytest
from django.test import Client

from saiyai import frontdesk_settings
from saiyai.intake.tests.telling import make_offices


@pytest.fixture
def frontdesk(db, settings, tmp_path):
    """A client of the front desk. Needs `pytest.mark.django_db(databases="__all__")` on the test."""
    for name in (
        "ROOT_URLCONF", "MIDDLEWARE", "FILE_UPLOAD_HANDLERS", "INSTALLED_APPS", "TEMPLATES", "STATIC_URL",
        "MAX_REPORT_BYTES", "DATA_UPLOAD_MAX_MEMORY_SIZE", "DATA_UPLOAD_MAX_NUMBER_FILES",
    ):  # fmt: skip
        if name != "INSTALLED_APPS":
            setattr(settings, name, getattr(frontdesk_settings, name))
    settings.PRIVATE_DIR = tmp_path / "private"
    settings.KEYRING, settings.KEYRING_MIRROR = tmp_path / "keyring" / "ring.sqlite3", ""
    return Client(headers={"origin": settings.FRONTDESK_URL})


@pytest.fixture
def officers(frontdesk):
    return make_offices()
