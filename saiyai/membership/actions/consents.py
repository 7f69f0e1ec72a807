"""Consents: each for one purpose, dated, and withdrawable."""

from django.utils import timezone
from django.utils.translation import gettext as _

from saiyai.audit import trail
from saiyai.directory import actions as directory
from saiyai.membership import rules
from saiyai.membership.actions.filling import lock, may_fill
from saiyai.membership.models import Consent
from saiyai.policy.action import action
from saiyai.policy.actors import carrying_out
from saiyai.policy.lifecycle import Refused

# The version of the wording that is read before consenting (templates/membership/consents/).
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


def _is_theirs(consent, by):
    """Whether this actor is the one who gave the consent: the applicant, by link or account, or the member."""
    if consent.member and rules.is_own(consent.member, by):
        return True
    application = consent.application
    return application is not None and by.pk in (f"applicant:{application.pk}", application.applicant_user_id, "system")


@action
def withdraw_consent(consent, *, by):
    """End a consent today. Being shown to other members ends with it at once."""
    if not _is_theirs(consent, by):
        raise Refused(_("Only who gave a consent withdraws it."))
    if consent.withdrawn_at:
        raise Refused(_("This consent has already been withdrawn."))
    consent.withdrawn_at = timezone.now()
    consent.save()
    member = consent.member or getattr(consent.application, "member", None)
    if consent.purpose == Consent.Purpose.DIRECTORY and member and member.person:
        directory.unlist_person(member.person, by=carrying_out(by))
    trail.record("consent.withdrawn", consent, by=by, purpose=consent.purpose)
