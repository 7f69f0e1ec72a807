"""Which tables lie where.

Reports and cases lie in the vault store, everything else in the main one. On SQLite the vault store is a file of its own;
on PostgreSQL it is the same database, where the front desk signs in as a role that may touch its own tables only
(docs/adr/0013).
"""

from django.conf import settings

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
