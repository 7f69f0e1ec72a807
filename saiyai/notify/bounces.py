"""Read a mail that says that another one came back (RFC 3464), whoever wrote it."""

from dataclasses import dataclass
from email import message_from_bytes, policy
from uuid import UUID

LARGEST = 1_000_000


@dataclass(frozen=True)
class CameBack:
    """One address to which a letter was given up, and the letter that was on its way there."""

    address: str
    reason: str
    letter: UUID


def read(mail):
    """Every address that a report of delivery gives up; nothing for any other mail, and for a delay."""
    message = message_from_bytes(mail[:LARGEST], policy=policy.compat32)
    if message.get_content_type() != "multipart/report" or not message.is_multipart():
        return []
    letter = _letter(message)
    if letter is None:
        return []
    found = []
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status" and part.is_multipart():
            found += filter(None, (_recipient(block, letter) for block in part.get_payload()))
    return found


def _recipient(block, letter):
    status = str(block.get("Status", "")).split()[:1]
    if str(block.get("Action", "")).strip().lower() != "failed" or not status or status[0][:2] not in ("4.", "5."):
        return None
    field = str(block.get("Original-Recipient") or block.get("Final-Recipient") or "")
    address = field.rpartition(";")[2].strip().strip("<>")
    return CameBack(address, status[0][:20], letter) if "@" in address else None


def _letter(message):
    """The key of our letter, from the headers that are returned with the report."""
    for part in message.walk():
        if part.get_content_type() == "text/rfc822-headers":
            payload = part.get_payload(decode=True) or b""
            key = _key(message_from_bytes(payload, policy=policy.compat32).get("Message-ID"))
        else:
            key = _key(part.get("Message-ID")) if part is not message else None
        if key is not None:
            return key
    return None


def _key(identifier):
    try:
        return UUID(str(identifier).strip().strip("<>").partition("@")[0])
    except ValueError:
        return None
