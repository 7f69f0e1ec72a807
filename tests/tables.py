"""The empty tables of a test run on SQLite: migrated once for one state of the code, then copied.

Migrations take some seconds of each worker and of each run of a single test; a copy takes none. The copies lie in
`.tables/` of this checkout, by a fingerprint of what makes them: migrations, models, the seed lists and the versions of
the libraries. On PostgreSQL nothing is kept: the server may be another one.
"""

import contextlib
import fcntl
import functools
import hashlib
import shutil
import sys
from pathlib import Path

from django.conf import settings

FOLDER = settings.ROOT / ".tables"
SEEDS = {".toml", ".csv", ".json", ".sql"}
KEPT = 6  # fingerprints: some branches of one checkout


def copied(connections, folder=FOLDER):
    """Let `setup_databases` take copies where it would migrate; for databases on SQLite."""
    for connection in connections.all():
        if connection.vendor == "sqlite":
            making = connection.creation.create_test_db
            connection.creation.create_test_db = functools.partial(_create, connection, making, folder)


def _create(connection, making, folder, **options):
    kept = folder / f"{fingerprint()}-{connection.alias}.sqlite3"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the second worker waits for the first instead of making its own
        if not kept.exists():
            name = making(**options)
            part = kept.with_suffix(".part")
            part.unlink(missing_ok=True)
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(part)])
            part.rename(kept)
            _sweep(folder)
            return name
    connection.close()
    name = connection.creation._get_test_db_name()
    for ending in ("", "-wal", "-shm"):
        Path(f"{name}{ending}").unlink(missing_ok=True)
    shutil.copyfile(kept, name)
    settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = name
    connection.ensure_connection()
    return name


def lay():
    """Put the empty tables where this process keeps its main store on SQLite; False if none are kept."""
    kept = FOLDER / f"{fingerprint()}-default.sqlite3"
    return kept.exists() and bool(shutil.copyfile(kept, settings.DATABASES["default"]["NAME"]))


@functools.cache
def fingerprint():
    """Of everything that the tables and their first rows come from."""
    found = hashlib.sha256(sys.version.encode())
    code = settings.ROOT / "saiyai"
    paths = [settings.ROOT / "requirements-dev.lock", code / "settings.py"]
    for path in sorted(code.rglob("*")):
        inner = path.relative_to(code).parts
        if "tests" in inner or "locale" in inner or "static" in inner or not path.is_file():
            continue
        if path.suffix in SEEDS or (path.suffix == ".py" and _makes_tables(inner)):
            paths.append(path)
    for path in paths:
        found.update(f"{path.relative_to(settings.ROOT)}\0".encode() + path.read_bytes())
    return found.hexdigest()[:16]


def _makes_tables(inner):
    """Migrations, models and what these lean on: the kinds of fields, permissions by model, seeds."""
    return "migrations" in inner or "models" in inner or inner[-1] in {"models.py", "apps.py", "seeds.py"} or inner[0] in {
        "policy", "law",
    }  # fmt: skip


def _sweep(folder):
    kept = sorted(folder.glob("*.sqlite3"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in kept[KEPT * len(settings.DATABASES) :]:
        with contextlib.suppress(OSError):
            path.unlink()
