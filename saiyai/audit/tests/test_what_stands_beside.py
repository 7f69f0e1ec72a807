"""What stands beside the lines is checked as well: the next line builds on it, and pages show it."""

import json
from datetime import date

import pytest

from saiyai.audit import published, trail
from saiyai.audit.models import Checkpoint, Head
from saiyai.audit.verify import verify
from saiyai.policy.action import action
from saiyai.policy.actors import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines(db):
    @action
    def something(*, by):
        for n in range(5):
            trail.record("test.done", ("test", n), by=by)

    something(by=SYSTEM)
    trail.checkpoint(date(2026, 1, 1))
    assert verify().ok


def test_a_root_that_was_changed_where_it_is_shown_is_named(lines):
    Checkpoint.objects.update(root="00" * 32)
    assert verify().problem == "checkpoint"


def test_the_seal_on_which_the_next_line_builds_is_checked(lines):
    Head.objects.update(last_seal="00" * 32)
    assert verify().problem == "head"


def test_the_tree_on_which_the_next_line_builds_is_checked(lines):
    head = Head.objects.get()
    Head.objects.update(frontier=head.frontier[::-1])
    assert verify().problem == "head"


@pytest.mark.parametrize("line", ["{}", "[]", "5", '{"day": "head", "size": "x"}', "ก", "[" * 100_000])
def test_a_line_outside_that_says_nothing_does_not_stop_the_check(lines, line, settings, tmp_path):
    settings.VAR = tmp_path
    published.path().write_text(line + "\n", encoding="utf-8")
    assert verify().ok


def test_a_line_outside_of_another_shape_does_not_fit(lines, settings, tmp_path):
    settings.VAR = tmp_path
    line = {"day": "head", "size": 5, "root": "00", "signature": 5}
    published.path().write_text(json.dumps(line) + "\n", encoding="utf-8")
    assert verify().problem == "checkpoint"
