"""Write the whole site, or its keys, into one closed file."""

import os
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.apps import apps as modules
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction

from saiyai.audit import published
from saiyai.backup import archive, queries, rows
from saiyai.crypto import age
from saiyai.policy import turns


def make(path, recipients):
    """Write the whole site into `path`, closed to these public keys. Returns the manifest. Never half a file.

    Readers and writers go on meanwhile: the backup shows one moment, the one in which it began.
    """
    with whole(path) as file, age.closing(file, recipients) as stream:
        writer = archive.Writer(stream)
        with _one_moment():
            about = queries.about_this_site()
            for model in rows.tables(modules):
                writer.table(model._meta.label_lower, rows.columns(model), rows.lines(model, model._base_manager.all()))
        # After the tables: a document that is taken away meanwhile was to go; one that came later is in no table.
        for name, place in documents():
            writer.file(name, place)
        writer.file("checkpoints.log", published.path())
        writer.finish(about)
    return about | writer.content.as_dict()


def make_of_keys(path, recipients):
    """Write the key files into `path`, closed to these public keys. Keep it apart from the backup of the data."""
    with whole(path) as file, age.closing(file, recipients) as stream:
        writer = archive.Writer(stream)
        for place in sorted(settings.KEYS_DIR.iterdir()):
            if place.is_file() and not place.name.startswith("."):
                writer.file(f"keys/{place.name}", place)
        writer.finish({"keys": queries.fingerprint()})
    return writer.content.files["count"]


@contextmanager
def whole(path):
    """The file appears under its name when it is whole and on the disk; it is for its owner alone."""
    path = Path(path)
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def _one_moment():
    """All reads inside see the same state, and nobody waits for them.

    On PostgreSQL both stores are one database and one snapshot. On SQLite they are two files: while both snapshots are
    taken, a few milliseconds, nobody may begin or end an action or a report, because the turn of both is ours.
    """
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
        return
    with ExitStack() as reading:
        with ExitStack() as turn:
            for store in (settings.VAULT, DEFAULT_DB_ALIAS):  # in the order in which actions take them
                turn.enter_context(turns.writing(store))
            for store in settings.DATABASES:
                reading.enter_context(_snapshot(connections[store]))
        yield


@contextmanager
def _snapshot(store):
    with store.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")  # Django's own transactions take the lock of the writer
        cursor.execute("SELECT count(*) FROM sqlite_master")  # the state that is seen is that of the first read
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def documents():
    """Every sealed document: (its name in the archive, where it lies)."""
    root = Path(settings.PRIVATE_DIR)
    for place in sorted(root.rglob("*")) if root.is_dir() else ():
        if place.is_file():
            yield f"private/{place.relative_to(root).as_posix()}", place
