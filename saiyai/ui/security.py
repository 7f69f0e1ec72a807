"""`/.well-known/security.txt` (RFC 9116): whom to tell of a weakness, on the site and on the front desk alike.

Made from the settings, or a file of the operator's own, signed by them, which is shown byte for byte.
"""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from saiyai import RELEASED

WHERE = "/.well-known/security.txt"
KIND = "text/plain; charset=utf-8"
LARGEST = 32 * 1024  # bytes of a file of the operator's own, with its signature
SOON = timedelta(days=30)
LINE = re.compile(r"^(Contact|Expires|Canonical): *(\S+)\r?$", re.MULTILINE | re.IGNORECASE)
KEY = re.compile(r"https://|dns:|openpgp4fpr:")
CONTACT = re.compile(r"(?:https://|mailto:|tel:)\S+")


def document() -> bytes | None:
    """What is shown there; None where the operator has named nobody, or their own file cannot be read."""
    if settings.SECURITY_FILE:
        try:
            content = Path(settings.SECURITY_FILE).read_bytes()
        except OSError:
            return None
        return content if 0 < len(content) <= LARGEST else None
    if not settings.SECURITY_CONTACT:
        return None
    lines = [f"Contact: {_uri(contact)}" for contact in settings.SECURITY_CONTACT]
    lines.append(f"Expires: {_expires():%Y-%m-%dT%H:%M:%SZ}")
    if settings.SECURITY_KEY:
        lines.append(f"Encryption: {settings.SECURITY_KEY}")
    lines.append("Preferred-Languages: th, en")
    lines += [f"Canonical: {address}" for address in _canonical()]
    return "".join(f"{line}\n" for line in lines).encode()


def answer():
    """The page of it; raises Http404 where there is none."""
    content = document()
    if content is None:
        raise Http404
    return HttpResponse(content, content_type=KIND)


def _uri(contact):
    """An address of mail as it is usually written."""
    return f"mailto:{contact}" if "@" in contact and ":" not in contact else contact


def _expires():
    """The day that the operator has set, or a year after this release: who still runs it then should look again."""
    day = _day_set() or RELEASED + timedelta(days=365)
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _day_set():
    try:
        return date.fromisoformat(settings.SECURITY_EXPIRES)
    except ValueError:
        return None


def _canonical():
    """Where it is shown. The RFC allows https only, so an onion address is not among them."""
    bases = dict.fromkeys((settings.SITE_URL, settings.FRONTDESK_URL))
    return [base + WHERE for base in bases if base.startswith("https://")]


def findings():
    """(level, what was found, what to do), for the doctor: whether who finds a weakness learns whom to tell."""
    told = [] if settings.DEMO else [("warn", found, do) for found, do in _faults()]
    return told or [("ok", _("demo") if settings.DEMO else _("names whom to tell of a weakness"), "")]


def _faults():
    """(what was found, what to do) of whatever makes the file useless to who finds a weakness."""
    name = do = _("set SAIYAI_SECURITY_CONTACT to an address of mail or an https:// address")
    if not settings.SECURITY_FILE and not settings.SECURITY_CONTACT:
        yield _("nobody is named to whom a weakness can be told"), name
        return
    if settings.SECURITY_FILE:
        name = do = _("sign the file anew, and put it where SAIYAI_SECURITY_TXT says")
    elif settings.SECURITY_EXPIRES and not _day_set():
        yield _("SAIYAI_SECURITY_EXPIRES is no day"), _("write it as 2027-11-30")
    if not settings.SECURITY_FILE and settings.SECURITY_KEY and not KEY.match(settings.SECURITY_KEY):
        yield _("SAIYAI_SECURITY_KEY is no address of a key"), _("give its https:// address, not the key itself")
    content = document()
    if content is None:
        yield _("%(path)s cannot be read, is empty, or is too large") % {"path": settings.SECURITY_FILE}, do
        return
    yield from _faults_of(content.decode(errors="replace"), name)


def _faults_of(text, do):
    lines = [(name.lower(), value) for name, value in LINE.findall(text)]
    contacts = [value for name, value in lines if name == "contact"]
    if not contacts or not all(CONTACT.fullmatch(one) for one in contacts):
        yield _("a line Contact with mailto:, https:// or tel: is missing"), do
    canonical = {value for name, value in lines if name == "canonical"}
    if canonical and (missing := [one for one in _canonical() if one not in canonical]):
        yield _("no line Canonical names %(address)s") % {"address": missing[0]}, do
    try:
        (until,) = (datetime.fromisoformat(value.upper()) for name, value in lines if name == "expires")
        left = until - timezone.now()
    except (ValueError, TypeError):  # none, several, no day, or without a zone
        yield _("a single line Expires with day, time and zone is missing"), do
        return
    if left < SOON:
        if not settings.SECURITY_FILE:
            do = _("take a newer release, or set SAIYAI_SECURITY_EXPIRES to a day within a year")
        found = _("it ran out on %(day)s") if left < timedelta(0) else _("it runs out on %(day)s")
        yield found % {"day": f"{until:%Y-%m-%d}"}, do
