"""The arithmetic of the trail: canonical bytes of a line, its seal, and signatures over a tree."""

import hashlib
import hmac
import json
from datetime import UTC

from cryptography.exceptions import InvalidSignature

from saiyai.crypto import keys, merkle


def canonical(event) -> bytes:
    """The bytes that stand for a line: sorted JSON, UTC time to the microsecond."""
    fields = {name: getattr(event, name) for name in ("seq", "actor", "actor_label", "verb", "subject", "key", "facts")}
    fields["at"] = event.at.astimezone(UTC).isoformat(timespec="microseconds")
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def seal(previous: str, content: bytes) -> str:
    """HMAC-SHA256 over the seal before and this line: who holds only the database cannot make it."""
    return hmac.new(keys.subkey("trail"), previous.encode() + b"\n" + content, hashlib.sha256).hexdigest()


def statement(size: int, root: bytes, day: str = "head") -> bytes:
    """What is signed: the size and root of the tree, and the day (or that it is the running head)."""
    return f"saiyai trail\n{day}\n{size}\n{root.hex()}\n".encode()


def sign(text: bytes) -> str:
    return keys.signing_key().sign(text).hex()


def signed(text: bytes, signature: str) -> bool:
    """Whether this signature is ours over this text."""
    try:
        keys.signing_key().public_key().verify(bytes.fromhex(signature), text)
    except (InvalidSignature, ValueError):
        return False
    return True


def to_bytes(frontier: list[str]) -> list[bytes]:
    return [bytes.fromhex(node) for node in frontier]


def to_hex(frontier: list[bytes]) -> list[str]:
    return [node.hex() for node in frontier]


def root_of(frontier: list[str]) -> bytes:
    return merkle.root(to_bytes(frontier))
