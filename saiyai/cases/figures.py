"""Counts of a desk, coarse enough that none of them, and no difference between them, gives a small number away.

Every count is shown as a span of five: fewer than 5, 5–9, 10–14. No sum is published, of a table or of all offices: a sum
would let somebody subtract. How many rows the tables have matters as well (tests/test_figures.py looks from outside).
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

WIDTH = 5


@dataclass(frozen=True)
class Span:
    """From the one to the other, both included; all that is known of a count."""

    low: int

    @property
    def high(self):
        """The largest that it can be."""
        return self.low + WIDTH - 1

    def __str__(self):
        if self.low < WIDTH:
            return _("fewer than %(n)d") % {"n": WIDTH}
        return f"{self.low:,}–{self.high:,}"


def span(count: int) -> Span:
    """The span in which a count lies."""
    return Span(count - count % WIDTH)


IN_TIME, LATE, TO_COME, OVERDUE = "in_time", "late", "to_come", "overdue"
CLOCK = {
    IN_TIME: _lazy("In time"),
    LATE: _lazy("Late"),
    TO_COME: _lazy("Not yet, still in time"),
    OVERDUE: _lazy("Not yet, its day is over"),
}
