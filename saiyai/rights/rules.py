"""Who may ask for what about whose data, and by when it is answered."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from saiyai.policy.held import keepers
from saiyai.policy.permissions import Permission as P

# How long an answer may take, and how long looks are kept. House rules.
ANSWER_WITHIN = timedelta(days=30)
LOOKS_KEPT = timedelta(days=730)
# How many months an account without a role or a membership is kept; the data register says so.
ACCOUNTS_KEPT = 12


def objections(subject):
    """Why nothing about this person can be erased now; each with what would make it possible. Empty: it can."""
    return [reason for keeper in keepers() if (reason := keeper.objection(subject))]


def may_answer(viewer):
    return viewer.allows(P.DATA_ANSWER)


def may_enter(viewer):
    """Enter a request that came by letter."""
    return viewer.allows(P.DATA_ENTER)


def why_not_answer(request, by):
    """Why this user may not answer this request now, or ""."""
    if not may_answer(by):
        return _("You do not have permission to do this.")
    if request.status != request.Status.ASKED:
        return _("This has been answered already.")
    if by.pk in (request.user_id, request.entered_by_id):
        return _("Another person than who asked or entered it answers.")
    return ""
