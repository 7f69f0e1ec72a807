"""Run what is due. Claiming compares and sets in one statement, so that two workers never run the same job.

The book-keeping of jobs is not part of the trail (it would drown it); what a job changes goes through the actions
of its module, which record it.
"""

import structlog
from django.db import Error, close_old_connections, connections
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from saiyai.audit import trail
from saiyai.jobs import queries, rules
from saiyai.jobs.models import Job
from saiyai.policy.action import action
from saiyai.policy.lifecycle import Refused
from saiyai.policy.permissions import Permission as P

log = structlog.get_logger("saiyai.jobs")


def register(schedule, now):
    """Enter new lines of the schedule, forget those that are gone, and bring forward those that now run sooner."""
    known = dict(Job.objects.values_list("name", "next_at"))
    Job.objects.bulk_create(
        [
            Job(name=line.name, next_at=now if line.at is None else line.next_after(now))
            for line in schedule
            if line.name not in known
        ],
        ignore_conflicts=True,
    )
    Job.objects.exclude(name__in=[line.name for line in schedule]).delete()
    for line in schedule:
        sooner = line.next_after(now)
        if known.get(line.name, now) > sooner:
            Job.objects.filter(name=line.name, failures=0, next_at__gt=sooner).update(next_at=sooner)


def run_due(schedule, now=None):
    """Run every due job once; returns the names that ran."""
    now = now or timezone.now()
    lines = {line.name: line for line in schedule}
    return [job.name for job in queries.due(now) if job.name in lines and _run(lines[job.name], job, now)]


def _run(line, job, now):
    """Claim, run, note the result. False if another worker was first."""
    mine = now + line.at_most
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=now)
    claimed = Job.objects.filter(free, name=line.name, next_at=job.next_at).update(claimed_until=mine, started_at=now)
    if not claimed:
        return False
    try:
        result, error = line.run(now) or "", ""
    except Exception as problem:  # a broken job must not stop the others; its error is shown to the administrator
        log.error("job failed", job=line.name, exc_info=problem)
        result, error = "", f"{type(problem).__name__} in {_place(problem)}"
    failures = job.failures + 1 if error else 0
    next_at = now + rules.pause_after(failures, line.longest_pause) if error else line.next_after(now)
    # `claimed_until=mine`: a worker that came back from the dead does not overwrite the one that took over.
    # A next_at that was changed meanwhile stays: somebody asked for the job to be run soon.
    Job.objects.filter(name=line.name, claimed_until=mine).update(
        next_at=Case(When(next_at=job.next_at, then=Value(next_at)), default=F("next_at")),
        failures=failures,
        result=str(result)[:500],
        error=error,
        runs=F("runs") + 1,
        ended_at=timezone.now(),
        claimed_until=None,
    )
    return True


def _place(problem):
    """File and line of the innermost frame: the message itself may hold what somebody typed."""
    frame = problem.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    return f"{frame.tb_frame.f_code.co_filename.rsplit('saiyai/', 1)[-1]}:{frame.tb_lineno}" if frame else "?"


def work(schedule, *, stop, pause=2.0):
    """The worker: look every `pause` seconds until `stop` (a threading.Event) is set. Outlives a lost database."""
    registered = False
    while not stop.is_set():
        close_old_connections()
        try:
            if not registered:
                register(schedule, timezone.now())
                registered = True
            run_due(schedule)
        except Error as problem:  # the database is away: the jobs wait, the worker stays
            log.error("worker waits for the database", exc_info=problem)
        stop.wait(pause)
    connections.close_all()


@action
def run_soon(job, *, by):
    """Put a job at the front: the worker runs it at its next look."""
    if not by.allows(P.JOB_RUN):
        raise Refused("You do not have permission to do this.")
    job.next_at = timezone.now()
    job.save(update_fields=["next_at"])
    trail.record("job.run_soon", job, by=by)
