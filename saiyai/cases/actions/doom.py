"""Destroying keys and files: written down in the transaction of the deed, carried out when it is committed."""

from django.conf import settings
from django.db import transaction

from saiyai.cases.models import Doomed
from saiyai.crypto import keyring
from saiyai.intake.uploads import blob_path


def doom(*, rings=(), blobs=()):
    """Have these keys and files destroyed as soon as this transaction is committed; a machine that dies does it later."""
    row = Doomed.objects.create(rings=list(rings), blobs=list(blobs))
    transaction.on_commit(lambda: carry_out(row), using=settings.VAULT)


def carry_out(row):
    """Destroy what a row names, then the row. Done twice it comes to the same."""
    keyring.destroy(*row.rings)
    for name in row.blobs:
        blob_path(name).unlink(missing_ok=True)
    Doomed.objects.filter(pk=row.pk).delete()


def finish():
    """Carry out what a machine that died has left. Returns how much there was."""
    rows = list(Doomed.objects.all())
    for row in rows:
        carry_out(row)
    return len(rows)
