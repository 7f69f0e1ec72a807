"""The shapes of answers and bodies. Contact details, identity numbers and what is sealed stand in none of them."""

import re
from datetime import date, datetime
from typing import Annotated, Generic, Literal, TypeVar
from uuid import UUID

from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints

from saiyai.api import rules

T = TypeVar("T")


def _plain(value):
    """Digits and nothing else: what stands in an address is not rounded, trimmed or guessed."""
    if isinstance(value, str) and not re.fullmatch(r"-?[0-9]{1,9}", value):
        raise ValueError("a whole number")
    return value


Number = Annotated[int, BeforeValidator(_plain)]
# No control letters: PostgreSQL keeps no NUL, and nobody looks for one.
Words = Annotated[str, StringConstraints(max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$")]
Code = Annotated[str, StringConstraints(pattern=r"^[0-9]{2}$")]
Code20 = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[-0-9A-Za-z]+$")]
Slug = Annotated[str, StringConstraints(max_length=80, pattern=r"^[-a-zA-Z0-9_]+$")]
Text = Annotated[str, StringConstraints(max_length=2000, pattern=r"^[^\x00]*$")]
# Every kind of space by its number: what `\s` means differs between those who check a description.
BLANK = r"\x00-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
Said = Annotated[str, StringConstraints(min_length=1, max_length=2000, pattern=rf"^[^\x00]*[^{BLANK}][^\x00]*$")]
Key = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[!-~]+$")]


class Page(Schema, Generic[T]):
    """One page of a list. A page beyond the end is an empty one; `next` is null on the last.

    Rows are counted up to a limit: with `more` there are more than `count`. A search by `q` in the order `best` ends
    after its best five hundred; in the order `name` it goes on to the last.
    """

    items: list[T]
    page: int
    per_page: int
    count: int
    more: bool
    next: str | None


class Paging(Schema):
    """Which page, and how long."""

    page: Number = Field(1, ge=1, le=rules.LAST_PAGE)
    per_page: Number = Field(25, ge=1, le=rules.MOST_ON_A_PAGE)


class Named(Schema):
    """A record and what it is called."""

    id: UUID
    name: str


class Step(Schema):
    """A move of a lifecycle: where to send it, or the reason why it is closed now."""

    name: str
    label: str
    open: bool
    why_not: str
    href: str | None


class Standing(Schema):
    """What came of a move, and what is possible next."""

    id: UUID
    status: str
    moves: list[Step]


class NetworkLine(Schema):
    """A network in a list."""

    id: UUID
    slug: str
    name_th: str
    name_en: str
    status: Literal["PROPOSED", "FORMING", "ACTIVE", "DORMANT", "CLOSED"]
    parent: UUID | None
    opened_on: date | None
    closed_on: date | None
    units: int
    chapters: int


class NetworkPage(NetworkLine):
    """A network with what it is for and its moves."""

    about_th: str
    about_en: str
    charter: int | None
    moves: list[Step]


class ChapterLine(Schema):
    """A chapter of a network."""

    id: UUID
    kind: Literal["PROVINCE", "MINISTRY", "THEME"]
    name_th: str
    name_en: str
    province_code: str
    ministry: UUID | None
    starts_on: date


class UnitLine(Schema):
    """A unit in a network: what it takes part in, and within which limits."""

    id: UUID
    network: UUID
    organization: Named
    status: Literal["INVITED", "SIGNED", "ACTIVE", "DECLINED", "TAKEN_BACK", "ENDED"]
    scope: str
    limits: str
    offers: str
    starts_on: date | None
    ends_on: date | None


class UnitPage(UnitLine):
    """A unit in a network with its chapters and moves."""

    chapters: list[UUID]
    moves: list[Step]


class PartyLine(Schema):
    """A person, organisation or group in a list."""

    id: UUID
    name_th: str
    name_en: str
    about: str
    province_code: str


class PostLine(Schema):
    """A post that somebody holds or held."""

    post: str
    organization: Named
    standing: Literal["SUBSTANTIVE", "ACTING", "FOCAL"]
    starts_on: date | None
    ends_on: date | None


class SeatLine(Schema):
    """A place in a group."""

    group: Named
    role: str
    starts_on: date | None
    ends_on: date | None


class PartyPage(Schema):
    """What every party brings."""

    id: UUID
    name_th: str
    name_en: str
    province_code: str
    resources: str
    goals: str
    ways_of_working: str
    target_groups: str


class PersonPage(PartyPage):
    """A person: work, groups, skills. How to reach somebody stands on the pages only."""

    skills: list[str]
    posts: list[PostLine]
    groups: list[SeatLine]


class OrganizationPage(PartyPage):
    """An organisation and where it stands."""

    kind: str
    short_name: str
    parents: list[Named]
    starts_on: date | None
    ends_on: date | None


class GroupPage(PartyPage):
    """A group."""

    kind: str
    about: str
    starts_on: date | None
    ends_on: date | None


class TieLine(Schema):
    """A tie as it reads from the party that was asked for."""

    id: UUID
    kind: str
    label: str
    other: Named
    other_kind: Literal["person", "group", "organization"]
    starts_on: date | None
    ends_on: date | None
    source: Literal["DECLARED", "OFFICER", "DOCUMENT", "IMPORTED"]


class ApplicationLine(Schema):
    """An application as it stands in the queue."""

    id: UUID
    number: str | None
    kind: Literal["PERSON", "UNIT"]
    status: str
    name: str
    network: UUID
    office: str | None
    province_code: str
    submitted_at: datetime | None
    stage_since: datetime | None
    due_on: date | None


class ApplicationPage(ApplicationLine):
    """An application and its moves."""

    moves: list[Step]


class MemberLine(Schema):
    """A membership: whose, since when, until when, and how it stands."""

    id: UUID
    number: str
    status: str
    name: str
    kind: Literal["PERSON", "UNIT"]
    network: UUID
    office: str
    starts_on: date
    ends_on: date


class CardPage(Schema):
    """What anybody who holds a card may know of it."""

    standing: Literal["valid", "suspended", "expired", "ended", "unknown"]
    number: str
    name: str
    network: str
    ends_on: date | None


class Me(Schema):
    """The owner of the token, what they may do, and what the token is for."""

    id: UUID
    name: str
    language: str
    roles: list[str]
    scopes: list[str]
    token_expires_on: date


class Task(Schema):
    """Something that waits for the owner of the token."""

    kind: Literal["charter", "founding", "proposal", "applications"]
    id: UUID | None
    name: str
    count: int


class ReceiverLine(Schema):
    """A receiver of events."""

    id: UUID
    address: str
    topics: list[str]
    off: Literal["", "OWNER", "FAILING"]
    failures: int


class DeliveryLine(Schema):
    """An event that was sent, or is to be sent, to a receiver."""

    id: UUID
    event: str
    key: str
    happened_at: datetime
    status: Literal["WAITING", "DELIVERED", "FAILED"]
    attempts: int
    outcome: str


class Strict(Schema):
    """A body with nothing in it that is not known."""

    model_config = ConfigDict(extra="forbid")


class Sure(Strict):
    """A move with nothing to say."""


class Reason(Strict):
    """A move that needs a reason, which the other side reads."""

    reason: Said


class MaybeReason(Strict):
    """A move that may carry a reason."""

    reason: Text = ""


class Note(Strict):
    """A move that may carry a note for the office."""

    note: Text = ""


class Opinion(Strict):
    """The opinion of the office, with its reason."""

    opinion: Literal["SUPPORT", "OBJECT"]
    reason: Said


class Error(Schema):
    """Where a value does not fit, and how."""

    at: str
    message: str


class ProblemPage(Schema):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    reason: str | None = None
    remedy: str | None = None
    errors: list[Error] | None = None
