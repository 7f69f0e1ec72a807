"""Sarabun, and the question which letters it can draw."""

import struct
from functools import lru_cache
from pathlib import Path

import fontpkg
import typst

FAMILY = "Sarabun"


@lru_cache(maxsize=1)
def font_folder() -> Path:
    """Where the font files lie."""
    return Path(fontpkg.path(FAMILY)).parent


@lru_cache(maxsize=1)
def font_book() -> typst.Fonts:
    """Sarabun alone: no system font, so that a paper looks the same on every machine."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font_folder())])


@lru_cache(maxsize=1)
def drawable() -> frozenset[int]:
    """Code points that the font draws. PDF/A refuses a letter without a shape, so others must be replaced first."""
    return frozenset(_mapped(fontpkg.path(FAMILY).read_bytes()))


def _mapped(font: bytes) -> set[int]:
    count = struct.unpack_from(">H", font, 4)[0]
    tables = {font[12 + 16 * i : 16 + 16 * i]: struct.unpack_from(">L", font, 20 + 16 * i)[0] for i in range(count)}
    cmap = tables[b"cmap"]
    mapped: set[int] = set()
    for i in range(struct.unpack_from(">H", font, cmap + 2)[0]):
        start = cmap + struct.unpack_from(">L", font, cmap + 8 + 8 * i)[0]
        kind = struct.unpack_from(">H", font, start)[0]
        if kind == 4:
            mapped |= _mapped_16(font, start)
        elif kind == 12:
            mapped |= _mapped_32(font, start)
    return mapped


def _mapped_16(font: bytes, start: int) -> set[int]:
    """Format 4: segments of the first 65,536 code points."""
    half = struct.unpack_from(">H", font, start + 6)[0]
    n = half // 2
    ends = struct.unpack_from(f">{n}H", font, start + 14)
    begins = struct.unpack_from(f">{n}H", font, start + 16 + half)
    deltas = struct.unpack_from(f">{n}H", font, start + 16 + 2 * half)
    offsets_at = start + 16 + 3 * half
    mapped = set()
    for k in range(n):
        offset = struct.unpack_from(">H", font, offsets_at + 2 * k)[0]
        for code in range(begins[k], ends[k] + 1):
            if offset:
                glyph = struct.unpack_from(">H", font, offsets_at + 2 * k + offset + 2 * (code - begins[k]))[0]
            else:
                glyph = (code + deltas[k]) & 0xFFFF
            if glyph and code != 0xFFFF:
                mapped.add(code)
    return mapped


def _mapped_32(font: bytes, start: int) -> set[int]:
    """Format 12: groups of any code points."""
    mapped: set[int] = set()
    for k in range(struct.unpack_from(">L", font, start + 12)[0]):
        first, last = struct.unpack_from(">LL", font, start + 16 + 12 * k)
        mapped.update(range(first, last + 1))
    return mapped
