"""A storable key that sorts Thai the way the Thai dictionary (and ICU for `th`) does, in any database.

Rules of the Royal Institute's dictionary: a vowel written before its consonant is read after it (เกาะ stands at ก, not
at เ), tone marks and ็ ์ decide only between words that are otherwise the same. Between words, digits come before
Latin, Latin before Thai, and a space before everything, so that people of one given name stay together.

The key is lower-case hexadecimal: its order is the same under every collation, bytewise or not.
"""

import re

from saiyai.thai.search import fold

KEY_LENGTH = 400  # room for a name of about 150 letters; what lies beyond no longer decides

_LEAD_VOWEL = re.compile("([เ-ไ])([ก-ฮ])")
_SECOND_LEVEL = {mark: "12345678"[rank] for rank, mark in enumerate("็่้๊๋์ํ๎")}
_LEVEL_END = "00"


def _weight(char: str) -> str:
    code = ord(char)
    if code < 0x80:
        return f"{code:02x}"
    if 0x0E00 <= code < 0x0E60:
        return f"{code - 0x0E00 + 0x80:02x}"
    return f"f{code:07x}" if code > 0xFFFF else f"e{code:05x}"


def sort_key(text: str) -> str:
    """A key for a column to order by: `ก กรุง กาง การ เกาะ แก โกง ไก่ ขวด ใคร`."""
    folded = _LEAD_VOWEL.sub(r"\2\1", fold(text))
    first, second = [], []
    for char in folded:
        if char in _SECOND_LEVEL:
            second.append(_SECOND_LEVEL[char])
        else:
            first.append(_weight(char))
            second.append("0")
    marks = "".join(second).rstrip("0")
    return ("".join(first) + _LEVEL_END + marks)[:KEY_LENGTH]
