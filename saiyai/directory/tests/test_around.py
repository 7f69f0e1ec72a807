"""The map around a party and its table: who is on it, what is not, and that it costs the same for few and many."""

import html
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from saiyai.directory import actions, queries, rules
from saiyai.directory.models import Tie
from saiyai.directory.queries import around as module
from saiyai.policy.actors import SYSTEM

K = Tie.Kind


@pytest.fixture
def people(world):
    """Around somebody listed: a second and a third listed person, a club, and somebody who is not shown."""
    world.second = actions.add_person("กมล", "ลำประโดง", by=SYSTEM, listed=True)
    world.third = actions.add_person("ขวัญ", "ท้ายคลอง", by=SYSTEM, listed=True)
    world.club = actions.add_group("ชมรมริมฝาย", by=SYSTEM, kind="CLUB")
    for other in (world.second, world.third, world.hidden):
        actions.add_tie(K.KNOWS, world.listed, other, by=world.somying)
    actions.add_tie(K.SUPPORTS, world.listed, world.club, by=world.somying)
    return world


def seen(party, viewer):
    return queries.surroundings(party, queries.ties_of(party, viewer), viewer)


def pairs(found):
    return {frozenset((line.a.pk, line.b.pk)) for line in found.lines}


def table(client, viewer, party):
    """The rows of the table on the page of ties, as (first, what joins them, second), and the page."""
    client.force_login(viewer)
    page = client.get(reverse(f"directory:{party._meta.model_name}_ties", args=[party.pk])).content.decode()
    body = re.search(r'<table[^>]*id="ties-around".*?<tbody[^>]*>(.*?)</tbody>', page, re.DOTALL)
    rows = re.findall(r"<tr.*?</tr>", body.group(1), re.DOTALL) if body else []
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [tuple(html.unescape(re.sub(r"<.*?>", "", cell)) for cell in row[:3]) for row in cells], page


def test_the_table_reads_from_the_first_to_the_second(client, people):
    actions.add_tie(K.MENTORS, people.second, people.listed, by=people.somying)
    actions.add_tie(K.MENTORS, people.third, people.second, by=people.somying)
    rows, page = table(client, people.member, people.listed)
    assert any(first == people.second.name and second == people.listed.name for first, _said, second in rows)
    assert any(first == people.third.name and second == people.second.name for first, _said, second in rows)
    # A mutual tie begins with the one in the middle.
    assert any(first == people.listed.name and second == people.third.name for first, _said, second in rows)
    assert "<caption" in page and page.count("data-mutual") == 2
    assert {"person", "group"} == set(re.findall(r'data-party="(\w+)"', page))


def test_who_is_hidden_from_members_is_not_on_their_map(client, people):
    actions.add_tie(K.KNOWS, people.second, people.hidden, by=people.somying)
    rows, page = table(client, people.member, people.listed)
    assert rows and people.hidden.family_name not in page and str(people.hidden.pk) not in page
    rows, page = table(client, people.somying, people.listed)
    assert any(people.hidden.name in row for row in rows)


def test_what_members_may_not_see_of_others_is_left_to_the_others_own_pages(people):
    """Also for an officer: the look is noted with the one in the middle, so the map shows no more of the rest."""
    own = pairs(seen(people.listed, people.somying))
    assert frozenset((people.listed.pk, people.hidden.pk)) in own
    actions.add_tie(K.FAMILY, people.second, people.third, by=people.somying, reach="OFFICERS")
    actions.add_tie(K.WORKED_WITH, people.second, people.third, by=people.somying, reach="OFFICERS")
    actions.add_tie(K.KNOWS, people.second, people.hidden, by=people.somying)
    assert pairs(seen(people.listed, people.somying)) == own
    said = actions.add_tie(K.KNOWS, people.second, people.third, by=people.somying)
    Tie.objects.filter(pk=said.pk).update(source="DECLARED", said_by_a=True)
    assert pairs(seen(people.listed, people.somying)) == own
    Tie.objects.filter(pk=said.pk).update(said_by_b=True)
    assert pairs(seen(people.listed, people.member)) >= {frozenset((people.second.pk, people.third.pk))}


def test_what_has_ended_or_was_a_mistake_is_not_on_the_map(people):
    ended = actions.add_tie(K.KNOWS, people.second, people.third, by=people.somying)
    wrong = actions.add_tie(K.STUDIED_WITH, people.second, people.third, by=people.somying)
    actions.end_tie(ended, by=people.somying, on=timezone.localdate() - timedelta(days=1))
    actions.withdraw_tie(wrong, by=people.somying, reason="พิมพ์ผิดคน")
    assert frozenset((people.second.pk, people.third.pk)) not in pairs(seen(people.listed, people.somying))


def test_two_alone_have_no_map(client, people):
    rows, page = table(client, people.member, people.second)
    assert rows == [] and "ties_map.js" not in page and "sigma" not in page


def test_who_is_not_signed_in_as_a_member_gets_no_map(people):
    assert not seen(people.listed, people.outsider)


def test_groups_and_organisations_have_theirs(client, people):
    actions.add_tie(K.SUPPORTS, people.second, people.club, by=people.somying)
    assert frozenset((people.listed.pk, people.second.pk)) in pairs(seen(people.club, people.member))
    for other in (people.division, people.ministry):
        actions.add_tie(K.PARTNERS, people.department, other, by=people.somying)
    actions.add_tie(K.FUNDS, people.ministry, people.division, by=people.somying)
    rows, page = table(client, people.member, people.department)
    assert len(rows) == 3 and set(re.findall(r'data-party="(\w+)"', page)) == {"organization"}


def crowd(people, number, joined=0):
    """That many more around; each of the first ones knows the next `joined`."""
    others = [actions.add_person(f"คน{n:03}", "ลำคลอง", by=SYSTEM, listed=True) for n in range(number)]
    ends = [(people.listed, other) for other in others]
    ends += [(one, other) for n, one in enumerate(others) for other in others[n + 1 : n + 1 + joined]]
    rows = (rules.in_order(K.STUDIED_WITH, *pair) for pair in ends)
    actions.load_ties([Tie(kind=K.STUDIED_WITH, a_person=a, b_person=b) for a, b in rows], by=SYSTEM)


def test_a_map_of_many_says_that_it_is_not_all(client, people, monkeypatch):
    monkeypatch.setattr(module, "MOST_AROUND", 6)
    monkeypatch.setattr(module, "MOST_BETWEEN", 4)
    _rows, page = table(client, people.member, people.listed)
    assert "จากทั้งหมด" not in page and "มีมากกว่าที่แสดง" not in page
    crowd(people, 8, joined=3)
    rows, page = table(client, people.member, people.listed)
    assert "แสดง 6 ราย จากทั้งหมด 11 ราย" in page and "มีมากกว่าที่แสดง" in page
    assert len({name for first, _said, second in rows for name in (first, second)}) == 7
    assert sum(people.listed.name not in row for row in rows) == 4


@pytest.mark.parametrize("role", ["member", "somying"])
def test_the_page_costs_as_many_questions_for_many_as_for_few(client, people, role):
    viewer = getattr(people, role)
    table(client, viewer, people.listed)  # what is noted once a day is noted

    def questions():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            table(client, viewer, people.listed)
        return len(asked)

    few = questions()
    crowd(people, 30, joined=2)
    assert questions() == few <= 24


def test_a_party_with_a_thousand_ties_is_read_in_pages(client, people, monkeypatch):
    monkeypatch.setattr(module, "MOST_READ", 20)
    crowd(people, 70)
    client.force_login(people.somying)
    page = reverse("directory:person_ties", args=[people.listed.pk])
    first, second = client.get(page).context, client.get(page, {"page": 2}).context
    assert (len(first["now"]), len(second["now"]), first["page_obj"].paginator.count) == (50, 24, 74)
    told = [row.pk for row in (*first["now"], *second["now"])]
    assert len(set(told)) == 74 and second["around"] is None
    assert (first["around"].all, first["around"].shown, first["around"].more) == (74, 20, True)
    with CaptureQueriesContext(connection) as asked:
        client.get(page)
    ties = [row["sql"] for row in asked if 'FROM "directory_tie"' in row["sql"] and "COUNT" not in row["sql"]]
    assert ties and all("LIMIT" in sql for sql in ties)
