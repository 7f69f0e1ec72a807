"""Whether this site is well, in coarse numbers that tell nothing of people or of single events.

An exact count is a clock: who reads it often enough sees at which minute an application came or a letter left. So no
count here changes because somebody did something; it changes when something is wrong, and then in steps of ten.
"""

import math
import os
import shutil
from datetime import timedelta
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Max, Q
from django.utils import timezone

import saiyai
from saiyai.audit.models import Event
from saiyai.crypto import keys
from saiyai.jobs.models import Job
from saiyai.notify.models import Letter

SILENCE = timedelta(minutes=2)  # some job runs every few seconds; a worker that is silent for this long is gone
LATE = timedelta(minutes=15)
LETTER_LATE = timedelta(hours=1)
LEAVING = "SAIYAI_LEAVING"  # set by `saiyai web`, never by hand: the file that `saiyai leave` lays down


def is_leaving():
    """Whether this web server is about to be stopped, so that a proxy should lead nobody here any more."""
    mark = os.environ.get(LEAVING, "")
    return bool(mark) and Path(mark).exists()


@cache
def _newest_migrations():
    """The last migrations of this release; they are read from the source, once a process."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).graph.leaf_nodes())


def tables_are_up_to_date():
    """Whether every migration of this release has been applied."""
    return _newest_migrations() <= set(MigrationRecorder(connection).applied_migrations())


def worker_is_alive(now):
    """Whether a job ended a moment ago, or a worker is at one."""
    return Job.objects.filter(Q(claimed_until__gt=now) | Q(ended_at__gt=now - SILENCE)).exists()


def keys_are_there():
    """Whether the keys that open and sign are there; the web secret may come from a setting."""
    return keys.master_path().is_file() and keys.trail_path().is_file() and bool(settings.SECRET_KEY)


def readiness(now=None):
    """Each part that a page needs, and whether it is there. Raises a database error if the database is away."""
    now = now or timezone.now()
    tables = tables_are_up_to_date()
    return {"tables": tables, "keys": keys_are_there(), "worker": tables and worker_is_alive(now)}


def in_steps(count):
    """0, 1, 10, 100 …: the largest of these that is not above `count`."""
    return 10 ** int(math.log10(count)) if count else 0


def days_since_backup(now):
    """Whole days since the trail last told of a backup; None if it never did."""
    last = Event.objects.filter(subject="backup", verb="backup.made").aggregate(last=Max("at"))["last"]
    return None if last is None else (now - last).days


def measurements(now=None):
    """(name, help, [(labels, value)]) of each line of the page of metrics."""
    now = now or timezone.now()
    parts = readiness(now)
    late = Letter.objects.filter(status=Letter.Status.WAITING, created_at__lt=now - LETTER_LATE).count()
    failed = Letter.objects.filter(status=Letter.Status.FAILED).count()
    jobs = Job.objects.order_by("name").values_list("name", "failures")
    overdue = Job.objects.filter(next_at__lt=now - LATE).exclude(claimed_until__gt=now).count()
    days = days_since_backup(now)
    free = shutil.disk_usage(settings.VAR).free // 2**30 if settings.VAR.is_dir() else 0
    return [
        ("saiyai_release", "This release.", [({"release": saiyai.__version__}, 1)]),
        ("saiyai_ready", "1 where this part is as it should be.", [({"part": k}, int(v)) for k, v in parts.items()]),
        ("saiyai_jobs_overdue", "Jobs that should have run 15 minutes ago.", [({}, overdue)]),
        ("saiyai_job_failures", "Failures in a row.", [({"job": name}, count) for name, count in jobs]),
        ("saiyai_letters_late", "Letters waiting over an hour, in steps of ten.", [({}, in_steps(late))]),
        ("saiyai_letters_failed", "Letters given up, in steps of ten.", [({}, in_steps(failed))]),
        ("saiyai_backup_days", "Whole days since the last backup; -1: never.", [({}, -1 if days is None else days)]),
        ("saiyai_disk_free_gib", "Whole GiB free where the data lie.", [({}, free)]),
    ]
