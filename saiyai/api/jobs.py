"""Tell receivers what happened; forget what was answered and what was sent."""

from saiyai.api import actions, delivering, queries
from saiyai.policy.actors import SYSTEM


def deliver(now):
    """Look what happened, and tell whoever is to be told."""
    found = delivering.gather(now)
    told, failed = delivering.send_due(now)
    return f"found {found}, told {told}, failed {failed}"


def forget_deliveries(now):
    """Delete what was sent or given up long ago."""
    return f"forgot {delivering.forget_old(now)}"


def forget_answers(now):
    """Delete the answers that nobody may ask for again."""
    if not queries.old_answers(now).exists():
        return "forgot 0"
    return f"forgot {actions.forget_answers(now, by=SYSTEM)}"
