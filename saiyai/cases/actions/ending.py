"""What takes two people: closing, keeping from deletion, deleting, changing who is left out; and what time does by itself."""

from django.utils import timezone
from django.utils.translation import gettext as _

from saiyai.audit import trail
from saiyai.cases import fishing, queries, rules
from saiyai.cases.actions.doom import doom
from saiyai.cases.actions.opening import tell_reporter
from saiyai.cases.actions.writing import add_step, send, set_status
from saiyai.cases.models import Barred, Case, DutyCount, Proposal, SafeCopy
from saiyai.crypto import keyring
from saiyai.intake import keys
from saiyai.intake.models import Blob, Report
from saiyai.policy.action import vault_action
from saiyai.policy.lifecycle import Refused
from saiyai.policy.permissions import Permission as P

K, PS = Proposal.Kind, Proposal.Status


@vault_action
def propose(opened, kind, words, *, by, about=None, closing="", message="", more=None):
    """Propose something that a second person has to confirm, with the reason, and with `more` that they have to know.

    `message`: what the reporter reads when the report is closed.
    """
    opened.hold()
    case = opened.case
    if not by.allows(P.CASE_WORK):
        raise Refused(_("You do not have permission to do this."))
    if (
        kind not in K.values
        or (kind == K.EXPORT) != (more is not None)
        or (kind == K.CLOSE and closing not in Case.Closing.values)
    ):
        raise Refused(_("Choose what you propose."))
    if not words.strip():
        raise Refused(_("Write something first."))
    if kind == K.CLOSE and fishing.signs(message):
        raise Refused(
            _("This seems to ask what would show who the reporter is."),
            _("A last message asks nothing: say how it ends."),
        )
    if kind == K.CLOSE and (reason := rules.CASE.why_not(case, "close", by)):
        raise Refused(reason)
    if kind == K.DELETE and case.is_held:
        raise Refused(_("This report is kept from deletion. That has to end first."))
    if case.proposals.filter(kind=kind, about=about, status=PS.PROPOSED).exists():
        raise Refused(_("This waits for a second person already."))
    row = Proposal(
        case=case, kind=kind, about=about, proposed_by=by.pk, proposed_on=timezone.localdate(),
        generation=opened.generation,
    )  # fmt: skip
    facts = {"text": words.strip(), "closing": closing, **(more or {})}
    if kind == K.CLOSE:
        facts["message"] = message.strip()
    row.reason_sealed = opened.close(facts, "cases.Proposal", "reason", row.pk)
    row.save(force_insert=True)
    trail.record("case.proposed", ("case", queries.pseudonym(case)), by=by, kind=kind)
    return row


def _waiting(opened, proposal, by):
    """The proposal, locked, if this officer may answer it."""
    row = Proposal.objects.select_for_update().get(pk=proposal.pk, case=opened.case)
    if row.status != PS.PROPOSED:
        raise Refused(_("This was answered already."))
    if row.proposed_by == by.pk:
        raise Refused(_("Another person must confirm what you proposed."))
    if not (by.allows(P.CASE_WORK) or by.allows(P.CASE_ASSIGN) or by.allows(P.CASE_DECIDE)):
        raise Refused(_("You do not have permission to do this."))
    return row


@vault_action
def decline(opened, proposal, *, by):
    """The second person does not agree."""
    opened.hold()
    row = _waiting(opened, proposal, by)
    row.status, row.confirmed_by = PS.DECLINED, by.pk
    row.save()
    trail.record("case.declined", ("case", queries.pseudonym(opened.case)), by=by, kind=row.kind)


@vault_action
def confirm(opened, proposal, *, by):
    """The second person agrees: what was proposed is carried out."""
    opened.hold()
    row = _waiting(opened, proposal, by)
    facts = opened.read(row.reason_sealed, "cases.Proposal", "reason", row.pk, row.generation)
    case = Case.objects.select_for_update().get(pk=opened.case.pk)
    row.status, row.confirmed_by = PS.CONFIRMED, by.pk
    row.save()
    trail.record("case.confirmed", ("case", queries.pseudonym(case)), by=by, kind=row.kind)
    if row.kind == K.DELETE:
        return _delete(case)
    if row.kind in (K.CLOSE, K.HOLD, K.UNBAR):
        {K.CLOSE: _close, K.HOLD: _hold, K.UNBAR: _unbar}[row.kind](opened, case, row, facts, by)
        row.status = PS.USED
        row.save()
    return None


def _close(opened, case, row, facts, by):
    if case.status not in rules.CASE.moves["close"].sources:  # it was moved since somebody proposed it
        raise Refused(_("Not possible at this stage."))
    case.status, case.closing, case.closed_on = Case.Status.CLOSED, facts["closing"], timezone.localdate()
    case.is_hidden = facts["closing"] == Case.Closing.SPAM
    opened.case = case
    set_status(case)
    add_step(opened, "close", facts["text"], by=_Named(row.proposed_by), confirmed_by=by.pk)
    if facts.get("message"):
        send(opened, facts["message"], by=by)
    tell_reporter(opened, "moved", by)
    count, _made = DutyCount.objects.get_or_create(desk=case.desk, month=case.closed_on.replace(day=1))
    count.closed += 1
    count.save()


def _hold(opened, case, row, facts, by):
    """Keep from deletion, or no longer; the reporter is told."""
    case.is_held = not case.is_held
    case.save()
    opened.case = case
    add_step(
        opened, "hold" if case.is_held else "unhold", facts["text"], by=_Named(row.proposed_by), confirmed_by=by.pk
    )
    tell_reporter(opened, "held" if case.is_held else "no_longer_held", by)


def _unbar(opened, case, row, facts, by):
    """Let somebody be given the case who declared a conflict by mistake. Never who the reporter left out."""
    found = Barred.objects.filter(case=case, pk=row.about, why=Barred.Why.CONFLICT)
    if not found.exists():
        raise Refused(_("Whom the reporter left out stays left out."))
    found.delete()


class _Named:
    """Whoever proposed, by key only."""

    def __init__(self, pk):
        self.pk = pk


@vault_action
def end_by_time(case, *, by):
    """Delete a case whose time is over. Only the system does so."""
    if case.is_held or case.status != Case.Status.CLOSED or not rules.is_over(case, timezone.localdate()):
        raise Refused(_("Not possible at this stage."))
    trail.record("case.ended", ("case", queries.pseudonym(case)), by=by)
    _delete(case)


@vault_action
def delete_again(pk, *, by):
    """Carry out a deletion once more in a store that was brought back from before it. Of the report only rows are left."""
    report = Report.objects.select_for_update().filter(pk=pk).first()
    # Found anew while it is held: nothing is taken away that has a key after all.
    if report is None or pk not in queries.keys_destroyed(pk=pk)[0]:
        raise Refused(_("Not possible at this stage."))
    case = Case.objects.filter(report=report).first()
    trail.record("case.ended", ("case", queries.pseudonym(case or report)), by=by, again=True)
    _take_away(report, case)


def _delete(case):
    """Take a report away with everything of it."""
    if case.is_held:
        raise Refused(_("This report is kept from deletion. That has to end first."))
    _take_away(Report.objects.get(pk=case.report_id), case)


def _take_away(report, case):
    """The rows go; keys and files are destroyed when this is committed. Nobody has a case of what was not published yet."""
    blobs = [blob.name for blob in Blob.objects.filter(report=report)]
    blobs += [copy.name for copy in SafeCopy.objects.filter(case=case) if copy.name]
    rings = {keys.report_ring(report.pk, n) for n in range(report.generation + 1)} | {keys.identity_ring(report.pk)}
    rings.update(keyring.names(f"report|{report.pk}"))  # also of an attempt at a new key that was rolled back
    if case:
        case.delete()
    report.delete()
    doom(rings=rings, blobs=blobs)
