"""Who may read a case: given by wrapping its key anew, taken away, barred."""

from django.utils import timezone
from django.utils.translation import gettext as _

from saiyai.accounts.models import Office
from saiyai.accounts.vault.queries import active_key
from saiyai.audit import trail
from saiyai.cases import queries
from saiyai.cases.actions.opening import tell_reporter
from saiyai.cases.models import Access, Barred
from saiyai.intake import keys
from saiyai.intake.models import Ask, IdentityGrant, Wrap
from saiyai.policy.action import vault_action
from saiyai.policy.lifecycle import Refused
from saiyai.policy.permissions import Permission as P


def _why_not_give(opened, officer):
    """The objection to letting this officer read, or "". That the reporter left them out is told to nobody but the trail."""
    case = opened.case
    if queries.must_not_read(case, opened.told(), officer):
        return _("This case cannot be given to this person.")
    if officer not in queries.officers_of(case.desk):
        return _("This person holds no role that works with cases of this office.")
    if active_key(officer) is None:
        return _("This person has no vault yet, so nothing can be closed to them.")
    return ""


@vault_action
def give(opened, officer, part, *, by):
    """Let another officer read a case: by somebody who can read it, with a wrap of their own."""
    opened.hold()
    case = opened.case
    _may_arrange(case, by)
    if part not in Access.Part.values:
        raise Refused(_("Not possible at this stage."))
    if reason := _why_not_give(opened, officer):
        note_refusal(opened, officer, by=by)
        return reason
    wrap_to(opened, officer)
    today = timezone.localdate()
    Access.objects.update_or_create(
        case=case, officer=officer.pk,
        defaults={"part": part}, create_defaults={"part": part, "given_on": today, "received_on": case.received_on},
    )  # fmt: skip
    tell_reporter(opened, "assigned", officer)
    trail.record("case.given", ("case", queries.pseudonym(case)), by=by, officer=officer.pk, part=part)
    return ""


@vault_action
def change_part(opened, officer, part, *, by):
    """Give somebody who reads a case another part in it. Returns the objection as `give` does, or ""."""
    opened.hold()
    case = opened.case
    _may_arrange(case, by)
    access = case.accesses.select_for_update().filter(officer=officer.pk).first()
    if access is None or part not in Access.Part.values:
        raise Refused(_("Not possible at this stage."))
    if access.part == part:
        raise Refused(_("This person has that part already."))
    if reason := _why_not_give(opened, officer):
        note_refusal(opened, officer, by=by)
        return reason
    before, access.part = access.part, part
    access.save(update_fields=["part"])
    about = {"officer": officer.pk, "part": part, "before": before}
    trail.record("case.part_changed", ("case", queries.pseudonym(case)), by=by, **about)
    return ""


@vault_action
def note_refusal(opened, officer, *, by):
    """Somebody tried to give a case to who must not read it: stays on the record."""
    trail.record("case.give_refused", ("case", queries.pseudonym(opened.case)), by=by, officer=officer.pk)


def wrap_to(opened, officer):
    """Close the inner key to the present key of an officer; old wraps of theirs go."""
    key = active_key(officer)
    report = opened.report
    Wrap.objects.filter(report=report, kind=Wrap.Kind.OFFICER, reader=str(officer.pk)).delete()
    Wrap.objects.create(
        report=report, kind=Wrap.Kind.OFFICER, reader=str(officer.pk), epoch=key.epoch, generation=report.generation,
        key_sealed=keys.wrap_inner(
            opened.inner, key.public_key, report=report.pk, generation=report.generation, kind=Wrap.Kind.OFFICER,
            reader=str(officer.pk), epoch=key.epoch,
        ),
    )  # fmt: skip


def end_asks(asks):
    """Take questions for the identity back, with what was granted: whoever asked reads the case no more."""
    IdentityGrant.objects.filter(ask__in=asks.values("pk")).delete()
    asks.filter(status__in=(Ask.Status.ASKED, Ask.Status.GRANTED)).update(status=Ask.Status.WITHDRAWN)


@vault_action
def take_away(opened, officer_key, *, by):
    """Let somebody read a case no more. They may have kept its key: it is marked to get a new one."""
    opened.hold()
    case = opened.case
    _may_arrange(case, by)
    if not case.accesses.filter(officer=officer_key).exists():
        raise Refused(_("Not possible at this stage."))
    _somebody_stays(case, officer_key)
    _end(case, officer_key)
    case.needs_new_key = True
    case.save()
    trail.record("case.taken_away", ("case", queries.pseudonym(case)), by=by, officer=officer_key)


@vault_action
def declare_conflict(opened, words, *, by):
    """An officer is too near to a case: they read it no more, and may never be given it again."""
    opened.hold()
    case = opened.case
    _somebody_stays(case, by.pk)
    if not words.strip():
        raise Refused(_("Say in a few words what the conflict is."))
    from saiyai.cases.actions.writing import add_step

    add_step(opened, "conflict", words, by=by)
    _end(case, by.pk)
    Barred.objects.get_or_create(case=case, officer=by.pk, defaults={"why": Barred.Why.CONFLICT})
    case.needs_new_key = True
    case.save()
    trail.record("case.conflict_declared", ("case", queries.pseudonym(case)), by=by)


def _may_arrange(case, by):
    """Who leads the desk or works with cases says who reads; who only decides does not."""
    if not by.allows(P.CASE_ASSIGN, office=Office(pk=case.desk)) and not by.allows(P.CASE_WORK):
        raise Refused(_("You do not have permission to do this."))


def _somebody_stays(case, officer_key):
    """Somebody else must be able to open it: an access alone, without a wrap to a living key, opens nothing."""
    if not queries.somebody_can_open(case, but=officer_key):
        raise Refused(_("Nobody else can read this case. Give it to somebody first."))


def _end(case, officer_key):
    """Access, wrap, and what they asked or were granted of the identity: none of it outlasts the reading."""
    end_asks(Ask.objects.filter(report=case.report_id, officer=officer_key))
    Access.objects.filter(case=case, officer=officer_key).delete()
    Wrap.objects.filter(report=case.report_id, kind=Wrap.Kind.OFFICER, reader=str(officer_key)).delete()
