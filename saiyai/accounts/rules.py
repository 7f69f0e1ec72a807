"""When a role may be granted, confirmed or ended; how long a private link lives."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from saiyai.accounts.models import Grant, PrivateLink
from saiyai.policy.lifecycle import Lifecycle, Move
from saiyai.policy.permissions import Permission as P

S = Grant.Status

# How long each kind of link works. A draft is told to be kept 30 days after the last change; each save renews it.
LINK_LIFE = {
    PrivateLink.Purpose.DRAFT: timedelta(days=400),
    PrivateLink.Purpose.ENDORSE: timedelta(days=14),
    PrivateLink.Purpose.INVITATION: timedelta(days=14),
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
