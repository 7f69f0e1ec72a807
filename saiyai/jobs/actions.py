"""Run what is due. Claiming compares and sets in one statement, so that two workers never run the same job.

The book-keeping of jobs is not part of the trail (it would drown it); what a job changes goes through the actions
of its module, which record it.
"""

import structlog
from django.db import close_old_connections
from django.db.models import Q
from django.utils import timezone

from saiyai.audit import trail
from saiyai.jobs import queries, rules
from saiyai.jobs.models import Job
from saiyai.policy.action import action
from saiyai.policy.lifecycle import Refused
from saiyai.policy.permissions import Permission as P

log = structlog.get_logger("saiyai.jobs")


def register(schedule, now):
    """Enter new lines of the schedule and forget those that are gone."""
    known = set(Job.objects.values_list("name", flat=True))
    Job.objects.bulk_create(
        [Job(name=line.name, next_at=now if line.at is None else line.next_after(now)) for line in schedule
         if line.name not in known],
        ignore_conflicts=True,
    )
    Job.objects.exclude(name__in=[line.name for line in schedule]).delete()


def run_due(schedule, now=None):
    """Run every due job once; returns the names that ran."""
    now = now or timezone.now()
    lines = {line.name: line for line in schedule}
    return [job.name for job in queries.due(now) if job.name in lines and _run(lines[job.name], now)]


def _run(line, now):
    """Claim, run, note the result. False if another worker was first."""
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=now)
    claimed = Job.objects.filter(free, name=line.name, next_at__lte=now).update(
        claimed_until=now + line.at_most, started_at=now
    )
    if not claimed:
        return False
    job = Job.objects.get(name=line.name)
    try:
        result, error = line.run(now) or "", ""
    except Exception as problem:  # a broken job must not stop the others; its error is shown to the administrator
        log.error("job failed", job=line.name, exc_info=problem)
        result, error = "", f"{type(problem).__name__} in {_place(problem)}"
    job.failures = job.failures + 1 if error else 0
    job.next_at = now + rules.pause_after(job.failures) if error else line.next_after(now)
    job.result, job.error, job.runs = str(result)[:500], error, job.runs + 1
    job.ended_at, job.claimed_until = timezone.now(), None
    job.save()
    return True


def _place(problem):
    """File and line of the innermost frame: the message itself may hold what somebody typed."""
    frame = problem.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    return f"{frame.tb_frame.f_code.co_filename.rsplit('saiyai/', 1)[-1]}:{frame.tb_lineno}" if frame else "?"


def work(schedule, *, stop, pause=2.0):
    """The worker: look every `pause` seconds until `stop` (a threading.Event) is set."""
    register(schedule, timezone.now())
    while not stop.is_set():
        close_old_connections()
        run_due(schedule)
        stop.wait(pause)


@action
def run_soon(job, *, by):
    """Put a job at the front: the worker runs it at its next look."""
    if not by.allows(P.JOB_RUN):
        raise Refused("You do not have permission to do this.")
    job.next_at = timezone.now()
    job.save(update_fields=["next_at"])
    trail.record("job.run_soon", job, by=by)
