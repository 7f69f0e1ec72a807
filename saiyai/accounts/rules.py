"""When a role may be granted, confirmed or ended; how long a private link lives."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from saiyai.accounts.models import Grant, PrivateLink
from saiyai.policy.lifecycle import Lifecycle, Move
from saiyai.policy.permissions import Permission as P

S = Grant.Status
INVITATION_DAYS = 14

# How long each kind of link works. A draft is told to be kept 30 days after the last change; each save renews it.
LINK_LIFE = {
    PrivateLink.Purpose.DRAFT: timedelta(days=400),
    PrivateLink.Purpose.ENDORSE: timedelta(days=14),
    PrivateLink.Purpose.INVITATION: timedelta(days=INVITATION_DAYS),
}


def proposed_it(grant, by):
    """Two people grant an officer role."""
    if grant.proposed_by_id == by.pk:
        return _("Another person must confirm what you proposed.")
    return ""


def is_for_oneself(grant, by):
    """Nobody confirms their own role."""
    return _("Nobody confirms a role for themselves.") if grant.user_id == by.pk else ""


GRANT = Lifecycle(
    Move("confirm", (S.PROPOSED,), S.CONFIRMED, P.GRANT_CONFIRM, (proposed_it, is_for_oneself), _("Confirm")),
    Move("decline", (S.PROPOSED,), S.DECLINED, P.GRANT_CONFIRM, (), _("Decline")),
    Move("end", (S.CONFIRMED,), S.ENDED, P.GRANT_PROPOSE, (), _("End")),
)

# Whoever signed in with what is gone now, or by a password that is no more, signs in anew.
ENDS_OTHER_SESSIONS = {"totp_deactivated", "webauthn_removed", "password_changed", "password_set", "password_reset"}
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
    "recovery_codes_generated": _("New recovery codes were made; the codes before them no longer work."),
}
