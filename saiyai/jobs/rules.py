"""When a job runs, and when it is tried again after an error."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

LONGEST_PAUSE = timedelta(hours=6)


@dataclass(frozen=True)
class Every:
    """`run(now) -> short result text`, each `period`, or daily at a time of day in Thailand.

    A job is idempotent: killed half way and run again it comes to the same. `at_most` is how long one run may take
    before another worker may believe that the first is dead.
    """

    name: str
    run: Callable[[datetime], str]
    period: timedelta = timedelta(days=1)
    at: time | None = None
    label: str = ""
    at_most: timedelta = timedelta(minutes=10)
    longest_pause: timedelta = LONGEST_PAUSE

    def next_after(self, now: datetime) -> datetime:
        """The next time it is due."""
        if self.at is None:
            return now + self.period
        local = timezone.localtime(now)
        today = local.replace(hour=self.at.hour, minute=self.at.minute, second=0, microsecond=0)
        return today if today > local else today + timedelta(days=1)


def pause_after(failures: int, longest: timedelta = LONGEST_PAUSE) -> timedelta:
    """One minute after the first error, doubled after each further one, `longest` at most."""
    return min(timedelta(minutes=2 ** min(failures - 1, 12)), longest)
