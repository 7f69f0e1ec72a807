"""Findings of the doctor about reports: the keyring, the fence of the front desk, and what memory may leave on a disk."""

import resource
import sqlite3
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.utils import timezone
from django.utils.translation import gettext as _

from saiyai.backup import ring
from saiyai.crypto import keyring
from saiyai.intake import fence

OLD_SNAPSHOT = timedelta(hours=3)


def keyring_findings():
    """(level, what was found, what to do) about the two copies and the snapshots."""
    if not any(path.exists() for path in keyring.paths()):
        yield "ok", _("no key yet"), ""
        return
    try:
        found = keyring.compare()
    except (OSError, sqlite3.Error) as problem:
        yield "fail", str(problem), _("look at the disk, then saiyai keyring mend")
        return
    copies = len(keyring.paths())
    if not found.equal:
        yield "fail", _("the two copies differ"), "saiyai keyring check; saiyai keyring mend"
    else:
        yield "ok", _("%(n)d keys, %(copies)d copies") % {"n": found.keys, "copies": copies}, ""
    if settings.DEMO:
        return
    if copies == 1:
        yield "warn", _("there is one copy only"), _("set SAIYAI_KEYRING_MIRROR to a file on another disk")
    elif keyring.paths()[0].stat().st_dev == keyring.paths()[1].stat().st_dev:
        yield "warn", _("both copies lie on one disk"), _("set SAIYAI_KEYRING_MIRROR to a file on another disk")
    if keyring.paths()[0].resolve().is_relative_to(settings.VAR.resolve()):
        yield (
            "warn",
            _("it lies in SAIYAI_VAR"),
            _("set SAIYAI_KEYRING to a volume of its own that no backup of files copies"),
        )
    last = max((moment for moment, _path in ring.snapshots()), default=None)
    if last is None or timezone.now() - last > OLD_SNAPSHOT:
        yield "warn", _("no snapshot of the last hours"), _("set SAIYAI_BACKUP_TO, and let a worker run")


def fence_findings():
    """Whether a role of its own stands behind the fence; on SQLite the file and the authorizer do."""
    if connections[settings.VAULT].vendor != "postgresql":
        yield "ok", _("a file of its own"), ""
        return
    roles = fence.roles()
    if not roles:
        level = "ok" if settings.DEMO else "warn"
        yield level, _("no role of its own"), _("CREATE ROLE … LOGIN, then saiyai frontdesk-role NAME")
    for role in roles:
        if reached := fence.reaches(role):
            facts = {"role": role, "what": ", ".join(reached[:3])}
            yield (
                "fail",
                _("%(role)s reaches %(what)s") % facts,
                _("saiyai frontdesk-role NAME; take other grants away"),
            )
        else:
            yield "ok", _("%(role)s reaches its own tables only") % {"role": role}, ""


def memory_findings(swaps="/proc/swaps", blocks="/sys/block"):
    """Swap and core dumps lay what is in memory on a disk."""
    open_swap = [name for name in _swaps(swaps) if not _is_closed(name, blocks)]
    if open_swap:
        yield (
            "warn",
            _("swap is not encrypted (%(where)s)") % {"where": ", ".join(open_swap)},
            _("swapoff, or swap on dm-crypt"),
        )
    if resource.getrlimit(resource.RLIMIT_CORE)[0] != 0:
        do = _("ulimit -c 0, LimitCORE=0: ours write none by themselves; the database and the proxy may")
        yield "warn", _("core dumps are on"), do
    if not open_swap and resource.getrlimit(resource.RLIMIT_CORE)[0] == 0:
        yield "ok", _("no core dumps, no open swap"), ""


def _swaps(table):
    try:
        return [line.split()[0] for line in Path(table).read_text().splitlines()[1:] if line.strip()]
    except OSError:
        return []


def _is_closed(name, blocks):
    """Whether this swap lies on dm-crypt, or in compressed memory."""
    block = Path(name).resolve().name if name.startswith("/dev/") else ""
    if block.startswith("zram"):
        return True
    try:
        return bool(block) and (Path(blocks) / block / "dm" / "uuid").read_text().startswith("CRYPT-")
    except OSError:
        return False
