"""Which cases an officer may know of, and who may be given one."""

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from saiyai.accounts import queries as accounts
from saiyai.accounts.models import Grant, Office, User
from saiyai.accounts.vault.models import VaultKey
from saiyai.accounts.vault.queries import active_keys, recovery
from saiyai.cases import rules
from saiyai.cases.figures import CLOCK, IN_TIME, LATE, OVERDUE, TO_COME
from saiyai.cases.models import Access, Barred, Case, Duty, DutyCount, Note, SafeCopy, Wording
from saiyai.cases.wordings import FIRST
from saiyai.crypto import keyring
from saiyai.crypto.digest import keyed_digest
from saiyai.intake import keys
from saiyai.intake.models import Ask, Desk, Message, Reader, RecoveryKey, Report, Wrap
from saiyai.intake.rules import same_agency, same_person
from saiyai.policy.permissions import Permission as P
from saiyai.thai.dates import add_months

CENTRAL = "HQ"
WORKING = (P.CASE_WORK, P.CASE_DECIDE, P.CASE_ASSIGN)


def pseudonym(case) -> str:
    """How the trail names a case: the same each time, and nothing that leads to it without the keys of the site."""
    return keyed_digest(str(case.pk), purpose="case in the trail")[:16]


def visible_cases(viewer):
    """Need to know: the cases that were given to this officer by name, as long as they hold a role that works with cases."""
    if not any(viewer.allows(permission) for permission in WORKING):
        return Case.objects.none()
    barred = Barred.objects.filter(officer=viewer.pk)  # one access an officer: joined, no case is found twice
    return Case.objects.filter(accesses__officer=viewer.pk).exclude(pk__in=barred.values("case"))


def access_of(case, viewer):
    """This officer's own access to a case, or None."""
    return Access.objects.filter(case=case, officer=viewer.pk).first()


def wraps_for(reports, officer):
    """{key of the report: wraps to this officer} of the present generation."""
    rows = Wrap.objects.filter(report__in=reports, kind=Wrap.Kind.OFFICER, reader=str(officer))
    found = {}
    for wrap in rows.filter(generation=F("report__generation")):
        found.setdefault(wrap.report_id, []).append(wrap)
    return found


def on_duty(desk, on=None):
    """The keys of the officers who receive the new reports of a desk."""
    return on_duty_by_desk(on).get(desk, set())


def on_duty_by_desk(on=None):
    """{desk: the keys of the officers who receive its new reports}; no desk without anybody."""
    on, found = on or timezone.localdate(), {}
    rows = Duty.objects.filter(starts_on__lte=on).exclude(ends_on__lt=on)
    for desk, officer in rows.values_list("desk", "officer"):
        found.setdefault(desk, set()).add(officer)
    return found


def who_work():
    """The keys of everybody who holds a role that works with cases today."""
    return set(accounts.users_allowed_any(WORKING).values_list("pk", flat=True))


def opened_today(officer) -> int:
    """How many cases an officer has opened today."""
    return Access.objects.filter(officer=officer.pk, seen_on=timezone.localdate()).count()


def officers_of(desk):
    """Everybody who could be given a case of this desk, by role."""
    office = Office.objects.filter(code=desk).first()
    return accounts.users_allowed_any(WORKING, office).order_by("display_name", "pk")


def may_be_given(case):
    """The officers who may be given this case now: role and vault, not barred, not given it yet.

    Each with the key and the roles. Whoever is missing is missing without a word: a reporter may have left them out.
    """
    out = set(case.barred.values_list("officer", flat=True)) | set(case.accesses.values_list("officer", flat=True))
    users = officers_of(case.desk).exclude(pk__in=out)
    keys = active_keys([user.pk for user in users])
    roles = roles_at_desk(keys)
    for user in users:
        user.vault_key, user.roles = keys.get(user.pk), roles.get(user.pk, [])
    return [user for user in users if user.vault_key]


def roles_at_desk(officers):
    """{key of the officer: the grants by which they work with cases}."""
    return accounts.grants_with(WORKING, officers)


def waiting_reports():
    """Reports that came in since the last batch, in no order."""
    return Report.objects.using(settings.VAULT).filter(published=False)


def works_with_cases(viewer):
    """Whether this viewer holds a role that works with cases; says nothing of whether there are any."""
    return viewer.is_authenticated and any(viewer.allows(permission) for permission in WORKING)


def still_needs(officer, epoch) -> bool:
    """Whether a report, note or question is closed to this key of an officer."""
    reader = {"reader": str(officer.pk), "epoch": epoch}
    return (
        Wrap.objects.filter(kind=Wrap.Kind.OFFICER, **reader).exists()
        or Note.objects.filter(author=officer.pk, key_epoch=epoch, audience=Note.Audience.ME).exists()
        or Ask.objects.filter(officer=officer.pk, epoch=epoch, status__in=("ASKED", "GRANTED")).exists()
    )


def filtered(viewer, *, status="", part="", late=False, on=None):
    """The viewer's cases by filters, the oldest first: along an index, and without the long rows of the reports."""
    on = on or timezone.localdate()
    rows = visible_cases(viewer)
    if part:
        rows = rows.filter(pk__in=Access.objects.filter(officer=viewer.pk, part=part).values("case"))
    if status != Case.Status.CLOSED:  # what was set aside as no report is found there, and can be opened again
        rows = rows.filter(is_hidden=False)
    if not status:
        rows = rows.exclude(status=Case.Status.CLOSED)
    elif status != "all":
        rows = rows.filter(status=status)
    if late:
        unread = Q(acknowledged_on__isnull=True, acknowledge_by__lt=on)
        unanswered = Q(answered_on__isnull=True, answer_by__lt=on)
        rows = rows.filter(unread | unanswered).exclude(status=Case.Status.CLOSED)
    return rows.order_by("accesses__received_on", "accesses__case_id")


def readers_of(case):
    """[(access, name, the grants by which they work with cases)] of everybody who may read a case."""
    found = list(case.accesses.order_by("given_on", "pk"))
    officers = [one.officer for one in found]
    names, roles = names_of(officers), roles_at_desk(officers)
    return [(one, names.get(one.officer, ""), roles.get(one.officer, [])) for one in found]


def names_of(officers):
    """{key: name} of officers, also of those who have left."""
    return dict(User.objects.filter(pk__in=officers).values_list("pk", "display_name"))


def waits_for_nobody(case) -> bool:
    """Whether a decision was proposed, and nobody who decides was given the case."""
    if case.status != Case.Status.PROPOSED:
        return False
    return (
        not accounts.users_allowed(P.CASE_DECIDE)
        .filter(pk__in=list(case.accesses.values_list("officer", flat=True)))
        .exists()
    )


def officers_who_read(reports):
    """The keys of the officers who may read any of these reports."""
    return set(Access.objects.filter(case__report__in=reports).values_list("officer", flat=True))


def told_of_danger():
    """Reports in danger of which something waits to be passed on: the first signal, or any letter after it."""
    letters = Message.objects.filter(report=OuterRef("pk"), side=Message.Side.REPORTER, published=False)
    return Report.objects.filter(Q(danger_told=False) | Exists(letters), in_danger=True)


def anybody_in_danger():
    """Whether a danger signal waits to be passed on."""
    return told_of_danger().exists()


def desk_is_stale():
    """Whether somebody's duty, vault or role changed since the front desk was told: a cheap look, once a minute."""
    readers = {(one.officer, one.desk, one.epoch) for one in Reader.objects.all()}
    wanted = set()
    for office in Office.objects.all():
        able = set(officers_of(office.code).filter(pk__in=on_duty(office.code)).values_list("pk", flat=True))
        wanted |= {(officer, office.code, key.epoch) for officer, key in active_keys(able).items()}
    found = recovery()
    known = set(RecoveryKey.objects.values_list("epoch", flat=True))
    return (
        readers != wanted
        or known != ({found.epoch} if found else set())
        or Desk.objects.count() != Office.objects.count()
    )


def must_not_read(case, told, officer) -> bool:
    """Whether an officer is barred, or may be somebody whom the reporter left out or tells of, also by a typed name.

    Whom a reporter could tick were those on duty that day; whoever comes later is compared as they were then.
    """
    if str(officer.pk) in told.left_out or Barred.objects.filter(case=case, officer=officer.pk).exists():
        return True
    offices = Office.objects.filter(grants__in=Grant.objects.standing().filter(user=officer.pk))
    agencies = {office.name_th for office in offices}
    typed = [line for one in told.excluded if not one.officer for line in (one.name, one.agency) if line]
    if any(same_person(line, officer.display_name) for line in typed):
        return True
    if any(same_agency(line, agency) for line in typed for agency in agencies):
        return True
    return any(same_person(one.name, officer.display_name) for one in told.who if one.name)


def somebody_can_open(case, but=None) -> bool:
    """Whether an officer (`but` for this one) who may read a case has a wrap to a key that is not destroyed."""
    readers = list(case.accesses.exclude(officer=but).values_list("officer", flat=True))
    report = case.report
    wraps = Wrap.objects.filter(report=report, kind=Wrap.Kind.OFFICER, generation=report.generation)
    living = living_keys(readers)
    return any((wrap.reader, wrap.epoch) in living for wrap in wraps)


def over(on):
    """Closed cases whose time is over and that nobody holds."""
    return [case for case in Case.objects.filter(status=Case.Status.CLOSED, is_held=False) if rules.is_over(case, on)]


def keys_destroyed(**only):
    """Reports of whose keys the keyring knows more than this store, which was brought back from a backup: (deleted, renewed).

    A deleted one has no key left. A renewed one has a newer key, which opens nothing of what the backup held.
    """
    reports = Report.objects.using(settings.VAULT).filter(**only).values_list("pk", "generation")
    names = {keys.report_ring(report, generation): report for report, generation in reports}
    gone = {names[name] for name in keyring.destroyed(names)}
    living = {int(name.split("|")[1]) for name in keyring.names("report")} if gone else set()
    identities = keyring.destroyed(keys.identity_ring(report) for report in gone - living)
    return {report for report in gone - living if keys.identity_ring(report) in identities}, gone & living


def offices_counted(viewer):
    """The offices whose desk this viewer leads or decides for, the central one first."""
    found = set()
    for permission in rules.COUNTED_FOR:
        if viewer.allows(permission):
            found |= set(_offices_allowing(viewer, permission))
    return sorted(found, key=lambda one: (not one.is_central, one.code))


def _offices_allowing(viewer, permission):
    allowed = viewer.offices_allowing(permission)
    return Office.objects.all() if allowed is None else Office.objects.filter(pk__in=allowed)


def of_desk(viewer, desk):
    """The cases of a desk for its figures: without those of which this viewer is known to be left out."""
    barred = Barred.objects.filter(officer=viewer.pk)
    return Case.objects.filter(desk=desk).exclude(pk__in=barred.values("case"))


def figures(viewer, desk, on=None):
    """What is counted of a desk: {"states": …, "first": …, "result": …} of raw numbers, only for `figures.span`."""
    on = on or timezone.localdate()
    rows = of_desk(viewer, desk)
    counts = {f"is_{status}": Count("pk", filter=Q(status=status)) for status in Case.Status.values}
    for name, done, by in (
        ("first", Coalesce("acknowledged_on", "closed_on"), F("acknowledge_by")),
        ("result", Coalesce("answered_on", "closed_on"), F("answer_by")),
    ):
        rows = rows.annotate(**{f"{name}_done": done})
        is_done, is_open = Q(**{f"{name}_done__isnull": False}), Q(**{f"{name}_done__isnull": True})
        late, over = Q(**{f"{name}_done__gt": by}), Q(**{f"{by.name}__lt": on})
        counts |= {
            f"{name}_{IN_TIME}": Count("pk", filter=is_done & ~late), f"{name}_{LATE}": Count("pk", filter=is_done & late),
            f"{name}_{TO_COME}": Count("pk", filter=is_open & ~over), f"{name}_{OVERDUE}": Count("pk", filter=is_open & over),
        }  # fmt: skip
    found = rows.aggregate(**counts)
    return {
        "states": {status: found[f"is_{status}"] for status in Case.Status.values},
        "first": {kind: found[f"first_{kind}"] for kind in CLOCK},
        "result": {kind: found[f"result_{kind}"] for kind in CLOCK},
    }


def months(desk, on=None):
    """[(first day of a month, received, closed)] of the last twelve months, the latest first; raw numbers as well."""
    first = (on or timezone.localdate()).replace(day=1)
    wanted = [add_months(first, -n) for n in range(12)]
    rows = {row.month: row for row in DutyCount.objects.filter(desk=desk, month__in=wanted)}
    return [(month, *((rows[month].received, rows[month].closed) if month in rows else (0, 0))) for month in wanted]


def unassessed(cases, on=None):
    """Those of the cases that nobody has looked into although their day is over, the oldest first. What is set aside as
    no report is not among them: a flood of those hides none of these."""
    on = on or timezone.localdate()
    waiting = cases.filter(status__in=(Case.Status.RECEIVED, Case.Status.ASSIGNED), is_hidden=False)
    silent = Q(acknowledged_on__isnull=True, acknowledge_by__lt=on)
    return waiting.filter(silent | Q(received_on__lt=on - rules.ASSESS_WITHIN)).order_by("received_on", "pk")


def oldest_unassessed(viewer):
    """The one of this officer's own cases that rings; found along the index of their list."""
    return unassessed(visible_cases(viewer)).order_by("accesses__received_on", "accesses__case_id").first()


def desks_behind(viewer):
    """The offices whose desk this viewer leads and where a report waits that nobody has assessed in time."""
    if not viewer.allows(P.CASE_ASSIGN):
        return []
    behind = set(
        unassessed(Case.objects.exclude(pk__in=Barred.objects.filter(officer=viewer.pk).values("case")))
        .order_by()
        .values_list("desk", flat=True)
        .distinct()
    )
    return [office for office in _offices_allowing(viewer, P.CASE_ASSIGN) if office.code in behind]


def wordings():
    """Every worded question as it is in force: those of the program first, where the office did not word them anew."""
    found = {one.key: one for one in FIRST}
    for row in Wording.objects.order_by("key", "version"):
        found[row.key] = row
    return list(found.values())


def offered_wordings():
    """Those that officers choose from."""
    return [one for one in wordings() if one.is_offered]


def living_keys(officers):
    """{(key of the officer as text, epoch)} of the keys that are not destroyed."""
    rows = VaultKey.objects.filter(user__in=officers).exclude(status=VaultKey.Status.RETIRED)
    return {(str(user), epoch) for user, epoch in rows.values_list("user", "epoch")}


def has_older_wraps(unlocked, viewer) -> bool:
    """Whether something is closed to an older key of this officer that this request could close to the present one."""
    mine = Wrap.objects.filter(kind=Wrap.Kind.OFFICER, reader=str(viewer.pk), epoch__in=list(unlocked.seeds))
    return mine.exclude(epoch=unlocked.epoch).exists()


def safe_copy_names():
    """The names of the sealed files that are safe copies."""
    return set(SafeCopy.objects.exclude(name=None).values_list("name", flat=True))
