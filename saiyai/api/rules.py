"""What a token may be for, how long it lives, and when it is refused."""

from datetime import timedelta
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from saiyai.crypto.digest import keyed_digest
from saiyai.membership.rules import APPLICATION, MEMBER
from saiyai.networks.rules import NETWORK, PARTICIPATION

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
KEPT_FOR = timedelta(hours=24)  # how long an idempotency key is known
MOST_ON_A_PAGE, LAST_PAGE = 100, 10_000


def password_mark(user):
    """Changes with the password, and tells nothing of it."""
    return keyed_digest(user.password or "-", purpose="token")


def how_ended(token, user):
    """In a word how this token of this user ended, or "" while it has not."""
    if token.revoked_on is not None:
        return _("Revoked")
    if token.expires_on < timezone.localdate():
        return _("Run out")
    return "" if token.password_mark == password_mark(user) else _("Ended with the password before")


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


# What a receiver may be told of: the moves of four lifecycles, under the names that the trail has for them.
TOPICS = {
    "application": _("Applications"),
    "member": _("Memberships"),
    "network": _("Networks"),
    "participation": _("Units that take part"),
}
_TABLES = {"application": APPLICATION, "member": MEMBER, "network": NETWORK, "participation": PARTICIPATION}
EVENTS = {topic: [f"{topic}.{move}" for move in table.moves] for topic, table in _TABLES.items()}
PING = "receiver.tried"
MOST_RECEIVERS = 5
MOST_FAILURES = 12  # in a row; with the pauses between them about a day
SCHEMES = ("https",)
OUTCOMES = {
    "timeout": _("It did not answer in time."),
    "private": _("Its address is not on the public internet."),
    "unknown": _("Its name is not known."),
    "unreachable": _("It could not be reached, or its certificate is not valid."),
    "redirect": _("It sent us to another address, and we do not follow."),
    "owner": _("Its owner may not be told this any more."),
    "off": _("It was switched off."),
}
# Where other addresses are wrapped inside, which cannot be told to be public; and what the library takes for public.
_WRAPPING = [ip_network(one) for one in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")]
_NOT_PUBLIC = [ip_network(one) for one in ("fec0::/10", "3fff::/20", "5f00::/16", "192.0.0.0/24", "192.88.99.0/24")]


def is_public(text):
    """Whether an address stands on the public internet: nothing of this house, this machine or this link."""
    address = ip_address(text.partition("%")[0])
    address = getattr(address, "ipv4_mapped", None) or address
    if any(address in network for network in (*_WRAPPING, *_NOT_PUBLIC) if network.version == address.version):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def why_not_address(text):
    """The reason why nothing is sent to this address, or "". Names are looked up when it is sent to, each time."""
    wrong = _("Write a whole address that begins with https://.")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return wrong
    if parts.scheme not in SCHEMES or not parts.hostname or len(text) > 500 or not text.isascii():
        return wrong
    if any(letter.isspace() or not letter.isprintable() for letter in text):
        return wrong
    if parts.username is not None or parts.fragment or (port is not None and port != 443 and port < 1024):
        return _("Leave out names, passwords and what follows a #; the port is 443 or above 1023.")
    try:
        return "" if is_public(parts.hostname) else OUTCOMES["private"]
    except ValueError:  # a name
        local = parts.hostname.rstrip(".").rpartition(".")
        return OUTCOMES["private"] if not local[1] or local[2] in ("localhost", "local", "internal") else ""
