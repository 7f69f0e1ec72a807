"""What the office does with an application before it is decided."""

from django.utils.translation import gettext as _

from saiyai.audit import trail
from saiyai.membership import letters, rules
from saiyai.membership.actions.steps import as_user, make_move, tell
from saiyai.policy.action import action
from saiyai.policy.lifecycle import Refused
from saiyai.policy.permissions import Permission as P


def need_reason(reason):
    """A decision against somebody says why."""
    if not reason.strip():
        raise Refused(_("This needs a reason."), _("Write the reason in the box."))


@action
def assign(application, officer, *, by):
    """Give an application to an officer of the office."""
    if reason := rules.why_not_assign(application, by):
        raise Refused(reason)
    if not officer.allows(P.APPLICATION_CHECK, office=application.office, network=application.network_id):
        raise Refused(_("That officer does not work for this office."))
    application.assigned_to = officer
    application.save(update_fields=["assigned_to"])
    tell(application, "assign", by=by, text=officer.display_name, shown=False)
    trail.record("application.assigned", application, by=by, officer=str(officer.pk))


@action
def pass_documents(application, *, by, note=""):
    """The documents are complete. The note is for the office: the step, which the applicant sees, does not carry it."""
    make_move(application, "pass_documents", by=by)
    application.documents_note = note
    application.save(update_fields=["documents_note"])


@action
def ask_for(application, *, by, reason):
    """Ask the applicant for something; the application waits for the answer."""
    need_reason(reason)
    make_move(application, "ask_for", by=by, text=reason)
    letters.please_supply(application, reason)


@action
def pass_background(application, *, by, note=""):
    """The background check is done, as far as the applicant consented to it."""
    make_move(application, "pass_background", by=by, text=note, shown=False)
    application.background_note = note
    application.save(update_fields=["background_note"])


@action
def advise(application, *, by, opinion, reason):
    """The opinion of the office: SUPPORT or OBJECT, with the reason."""
    need_reason(reason)
    make_move(application, "advise", by=by, text=reason, shown=False, opinion=opinion)
    application.opinion, application.opinion_text, application.opinion_by = opinion, reason, as_user(by)
    application.save(update_fields=["opinion", "opinion_text", "opinion_by"])


@action
def send_back(application, *, by, reason):
    """The decider wants the office to look again."""
    need_reason(reason)
    make_move(application, "send_back", by=by, text=reason, shown=False)
