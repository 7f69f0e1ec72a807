"""The schedule: every line is run by the worker, comes to the same when run again, and breaks nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from saiyai.audit.verify import verify
from saiyai.jobs import actions
from saiyai.jobs.models import Job
from saiyai.schedule import SCHEDULE

LONG = timedelta(days=40)


def test_names_are_module_and_function():
    names = [line.name for line in SCHEDULE]
    assert len(set(names)) == len(names)
    for line in SCHEDULE:
        module, function = line.name.split(".")
        assert (line.run.__module__, line.run.__name__) == (f"saiyai.{module}.jobs", function)
        assert line.run.__doc__


def test_labels_are_told_in_thai():
    with translation.override("th"):
        assert [line.name for line in SCHEDULE if not any("ก" <= letter <= "๙" for letter in str(line.label))] == []


@pytest.mark.django_db(databases="__all__")
def test_every_job_runs_and_runs_again(settings, tmp_path, network, cast):
    settings.VAR = tmp_path
    settings.PRIVATE_DIR = tmp_path / "private"  # jobs sweep it: never the folder of tests that run beside
    now = timezone.now()
    actions.register(SCHEDULE, now)
    for moment in (now + LONG, now + 2 * LONG):
        Job.objects.update(next_at=moment)
        assert sorted(actions.run_due(SCHEDULE, moment)) == sorted(line.name for line in SCHEDULE)
        broken = {job.name: job.error for job in Job.objects.exclude(error="")}
        assert broken == {}
    assert all(job.next_at > now + 2 * LONG for job in Job.objects.all())
    assert verify().ok
