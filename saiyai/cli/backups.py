"""`saiyai backup`, `saiyai restore`, `saiyai pair`."""

import json
import os
import sqlite3
import sys
from pathlib import Path

from saiyai.cli.words import _


def add_to(commands):
    """Put the three commands into the parser."""
    backup = commands.add_parser("backup", help=_("write everything into one encrypted file; with --keys, the keys"))
    backup.add_argument("file", type=Path, help=_("path of the file"))
    backup.add_argument(
        "--to",
        action="append",
        default=[],
        metavar="age1…",
        help=_("public key that may open it; repeat for more (default: SAIYAI_BACKUP_TO, separated by spaces)"),
    )
    backup.add_argument("--keys", action="store_true", help=_("the keys instead of the data: keep the two files apart"))
    backup.add_argument("--json", action="store_true", help=_("in English, for programs"))
    backup.set_defaults(do=_backup, needs_keys=False)

    restore = commands.add_parser("restore", help=_("bring a backup into an empty database and data folder"))
    restore.add_argument("file", type=Path, help=_("path of the file"))
    restore.add_argument("--identity", type=Path, required=True, help=_("file with the secret key of age"))
    restore.add_argument("--keys", action="store_true", help=_("the file is a backup of the keys"))
    restore.add_argument("--check", action="store_true", help=_("only read it to its end and say whether it is whole"))
    restore.add_argument(
        "--send-letters", action="store_true", help=_("letters that waited go out; else they are held")
    )
    restore.add_argument("--json", action="store_true", help=_("in English, for programs"))
    restore.set_defaults(do=_restore, needs_keys=False)

    pair = commands.add_parser(
        "pair", help=_("make an age key pair; the secret key goes into this file, and elsewhere")
    )
    pair.add_argument("file", type=Path, help=_("path of the file"))
    pair.set_defaults(do=_pair, needs_keys=False)


def _say(options, facts, text):
    print(json.dumps(facts, ensure_ascii=False) if options.json else text)
    return 0


def _fail(command, problem):
    print(f"saiyai {command}: {problem}", file=sys.stderr)
    return 1


def _backup(options):
    from django.conf import settings

    from saiyai.backup import actions, leaving
    from saiyai.crypto import age
    from saiyai.policy.actors import SYSTEM

    try:
        recipients = age.read_recipients(options.to or settings.BACKUP_TO)
        if not recipients:
            return _fail("backup", _("name a public key with --to (saiyai pair makes one)"))
        if options.keys:
            count = leaving.make_of_keys(options.file, recipients)
            text = _("%(n)d keys are in %(file)s. Keep it apart from the data.") % {"n": count, "file": options.file}
            return _say(options, {"keys": count}, text)
        manifest = leaving.make(options.file, recipients)
    except (ValueError, OSError) as problem:
        return _fail("backup", problem)
    facts = _facts(manifest) | {"bytes": options.file.stat().st_size}
    actions.note_made(options.file.name, by=SYSTEM, **facts)
    return _say(
        options, facts, _("%(file)s: %(rows)d rows, %(documents)d documents.") % {"file": options.file, **facts}
    )


def _facts(manifest):
    rows = sum(table["rows"] for table in manifest["tables"].values())
    return {"made_on": manifest["made_on"], "rows": rows, "documents": manifest["files"]["count"]}


def _restore(options):
    from saiyai.backup import archive, returning
    from saiyai.crypto import age

    try:
        identities = age.read_identities(options.identity.read_text())
        if options.check:
            manifest = returning.check(options.file, identities)
            return _say(options, manifest, _("%(file)s is whole.") % {"file": options.file})
        if options.keys:
            placed = returning.restore_keys(options.file, identities)
            return _say(options, {"keys": placed}, _("Put back: %(files)s") % {"files": ", ".join(placed)})
        manifest = returning.restore(options.file, identities, hold_letters=not options.send_letters)
    except (returning.NotRestored, archive.Damaged, age.NotOpened, ValueError, OSError) as problem:
        return _fail("restore", _("%(problem)s. Nothing was changed.") % {"problem": problem})
    return _say(options, _facts(manifest), _finish(options, manifest))


def _finish(options, manifest):
    """Note it and read the trail again, where the keys are there to do so."""
    from saiyai.audit.verify import verify
    from saiyai.backup import actions
    from saiyai.crypto import keys
    from saiyai.policy.actors import SYSTEM

    facts = _facts(manifest)
    told = [_("Restored: %(rows)d rows and %(documents)d documents, as of %(made_on)s.") % facts]
    if not options.send_letters:
        told.append(_("Letters that waited are held; an administrator may send them again."))
    if not keys.trail_path().exists() or not keys.master_path().exists():
        told.append(_("NOW RESTORE THE KEYS (saiyai restore --keys) before the site is started."))
        return "\n".join(told)
    verdict = verify()
    whole, not_whole = _("The trail is whole: %(n)d lines."), _("THE TRAIL IS NOT WHOLE: %(detail)s")
    told.append(whole % {"n": verdict.size} if verdict.ok else not_whole % {"detail": verdict.detail})
    actions.note_restored(manifest, by=SYSTEM)
    return "\n".join(told + _delete_again())


def _delete_again():
    """What was deleted after the backup is not even listed. The keyring, which is in no backup, knows of it."""
    from saiyai.cases import jobs

    try:
        deleted, renewed = jobs.delete_again()
    except (OSError, sqlite3.Error) as problem:
        return [
            _("The keyring cannot be read (%(problem)s): what was deleted stays listed until it can.")
            % {"problem": problem}
        ]
    told = [_("Reports that were deleted after the backup are cleared away again.")] if deleted else []
    if renewed:
        told.append(_("SOME REPORTS GOT A NEW KEY AFTER THE BACKUP: what it holds of them opens for nobody."))
    return told


def _pair(options):
    from saiyai.crypto import age

    secret, public = age.new_pair()
    try:
        with os.fdopen(os.open(options.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secret)
    except FileExistsError:
        return _fail("pair", _("%(file)s exists already; a key is never replaced") % {"file": options.file})
    except OSError as problem:
        return _fail("pair", problem)
    print(public)
    text = _("the secret key is in %(file)s. Move it off this machine.") % {"file": options.file}
    print(f"saiyai pair: {text}", file=sys.stderr)
    return 0
