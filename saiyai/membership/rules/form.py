"""The application form: its topics in order, and what each needs. Source: domain.md 2.5, minimised for the PDPA."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from saiyai.membership.models import Application, Document

# A draft is kept this long after the last change; the pages and the letters say so.
DRAFT_DAYS = 30

PERSON, UNIT = Application.Kind.PERSON, Application.Kind.UNIT

# The parts that a member may wish to play (the deck's twelve roles, as far as one signs up for them).
ROLES_WISHED = {
    "watch": _("Watch public work"),
    "tip": _("Give information"),
    "educate": _("Raise awareness and teach"),
    "coordinate": _("Coordinate between agencies and people"),
    "knowledge": _("Collect and manage knowledge"),
    "innovate": _("Propose innovations"),
    "counsel": _("Counsel and encourage"),
    "committee": _("Sit on a sub-committee"),
}


@dataclass(frozen=True)
class Step:
    """One page of the form: its name in the address, its title, the fields that it saves and those that it needs."""

    name: str
    title: str | Promise
    fields: tuple = ()
    needed: tuple = ()


_NAME = Step(
    "name",
    _("Your name"),
    ("title", "given_name", "family_name", "given_name_en", "family_name_en"),
    ("given_name",),
)
_CONTACT = Step(
    "contact",
    _("How to reach you"),
    ("phone", "email", "line_id", "other_contact_name", "other_contact_phone"),
    ("phone",),
)
_AREAS = Step("areas", _("Areas and roles"), ("watch_provinces", "watch_note", "roles"), ("watch_provinces", "roles"))
_DECLARATIONS = Step(
    "declarations",
    _("Declarations"),
    ("declares_qualified", "state_contractor", "state_contractor_detail"),
    ("declares_qualified", "state_contractor"),
)
_DOCUMENTS = Step("documents", _("Documents"))
_CONSENTS = Step(
    "consents",
    _("Pledges and consents"),
    ("pledges_truth", "pledges_confidence", "pledges_code"),
    ("pledges_truth", "pledges_confidence", "pledges_code"),
)

STEPS = {
    PERSON: (
        _NAME,
        Step(
            "identity",
            _("Identity"),
            ("id_kind", "id_issued_on", "id_expires_on", "born_on", "sex", "nationality"),
            ("id_kind", "id_digest", "born_on", "nationality"),
        ),
        Step(
            "address",
            _("Where you live"),
            (
                "address",
                "area_code",
                "postcode",
                "registered_same",
                "registered_address",
                "registered_area_code",
                "registered_postcode",
            ),
            ("address", "area_code", "registered_same"),
        ),
        _CONTACT,
        Step(
            "work",
            _("Your work"),
            (
                "applicant_kind",
                "occupation",
                "position",
                "level",
                "organization",
                "organization_name",
                "unit_name",
                "province_code",
                "superior_name",
                "superior_position",
                "superior_email",
            ),
            ("applicant_kind", "province_code"),
        ),
        Step("skills", _("Knowledge and skills"), ("education", "skills", "experience", "other_networks")),
        _AREAS,
        _DECLARATIONS,
        _DOCUMENTS,
        _CONSENTS,
    ),
    UNIT: (
        Step(
            "unit",
            _("The unit"),
            (
                "organization",
                "organization_name",
                "unit_name",
                "address",
                "area_code",
                "postcode",
                "province_code",
                "mandate",
            ),
            ("organization_name", "unit_name", "area_code", "province_code", "mandate"),
        ),
        Step(
            "head",
            _("The head of the unit"),
            ("head_name", "head_position", "head_email"),
            ("head_name", "head_position", "head_email"),
        ),
        _NAME,
        _CONTACT,
        Step(
            "profile",
            _("What the unit brings"),
            ("resources", "goals", "ways_of_working", "target_groups"),
            ("resources", "goals"),
        ),
        _AREAS,
        _DECLARATIONS,
        _DOCUMENTS,
        _CONSENTS,
    ),
}

# Needed for an official only: who endorses.
_OFFICIAL = ("position", "organization_name", "superior_name", "superior_email")


def steps_of(application) -> tuple:
    """The topics of this application's form, in order."""
    return STEPS[application.kind]


def step_names(kind) -> list[str]:
    return [step.name for step in STEPS[kind]]


def needs_endorsement(application) -> bool:
    """A unit by its head; an official by the superior. A signed letter on paper stands in for it."""
    if application.on_paper:
        return False
    return application.kind == UNIT or application.applicant_kind == Application.Applicant.OFFICIAL


def _needed_documents(application) -> list[tuple]:
    """Sets of document kinds of which one each must be there."""
    if application.kind == UNIT:
        needed = [(Document.Kind.MANDATE,)]
    else:
        needed = [(Document.Kind.ID_CARD, Document.Kind.OFFICIAL_CARD)]
    return [*needed, (Document.Kind.PAPER_FORM,)] if application.on_paper else needed


def missing(application) -> dict[str, list[str]]:
    """What is still missing for submission: step name -> names of fields, or of document kinds."""
    gaps = {}
    for step in steps_of(application):
        needed = [name for name in step.needed if getattr(application, name) in ("", None, [], False)]
        if "state_contractor" in needed and application.state_contractor is False:
            needed.remove("state_contractor")
        if "registered_same" in needed and application.registered_same is False:
            needed.remove("registered_same")
        needed += _conditional(application, step.name)
        if needed:
            gaps[step.name] = needed
    return gaps


def _conditional(application, step) -> list[str]:
    """Fields that are needed only because of what was said elsewhere on the form."""
    if step == "work" and application.applicant_kind == Application.Applicant.OFFICIAL and not application.on_paper:
        return [name for name in _OFFICIAL if not getattr(application, name)]
    if step == "address" and application.registered_same is False:
        return [name for name in ("registered_address", "registered_area_code") if not getattr(application, name)]
    if step == "contact" and not application.on_paper and not application.email:
        return ["email"]
    if step == "declarations" and application.state_contractor and not application.state_contractor_detail:
        return ["state_contractor_detail"]
    if step == "documents":
        have = {d.kind for d in application.documents.all() if not d.replaced and d.accepted is not False}
        return [str(kinds[0]) for kinds in _needed_documents(application) if not have.intersection(kinds)]
    return []
