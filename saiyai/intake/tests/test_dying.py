"""A machine that dies while somebody reports: a report that can be read, or none; and sending again makes it one."""

import os
import subprocess
import sys

import pytest

from saiyai.intake.tests import dying
from saiyai.settings import ROOT

KEPT = {"store-after", "times", "kept"}


@pytest.mark.slow
def test_killed_at_any_step_there_is_a_report_that_can_be_read_or_none(tmp_path):
    ran = {name: value for name, value in os.environ.items() if not name.startswith(("SAIYAI_", "DJANGO_"))}
    ran |= {"SAIYAI_TESTING": "1", "SAIYAI_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "saiyai.frontdesk_settings"}
    done = subprocess.run(
        [sys.executable, "-m", "saiyai.intake.tests.dying"],
        cwd=ROOT,
        env=ran,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    lines = [line.split() for line in done.stdout.splitlines()]
    assert lines[-1] == ["left", "over", "0", "0", "0", "0"]
    for name, killed_by, after, again in lines[:-1]:
        assert (killed_by, after, again) == ("9", "1" if name in KEPT else "0", "1"), name
    assert [line[0] for line in lines[:-1]] == [step[0] for step in dying.STEPS]
