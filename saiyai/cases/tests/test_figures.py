"""The figures of a desk: right, and so coarse that nobody works a small number out; and the alarm for what lies too long."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from saiyai.accounts.models import User
from saiyai.cases import figures, queries
from saiyai.cases.models import Barred, Case, DutyCount
from saiyai.cases.tests import world
from saiyai.cases.tests.test_pages import unlocked

__all__ = ["unlocked"]
SIZES = len(Case.Status.values), len(figures.CLOCK), len(figures.CLOCK)


def possible(tables):
    """What somebody who adds and subtracts can learn: for each cell the smallest and the largest number it may have.

    The tables count the same reports, so their sums are equal, whatever the sum is.
    """
    low = max(sum(cell.low for cell in table) for table in tables)
    high = min(sum(cell.high for cell in table) for table in tables)
    assert low <= high
    for table in tables:
        for cell in table:
            rest_low, rest_high = sum(one.low for one in table) - cell.low, sum(one.high for one in table) - cell.high
            yield max(cell.low, low - rest_high), min(cell.high, high - rest_low)


@given(
    st.lists(st.tuples(*(st.integers(0, n - 1) for n in SIZES)), max_size=60),
    st.integers(1, 12),
)
def test_no_count_can_be_worked_out_by_adding_and_subtracting(reports, times):
    counts = [[0] * n for n in SIZES]
    for report in reports:
        for table, where in zip(counts, report, strict=True):
            table[where] += times
    published = [[figures.span(n) for n in table] for table in counts]
    for smallest, largest in possible(published):
        assert smallest < largest


def test_at_the_very_edge_as_well():
    """Every cell as full as its span allows, against every other table of ours: the worst that can happen."""
    for n in SIZES:
        full = [figures.Span(0)] * n
        total = sum(cell.high for cell in full)
        others = [figures.span(total // m + (1 if k < total % m else 0)) for m in SIZES for k in range(m)]
        tables = [full, others[: SIZES[0]], others[SIZES[0] : SIZES[0] + SIZES[1]]]
        assert all(smallest < largest for smallest, largest in possible(tables))


def test_spans_in_words():
    assert str(figures.span(0)) == str(figures.span(4)) and "5" in str(figures.span(4))
    assert str(figures.span(5)) == str(figures.span(9)) == "5–9" and str(figures.span(1204)) == "1,200–1,204"


@pytest.fixture
def cases(desk):
    """Six cases of the desk, each at another point of its clocks."""
    made = world.published(*(world.file_report() for _n in range(6)))
    today = timezone.localdate()
    ago, ahead = today - timedelta(days=30), today + timedelta(days=30)
    rows = [
        {"acknowledged_on": ago, "acknowledge_by": ago, "status": "SCREENING", "answer_by": ahead},
        {"acknowledged_on": today, "acknowledge_by": ago, "status": "DECIDED", "answered_on": today, "answer_by": ago},
        {"acknowledge_by": ago, "answer_by": ago},
        {"acknowledge_by": today, "answer_by": today},
        {"acknowledge_by": ago, "answer_by": ahead, "status": "CLOSED", "closed_on": ago},
        {"acknowledge_by": ahead, "answer_by": ahead},
    ]
    for case, values in zip(made, rows, strict=True):
        Case.objects.filter(pk=case.pk).update(**values)
    return made


@pytest.mark.django_db(databases="__all__")
def test_the_counts_are_right(desk, cases):
    found = queries.figures(desk.lead, "R4")
    assert found["first"] == {"in_time": 2, "late": 1, "to_come": 2, "overdue": 1}
    assert found["result"] == {"in_time": 1, "late": 1, "to_come": 3, "overdue": 1}
    assert found["states"] | {} == dict.fromkeys(Case.Status.values, 0) | {
        "SCREENING": 1, "DECIDED": 1, "RECEIVED": 3, "CLOSED": 1,
    }  # fmt: skip
    assert sum(queries.figures(desk.lead, "R1")["states"].values()) == 0
    Barred.objects.create(case=cases[2], officer=desk.lead.pk, why="REPORTER")
    assert queries.figures(desk.lead, "R4")["first"]["overdue"] == 0
    this = timezone.localdate().replace(day=1)
    assert queries.months("R4")[0] == (this, 6, 0) and len(queries.months("R4")) == 12


@pytest.mark.django_db(databases="__all__")
def test_the_page_is_for_who_leads_or_decides_and_names_no_small_number(desk, unlocked):
    DutyCount.objects.create(desk="R4", month=timezone.localdate().replace(day=1), received=13, closed=3)
    for who in (desk.first, desk.away):
        browser = unlocked(who, desk.first_vault if who == desk.first else desk.away_vault)
        assert browser.get("/desk/figures/").status_code == 404
    browser = unlocked(desk.lead, desk.lead_vault)
    page = browser.get("/desk/figures/").content.decode()
    assert "10–14" in page and ">13<" not in page and ">3<" not in page and "เขต 1" not in page
    assert browser.get("/desk/figures/?office=R1").content.decode().count("เขต 4") >= 1
    browser = unlocked(desk.decider, desk.decider_vault)
    assert browser.get("/desk/figures/?office=R1").status_code == 200


@pytest.mark.django_db(databases="__all__")
def test_what_lies_too_long_rings_whatever_else_came(desk, cases, unlocked):
    (oldest,) = queries.unassessed(queries.visible_cases(User.objects.get(pk=desk.first.pk)))
    assert oldest.pk == cases[2].pk == queries.oldest_unassessed(User.objects.get(pk=desk.first.pk)).pk
    flood = world.published(*(world.file_report() for _n in range(3)))
    Case.objects.filter(pk__in=[one.pk for one in flood]).update(is_hidden=True, acknowledge_by="2020-01-01")
    page = unlocked(desk.first, desk.first_vault).get("/desk/").content.decode()
    assert f"{oldest.ref} เข้ามา" in page
    led = unlocked(desk.lead, desk.lead_vault).get("/desk/").content.decode()
    assert oldest.ref not in led and "มีเรื่องรอเกินกำหนด" in led
    Barred.objects.create(case=oldest, officer=desk.lead.pk, why="CONFLICT")
    assert queries.desks_behind(desk.lead) == [] and queries.desks_behind(desk.first) == []
    Case.objects.filter(pk=oldest.pk).update(acknowledged_on=timezone.localdate())
    assert "มีเรื่องรอเกินกำหนด" not in unlocked(desk.first, desk.first_vault).get("/desk/").content.decode()
    Case.objects.filter(pk=oldest.pk).update(received_on=timezone.localdate() - timedelta(days=91))
    assert queries.unassessed(Case.objects.all()).get().pk == oldest.pk
