"""What the directory does by itself."""

from datetime import timedelta

from django.utils import timezone

from saiyai.directory import actions, queries
from saiyai.policy.actors import SYSTEM

LOOK_BACK = timedelta(days=8)  # a worker that stood still for a week misses nobody


def follow_dates(now):
    """Every night: who left or took up a post by its date is found under the right one."""
    today = timezone.localdate(now)
    return str(actions.follow_dates(today - LOOK_BACK, today, by=SYSTEM))


def rebuild_search(now):
    """On demand, and once a month: write the whole search index anew."""
    return str(actions.rebuild_search(by=SYSTEM))


def remind_to_confirm(now):
    """Each morning: the one reminder to who did not answer; what ran out is closed."""
    reminded = closed = 0
    for confirmation in queries.to_remind(now):
        actions.remind_to_confirm(confirmation, by=SYSTEM, now=now)
        reminded += 1
    for confirmation in queries.run_out(now):
        actions.close_confirmation(confirmation, "run_out", by=SYSTEM, now=now)
        closed += 1
    return f"reminded {reminded}, closed {closed}"


def note_returns(now):
    """Every hour: who was asked by a letter that came back."""
    found = list(queries.come_back())
    for confirmation in found:
        actions.close_confirmation(confirmation, "come_back", by=SYSTEM, now=now)
    return f"came back {len(found)}"


def digest_addresses(now):
    """Every ten minutes, until all are done: make addresses known again by mail that comes back."""
    if not queries.has_addresses_without_digest():
        return "done 0"
    return f"done {actions.digest_addresses(by=SYSTEM)}"
