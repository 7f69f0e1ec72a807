"""Close content under a key of its own. Opening stands in `unseal`, which only a few may import.

An envelope begins with a byte that names how it is closed, so that a later release can close in another way and still
open what lies there: `2` is ChaCha20-Poly1305 with a random nonce of 12 bytes, the place bound in as associated data.
"""

import os

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from saiyai.crypto import padding

CHACHA = 2
NONCE = 12
KEY = 32


class Sealed(bytes):
    """Ciphertext: can be stored and moved, and shows only that something is there when it is printed."""

    def __repr__(self):
        return "‹sealed›"

    __str__ = __repr__

    def __format__(self, how):
        return "‹sealed›"


def new_key() -> bytes:
    """32 random bytes."""
    return os.urandom(KEY)


def mix(secret: bytes, *, salt: bytes | None = None, info: bytes, length: int = KEY) -> bytes:
    """HKDF-SHA256 (RFC 5869): one secret, as many independent keys as there are `info`s."""
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)


def close(content: bytes, key: bytes, *, place: bytes, smallest: int = padding.SMALLEST) -> Sealed:
    """An envelope of padded length that opens with this key at this place only."""
    nonce = os.urandom(NONCE)
    return _close(padding.pad(content, smallest), key, nonce, place)


def _close(padded: bytes, key: bytes, nonce: bytes, place: bytes) -> Sealed:
    return Sealed(bytes([CHACHA]) + nonce + ChaCha20Poly1305(key).encrypt(nonce, padded, place))
