"""What the copied tables come from: a change of any of it makes new ones."""

import fcntl
import os
import shutil
import sqlite3
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import connections

from tests import tables


def test_migrations_models_and_seeds_are_in_the_fingerprint(monkeypatch, tmp_path):
    code = tmp_path / "saiyai"
    files = {
        "directory/migrations/0009_more.py": True, "directory/models/person.py": True, "directory/models.py": True,
        "policy/fields.py": True, "law/acts.toml": True, "settings.py": True,
        "directory/views.py": False, "directory/tests/models.py": False, "ui/static/ui/x.json": False,
    }  # fmt: skip
    (tmp_path / "requirements-dev.lock").write_text("x")
    for name in files:
        (code / name).parent.mkdir(parents=True, exist_ok=True)
        (code / name).write_text("before")
    monkeypatch.setattr(settings, "ROOT", tmp_path)
    for name, matters in files.items():
        before = tables.fingerprint.__wrapped__()
        (code / name).write_text("after")
        assert (tables.fingerprint.__wrapped__() != before) == matters, name


@pytest.mark.django_db(databases="__all__")
def test_a_copy_is_what_migrating_made(tmp_path):
    connection = connections["default"]
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite's tables are copied")
    kept = tables.FOLDER / f"{tables.fingerprint()}-default.sqlite3"
    shutil.copyfile(kept, tmp_path / "copy")
    with sqlite3.connect(tmp_path / "copy") as other, connection.cursor() as cursor:
        ask = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY 1, 2"
        cursor.execute(ask)
        assert other.execute(ask).fetchall() == cursor.fetchall()
        assert other.execute("SELECT count(*) FROM django_migrations").fetchone()[0] > 20
        assert other.execute("SELECT count(*) FROM accounts_user").fetchone()[0] == 0
    other.close()


class Store:
    """A database that notes how its tables came to be."""

    vendor = "sqlite"

    def __init__(self, alias, told):
        self.alias, self.creation = alias, SimpleNamespace(create_test_db=lambda **options: told.append(alias))


@pytest.mark.parametrize("there", [(), ("default",), ("vault",)])
def test_the_stores_are_copied_all_or_none(tmp_path, monkeypatch, there):
    """One of them alone is of another moment; and making one beside a copy found the database locked."""
    told, files = [], {alias: tmp_path / f"{tables.fingerprint()}-{alias}.sqlite3" for alias in ("default", "vault")}
    for alias in there:
        files[alias].write_bytes(b"of another moment")
    stores = [Store(alias, told) for alias in files]
    monkeypatch.setattr(
        tables, "_made_or_copied", lambda store, making, kept, options: "copy" if kept.exists() else making(**options)
    )
    done = tables.copied(SimpleNamespace(all=lambda: stores), tmp_path)
    for store in stores:
        store.creation.create_test_db()
    done()
    assert told == ["default", "vault"]


def test_a_run_that_needs_one_store_lets_the_next_worker_in(tmp_path, monkeypatch):
    """It is told when set-up ends, not by counting stores: two workers waited for each other without end."""
    monkeypatch.setattr(tables, "_made_or_copied", lambda *_: None)
    stores = [Store("default", []), Store("vault", [])]
    done = tables.copied(SimpleNamespace(all=lambda: stores), tmp_path)
    stores[0].creation.create_test_db()
    with (tmp_path / "lock").open("w") as other:
        with pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
        done()
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_the_last_used_fingerprints_stay_with_all_their_stores(tmp_path):
    for n in range(tables.KEPT + 2):
        for alias, age in (("default", n), ("vault", 0)):
            path = tmp_path / f"{n}-{alias}.sqlite3"
            path.touch()
            os.utime(path, (age + 1, age + 1))
    tables._sweep(tmp_path)
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == sorted(f"{n}-{alias}.sqlite3" for n in range(2, tables.KEPT + 2) for alias in ("default", "vault"))
