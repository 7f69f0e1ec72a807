"""Folding text for search, finding names by their sound, and marking what was found.

Own rules for Thai spelling: NFC never NFKC (see `text.py`); Thai digits are folded; Latin is lower case; punctuation
separates words, but the dots of an abbreviation vanish, so that ป.ป.ท. and ปปท are one.
"""

import re
import unicodedata
from functools import lru_cache

from saiyai.thai.digits import to_arabic
from saiyai.thai.text import clip, clusters, invisible, tidy

__all__ = ["clip", "fold", "grams", "highlight", "sound_key", "tidy"]

_MARK = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_NOT_WORD = re.compile(rf"[^\w{_MARK}]|[_ฯ]")
_WORD = rf"[^\W_]|[{_MARK}]"
# Single letters with a dot after each: พ.ต.ท. or u.s.a; the last dot may be missing.
_ABBREVIATION = re.compile(rf"(?<![^\W_])(?<![{_MARK}])(?:[^\W\d_]\.)+(?:[^\W\d_](?!{_WORD})\.?)?")


def _space(found: re.Match[str]) -> str:
    return found.group() if unicodedata.category(found.group())[0] == "M" else " "


def _fold_once(text: str) -> str:
    text = to_arabic(tidy(text)).casefold()
    text = _ABBREVIATION.sub(lambda found: found.group().replace(".", "") + " ", text)
    return tidy(_NOT_WORD.sub(_space, text))


def fold(text: str) -> str:
    """The form in which texts are stored for search and in which a query is compared with them. Idempotent."""
    while (folded := _fold_once(text)) != text:
        text = folded
    return text


@lru_cache(maxsize=50_000)
def _fold_word(word: str) -> str:
    return fold(word)


def fold_words(text: str) -> str:
    """The same as `fold`, word by word from memory: for many names, whose words come again and again."""
    return " ".join(filter(None, map(_fold_word, text.split())))


def grams(text: str) -> frozenset[str]:
    """The trigrams of the folded words; a word below three letters stands for itself."""
    return frozenset(word[i : i + 3] for word in fold(text).split() for i in range(max(1, len(word) - 2)))


# ---------------------------------------------------------------- sound

_KILLED = re.compile("(?:(?<=[ก-ฮ])(?:[ทดตธจ][รน]|ษณ|ษม)|[ก-ฮ])[ิุ]?์")  # จันทร์, ศาสตร์, ลักษณ์, ศักดิ์
_RESPELL = [
    (re.compile(pattern), target)
    for pattern, target in (
        ("[่้๊๋็ฺ]", ""),  # tones and shortening
        ("รร(?=[ก-ฮ])", "ั"),  # ธรรม, พรรณ
        ("รร", "ัน"),
        ("ฤๅ|ฤ", "ริ"),
        ("(?<=[ัิุ])([ตกชท])ร$", r"\1"),  # มิตร, จักร
        ("([ก-ฮ])ร$", r"\1อน"),  # พร, กร
        ("([ตทธฒ])[ิุ]$", r"\1"),  # ชาติ, วุฒิ, ธาตุ
        ("ญ(?=[ก-ฮ]|$)", "น"),  # กาญจนา, ปัญญา
        ("ำ", "าม"),
        ("ศรี", "สี"),
        ("ใ", "ไ"),
        ("ไ([ก-ฮ])ย(?![ะ-ู])", r"ไ\1"),  # ไทย, ไชย
        ("([ก-ฮ])ัย", r"ไ\1"),  # ชัย
        ("ห([งญณนมยรลฬว])(?=[ะ-ูก-ฮ])", r"\1"),  # leading ห only changes the tone
        ("[ะัา]", "า"),  # long and short vowels
        ("[ิีึื]", "ิ"),
        ("[ุู]", "ุ"),
    )
]
_INITIALS = str.maketrans("ฆขฃฅฉฌซศษญฎฑฏฐฒถธณผภฝฬฮ", "คคคคชชสสสยดทตททททนพพฟลห")
_FINALS = str.maketrans("รลญฬณบปพฟภดตทจชสกค", "นนนนนบบบบบดดดดดดกก")
_FINAL = re.compile("(?<=[ก-ฮ])[ก-ฮ]$|(?<=[าิุ])[ก-ฮ](?=[ก-ฮเแโไ]|$)")
_DOUBLED = re.compile(r"(.)\1+")
_LATIN = [
    (re.compile(pattern), target)
    for pattern, target in (
        ("nut(?=t|h)", "nat"),
        ("ph|bh", "p"),
        ("th|dh", "t"),
        ("kh|gh|ck|q", "k"),
        ("ch|sh|j|z", "c"),
        ("v", "w"),
        ("[ae][iy]", "i"),
        ("ee|ie|ea|y", "i"),
        ("oo|ou|ue|eu", "u"),
        ("or(?=[^aeiou]|$)|aw|au|ao", "o"),
        ("ar(?=[^aeiou]|$)", "a"),
        ("sr", "s"),
        ("(?<=[aeiou])[lr](?=[^aeiou]|$)", "n"),
        ("(?<!n)g", "k"),
        ("d(?=$)", "t"),
        ("b(?=$)", "p"),
    )
]


def _sound_of_word(word: str) -> str:
    for pattern, target in _LATIN:
        word = pattern.sub(target, word)
    word = _KILLED.sub("", word)
    for pattern, target in _RESPELL:
        word = pattern.sub(target, word)
    word = _DOUBLED.sub(r"\1", word.translate(_INITIALS))
    word = _FINAL.sub(lambda found: found.group().translate(_FINALS), word)
    return _DOUBLED.sub(r"\1", word)


@lru_cache(maxsize=4096)
def sound_key(text: str) -> str:
    """How a name sounds, roughly: the same for ณัฐพงษ์ and นัฐพงศ์, for Somchai and Somchay. One word, one key."""
    return " ".join(_sound_of_word(word) for word in fold(text).split())


# ---------------------------------------------------------------- highlighting


def _silent_dots(text: str) -> set[int]:
    """Where dots stand inside an abbreviation; the one that ends it still separates."""
    return {
        found.start() + offset
        for found in _ABBREVIATION.finditer(text)
        for offset, char in enumerate(found.group()[:-1])
        if char == "."
    }


@lru_cache(maxsize=8192)  # written Thai has few clusters, and every line of a list is cut into them
def _folded_cluster(piece: str) -> str:
    return fold(piece) or ("" if all(map(invisible, piece)) else " ")


def highlight(text: str, query: str) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it was found; joined they are the text again, cut only between clusters."""
    terms = fold(query).split()
    if not terms:
        return [(text, False)] if text else []
    pieces = list(clusters(text))
    silent = _silent_dots(text)
    line, owner, position = "", [], 0
    for number, piece in enumerate(pieces):
        part = "" if position in silent else _folded_cluster(piece)
        line += part
        owner += [number] * len(part)
        position += len(piece)
    hits = set()
    for term in terms:
        at = line.find(term)
        while at >= 0:
            hits.update(owner[at : at + len(term)])
            at = line.find(term, at + 1)
    result: list[tuple[str, bool]] = []
    shown = set(owner)
    for number, piece in enumerate(pieces):
        hit = number in hits or (number not in shown and {number - 1, number + 1} <= hits)  # the dots of ป.ป.ท.
        if result and result[-1][1] == hit:
            result[-1] = (result[-1][0] + piece, hit)
        else:
            result.append((piece, hit))
    return result
