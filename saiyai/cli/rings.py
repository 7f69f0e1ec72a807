"""`saiyai keyring`: look at the copies of the keyring, make them equal, seal a snapshot, bring one back."""

import json
import sqlite3
import sys
from pathlib import Path

from saiyai.cli.words import _


def add_to(commands):
    """Put the command and its four words into the parser."""
    ring = commands.add_parser("keyring", help=_("the keys that can be destroyed"))
    verbs = ring.add_subparsers(required=True, metavar=_("command"))
    check = verbs.add_parser("check", help=_("look whether both copies are equal; exit 1 if not"))
    check.add_argument("--json", action="store_true", help=_("in English, for programs"))
    check.set_defaults(do=_check, needs_keys=False)
    mend = verbs.add_parser("mend", help=_("join the copies: nothing that was destroyed comes back"))
    mend.set_defaults(do=_mend, needs_keys=False)
    snapshot = verbs.add_parser("snapshot", help=_("seal the keys now, as the worker does each hour"))
    snapshot.add_argument("--to", action="append", default=[], metavar="age1…", help=_("public key that may open it"))
    snapshot.set_defaults(do=_snapshot, needs_keys=False)
    restore = verbs.add_parser("restore", help=_("take the keys of a snapshot in, but those that were destroyed"))
    restore.add_argument("file", type=Path, help=_("path of the file"))
    restore.add_argument("--identity", type=Path, required=True, help=_("file with the secret key of age"))
    restore.set_defaults(do=_restore, needs_keys=False)


def _fail(problem):
    print(f"saiyai keyring: {problem}", file=sys.stderr)
    return 1


def _check(options):
    from saiyai.crypto import keyring

    try:
        found = keyring.compare()
    except (keyring.Incomplete, sqlite3.Error, OSError) as problem:
        return _fail(problem)
    facts = {
        "copies": len(keyring.paths()), "keys": found.keys, "missing": found.missing,
        "half_destroyed": found.half_destroyed, "unlike": found.unlike,
    }  # fmt: skip
    if options.json:
        print(json.dumps(facts))
    elif found.equal:
        print(_("%(copies)d copies, %(keys)d keys, equal") % facts)
    else:
        text = _(
            "THE COPIES DIFFER: %(missing)d keys are in one only, %(half_destroyed)d half destroyed, %(unlike)d unlike"
        )
        print(text % facts)
    return 0 if found.equal else 1


def _mend(options):
    from saiyai.crypto import keyring

    return _joined(keyring.mend)


def _joined(join):
    from saiyai.backup import ring
    from saiyai.crypto import age, keyring

    try:
        added, destroyed = join()
    except keyring.Taken:
        return _fail(_("one name has two contents; nothing was changed. Keep both files, and ask who wrote them"))
    except (ring.NotASnapshot, age.NotOpened, sqlite3.Error, OSError, ValueError) as problem:
        return _fail(_("%(problem)s. Nothing was changed.") % {"problem": problem})
    facts = {"added": added, "destroyed": destroyed}
    print(_("%(added)d keys added to a copy, %(destroyed)d destroyed at last") % facts)
    return 0


def _snapshot(options):
    from django.conf import settings
    from django.utils import timezone

    from saiyai.backup import ring
    from saiyai.crypto import age

    try:
        recipients = age.read_recipients(options.to or settings.BACKUP_TO)
        if not recipients:
            return _fail(_("name a public key with --to (saiyai pair makes one)"))
        print(ring.snapshot(recipients, timezone.now()))
    except (ValueError, OSError, RuntimeError, sqlite3.Error) as problem:
        return _fail(problem)
    return 0


def _restore(options):
    from saiyai.backup import ring
    from saiyai.crypto import age

    return _joined(lambda: ring.bring_back(options.file, age.read_identities(options.identity.read_text())))
