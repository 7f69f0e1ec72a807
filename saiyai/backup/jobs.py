"""Each hour: the copies of the keyring made equal and sealed away, and no deleted text left in a log of writes."""

from django.conf import settings
from django.db import connections

from saiyai.backup import ring
from saiyai.crypto import age, keyring
from saiyai.policy import turns


def keep_keyring(now):
    """Join the copies where a process was killed between them, seal a snapshot, forget those older than a week."""
    added = destroyed = 0
    if not keyring.compare().equal:
        added, destroyed = keyring.mend()
    recipients = age.read_recipients(settings.BACKUP_TO)
    if recipients:
        ring.snapshot(recipients, now)
    return f"added {added}, destroyed {destroyed}, sealed {int(bool(recipients))}, forgot {ring.forget_old(now)}"


def empty_logs(now):
    """What was deleted leaves the write-ahead logs of SQLite too, and not only when they happen to be full."""
    emptied = 0
    for store in connections:
        if connections[store].vendor == "sqlite" and not connections[store].in_atomic_block:
            with turns.writing(store), connections[store].cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                emptied += cursor.fetchone()[0] == 0
    return f"emptied {emptied}"
