"""What a token may be for, how long it lives, and when it is refused."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from saiyai.crypto.digest import keyed_digest

SCOPES = {
    "networks.read": _("Read networks, chapters and units that take part"),
    "networks.move": _("Make the moves of networks and units"),
    "directory.read": _("Read people, organisations, groups and ties"),
    "applications.read": _("Read applications"),
    "applications.move": _("Make the moves of applications"),
    "memberships.read": _("Read memberships"),
    "me.read": _("Read what concerns me"),
}
LIVES = {30: _("30 days"), 90: _("90 days"), 365: _("One year")}
MOST_TOKENS = 20
MARK = "saiyai_"  # by which a token that was left somewhere is found by those who look for such things
SHOWN = len(MARK) + 4
REQUESTS_A_MINUTE = 300  # of one token, in one web process
KEPT_FOR = timedelta(hours=24)  # how long an idempotency key is known
MOST_ON_A_PAGE, LAST_PAGE = 100, 10_000


def password_mark(user):
    """Changes with the password, and tells nothing of it."""
    return keyed_digest(user.password or "-", purpose="token")


def why_not_hold(user, stands):
    """The reason why this user has no tokens, or "". `stands`: whether a membership of theirs stands, None without one.

    Officers by their role; members while they are members; nobody by a membership that ended or rests.
    """
    if not user.is_active or not user.standing_grants:
        return _("Only members and officers use programs here.")
    if stands is False and not user.is_officer:
        return _("The membership does not stand at present.")
    return ""


def why_not_use(token, stands, has_second_factor):
    """The reason why this token opens nothing now, or ""."""
    user = token.user
    if token.revoked_on is not None:
        return _("It was revoked.")
    if token.expires_on < timezone.localdate():
        return _("It has run out.")
    if token.password_mark != password_mark(user):
        return _("The password was changed after it was made.")
    if reason := why_not_hold(user, stands):
        return reason
    if settings.REQUIRE_SECOND_FACTOR and user.is_officer and not (token.two_step and has_second_factor):
        return _("An officer’s token is made after a sign-in in two steps.")
    return ""
