"""Everybody waits a little when very many come at once. Nobody is told from anybody else.

Refused is nobody but who tries a receipt, or the code of a draft, while very many others do: each of them holds a thread of this
process, and some must be left for the pages and for those who send a report.
"""

import threading
import time
from collections import deque
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
            raise Busy("very many try codes")
        try:
            yield
        finally:
            self._places.release()


sending = Pace(600)
wrong_receipts = Pace(60)
trying = Room(40)
