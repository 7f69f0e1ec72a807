"""What was told aloud or on paper, written down by an officer. It belongs to its reporter: their code is exchanged first."""

from django.utils.translation import gettext as _

from saiyai.audit import trail
from saiyai.crypto import codes
from saiyai.intake.actions import receiving
from saiyai.intake.actors import REPORTER
from saiyai.policy.action import vault_action
from saiyai.policy.lifecycle import Refused
from saiyai.policy.permissions import Permission as P


def enter_report(told, office, *, by):
    """Keep a report that somebody told an officer. Returns the code for the reporter, which works once, to make a receipt.

    Slow on purpose (Argon2id): before any transaction. Raises Refused.
    """
    if not by.allows(P.CASE_WORK, office=office):
        raise Refused(_("You do not have permission to do this."))
    code = codes.new_code(codes.RECEIPT)
    try:
        receiving.receive(told, desk=office.code, receipt=code, must_renew=True, by=REPORTER)
    except receiving.NotReceived:
        raise Refused(_("The report could not be kept just now."), _("Nothing is lost: send it once more.")) from None
    _note_entry(office, by=by)
    return code


@vault_action
def _note_entry(office, *, by):
    """That an officer wrote a report down, and nothing of which."""
    trail.record("desk.report_entered", ("desk", office.code), by=by)
