"""What a person knows, made into keys slowly: Argon2id (RFC 9106), 64 MiB, three passes, with the pepper inside.

The pepper goes into the derivation itself (`secret`), not over its result: else a public key drawn from the result would
let somebody with a copy of the tables try codes at leisure. Only a few derivations run at once in a process, because each
takes 64 MiB; whoever waits longer than `PATIENCE` gets Busy and loses nothing.
"""

import threading
from contextlib import contextmanager

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from django.conf import settings

from saiyai.crypto import keys

MEMORY = 64 * 1024  # KiB
PASSES = 3
LENGTH = 64
AT_ONCE = 2  # in one process
PATIENCE = 30  # seconds

_places = threading.BoundedSemaphore(AT_ONCE)


class Busy(RuntimeError):
    """Too many at once; try again in a moment."""


@contextmanager
def _a_place():
    if not _places.acquire(timeout=PATIENCE):
        raise Busy("too many derivations at once")
    try:
        yield
    finally:
        _places.release()


def derive(known: str, *, salt: bytes) -> bytes:
    """64 bytes from a code or passphrase; the same for the same text, salt and pepper."""
    memory, passes = getattr(settings, "SLOW_DERIVATION", (MEMORY, PASSES))
    with _a_place():
        return Argon2id(
            salt=salt, length=LENGTH, iterations=passes, lanes=1, memory_cost=memory, secret=keys.pepper()
        ).derive(known.encode())


def site_salt(purpose: str) -> bytes:
    """One salt for all codes of a purpose at this site: a code must be found without knowing whose it is."""
    return keys.pepper_subkey(f"salt:{purpose}")[:16]
