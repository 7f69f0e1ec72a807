"""The codes on paper, each on a sheet of its own. Nothing there, nor in its properties, says of what or when."""

from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from saiyai.crypto import codes
from saiyai.documents.rendering import render

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
    return render(TEMPLATE, facts, made_on=NO_DAY)
