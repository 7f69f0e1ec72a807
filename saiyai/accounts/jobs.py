"""Forget sessions and tallies that have run out."""

from saiyai.accounts import actions, queries, tallies
from saiyai.policy.actors import SYSTEM


def purge_sessions(now):
    """Delete the rows of sessions that can no longer be used."""
    if not queries.expired_sessions(now).exists():
        return "purged 0"
    return f"purged {actions.purge_sessions(now, by=SYSTEM)}"


def purge_tallies(now):
    """Delete the tallies that count no more."""
    return f"purged {tallies.purge(now)}"
