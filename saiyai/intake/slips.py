"""The codes on paper, each on a sheet of its own. Nothing there, nor in its properties, says of what or when."""

from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from saiyai.crypto import codes
from saiyai.documents.rendering import render
from saiyai.intake.even import BUCKET

TEMPLATE = Path(__file__).parent / "papers" / "slip.typ"
NO_DAY = date(2000, 1, 1)  # a paper has a day; this one has the same for everybody


def make(receipt: str, consent: str) -> bytes:
    """The slip as a PDF."""
    facts = {
        "title": _("Notes"),
        "receipt": codes.shown(receipt),
        "consent": codes.shown(consent) if consent else "",
        "receipt_is": _("Number to come back"),
        "consent_is": _("Second number"),
        "where": f"{settings.FRONTDESK_URL}/report/back/",
        "where_is": _("Where to type it"),
        "advice": [
            _("Keep this sheet where only you look. Whoever has this number can read and write as you."),
            _("Nobody can give you a new number if this one is lost."),
        ],
        "second": _(
            "Keep this sheet apart from the other one. Type this number only when you want somebody to see your name."
        )
        if consent
        else "",
    }
    return _as_long_as_a_page(render(TEMPLATE, facts, made_on=NO_DAY))


def _as_long_as_a_page(pdf: bytes) -> bytes:
    """Who watches the line counts: two sheets would be longer than one, and tell that a name was given.

    A PDF may be followed by a comment, if its end comes once more.
    """
    end = pdf[pdf.rindex(b"startxref") :]
    return pdf + b"\n%" + b"0" * (-(len(pdf) + len(end) + 3) % BUCKET) + b"\n" + end
