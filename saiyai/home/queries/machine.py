"""What keeps the system running, for its administrators and auditors."""

from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from saiyai.accounts import queries as accounts
from saiyai.accounts.models import Grant, OfficeProvince
from saiyai.directory.rules import in_force
from saiyai.jobs import queries as jobs
from saiyai.notify import queries as notify
from saiyai.notify.models import Letter

L = Letter.Status


def letters_now(viewer):
    """How many letters wait, were sent and failed, and since when the oldest waits: one query."""
    return (
        notify.visible_letters(viewer)
        .order_by()
        .aggregate(
            waiting=Count("pk", filter=Q(status=L.WAITING)),
            sent=Count("pk", filter=Q(status=L.SENT)),
            failed=Count("pk", filter=Q(status=L.FAILED)),
            oldest=Min("created_at", filter=Q(status=L.WAITING)),
            last_sent=Max("sent_at"),
        )
    )


def letters_by_purpose(viewer):
    """The same counts for each purpose."""
    rows = notify.visible_letters(viewer).order_by().values("purpose")
    return rows.annotate(
        waiting=Count("pk", filter=Q(status=L.WAITING)),
        sent=Count("pk", filter=Q(status=L.SENT)),
        failed=Count("pk", filter=Q(status=L.FAILED)),
    ).order_by("purpose")


def letters_with(viewer, status=""):
    """Letters of one status; without one, those that were not sent."""
    letters = notify.visible_letters(viewer)
    return letters.filter(status=status) if status else letters.exclude(status=L.SENT)


def jobs_now(viewer):
    """Every job with `state`: failing, late, running, or fine."""
    now = timezone.now()
    found = list(jobs.visible_jobs(viewer))
    for job in found:
        job.state = _state(job, now)
    return found


def _state(job, now):
    if job.error:
        return "failing"
    if job.claimed_until and job.claimed_until > now:
        return "running"
    # The worker looks every few seconds: a job five minutes over its time means that no worker is there.
    return "late" if (now - job.next_at).total_seconds() > 300 else "fine"


def roles_waiting(viewer):
    """Roles that wait for a second person; `mine`: this viewer proposed it, so another must confirm."""
    found = list(accounts.visible_grants(viewer).filter(status=Grant.Status.PROPOSED))
    for grant in found:
        grant.mine = viewer.pk in (grant.proposed_by_id, grant.user_id)
    return found


def provinces_unverified():
    """How many rules of routing to an office still lack a source that somebody checked."""
    return OfficeProvince.objects.filter(*in_force(), verified=False).count()
