"""Bring the tables of every store up to this release."""

from django.conf import settings
from django.core.management import call_command

from saiyai.policy.stores import VAULT_APPS


def migrate(verbosity=0):
    """The main store first, then the vault, if it is one of its own: there only what lies in it, the rest takes as long again."""
    call_command("migrate", verbosity=verbosity)
    if settings.VAULT != "default":
        migrate_vault(verbosity)


def migrate_vault(verbosity=0):
    """The vault alone, where it is a store of its own."""
    for app in sorted(VAULT_APPS):
        call_command("migrate", app, database=settings.VAULT, verbosity=verbosity)
