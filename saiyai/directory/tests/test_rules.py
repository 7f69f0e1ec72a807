"""The small rules, as tables."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.utils import timezone

from saiyai.directory import rules
from saiyai.directory.models import ContactPoint, Holding, Organization, Post, Succession
from saiyai.policy.actors import LinkHolder
from saiyai.policy.permissions import Permission as P

D = date


@pytest.mark.parametrize(
    ("starts", "ends", "on", "stands"),
    [
        (None, None, D(2026, 1, 1), True),
        (D(2026, 1, 1), None, D(2026, 1, 1), True),
        (D(2026, 1, 2), None, D(2026, 1, 1), False),
        (None, D(2026, 1, 1), D(2026, 1, 1), True),
        (None, D(2026, 1, 1), D(2026, 1, 2), False),
    ],
)
def test_a_row_stands_from_its_first_to_its_last_day(starts, ends, on, stands):
    assert rules.stands(Holding(starts_on=starts, ends_on=ends), on) is stands


@pytest.mark.parametrize(
    ("starts", "on", "fine"),
    [(D(2026, 1, 5), D(2026, 1, 4), False), (D(2026, 1, 5), D(2026, 1, 5), True), (None, D(2000, 1, 1), True)],
)
def test_nothing_ends_before_it_began(starts, on, fine):
    assert (rules.ends_before_start(Holding(starts_on=starts), on) == "") is fine


@pytest.mark.parametrize(
    ("exists", "closed", "starts", "fine"),
    [
        (None, None, None, True),
        (D(2020, 1, 1), None, D(2019, 12, 31), False),
        (D(2020, 1, 1), D(2021, 1, 1), D(2021, 1, 1), True),
        (None, D(2021, 1, 1), D(2021, 1, 2), False),
        (None, D(2021, 1, 1), None, False),
    ],
)
def test_a_post_is_held_only_while_it_exists(exists, closed, starts, fine):
    assert (rules.starts_outside(Post(starts_on=exists, ends_on=closed), starts) == "") is fine


@pytest.mark.parametrize(
    ("kind", "successors", "fine"),
    [
        ("RENAMED", 1, True),
        ("RENAMED", 0, False),
        ("MERGED", 1, True),
        ("MERGED", 2, False),
        ("SPLIT", 2, True),
        ("SPLIT", 1, False),
        ("DISSOLVED", 0, True),
        ("DISSOLVED", 1, False),
    ],
)
def test_each_reorganisation_has_its_number_of_successors(kind, successors, fine):
    assert (rules.lacks_successor(Succession.Kind(kind), [Organization()] * successors) == "") is fine


@pytest.mark.parametrize(("days", "old"), [(None, True), (0, False), (365, False), (366, True)])
def test_a_contact_point_counts_as_verified_for_a_year(days, old):
    today = timezone.localdate()
    on = None if days is None else date.fromordinal(today.toordinal() - days)
    assert rules.needs_verifying(ContactPoint(verified_on=on), today) is old


def _viewer(*permissions, pk="7"):
    return LinkHolder("someone", pk, frozenset(permissions))


@pytest.mark.parametrize(
    ("permissions", "own", "fine"),
    [
        ((P.DIRECTORY_EDIT,), False, True),
        ((P.APPLICATION_DECIDE,), False, False),
        ((P.OWN_PROFILE,), True, True),
        ((P.OWN_PROFILE,), False, False),
        ((P.DIRECTORY_READ_BEYOND,), False, False),
    ],
)
def test_who_may_change_a_profile(permissions, own, fine):
    person = SimpleNamespace(user_id="7" if own else "8")
    assert (rules.is_not_theirs(person, _viewer(*permissions)) == "") is fine
