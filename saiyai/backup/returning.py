"""Look whether a backup is whole, and bring it back into an empty site."""

import os
import re
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

from django.conf import settings
from django.core.management.color import no_style
from django.db import connections, router, transaction
from django.db.migrations.executor import MigrationExecutor

from saiyai.audit import published
from saiyai.backup import archive, queries, rows
from saiyai.backup.leaving import documents
from saiyai.crypto import age, keys
from saiyai.policy.migrating import migrate

AT_ONCE = 500  # rows in one insert
DOCUMENT = re.compile(r"private/[^\0]+|checkpoints\.log")
KEY = re.compile(r"keys/[^\0/.][^\0/]*")


class NotRestored(RuntimeError):
    """Nothing was changed here; the message says why."""


def check(path, identities, on_lines=None, on_file=None):
    """Read a backup to its end; returns its manifest, or says why it is not whole (Damaged, NotOpened)."""
    with open(path, "rb") as file, age.opening(file, identities) as stream:
        return archive.read(stream, on_lines, on_file)


def restore(path, identities, *, hold_letters=True):
    """Bring a backup into an empty site: its tables, its documents, and then up to this release. Returns the manifest.

    Read whole before anything is written, and written in one transaction. Letters that waited are held unless told
    otherwise: a site that is tried out elsewhere must not write to people.
    """
    if queries.has_tables():
        raise NotRestored("this database is in use; name an empty one (SAIYAI_DATABASE or SAIYAI_VAR)")
    if any(documents()) or published.path().exists():
        raise NotRestored(f"{settings.VAR} holds documents or checkpoints already; name an empty SAIYAI_VAR")
    manifest = check(path, identities)
    if "migrations" not in manifest:
        raise NotRestored("this is a backup of the keys, not of the data: say --keys")
    if newer := queries.newer_than_this_release(manifest):
        raise NotRestored(f"the backup is of a later release than this one (it knows {newer[0]})")
    if queries.fingerprint() not in ("", manifest["keys"]):
        raise NotRestored(f"the keys in {settings.KEYS_DIR} are not those of this backup: nothing could be opened")
    Path(settings.VAR).mkdir(mode=0o700, parents=True, exist_ok=True)
    apps = _tables_as_they_were(manifest)
    with tempfile.TemporaryDirectory(prefix=".restoring-", dir=settings.VAR) as folder, ExitStack() as stores:
        for store in settings.DATABASES:
            stores.enter_context(transaction.atomic(using=store))
        _empty(apps)
        check(path, identities, _Loader(apps, manifest), _place_in(Path(folder), DOCUMENT))
        _after_load(apps, hold_letters)
        for store in settings.DATABASES:
            connections[store].check_constraints()
        # Above is seen what is wrong: what is moved in below is not taken back when a transaction fails at its end.
        _move_in(Path(folder))
    migrate()
    return manifest


def restore_keys(path, identities):
    """Put the key files back; a key that lies there already is never replaced. Returns the names."""
    placed = []
    settings.KEYS_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(place.is_file() for place in settings.KEYS_DIR.iterdir()):
        raise NotRestored(f"{settings.KEYS_DIR} holds keys already; a key is never replaced")
    with tempfile.TemporaryDirectory(prefix=".restoring-", dir=settings.KEYS_DIR) as folder:
        check(path, identities, None, _place_in(Path(folder), KEY))
        found = sorted((Path(folder) / "keys").glob("*"))
        if not found:
            raise NotRestored("this is a backup of the data, not of the keys")
        for place in found:
            os.chmod(place, 0o600)
            os.replace(place, settings.KEYS_DIR / place.name)
            placed.append(place.name)
    keys.forget()
    return placed


def _tables_as_they_were(manifest):
    """Make the tables of the release that wrote the backup; returns its models."""
    targets = queries.last_migrations(manifest)
    for store in settings.DATABASES:
        executor = MigrationExecutor(connections[store])
        executor.migrate(targets)
    return executor.loader.project_state(targets).apps


def _empty(apps):
    for model in rows.tables(apps):
        model._base_manager.all()._raw_delete(router.db_for_write(model))


class _Loader:
    """Inserts lines as they come; foreign keys are looked at when the transaction ends."""

    def __init__(self, apps, manifest):
        self.models = {model._meta.label_lower: model for model in rows.tables(apps)}
        self.columns = {label: table["columns"] for label, table in manifest["tables"].items()}

    def __call__(self, label, lines):
        if label in rows.LEFT_OUT:  # a backup of before it was left out
            return
        model = self.models.get(label)
        if model is None:
            raise archive.Damaged(f"there is no table {label} in the release that wrote this backup")
        found = [rows.row(model, self.columns[label], line) for line in lines]
        model._base_manager.bulk_create(found, batch_size=AT_ONCE)


def _place_in(folder, names):
    def place(name, stream):
        target = (folder / name).resolve()
        if folder.resolve() not in target.parents or not names.fullmatch(name):
            raise archive.Damaged(f"{name} does not belong into a backup")
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with target.open("wb") as file:
            shutil.copyfileobj(stream, file, 1 << 20)
            file.flush()
            os.fsync(file.fileno())

    return place


def _after_load(apps, hold_letters):
    """Counters go on where they stood; no job is at work; letters wait for somebody who wants them sent."""
    apps.get_model("jobs", "Job")._base_manager.update(claimed_until=None)
    if hold_letters:
        waiting = apps.get_model("notify", "Letter")._base_manager.filter(status="WAITING")
        waiting.update(status="FAILED", error="held: restored from a backup")
    for store in settings.DATABASES:
        here = [model for model in rows.tables(apps) if router.db_for_write(model) == store]
        with connections[store].cursor() as cursor:
            for statement in connections[store].ops.sequence_reset_sql(no_style(), here):
                cursor.execute(statement)


def _move_in(folder):
    for name, target in (("private", Path(settings.PRIVATE_DIR)), ("checkpoints.log", published.path())):
        if (folder / name).exists():
            if target.is_dir():
                target.rmdir()  # empty, as was seen
            os.replace(folder / name, target)
