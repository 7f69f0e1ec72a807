"""User text made printable, without changing what it says."""

import unicodedata

from saiyai.documents.fonts import drawable

# Thai stacks at most two marks on a consonant and one below; more is ornament that runs over the lines around it.
MARKS_IN_A_ROW = 4
UNKNOWN = "?"


def printable_text(text: str) -> str:
    """Drop control, zero-width and direction characters; show what Sarabun cannot draw as a question mark."""
    out: list[str] = []
    marks = 0
    # Composed Latin letters (NFC) exist in the font; NFKC would break every sara am.
    for letter in unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")):
        kind = unicodedata.category(letter)
        if letter == "\n":
            out.append(letter)
            continue
        if kind in ("Zl", "Zp"):
            out.append("\n")
            continue
        if kind.startswith("Zs"):
            out.append(" " if ord(letter) not in drawable() else letter)
            marks = 0
            continue
        if kind.startswith("C"):
            continue
        marks = marks + 1 if kind.startswith("M") else 0
        if marks > MARKS_IN_A_ROW:
            continue
        if ord(letter) not in drawable():
            if not kind.startswith("M"):
                out.append(UNKNOWN)
            continue
        out.append(letter)
    return "".join(out)
