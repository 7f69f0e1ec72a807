"""Consents: each for one purpose, dated, and withdrawable."""

from django.utils import timezone
from django.utils.translation import gettext as _

from saiyai.audit import trail
from saiyai.directory import actions as directory
from saiyai.directory.models import ContactPoint, Person
from saiyai.membership import queries, rules
from saiyai.membership.actions.filling import lock, may_fill
from saiyai.membership.models import Consent, Member
from saiyai.notify import actions as notify
from saiyai.policy.action import action
from saiyai.policy.actors import carrying_out
from saiyai.policy.lifecycle import Refused

# The version of the wording that is read before consenting (forms/apply.py).
TEXT_VERSION = "2569-11"


@action
def give_consents(application, purposes, *, by):
    """Exactly these purposes are consented to from now on; what is no longer named is withdrawn."""
    lock(application)
    may_fill(application, by)
    now = timezone.now()
    living = {c.purpose: c for c in Consent.objects.filter(application=application, withdrawn_at__isnull=True)}
    for purpose in set(living) - set(purposes):
        living[purpose].withdrawn_at = now
        living[purpose].save()
    new = sorted(set(purposes) - set(living))
    member = getattr(application, "member", None)
    Consent.objects.bulk_create(
        [Consent(application=application, member=member, purpose=p, text_version=TEXT_VERSION) for p in new]
    )
    trail.record("consent.given", application, by=by, given=new, withdrawn=sorted(set(living) - set(purposes)))


@action
def give_consent(member, purpose, *, by):
    """A member agrees to one purpose from today on; given twice, it is one consent."""
    if not rules.is_own(member, by):
        raise Refused(_("Only the member can do this."))
    member.refresh_from_db(from_queryset=Member._base_manager.select_for_update())
    if member.status not in queries.LIVING:
        raise Refused(_("Not possible at this stage."))
    if given := queries.consents_in_force(member).filter(purpose=purpose).first():
        trail.record("consent.given_again", given, by=by, purpose=str(purpose))
        return given
    given = Consent.objects.create(
        application=member.application, member=member, purpose=purpose, text_version=TEXT_VERSION
    )
    trail.record("consent.given", given, by=by, purpose=str(purpose))
    line_id = member.application.line_id if member.application else ""
    if person := _person_of(member):
        put_into_effect(person, {purpose}, line_id, by=carrying_out(by))
    return given


def put_into_effect(person, purposes, line_id, *, by):
    """What begins with a consent: being shown to members, being reached by LINE."""
    if Consent.Purpose.DIRECTORY in purposes and not person.listed:
        directory.list_person(person, by=by)
    if Consent.Purpose.LINE in purposes and line_id:
        directory.add_contact_point(person, ContactPoint.Kind.LINE, line_id, by=by)


def _end_effect(person, purpose, by):
    """What ends with a consent, at once."""
    if purpose == Consent.Purpose.DIRECTORY and person.listed:
        directory.unlist_person(person, by=by)
    if purpose == Consent.Purpose.LINE:
        for point in person.contact_points.filter(kind=ContactPoint.Kind.LINE, ends_on__isnull=True):
            directory.end_contact_point(point, by=by)
        if person.user:
            notify.unlink_line(person.user, by=by)


def _person_of(member):
    """Whom a consent of this membership is about: the member, or the focal person of the unit."""
    if member.person or member.application is None:
        return member.person
    return Person.objects.filter(user=member.application.applicant_user_id, user__isnull=False).first()


def _is_theirs(consent, by):
    """Whether this actor is the one who gave the consent: the applicant, by link or account, or the member."""
    if consent.member and rules.is_own(consent.member, by):
        return True
    application = consent.application
    return application is not None and by.pk in (f"applicant:{application.pk}", application.applicant_user_id, "system")


@action
def withdraw_consent(consent, *, by):
    """End a consent today. What it allowed ends with it at once."""
    if not _is_theirs(consent, by):
        raise Refused(_("Only who gave a consent withdraws it."))
    if consent.withdrawn_at:
        raise Refused(_("This consent has already been withdrawn."))
    consent.withdrawn_at = timezone.now()
    consent.save()
    member = consent.member or getattr(consent.application, "member", None)
    if member and (person := _person_of(member)):
        _end_effect(person, consent.purpose, carrying_out(by))
    trail.record("consent.withdrawn", consent, by=by, purpose=consent.purpose)
