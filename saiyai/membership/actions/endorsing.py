"""Asking the superior, and the superior's answer by a private link."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from saiyai.accounts import actions as accounts
from saiyai.accounts.models import PrivateLink
from saiyai.audit import trail
from saiyai.membership import letters, rules
from saiyai.membership.actions.steps import as_user, make_move, tell
from saiyai.membership.models import Application, Endorsement
from saiyai.policy.action import action
from saiyai.policy.actors import carrying_out
from saiyai.policy.lifecycle import Refused

MOST_ASKED_A_DAY = 3


def ask_endorser(application, *, by):
    """Write to the superior named on the form, or to the head of the unit."""
    unit = application.kind == Application.Kind.UNIT
    starter = application.applicant_user.email if application.applicant_user else ""
    lately = application.endorsements.filter(asked_at__gt=timezone.now() - timedelta(days=1))
    if lately.count() >= MOST_ASKED_A_DAY:  # whoever is named gets a letter: nobody's mailbox is filled by a stranger
        raise Refused(_("Several people were asked to endorse since yesterday."), _("Please try again tomorrow."))
    if application.endorser_email.casefold() in {application.email.casefold(), starter.casefold()} - {""}:
        raise Refused(_("The superior's address is your own."), _("Give the address of your superior."))
    endorsement = Endorsement.objects.create(
        application=application,
        name=application.head_name if unit else application.superior_name,
        position=application.head_position if unit else application.superior_position,
        email=application.endorser_email,
    )
    _send(endorsement, by)
    return endorsement


def _send(endorsement, by):
    token = accounts.make_link(PrivateLink.Purpose.ENDORSE, endorsement, by=carrying_out(by))
    letters.endorsement_request(endorsement, token)
    trail.record("endorsement.asked", endorsement, by=by, application=str(endorsement.application_id))


def _answer(endorsement, answer, by, reason):
    endorsement.refresh_from_db(from_queryset=Endorsement._base_manager.select_for_update())
    if by.pk not in (f"endorser:{endorsement.pk}", "system"):
        raise Refused(_("You do not have permission to do this."))
    if endorsement.answer:
        raise Refused(_("This request has already been answered."))
    endorsement.answer, endorsement.reason = answer, reason
    endorsement.answered_at, endorsement.answered_by = timezone.now(), as_user(by)
    endorsement.save()
    accounts.close_links(PrivateLink.Purpose.ENDORSE, endorsement, by=carrying_out(by))


@action
def endorse(endorsement, *, by, reason=""):
    """The superior endorses; the application goes to the document check."""
    _answer(endorsement, Endorsement.Answer.ENDORSED, by, reason)
    make_move(endorsement.application, "endorse", by=by, text=reason)
    letters.endorsed(endorsement)


@action
def decline_endorsement(endorsement, *, by, reason):
    """The superior does not endorse and says why; the applicant may name another or withdraw."""
    _answer(endorsement, Endorsement.Answer.DECLINED, by, reason)
    make_move(endorsement.application, "decline_endorsement", by=by, text=reason)
    letters.endorsement_declined(endorsement)


def void_endorsement(application, *, by):
    """Who the applicant is has changed since the superior answered: the answer was for somebody else."""
    endorsed = application.endorsements.filter(answer=Endorsement.Answer.ENDORSED)
    if not endorsed.update(answer=Endorsement.Answer.DECLINED, reason=_("What was endorsed was changed afterwards.")):
        return
    tell(application, "void_endorsement", by=by)
    trail.record("endorsement.voided", application, by=by)


def _waiting(application):
    return application.endorsements.filter(answer="").order_by("-asked_at").first()


@action
def remind_endorser(application, *, by):
    """Write to the superior again, with a fresh link. Once a day at the most."""
    if reason := rules.why_not_remind(application, by):
        raise Refused(reason)
    endorsement = _waiting(application)
    endorsement.reminded_at = timezone.now()
    endorsement.save()
    _send(endorsement, by)


@action
def change_endorser(application, *, by, name, position, email):
    """Ask another superior instead; the link of the one before is closed."""
    application.refresh_from_db(from_queryset=Application._base_manager.select_for_update())
    if application.status != Application.Status.ENDORSEMENT or not rules.is_applicant(application, by):
        raise Refused(_("Not possible at this stage."))
    for before in application.endorsements.filter(answer=""):
        accounts.close_links(PrivateLink.Purpose.ENDORSE, before, by=carrying_out(by))
        before.answer, before.answered_at = Endorsement.Answer.DECLINED, timezone.now()
        before.reason = _("Another was asked instead.")
        before.save()
    fields = ("head_name", "head_position", "head_email")
    if application.kind == Application.Kind.PERSON:
        fields = ("superior_name", "superior_position", "superior_email")
    for field, value in zip(fields, (name, position, email), strict=True):
        setattr(application, field, value)
    application.save()
    ask_endorser(application, by=by)
    trail.record("application.endorser_changed", application, by=by)
