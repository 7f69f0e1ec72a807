"""Which tables lie where.

Reports and cases lie in the vault store, everything else in the main one. On SQLite the vault store is a file of its own;
on PostgreSQL it is the same database, where the front desk signs in as a role that may touch its own tables only
(docs/adr/0013).
"""

from django.conf import settings
from django.db import connections

VAULT_APPS = {"intake", "cases"}


class VaultRouter:
    """Sends the tables of the confidential wing to the vault store, and no others."""

    def db_for_read(self, model, **hints):
        return settings.VAULT if model._meta.app_label in VAULT_APPS else None

    db_for_write = db_for_read

    def allow_relation(self, one, other, **hints):
        return (one._meta.app_label in VAULT_APPS) == (other._meta.app_label in VAULT_APPS)

    def allow_migrate(self, db, app_label, **hints):
        if settings.VAULT == "default":
            return True
        return (app_label in VAULT_APPS) == (db == settings.VAULT)


def tell(*lookups: bytes):
    """Say to the vault store whose report this request is about; on PostgreSQL the front desk sees no other row.

    It holds for this connection until it is told another or goes back to the pool (frontdesk_settings.py).
    """
    store = connections[settings.VAULT]
    if store.vendor == "postgresql":
        with store.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('saiyai.lookup', %s, false)", [",".join(bytes(one).hex() for one in lookups)]
            )


def give_back():
    """Before something slow: the connection goes back to the pool, where others need it meanwhile."""
    store = connections[settings.VAULT]
    if store.vendor == "postgresql" and not store.in_atomic_block:
        store.close()


def forget_told(connection):
    """Called for each connection that goes back to the pool."""
    connection.execute("SELECT set_config('saiyai.lookup', '', false)")
    connection.commit()
