"""Whether the front desk may start: what must be there, and what must not be, looked at with its own rights.

What is true of the keyring matters to the other processes as well: saiyai/home/safety.py asks for it too.
"""

import os
import sqlite3
from pathlib import Path
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.db import Error, connections
from django.utils.translation import gettext as _

from saiyai.crypto import keyring, keys
from saiyai.crypto.shared import is_open_to_others
from saiyai.intake import fence
from saiyai.intake.models import Report
from saiyai.policy.dangers import Danger

HERE = ("localhost", "127.0.0.1", "::1")


def missing():
    """A sentence for each thing without which no report could be taken in."""
    try:
        keys.pepper()
    except (keys.KeyMissing, OSError):
        yield _("%(path)s cannot be read: saiyai run makes it at the first start") % {"path": keys.pepper_path()}
    try:
        keyring.names("report")
    except (OSError, sqlite3.Error) as problem:
        yield _("the keyring %(path)s does not open (%(problem)s)") % {"path": settings.KEYRING, "problem": problem}
    try:
        for model in apps.get_app_config("intake").get_models():
            list(model._base_manager.all()[:1])
    except Error as problem:
        yield _("the tables for reports do not answer, or are of another release (%(problem)s): saiyai migrate") % {
            "problem": type(problem).__name__
        }
    if not (settings.STATIC_ROOT / "staticfiles.json").exists():
        yield _("the static files are not collected. Run saiyai static.")


def address():
    """What people tell does not travel in clear; an onion address closes the way itself."""
    host = urlsplit(settings.FRONTDESK_URL).hostname or ""
    if not settings.FRONTDESK_URL.startswith("https://") and host not in HERE and not host.endswith(".onion"):
        do = _("set SAIYAI_FRONTDESK_URL to an https:// address")
        found = _("the front desk is reached by %(address)s, where all can be read on the way")
        yield Danger("frontdesk-address", found % {"address": settings.FRONTDESK_URL}, do)


def errors():
    """The shortcuts of the tests, and error pages that show what people typed."""
    if settings.DEBUG:
        yield Danger("debug", _("DEBUG is on"), _("turn DEBUG off: error pages would show what people typed"))
    if settings.TESTING:
        yield Danger("testing", _("SAIYAI_TESTING is on: codes would be kept by a weak digest"), "unset SAIYAI_TESTING")


def open_secrets():
    """A keyring, pepper or folder of them that somebody else on this machine can read."""
    given = os.environ.get("CREDENTIALS_DIRECTORY", "")
    lent = bool(given) and Path(given).resolve() in (settings.KEYS_DIR.resolve(), *settings.KEYS_DIR.resolve().parents)
    for path in (*([] if lent else [keys.pepper_path()]), *keyring.paths(), *(ring.parent for ring in keyring.paths())):
        if is_open_to_others(path):
            do = f"chmod {700 if path.is_dir() else 600} {path}"
            yield Danger("keys", _("%(path)s can be read by others") % {"path": path}, do)


def keyring_place():
    """A keyring that every backup copies brings back what was deleted; two copies in one file are one."""
    rings = [path.resolve() for path in keyring.paths()]
    stores = {Path(str(store["NAME"])).resolve() for store in settings.DATABASES.values()}
    copied = [Path(settings.PRIVATE_DIR).resolve(), settings.KEYS_DIR.resolve()]
    for ring in rings:
        if ring in stores or any(ring.is_relative_to(folder) for folder in copied):
            do = _("name another place in SAIYAI_KEYRING: a volume of its own, in no backup")
            yield Danger("keyring-place", _("the keyring %(path)s lies in what a backup copies") % {"path": ring}, do)
    if len(rings) == 2 and (rings[0] == rings[1] or _is_one_file(*rings)):
        do = _("name a file on another disk in SAIYAI_KEYRING_MIRROR")
        yield Danger("keyring-place", _("both copies of the keyring are one file"), do)


def _is_one_file(one, other):
    return one.exists() and other.exists() and one.samefile(other)


def keyring_copies():
    """Two copies that differ: somebody must look before more is written."""
    try:
        found = keyring.compare()
    except (OSError, sqlite3.Error) as problem:
        yield Danger(
            "keyring-copies", _("a copy of the keyring cannot be read: %(problem)s") % {"problem": problem}, MEND
        )
        return
    if not found.equal:
        yield Danger("keyring-copies", _("the two copies of the keyring differ"), MEND)


MEND = "saiyai keyring check; saiyai keyring mend"


def keyring_lost():
    """Reports without any key: the volume of the keyring is not mounted, or lost."""
    try:
        empty = keyring.is_empty()
    except (OSError, sqlite3.Error):  # which `keyring_copies` tells
        return
    if empty and Report._meta.db_table in _tables() and Report.objects.exists():
        do = _("mount the volume of the keyring, or saiyai keyring restore; begin no new one")
        yield Danger("keyring-lost", _("there are reports, and the keyring is empty"), do)


def _tables():
    store = connections[settings.VAULT]
    try:
        return store.introspection.table_names()
    except Error:  # the front desk may not look at lists of tables; what it needs, `missing` has asked
        return [Report._meta.db_table]


def fenced():
    """On PostgreSQL the role of the front desk reaches its own tables and nothing else."""
    if connections[settings.VAULT].vendor == "postgresql" and not settings.DEMO and (reached := fence.reaches()):
        found = _("the database role of the front desk reaches what it must not (%(what)s)")
        do = _("saiyai frontdesk-role NAME, and that role in SAIYAI_FRONTDESK_DATABASE")
        yield Danger("frontdesk-role", found % {"what": ", ".join(reached[:3])}, do)


def demo_keys():
    """Keys that were made for a demo, whose passwords are printed."""
    if not settings.DEMO and keys.demo_mark().exists():
        do = _("make keys for the real site in an empty folder (SAIYAI_KEYS)")
        yield Danger("demo-keys", _("the keys in %(path)s were made for the demo") % {"path": settings.KEYS_DIR}, do)


SHARED = (open_secrets, keyring_place, keyring_copies, keyring_lost, demo_keys)
LOOKS = (address, errors, fenced, *SHARED)


def dangers():
    """Everything that must not be at the front desk, and is."""
    return [danger for look in LOOKS for danger in look()]
