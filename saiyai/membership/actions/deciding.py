"""The decision on an application, and the appeal against it."""

from django.utils import timezone

from saiyai.audit import trail
from saiyai.membership import letters, rules
from saiyai.membership.actions.members import admit
from saiyai.membership.actions.reviewing import need_reason
from saiyai.membership.actions.steps import as_user, tell
from saiyai.policy.action import action


def _decide(application, move, by, reason, **columns):
    """Move and write down who decided in one save: the table allows neither alone."""
    rules.APPLICATION.move(application, move, by=by)
    now = timezone.now()
    for name, value in columns.items():
        setattr(application, name, value)
    application.stage_since, application.due_on = now, rules.due_after(application.status, now)
    application.save()
    tell(application, move, by=by, text=reason)
    trail.record(f"application.{move}", application, by=by, status=application.status, number=application.number)


@action
def approve(application, *, by, reason=""):
    """Admit the applicant: member, number, card, account and letter, all or nothing. Returns the member."""
    now = timezone.now()
    _decide(application, "approve", by, reason, decided_by=as_user(by), decided_at=now, decision_reason=reason)
    return admit(application, by=by)


@action
def reject(application, *, by, reason):
    """Do not admit; the applicant is told why and how to appeal."""
    need_reason(reason)
    now = timezone.now()
    _decide(application, "reject", by, reason, decided_by=as_user(by), decided_at=now, decision_reason=reason)
    letters.rejected(application)


@action
def appeal(application, *, by, reason):
    """The applicant asks for another look."""
    need_reason(reason)
    _decide(application, "appeal", by, reason, appeal_text=reason)
    letters.appeal_received(application)


@action
def appeal_paper(application, *, by, reason):
    """The office types the appeal of an applicant who came on paper."""
    need_reason(reason)
    _decide(application, "appeal_paper", by, reason, appeal_text=reason)
    letters.appeal_received(application)


@action
def uphold(application, *, by, reason):
    """The appeal does not change the decision."""
    need_reason(reason)
    _decide(application, "uphold", by, reason, appeal_decided_by=as_user(by), appeal_reason=reason)
    letters.upheld(application)


@action
def overturn(application, *, by, reason):
    """The appeal succeeds: the applicant is admitted."""
    need_reason(reason)
    _decide(application, "overturn", by, reason, appeal_decided_by=as_user(by), appeal_reason=reason)
    return admit(application, by=by)
