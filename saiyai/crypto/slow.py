"""What a person knows, made into keys slowly: Argon2id (RFC 9106), 64 MiB, three passes, with the pepper inside.

The pepper goes into the derivation itself (`secret`), not over its result: else a public key drawn from the result would
let somebody with a copy of the tables try codes at leisure. Only a few derivations run at once in a process, because each
takes 64 MiB, and they run in threads that step back for everybody else: pages do not wait while many codes are tried. Codes
that are only tried have a kitchen of their own, with one cook who steps back further: whoever sends a report or unlocks a
vault never stands in line behind them. Who waits longer than `PATIENCE`, or comes when very many wait, gets Busy and loses
nothing.
"""

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from django.conf import settings

from saiyai.crypto import keys

MEMORY = 64 * 1024  # KiB
PASSES = 3
LENGTH = 64
AT_ONCE, WAITING, NICENESS = 2, 80, 5  # in one process. Who waits holds a thread of the web server: it must have more
TRIED_AT_ONCE, TRIED_WAITING, TRIED_NICENESS = 1, 40, 10  # of codes that are only tried, beside those
PATIENCE = 30  # seconds


class Busy(RuntimeError):
    """Too many at once; try again in a moment."""


class _Kitchen:
    """The threads that derive, and the room for those who wait for them."""

    def __init__(self, cooks, waiting, niceness):
        self.cooks = ThreadPoolExecutor(cooks, "derive", initializer=_step_back, initargs=(niceness,))
        self.room = threading.BoundedSemaphore(cooks + waiting)


def _step_back(niceness):
    """On Linux a thread has a niceness of its own. Where it may not be changed, all are equal."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), niceness)


_kitchens: dict[bool, _Kitchen] = {}


def _begin():
    _kitchens[False] = _Kitchen(AT_ONCE, WAITING, NICENESS)
    _kitchens[True] = _Kitchen(TRIED_AT_ONCE, TRIED_WAITING, TRIED_NICENESS)


_begin()


os.register_at_fork(after_in_child=_begin)  # threads stay with the parent


def derive(known: str, *, salt: bytes, tried=False) -> bytes:
    """64 bytes from a code or passphrase; the same for the same text, salt and pepper. Raises Busy.

    `tried`: anybody may come with any number of these.
    """
    memory, passes = getattr(settings, "SLOW_DERIVATION", (MEMORY, PASSES))
    made = Argon2id(salt=salt, length=LENGTH, iterations=passes, lanes=1, memory_cost=memory, secret=keys.pepper())
    kitchen = _kitchens[tried]
    if not kitchen.room.acquire(blocking=False):
        raise Busy("very many wait already")
    try:
        task = kitchen.cooks.submit(made.derive, known.encode())
        try:
            return task.result(timeout=PATIENCE)
        except TimeoutError:
            if task.cancel():
                raise Busy("too many derivations at once") from None
            return task.result()  # it had begun
    finally:
        kitchen.room.release()


def site_salt(purpose: str) -> bytes:
    """One salt for all codes of a purpose at this site: a code must be found without knowing whose it is."""
    return keys.pepper_subkey(f"salt:{purpose}")[:16]
