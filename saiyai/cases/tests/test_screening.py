"""The screening record: it suggests and never refuses, stays sealed with the case, and an office keeps its own list."""

import os
import re

import pytest

from saiyai.audit.models import Event
from saiyai.cases import actions, screening
from saiyai.cases.models import Access, Case, Step
from saiyai.cases.tests import world
from saiyai.cases.tests.conftest import opened
from saiyai.cases.tests.test_pages import unlocked, url
from saiyai.home import safety
from saiyai.law import seeds
from saiyai.policy.lifecycle import Refused

__all__ = ["unlocked"]
pytestmark = pytest.mark.django_db(databases="__all__")
OWN = '[[point]]\nid = "ours"\nway = "ACCEPT"\nth = "ข้อของเรา"\nen = "Ours"\n'


@pytest.fixture
def case(desk):
    """A case that the first officer looks into."""
    (found,) = world.published(world.file_report())
    mine = opened(found, desk.first, desk.first_vault)
    Access.objects.filter(case=found, officer=desk.first.pk).update(part=Access.Part.LEAD)
    for move in ("take", "screen"):
        actions.move(mine, move, "", by=desk.first)
    return Case.objects.get()


@pytest.fixture
def office(settings, tmp_path):
    """Writes the list of an office."""

    def write(content):
        path = tmp_path / "screening.toml"
        path.write_text(content, encoding="utf-8")
        screening._read.cache_clear()
        settings.SCREENING = str(path)
        return path

    return write


@pytest.mark.parametrize(
    ("ticked", "ways"),
    [
        ((), []),
        (("own-misconduct",), ["ACCEPT"]),
        (("fact-cost", "fact-hardship"), ["FACT_CHECK"]),
        (("own-misconduct", "nacc-purchase"), ["FORWARD_NACC", "ACCEPT"]),
        (("nacc-rank", "nacc-purchase", "fact-cost"), ["FORWARD_NACC", "FACT_CHECK"]),
        (("no-such-point",), []),
    ],
)
def test_which_ways_are_suggested(ticked, ways):
    found = screening.suggested(ticked)
    assert [one.way.value for one in found] == ways
    named = [point.id for one in found for point in one.points]
    assert sorted(named) == sorted(set(ticked) - {"no-such-point"}), "each point is named once, as the reason"


def test_no_point_suggests_not_to_take_a_report_up_and_all_that_is_cited_is_in_the_law_table(office):
    assert Case.Decision.NOT_ACCEPTED not in {point.way for point in screening.points()}
    sections = {row["code"] for act in seeds.read()["act"] for row in act["provision"]}
    assert {point.cites for point in screening.points() if point.cites} <= sections
    office(OWN.replace("ACCEPT", "NOT_ACCEPTED"))
    assert "NOT_ACCEPTED" in screening.fault()


def test_the_page_suggests_without_proposing_and_keeps_what_was_typed(desk, unlocked, case):
    browser = unlocked(desk.first, desk.first_vault)
    typed = {"points": ["nacc-purchase", "fact-cost"], "text": "ยังคิดอยู่", "decision": "", "go": "look"}
    answer = browser.post(url("move", case, "propose"), typed)
    page = answer.content.decode()
    assert answer.status_code == 200 and "ยังคิดอยู่" in page
    for value in ("nacc-purchase", "fact-cost"):
        assert re.search(rf'<input[^>]*value="{value}"[^>]*checked', page), value
    assert page.count('<span class="num quiet small">') == 2, "each point with the name of its rule"
    assert Case.objects.get().status == "SCREENING" and not Step.objects.filter(move="propose").exists()
    assert "has-err" not in page, "nothing was proposed, so nothing is missing"


def test_what_was_ticked_stays_with_the_reason_and_nowhere_else(desk, unlocked, case):
    browser = unlocked(desk.first, desk.first_vault)
    told = {"points": ["own-misconduct"], "text": "มีมูล", "decision": "FORWARD_NACC"}
    assert browser.post(url("move", case, "propose"), told).status_code == 302
    case = Case.objects.get()
    assert (case.status, case.decision) == ("PROPOSED", "FORWARD_NACC"), "the officer is free in it"
    done = opened(case, desk.first, desk.first_vault).steps()
    assert [row.move for row, _facts in done] == ["propose", "screen", "take"], "the last first, also within a day"
    assert done[0][1] == {"n": 3, "text": "มีมูล", "points": ["own-misconduct"]}
    assert "เจ้าหน้าที่ของรัฐประพฤติมิชอบ" in browser.get(url("case", case)).content.decode()
    assert b"own-misconduct" not in bytes(Step.objects.get(move="propose").reason_sealed)
    assert "own-misconduct" not in str(list(Event.objects.values_list("facts", flat=True)))


def test_a_point_that_is_not_in_the_list_is_refused_and_changes_nothing(desk, unlocked, case):
    browser = unlocked(desk.first, desk.first_vault)
    told = {"points": ["made-up"], "text": "มีมูล", "decision": "ACCEPT"}
    assert browser.post(url("move", case, "propose"), told).status_code == 422
    with pytest.raises(Refused):
        mine = opened(case, desk.first, desk.first_vault)
        actions.move(mine, "propose", "มีมูล", decision="ACCEPT", points=["made-up"], by=desk.first)
    assert Case.objects.get().status == "SCREENING"


def test_an_office_keeps_its_own_list_and_old_points_stand_for_themselves(office):
    path = office(OWN)
    assert [str(point) for point in screening.points()] == ["ข้อของเรา"] and screening.fault() == ""
    assert [str(one) for one in screening.said(["ours", "gone"])] == ["ข้อของเรา", "gone"]
    path.write_text(OWN.replace("ข้อของเรา", "ข้อใหม่"), encoding="utf-8")
    os.utime(path, ns=(1, 1))
    assert [str(point) for point in screening.points()] == ["ข้อใหม่"], "read again when it was changed"


@pytest.mark.parametrize(
    "content",
    [
        "no toml",
        "",
        OWN * 2,
        OWN + "more = 1\n",
        OWN.replace('"ข้อของเรา"', '""'),
        OWN.replace('"ours"', "7"),
        "point = 3",
    ],
)
def test_a_file_with_a_fault_stops_a_start_and_breaks_no_page(office, content, settings):
    office(content)
    assert screening.fault() and [danger.name for danger in safety.screening_record()] == ["screening"]
    assert screening.points()[0].id == "nacc-official"
    settings.SCREENING += ".gone"
    assert "screening.toml.gone" in screening.fault()
