"""What a backup says of itself, and whether it fits here."""

from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

import saiyai
from saiyai.audit.models import Event
from saiyai.crypto import keys


def fingerprint():
    """Tells whether two key folders are the same, and nothing of the key; "" where there is none."""
    return keys.subkey("backup fingerprint").hex()[:32] if keys.master_path().exists() else ""


def about_this_site():
    """The head of a manifest: when, of which release, with which tables and which keys."""
    loader = MigrationLoader(connection)
    return {
        "made_on": timezone.localdate().isoformat(),
        "release": saiyai.__version__,
        "site": settings.SITE_URL,
        "database": connection.vendor,
        "keys": fingerprint(),
        "migrations": sorted([app, name] for app, name in loader.applied_migrations if app in loader.migrated_apps),
    }


def has_tables():
    """Whether this database is already in use, if only by an empty site."""
    if connection.vendor == "sqlite":
        if not any(Path(store["NAME"]).exists() for store in settings.DATABASES.values()):
            return False  # to ask would make the file
        if not Path(settings.DATABASES["default"]["NAME"]).exists():
            return True  # reports without their site
    return Event._meta.db_table in connection.introspection.table_names()


def newer_than_this_release(manifest):
    """The migrations of a backup which this release does not know."""
    known = MigrationLoader(None).disk_migrations
    return sorted(".".join(each) for each in manifest["migrations"] if tuple(each) not in known)


def last_migrations(manifest):
    """The last migration of each module: the state of the tables when the backup was made."""
    last = {}
    graph = MigrationLoader(None).graph
    for app, name in map(tuple, manifest["migrations"]):
        if (app, name) in graph.nodes and not _followed((app, name), manifest, graph):
            last[app] = (app, name)
    return sorted(last.values())


def _followed(node, manifest, graph):
    taken = {tuple(each) for each in manifest["migrations"]}
    return any(child.key[0] == node[0] and child.key in taken for child in graph.node_map[node].children)
