"""What the copied tables come from: a change of any of it makes new ones."""

import shutil
import sqlite3

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
