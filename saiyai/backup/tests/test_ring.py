"""Snapshots of the keyring: sealed, kept a week, and never a way back for what was destroyed."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections

from saiyai.backup import jobs, ring
from saiyai.cli import main
from saiyai.crypto import age, keyring

NOW = datetime(2026, 11, 27, 5, 30, tzinfo=UTC)
SECRET, PUBLIC = age.new_pair()


@pytest.fixture
def filled(settings, tmp_path):
    settings.KEYRING, settings.KEYRING_MIRROR = tmp_path / "one" / "ring", str(tmp_path / "two" / "ring")
    settings.KEYRING_SNAPSHOTS, settings.BACKUP_TO = tmp_path / "snapshots", [PUBLIC]
    keyring.put({"report|1|0": b"a" * 32, "report|2|0": b"b" * 32})
    return settings


def identities():
    return age.read_identities(SECRET)


def test_a_snapshot_is_closed_to_all_but_its_key_and_brings_back_what_was_lost_but_not_what_was_destroyed(filled):
    path = ring.snapshot(age.read_recipients([PUBLIC]), NOW)
    assert path.name == "ring-2026-11-27-12.age" and path.stat().st_mode & 0o077 == 0
    assert b"a" * 32 not in path.read_bytes() and b"report" not in path.read_bytes()
    with pytest.raises(age.NotOpened):
        ring.bring_back(path, age.read_identities(age.new_pair()[0]))
    keyring.destroy("report|1|0")
    assert ring.bring_back(path, identities()) == (0, 0) and not keyring.has("report|1|0")
    for copy in keyring.paths():
        copy.unlink()
    assert ring.bring_back(path, identities()) == (4, 0) and keyring.get("report|2|0") == b"b" * 32


def test_marks_travel_with_a_snapshot(filled):
    old = ring.snapshot(age.read_recipients([PUBLIC]), NOW - timedelta(hours=1))
    keyring.destroy("report|1|0")
    new = ring.snapshot(age.read_recipients([PUBLIC]), NOW)
    for copy in keyring.paths():
        copy.unlink()
    ring.bring_back(old, identities())
    assert keyring.has("report|1|0"), "which is why it is said that deleted means gone within seven days"
    assert ring.bring_back(new, identities())[1] == 2 and not keyring.has("report|1|0")


def test_something_else_is_no_snapshot(filled, tmp_path):
    path = tmp_path / "other.age"
    with path.open("wb") as file, age.closing(file, age.read_recipients([PUBLIC])) as stream:
        stream.write(b'{"keys": [1]}')
    with pytest.raises(ring.NotASnapshot):
        ring.bring_back(path, identities())


def test_each_hour_the_copies_are_joined_a_snapshot_is_made_and_those_of_last_week_go(filled):
    for hours in (1, 24 * 7 - 1, 24 * 7, 24 * 30):
        ring.snapshot(age.read_recipients([PUBLIC]), NOW - timedelta(hours=hours))
    (filled.KEYRING_SNAPSHOTS / "notes.txt").write_text("mine")
    filled.KEYRING.unlink()
    keyring.mend()
    assert jobs.keep_keyring(NOW) == "added 0, destroyed 0, sealed 1, forgot 2"
    ages = [NOW - moment for moment, _path in ring.snapshots()]
    assert len(ages) == 3 and max(ages) < timedelta(days=7)
    assert (filled.KEYRING_SNAPSHOTS / "notes.txt").exists()
    filled.BACKUP_TO = []
    assert "sealed 0" in jobs.keep_keyring(NOW)


def test_the_command_says_whether_the_copies_are_equal_and_makes_them_so(filled, monkeypatch, capsys, tmp_path):
    import os
    import sqlite3

    monkeypatch.setattr("saiyai.logs.set_up", lambda level: None)
    monkeypatch.setattr(os, "umask", lambda mask: 0o022)
    monkeypatch.setenv("LANGUAGE", "en")
    assert main(["keyring", "check"]) == 0
    with sqlite3.connect(filled.KEYRING_MIRROR) as copy:
        copy.execute("DELETE FROM ring WHERE name = 'report|1|0'")
    assert main(["keyring", "check"]) == 1 and "DIFFER: 1 keys" in capsys.readouterr().out
    assert main(["keyring", "mend"]) == 0 and main(["keyring", "check", "--json"]) == 0
    assert main(["keyring", "snapshot"]) == 0
    identity = tmp_path / "identity"
    identity.write_text(SECRET)
    path = next(iter(filled.KEYRING_SNAPSHOTS.glob("*.age")))
    assert main(["keyring", "restore", str(path), "--identity", str(identity)]) == 0
    assert main(["keyring", "restore", str(identity), "--identity", str(identity)]) == 1


@pytest.mark.django_db
def test_deleted_text_leaves_the_log_of_writes(tmp_path, settings, monkeypatch):
    """Over a store of its own, because a test is one open transaction."""
    from django.db.utils import ConnectionHandler

    handler = ConnectionHandler({"default": {**settings.DATABASES["default"], "NAME": tmp_path / "store.sqlite3"}})
    if handler["default"].vendor != "sqlite":
        pytest.skip("PostgreSQL has other logs")
    store = handler["default"]
    monkeypatch.setattr(jobs, "connections", handler)
    monkeypatch.setattr("saiyai.policy.turns.connections", handler)
    with store.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete = ON")
        cursor.execute("CREATE TABLE t (x)")
        cursor.execute("INSERT INTO t VALUES ('canary-of-the-log')")
        cursor.execute("DELETE FROM t")
        files = lambda: b"".join(path.read_bytes() for path in tmp_path.iterdir())  # noqa: E731
        assert b"canary-of-the-log" in files()
        assert jobs.empty_logs(NOW) == "emptied 1"
        assert b"canary-of-the-log" not in files()
    store.close()
    assert connections["default"] is not store
