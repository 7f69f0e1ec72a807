"""Writing Thai text one way, and cutting it where a reader would.

Sources: Unicode Standard (Thai, canonical order) and UAX 29 (grapheme clusters). NFC only: NFKC would turn every ำ
into ํ + า, which looks the same and is found by nobody. The rules of `tidy` are those of Thai keyboards' common slips:
ํ + า for ำ, เ + เ for แ, marks typed in another order, the same mark twice, invisible characters from web pages.
"""

import re
import unicodedata
from collections.abc import Iterator

# Order of the marks above and below one consonant: dot below, lower vowels, upper vowels, ็ ํ ๎, tones, thanthakhat.
_MARKS = "ฺุูัิีึื็ํ๎่้๊๋์"
_RANK = {mark: rank for rank, group in enumerate(("ฺ", "ุู", "ัิีึื", "็ํ๎", "่้๊๋", "์")) for mark in group}
_MARK_RUN = re.compile(f"[{_MARKS}]{{2,}}")
_SARA_AM = re.compile("ํ([่้๊๋]*)า")
_TONE_AFTER_AM = re.compile("ำ([่้๊๋]+)")
_SPACES = re.compile(r"\s+")
_LEADING_VOWELS = "เแโใไ"
_JOINER = "\u200d"  # holds the parts of one emoji together


def invisible(char: str) -> bool:
    """Control, zero-width, direction and unassigned characters: none of them belongs in a typed line."""
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Cn") and not char.isspace()


def _ordered(run: re.Match[str]) -> str:
    marks = sorted(run.group(), key=_RANK.__getitem__)
    return "".join(mark for index, mark in enumerate(marks) if index == 0 or mark != marks[index - 1])


def _once(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    text = text.replace("เเ", "แ")
    text = _TONE_AFTER_AM.sub(r"\1ำ", text)
    text = _MARK_RUN.sub(_ordered, text)
    return _SARA_AM.sub(r"\1ำ", text)


def tidy(text: str) -> str:
    """One line in one spelling: invisible characters out, spaces collapsed, NFC, Thai marks in order. Idempotent."""
    if not text.isprintable():
        text = "".join(char for char in text if not invisible(char))
    text = _SPACES.sub(" ", text).strip()
    while (better := _once(text)) != text:
        text = better
    return text


def _extends(char: str) -> bool:
    return char in "ำๅ" or unicodedata.category(char) in ("Mn", "Me", "Mc") or invisible(char)


def clusters(text: str) -> Iterator[str]:
    """The pieces a text may be cut into: a consonant with its marks and the vowel written before it, as one."""
    start, index, size = 0, 0, len(text)
    while index < size:
        while index < size - 1 and text[index] in _LEADING_VOWELS and "ก" <= text[index + 1] <= "ไ":
            index += 1
        index += 1
        sara_am = False
        while index < size and (
            _extends(text[index]) or text[index - 1] == _JOINER or (sara_am and text[index] == "า")
        ):
            sara_am = text[index] == "ํ" or (sara_am and text[index] in "่้๊๋")
            index += 1
        yield text[start:index]
        start = index


def clip(text: str, length: int, more: str = "…") -> str:
    """At most `length` characters, the mark for "more" included, never cut inside a cluster."""
    if len(text) <= length:
        return text
    kept = ""
    for piece in clusters(text):
        if len(kept) + len(piece) + len(more) > length:
            break
        kept += piece
    return kept.rstrip() + more if length >= len(more) else ""
