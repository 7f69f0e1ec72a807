"""Whom to tell of a weakness: RFC 9116, from the settings or as the operator has signed it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from saiyai import RELEASED
from saiyai.home import health
from saiyai.ui import security

WHERE = security.WHERE
SIGNED = b"""-----BEGIN PGP SIGNED MESSAGE-----\r
Hash: SHA512\r
\r
Contact: https://saiyai.example/tell\r
Expires: 2099-01-01T00:00:00z\r
-----BEGIN PGP SIGNATURE-----\r
\xff\xfe not text\r
-----END PGP SIGNATURE-----\r
"""


@pytest.fixture
def site(settings):
    settings.DEMO, settings.SITE_URL = False, "https://saiyai.example"
    settings.FRONTDESK_URL = "https://desk.saiyai.example"
    settings.SECURITY_CONTACT = ["security@saiyai.example", "https://saiyai.example/tell"]
    settings.SECURITY_KEY = "https://saiyai.example/key.asc"
    settings.SECURITY_EXPIRES = f"{timezone.now() + timedelta(days=200):%Y-%m-%d}"
    return settings


def told():
    """What the doctor says of it: nothing is in order."""
    return [(finding.found, finding.do) for finding in health._contact(True) if not finding.ok]


def test_it_holds_what_the_rfc_asks_for(db, client, site):
    answer = client.get(WHERE)
    assert answer.status_code == 200 and answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode() == (
        "Contact: mailto:security@saiyai.example\n"
        "Contact: https://saiyai.example/tell\n"
        f"Expires: {site.SECURITY_EXPIRES}T00:00:00Z\n"
        "Encryption: https://saiyai.example/key.asc\n"
        "Preferred-Languages: th, en\n"
        "Canonical: https://saiyai.example/.well-known/security.txt\n"
        "Canonical: https://desk.saiyai.example/.well-known/security.txt\n"
    )
    assert told() == []


def test_without_a_contact_there_is_none_and_the_doctor_reminds(db, client, site):
    site.SECURITY_CONTACT = []
    assert client.get(WHERE).status_code == 404
    ((_found, do),) = told()
    assert "SAIYAI_SECURITY_CONTACT" in do
    site.DEMO = True
    assert told() == []


def test_it_runs_out_a_year_after_the_release_unless_somebody_sets_a_day(site, monkeypatch):
    site.SECURITY_EXPIRES = ""
    a_year_on = datetime(RELEASED.year, RELEASED.month, RELEASED.day, tzinfo=UTC) + timedelta(days=365)
    assert f"Expires: {a_year_on:%Y-%m-%d}T00:00:00Z\n" in security.document().decode()
    assert len(told()) == (timezone.now() > a_year_on - security.SOON)
    for days, count in ((-40, 0), (-20, 1), (20, 1)):
        monkeypatch.setattr(security.timezone, "now", lambda days=days: a_year_on + timedelta(days=days))
        assert len(told()) == count
    site.SECURITY_EXPIRES = f"{a_year_on + timedelta(days=300):%Y-%m-%d}"
    assert told() == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECURITY_EXPIRES", "soon"),
        ("SECURITY_KEY", "-----BEGIN"),
        ("SECURITY_CONTACT", ["nobody"]),
        ("SECURITY_CONTACT", ["http://saiyai.example"]),
    ],
)
def test_a_setting_that_is_no_use_is_named(site, name, value):
    setattr(site, name, value)
    assert len(told()) == 1 and security.document()


def test_a_file_of_the_operators_own_is_shown_byte_for_byte(db, client, site, tmp_path):
    site.SECURITY_FILE = tmp_path / "security.txt"
    site.SECURITY_FILE.write_bytes(SIGNED)
    assert client.get(WHERE).content == SIGNED and told() == []


@pytest.mark.parametrize(
    ("line", "other"),
    [
        (b"2099-01-01T00:00:00z", b"2020-01-01T00:00:00Z"),
        (b"2099-01-01T00:00:00z", b"2099-01-01T00:00:00"),
        (b"Expires: 2099-01-01T00:00:00z\r\n", b""),
        (b"Expires:", b"Expires: 2098-01-01T00:00:00Z\r\nExpires:"),
        (b"Contact: https:", b"Contact: http:"),
        (b"Contact:", b"Canonical: https://saiyai.example/.well-known/security.txt\r\nContact:"),
    ],
)
def test_a_signed_file_that_is_stale_or_wrong_is_shown_and_named(site, tmp_path, line, other):
    site.SECURITY_FILE = tmp_path / "security.txt"
    site.SECURITY_FILE.write_bytes(SIGNED.replace(line, other))
    assert len(told()) == 1 and security.document() == SIGNED.replace(line, other)


@pytest.mark.parametrize("content", [None, b"", b"x" * (security.LARGEST + 1)])
def test_a_signed_file_that_cannot_be_shown_is_not_replaced_by_an_unsigned_one(db, client, site, tmp_path, content):
    site.SECURITY_FILE = tmp_path / "security.txt"
    if content is not None:
        site.SECURITY_FILE.write_bytes(content)
    assert client.get(WHERE).status_code == 404 and len(told()) == 1
