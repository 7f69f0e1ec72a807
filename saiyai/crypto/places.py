"""Where a sealed thing belongs, as bytes that the cipher binds in: moved elsewhere it does not open."""

import json


def place(*parts) -> bytes:
    """Unambiguous bytes for table, column, row and whatever else; texts and whole numbers only."""
    for part in parts:
        if type(part) not in (str, int):
            raise TypeError(f"a place is made of texts and whole numbers, not {type(part).__name__}")
    return json.dumps(["saiyai", 1, *parts], ensure_ascii=True, separators=(",", ":")).encode()
