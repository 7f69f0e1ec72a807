"""When a role may be granted, confirmed or ended; how long a private link lives."""

from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext_lazy as _

from saiyai.accounts.models import Grant, PrivateLink, Recovery
from saiyai.policy.actors import is_house
from saiyai.policy.lifecycle import Lifecycle, Move, Refused
from saiyai.policy.permissions import Permission as P
from saiyai.policy.reach import NAMES, Reach
from saiyai.policy.roles import ROLES

S = Grant.Status
COORDINATOR = "unit_coordinator"
INVITATION_DAYS = 14
RECOVERY_HOURS = 24

# How long each kind of link works. A draft is told to be kept 30 days after the last change; each save renews it.
LINK_LIFE = {
    PrivateLink.Purpose.DRAFT: timedelta(days=400),
    PrivateLink.Purpose.ENDORSE: timedelta(days=14),
    PrivateLink.Purpose.INVITATION: timedelta(days=INVITATION_DAYS),
    PrivateLink.Purpose.RECOVERY: timedelta(hours=RECOVERY_HOURS),
    PrivateLink.Purpose.PARTICIPATE: timedelta(days=30),
    PrivateLink.Purpose.CONFIRM: timedelta(days=30),
    PrivateLink.Purpose.FOUNDING: timedelta(days=30),
}


def only(by, user=None):
    """Refused to everybody but the house, and who an account belongs to.

    What these actions do follows from another deed, in which was asked who may do it: they are given
    `carrying_out(by)`, and never an actor as they came in.
    """
    if not is_house(by) and (user is None or by.pk != user.pk):
        raise Refused(_("You do not have permission to do this."))


def only_by_link(by, link):
    """Refused to everybody but the holder of this private link, and the house."""
    if not is_house(by) and by.pk != str(link.pk):
        raise Refused(_("You do not have permission to do this."))


def proposed_it(grant, by):
    """Two people grant an officer role."""
    if grant.proposed_by_id == by.pk:
        return _("Another person must confirm what you proposed.")
    return ""


def is_for_oneself(grant, by):
    """Nobody confirms their own role."""
    return _("Nobody confirms a role for themselves.") if grant.user_id == by.pk else ""


def replaces_what_ended(grant, by):
    """Another reach is for a role that is in force."""
    if grant.replaces_id and grant.replaces.status != S.CONFIRMED:
        return _("The role whose reach this changes has ended. Propose it anew.")
    return ""


GRANT = Lifecycle(
    Move(
        "confirm",
        (S.PROPOSED,),
        S.CONFIRMED,
        P.GRANT_CONFIRM,
        (proposed_it, is_for_oneself, replaces_what_ended),
        _("Confirm"),
    ),
    Move("decline", (S.PROPOSED,), S.DECLINED, P.GRANT_CONFIRM, (), _("Decline")),
    Move("end", (S.CONFIRMED,), S.ENDED, P.GRANT_PROPOSE, (), _("End")),
)


def does_not_name(role, reach, office, network, unit):
    """What is missing or does not fit in a role that is proposed: (name of the field, why), or None."""
    kind, named = ROLES[role], {"office": office, "network": network, "unit": unit}
    if reach not in kind.reaches:
        return "reach", _("This role does not see so far, or not so little.")
    if unit is not None and Reach.UNIT not in kind.reaches:
        return "unit", _("This role is not for a unit.")
    if not kind.central and office is None and network is None:
        return "office", _("This role belongs to an office or to a network. Choose one.")
    field = NAMES.get(reach)
    if field is None or named[field] is not None:
        return None
    return field, {
        "office": _("Choose the office, or another reach."),
        "network": _("Choose the network, or another reach."),
        "unit": _("Say for which unit."),
    }[field]


def is_no_member(role, user):
    """A unit’s coordinator is one of the members."""
    if role != COORDINATOR or any(grant.role == "member" for grant in user.standing_grants):
        return ""
    return _("Only a member is appointed as the coordinator of a unit.")


def other_reaches(grant):
    """The reaches that a role in force could have instead, as far as it names what they need."""
    kind = ROLES[grant.role]
    given = {"office": grant.office, "network": grant.network, "unit": grant.unit}
    fit = [reach for reach in kind.reaches if does_not_name(grant.role, reach, **given) is None]
    return [reach for reach in fit if reach != grant.reach]


def why_not_change_reach(grant, reach, by):
    """The reason why this user may not propose this other reach for a role, or ""."""
    if grant.status != S.CONFIRMED or grant.role not in ROLES:
        return _("Not possible at this stage.")
    if not by.allows(P.GRANT_PROPOSE):
        return _("You do not have permission to do this.")
    if reach not in other_reaches(grant):
        return _("This role does not see so far, or not so little.")
    if grant.replaced_by.filter(status=S.PROPOSED).exists():
        return _("Another reach was proposed already. It waits for a second person.")
    return ""


def helps_oneself(recovery, by):
    """Nobody opens a way back for themselves, not even as the second person."""
    return _("Nobody recovers their own sign-in. Ask two other administrators.") if recovery.user_id == by.pk else ""


def is_closed(recovery, by):
    """A closed account stays closed."""
    return "" if recovery.user.is_active else _("This account is closed.")


def has_no_confirmed_address(recovery, by):
    """The link goes to an address that its owner has confirmed, and to no other."""
    known = recovery.user.emailaddress_set.filter(email=recovery.user.email, verified=True).exists()
    return "" if known else _("The address of this account was never confirmed. Send a new invitation instead.")


R = Recovery.Status
_objections = (helps_oneself, is_closed, has_no_confirmed_address)
RECOVERY = Lifecycle(
    Move("confirm", (R.PROPOSED,), R.CONFIRMED, P.ACCOUNT_RECOVER, (proposed_it, *_objections), _("Confirm")),
    Move("decline", (R.PROPOSED, R.CONFIRMED), R.DECLINED, P.ACCOUNT_RECOVER, (), _("Decline")),
    Move("end", (R.CONFIRMED,), R.ENDED, P.ACCOUNT_RECOVER, (is_closed,), _("Sign in again")),
)


def needs_more_than_outside(user):
    """No provider opens an officer's account by itself: without a second factor of ours, only the password does."""
    second = Authenticator.objects.filter(user=user, type__in=("totp", "webauthn"))
    return user.is_officer and not second.exists()


def is_last_way(user):
    """Nobody locks themselves out: a password or a passkey stays."""
    own = user.has_usable_password() or Authenticator.objects.filter(user=user, type="webauthn").exists()
    return "" if own else _("This is your only way to sign in. Set a password or add a passkey first.")


# Why somebody did not get in from outside, and what to do.
OUTSIDE_REASONS = {
    "state": (
        _("This try has been used, took longer than ten minutes, or was begun in another window."),
        _("Begin again from here."),
    ),
    "stopped": (_("The provider did not let you through, or you stopped there."), _("Begin again, or sign in here.")),
    "down": (
        _("The provider does not answer now."),
        _("Try again in some minutes, or sign in with your password or passkey."),
    ),
    "busy": (_("Too many are signing in this way now."), _("Wait a minute, then try again.")),
    "untrue": (
        _("What the provider answered could not be trusted, so nothing was done."),
        _(
            "Sign in with your password or passkey. If it happens again, tell the office that looks after your province."
        ),
    ),
    "unknown": (
        _("No account here is linked with the one that you used there."),
        _(
            "Sign in with your password or passkey first; then link it under “Sign-in and security”. No account is made by itself."
        ),
    ),
    "officer": (
        _("Your role opens other people’s data, so this way alone is not enough."),
        _("Sign in with your password, then add a passkey or an authenticator app."),
    ),
}
# Whoever signed in with what is gone now, or by a password that is no more, signs in anew.
ENDS_OTHER_SESSIONS = {
    "totp_deactivated",
    "webauthn_removed",
    "password_changed",
    "password_set",
    "password_reset",
    "recovered",
    "outside_unlinked",
}
# What a user is told by letter when their means of sign-in change.
SECURITY_CHANGES = {
    "password_changed": _("The password was changed."),
    "password_set": _("A password was set."),
    "password_reset": _("The password was set anew with a link sent to this address."),
    "email_changed": _("The e-mail address of the account was changed."),
    "totp_activated": _("An authenticator app was added."),
    "totp_deactivated": _("The authenticator app was taken away."),
    "webauthn_added": _("A passkey was added."),
    "webauthn_removed": _("A passkey was taken away."),
    "recovered": _(
        "Every passkey, authenticator app, recovery code and link with a provider outside was taken away, and a new"
        " password was set."
    ),
    "outside_linked": _("A provider outside was linked: whoever can sign in there as you can sign in here."),
    "outside_unlinked": _("The link with a provider outside was taken away."),
    "recovery_codes_generated": _("New recovery codes were made; the codes before them no longer work."),
}

# What stands where the name of an account stood that was erased: data, not a text of the pages.
ERASED_NAME = "ลบข้อมูลแล้ว"
