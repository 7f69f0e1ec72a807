"""What stops the front desk from starting, each with and without its fault."""

import sqlite3
from pathlib import Path

import pytest
from django.conf import settings as site
from django.db import connections

from saiyai.cli import starting
from saiyai.crypto import keyring, keys, shared
from saiyai.crypto.envelopes import Sealed
from saiyai.home import vault_health
from saiyai.intake import fence, safety
from saiyai.intake.models import Report

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def safe(settings, tmp_path, monkeypatch):
    """A front desk without a fault: keys, a keyring kept twice, an address with TLS."""
    settings.TESTING, settings.DEMO, settings.ALLOW_UNSAFE = False, False, []
    settings.FRONTDESK_URL = "https://saiyai.example"
    settings.KEYS_DIR, settings.PRIVATE_DIR = tmp_path / "keys", tmp_path / "private"
    settings.KEYRING, settings.KEYRING_MIRROR = tmp_path / "one" / "ring", str(tmp_path / "two" / "ring")
    keys.create_missing()
    keyring.put({"report|1|0": b"k" * 32})
    # The tests may run as superuser of a PostgreSQL of their own: asked by a test that names it.
    monkeypatch.setattr(safety, "LOOKS", tuple(look for look in safety.LOOKS if look is not safety.fenced))
    return settings


def names():
    return {danger.name for danger in safety.dangers()}


def test_without_a_fault_it_starts(safe, capsys):
    assert safety.dangers() == [] and starting.is_safe("frontdesk", safety.dangers)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("setting", "value", "name"),
    [
        ("FRONTDESK_URL", "http://saiyai.example", "frontdesk-address"),
        ("DEBUG", True, "debug"),
        ("TESTING", True, "testing"),
    ],
)
def test_each_wrong_setting_is_refused_by_its_name(safe, setting, value, name):
    setattr(safe, setting, value)
    assert names() == {name} and not starting.is_safe("frontdesk", safety.dangers)
    safe.ALLOW_UNSAFE = [name]
    assert starting.is_safe("frontdesk", safety.dangers)


@pytest.mark.parametrize("address", ["http://localhost:8001", "http://abcdef.onion"])
def test_an_address_that_nobody_listens_to_on_the_way_is_no_danger(safe, address):
    safe.FRONTDESK_URL = address
    assert names() == set()


def test_what_others_can_read_is_named_each(safe):
    for path in (safe.KEYRING, safe.KEYRING.parent, Path(safe.KEYRING_MIRROR), keys.pepper_path()):
        mode = path.stat().st_mode
        path.chmod(mode | 0o040)
        assert [str(path) in danger.found for danger in safety.dangers()] == [True], path
        path.chmod(mode)
    assert names() == set()


def test_a_folder_that_is_shared_with_a_group_may_be_read_by_it_and_by_nobody_else(safe, tmp_path):
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(0o2770)
    safe.KEYRING, safe.KEYRING_MIRROR = folder / "deep" / "ring", ""
    keyring.put({"report|1|0": b"k" * 32})
    assert safe.KEYRING.stat().st_mode & 0o777 == 0o660 and shared.is_shared(safe.KEYRING.parent)
    assert names() == set()
    safe.KEYRING.chmod(0o664)
    assert names() == {"keys"}


def test_a_keyring_that_a_backup_copies_or_that_is_its_own_mirror(safe, tmp_path):
    for folder in (safe.PRIVATE_DIR, safe.KEYS_DIR):
        safe.KEYRING = folder / "ring"
        keyring.mend()
        assert "keyring-place" in names(), folder
    safe.KEYRING = tmp_path / "one" / "ring"
    safe.KEYRING_MIRROR = str(safe.KEYRING)
    assert "keyring-place" in names()
    safe.KEYRING_MIRROR = str(tmp_path / "link")
    Path(safe.KEYRING_MIRROR).hardlink_to(safe.KEYRING)
    assert "keyring-place" in names()
    safe.KEYRING, safe.KEYRING_MIRROR = site.DATABASES[site.VAULT]["NAME"], ""
    if site.VAULT != "default":
        assert [d.name for d in safety.keyring_place()] == ["keyring-place"]


def test_copies_that_differ_and_a_copy_that_is_gone(safe):
    with sqlite3.connect(safe.KEYRING_MIRROR) as ring:
        ring.execute("DELETE FROM ring")
    assert names() == {"keyring-copies"}
    keyring.mend()
    assert names() == set()
    Path(safe.KEYRING_MIRROR).unlink()
    assert names() == {"keyring-copies"}
    safe.KEYRING.write_bytes(b"no database at all, by a broken disk" * 30)
    assert "keyring-copies" in names()


def test_reports_without_any_key(safe, tmp_path):
    report = Report(lookup=b"l" * 32, reporter_key=b"", claim_key=b"", desk="HQ", identity_key=b"")
    report.body_sealed = report.identity_wrap_sealed = report.identity_sealed = Sealed(b"s")
    report.save()
    assert names() == set()
    safe.KEYRING, safe.KEYRING_MIRROR = tmp_path / "three" / "ring", ""
    assert names() == {"keyring-lost"}


def test_keys_of_a_demo_do_not_become_those_of_a_real_site(safe, tmp_path):
    safe.KEYS_DIR, safe.DEMO = tmp_path / "demo-keys", True
    keys.create_missing()
    assert names() == set()
    safe.DEMO = False
    assert names() == {"demo-keys"}


@pytest.mark.skipif(site.VAULT != "default", reason="roles are PostgreSQL's")
def test_a_role_that_reaches_more_than_its_own_tables(safe, monkeypatch):
    assert [danger.name for danger in safety.fenced()] == ["frontdesk-role"]
    with connections[site.VAULT].cursor() as cursor:
        cursor.execute("CREATE ROLE desk_of_this_test NOLOGIN")
        fence.put_up("desk_of_this_test")
        cursor.execute("SET LOCAL ROLE desk_of_this_test")
        assert list(safety.fenced()) == []
        cursor.execute("RESET ROLE")


def test_what_is_missing_is_said(safe, tmp_path):
    safe.STATIC_ROOT, safe.KEYS_DIR = tmp_path, tmp_path / "no-keys"
    keys.forget()
    try:
        told = "\n".join(safety.missing())
    finally:
        keys.forget()
    assert "pepper.key" in told and "static" in told
    Path(safe.KEYRING_MIRROR).unlink()
    assert any(safe.KEYRING_MIRROR in sentence for sentence in safety.missing())


class TestDoctor:
    def levels(self):
        return [level for level, _found, _do in vault_health.keyring_findings()]

    def test_one_copy_one_disk_and_no_snapshot_are_warnings(self, safe):
        assert self.levels() == ["ok", "warn", "warn"]  # both on one disk, and no snapshot
        safe.KEYRING_MIRROR = ""
        assert self.levels() == ["ok", "warn", "warn"]
        safe.DEMO = True
        assert self.levels() == ["ok"]

    def test_copies_that_differ_fail(self, safe):
        with sqlite3.connect(safe.KEYRING_MIRROR) as ring:
            ring.execute("DELETE FROM ring")
        assert self.levels()[0] == "fail"

    @pytest.mark.parametrize(
        ("swap", "uuid", "level"),
        [
            ("", "", "ok"),
            ("/dev/vda2 partition 100 0 -2\n", "", "warn"),
            ("/swap.img file 100 0 -2\n", "", "warn"),
            ("/dev/dm-1 partition 100 0 -2\n", "CRYPT-PLAIN-swap\n", "ok"),
            ("/dev/dm-1 partition 100 0 -2\n", "LVM-x\n", "warn"),
            ("/dev/zram0 partition 100 0 100\n", "", "ok"),
        ],
    )
    def test_swap_must_be_closed(self, tmp_path, monkeypatch, swap, uuid, level):
        monkeypatch.setattr(vault_health.resource, "getrlimit", lambda which: (0, 0))
        (tmp_path / "swaps").write_text("Filename Type Size Used Priority\n" + swap)
        (tmp_path / "dm-1" / "dm").mkdir(parents=True)
        (tmp_path / "dm-1" / "dm" / "uuid").write_text(uuid)
        assert [one[0] for one in vault_health.memory_findings(tmp_path / "swaps", tmp_path)] == [level]

    def test_core_dumps_are_a_warning(self, tmp_path, monkeypatch):
        monkeypatch.setattr(vault_health.resource, "getrlimit", lambda which: (-1, -1))
        assert [one[0] for one in vault_health.memory_findings(tmp_path / "none", tmp_path)] == ["warn"]
