"""Whether this installation is set up as it should be: what the administrator's page tells at every visit.

`saiyai doctor` looks closer, and takes longer.

Nothing here is changed or sent; each finding says what to do about it.
"""

import shutil
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from saiyai.audit import verify
from saiyai.crypto import keys

LEAST_FREE = 2 * 1024**3


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `remedy` is empty when all is well."""

    name: str
    title: str | Promise
    ok: bool
    remedy: str | Promise = ""


def _finding(name, title, ok, remedy):
    return Finding(name, title, ok, "" if ok else remedy)


def keys_in_place():
    """The three key files can be read."""
    missing = [path.name for path in (keys.master_path(), keys.trail_path(), keys.secret_path()) if not path.is_file()]
    return _finding(
        "keys",
        _("Keys"),
        not missing,
        _("A key file is missing. Restore the folder of keys from your backup: sealed data cannot be read without it."),
    )


def address_is_safe():
    """The site is reached by https, or stands on this machine only."""
    safe = settings.SITE_URL.startswith(("https://", "http://localhost", "http://127.0.0.1"))
    remedy = _("Set SAIYAI_SITE_URL to the https address of this site and put a TLS server before it.")
    return _finding("address", _("Address of the site"), safe, remedy)


def second_factor_required():
    """Officers must have a second factor wherever real people are entered."""
    remedy = _("Set SAIYAI_REQUIRE_SECOND_FACTOR=1 before real people are entered.")
    return _finding(
        "second_factor", _("Second factor for officers"), settings.REQUIRE_SECOND_FACTOR or settings.DEMO, remedy
    )


def not_debugging():
    """Error pages tell nothing about the inside."""
    remedy = _("Turn DEBUG off: error pages would show what people typed.")
    return _finding("debug", _("Error pages"), not settings.DEBUG, remedy)


def mail_is_set():
    """A mail server is named. Whether it answers is told by the job that sends letters."""
    remedy = _("Set SAIYAI_SMTP_HOST and SAIYAI_FROM: letters wait in the outbox until then.")
    named = bool(settings.EMAIL_HOST) and settings.DEFAULT_FROM_EMAIL != "saiyai@localhost"
    return _finding("mail", _("Mail server"), named or settings.DEMO, remedy)


def disk_has_room():
    """There is room for documents and the database."""
    free = shutil.disk_usage(settings.VAR).free if settings.VAR.is_dir() else 0
    remedy = _("Less than 2 GB are free where the data lie. Make room, or move SAIYAI_VAR to a larger disk.")
    return _finding("disk", _("Room on the disk"), free >= LEAST_FREE, remedy)


def trail_is_whole():
    """The quick check: the signed head and the last lines. The whole check is `saiyai audit verify`."""
    remedy = _("The end of the trail is not as it was written. Check the whole trail and keep a copy of the database.")
    return _finding("trail", _("End of the trail"), verify.recent(100).ok, remedy)


CHECKS = (
    keys_in_place, address_is_safe, second_factor_required, not_debugging, mail_is_set, disk_has_room, trail_is_whole,
)  # fmt: skip


def findings():
    """What was looked at, in order."""
    return [check() for check in CHECKS]
