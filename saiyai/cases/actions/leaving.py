"""When an officer leaves, or all keys are lost."""

from django.utils import timezone
from django.utils.translation import gettext as _

from saiyai.accounts.models import User
from saiyai.accounts.vault import actions as vault
from saiyai.accounts.vault.queries import active_keys
from saiyai.audit import trail
from saiyai.cases import queries
from saiyai.cases.actions.opening import Opened, tell_reporter
from saiyai.cases.actions.readers import end_asks, wrap_to
from saiyai.cases.models import Access, Case, Duty
from saiyai.crypto import keyring
from saiyai.crypto.unseal import CannotOpen, unwrap
from saiyai.intake import keys
from saiyai.intake.models import Ask, Reader, RecoveryKey, Wrap
from saiyai.intake.rules import trustee_is_named
from saiyai.policy.action import vault_action
from saiyai.policy.lifecycle import Refused
from saiyai.policy.permissions import Permission as P


@vault_action
def off_board(officer, *, by):
    """An officer leaves, in one deed: sign-ins, passkeys, keys, wraps, duty; their cases are marked to get new keys."""
    vault.close_vault(officer, by=by)
    mine = Access.objects.filter(officer=officer.pk)
    Case.objects.filter(pk__in=mine.values("case")).update(needs_new_key=True)
    mine.delete()
    Wrap.objects.filter(kind=Wrap.Kind.OFFICER, reader=str(officer.pk)).delete()
    today = timezone.localdate()
    Duty.objects.filter(officer=officer.pk, ends_on=None, starts_on__lt=today).update(ends_on=today)
    Duty.objects.filter(officer=officer.pk, ends_on=None).delete()
    Reader.objects.filter(officer=officer.pk).delete()
    end_asks(Ask.objects.filter(officer=officer.pk))
    trail.record("officer.left", ("accounts.user", officer.pk), by=by)


@vault_action
def recover(seed, epochs, desk, *, by):
    """Bring the cases of a desk back that nobody can open any more: closed anew to the officers on duty there.

    `seed`: the private recovery key, as a ceremony of the trustees gave it for this request, and the epochs whose wraps
    it opens. It opens no identity.
    Returns how many came back.
    """
    if not by.allows(P.CASE_WORK) and not by.allows(P.CASE_ASSIGN):
        raise Refused(_("You do not have permission to do this."))
    able = queries.officers_of(desk).filter(pk__in=queries.on_duty(desk))
    officers = list(User.objects.filter(pk__in=active_keys([user.pk for user in able])))
    if not officers:
        raise Refused(_("Nobody on duty there has a vault. Put officers on duty first."))
    back = 0
    wraps = Wrap.objects.filter(
        kind=Wrap.Kind.RECOVERY, epoch__in=list(epochs), report__desk=desk, report__published=True
    )
    for wrap in wraps.select_related("report"):
        back += _bring_back(wrap, seed, officers, by)
    trail.record("desk.recovered", ("desk", desk), by=by)
    return back


def _bring_back(wrap, seed, officers, by):
    report, case = wrap.report, wrap.report.case
    if wrap.generation != report.generation or queries.somebody_can_open(case):
        return 0
    info = keys.wrap_place(report.pk, wrap.generation, wrap.kind, wrap.reader, wrap.epoch)
    try:
        inner = unwrap(wrap.key_sealed, seed, info=info)
        opened = Opened(case, report, inner, keys.data_key(report.pk, report.generation, inner), by)
        told = opened.told()
    except (CannotOpen, keyring.Destroyed):
        return 0
    if any(trustee_is_named(one, told) for one in RecoveryKey.objects.all()):
        return 0
    for officer in officers:
        if not queries.must_not_read(case, told, officer):
            wrap_to(opened, officer)
            Access.objects.get_or_create(
                case=case, officer=officer.pk,
                defaults={"part": Access.Part.DUTY, "given_on": timezone.localdate(), "received_on": case.received_on},
            )  # fmt: skip
    tell_reporter(opened, "recovered", by)
    return 1
