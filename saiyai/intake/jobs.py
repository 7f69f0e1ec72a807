"""Sweep away what attempts left that never became a report: shred keys without a report, and files without a row."""

import logging
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from saiyai.crypto import keyring
from saiyai.intake import queries
from saiyai.intake.actions.receiving import nothing_is_swept

OLD = 24 * 60 * 60  # seconds: nobody sends a file for longer
FEW = 20

log = logging.getLogger(__name__)
_keepers: list[Callable] = [queries.file_names]


def keep(names: Callable):
    """Other names of sealed files in the same folder, which are not to be swept: asked anew each time."""
    if names not in _keepers:
        _keepers.append(names)


def sweep(now):
    """What is left of attempts that never became a report is taken away; returns how much."""
    return _sweep_keys() + _sweep_files()


def _sweep_keys():
    with nothing_is_swept(alone=True):
        names = [*keyring.names("report"), *keyring.names("identity")]
        there = queries.which_are_there({_key(name) for name in names})
        lost = [name for name in names if _key(name) not in there]
        if len(lost) > max(FEW, len(names) // 10):
            # So many are no leftovers: a store was brought back that is older than the keyring.
            log.error("sweep: %s keys without a report; nothing was taken away", len(lost))
            return 0
        keyring.destroy(*lost)
        return len(lost)


def _key(name):
    return int(name.split("|")[1])


def _sweep_files():
    folder = Path(settings.PRIVATE_DIR) / "reports"
    old = time.time() - OLD
    # Those of reports lie there with the time 0, and so are looked up as well.
    found = [path for path in folder.glob("??/*") if path.stat().st_mtime < old]
    kept = {name for names in _keepers for name in names()}
    lost = [path for path in found if path.name not in kept]
    if len(lost) > max(FEW * 20, len(found) // 10):
        log.error("sweep: %s files without a row; nothing was taken away", len(lost))
        return 0
    for path in lost:
        path.unlink(missing_ok=True)
    return len(lost)
