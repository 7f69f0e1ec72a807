"""The life of a case: moves, objections, clocks. Statuses and clocks are our house rules until the office fixes its own."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from saiyai.cases.models import Access, Barred, Case, Proposal
from saiyai.policy.lifecycle import Lifecycle, Move
from saiyai.policy.permissions import Permission as P
from saiyai.thai.dates import add_months

S = Case.Status
ACKNOWLEDGE_WITHIN = timedelta(days=7)
ASSESS_WITHIN = timedelta(days=90)  # whatever was written meanwhile, somebody looks into it by then
ANSWER_WITHIN = 3  # calendar months
KEPT_YEARS = 5  # after closing; house rule until the office fixes its own
MOST_OPENED = (
    60  # cases by one officer in a day: reading everything before leaving takes weeks, and stands in the trail
)
SHORTEST_REASON = 10  # letters, for asking what may show who a reporter is
PACK_USABLE = timedelta(days=7)  # a case that may go out; after that somebody has to agree anew
MOST_ON_DUTY = 4  # of one desk: triage is by names, never by a whole office


def acknowledge_by(received_on):
    """The day by which the reporter hears that somebody reads the report."""
    return received_on + ACKNOWLEDGE_WITHIN


def answer_by(received_on):
    """The day by which the reporter hears what comes of it."""
    return add_months(received_on, ANSWER_WITHIN)


def is_over(case, on):
    """Whether a closed case has been kept long enough."""
    return case.closed_on is not None and add_months(case.closed_on, 12 * KEPT_YEARS) <= on


def may_not_read(case, by):
    """Only who was given the case by name, and is not barred from it."""
    barred = Barred.objects.filter(case=case, officer=by.pk).exists()
    if barred or not Access.objects.filter(case=case, officer=by.pk).exists():
        return _("You do not have permission to do this.")
    return ""


def proposed_it(case, by):
    """Who proposes does not decide."""
    last = case.steps.filter(move="propose").order_by("-made_on").values_list("by", flat=True)
    return _("You proposed this decision: another person decides.") if by.pk in set(last) else ""


def keeps_wordings(by):
    """Who words the questions to reporters: who leads a desk, and who keeps the offices. Neither needs a report for it."""
    return by.allows(P.CASE_ASSIGN) or by.allows(P.OFFICE_EDIT)


COUNTED_FOR = (P.CASE_ASSIGN, P.CASE_DECIDE)


def sees_figures(viewer):
    """Whether somebody leads a desk or decides on cases."""
    return any(viewer.allows(permission) for permission in COUNTED_FOR)


def may_take_out(proposal, by, on):
    """Once, by who proposed it, within a week after another person agreed."""
    agreed = proposal.kind == Proposal.Kind.EXPORT and proposal.status == Proposal.Status.CONFIRMED
    return agreed and proposal.proposed_by == by.pk and on <= proposal.proposed_on + PACK_USABLE


OWN = (may_not_read,)
BEGINS = ("take", "screen", "go_on", "reopen")  # whoever does it is in charge, where nobody is yet
CASE = Lifecycle(
    Move("take", (S.RECEIVED,), S.ASSIGNED, P.CASE_WORK, OWN, _("Take charge")),
    Move("screen", (S.ASSIGNED,), S.SCREENING, P.CASE_WORK, OWN, _("Begin to look into it")),
    Move("need_info", (S.ASSIGNED, S.SCREENING), S.NEED_INFO, P.CASE_WORK, OWN, _("Wait for the reporter")),
    Move("go_on", (S.NEED_INFO,), S.SCREENING, P.CASE_WORK, OWN, _("Go on without waiting")),
    Move("propose", (S.SCREENING,), S.PROPOSED, P.CASE_WORK, OWN, _("Propose a decision")),
    Move("decide", (S.PROPOSED,), S.DECIDED, P.CASE_DECIDE, (*OWN, proposed_it), _("Decide")),
    Move("send_back", (S.PROPOSED,), S.SCREENING, P.CASE_DECIDE, OWN, _("Send back")),
    Move("close", (S.RECEIVED, S.ASSIGNED, S.SCREENING, S.NEED_INFO, S.DECIDED), S.CLOSED, P.CASE_WORK, OWN, _("Close")),
    Move("reopen", (S.CLOSED,), S.SCREENING, P.CASE_WORK, OWN, _("Open again")),
)  # fmt: skip

OTHER_STEPS = {
    "asked_beyond": _("Asked the reporter what may show who they are"),
    "conflict": _("A conflict of interest was declared"),
    "hold": _("Kept from deletion"),
    "unhold": _("No longer kept from deletion"),
}
