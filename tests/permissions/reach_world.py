"""Records in every relation to a viewer whose grant names an office (R4), a network (X) and a unit (U). All invented.

The names of the records say the relation; `SEEN` in test_reach.py says by hand who is to see them.
"""

from datetime import date, timedelta
from types import SimpleNamespace

from django.utils import timezone

from saiyai.accounts.models import Grant, User
from saiyai.directory import actions as directory
from saiyai.membership.models import Announcement, Application, Member
from saiyai.networks.models import CharterVersion, Coordinator, Delegate, Network, Participation
from saiyai.policy.actors import SYSTEM

TODAY = timezone.localdate()
NAMED = {"office", "network", "unit"}


def probe(world, reach, *names):
    """The viewer with one grant of this reach that names these, fresh as after a sign-in."""
    Grant.objects.filter(user=world.viewer).delete()
    given = {"office": world.offices["R4"], "network": world.x.pk, "unit": world.units["unit"].pk}
    given = {name: value for name, value in given.items() if name in names}
    row = {"user": world.viewer, "role": "probe", "reach": reach, "status": "CONFIRMED", "starts_on": date(2020, 1, 1)}
    Grant.objects.create(**row, **given)
    return User.objects.get(pk=world.viewer.pk)


def _network(slug, office):
    return Network.objects.create(slug=slug, name_th=f"เครือข่าย {slug}", name_en=slug, office=office)


def _units():
    add = lambda name, **more: directory.add_organization(f"หน่วย {name}", "DEPARTMENT", by=SYSTEM, **more)  # noqa: E731
    unit = add("unit")
    below = add("below", parent=unit, placed_from=date(2015, 1, 1))
    lowest = add("lowest", parent=below, placed_from=date(2016, 1, 1))
    left = add("left", parent=unit, placed_from=date(2015, 1, 1))
    left.placements.update(ends_on=date(2020, 1, 1))
    found = {"unit": unit, "below": below, "lowest": lowest, "left": left}
    return found | {"in_office": add("office", province_code="40"), "in_network": add("network"), "other": add("other")}


def _people(world):
    units = world.units
    posts = {name: directory.add_post(unit, "หัวหน้า", by=SYSTEM) for name, unit in units.items()}
    add = lambda name, **more: directory.add_person(name, "ทดสอบ", by=SYSTEM, **more)  # noqa: E731
    people = {"own": add("own", user=world.viewer), "listed": add("listed", listed=True, province_code="14")}
    for name in ("unit", "below", "lowest", "left", "other"):
        people[f"of_{name}"] = directory_person = add(f"of {name}")
        directory.hold(directory_person, posts[name], by=SYSTEM, starts_on=date(2021, 1, 1))
    people["speaks_for_unit"] = add("speaks for unit")
    people["in_office"] = add("in office", province_code="42")
    people["works_in_office"] = add("works in office", province_code="14")
    directory.hold(people["works_in_office"], posts["in_office"], by=SYSTEM, starts_on=date(2021, 1, 1))
    people["once_in_office"] = add("once in office")
    directory.hold(people["once_in_office"], posts["in_office"], by=SYSTEM, starts_on=date(2019, 1, 1))
    people["once_in_office"].holdings.update(ends_on=date(2020, 1, 1))
    people["member_of_network"] = add("member of network", province_code="14")
    people["member_there_in_office"] = add("member there in office", province_code="40")
    people["speaks_in_network"] = add("speaks in network")
    people["runs_network"] = add("runs network")
    people["stranger"] = add("stranger", province_code="14")
    return people


def _charter(network):
    row = {"network": network, "number": 1, "status": "PUBLISHED", "published_on": TODAY}
    return CharterVersion.objects.create(**row, objectives_th="ก", rules_th="ข")


def _take_part(network, unit, status="ACTIVE", speaker=None):
    signed = {"signed_on": TODAY, "charter": network.charters.first(), "scope": "อบรม", "signer_name": "อารี"}
    row = Participation.objects.create(network=network, organization=unit, status=status, starts_on=TODAY, **signed)
    if speaker is not None:
        Delegate.objects.create(participation=row, part="FOCAL", name=str(speaker), person=speaker)
    return row


def _members(world):
    rows, ends = {}, TODAY + timedelta(days=400)
    for name, person, network, office in (
        ("own", "own", "y", "R1"),
        ("office_network", "member_there_in_office", "x", "R4"),
        ("network", "member_of_network", "x", "R1"),
        ("office", "listed", "y", "R4"),
        ("neither", "stranger", "y", "R1"),
    ):
        rows[name] = Member.objects.create(
            network=getattr(world, network), person=world.people[person], office=world.offices[office], number=f"M-{name}",
            starts_on=date(2024, 1, 1), ends_on=ends,
        )  # fmt: skip
    rows["unit"] = Member.objects.create(
        network=world.y, organization=world.units["unit"], office=world.offices["R1"], number="M-unit",
        starts_on=date(2024, 1, 1), ends_on=ends,
    )  # fmt: skip
    return rows


def _applications(world):
    rows = {}
    for name, network, office, more in (
        ("own", "y", "R1", {"applicant_user": world.viewer}),
        ("office_network", "x", "R4", {}),
        ("network", "x", "R1", {}),
        ("office", "y", "R4", {}),
        ("unit", "y", "R1", {"organization": world.units["unit"]}),
        ("neither", "y", "R1", {}),
    ):
        rows[name] = Application.objects.create(
            network=getattr(world, network), office=world.offices[office], number=f"A-{name}", status="DOCUMENTS",
            submitted_at=timezone.now(), stage_since=timezone.now(), given_name=name, province_code="40", **more,
        )  # fmt: skip
    rows["draft"] = Application.objects.create(network=world.x, office=world.offices["R4"], given_name="draft")
    return rows


def _ties(world):
    people, units = world.people, world.units
    ends = {
        "open": ("KNOWS", people["listed"], people["own"], "MEMBERS"),
        "unit": ("FAMILY", people["of_unit"], people["listed"], "OFFICERS"),
        "unit_to_stranger": ("FAMILY", people["of_unit"], people["stranger"], "OFFICERS"),
        "unit_to_office": ("FAMILY", people["of_unit"], people["in_office"], "OFFICERS"),
        "office": ("FAMILY", people["in_office"], people["listed"], "OFFICERS"),
        "network": ("FAMILY", people["member_of_network"], people["listed"], "OFFICERS"),
        "hidden_pair": ("KNOWS", people["stranger"], people["of_other"], "MEMBERS"),
        "units": ("PARTNERS", units["below"], units["other"], "OFFICERS"),
        "in_network": ("PARTNERS", units["in_network"], units["other"], "OFFICERS"),
        "other_units": ("PARTNERS", units["left"], units["other"], "OFFICERS"),
    }
    return {name: directory.add_tie(kind, a, b, by=SYSTEM, reach=reach) for name, (kind, a, b, reach) in ends.items()}


def _points(world):
    owners = {f"person_{name}": person for name, person in world.people.items() if name != "own"}
    owners |= {f"organization_{name}": unit for name, unit in world.units.items()}
    owners |= {f"post_{name}": world.units[name].posts.get() for name in ("below", "in_office", "other")}
    owners |= {f"group_{name}": group for name, group in world.groups.items()}
    numbers = {name: f"02-000-{1000 + number}" for number, name in enumerate(owners)}
    points = {name: directory.add_contact_point(owners[name], "PHONE", numbers[name], by=SYSTEM) for name in owners}
    shown = {"by": SYSTEM, "reach": "MEMBERS"}
    points["shown_of_listed"] = directory.add_contact_point(
        world.people["listed"], "EMAIL", "a@saiyai.example", **shown
    )
    points["shown_of_unlisted"] = directory.add_contact_point(
        world.people["stranger"], "EMAIL", "b@saiyai.example", **shown
    )
    points["shown_of_unit"] = directory.add_contact_point(world.units["other"], "EMAIL", "c@saiyai.example", **shown)
    return points


def build(offices):
    """The whole world."""
    world = SimpleNamespace(offices=offices)
    world.viewer = User.objects.create(email="probe@saiyai.example", display_name="ผู้ลองดู")
    world.x, world.y = _network("x", offices["R4"]), _network("y", offices["R1"])
    world.maker = User.objects.create(email="maker@saiyai.example", display_name="ผู้เขียน")
    _charter(world.x), _charter(world.y)
    world.units, world.groups = _units(), {}
    for name, province in (("in_office", "42"), ("elsewhere", "14")):
        world.groups[name] = directory.add_group(f"กลุ่ม {name}", by=SYSTEM, province_code=province)
    world.people = _people(world)
    units, people = world.units, world.people
    world.participations = {
        "unit_in_y": _take_part(world.y, units["unit"], speaker=people["speaks_for_unit"]),
        "unit_left_x": _take_part(world.x, units["unit"], "ENDED"),
        "below_signed_y": _take_part(world.y, units["below"], "SIGNED"),
        "open_in_x": _take_part(world.x, units["in_network"], speaker=people["speaks_in_network"]),
        "invited_to_x": Participation.objects.create(network=world.x, organization=units["in_office"]),
        "invited_to_y": Participation.objects.create(network=world.y, organization=units["other"]),
    }
    Coordinator.objects.create(network=world.x, person=people["runs_network"])
    world.members, world.applications = _members(world), _applications(world)
    world.ties, world.points = _ties(world), _points(world)
    world.announcements = {
        name: Announcement.objects.create(network=network, title=name, body="ก", made_by=world.maker)
        for name, network in (("of_x", world.x), ("of_y", world.y))
    }
    return world
