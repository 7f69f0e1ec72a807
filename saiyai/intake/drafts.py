"""A report that is not sent yet, as a sealed file that only its reporter has. It outlives a restart of ours.

The file is closed under a key drawn slowly from a short code and a random salt of its own; the pepper is inside, so that
the file alone does not help anybody to try codes. It is as long as one page or several: who watches the line cannot tell
its download from a question that is answered, and of its content only the next power of two.

    "SYD2" · salt (16 bytes) · length of what is sealed (4 bytes, big-endian) · what is sealed · random bytes
"""

import os

from saiyai.crypto import slow
from saiyai.crypto.envelopes import close, mix
from saiyai.crypto.places import place
from saiyai.intake import keys, opening
from saiyai.intake.even import BUCKET

MAGIC = b"SYD2"
FIRST = b"SYD1"  # of before: without a length, and nothing behind what is sealed
SALT, LENGTH = 16, 4
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
    sealed = close(content, _key(code, salt), place=PLACE, smallest=size)
    file = MAGIC + salt + len(sealed).to_bytes(LENGTH) + sealed
    return file + os.urandom(-len(file) % BUCKET)


def unseal(file: bytes, code: str) -> dict:
    """The answers in a file; raises NoDraft, slow.Busy."""
    if not file.startswith((MAGIC, FIRST)) or len(file) > LARGEST:
        raise NoDraft("no such file")
    salt, rest = file[len(MAGIC) : len(MAGIC) + SALT], file[len(MAGIC) + SALT :]
    if file.startswith(MAGIC):
        length, rest = int.from_bytes(rest[:LENGTH]), rest[LENGTH:]
        if length > len(rest):
            raise NoDraft("cut off")
        rest = rest[:length]
    if len(salt) < SALT:
        raise NoDraft("no such file")
    try:
        return opening.open_data(rest, _key(code, salt, tried=True), place=PLACE)
    except opening.CannotOpen:
        raise NoDraft("another code") from None
