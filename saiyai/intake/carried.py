"""What a reporter has answered so far, sealed into their own form. Nothing of it is kept here.

The key lies in the memory of this group of processes: the parent gives it to its children in the environment, or each
process makes its own. After a restart nobody can open such a field any more, us included. Its length says only which
power of two the content comes to, and small ones are all alike.
"""

import base64
import binascii
import os
import time
from functools import cache

from saiyai.crypto import envelopes
from saiyai.crypto.places import place
from saiyai.intake import keys, opening

NAME = "SAIYAI_CARRY_KEY"
SMALLEST = 8 * 1024
LARGEST = 512 * 1024
LETTERS = LARGEST * 4 // 3 + 200  # a longer field was not made here
TELLING = 24 * 60  # minutes from the first page to sending
IDLE = 30  # minutes between two pages of a visit
SET_BACK = 5 * 60  # seconds by which a clock may be set back without taking anybody's words away


class Stale(ValueError):
    """Made before a restart, too old, or not by us."""


class TooMuch(ValueError):
    """More than a form can carry."""


@cache
def _key() -> bytes:
    given = os.environ.get(NAME, "")
    return bytes.fromhex(given) if len(given) == 64 else envelopes.new_key()


def forget():
    """Take the key out of memory, as a restart does."""
    _key.cache_clear()


def now() -> int:
    """Now, in whole seconds."""
    return int(time.time())


def close(state: dict, purpose: str) -> str:
    """The state as text for a hidden field; raises TooMuch."""
    content = keys.as_bytes({**state, "at": now()})
    size = SMALLEST
    while size <= len(content):
        size *= 2
    if size > LARGEST:
        raise TooMuch("more than a form can carry")
    sealed = envelopes.close(content, _key(), place=place("carried", purpose), smallest=size)
    return base64.urlsafe_b64encode(sealed).decode()


def read(text: str, purpose: str, *, idle: int) -> dict:
    """The state that was carried, if its last page is not longer ago than `idle` minutes; raises Stale."""
    if len(text) > LETTERS:
        raise Stale("not ours")
    try:
        sealed = base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True)
        state = opening.open_data(sealed, _key(), place=place("carried", purpose))
    except (opening.CannotOpen, binascii.Error, UnicodeEncodeError):
        raise Stale("not ours, or made before a restart") from None
    if not -SET_BACK <= now() - state["at"] <= idle * 60:
        raise Stale("too old")
    return state
