"""Everybody waits a little when very many come at once. Nobody is told from anybody else, and nobody is refused."""

import threading
import time
from collections import deque

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


sending = Pace(600)
wrong_receipts = Pace(60)
