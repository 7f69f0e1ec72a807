"""The life of an application: moves, objections, clocks."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from saiyai.membership.models import Application
from saiyai.membership.rules.form import missing, needs_endorsement
from saiyai.policy.lifecycle import Lifecycle, Move
from saiyai.policy.permissions import Permission as P
from saiyai.policy.reach import scopes_of
from saiyai.thai.workdays import add_workdays

S = Application.Status
_NOT_ALLOWED = _("You do not have permission to do this.")

# An appeal is heard when it comes within this many days of the decision. House rule until PACC names its own.
APPEAL_DAYS = 30


@dataclass(frozen=True)
class Stage:
    """Who has it while it is there, and how many working days that usually takes (house rule, not law)."""

    holder: str | Promise
    usual: int


STAGES = {
    S.ENDORSEMENT: Stage(_("the superior"), 3),
    S.DOCUMENTS: Stage(_("the membership officer"), 5),
    S.SUPPLY: Stage(_("the applicant"), 10),
    S.BACKGROUND: Stage(_("the membership officer"), 10),
    S.OPINION: Stage(_("the director of the office"), 5),
    S.DECISION: Stage(_("the decider at the central office"), 5),
    S.APPEAL: Stage(_("the reviewer of appeals"), 15),
}


def stage_label(status) -> str | Promise:
    """Who has an application of this status, in words; "" when nobody has to act."""
    return STAGES[status].holder if status in STAGES else ""


def due_after(status, now):
    """The day by which this stage is usually over, or None where no clock runs."""
    return add_workdays(timezone.localdate(now), STAGES[status].usual) if status in STAGES else None


def is_applicant(application, by):
    """Whether this is the applicant, by link or account; or the system."""
    mine = (f"applicant:{application.pk}", "system", application.applicant_user_id)
    return by.pk is not None and by.pk in mine


def is_not_theirs(application, by):
    """Only the applicant fills in, sends, withdraws and appeals."""
    return "" if is_applicant(application, by) else _NOT_ALLOWED


def decides_own(application, by):
    """Nobody acts on their own application."""
    own = application.applicant_user_id == by.pk or _same(application.email, by)
    return _("Nobody decides on their own application.") if own else ""


def endorsed_it(application, by):
    """Nobody decides on an application that they endorsed."""
    endorsements = application.endorsements.all()
    if any(e.answered_by_id == by.pk or _same(e.email, by) for e in endorsements) or _same(
        application.endorser_email, by
    ):
        return _("Nobody decides on an application that they endorsed.")
    return ""


def advised_on_it(application, by):
    """Who gave the regional opinion does not decide."""
    return _("Who gave the opinion does not decide.") if application.opinion_by_id == by.pk else ""


def decided_before(application, by):
    """An appeal is decided by another."""
    return _("An appeal is decided by another person.") if application.decided_by_id == by.pk else ""


def _same(email, by):
    theirs = getattr(by, "email", "")
    return bool(email) and bool(theirs) and email.casefold() == theirs.casefold()


def came_online(application, by):
    """Only for a paper form does the office type what the applicant brings."""
    return "" if application.on_paper else _("The applicant sends it by their own link.")


def incomplete(application, by):
    """The form must be complete."""
    return _("The form is not complete yet.") if missing(application) else ""


def wants_endorsement(application, by):
    """An official's application goes to the superior first."""
    return _("The superior endorses first.") if needs_endorsement(application) else ""


def wants_no_endorsement(application, by):
    """Only officials and units are endorsed."""
    return "" if needs_endorsement(application) else _("This application needs no endorsement.")


def has_unjudged_documents(application, by):
    """Every document is looked at before the check is passed."""
    documents = [d for d in application.documents.all() if not d.replaced]
    if any(d.accepted is None for d in documents):
        return _("Look at every document first.")
    if any(d.accepted is False for d in documents):
        return _("A document was not accepted: ask the applicant for another.")
    return ""


def appeal_until(application):
    """The last day for an appeal, the whole of it; None before there is a decision."""
    decided_at = application.decided_at
    return timezone.localdate(decided_at) + timedelta(days=APPEAL_DAYS) if decided_at else None


def past_appeal(application, by):
    """An appeal comes within the days allowed."""
    until = appeal_until(application)
    return _("The time for an appeal has passed.") if until and timezone.localdate() > until else ""


def appealed_before(application, by):
    """One appeal against one decision."""
    return _("This decision has been appealed once already.") if application.appeal_decided_by_id else ""


_IMPARTIAL = (decides_own, endorsed_it)
_THEIRS = (is_not_theirs, incomplete)
_OPEN = (S.ENDORSEMENT, S.DOCUMENTS, S.SUPPLY, S.BACKGROUND, S.OPINION, S.DECISION, S.APPEAL)

APPLICATION = Lifecycle(
    Move("submit", (S.DRAFT,), S.DOCUMENTS, P.APPLICATION_FILL, (*_THEIRS, wants_endorsement), _("Submit")),
    Move("seek_endorsement", (S.DRAFT,), S.ENDORSEMENT, P.APPLICATION_FILL, (*_THEIRS, wants_no_endorsement)),
    Move("enter_paper", (S.DRAFT,), S.DOCUMENTS, P.APPLICATION_ENTER_PAPER, (incomplete,), _("Enter")),
    Move("endorse", (S.ENDORSEMENT,), S.DOCUMENTS, P.APPLICATION_ENDORSE, (), _("Endorse")),
    Move("decline_endorsement", (S.ENDORSEMENT,), S.SUPPLY, P.APPLICATION_ENDORSE, (), _("Do not endorse")),
    Move(
        "pass_documents",
        (S.DOCUMENTS,),
        S.BACKGROUND,
        P.APPLICATION_CHECK,
        (*_IMPARTIAL, has_unjudged_documents),
        _("Documents are complete"),
    ),
    Move(
        "ask_for",
        (S.DOCUMENTS, S.BACKGROUND, S.OPINION),
        S.SUPPLY,
        P.APPLICATION_CHECK,
        (decides_own,),
        _("Ask the applicant"),
    ),
    Move("supply", (S.SUPPLY,), S.DOCUMENTS, P.APPLICATION_FILL, _THEIRS, _("Send what was asked for")),
    Move("supply_paper", (S.SUPPLY,), S.DOCUMENTS, P.APPLICATION_ENTER_PAPER, (incomplete, came_online)),
    Move("seek_endorsement_again", (S.SUPPLY,), S.ENDORSEMENT, P.APPLICATION_FILL, (*_THEIRS, wants_no_endorsement)),
    Move(
        "pass_background",
        (S.BACKGROUND,),
        S.OPINION,
        P.APPLICATION_CHECK,
        _IMPARTIAL,
        _("Background check is done"),
    ),
    Move("advise", (S.OPINION,), S.DECISION, P.APPLICATION_ADVISE, _IMPARTIAL, _("Give the opinion")),
    Move("send_back", (S.DECISION,), S.DOCUMENTS, P.APPLICATION_DECIDE, _IMPARTIAL, _("Send back to the office")),
    Move("approve", (S.DECISION,), S.APPROVED, P.APPLICATION_DECIDE, (*_IMPARTIAL, advised_on_it), _("Approve")),
    Move("reject", (S.DECISION,), S.REJECTED, P.APPLICATION_DECIDE, (*_IMPARTIAL, advised_on_it), _("Do not approve")),
    Move(
        "appeal",
        (S.REJECTED,),
        S.APPEAL,
        P.APPLICATION_FILL,
        (is_not_theirs, past_appeal, appealed_before),
        _("Appeal"),
    ),
    Move(
        "uphold",
        (S.APPEAL,),
        S.REJECTED,
        P.APPLICATION_REVIEW_APPEAL,
        (*_IMPARTIAL, advised_on_it, decided_before),
        _("The decision stands"),
    ),
    Move(
        "overturn",
        (S.APPEAL,),
        S.APPROVED,
        P.APPLICATION_REVIEW_APPEAL,
        (*_IMPARTIAL, advised_on_it, decided_before),
        _("Approve on appeal"),
    ),
    Move(
        "appeal_paper",
        (S.REJECTED,),
        S.APPEAL,
        P.APPLICATION_ENTER_PAPER,
        (came_online, past_appeal, appealed_before),
        _("Record an appeal on paper"),
    ),
    Move("withdraw", (S.DRAFT, *_OPEN), S.WITHDRAWN, P.APPLICATION_FILL, (is_not_theirs,), _("Withdraw")),
    Move(
        "withdraw_paper",
        _OPEN,
        S.WITHDRAWN,
        P.APPLICATION_ENTER_PAPER,
        (came_online,),
        _("Record a withdrawal on paper"),
    ),
    office_of=lambda application: application.office,
    network_of=lambda application: application.network_id,
)


def why_not_submit(application, by):
    """The reason why this draft cannot be sent in now, by whichever of the two ways, or ""."""
    move = "seek_endorsement" if needs_endorsement(application) else "submit"
    return APPLICATION.why_not(application, "enter_paper" if application.on_paper else move, by)


def why_not_take_over(application, by):
    """The reason why this officer may not go on with a paper form that a colleague types, or ""."""
    if not application.on_paper or application.status not in (S.DRAFT, S.SUPPLY):
        return _("Not possible at this stage.")
    return "" if types_here(application, by) else _NOT_ALLOWED


def types_here(application, by):
    """Whether this officer types paper forms of the office (and network) of this one."""
    return any(
        scope.office in (None, application.office_id) and scope.network in (None, application.network_id)
        for scope in scopes_of(by, P.APPLICATION_ENTER_PAPER)
    )


def why_not_assign(application, by):
    """The reason why this user may not give the application to an officer, or ""."""
    if application.status not in STAGES:
        return _("Not possible at this stage.")
    return (
        ""
        if by.allows(P.APPLICATION_CHECK, office=application.office, network=application.network_id)
        else _NOT_ALLOWED
    )


def why_not_remind(application, by):
    """The reason why the superior is not written to again now, or ""."""
    waiting = [e for e in application.endorsements.all() if not e.answer]
    if application.status != S.ENDORSEMENT or not waiting:
        return _("Nobody is being waited for.")
    if not (
        by.allows(P.APPLICATION_CHECK, office=application.office, network=application.network_id)
        or is_applicant(application, by)
    ):
        return _NOT_ALLOWED
    last = max(e.reminded_at or e.asked_at for e in waiting)
    if timezone.localdate(last) >= timezone.localdate():
        return _("The superior was written to today. A reminder can be sent once a day.")
    return ""


_DEEDS = {"assign": why_not_assign, "remind_endorser": why_not_remind}


def why_not(application, deed, by):
    """The reason why this user may not do this to the application now, or "": moves, and deeds that move nothing."""
    return _DEEDS[deed](application, by) if deed in _DEEDS else APPLICATION.why_not(application, deed, by)
