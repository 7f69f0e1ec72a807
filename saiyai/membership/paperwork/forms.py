"""From rows to papers: what is printed on the form and on the card."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from saiyai.directory.models import Skill
from saiyai.membership import papers
from saiyai.membership.models import Application, Consent, Document
from saiyai.membership.papers import data
from saiyai.membership.rules import ROLES_WISHED, in_groups
from saiyai.thai import dates, places
from saiyai.ui.provinces import both_names

_ROLES = {"tip": "inform", "educate": "teach", "committee": "subcommittee"}
_CONSENTS = {
    Consent.Purpose.BACKGROUND: "background_check",
    Consent.Purpose.PUBLISH: "publish",
    Consent.Purpose.LINE: "line_contact",
    Consent.Purpose.SHARE_OFFICE: "share_with_office",
}
_DOCUMENTS = {
    Document.Kind.ID_CARD: "identity_card",
    Document.Kind.OFFICIAL_CARD: "official_card",
    Document.Kind.SUPPORT_LETTER: "endorsement",
    Document.Kind.PHOTO: "photo",
    Document.Kind.MANDATE: "nomination",
}
_KINDS = {
    Application.Applicant.OFFICIAL: "official",
    Application.Applicant.CITIZEN: "citizen",
    Application.Applicant.PRIVATE: "private",
    Application.Applicant.CIVIC: "organization",
}


def full(day):
    """A day written out, or nothing."""
    return dates.full(day) if day else ""


def day_of(moment):
    """The day of a moment, written out, or nothing."""
    return full(timezone.localdate(moment)) if moment else ""


def _address(text, code, postcode):
    area = places.area(code) if code else None
    if area is None:
        return papers.AddressPaper(house=text, postcode=postcode)
    return papers.AddressPaper(
        house=text,
        subdistrict=area.subdistrict_th,
        district=area.district_th,
        province=area.province_th,
        postcode=postcode,
    )


def _province_names(codes):
    """In Thai whoever reads: the paper is."""
    return [names[0] for names in map(both_names, codes) if names]


def _office_part(application, inside):
    """What the office has written. Notes and opinion are `inside` the office: the applicant's own copy has neither."""
    decision = {"APPROVED": "approved", "REJECTED": "rejected", "APPEAL": "rejected"}.get(application.status, "")
    member = getattr(application, "member", None)
    found = _check_and_opinion(application) if inside else {}
    return papers.OfficePart(
        **found,
        decision=decision,
        decision_note=application.decision_reason if decision else "",
        decided_by=application.decided_by.display_name if inside and application.decided_by else "",
        decided_on=day_of(application.decided_at),
        member_number=member.number if member else "",
        member_from=full(member.starts_on) if member else "",
        member_until=full(member.ends_on) if member else "",
    )


def _check_and_opinion(application):
    """The last check of the documents, where it still stands, and the last opinion, with who and when."""
    entries = application.entries.filter(move__in=("pass_documents", "advise")).select_related("by")
    last = {entry.move: entry for entry in entries.order_by("at", "pk")}
    checked = None if application.status in ("ENDORSEMENT", "DOCUMENTS", "SUPPLY") else last.get("pass_documents")
    advised = last.get("advise") if application.opinion else None
    return {
        "check": "complete" if checked else "",
        "check_note": application.documents_note if checked else "",
        "checked_by": checked.by.display_name if checked and checked.by else "",
        "checked_on": day_of(checked.at) if checked else "",
        "opinion": {"SUPPORT": "support", "OBJECT": "object"}.get(application.opinion, ""),
        "opinion_note": application.opinion_text,
        "opinion_by": application.opinion_by.display_name if application.opinion_by else "",
        "opinion_on": day_of(advised.at) if advised else "",
    }


def _common(application, inside):
    """What both forms hold."""
    consented = set(application.consents.filter(withdrawn_at__isnull=True).values_list("purpose", flat=True))
    kinds = application.documents.filter(replaced=False).values_list("kind", flat=True)
    other = [str(ROLES_WISHED[key]) for key in application.roles if _ROLES.get(key, key) not in data.ROLES]
    pledges = zip(
        data.PLEDGES,
        (application.pledges_truth, application.pledges_confidence, application.pledges_code),
        strict=True,
    )
    return {
        "network": application.network.name_th,
        "number": application.number or "",
        "date": day_of(application.submitted_at),
        "written_at": application.office.name_th if application.office else "",
        "phone": application.phone,
        "email": application.email,
        "watch_areas": _province_names(application.watch_provinces),
        "office": application.office.name_th if application.office else "",
        "roles": [_ROLES.get(key, key) for key in application.roles if _ROLES.get(key, key) in data.ROLES] + other,
        "conflict": {True: "some", False: "none"}.get(application.state_contractor, ""),
        "conflict_detail": application.state_contractor_detail,
        "pledges": [name for name, given in pledges if given],
        "consents": {word: purpose in consented for purpose, word in _CONSENTS.items()},
        "documents": [_DOCUMENTS[kind] for kind in kinds if kind in _DOCUMENTS],
        "signed_name": application.name,
        "signed_on": day_of(application.submitted_at),
        "signed_electronically": bool(application.submitted_at) and not application.on_paper,
        "office_part": _office_part(application, inside),
    }


def application_form(application, *, inside, identity="", photo=None):
    """The filled form as PDF: `inside` the office with its notes and opinion, else the applicant's own copy.

    `identity` is the number in clear, for the own copy; else its last digits are printed.
    """
    if application.kind == Application.Kind.UNIT:
        return papers.unit_application_pdf(_unit_paper(application, inside))
    paper = papers.ApplicationPaper(
        **_common(application, inside),
        **_who(application, identity),
        **_where(application),
        **_what(application),
        photo=photo,
    )
    return papers.application_pdf(paper)


def _who(application, identity):
    """Name and identity."""
    last = application.id_last
    shown = identity or (f"x-xxxx-xxxx{last[:1]}-{last[1:3]}-{last[3:]}" if last else "")
    national = application.id_kind == Application.IdKind.NATIONAL
    born_on = application.born_on
    return dict(
        title=application.title,
        given_name=application.given_name,
        family_name=application.family_name,
        name_en=f"{application.given_name_en} {application.family_name_en}".strip(),
        national_id=shown if national else "",
        official_id="" if national else shown,
        id_issued_on=full(application.id_issued_on),
        id_expires_on=full(application.id_expires_on),
        birth_date=full(born_on),
        age=str(dates.age(born_on, timezone.localdate())) if born_on else "",
        gender=str(application.get_sex_display()) if application.sex else "",
        nationality=application.nationality,
    )


def _where(application):
    """Addresses and contact."""
    return dict(
        current=_address(application.address, application.area_code, application.postcode),
        current_is_registered=bool(application.registered_same),
        registered=_registered(application),
        line_id=application.line_id,
        contact_name=application.other_contact_name,
        contact_phone=application.other_contact_phone,
    )


def _what(application):
    """Work and abilities."""
    skills = dict(Skill.objects.filter(key__in=application.skills).values_list("key", "name_th"))
    return dict(
        kind=_KINDS.get(application.applicant_kind, ""),
        occupation=application.occupation,
        position=application.position,
        level=application.level,
        department=application.organization_name,
        division=application.unit_name,
        work_province="".join(_province_names([application.province_code])),
        education=application.education,
        expertise=[key if key in data.EXPERTISE else skills.get(key, key) for key in application.skills],
        experiences=application.experience.splitlines(),
        other_networks=application.other_networks.splitlines(),
        endorser_name=application.superior_name,
        endorser_position=application.superior_position,
        endorser_agency=application.organization_name,
        declarations=list(data.DECLARATIONS) if application.declares_qualified else [],
    )


def _registered(application):
    if application.registered_same:
        return _address(application.address, application.area_code, application.postcode)
    return _address(application.registered_address, application.registered_area_code, application.registered_postcode)


def _unit_paper(application, inside):
    return papers.UnitApplicationPaper(
        **_common(application, inside),
        unit_name=application.unit_name,
        department=application.organization_name,
        address=_address(application.address, application.area_code, application.postcode),
        head_name=application.head_name,
        head_position=application.head_position,
        coordinator_name=application.name,
        coordinator_position=application.position,
        coordinator_phone=application.phone,
        coordinator_email=application.email,
        coordinator_line_id=application.line_id,
        resources=application.resources.splitlines(),
        goals=application.goals.splitlines(),
        ways_of_working=application.ways_of_working.splitlines(),
        target_groups=application.target_groups.splitlines(),
    )


def _plain_address(path):
    """An address as it is typed from paper: saiyai.example/verify"""
    return (settings.SITE_URL + path).partition("://")[2].rstrip("/")


def card_paper(member, card, *, photo=None):
    """The values of a card; the caller prints it as sheet, wallet page or picture."""
    application = member.application
    person = member.person
    return papers.CardPaper(
        network=member.network.name_th,
        network_en=member.network.name_en,
        number=member.number,
        name_th=person.name if person else member.organization.name_th,
        name_en=person.name_en if person else member.organization.name_en,
        verify_url=settings.SITE_URL + reverse("membership:verify", args=[card.code]),
        code=in_groups(card.code),
        verify_at=_plain_address(reverse("membership:verify_code")),
        issued_on=full(card.issued_on),
        expires_on=full(member.ends_on),
        position=application.position if application else "",
        unit=application.workplace if application and person else "",
        province="".join(_province_names([application.province_code])) if application else "",
        office=member.office.name_th,
        office_phone=member.office.phone,
        office_email=member.office.email,
        photo=photo,
    )
