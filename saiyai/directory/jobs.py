"""What the directory does by itself."""

from datetime import timedelta

from django.utils import timezone

from saiyai.directory import actions
from saiyai.policy.actors import SYSTEM

LOOK_BACK = timedelta(days=8)  # a worker that stood still for a week misses nobody


def follow_dates(now):
    """Every night: who left or took up a post by its date is found under the right one."""
    today = timezone.localdate(now)
    return str(actions.follow_dates(today - LOOK_BACK, today, by=SYSTEM))


def rebuild_search(now):
    """On demand, and once a month: write the whole search index anew."""
    return str(actions.rebuild_search(by=SYSTEM))
