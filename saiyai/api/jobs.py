"""Forget what was answered under idempotency keys."""

from saiyai.api import actions, queries
from saiyai.policy.actors import SYSTEM


def forget_answers(now):
    """Delete the answers that nobody may ask for again."""
    if not queries.old_answers(now).exists():
        return "forgot 0"
    return f"forgot {actions.forget_answers(now, by=SYSTEM)}"
