"""The mail catcher of the demo: what the worker hands over is kept in a folder, and read on a page."""

import email
import secrets
import time
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import default
from pathlib import Path

from aiosmtpd.controller import Controller
from django.conf import settings

KEEP = 500


def folder() -> Path:
    return Path(settings.VAR) / "mail"


class _Keep:
    """Writes each letter to its own file, newest last by name."""

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 (the name is aiosmtpd's)
        folder().mkdir(parents=True, exist_ok=True)
        path = folder() / f"{time.time_ns():020d}-{secrets.token_hex(4)}.eml"
        partial = path.with_suffix(".part")
        partial.write_bytes(envelope.content)
        partial.rename(path)  # nobody reads half a letter
        for old in sorted(folder().glob("*.eml"))[:-KEEP]:
            old.unlink(missing_ok=True)
        return "250 kept"


def catcher(port, host="127.0.0.1"):
    """An SMTP server in a thread of its own; `start()` and `stop()` it."""
    return Controller(_Keep(), hostname=host, port=port)


@dataclass(frozen=True)
class Caught:
    """A letter as it is shown. `attachments` are (name, bytes)."""

    key: str
    to: str
    subject: str
    body: str = ""
    attachments: list = field(default_factory=list)


def _header(message, name):
    # A long header comes back with the blank of its first fold.
    return str(message[name] or "").strip()


def _glance(path):
    """To whom and about what, without reading the text and the files."""
    with path.open("rb") as file:
        message = BytesHeaderParser(policy=default).parse(file)
    return Caught(path.stem, _header(message, "to"), _header(message, "subject"))


def _read(path):
    message: EmailMessage = email.message_from_bytes(path.read_bytes(), policy=default)
    body = message.get_body(preferencelist=("plain",))
    files = [(part.get_filename() or "file", part.get_content()) for part in message.iter_attachments()]
    to, subject = _header(message, "to"), _header(message, "subject")
    return Caught(path.stem, to, subject, body.get_content() if body else "", files)


def letters(to=""):
    """Newest first; only those to an address that holds `to`."""
    paths = sorted(folder().glob("*.eml"), reverse=True) if folder().exists() else []
    found = (_glance(path) for path in paths)
    return [letter for letter in found if to.casefold() in letter.to.casefold()]


def letter(key):
    """One letter by its key, or None."""
    path = folder() / f"{Path(key).name}.eml"
    return _read(path) if path.exists() else None
