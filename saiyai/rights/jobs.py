"""Seal the looks of the day, forget old ones, and accounts that ended long ago."""

from datetime import timedelta

from django.utils import timezone

from saiyai.policy.actors import SYSTEM
from saiyai.rights import actions, queries, rules

CATCH_UP = 7


def seal_looks(now):
    """Every day of the last week that is over and not yet sealed; a worker that stood still catches up."""
    today, count = timezone.localdate(now), 0
    for back in range(CATCH_UP, 0, -1):
        day = today - timedelta(days=back)
        if queries.seal_of(day) is None:
            actions.seal_looks(day, by=SYSTEM)
            count += 1
    return f"sealed {count}"


def forget_looks(now):
    """Looks that are older than two years."""
    return f"forgot {actions.forget_looks(timezone.localdate(now) - rules.LOOKS_KEPT, by=SYSTEM)}"


def forget_accounts(now):
    """Accounts whose last role or membership ended a year ago, unless something still needs them."""
    count = 0
    for user in queries.accounts_over(timezone.localdate(now)):
        if not rules.objections(queries.subject_of(user)):
            actions.forget_account(user, by=SYSTEM)
            count += 1
    return f"forgot {count} accounts"
