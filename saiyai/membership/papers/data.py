"""What the papers of membership take: words ready to print, pictures as bytes, ticks as codes.

Dates arrive written out ("23 พฤศจิกายน 2569"); `thai_digits` turns their figures on the paper. Empty text leaves a
dotted line. A code of expertise, networks, roles or documents that a paper does not know is printed under "other".
"""

from dataclasses import dataclass, field

KINDS = ("official", "citizen", "private", "organization")
EXPERTISE = ("procurement", "accounting", "law", "construction", "technology", "audit", "communication", "training")
NETWORKS = ("pacc_connect", "strong", "act", "health_volunteer")
ROLES = ("watch", "inform", "teach", "coordinate", "subcommittee")
DECLARATIONS = ("no_grave_discipline", "no_imprisonment", "not_bankrupt", "not_accused", "no_party_office")
PLEDGES = ("true_statement", "secrecy", "conduct")
CONSENTS = ("background_check", "publish", "line_contact", "share_with_office")
DOCUMENTS = ("identity_card", "official_card", "endorsement", "photo")
UNIT_DOCUMENTS = ("nomination", "establishment", "coordinator_card")
LETTER_KINDS = (
    "received",
    "approved",
    "rejected",
    "upheld",
    "supply",
    "endorsement",
    "suspension",
    "reinstatement",
    "explain",
    "removal",
    "dropped",
    "resignation",
    "renewal",
    "renewed",
    "expiry",
)


@dataclass(frozen=True, kw_only=True)
class AddressPaper:
    """An address in the parts that a Thai form asks for."""

    house: str = ""
    moo: str = ""
    soi: str = ""
    road: str = ""
    subdistrict: str = ""
    district: str = ""
    province: str = ""
    postcode: str = ""


@dataclass(frozen=True, kw_only=True)
class OfficePart:
    """The end of an application, filled by the office: check, regional opinion, decision, registration."""

    check: str = ""  # "complete" | "incomplete"
    check_note: str = ""
    checked_by: str = ""
    checked_position: str = ""
    checked_on: str = ""
    opinion: str = ""  # "support" | "object"
    opinion_note: str = ""
    opinion_by: str = ""
    opinion_position: str = ""
    opinion_on: str = ""
    decision: str = ""  # "approved" | "rejected"
    decision_note: str = ""
    decided_by: str = ""
    decided_position: str = ""
    decided_on: str = ""
    member_number: str = ""
    member_from: str = ""
    member_until: str = ""
    card_issued_on: str = ""


@dataclass(frozen=True, kw_only=True)
class ApplicationPaper:
    """The application of a person; all defaults give the blank form."""

    network: str = "เครือข่ายภาครัฐต่อต้านการทุจริต"
    number: str = ""
    date: str = ""
    written_at: str = ""
    check_url: str = ""
    emblem: bytes | None = None
    photo: bytes | None = None
    # the person
    title: str = ""
    given_name: str = ""
    family_name: str = ""
    name_en: str = ""
    national_id: str = ""
    official_id: str = ""
    id_issued_on: str = ""
    id_expires_on: str = ""
    birth_date: str = ""
    age: str = ""
    gender: str = ""
    nationality: str = ""
    registered: AddressPaper = field(default_factory=AddressPaper)
    current_is_registered: bool = False
    current: AddressPaper = field(default_factory=AddressPaper)
    phone: str = ""
    email: str = ""
    line_id: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    # work and skill
    kind: str = ""  # one of KINDS
    occupation: str = ""
    position: str = ""
    level: str = ""
    ministry: str = ""
    department: str = ""
    division: str = ""
    work_province: str = ""
    education: str = ""
    field_of_study: str = ""
    expertise: list[str] = field(default_factory=list)
    expertise_other: str = ""
    experiences: list[str] = field(default_factory=list)
    other_networks: list[str] = field(default_factory=list)
    other_networks_other: str = ""
    # taking part
    watch_areas: list[str] = field(default_factory=list)
    office: str = ""
    roles: list[str] = field(default_factory=list)
    endorser_name: str = ""
    endorser_position: str = ""
    endorser_agency: str = ""
    endorser_phone: str = ""
    # declarations
    declarations: list[str] = field(default_factory=list)
    conflict: str = ""  # "none" | "some"
    conflict_detail: str = ""
    pledges: list[str] = field(default_factory=list)
    consents: dict[str, bool] = field(default_factory=dict)
    documents: list[str] = field(default_factory=list)
    documents_other: str = ""
    signed_name: str = ""
    signed_on: str = ""
    signed_electronically: bool = False
    office_part: OfficePart = field(default_factory=OfficePart)
    thai_digits: bool = True


@dataclass(frozen=True, kw_only=True)
class Representative:
    """Somebody whom the unit sends into the network."""

    name: str = ""
    position: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, kw_only=True)
class UnitApplicationPaper:
    """The application of a unit of an organisation; all defaults give the blank form."""

    network: str = "เครือข่ายภาครัฐต่อต้านการทุจริต"
    number: str = ""
    date: str = ""
    written_at: str = ""
    check_url: str = ""
    emblem: bytes | None = None
    # the unit
    unit_name: str = ""
    unit_name_en: str = ""
    kind: str = ""  # one of KINDS
    ministry: str = ""
    department: str = ""
    juristic_id: str = ""
    staff_count: str = ""
    address: AddressPaper = field(default_factory=AddressPaper)
    phone: str = ""
    email: str = ""
    website: str = ""
    head_name: str = ""
    head_position: str = ""
    head_phone: str = ""
    coordinator_name: str = ""
    coordinator_position: str = ""
    coordinator_phone: str = ""
    coordinator_email: str = ""
    coordinator_line_id: str = ""
    representatives: list[Representative] = field(default_factory=list)
    # taking part
    resources: list[str] = field(default_factory=list)
    goals: list[str] = field(default_factory=list)
    ways_of_working: list[str] = field(default_factory=list)
    target_groups: list[str] = field(default_factory=list)
    expertise: list[str] = field(default_factory=list)
    expertise_other: str = ""
    other_networks: list[str] = field(default_factory=list)
    other_networks_other: str = ""
    watch_areas: list[str] = field(default_factory=list)
    office: str = ""
    roles: list[str] = field(default_factory=list)
    # declarations
    conflict: str = ""
    conflict_detail: str = ""
    pledges: list[str] = field(default_factory=list)
    consents: dict[str, bool] = field(default_factory=dict)
    documents: list[str] = field(default_factory=list)
    documents_other: str = ""
    signed_name: str = ""
    signed_position: str = ""
    signed_on: str = ""
    signed_electronically: bool = False
    office_part: OfficePart = field(default_factory=OfficePart)
    thai_digits: bool = True


@dataclass(frozen=True, kw_only=True)
class CardPaper:
    """A card of membership, on paper or on a phone."""

    network: str
    number: str
    name_th: str
    verify_url: str
    code: str  # in groups, for whoever cannot scan
    verify_at: str  # where it is typed
    issued_on: str
    expires_on: str
    network_en: str = ""
    name_en: str = ""
    initials: str = ""  # drawn where no photograph is; taken from the name when empty
    kind: str = "สมาชิกเครือข่าย"
    position: str = ""
    unit: str = ""
    province: str = ""
    office: str = ""
    office_phone: str = ""
    office_email: str = ""
    photo: bytes | None = None
    emblem: bytes | None = None
    thai_digits: bool = False  # figures on a card are typed into machines


@dataclass(frozen=True, kw_only=True)
class LetterPaper:
    """A letter of the office. `kind` brings subject and opening words; `subject` and `paragraphs` replace them."""

    kind: str = ""  # one of LETTER_KINDS, or empty when subject and paragraphs say it all
    form: str = "letter"  # "letter" | "memo"
    network: str = "เครือข่ายภาครัฐต่อต้านการทุจริต"
    number: str = ""
    date: str = ""
    urgency: str = ""  # "ด่วน" | "ด่วนมาก" | "ด่วนที่สุด"
    subject: str = ""
    recipient: str = ""
    references: list[str] = field(default_factory=list)
    enclosures: list[str] = field(default_factory=list)
    # what the words of a kind are filled with
    person: str = ""  # of whom the letter speaks, with title
    application_number: str = ""
    application_date: str = ""
    member_number: str = ""
    starts_on: str = ""
    ends_on: str = ""
    # what is particular to this letter
    paragraphs: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    deadlines: list[str] = field(default_factory=list)
    link: str = ""
    appeal_to: str = ""
    appeal_within: str = ""  # "15 วัน"
    appeal: str = ""  # own words instead
    closing: str = "ขอแสดงความนับถือ"
    signer_name: str = ""
    signer_position: str = ""
    office_name: str = ""
    office_address: str = ""
    office_phone: str = ""
    office_email: str = ""
    copies: list[str] = field(default_factory=list)
    check_url: str = ""
    emblem: bytes | None = None
    thai_digits: bool = True
