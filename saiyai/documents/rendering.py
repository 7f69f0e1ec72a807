"""Template and data in, PDF out.

The compiler sees a closed world: the template, its `.typ` neighbours, the shared layout, and one JSON file with the
data. User text is a value in that JSON, never typst source, and the compiler's file root holds nothing but the layout.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

import typst

from saiyai.documents.fonts import font_book
from saiyai.documents.words import printable_text

LAYOUT = Path(__file__).resolve().parent / "layout"
# Archivable and accessible at once: level A demands tags, UA-1 demands titles and text for pictures.
STANDARDS = ["a-3a", "ua-1"]
THAILAND = timezone(timedelta(hours=7))
KINDS = {".txt": "text/plain", ".json": "application/json", ".csv": "text/csv", ".vcf": "text/vcard"}


class RenderFailed(Exception):
    """The template could not be set; names the template, not the data."""


def render(
    template: Path,
    data: Mapping[str, Any],
    *,
    attachments: Mapping[str, str | bytes] | None = None,
    made_on: date | None = None,
) -> bytes:
    """A tagged PDF/A-3a of the template. Bytes in the data are pictures. Same input and date, same bytes out."""
    made = _compile(template, _world(template, data, attachments or {}, made_on), pdf_standards=STANDARDS)
    return made if isinstance(made, bytes) else b"".join(made)


def render_png(
    template: Path, data: Mapping[str, Any], *, ppi: float = 144.0, made_on: date | None = None
) -> list[bytes]:
    """The pages as pictures, for a phone or a preview."""
    made = _compile(template, _world(template, data, {}, made_on), format="png", ppi=ppi)
    return [made] if isinstance(made, bytes) else list(made)


def _compile(template: Path, world: dict[str, bytes], **options: Any) -> bytes | list[bytes]:
    try:
        made: Any = typst.compile(world, root=str(LAYOUT), font_paths=font_book(), **options)
    except typst.TypstError as error:
        raise RenderFailed(f"{template.name}: {str(error).splitlines()[0]}") from None
    return made if isinstance(made, bytes) else list(made)


def _world(
    template: Path, data: Mapping[str, Any], attachments: Mapping[str, str | bytes], made_on: date | None
) -> dict[str, bytes]:
    day = made_on or datetime.now(THAILAND).date()
    values = dict(_plain(data))
    values["made_on"] = [day.year, day.month, day.day]
    values["attachments"] = [_attachment(name, body) for name, body in attachments.items()]
    world = {f"layout/{name}": text for name, text in _sources(LAYOUT, _stamp(LAYOUT)).items()}
    world |= _sources(template.parent, _stamp(template.parent))
    world["main"] = world[template.name]
    world["data.json"] = json.dumps(values, ensure_ascii=False).encode()
    return world


def _plain(value: Any) -> Any:
    """JSON values only: text cleaned, pictures as lists of numbers (a virtual file must be text)."""
    if isinstance(value, str):
        return printable_text(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return list(bytes(value))
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(inner) for inner in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    raise TypeError(f"A paper takes text, numbers, pictures, lists and dicts, not {type(value).__name__}")


def _attachment(name: str, body: str | bytes) -> dict[str, Any]:
    bare = PurePosixPath(name).name
    raw = body.encode() if isinstance(body, str) else body
    kind = KINDS.get(PurePosixPath(bare).suffix, "application/octet-stream")
    return {"name": bare, "kind": kind, "body": list(raw)}


def _stamp(folder: Path) -> tuple[tuple[str, int], ...]:
    """Names and times of the sources, so that an edit shows at once and an unchanged folder is read once."""
    return tuple(sorted((found.name, found.stat().st_mtime_ns) for found in folder.glob("*.typ")))


@lru_cache(maxsize=64)
def _sources(folder: Path, stamp: tuple[tuple[str, int], ...]) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name, _ in stamp}
