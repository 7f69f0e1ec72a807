"""The keys of one report: how they are made, and to what each is bound. Closing only; see docs/adr/0013.

inner key (random) + shred key (keyring) ─HKDF─▶ data key ─▶ body, messages, labels of files, notes
   inner key wrapped to: reporter · each officer who may read · recovery key
identity key (random) + its shred key ─HKDF─▶ what seals the identity
   identity key wrapped to: the consent code, and by its holder to one officer for one purpose until a day
"""

import json
from hashlib import sha256

from saiyai.crypto import envelopes, hybrid, keyring
from saiyai.crypto.envelopes import Sealed
from saiyai.crypto.places import place

IDENTITY_LENGTH = 8 * 1024  # padded to this, whatever it holds; longer is refused by the form


def report_ring(report: int, generation: int) -> str:
    """The name of a report's shred key in the keyring."""
    return f"report|{report}|{generation}"


def identity_ring(report: int) -> str:
    """The name of its identity's shred key."""
    return f"identity|{report}"


def data_key(report: int, generation: int, inner: bytes, shred: bytes = b"") -> bytes:
    """What seals and opens the texts of a report. Raises keyring.Destroyed once the report was deleted.

    `shred` is its key in the keyring, where that was put there a moment ago and need not be read again.
    """
    shred = shred or keyring.get(report_ring(report, generation))
    return envelopes.mix(inner, salt=shred, info=place("report", report, generation))


def identity_data_key(report: int, identity_key: bytes, shred: bytes = b"") -> bytes:
    """What seals and opens the identity. Raises keyring.Destroyed once it was deleted. `shred` as in `data_key`."""
    shred = shred or keyring.get(identity_ring(report))
    return envelopes.mix(identity_key, salt=shred, info=place("identity", report))


def identity_is_gone(report: int) -> bool:
    """Whether the reporter took the name away for good."""
    try:
        keyring.get(identity_ring(report))
    except keyring.Destroyed:
        return True
    return False


def wrap_place(report: int, generation: int, kind: str, reader: str = "", epoch: int = 0) -> bytes:
    """To what a wrap of the inner key is bound."""
    return place("wrap", report, generation, str(kind), str(reader), epoch)


def wrap_inner(inner, public_key, *, report, generation, kind, reader="", epoch=0) -> Sealed:
    """The inner key, wrapped to one reader of one report."""
    return hybrid.wrap(inner, bytes(public_key), info=wrap_place(report, generation, kind, reader, epoch))


def identity_place(report: int) -> bytes:
    """To what the wrap of the identity key to its consent code is bound."""
    return place("identity key", report)


def grant_place(report: int, ask: int, officer: str, epoch: int, purpose: str, until: str, consent: str) -> bytes:
    """To what a grant is bound: this report, officer, purpose, day, and the very words that were agreed to."""
    return place("grant", report, ask, str(officer), epoch, purpose, until, sha256(consent.encode()).hexdigest())


def text_place(table: str, field: str, report: int, row: int, generation: int) -> bytes:
    """To what a sealed text is bound: `text_place("intake.Message", "content", report.pk, message.pk, generation)`."""
    return place(table, field, report, row, generation)


def as_bytes(data: dict) -> bytes:
    """Facts as JSON in UTF-8: Thai is not made longer than it is. What is no letter at all (half a pair) is replaced."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")


def close_data(data: dict, key: bytes, *, place: bytes) -> Sealed:
    """Seal facts."""
    return envelopes.close(as_bytes(data), key, place=place)


def close_identity(data: dict, identity_key: bytes, report: int, shred: bytes = b"") -> Sealed:
    """Seal who the reporter is, to one length, whatever it says; raises ValueError if it says more than that."""
    content = as_bytes(data)
    if len(content) >= IDENTITY_LENGTH:
        raise ValueError("more than an identity may say")
    key = identity_data_key(report, identity_key, shred)
    return envelopes.close(content, key, place=identity_text_place(report), smallest=IDENTITY_LENGTH)


def identity_text_place(report: int) -> bytes:
    """To what the sealed identity is bound."""
    return place("intake.Report", "identity", report)
