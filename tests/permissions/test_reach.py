"""Who sees what: every reach × every relation of a record to the viewer × every kind of record.

`SEEN` was written by hand from docs/adr and says from which reach on a record is seen, by what the grant names beside
the unit: its office, its network, or both. It is held against the lists, the addresses and the interface for programs.
"""

import copy

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import for_many_tests, make_offices
from saiyai import urls
from saiyai.accounts.models import Grant
from saiyai.api import actions as api
from saiyai.api import rules as api_rules
from saiyai.directory import queries as directory
from saiyai.membership import queries as membership
from saiyai.networks import queries as networks
from saiyai.networks.rules import may_manage
from saiyai.policy import reach as table
from saiyai.policy import roles
from saiyai.policy.actors import SYSTEM
from saiyai.policy.permissions import Permission as P
from saiyai.policy.reach import ORDER, Kind, Reach
from tests.permissions.reach_world import build, probe
from tests.permissions.test_matrix import Pages, known_once, not_there

READS = frozenset({
    P.DIRECTORY_FIND, P.DIRECTORY_READ_BEYOND, P.OWN_PROFILE, P.APPLICATION_READ, P.MEMBER_READ,
    P.PARTICIPATION_COORDINATE,
})  # fmt: skip
MANAGES = READS | {P.NETWORK_MANAGE}
OWN, UNIT, OFFICE, NETWORK, ALL = ORDER
NEVER = None
# What a grant names beside the unit, and the reaches that it can have.
WAYS = {
    "office": (OWN, UNIT, OFFICE, ALL),
    "network": (OWN, UNIT, NETWORK, ALL),
    "both": (OWN, UNIT, OFFICE, NETWORK, ALL),
    "neither": (OWN, UNIT, ALL),
}
NAMES = {"office": ("office", "unit"), "network": ("network", "unit"), "both": ("office", "network", "unit")}
NAMES["neither"] = ("unit",)

# Record -> from which reach on it is seen: (grant names the office, the network, both, neither).
PEOPLE = {
    "own": (OWN, OWN, OWN, OWN),
    "listed": (OWN, OWN, OWN, OWN),
    "of_unit": (UNIT, UNIT, UNIT, UNIT),
    "of_below": (UNIT, UNIT, UNIT, UNIT),
    "of_lowest": (UNIT, UNIT, UNIT, UNIT),
    "of_left": (ALL, ALL, ALL, ALL),
    "of_other": (ALL, ALL, ALL, ALL),
    "speaks_for_unit": (UNIT, UNIT, UNIT, UNIT),
    "in_office": (OFFICE, ALL, ALL, ALL),
    "works_in_office": (OFFICE, ALL, ALL, ALL),
    "once_in_office": (ALL, ALL, ALL, ALL),
    "member_of_network": (ALL, NETWORK, NETWORK, ALL),
    "member_there_in_office": (OFFICE, NETWORK, OFFICE, ALL),
    "speaks_in_network": (ALL, NETWORK, NETWORK, ALL),
    "runs_network": (ALL, NETWORK, NETWORK, ALL),
    "stranger": (ALL, ALL, ALL, ALL),
}
# A way to reach somebody that is not shown is seen as far as its person is; of who is only listed, by nobody else.
HIDDEN_WAYS = {f"person_{name}": first for name, first in PEOPLE.items() if name not in ("own", "listed")}
# Kind -> record -> the same.
SEEN = {
    "people": PEOPLE,
    "points": {
        "shown_of_listed": (OWN, OWN, OWN, OWN),
        "shown_of_unit": (OWN, OWN, OWN, OWN),
        "shown_of_unlisted": (ALL, ALL, ALL, ALL),
        "person_listed": (ALL, ALL, ALL, ALL),
        **HIDDEN_WAYS,
        "organization_unit": (UNIT, UNIT, UNIT, UNIT),
        "organization_below": (UNIT, UNIT, UNIT, UNIT),
        "organization_lowest": (UNIT, UNIT, UNIT, UNIT),
        "organization_left": (ALL, ALL, ALL, ALL),
        "organization_in_office": (OFFICE, NETWORK, OFFICE, ALL),
        "organization_in_network": (ALL, NETWORK, NETWORK, ALL),
        "organization_other": (ALL, ALL, ALL, ALL),
        "post_below": (UNIT, UNIT, UNIT, UNIT),
        "post_in_office": (OFFICE, NETWORK, OFFICE, ALL),
        "post_other": (ALL, ALL, ALL, ALL),
        "group_in_office": (OFFICE, ALL, ALL, ALL),
        "group_elsewhere": (ALL, ALL, ALL, ALL),
    },
    "ties": {
        "open": (OWN, OWN, OWN, OWN),
        "unit": (UNIT, UNIT, UNIT, UNIT),
        "unit_to_stranger": (ALL, ALL, ALL, ALL),
        "unit_to_office": (OFFICE, ALL, ALL, ALL),
        "office": (OFFICE, ALL, ALL, ALL),
        "network": (ALL, NETWORK, NETWORK, ALL),
        "hidden_pair": (ALL, ALL, ALL, ALL),
        "units": (UNIT, UNIT, UNIT, UNIT),
        "in_network": (ALL, NETWORK, NETWORK, ALL),
        "other_units": (ALL, ALL, ALL, ALL),
    },
    "applications": {
        "own": (OWN, OWN, OWN, OWN),
        "office_network": (OFFICE, NETWORK, OFFICE, ALL),
        "network": (NEVER, NETWORK, NEVER, ALL),
        "office": (OFFICE, NEVER, NEVER, ALL),
        "unit": (NEVER, NEVER, NEVER, ALL),
        "neither": (NEVER, NEVER, NEVER, ALL),
        "draft": (NEVER, NEVER, NEVER, NEVER),
    },
    "members": {
        "own": (OWN, OWN, OWN, OWN),
        "office_network": (OFFICE, NETWORK, OFFICE, ALL),
        "network": (NEVER, NETWORK, NEVER, ALL),
        "office": (OFFICE, NEVER, NEVER, ALL),
        "unit": (NEVER, NEVER, NEVER, ALL),
        "neither": (NEVER, NEVER, NEVER, ALL),
    },
    "participations": {
        "unit_in_y": (OWN, OWN, OWN, OWN),
        "open_in_x": (OWN, OWN, OWN, OWN),
        "unit_left_x": (UNIT, UNIT, UNIT, UNIT),
        "below_signed_y": (UNIT, UNIT, UNIT, UNIT),
        "invited_to_x": (OFFICE, NETWORK, OFFICE, ALL),
        "invited_to_y": (NEVER, NEVER, NEVER, ALL),
    },
    "announcements": {
        "of_x": (OFFICE, NETWORK, OFFICE, ALL),
        "of_y": (NEVER, NEVER, NEVER, ALL),
    },
    "groups": {"in_office": (OWN, OWN, OWN, OWN), "elsewhere": (OWN, OWN, OWN, OWN)},
}
SEEN["units"] = dict.fromkeys(("unit", "below", "lowest", "left", "in_office", "in_network", "other"), (OWN,) * 4)
CASES = [(names, reach) for names, reaches in WAYS.items() for reach in reaches]
# Asked over HTTP: every reach, and each of the names alone.
ASKED = [("both", reach) for reach in ORDER] + [("office", OFFICE), ("network", NETWORK), ("neither", ALL)]


@pytest.fixture(scope="module")
def world_of_the_file(django_db_setup, django_db_blocker):
    with for_many_tests(django_db_blocker) as rows_allowed:
        with rows_allowed():
            made = build(make_offices())
        yield made


@pytest.fixture
def world(world_of_the_file, db, monkeypatch):
    monkeypatch.setitem(roles.ROLES, "probe", roles.Role("probe", READS, reaches=ORDER))
    return copy.deepcopy(world_of_the_file)


def viewer_with(world, monkeypatch, names, reach):
    """Who reaches less than an office manages no network: no role of the house does (tested below)."""
    permissions = MANAGES if reach in (OFFICE, NETWORK, ALL) else READS
    monkeypatch.setitem(roles.ROLES, "probe", roles.Role("probe", permissions, reaches=ORDER))
    return probe(world, reach, *NAMES[names])


def expected(kind, names, reach):
    at = list(WAYS).index(names)
    return {
        record
        for record, first in SEEN[kind].items()
        if first[at] is not None and ORDER.index(first[at]) <= ORDER.index(reach)
    }


def _units(viewer):
    keys = set()
    for network in networks.visible_networks(viewer):
        manages = may_manage(network, viewer)
        keys |= set(networks.visible_participations(viewer, network, manages).values_list("pk", flat=True))
    return keys


LISTS = {
    "people": lambda viewer: directory.visible_people(viewer),
    "points": lambda viewer: directory.visible_contact_points(viewer),
    "ties": lambda viewer: directory.visible_ties(viewer),
    "units": lambda viewer: directory.visible_organizations(viewer),
    "groups": lambda viewer: directory.visible_groups(viewer),
    "applications": lambda viewer: membership.visible_applications(viewer),
    "members": lambda viewer: membership.visible_members(viewer),
    "announcements": lambda viewer: membership.visible_announcements(viewer),
}


def listed(world, kind, viewer):
    """The names of the records of a kind that the lists show."""
    keys = _units(viewer) if kind == "participations" else set(LISTS[kind](viewer).values_list("pk", flat=True))
    return {name for name, record in getattr(world, kind).items() if record.pk in keys}


@pytest.mark.parametrize(("names", "reach"), CASES)
@pytest.mark.parametrize("kind", SEEN)
def test_every_kind_is_seen_as_far_as_the_table_says(world, monkeypatch, kind, names, reach):
    viewer = viewer_with(world, monkeypatch, names, reach)
    assert listed(world, kind, viewer) == expected(kind, names, reach)


def test_the_table_of_this_file_knows_every_record(world):
    for kind, records in SEEN.items():
        assert set(records) == set(getattr(world, kind)), kind


@pytest.mark.parametrize(("names", "reach"), CASES)
def test_the_search_shows_whom_the_list_shows(world, monkeypatch, names, reach):
    viewer = viewer_with(world, monkeypatch, names, reach)
    entries = directory.visible_entries(viewer).values_list("object_id", flat=True)
    people = {name for name, person in world.people.items() if person.pk in set(entries)}
    assert people == expected("people", names, reach)
    for name, point in world.points.items():
        if not name.startswith("person_"):
            continue
        found = directory.find(point.value, viewer, kinds=["PERSON"])
        keys = {entry.object_id for entry in found.entries}
        assert keys == ({point.person_id} if name in expected("points", names, reach) else set()), name


ADDRESSES = {
    "people": ("directory:person", "/people/{}"),
    "units": ("directory:organization", "/organizations/{}"),
    "groups": ("directory:group", "/groups/{}"),
    "applications": ("membership:application", "/applications/{}"),
    "members": ("membership:member", "/members/{}"),
    "participations": ("networks:participation", "/participations/{}"),
    "announcements": ("membership:announcement", None),
}


def _address(kind, page, record):
    arguments = [record.network.slug, record.pk] if kind == "participations" else [record.pk]
    return reverse(page, args=arguments)


@pytest.fixture
def ask(world, monkeypatch):
    """Ask as a viewer: by the pages, and by a program."""
    monkeypatch.setattr(urls, "handler404", not_there)

    def make(names, reach):
        viewer = viewer_with(world, monkeypatch, names, reach)
        pages = Client(raise_request_exception=False)
        pages.force_login(viewer)
        _token, secret = api.make_token("โปรแกรม", list(api_rules.SCOPES), 30, by=viewer, two_step=True)

        program = Client()

        def by_program(path):
            return program.get(f"/api/v1{path}", headers={"Authorization": f"Bearer {secret}"})

        return pages, by_program

    return make


@pytest.mark.slow
@pytest.mark.parametrize(("names", "reach"), ASKED)
def test_what_is_out_of_sight_is_not_there_by_its_address(world, ask, monkeypatch, names, reach):
    """Who sees all has every page drawn; for the others the answer counts, which is known before."""
    pages, by_program = ask(names, reach)
    known_once(monkeypatch)
    drawing = Pages(monkeypatch)
    for kind, (page, path) in ADDRESSES.items():
        seen = expected(kind, names, reach)
        for name, record in getattr(world, kind).items():
            if name == "own" and kind in ("applications", "members"):
                continue  # one's own have pages of their own; those of an office are for its records
            drawing.now = (kind, name)
            if (names, reach) != ("both", ALL):
                drawing.drawn.add(drawing.now)
            status = pages.get(_address(kind, page, record)).status_code
            assert status == (200 if name in seen else 404), (kind, name)
            if path:
                answer = by_program(path.format(record.pk))
                assert answer.status_code == (200 if name in seen else 404), (kind, name, "program")


@pytest.mark.slow
@pytest.mark.parametrize(("names", "reach"), ASKED)
def test_the_lists_of_pages_and_programs_hold_the_same(world, ask, names, reach):
    pages, by_program = ask(names, reach)
    applications = [f"/applications?per_page=100&who={who}" for who in ("us", "others")]
    for paths, kind in (
        (["/people?per_page=100"], "people"),
        (applications, "applications"),
        (["/members"], "members"),
    ):
        keys = {row["id"] for path in paths for row in by_program(path).json()["items"]}
        shown = {name for name, record in getattr(world, kind).items() if str(record.pk) in keys}
        # A list of an office holds its members; one's own has a page of its own.
        own = {"own"} if kind == "members" and (names, reach) != ("neither", ALL) else set()
        assert shown == expected(kind, names, reach) - own, kind
    text = pages.get(reverse("directory:people")).text
    for name, person in world.people.items():
        linked = reverse("directory:person", args=[person.pk]) in text
        assert linked is (name in expected("people", names, reach)), name
    ties = expected("ties", names, reach)
    for name in ("of_unit", "in_office", "listed"):
        answer = by_program(f"/people/{world.people[name].pk}/ties?per_page=100")
        if answer.status_code == 200:
            keys = {row["id"] for row in answer.json()["items"]}
            ends = {tie: row.keys() for tie, row in world.ties.items()}
            about = {tie for tie in ends if world.people[name].pk in ends[tie]}
            assert {tie for tie in about if str(world.ties[tie].pk) in keys} == about & ties, name


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(sorted(SEEN)),
    names=st.sampled_from(sorted(WAYS)),
    pair=st.tuples(st.integers(0, 4), st.integers(0, 4)),
)
def test_who_reaches_farther_sees_no_less(world, monkeypatch, kind, names, pair):
    reaches = [reach for reach in WAYS[names] if ORDER.index(reach) in range(min(pair), max(pair) + 1)]
    seen = [listed(world, kind, viewer_with(world, monkeypatch, names, reach)) for reach in reaches]
    assert all(narrow <= wide for narrow, wide in zip(seen, seen[1:], strict=False))


@given(kind=st.sampled_from(list(Kind)), named=st.sets(st.sampled_from(["office", "network", "unit"])))
def test_the_ways_of_a_reach_hold_those_of_every_narrower_one(kind, named):
    scopes = [table.Scope(reach, **dict.fromkeys(named, "k")) for reach in ORDER]
    ways = [scope.ways(kind) for scope in scopes]
    assert all(narrow <= wide for narrow, wide in zip(ways, ways[1:], strict=False))


def test_two_grants_together_show_what_each_shows(world):
    probe(world, OFFICE, "office")
    row = {"user": world.viewer, "role": "probe", "status": "CONFIRMED", "starts_on": "2020-01-01"}
    Grant.objects.create(**row, reach=NETWORK, network=world.x.pk)
    viewer = type(world.viewer).objects.get(pk=world.viewer.pk)
    assert listed(world, "people", viewer) == {
        "own", "listed", "in_office", "works_in_office", "member_of_network", "member_there_in_office",
        "speaks_in_network", "runs_network",
    }  # fmt: skip
    assert listed(world, "members", viewer) == {"own", "office", "office_network", "network"}


def test_a_province_that_moved_to_another_office_is_seen_there(world, monkeypatch):
    viewer = viewer_with(world, monkeypatch, "office", OFFICE)
    assert "in_office" in listed(world, "people", viewer)
    world.offices["R4"].provinces.filter(province_code="42").update(ends_on="2025-09-30")
    assert "in_office" not in listed(world, "people", viewer)
    world.offices["R4"].provinces.filter(province_code="42").update(starts_on="2990-01-01", ends_on=None)
    assert "in_office" not in listed(world, "people", viewer)


@pytest.mark.parametrize("reach", [UNIT, OFFICE, NETWORK])
def test_a_reach_that_names_nothing_is_refused_by_the_table_and_opens_nothing(world, reach):
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        probe(world, reach)
    for kind in (Kind.PERSON, Kind.CONTACT_POINT, Kind.TIE):
        assert table.Scope(reach).ways(kind) == {table.By.OPEN}


def test_the_system_sees_everything(world):
    assert listed(world, "people", SYSTEM) == set(world.people)
    assert listed(world, "applications", SYSTEM) >= set(world.applications) - {"draft"}


# What is done with the records of others: a role with one of these reaches an office at least.
WORK = {one for one in P if one.startswith(("application.", "member.", "network."))}
WORK -= {P.APPLICATION_FILL, P.APPLICATION_ENDORSE, P.NETWORK_PROPOSE, P.MEMBER_EXPLAIN}


@pytest.mark.parametrize("name", roles.ROLES)
def test_who_works_with_the_records_of_others_reaches_an_office_at_least(name):
    role = roles.ROLES[name]
    if role.permissions & WORK:
        assert all(ORDER.index(reach) >= ORDER.index(Reach.OFFICE) for reach in role.reaches)
    assert role.reach == max(role.reaches, key=ORDER.index)
    assert role.by_two is (role.officer or role.reach != OWN)


def test_every_cell_of_the_table_has_its_words():
    for kind, words in table.WORDS.items():
        assert set(words) | {table.By.EVERY} >= set(table.TABLE[kind].values()), kind
        assert set(table.TABLE[kind]) == set(ORDER)


def test_only_who_is_in_full_sight_is_asked_for_their_details(world, monkeypatch):
    """Being listed is no leave to be written to, or to have one's hidden ways shown to an officer elsewhere."""
    viewer = viewer_with(world, monkeypatch, "office", OFFICE)
    asked = {name for name, person in world.people.items() if person in directory.people_with_details(viewer)}
    assert asked == {
        "of_unit",
        "of_below",
        "of_lowest",
        "speaks_for_unit",
        "in_office",
        "works_in_office",
        "member_there_in_office",
    }
