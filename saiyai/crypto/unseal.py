"""Open what `sealed` closed. Imported by the actions that open sealed text on the record, and by nobody else."""

import base64
import binascii
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305

from saiyai.crypto import envelopes, hybrid, keys, padding, streams
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


def open_envelope(sealed: bytes, key: bytes, *, place: bytes) -> bytes:
    """What was closed under this key at this place; raises CannotOpen."""
    if sealed[:1] != bytes([envelopes.CHACHA]):
        raise CannotOpen("unknown way of closing")
    nonce, body = sealed[1 : 1 + envelopes.NONCE], sealed[1 + envelopes.NONCE :]
    try:
        return padding.unpad(ChaCha20Poly1305(key).decrypt(bytes(nonce), bytes(body), place))
    except (InvalidTag, ValueError):
        raise CannotOpen("wrong key or place, or the bytes were changed") from None


def unwrap(wrapped: bytes, seed: bytes, *, info: bytes) -> bytes:
    """The key that was wrapped to the owner of this private key for this place; raises CannotOpen."""
    if wrapped[:1] != bytes([hybrid.HYBRID]):
        raise CannotOpen("unknown way of wrapping")
    try:
        return hybrid.SUITE.decrypt(bytes(wrapped[1:]), hybrid.private_key(bytes(seed)), info=info)
    except (InvalidTag, ValueError):
        raise CannotOpen("wrong reader or place, or the bytes were changed") from None


def is_whole(file, key: bytes, length: int, plain_hash: str) -> bool:
    """Whether a sealed file is byte for byte what came in: opens all of it, hands nothing out, and rewinds.

    The frames prove that nobody without the key changed it; the hash, from the sealed list of files, that whoever has
    the key did not close something else in its place.
    """
    found = sha256()
    file.seek(0)
    try:
        for piece in read_stream(file, key, length):
            found.update(piece)
    except CannotOpen:
        return False
    finally:
        file.seek(0)
    return found.hexdigest() == plain_hash


def read_stream(file, key: bytes, length: int):
    """The pieces of a sealed file of `length` bytes. Look with `is_whole` first; raises CannotOpen.

    A file that ends before its last frame, goes on after it, or has less than `length` bytes is refused.
    """
    if file.read(len(streams.MAGIC)) != streams.MAGIC:
        raise CannotOpen("no sealed file")
    cipher, left, number = ChaCha20Poly1305(key), length, 0
    following = file.read(streams.FRAME + streams.TAIL)
    while True:
        frame, following = following, file.read(streams.FRAME + streams.TAIL)
        try:
            piece = cipher.decrypt(streams.nonce(number, not following), frame, streams.MAGIC)
        except (InvalidTag, ValueError):
            raise CannotOpen("wrong key, or the bytes were changed, cut or moved") from None
        if left:
            yield piece[:left]
            left -= min(left, len(piece))
        if not following:
            break
        number += 1
    if left:
        raise CannotOpen("the file is shorter than it should be")
