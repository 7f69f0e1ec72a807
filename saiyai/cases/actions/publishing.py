"""What goes from one desk to the other: who is on duty to the front desk, and twice a day what came in to the officers."""

import secrets

from django.utils import timezone
from django.utils.translation import gettext as _

from saiyai.accounts import queries as accounts
from saiyai.accounts.models import Office
from saiyai.accounts.vault.queries import active_keys, recovery
from saiyai.audit import trail
from saiyai.cases import queries, rules
from saiyai.cases.models import Access, Case, Duty, DutyCount
from saiyai.intake.models import Blob, Desk, Message, Reader, RecoveryKey, Report, Wrap
from saiyai.policy.action import vault_action
from saiyai.policy.lifecycle import Refused
from saiyai.policy.permissions import Permission as P

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def new_ref() -> str:
    """Eight random letters that are not mistaken for each other, said aloud between officers."""
    return "".join(secrets.choice(LETTERS) for _n in range(8))


@vault_action
def put_on_duty(officer, office, *, by, on=None):
    """Let an officer receive the new reports of an office, by name. Few at a time."""
    if not by.allows(P.CASE_ASSIGN, office=office):
        raise Refused(_("You do not have permission to do this."))
    if officer not in queries.officers_of(office.code):
        raise Refused(_("This person holds no role that works with cases of this office."))
    there = queries.on_duty(office.code)
    if officer.pk not in there and len(there) >= rules.MOST_ON_DUTY:
        raise Refused(_("Four are on duty already. Each report is closed to every one of them."))
    Duty.objects.get_or_create(
        officer=officer.pk, desk=office.code, ends_on=None, defaults={"starts_on": on or timezone.localdate()}
    )
    trail.record("duty.begin", ("desk", office.code), by=by, officer=officer.pk)
    _copy_desk()


@vault_action
def take_off_duty(officer, office, *, by, on=None):
    """Let an officer receive no new reports of an office. What they were given stays with them."""
    if not by.allows(P.CASE_ASSIGN, office=office):
        raise Refused(_("You do not have permission to do this."))
    if not queries.on_duty(office.code) - {officer.pk}:
        raise Refused(_("Nobody else is on duty here. Put somebody on duty first."))
    today = on or timezone.localdate()
    Duty.objects.filter(officer=officer.pk, desk=office.code, ends_on=None).update(ends_on=today)
    # A day ends at its end; whoever is taken off receives nothing from now on.
    Duty.objects.filter(officer=officer.pk, desk=office.code, ends_on=today, starts_on=today).delete()
    Reader.objects.filter(officer=officer.pk, desk=office.code).delete()
    trail.record("duty.end", ("desk", office.code), by=by, officer=officer.pk)


@vault_action
def publish_desk(*, by):
    """Copy for the front desk: offices, officers on duty who have a vault, the recovery key."""
    changed = _copy_desk()
    trail.record("desk.published", ("desk", "all"), by=by, changed=changed)
    return changed


def _copy_desk():
    """Make the copies equal; returns how many rows differed. As many questions for a hundred offices as for one."""
    offices = list(Office.objects.all())
    provinces = accounts.provinces_by_office()
    wanted = {
        office.code: {
            "name_th": office.name_th, "name_en": office.name_en, "is_central": office.is_central,
            "provinces": provinces.get(office.pk, []),
        }
        for office in offices
    }  # fmt: skip
    changed = _make_equal(Desk, ["code"], {(code,): new for code, new in wanted.items()})
    return changed + _copy_readers(offices) + _copy_recovery()


def _make_equal(model, key, wanted):
    """Let the table hold these rows and no others, `wanted` by the values of `key`; returns how many differed."""
    changed, there = 0, {tuple(getattr(row, name) for name in key): row for row in model.objects.all()}
    for values, new in wanted.items():
        row = there.pop(values, None)
        if row is None:
            model.objects.create(**dict(zip(key, values, strict=True)), **new)
        elif any(_plain(getattr(row, name)) != value for name, value in new.items()):
            for name, value in new.items():
                setattr(row, name, value)
            row.save()
        else:
            continue
        changed += 1
    for row in there.values():
        row.delete()
    return changed + len(there)


def _plain(value):
    return bytes(value) if isinstance(value, memoryview) else value  # so PostgreSQL gives bytes


def _copy_readers(offices):
    wanted, on_duty = {}, queries.on_duty_by_desk()
    for office in offices:
        if office.code not in on_duty:
            continue
        able = {user.pk: user for user in queries.officers_of(office.code) if user.pk in on_duty[office.code]}
        for officer, key in active_keys(able).items():
            wanted[officer, office.code] = {
                "epoch": key.epoch, "public_key": bytes(key.public_key), "name": able[officer].display_name,
                "post": "", "agency": office.name_th,
            }  # fmt: skip
    return _make_equal(Reader, ["officer", "desk"], wanted)


def _copy_recovery():
    found = recovery()
    if found is None:
        return RecoveryKey.objects.all().delete()[0]
    trustees = [{"officer": str(user.pk), "name": user.display_name, "agency": ""} for user in found.trustees]
    new = {"public_key": bytes(found.public_key), "trustees": trustees}
    return _make_equal(RecoveryKey, ["epoch"], {(found.epoch,): new})


@vault_action
def publish_batch(*, by, on=None, only=None):
    """Hand what came in since the last time to the officers, in random order, with the day and no time.

    `only`: the keys of reports that may not wait, because somebody is in danger.
    """
    today = on or timezone.localdate()
    waiting = queries.waiting_reports().select_for_update()
    waiting = list(waiting if only is None else waiting.filter(pk__in=only))
    secrets.SystemRandom().shuffle(waiting)
    for report in waiting:
        _publish(report, today)
    letters = Message.objects.filter(published=False, report__published=True, side=Message.Side.REPORTER)
    files = Blob.objects.filter(published=False, report__published=True)
    if only is not None:
        letters, files = letters.filter(report__in=only), files.filter(report__in=only)
    _answered(set(letters.values_list("report", flat=True)), today)
    letters.update(published=True, sent_on=today)
    files.update(published=True)
    trail.record("desk.batch", ("desk", "all"), by=by)
    return len(waiting)


def _publish(report, today):
    report.published, report.received_on, report.state = True, today, Case.Status.RECEIVED
    report.acknowledge_by, report.answer_by = rules.acknowledge_by(today), rules.answer_by(today)
    report.save()
    case = Case.objects.create(
        report=report, ref=new_ref(), desk=report.desk, received_on=today, waiting_since=today,
        acknowledge_by=report.acknowledge_by, answer_by=report.answer_by,
    )  # fmt: skip
    readers = Wrap.objects.filter(report=report, kind=Wrap.Kind.OFFICER).values_list("reader", flat=True).distinct()
    Access.objects.bulk_create(
        Access(case=case, officer=reader, part=Access.Part.DUTY, given_on=today, received_on=today)
        for reader in readers
    )
    month = today.replace(day=1)
    count, _made = DutyCount.objects.get_or_create(desk=report.desk, month=month)
    count.received += 1
    count.save()


def _answered(reports, today):
    """A case that waited for its reporter waits no more."""
    for case in Case.objects.filter(report__in=reports, status=Case.Status.NEED_INFO):
        case.status, case.waiting_since = Case.Status.SCREENING, today
        case.save()
        Report.objects.filter(pk=case.report_id).update(state=case.status)
