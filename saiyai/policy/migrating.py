"""Bring the tables of every store up to this release."""

from django.conf import settings
from django.core.management import call_command


def migrate(verbosity=0):
    """The main store first, then the vault, if it is one of its own."""
    for store in settings.DATABASES:
        call_command("migrate", database=store, verbosity=verbosity)
