"""Snapshots of the keyring: sealed each hour to the public keys of the backup, gone after a week, in no backup.

A key that was destroyed is in the snapshots of the week before, which nobody on this machine can open: so "deleted" means
"gone within seven days". Brought back, a snapshot adds only keys that no copy here marks as destroyed.
"""

import json
import os
import re
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from saiyai.backup import leaving
from saiyai.crypto import age, keyring

KEPT = timedelta(days=7)
NAME = re.compile(r"ring-(\d{4}-\d\d-\d\d-\d\d)\.age")


class NotASnapshot(ValueError):
    """The file was opened, and is no snapshot of a keyring."""


def snapshot(recipients, now):
    """Seal what the keyring holds into the file of this hour; returns its path."""
    folder = Path(settings.KEYRING_SNAPSHOTS)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"ring-{timezone.localtime(now):%Y-%m-%d-%H}.age"
    keys, marks = keyring.content()
    told = {
        "keys": {name: key.hex() for name, key in sorted(keys.items())},
        "gone": sorted(mark.hex() for mark in marks),
    }
    with leaving.whole(path) as file, age.closing(file, recipients) as stream:
        stream.write(json.dumps(told).encode())
    return path


def snapshots():
    """Each snapshot with its hour, the oldest first."""
    found = []
    for path in sorted(Path(settings.KEYRING_SNAPSHOTS).glob("ring-*.age")):
        if hour := NAME.fullmatch(path.name):
            moment = datetime.strptime(hour[1], "%Y-%m-%d-%H").replace(tzinfo=timezone.get_default_timezone())
            found.append((moment, path))
    return found


def forget_old(now):
    """Overwrite and take away what is older than a week; returns how many."""
    old = [path for moment, path in snapshots() if now - moment >= KEPT]
    for path in old:
        with path.open("r+b") as file:
            file.write(bytes(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
    return len(old)


def bring_back(path, identities):
    """Take in the keys of a snapshot but those that were destroyed; returns (added, destroyed at last)."""
    with open(path, "rb") as file, age.opening(file, identities) as stream:
        content = stream.read()
    try:
        told = json.loads(content)
        keys = {name: bytes.fromhex(key) for name, key in told["keys"].items()}
        marks = {bytes.fromhex(mark) for mark in told["gone"]}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise NotASnapshot(f"{path} is no snapshot of a keyring") from None
    return keyring.merge(keys, marks)
