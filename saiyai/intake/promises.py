"""What is promised to reporters, as data: for the public page, for the document, and for the test that holds it to the code."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

PLACE = Path(__file__).with_name("promises.toml")


@dataclass(frozen=True)
class Promise:
    """One promise, what is left of risk, the modules that keep it and the tests that try it."""

    name: str
    th: str
    en: str
    risk_th: str
    risk_en: str
    modules: tuple
    tests: tuple

    @property
    def words(self):
        return self.en if get_language() == "en" else self.th

    @property
    def risk(self):
        return self.risk_en if get_language() == "en" else self.risk_th


@cache
def promises() -> tuple[Promise, ...]:
    """Every promise, in the order of the file."""
    rows = tomllib.loads(PLACE.read_text(encoding="utf-8"))["promise"]
    return tuple(Promise(**{**row, "modules": tuple(row["modules"]), "tests": tuple(row["tests"])}) for row in rows)


def as_document() -> str:
    """The text of docs/promises.md."""
    lines = [
        "# What we promise to reporters",
        "",
        "Written from `saiyai/intake/promises.toml`; the public page at `/report/promises/` shows the same. Each promise names",
        "what keeps it and the tests behind it. A promise without them fails the build.",
    ]
    for one in promises():
        lines += ["", f"## {one.name}", "", one.th, "", one.en, "", f"**ความเสี่ยงที่เหลือ** {one.risk_th}", ""]
        lines += [
            f"**What is left.** {one.risk_en}",
            "",
            "Kept by " + ", ".join(f"`{m}`" for m in one.modules) + ".",
            "",
        ]
        lines += [f"- `{test}`" for test in one.tests]
    return "\n".join(lines) + "\n"
