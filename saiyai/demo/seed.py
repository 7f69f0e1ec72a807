"""Readers of the seed lists in ``data/``: typed, checked, and exact about the line where a list is wrong."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

DATA = Path(__file__).parent / "data"

ORGANIZATION_KINDS = frozenset(
    [
        "ministry",
        "department",
        "independent",
        "state_enterprise",
        "public_organization",
        "province",
        "university",
        "other",
    ]
)
SUCCESSION_KINDS = frozenset(["renamed", "merged", "split", "dissolved"])
GROUP_KINDS = frozenset(["working", "club", "chapter", "civic"])
PROFILE_KINDS = frozenset(["resources", "goals", "ways", "targets"])
POST_PLACES = ORGANIZATION_KINDS | {"any", "local"}


class SeedError(ValueError):
    """A seed list is wrong; the message names the file and the line."""


@dataclass(frozen=True, slots=True)
class OrganizationSeed:
    """A public organisation; ``ends_on`` is its last day."""

    key: str
    parent: str
    kind: str
    name_th: str
    name_en: str
    abbr_th: str
    starts_on: date | None
    ends_on: date | None
    province_code: str
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class SuccessionSeed:
    """A dated reorganisation; ``on`` is the first day of the new state. ``to_key`` is empty when dissolved."""

    from_key: str
    to_key: str
    kind: str
    on: date
    note_th: str
    note_en: str
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class OfficeSeed:
    """An office of the PACC: HQ, R1 … R9."""

    code: str
    name_th: str
    name_en: str
    address: str
    phone: str
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class OfficeProvinceSeed:
    """Which office serves a province (two-digit code of the Department of Provincial Administration)."""

    province_code: str
    office: str
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class PostSeed:
    """A post title, its level and the kind of organisation that has it (or ``any``, ``local``)."""

    key: str
    name_th: str
    name_en: str
    level: str
    organization_kind: str


@dataclass(frozen=True, slots=True)
class TermSeed:
    """A key with a Thai and an English name: a skill or a division."""

    key: str
    name_th: str
    name_en: str


@dataclass(frozen=True, slots=True)
class GroupSeed:
    """An invented civic group or club."""

    key: str
    name_th: str
    name_en: str
    kind: str
    province_code: str
    about_th: str
    about_en: str


@dataclass(frozen=True, slots=True)
class ProfileTextSeed:
    """A sentence for one of the four profile fields: resources, goals, ways, targets."""

    kind: str
    text_th: str
    text_en: str


@dataclass(frozen=True, slots=True)
class GivenNameSeed:
    """A given name; ``usual`` (m, f, x) only keeps the demo from giving an invented person an odd title."""

    name_th: str
    name_en: str
    usual: str
    origin: str


@dataclass(frozen=True, slots=True)
class FamilyNameSeed:
    """An invented family name, put together from two elements."""

    name_th: str
    name_en: str
    origin: str


class Line:
    """One line of a list, with checks that know where they stand."""

    def __init__(self, path: Path, number: int, values: dict[str, str]) -> None:
        self.path, self.number, self.values = path, number, values

    def fail(self, why: str) -> SeedError:
        return SeedError(f"{self.path.name}, line {self.number}: {why}")

    def maybe(self, column: str) -> str:
        return self.values[column]

    def text(self, column: str) -> str:
        if not self.values[column]:
            raise self.fail(f"{column} is empty")
        return self.values[column]

    def one_of(self, column: str, allowed: frozenset[str]) -> str:
        if self.values[column] not in allowed:
            raise self.fail(f"{column} is {self.values[column]!r}; allowed are {', '.join(sorted(allowed))}")
        return self.values[column]

    def day(self, column: str) -> date:
        try:
            return date.fromisoformat(self.values[column])
        except ValueError:
            raise self.fail(f"{column} is {self.values[column]!r}, not a date like 2016-09-16") from None

    def maybe_day(self, column: str) -> date | None:
        return self.day(column) if self.values[column] else None

    def yes(self, column: str) -> bool:
        return self.one_of(column, frozenset({"yes", "no"})) == "yes"

    def province(self, column: str) -> str:
        code = self.values[column]
        if not (len(code) == 2 and code.isascii() and code.isdigit()):
            raise self.fail(f"{column} is {code!r}, not a two-digit province code")
        return code

    def maybe_province(self, column: str) -> str:
        return self.province(column) if self.values[column] else ""


def lines(path: Path, columns: str) -> Iterator[Line]:
    """Each line of a comma-separated list whose header must be exactly ``columns``."""
    expected = columns.split()
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        header = next(reader, [])
        if header != expected:
            raise SeedError(f"{path.name}, line 1: the header is {','.join(header)}; expected {','.join(expected)}")
        for values in reader:
            if len(values) != len(expected):
                raise SeedError(f"{path.name}, line {reader.line_num}: {len(values)} columns; expected {len(expected)}")
            yield Line(path, reader.line_num, dict(zip(expected, (v.strip() for v in values), strict=True)))


def read(path: Path, columns: str, build: Callable[[Line], T], unique: str) -> tuple[T, ...]:
    """Build every line; the value of ``unique`` (an attribute) may stand only once in a list."""
    seen: dict[object, int] = {}
    built = []
    for line in lines(path, columns):
        item = build(line)
        key = getattr(item, unique)
        if key in seen:
            raise line.fail(f"{unique} {key!r} stands already on line {seen[key]}")
        seen[key] = line.number
        built.append(item)
    return tuple(built)


def read_organizations(path: Path) -> tuple[OrganizationSeed, ...]:
    """Organisations, each parent above its children, so that one pass can load them."""
    known: set[str] = set()

    def build(line: Line) -> OrganizationSeed:
        parent = line.maybe("parent")
        if parent and parent not in known:
            raise line.fail(f"parent {parent!r} does not stand above this line")
        starts_on, ends_on = line.maybe_day("starts_on"), line.maybe_day("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            raise line.fail("ends_on lies before starts_on")
        known.add(line.text("key"))
        return OrganizationSeed(
            key=line.text("key"), parent=parent, kind=line.one_of("kind", ORGANIZATION_KINDS),
            name_th=line.text("name_th"), name_en=line.text("name_en"), abbr_th=line.maybe("abbr_th"),
            starts_on=starts_on, ends_on=ends_on, province_code=line.maybe_province("province_code"),
            source=line.text("source"), verified=line.yes("verified"),
        )  # fmt: skip

    columns = "key parent kind name_th name_en abbr_th starts_on ends_on province_code source verified"
    return read(path, columns, build, "key")


@cache
def organizations() -> tuple[OrganizationSeed, ...]:
    """The public organisations of Thailand."""
    return read_organizations(DATA / "organizations.csv")


@cache
def successions() -> tuple[SuccessionSeed, ...]:
    """Dated reorganisations between organisations of the list."""
    path = DATA / "successions.csv"
    known = {organization.key for organization in organizations()}
    built = []
    for line in lines(path, "from_key to_key kind on note_th note_en source verified"):
        kind = line.one_of("kind", SUCCESSION_KINDS)
        ends = [line.text("from_key")] + ([] if kind == "dissolved" else [line.text("to_key")])
        for key in ends:
            if key not in known:
                raise line.fail(f"organisation {key!r} is not in organizations.csv")
        built.append(
            SuccessionSeed(
                from_key=ends[0],
                to_key=line.maybe("to_key"),
                kind=kind,
                on=line.day("on"),
                note_th=line.text("note_th"),
                note_en=line.text("note_en"),
                source=line.text("source"),
                verified=line.yes("verified"),
            )
        )
    return tuple(built)


@cache
def offices() -> tuple[OfficeSeed, ...]:
    """The central office and the regional offices of the PACC."""

    def build(line: Line) -> OfficeSeed:
        names = ("code", "name_th", "name_en", "address", "phone", "source")
        return OfficeSeed(*(line.text(name) for name in names), verified=line.yes("verified"))

    return read(DATA / "offices.csv", "code name_th name_en address phone source verified", build, "code")


@cache
def office_provinces() -> tuple[OfficeProvinceSeed, ...]:
    """Which office serves which province."""
    known = frozenset(office.code for office in offices())

    def build(line: Line) -> OfficeProvinceSeed:
        return OfficeProvinceSeed(
            province_code=line.province("province_code"), office=line.one_of("office", known),
            source=line.text("source"), verified=line.yes("verified"),
        )  # fmt: skip

    return read(DATA / "office_provinces.csv", "province_code office source verified", build, "province_code")


@cache
def posts() -> tuple[PostSeed, ...]:
    """Post titles of the public sector."""

    def build(line: Line) -> PostSeed:
        place = line.one_of("organization_kind", POST_PLACES)
        return PostSeed(line.text("key"), line.text("name_th"), line.text("name_en"), line.text("level"), place)

    return read(DATA / "posts.csv", "key name_th name_en level organization_kind", build, "key")


def _terms(name: str) -> tuple[TermSeed, ...]:
    def build(line: Line) -> TermSeed:
        return TermSeed(line.text("key"), line.text("name_th"), line.text("name_en"))

    return read(DATA / name, "key name_th name_en", build, "key")


@cache
def skills() -> tuple[TermSeed, ...]:
    """Skills that people offer."""
    return _terms("skills.csv")


@cache
def divisions() -> tuple[TermSeed, ...]:
    """Divisions that a department usually has."""
    return _terms("divisions.csv")


@cache
def groups() -> tuple[GroupSeed, ...]:
    """Invented civic groups and clubs."""

    def build(line: Line) -> GroupSeed:
        return GroupSeed(
            key=line.text("key"), name_th=line.text("name_th"), name_en=line.text("name_en"),
            kind=line.one_of("kind", GROUP_KINDS), province_code=line.province("province_code"),
            about_th=line.text("about_th"), about_en=line.text("about_en"),
        )  # fmt: skip

    return read(DATA / "groups.csv", "key name_th name_en kind province_code about_th about_en", build, "key")


@cache
def profile_texts(kind: str = "") -> tuple[ProfileTextSeed, ...]:
    """Sentences for the profile fields, all or those of one kind."""

    def build(line: Line) -> ProfileTextSeed:
        return ProfileTextSeed(line.one_of("kind", PROFILE_KINDS), line.text("text_th"), line.text("text_en"))

    texts = read(DATA / "profile_texts.csv", "kind text_th text_en", build, "text_th")
    return tuple(text for text in texts if kind in ("", text.kind))


@cache
def given_names() -> tuple[GivenNameSeed, ...]:
    """Given names, as one meets them every day in all regions."""

    def build(line: Line) -> GivenNameSeed:
        usual, origin = line.one_of("usual", frozenset("mfx")), line.one_of("origin", frozenset({"thai", "malay"}))
        return GivenNameSeed(line.text("name_th"), line.text("name_en"), usual, origin)

    return read(DATA / "given_names.csv", "name_th name_en usual origin", build, "name_th")


@cache
def family_names() -> tuple[FamilyNameSeed, ...]:
    """Invented family names."""

    def build(line: Line) -> FamilyNameSeed:
        origin = line.one_of("origin", frozenset({"thai", "malay"}))
        return FamilyNameSeed(line.text("name_th"), line.text("name_en"), origin)

    return read(DATA / "family_names.csv", "name_th name_en origin", build, "name_th")
