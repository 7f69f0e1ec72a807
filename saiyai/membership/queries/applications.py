"""Reading applications."""

from datetime import timedelta

from django.db.models import Avg, Count, F, Prefetch, Q
from django.utils import timezone

from saiyai.accounts import queries as accounts
from saiyai.accounts.models import PrivateLink
from saiyai.membership.models import Application, Document, Member
from saiyai.membership.models.applications import OPEN
from saiyai.policy.permissions import Permission as P
from saiyai.policy.reach import By, Kind
from saiyai.thai.dates import add_months
from saiyai.thai.search import fold

S = Application.Status


def visible_applications(viewer):
    """Officers see what was submitted to their office and network, everybody else their own. Drafts are the
    applicant's alone.

    But a paper form that is being typed is the office's: whoever types paper forms there sees it.
    """
    applications = Application.objects.select_related("office", "organization", "assigned_to")
    own = Q(applicant_user=viewer.pk) if viewer.is_authenticated else Q(pk__in=[])
    if not viewer.allows(P.APPLICATION_READ):
        return applications.filter(own)
    seen = accounts.opened(viewer, P.APPLICATION_READ, Kind.APPLICATION, {By.NAMED: accounts.named})
    submitted = ~Q(status=S.DRAFT) if seen is None else ~Q(status=S.DRAFT) & seen
    return applications.filter(submitted | Q(status=S.DRAFT, on_paper=True) & _typed_where(viewer) | own)


def _typed_where(viewer):
    """Paper forms of the offices where this officer types, and those that they began."""
    mine = Q(entered_by=viewer.pk)
    if not viewer.allows(P.APPLICATION_ENTER_PAPER):
        return mine
    typed = accounts.worked_on(viewer, P.APPLICATION_ENTER_PAPER)
    return mine | typed if typed else typed


def paper_drafts(viewer):
    """Paper forms that are being typed, one's own and those of colleagues, last saved first."""
    drafts = visible_applications(viewer).filter(status=S.DRAFT, on_paper=True).select_related("entered_by", "office")
    return drafts.order_by("-saved_at")


def my_applications(user):
    """One's own applications, newest first."""
    return Application.objects.filter(applicant_user=user.pk).order_by("-created_at")


def application_of_link(token, purpose=PrivateLink.Purpose.DRAFT):
    """The application that this private link opens, or None."""
    link = accounts.living_link(token, purpose)
    if link is None or link.subject != "membership.application":
        return None
    return Application.objects.select_related("office", "organization", "network").filter(pk=link.key).first()


def documents_of(application):
    """The files in force, in the order in which they came."""
    return Document.objects.filter(application=application, replaced=False).order_by("added_at")


# Which stages wait for a viewer, by the permission that acts there.
_ACTS = {
    P.APPLICATION_CHECK: (S.DOCUMENTS, S.BACKGROUND),
    P.APPLICATION_ADVISE: (S.OPINION,),
    P.APPLICATION_DECIDE: (S.DECISION,),
    P.APPLICATION_REVIEW_APPEAL: (S.APPEAL,),
}


def _mine_to_do(viewer):
    """Stages at which this viewer may act, as a filter."""
    wanted = Q(pk__in=[])
    for permission, statuses in _ACTS.items():
        if viewer.allows(permission):
            wanted |= Q(status__in=statuses) & accounts.worked_on(viewer, permission)
    return wanted


ORDERS = {
    "due": (F("due_on").asc(nulls_last=True), "stage_since", "pk"),
    "newest": ("-submitted_at", "pk"),
    "name": ("sort_key", "pk"),
}


def queue(viewer, *, who="us", q="", status="", province="", overdue=False, kind="", where="", sort=""):
    """The queue of an officer: `who` is us (to do), others (waits for somebody else) or done. Overdue first.

    `where` is the key of a network, or of the chapter that somebody would like to work in.
    """
    applications = visible_applications(viewer).select_related("network", "chapter")
    todo = _mine_to_do(viewer)
    if who == "us":
        applications = applications.filter(todo)
    elif who == "others":
        applications = applications.filter(status__in=OPEN).exclude(todo)
    else:
        applications = applications.filter(status__in=[S.APPROVED, S.REJECTED, S.WITHDRAWN])
    if status:
        applications = applications.filter(status=status)
    if province:
        applications = applications.filter(province_code=province)
    if kind:
        applications = applications.filter(kind=kind)
    if where:
        applications = applications.filter(Q(network=where) | Q(chapter=where))
    if overdue:
        applications = applications.filter(due_on__lt=timezone.localdate())
    for word in fold(q).split():
        applications = applications.filter(Q(search_text__contains=word) | Q(number__icontains=word))
    usual = ("-stage_since", "pk") if who == "done" else ORDERS["due"]
    return applications.order_by(*ORDERS.get(sort, usual))


def queue_counts(viewer):
    """How many there are in each of the three sets, how many are overdue and due today: one query."""
    today, todo = timezone.localdate(), _mine_to_do(viewer)
    open_ = Q(status__in=OPEN)
    return (
        visible_applications(viewer)
        .order_by()
        .aggregate(
            us=Count("pk", filter=todo),
            others=Count("pk", filter=open_ & ~todo),
            typing=Count("pk", filter=Q(status=S.DRAFT, on_paper=True)),
            done=Count("pk", filter=Q(status__in=[S.APPROVED, S.REJECTED, S.WITHDRAWN])),
            overdue=Count("pk", filter=todo & Q(due_on__lt=today)),
            due_today=Count("pk", filter=todo & Q(due_on=today)),
        )
    )


def duplicates_of(application):
    """Other applications and members that look like this one: [(kind, record, reason code)]."""
    same = Q(pk__in=[])
    if application.id_digest:
        same |= Q(id_digest=application.id_digest)
    if application.email:
        same |= Q(email__iexact=application.email)
    if application.phone:
        same |= Q(phone=application.phone)
    if application.kind == Application.Kind.PERSON and application.given_name and application.family_name:
        same |= Q(given_name=application.given_name, family_name=application.family_name)
    if application.kind == Application.Kind.UNIT and application.unit_name:
        same |= Q(kind="UNIT", unit_name=application.unit_name, organization_name=application.organization_name)
    others = (
        Application.objects.filter(same, network=application.network)
        .exclude(pk=application.pk)
        .exclude(status=S.WITHDRAWN)
        .exclude(status=S.DRAFT)
        .select_related("office")
        .prefetch_related(Prefetch("member", Member.objects.all()))
    )
    return [(other, _why_same(application, other)) for other in others.order_by("-submitted_at")[:10]]


def _why_same(one, other):
    if one.id_digest and one.id_digest == other.id_digest:
        return "identity"
    if one.email and one.email.casefold() == other.email.casefold():
        return "email"
    return "phone" if one.phone and one.phone == other.phone else "name"


def usual_days(office=None, weeks=26):
    """How many days an application usually took from submission to decision lately; None without experience."""
    since = timezone.now() - timedelta(weeks=weeks)
    decided = Application.objects.filter(decided_at__gte=since)
    if office is not None:
        decided = decided.filter(office=office)
    took = decided.aggregate(days=Avg(F("decided_at") - F("submitted_at")), n=Count("pk"))
    return round(took["days"].total_seconds() / 86400) if took["n"] >= 5 else None


# How long an application that came to nothing is kept. House rule; docs/data-register.toml says the same.
KEPT_MONTHS = 24


def application_kept_until(application):
    """The last day on which an application that was rejected or withdrawn is kept."""
    since = application.stage_since or application.saved_at
    return add_months(timezone.localtime(since).date(), KEPT_MONTHS)


def applications_over(today):
    """Rejected and withdrawn applications whose time is over."""
    limit = add_months(today, -KEPT_MONTHS)
    found = Application.objects.filter(status__in=[S.REJECTED, S.WITHDRAWN], member__isnull=True)
    return found.filter(stage_since__date__lt=limit)
