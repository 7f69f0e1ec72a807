"""A report that is not sent yet, as a sealed file that only its reporter has. It outlives a restart of ours.

The file is closed under a key drawn slowly from a short code and a random salt of its own; the pepper is inside, so that
the file alone does not help anybody to try codes. Its length is a power of two.
"""

import os

from saiyai.crypto import slow
from saiyai.crypto.envelopes import close, mix
from saiyai.crypto.places import place
from saiyai.intake import keys, opening

MAGIC = b"SYD1"
SALT = 16
SMALLEST = 16 * 1024
LARGEST = 1024 * 1024
PLACE = place("draft")


class NoDraft(ValueError):
    """Not such a file, or another code."""


def _key(code, salt, *, tried=False):
    return mix(slow.derive(code, salt=salt, tried=tried), info=b"draft")


def seal(answers: dict, code: str) -> bytes:
    """The file; raises slow.Busy."""
    content, size, salt = keys.as_bytes(answers), SMALLEST, os.urandom(SALT)
    while size <= len(content):
        size *= 2
    return MAGIC + salt + close(content, _key(code, salt), place=PLACE, smallest=size)


def unseal(file: bytes, code: str) -> dict:
    """The answers in a file; raises NoDraft, slow.Busy."""
    if not file.startswith(MAGIC) or len(file) > LARGEST:
        raise NoDraft("no such file")
    salt = file[len(MAGIC) : len(MAGIC) + SALT]
    if len(salt) < SALT:
        raise NoDraft("no such file")
    try:
        return opening.open_data(file[len(MAGIC) + SALT :], _key(code, salt, tried=True), place=PLACE)
    except opening.CannotOpen:
        raise NoDraft("another code") from None
