"""Open what `sealed` closed. Imported by the actions that open sealed text on the record, and by nobody else."""

import base64
import binascii

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from saiyai.crypto import keys
from saiyai.crypto.sealed import NONCE, VERSION


class CannotOpen(ValueError):
    """Wrong key, wrong purpose, wrong record, or changed bytes."""


def unseal_bytes(sealed: bytes, *, purpose: str, bound_to: str = "") -> bytes:
    """The bytes that were sealed for this purpose and record; raises CannotOpen."""
    if sealed[:1] != VERSION:
        raise CannotOpen("unknown version")
    nonce, body = sealed[1 : 1 + NONCE], sealed[1 + NONCE :]
    try:
        return AESGCM(keys.subkey(f"seal:{purpose}")).decrypt(nonce, body, bound_to.encode())
    except (InvalidTag, ValueError):
        raise CannotOpen("wrong key, purpose or record, or the bytes were changed") from None


def unseal(sealed: str, *, purpose: str, bound_to: str = "") -> str:
    """The text that was sealed; "" for ""."""
    if not sealed:
        return ""
    try:
        content = base64.b64decode(sealed.encode("ascii"), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise CannotOpen("not sealed text") from None
    return unseal_bytes(content, purpose=purpose, bound_to=bound_to).decode()
