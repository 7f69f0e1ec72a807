"""What may be switched off, when it is quiet, when a letter is tried again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from saiyai.crypto import codes
from saiyai.jobs.rules import pause_after

BANGKOK = ZoneInfo("Asia/Bangkok")
LINE_CODE_FOR = timedelta(minutes=15)
LINE_DIGITS = codes.DRAFT
INBOX, EMAIL, LINE = "INBOX", "EMAIL", "LINE"
CHANNELS = {INBOX: _("Inbox on this site"), EMAIL: _("E-mail"), LINE: _("LINE")}
LONGEST_TITLE = 200


@dataclass(frozen=True)
class Purpose:
    """Why somebody is written to. `fixed` channels may not be switched off; what `may_wait` is gathered and quiet."""

    label: str | Promise
    about: str | Promise
    title: str | Promise
    fixed: frozenset
    may_wait: bool


PURPOSES = {
    "account": Purpose(
        _("Sign-in and account"), _("Links and codes that you asked for, and warnings about your account."),
        _("A letter about your account was sent to you"), frozenset(CHANNELS), False,
    ),
    "membership": Purpose(
        _("Membership"), _("Decisions and deadlines that you must know of: they are always sent by e-mail."),
        _("A letter about your membership was sent to you"), frozenset({INBOX, EMAIL}), False,
    ),
    "announcement": Purpose(
        _("Announcements"), _("What your network tells its members."),
        _("Your network has an announcement"), frozenset({INBOX}), True,
    ),
    "network": Purpose(
        _("News about networks"), _("Questions to you as a founder, what was decided, and charters that wait to be read."),
        _("There is news about a network"), frozenset({INBOX}), True,
    ),
}  # fmt: skip


SOFT_ENOUGH = (
    3  # so often, each within a month of the last, and an address that only was full is not written to any more
)
SOFT_FOR = timedelta(days=30)
_GONE = {"550", "551", "553"}  # RFC 5321: no such mailbox, gone elsewhere, not a name


def kind_of_bounce(reason):
    """HARD for an address that does not work, SOFT for one that may work tomorrow: full, not reached in time.

    By the codes of RFC 3463: 4.x never is for good; 5.2.2, 5.2.3 and 5.3.x say that the mailbox has no room.
    """
    if reason in _GONE:
        return "HARD"
    return "SOFT" if reason.startswith(("4.", "5.2.2", "5.2.3", "5.3.")) else "HARD"


def may_switch_off(purpose, channel):
    """Whether a person may do without this channel for this purpose."""
    return purpose in PURPOSES and channel not in PURPOSES[purpose].fixed


def wants(preference, purpose, channel):
    """Whether somebody is told by this channel: what may not be switched off, and what they left on."""
    return not may_switch_off(purpose, channel) or f"{purpose}:{channel}" not in preference.off


def is_gathered(preference, purpose):
    """Whether it waits for a summary."""
    return preference.digest != "NONE" and purpose in PURPOSES and PURPOSES[purpose].may_wait


def not_before(preference, purpose, channel, now: datetime):
    """The earliest moment to send: `now`, or the end of the quiet hours for what can wait and for every LINE message."""
    waits = channel == LINE or (purpose in PURPOSES and PURPOSES[purpose].may_wait)
    start, end = preference.quiet_from, preference.quiet_until
    if not waits or start is None or end is None or start == end:
        return now
    local = now.astimezone(BANGKOK)
    quiet = start <= local.hour < end if start < end else local.hour >= start or local.hour < end
    if not quiet:
        return now
    over = local.replace(hour=end, minute=0, second=0, microsecond=0)
    return over if over > local else over + timedelta(days=1)


def pause(attempts, key):
    """Doubled after each try, and up to a quarter longer by the letter's own key: they do not all come back at once."""
    plain = pause_after(attempts)
    return plain + plain * (key.int % 1000) / 4000


def digest_due(preference, now):
    """Whether a summary is sent this morning: every day, or on Mondays."""
    return preference.digest != "WEEKLY" or now.astimezone(BANGKOK).weekday() == 0
