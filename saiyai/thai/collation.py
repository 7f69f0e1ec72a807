"""A storable key that sorts Thai the way the Thai dictionary (and ICU for `th`) does, in any database.

Rules of the Royal Institute's dictionary: a vowel written before its consonant is read after it (เกาะ stands at ก, not
at เ), tone marks and ็ ์ decide only between words that are otherwise the same. Between words, digits come before
Latin, Latin before Thai, and a space before everything, so that people of one given name stay together.

The key is lower-case hexadecimal: its order is the same under every collation, bytewise or not.
"""

import re
from functools import lru_cache

from saiyai.thai.search import fold_words

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


@lru_cache(maxsize=50_000)
def _levels(word: str) -> tuple[str, str]:
    """The letters of a folded word as they are compared first, and its marks, which decide between equals."""
    first, second = [], []
    for char in _LEAD_VOWEL.sub(r"\2\1", word):
        if char in _SECOND_LEVEL:
            second.append(_SECOND_LEVEL[char])
        else:
            first.append(_weight(char))
            second.append("0")
    return "".join(first), "".join(second)


def sort_key(text: str) -> str:
    """A key for a column to order by: `ก กรุง กาง การ เกาะ แก โกง ไก่ ขวด ใคร`."""
    marks = "0".join(_levels(word)[1] for word in fold_words(text).split()).rstrip("0")
    return (beginning(text) + _LEVEL_END + marks)[:KEY_LENGTH]


def beginning(text: str) -> str:
    """What the keys of all texts begin with that begin with this one; some others too, which differ in their marks."""
    return _weight(" ").join(_levels(word)[0] for word in fold_words(text).split())
