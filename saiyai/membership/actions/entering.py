"""The directory entries behind an admission: the person, or the unit with its focal person."""

from django.utils import timezone

from saiyai.directory import actions as directory
from saiyai.directory.models import ContactPoint, Organization, Person
from saiyai.membership.actions.consents import put_into_effect
from saiyai.membership.models import Application, Member
from saiyai.thai import dates


def party_of(application, *, by):
    """(person, unit): the directory entries of an approved applicant; unit is None for a person."""
    person = _known_person(application) or _new_person(application, by)
    _contact_points(application, person, by)
    agreed = set(application.consents.filter(withdrawn_at__isnull=True).values_list("purpose", flat=True))
    put_into_effect(person, agreed, application.line_id, by=by)
    if application.kind == Application.Kind.UNIT:
        return person, _unit(application, person, by)
    if application.position and _workplace(application, by):
        _hold_position(application, person, _workplace(application, by), by, "SUBSTANTIVE")
    if application.skills:
        directory.set_skills(person, application.skills, by=by)
    return person, None


def _known_person(application):
    """The person of an earlier membership with the same identity number, or of the same account. Names prove nothing."""
    if application.id_digest:
        before = Member.objects.filter(application__id_digest=application.id_digest, person__isnull=False)
        if member := before.select_related("person").first():
            return member.person
    # Somebody may have begun it for another while signed in: only the same address says that it is the same person.
    starter = application.applicant_user
    if starter and starter.email.casefold() == application.email.casefold():
        return Person.objects.filter(user=application.applicant_user_id).first()
    return None


def _new_person(application, by):
    return directory.add_person(
        by=by,
        title=application.title,
        given_name=application.given_name,
        family_name=application.family_name,
        given_name_en=application.given_name_en,
        family_name_en=application.family_name_en,
        province_code=application.province_code,
        birth_year=dates.to_be(application.born_on.year) if application.born_on else None,
    )


def _contact_points(application, person, by):
    """Phone and e-mail, for officers; the member opens them to others on their own page."""
    have = set(person.contact_points.filter(ends_on__isnull=True).values_list("kind", "value"))
    for kind, value in ((ContactPoint.Kind.PHONE, application.phone), (ContactPoint.Kind.EMAIL, application.email)):
        if value and (kind, value) not in have:
            directory.add_contact_point(person, kind, value, by=by)


def _workplace(application, by):
    """The organisation that was chosen, or one of that name; made if there is none."""
    if application.organization:
        return application.organization
    if not application.organization_name:
        return None
    known = Organization.objects.filter(name_th=application.organization_name, ends_on__isnull=True).first()
    return known or directory.add_organization(
        by=by, kind=Organization.Kind.OTHER, name_th=application.organization_name
    )


def _hold_position(application, person, organization, by, standing):
    post = organization.posts.filter(title_th=application.position, ends_on__isnull=True).first()
    if post is None:
        post = directory.add_post(organization, application.position, by=by, level=application.level)
    if not person.holdings.filter(post=post, ends_on__isnull=True).exists():
        directory.hold(person, post, by=by, starts_on=timezone.localdate(), standing=standing)


def _unit(application, person, by):
    """The unit as an organisation under its agency, with its four fields and its focal person's post."""
    agency = _workplace(application, by)
    unit = Organization.objects.filter(
        name_th=application.unit_name, placements__parent=agency, placements__ends_on__isnull=True
    ).first()
    if unit is None:
        unit = directory.add_organization(
            by=by,
            kind=Organization.Kind.DIVISION,
            name_th=application.unit_name,
            province_code=application.province_code,
        )
        directory.place(unit, agency, by=by)
    directory.save_profile(
        unit,
        by=by,
        resources=application.resources,
        goals=application.goals,
        ways_of_working=application.ways_of_working,
        target_groups=application.target_groups,
    )
    post = directory.add_post(unit, "ผู้ประสานงานเครือข่าย", by=by)
    directory.hold(person, post, by=by, starts_on=timezone.localdate(), standing="FOCAL")
    return unit
