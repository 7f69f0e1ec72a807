"""Places by what people type: the typeahead over provinces, districts, subdistricts and postcodes.

The one door to addresses: lists, labels and checks come from `areas.py` (which names the source and its licence), old
addresses from `old_places.py`. Measured on two slow cores: the first typeahead builds its index in about 0.3 s and
12 MB, each further one takes 2 to 12 ms.
"""

import re
from functools import cache
from typing import Any

from saiyai.thai.areas import (
    BANGKOK,
    MESSAGES,
    Area,
    area,
    consistent,
    district_name,
    districts,
    geo,
    label,
    postcodes,
    provinces,
    subdistricts,
)
from saiyai.thai.old_places import Imported, import_area
from saiyai.thai.search import fold
from saiyai.thai.text import tidy

__all__ = [
    "BANGKOK",
    "MESSAGES",
    "Area",
    "Imported",
    "area",
    "consistent",
    "districts",
    "find",
    "import_area",
    "label",
    "postcodes",
    "provinces",
    "subdistricts",
]

_LEVELS = (
    (re.compile(r"กิ่ง\s*(?:อำเภอ|อ\.)|อำเภอ|(?<![^\s.])เขต(?=\S)|อ\."), " 2:"),
    (re.compile(r"ตำบล|(?<![^\s.])แขวง(?=\S)|ต\."), " 1:"),
    (re.compile(r"จังหวัด|จ\."), " 3:"),
)
_ALIASES = {"กทม": "กรุงเทพมหานคร", "bkk": "bangkok", "โคราช": "นครราชสีมา", "korat": "nakhonratchasima"}
_MOST_WORDS = 8


def _plain(name: str) -> str:
    return fold(name).replace(" ", "")


@cache
def _index() -> tuple[tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]], ...]:
    """Of each subdistrict its code, its own names, those of its district and province (folded), its postcodes."""
    data = geo()
    upper = {p.code: (_plain(p.name_th), _plain(p.name_en)) for p in data.provinces()}
    rows = []
    for province in data.provinces():
        for district in data.districts(province.code):
            middle = (_plain(district_name(district.name_th, province.code)), _plain(district.name_en))
            for s in data.subdistricts(district.code):
                own = (_plain(s.name_th), _plain(s.name_en))
                rows.append((s.code, own, middle, upper[province.code], tuple(s.postal_codes)))
    return tuple(rows)


@cache
def _blobs() -> tuple[str, ...]:
    return tuple("\n".join((*own, *middle, *upper, *codes)) for _, own, middle, upper, codes in _index())


def _words(text: str) -> list[tuple[int, str]]:
    """The typed words, each with the level it was marked for: 1 subdistrict, 2 district, 3 province, 0 any."""
    marked = tidy(text)[:200]
    for pattern, mark in _LEVELS:
        marked = pattern.sub(mark, marked)
    words: list[tuple[int, str]] = []
    level = 0
    for part in marked.split():
        if re.match("[123]:", part):
            level, part = int(part[0]), part[2:]
        for word in fold(part).split():
            words.append((level, _ALIASES.get(word, word)))
            level = 0
    return words[:_MOST_WORDS]


def _fit(level: int, word: str, row: tuple[Any, ...]) -> int:
    """How well a word fits a subdistrict: 0 best, 99 not at all."""
    _, own, middle, upper, codes = row
    if word.isdigit():
        return 0 if word in codes else 5 if any(code.startswith(word) for code in codes) else 99
    for rank, (at, names) in enumerate(((1, own), (2, middle), (3, upper))):
        if level not in (0, at):
            continue
        if word in names or (at == 2 and any(name in ("เมือง" + word, "mueang" + word) for name in names)):
            return rank
        if any(name.startswith(word) for name in names):
            return rank + 3
        if any(word in name for name in names):
            return rank + 6
    return 99


def find(text: str, limit: int = 10) -> list[Area]:
    """Subdistricts that fit every typed word, best first: `ในเมือง ขอนแก่น`, `ต.ตลาด อ.เมือง`, `nai mueang`, `40000`."""
    words = _words(text)
    if not words:
        return []
    scored = []
    for row, blob in zip(_index(), _blobs(), strict=True):
        if not all(word in blob for _, word in words):
            continue
        fits = [_fit(level, word, row) for level, word in words]
        if max(fits) < 99:
            scored.append((sum(fits), row[0]))
    best = (area(code) for _, code in sorted(scored)[:limit])
    return [found for found in best if found]
