"""The papers of membership as PDF. Plain values in, bytes out; no tables, no requests."""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from saiyai.documents import printable, qr_svg, render, render_png
from saiyai.documents.pictures import emblem as printable_emblem
from saiyai.membership.papers.data import (
    AddressPaper,
    ApplicationPaper,
    CardPaper,
    LetterPaper,
    OfficePart,
    Representative,
    UnitApplicationPaper,
)

__all__ = [
    "AddressPaper",
    "ApplicationPaper",
    "CardPaper",
    "LetterPaper",
    "OfficePart",
    "Representative",
    "UnitApplicationPaper",
    "application_pdf",
    "card_pdf",
    "letter_pdf",
    "unit_application_pdf",
    "wallet_pdf",
    "wallet_png",
]

HERE = Path(__file__).resolve().parent
# One inch and a little at 300 dots an inch; the phone shows the photograph larger.
PHOTO_PX = (300, 384)
WALLET_PHOTO_PX = (560, 700)


def application_pdf(paper: ApplicationPaper | None = None, *, made_on: date | None = None) -> bytes:
    """The application of a person, A4; without a paper the blank form to fill by hand."""
    return _form(HERE / "application.typ", paper or ApplicationPaper(), "application.json", made_on)


def unit_application_pdf(paper: UnitApplicationPaper | None = None, *, made_on: date | None = None) -> bytes:
    """The application of a unit, A4; without a paper the blank form."""
    return _form(HERE / "unit_application.typ", paper or UnitApplicationPaper(), "unit-application.json", made_on)


def card_pdf(paper: CardPaper, *, made_on: date | None = None) -> bytes:
    """Both sides of the card, 85.6 × 54 mm, on an A4 sheet with cut marks."""
    return render(HERE / "card.typ", _card(paper, PHOTO_PX), made_on=made_on)


def wallet_pdf(paper: CardPaper, *, made_on: date | None = None) -> bytes:
    """The card as one tall page for a telephone."""
    return render(HERE / "card_wallet.typ", _card(paper, WALLET_PHOTO_PX), made_on=made_on)


def wallet_png(paper: CardPaper) -> bytes:
    """The card for a telephone as a picture, 1080 × 1920."""
    return render_png(HERE / "card_wallet.typ", _card(paper, WALLET_PHOTO_PX), ppi=216)[0]


def letter_pdf(paper: LetterPaper, *, made_on: date | None = None) -> bytes:
    """A letter in official layout; its words are attached as plain text."""
    values = asdict(paper)
    values["emblem"] = printable_emblem(paper.emblem)
    values["check_qr"] = _code(paper.check_url)
    return render(HERE / "letter.typ", values, made_on=made_on)


def _form(template: Path, paper: ApplicationPaper | UnitApplicationPaper, name: str, made_on: date | None) -> bytes:
    values = asdict(paper)
    pictures = {"emblem": printable_emblem(paper.emblem), "check_qr": _code(paper.check_url)}
    if isinstance(paper, ApplicationPaper):
        pictures["photo"] = printable(paper.photo, *PHOTO_PX)
    readable = {key: value for key, value in values.items() if key not in ("emblem", "photo", "thai_digits")}
    # A blank form has nothing to read by machine.
    attached = {name: json.dumps(readable, ensure_ascii=False, indent=1)} if paper.number else {}
    return render(template, values | pictures, attachments=attached, made_on=made_on)


def _card(paper: CardPaper, photo_px: tuple[int, int]) -> dict[str, Any]:
    return asdict(paper) | {
        "photo": printable(paper.photo, *photo_px),
        "emblem": printable_emblem(paper.emblem),
        "initials": paper.initials or initials(paper.name_th),
        "check_qr": _code(paper.verify_url),
    }


def _code(address: str) -> bytes | None:
    return qr_svg(address).encode() if address else None


def initials(name: str) -> str:
    """First consonants of given and family name, when the card brings no initials of its own."""
    bare = name.strip()
    for title in ("นางสาว", "นาง", "นาย"):
        if bare.startswith(title):
            bare = bare.removeprefix(title)
            break
    words = bare.split()[-2:]
    return "".join(next((c for c in word if "ก" <= c <= "ฮ" or (c.isascii() and c.isalpha())), "") for word in words)
