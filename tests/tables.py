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
    """Let `setup_databases` take copies where it would migrate; for databases on SQLite, and for all of them or none.

    Gives what is to be called once they are set up: then the next worker may.
    """
    stores = [connection for connection in connections.all() if connection.vendor == "sqlite"]
    kept = {connection.alias: folder / f"{fingerprint()}-{connection.alias}.sqlite3" for connection in stores}
    lock = _Lock(folder)
    for connection in stores:
        making = connection.creation.create_test_db
        connection.creation.create_test_db = functools.partial(_create, connection, making, kept, lock)
    return lock.give


class _Lock:
    """From before the first store until all that this run needs are there: the second worker waits instead of making its own."""

    def __init__(self, folder):
        self.folder, self.file = folder, None

    def take(self):
        """Whether this is the first store."""
        if self.file is None:
            self.folder.mkdir(exist_ok=True)
            self.file = (self.folder / "lock").open("w")
            fcntl.flock(self.file, fcntl.LOCK_EX)
            return True
        return False

    def give(self):
        if self.file is not None:
            self.file.close()


def _create(connection, making, files, lock, **options):
    if lock.take() and not all(path.exists() for path in files.values()):
        for path in files.values():
            path.unlink(missing_ok=True)
    return _made_or_copied(connection, making, files[connection.alias], options)


def _made_or_copied(connection, making, kept, options):
    if not kept.exists():
        name = making(**options)
        part = kept.with_suffix(".part")
        part.unlink(missing_ok=True)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(part)])
        part.rename(kept)
        _sweep(kept.parent)
        return name
    kept.touch()  # of those that are in use none is swept
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
    """Keep the fingerprints that were used last, with all their stores."""
    used: dict[str, float] = {}
    for path in folder.glob("*.sqlite3"):
        name = path.name.partition("-")[0]
        used[name] = max(used.get(name, 0), path.stat().st_mtime)
    for name in sorted(used, key=lambda name: used[name], reverse=True)[KEPT:]:
        for path in folder.glob(f"{name}-*.sqlite3"):
            with contextlib.suppress(OSError):
                path.unlink()
