"""What the LINE server tells us: who wrote to the official account, and who left it. Pure: nothing is asked or kept."""

import base64
import hashlib
import hmac
import json
import re
from dataclasses import dataclass
from urllib.parse import quote

MOST_EVENTS = 100  # of one request
_ACCOUNT = re.compile(r"U[0-9a-f]{32}")


@dataclass(frozen=True)
class Event:
    """Something that a LINE account did: `message` with its text, `unfollow`."""

    kind: str
    account: str
    text: str = ""


def is_signed(body, signature, secret):
    """Whether this body comes from the LINE server: only it and we know the secret of the channel."""
    made = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest())
    return hmac.compare_digest(made, signature.encode())


def read(body):
    """The events of a request that concern us; what is not understood is left out."""
    try:
        told = json.loads(body)
    except ValueError:
        return []
    events = told.get("events") if isinstance(told, dict) else None
    found = map(_event, events[:MOST_EVENTS]) if isinstance(events, list) else ()
    return [event for event in found if event]


def _event(told):
    told = told if isinstance(told, dict) else {}
    source, message = (told.get(name) if isinstance(told.get(name), dict) else {} for name in ("source", "message"))
    kind, account, text = told.get("type"), source.get("userId"), message.get("text")
    # From a chat with one person only: what is written in a group tells nothing of who reads there.
    if source.get("type") != "user" or not isinstance(account, str) or not _ACCOUNT.fullmatch(account):
        return None
    if kind == "unfollow":
        return Event(kind, account)
    if kind == "message" and message.get("type") == "text" and isinstance(text, str):
        return Event(kind, account, text[:200])
    return None


def writing_to(name, text):
    """The address that opens the chat with an official account, with this text written already."""
    return f"https://line.me/R/oaMessage/{quote(name, safe='')}/?{quote(text, safe='')}" if name else ""
