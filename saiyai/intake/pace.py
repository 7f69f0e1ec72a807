"""Everybody waits a little when very many come at once. Nobody is told from anybody else.

Refused is nobody but who does, while very many others do the same, what is not to send a report: tries a code, saves a draft,
seals a name later. Each of them holds a thread of this process, and a place of those who wait for the slow derivation; most
must be left for the pages and for those who send a report. Of one and the same report only a few are taken in at a time, for who
has answered the puzzle once could send it any number of times.
"""

import threading
import time
from collections import Counter, deque
from contextlib import contextmanager

from saiyai.crypto.slow import Busy

WAIT = 2.0  # seconds


class Pace:
    """Lets `most` through in a minute; each further one waits."""

    def __init__(self, most):
        self.most = most
        self._passed = deque(maxlen=most)
        self._lock = threading.Lock()

    def is_flooded(self) -> bool:
        """Whether `most` have come within a minute."""
        with self._lock:
            return len(self._passed) == self.most and time.monotonic() - self._passed[0] < 60

    def count(self):
        """One more."""
        with self._lock:
            self._passed.append(time.monotonic())

    def wait(self):
        """Count one more, and let it wait if there are very many."""
        self.pause()
        self.count()

    def pause(self):
        """Wait if there are very many."""
        if self.is_flooded():
            time.sleep(WAIT)


class Room:
    """Holds so many at once; whoever comes when it is full gets Busy."""

    def __init__(self, most):
        self._places = threading.BoundedSemaphore(most)

    @contextmanager
    def place(self):
        """One of the places, for as long as the block takes."""
        if not self._places.acquire(blocking=False):
            raise Busy("very many do the same")
        try:
            yield
        finally:
            self._places.release()


class Each:
    """Holds so many at once of each thing; of which, it forgets when they are through."""

    def __init__(self, most):
        self._most, self._held, self._lock = most, Counter(), threading.Lock()

    @contextmanager
    def place(self, which):
        """One of its places, for as long as the block takes; raises Busy."""
        with self._lock:
            if self._held[which] >= self._most:
                raise Busy("the same, many times at once")
            self._held[which] += 1
        try:
            yield
        finally:
            with self._lock:
                self._held[which] -= 1
                self._held += Counter()  # drops what is at nought


sending = Pace(600)
same_report = Each(3)
wrong_receipts = Pace(60)
trying = Room(40)
far_too_long = Room(2)
aside = Room(20)  # of the 82 places of slow.py that reports need
