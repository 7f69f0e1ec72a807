"""What joins parties: what may stand, who sees it, who may say it."""

import random
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from saiyai.accounts.models import User
from saiyai.directory import actions, queries, rules
from saiyai.directory.models import SORTS, Person, Tie
from saiyai.directory.models.ties import PAIRS
from saiyai.directory.queries.ties import LONGEST
from saiyai.policy.actors import SYSTEM
from saiyai.policy.lifecycle import Refused

K = Tie.Kind


@pytest.fixture
def people(world):
    """Somebody listed, somebody hidden, the member's own entry, and a second listed person."""
    world.second = actions.add_person("กมล", "ลำประโดง", by=SYSTEM, listed=True)
    world.club = actions.add_group("ชมรมริมฝาย", by=SYSTEM, kind="CLUB")
    return world


def seen(party, viewer):
    return [tie.other for tie in queries.told(queries.ties_of(party, viewer), party)]


@pytest.mark.parametrize("kind", list(SORTS))
def test_every_kind_joins_what_it_joins_and_reads_from_both_ends(people, kind):
    ends = {
        "person": (people.listed, people.second),
        "group": (people.group, people.club),
        "organization": (people.department, people.division),
    }
    first, second = rules.ends_of(kind)
    a, b = (ends[first][0], ends[second][1])
    reach = "OFFICERS" if SORTS[kind].officers_only else "MEMBERS"
    tie = actions.add_tie(kind, a, b, by=people.somying, reach=reach)
    here, there = (queries.told(queries.ties_of(party, people.somying), party) for party in (a, b))
    assert [row.pk for row in here] == [row.pk for row in there] == [tie.pk]
    assert here[0].other == b and there[0].other == a
    assert (str(here[0].label) == str(there[0].label)) == SORTS[kind].mutual
    wrong = next(pair for pair in PAIRS if pair != (first, second))
    with pytest.raises(Refused):
        actions.add_tie(kind, ends[wrong[0]][0], ends[wrong[1]][1], by=people.somying)


def test_nothing_is_tied_to_itself(people):
    with pytest.raises(Refused):
        actions.add_tie(K.KNOWS, people.listed, people.listed, by=people.somying)
    with pytest.raises(IntegrityError), transaction.atomic():
        Tie.objects.create(kind=K.KNOWS, a_person=people.listed, b_person=people.listed)


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": K.KNOWS, "a_person": "listed", "b_group": "group"},
        {"kind": K.SUPPORTS, "a_person": "listed", "b_person": "second"},
        {"kind": K.KNOWS, "a_person": "listed"},
        {"kind": K.MENTORS, "a_person": "listed", "b_person": "second", "starts_on": date(2026, 2, 1), "ends_on": date(2026, 1, 1)},
    ],
)  # fmt: skip
def test_the_database_refuses_what_does_not_fit(people, fields):
    fields = {name: getattr(people, value) if name[:2] in ("a_", "b_") else value for name, value in fields.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Tie.objects.create(**fields)


def test_a_mutual_tie_is_stored_once_whoever_adds_it(people):
    tie = actions.add_tie(K.KNOWS, people.listed, people.second, by=people.somying)
    assert tie.keys() == tuple(sorted(tie.keys(), key=str))
    with pytest.raises(Refused, match=r"already|แล้ว"):
        actions.add_tie(K.KNOWS, people.second, people.listed, by=people.somying)
    with pytest.raises(IntegrityError), transaction.atomic():
        Tie.objects.create(kind=K.KNOWS, a_person=tie.b, b_person=tie.a)
    with pytest.raises(IntegrityError), transaction.atomic():
        Tie.objects.create(kind=K.KNOWS, a_person=tie.a, b_person=tie.b)
    actions.end_tie(tie, by=people.somying)
    again = actions.add_tie(K.KNOWS, people.second, people.listed, by=people.somying)
    assert again.keys() == tie.keys()


def test_a_directed_tie_goes_both_ways_as_two(people):
    actions.add_tie(K.MENTORS, people.listed, people.second, by=people.somying)
    actions.add_tie(K.MENTORS, people.second, people.listed, by=people.somying)
    assert Tie.objects.count() == 2


def test_groups_do_not_grow_in_circles(people):
    third = actions.add_group("ชมรมท้ายน้ำ", by=SYSTEM)
    actions.add_tie(K.GREW_OUT_OF, people.club, people.group, by=people.somying)
    actions.add_tie(K.GREW_OUT_OF, third, people.club, by=people.somying)
    with pytest.raises(Refused):
        actions.add_tie(K.GREW_OUT_OF, people.group, third, by=people.somying)


def test_dates(people):
    with pytest.raises(Refused):
        actions.add_tie(
            K.KNOWS,
            people.listed,
            people.second,
            by=people.somying,
            starts_on=date(2026, 5, 2),
            ends_on=date(2026, 5, 1),
        )
    tie = actions.add_tie(K.KNOWS, people.listed, people.second, by=people.somying, starts_on=date(2026, 5, 2))
    with pytest.raises(Refused):
        actions.end_tie(tie, by=people.somying, on=date(2026, 5, 1))
    actions.end_tie(tie, by=people.somying, on=date(2026, 5, 2))
    with pytest.raises(Refused):
        actions.end_tie(tie, by=people.somying)
    before = rules.stamp(tie)
    actions.change_tie(tie, by=people.somying, seen=before, evidence="พบกันที่เวที")
    with pytest.raises(Refused):
        actions.change_tie(tie, by=people.somying, seen=before, evidence="อื่น")


# ---------------------------------------------------------------- who says so


def test_two_who_say_so_at_the_same_moment_have_one_tie_that_both_speak_of(people, monkeypatch):
    other = Person.objects.filter(pk=people.listed.pk)
    other.update(user=people.outsider)
    people.outsider.grants.create(role="member", status="CONFIRMED", starts_on=date(2020, 1, 1))
    tie = actions.add_tie(K.KNOWS, people.own, people.listed, by=people.member)
    real, answers = queries.open_tie, [None]
    monkeypatch.setattr(queries, "open_tie", lambda *a: answers.pop() if answers else real(*a))
    same = actions.add_tie(K.KNOWS, other.get(), people.own, by=User.objects.get(pk=people.outsider.pk))
    assert same.pk == tie.pk and rules.agreement(same) == "both" and Tie.objects.count() == 1


@pytest.mark.parametrize("over", ["ends_on", "withdrawn_because"])
def test_nobody_says_so_of_what_is_over(people, over):
    tie = actions.add_tie(K.KNOWS, people.own, people.listed, by=people.somying)
    Tie.objects.filter(pk=tie.pk).update(**{over: date(2026, 1, 1) if over == "ends_on" else "พิมพ์ผิดคน"})
    with pytest.raises(Refused):
        actions.confirm_tie(tie, by=people.member)
    assert not Tie.objects.filter(said_by_a=True).exists() and not Tie.objects.filter(said_by_b=True).exists()


def test_a_tie_that_begins_again_while_somebody_corrects_the_old_one(people, monkeypatch):
    ended = actions.add_tie(K.KNOWS, people.listed, people.second, by=people.somying)
    actions.end_tie(ended, by=people.somying)
    actions.add_tie(K.KNOWS, people.listed, people.second, by=people.somying)
    monkeypatch.setattr(queries, "open_tie", lambda *a: None)
    with pytest.raises(Refused):
        actions.change_tie(ended, by=people.somying, ends_on=None)


def test_a_member_says_with_whom_they_have_to_do_and_the_other_says_so_too(people, cast):
    tie = actions.add_tie(K.WORKED_WITH, people.own, people.listed, by=people.member, evidence="โครงการเดียวกัน")
    assert (tie.source, rules.agreement(tie)) == ("DECLARED", "one")
    with pytest.raises(Refused):
        actions.confirm_tie(tie, by=people.member)
    actions.link_user(people.listed, people.outsider, by=SYSTEM)
    other = type(people.outsider).objects.get(pk=people.outsider.pk)
    actions.confirm_tie(tie, by=other)
    tie.refresh_from_db()
    assert rules.agreement(tie) == "both"
    assert tie in queries.visible_ties(people.somying)


@pytest.mark.parametrize("kind", [K.FAMILY, K.RECOMMENDED])
def test_what_members_may_not_say_of_themselves(people, kind):
    with pytest.raises(Refused):
        actions.add_tie(kind, people.own, people.listed, by=people.member, reach="OFFICERS")


def test_nobody_says_what_others_have_to_do_with_each_other(people):
    for by in (people.member, people.outsider, people.auditor):
        with pytest.raises(Refused):
            actions.add_tie(K.KNOWS, people.listed, people.second, by=by)
    with pytest.raises(Refused):
        actions.add_tie(K.FAMILY, people.listed, people.second, by=people.somying, reach="MEMBERS")


def test_what_one_said_alone_is_theirs_to_correct_and_no_more_once_both_say_so(people):
    tie = actions.add_tie(K.KNOWS, people.own, people.listed, by=people.member)
    actions.change_tie(tie, by=people.member, evidence="x")
    entered = actions.add_tie(K.KNOWS, people.own, people.second, by=people.somying)
    for act in (
        lambda: actions.change_tie(entered, by=people.member, evidence="x"),
        lambda: actions.end_tie(entered, by=people.member),
        lambda: actions.withdraw_tie(entered, by=people.member, reason="x"),
    ):
        with pytest.raises(Refused):
            act()
    actions.withdraw_tie(tie, by=people.member, reason="พิมพ์ผิดคน")
    assert tie not in queries.visible_ties(people.somying) and entered in queries.visible_ties(people.member)
    with pytest.raises(Refused):
        actions.withdraw_tie(tie, by=people.somying, reason="อีกครั้ง")
    with pytest.raises(Refused):
        actions.withdraw_tie(entered, by=people.somying, reason=" ")


def test_who_sees_what(people):
    listed = actions.add_tie(K.KNOWS, people.listed, people.second, by=people.somying)
    hidden = actions.add_tie(K.KNOWS, people.listed, people.hidden, by=people.somying)
    secret = actions.add_tie(K.FAMILY, people.listed, people.second, by=people.somying, reach="OFFICERS")
    officers = actions.add_tie(K.WORKED_WITH, people.listed, people.second, by=people.somying, reach="OFFICERS")
    own = actions.add_tie(K.FAMILY, people.own, people.hidden, by=people.somying, reach="OFFICERS")
    said = actions.add_tie(K.KNOWS, people.own, people.listed, by=people.member)
    bodies = actions.add_tie(K.PARTNERS, people.department, people.division, by=people.somying)
    every = {listed.pk, hidden.pk, secret.pk, officers.pk, own.pk, said.pk, bodies.pk}
    sees = lambda viewer: set(queries.visible_ties(viewer).values_list("pk", flat=True))  # noqa: E731
    assert sees(people.somying) == every
    assert sees(people.member) == {listed.pk, own.pk, said.pk, bodies.pk}
    assert sees(people.outsider) == set()
    # What a member says alone of another is not shown to third ones.
    actions.link_user(people.second, people.outsider, by=SYSTEM)
    third = type(people.outsider).objects.get(pk=people.outsider.pk)
    assert said.pk not in sees(third)


# ---------------------------------------------------------------- ways


def test_the_shortest_way_is_found_over_ties_that_stand(people):
    chain = [people.own, people.listed, people.second]
    for a, b in zip(chain, chain[1:], strict=False):
        actions.add_tie(K.KNOWS, a, b, by=people.somying)
    way = queries.introduction(people.own, people.second, people.member)
    assert [person for person, _tie in way.steps] == chain
    assert way.steps[0][1].label and way.steps[-1][1] is None
    tie = Tie.objects.get(a_person__in=chain[1:], b_person__in=chain[1:])
    actions.end_tie(tie, by=people.somying, on=timezone.localdate() - timedelta(days=1))
    assert queries.introduction(people.own, people.second, people.member).why_not == "far"


def test_no_way_leads_through_somebody_who_is_not_shown_or_through_family(people):
    actions.add_tie(K.KNOWS, people.own, people.hidden, by=people.somying)
    actions.add_tie(K.KNOWS, people.hidden, people.second, by=people.somying)
    actions.add_tie(K.FAMILY, people.own, people.second, by=people.somying, reach="OFFICERS")
    assert not queries.introduction(people.own, people.second, people.member)
    assert len(queries.introduction(people.own, people.second, people.somying).steps) == 3


def test_of_equal_ways_the_one_both_speak_of(people):
    one, other = (actions.add_person(name, "ทางน้ำ", by=SYSTEM, listed=True) for name in ("เอก", "โท"))
    for middle in (one, other):
        actions.add_tie(K.KNOWS, people.listed, middle, by=people.somying)
        actions.add_tie(K.KNOWS, middle, people.second, by=people.somying)
    Tie.objects.filter(a_person=other).update(said_by_a=True, said_by_b=True)
    Tie.objects.filter(b_person=other).update(said_by_a=True, said_by_b=True)
    way = queries.introduction(people.listed, people.second, people.somying)
    assert way.steps[1][0] == other


def distances(edges, start):
    """A plain walk, for comparison."""
    near, found = {}, {start: 0}
    for a, b in edges:
        near.setdefault(a, set()).add(b)
        near.setdefault(b, set()).add(a)
    edge = {start}
    while edge:
        edge = {other for one in edge for other in near.get(one, ())} - found.keys()
        found |= dict.fromkeys(edge, max(found.values()) + 1)
    return found


def test_ways_are_as_short_as_a_plain_walk_finds_them(people, django_assert_max_num_queries):
    rng = random.Random("ways")
    crowd = [actions.add_person(f"คน{number}", "ลำคลอง", by=SYSTEM, listed=True) for number in range(24)]
    edges = {tuple(sorted(rng.sample(range(24), 2))) for _ in range(26)}
    ties = []
    for one, other in edges:
        a, b = rules.in_order(K.KNOWS, crowd[one], crowd[other])
        ties.append(Tie(kind=K.KNOWS, a_person=a, b_person=b))
    actions.load_ties(ties, by=SYSTEM)
    for start in range(0, 24, 5):
        expected = distances(edges, start)
        for goal in range(24):
            with django_assert_max_num_queries(2 * LONGEST + 3):
                way = queries.introduction(crowd[start], crowd[goal], people.somying)
            if expected.get(goal, 99) > LONGEST:
                assert not way
            else:
                assert len(way.steps) == expected[goal] + 1


# ---------------------------------------------------------------- pages


def test_a_member_adds_a_tie_on_their_own_page_and_sees_who_can_introduce(client, people):
    client.force_login(people.member)
    address = reverse("directory:person_ties", args=[people.own.pk])
    page = client.get(address).content.decode()
    assert "FAMILY" not in page and "MENTORS:b" in page
    typed = {"kind": "MENTORS:b", "other_name": people.listed.name, "other": str(people.listed.pk), "reach": "MEMBERS"}
    assert client.post(address, {**typed, "other_name": "", "other": ""}).status_code == 422
    assert client.post(address, {**typed, "starts_on": "1 ม.ค. 2569"}).status_code == 302
    tie = Tie.objects.get()
    assert tie.keys() == (people.listed.pk, people.own.pk) and tie.starts_on == date(2026, 1, 1)
    assert client.post(address, typed).status_code == 409
    way = client.get(reverse("directory:person_introduction", args=[people.listed.pk]))
    assert people.listed.name in way.content.decode() and way.context["way"]
    assert client.get(reverse("directory:edit_tie", args=[tie.pk])).status_code == 200
    client.post(reverse("directory:withdraw_tie", args=[tie.pk]), {"reason": "ผิดคน"})
    assert client.get(reverse("directory:edit_tie", args=[tie.pk])).status_code == 404


def test_others_find_no_page_to_change(client, people):
    tie = actions.add_tie(K.KNOWS, people.listed, people.second, by=people.somying)
    client.force_login(people.member)
    for name, pk in (("edit_tie", tie.pk), ("withdraw_tie", tie.pk), ("person_ties", people.listed.pk)):
        assert client.post(reverse(f"directory:{name}", args=[pk])).status_code == 404
    assert client.post(reverse("directory:confirm_tie", args=[tie.pk])).status_code == 404
    assert client.get(reverse("directory:person_ties", args=[people.hidden.pk])).status_code == 404


def test_two_tabs(client, people):
    tie = actions.add_tie(K.KNOWS, people.listed, people.second, by=people.somying)
    client.force_login(people.somying)
    address = reverse("directory:edit_tie", args=[tie.pk])
    typed = {"seen": rules.stamp(tie), "evidence": "ก", "source": "DOCUMENT", "reach": "MEMBERS"}
    assert client.post(address, typed).status_code == 302
    again = client.post(address, {**typed, "evidence": "ข"})
    assert again.status_code == 409 and "ข" in again.content.decode()
    tie.refresh_from_db()
    assert tie.evidence == "ก"


def test_an_officer_looks_for_a_way_between_others(client, people):
    actions.add_tie(K.KNOWS, people.listed, people.second, by=people.somying)
    client.force_login(people.somying)
    address = reverse("directory:person_introduction", args=[people.second.pk])
    assert client.get(address).context["way"] is None
    way = client.get(address, {"start_name": "ณัฐพง", "start": ""}).context["way"]
    assert [person for person, _tie in way.steps] == [people.listed, people.second]
    assert client.get(address, {"start_name": "ไม่มีใครชื่อนี้", "start": ""}).status_code == 422
