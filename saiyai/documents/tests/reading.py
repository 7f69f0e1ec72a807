"""Text of a PDF as a reader sees it that honours ActualText.

A Thai letter and the marks on it form one cluster of several shapes; the PDF says the cluster's text in an ActualText
span. Acrobat, Chrome and Poppler read these spans, pypdf does not: it would double clusters ("มัมั").
Known limit of typst 0.15: a mark raised over another ("ที่", "นิ้") is drawn as a run of its own that says the whole
cluster once more, so such words are found doubled here too. Letters and filled forms carry their words as attachment.
"""

from io import BytesIO

import pikepdf


def pages(pdf: bytes) -> list[str]:
    """The text of each page, in the order of drawing."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        return [_page(page) for page in opened.pages]


def squeezed(pdf: bytes) -> str:
    """All text without spaces and break hints, so that a line's end does not hide a word."""
    return "".join("".join(pages(pdf)).replace("\u200b", "").split())


def _page(page: pikepdf.Page) -> str:
    fonts = {name: _letters(font) for name, font in page.Resources.get("/Font", {}).items()}
    out: list[str] = []
    spans: list[bool] = []
    letters: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page, "Tf BDC BMC EMC Tj TJ"):
        what = str(operator)
        if what == "Tf":
            letters = fonts[str(operands[0])]
        elif what in ("BDC", "BMC"):
            facts = operands[-1] if operands and isinstance(operands[-1], pikepdf.Dictionary) else {}
            said = facts.get("/ActualText")
            spans.append(said is not None)
            if said is not None:
                out.append(str(said))
        elif what == "EMC":
            spans.pop()
        elif what in ("Tj", "TJ") and not any(spans):
            shown = operands[0] if what == "TJ" else [operands[0]]
            for piece in shown:
                if isinstance(piece, pikepdf.String):
                    raw = bytes(piece)
                    out.extend(letters.get(int.from_bytes(raw[i : i + 2], "big"), "") for i in range(0, len(raw), 2))
    return "".join(out)


def _letters(font: pikepdf.Object) -> dict[int, str]:
    found = {}
    for line in font.ToUnicode.read_bytes().decode("latin-1").splitlines():
        parts = line.split()
        if len(parts) == 2 and all(part.startswith("<") and part.endswith(">") for part in parts):
            code, text = (part.strip("<>") for part in parts)
            found[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    return found
