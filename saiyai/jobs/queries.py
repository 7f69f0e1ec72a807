"""What the administrator sees of the schedule."""

from saiyai.jobs.models import Job
from saiyai.policy.permissions import Permission as P


def visible_jobs(viewer):
    """Every job for who may see the machine room."""
    return Job.objects.all() if viewer.allows(P.JOB_READ) else Job.objects.none()


def due(now):
    """Jobs to be run now that no living worker holds."""
    return Job.objects.filter(next_at__lte=now).exclude(claimed_until__gt=now)
