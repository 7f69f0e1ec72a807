"""Close text and files with AES-256-GCM. Opening stands in `unseal`, which only a few may import."""

import base64
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from saiyai.crypto import keys

VERSION = b"\x01"
NONCE = 12


def seal_bytes(content: bytes, *, purpose: str, bound_to: str = "") -> bytes:
    """Seal bytes for one purpose and, if given, one record: moved to another record they do not open."""
    nonce = os.urandom(NONCE)
    return VERSION + nonce + AESGCM(keys.subkey(f"seal:{purpose}")).encrypt(nonce, content, bound_to.encode())


def seal(text: str, *, purpose: str, bound_to: str = "") -> str:
    """Seal text; "" stays "" so that an empty field tells nothing more than that it is empty."""
    if not text:
        return ""
    return base64.urlsafe_b64encode(seal_bytes(text.encode(), purpose=purpose, bound_to=bound_to)).decode()
