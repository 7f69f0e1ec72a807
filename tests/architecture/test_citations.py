"""Sections of the law are named through the law table only."""

import re

from saiyai.law import seeds
from tests.architecture.house import ROOT

LITERAL = re.compile(r"มาตรา\s*[0-9๐-๙]|(?<![ก-๙])ม\.\s?[0-9๐-๙]|\b[Ss]ection [0-9]|พ\.ร\.บ\.\s*[ก-๙]|พระราชบัญญัติ[ก-๙]")
CITED = re.compile(r"""\{% cite "([^"]+)"|\bcite\(\s*"([^"]+)\"""")
KINDS = {".html", ".py", ".po", ".txt", ".typ", ".js"}
PURE = {"crypto", "thai"}  # name sections of standards, never of laws


def files():
    for path in sorted((ROOT / "saiyai").rglob("*")):
        inside = path.relative_to(ROOT / "saiyai").parts
        if (
            path.suffix in KINDS
            and not {"tests", "migrations"} & set(inside)
            and inside[0] not in PURE
            and "vendor" not in inside
        ):
            yield path, inside


def test_no_section_is_written_out():
    exempt = {("law", "locale"), ("home", "locale")}  # names of a kind of law, as a word
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path, inside in files()
        for match in LITERAL.finditer(path.read_text(encoding="utf-8"))
        if not (inside[:2] in exempt and match[0].startswith("พระราชบัญญัติ"))
    ]
    assert not found


def test_the_pattern_sees_what_it_must():
    for text in ("ตามมาตรา 17", "ม. 54", "see section 32", "พ.ร.บ. คุ้มครอง", "พระราชบัญญัติคุ้มครอง"):
        assert LITERAL.search(text)


def test_every_citation_is_in_the_table_that_a_site_begins_with():
    codes = {row["code"] for act in seeds.read()["act"] for row in act["provision"]}
    cited = {one or two for path, _inside in files() for one, two in CITED.findall(path.read_text(encoding="utf-8"))}
    assert cited
    assert cited <= codes
