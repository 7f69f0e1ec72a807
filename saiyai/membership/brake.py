"""Slows whoever tries codes of cards.

Unknown codes a minute, of all visitors together: no addresses are kept, so nobody is told from anybody. Whoever tries
codes is slowed, and a real card is always answered: a flood of nonsense must not close the check for all. A code has
100 random bits; the brake spares the machine, it is not what keeps codes from being guessed.
"""

from django.core.cache import caches
from django.utils import timezone

UNKNOWN_A_MINUTE = 60


def too_many_unknown():
    """Count an unknown code, and say whether there were too many in this minute."""
    key = f"membership.unknown_codes.{timezone.now():%H%M}"
    counts = caches["process"]  # a flood of guesses shall not become a flood of writes
    counts.add(key, 0, timeout=120)
    return counts.incr(key) > UNKNOWN_A_MINUTE
