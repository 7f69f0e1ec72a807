"""Organisations, posts, groups and the people in them."""

import random
import uuid
from datetime import date, timedelta
from itertools import cycle, islice

from django.utils import timezone

from saiyai.accounts.models import Office, OfficeProvince
from saiyai.demo import people as invented
from saiyai.demo import places as demo_places
from saiyai.demo import seed
from saiyai.demo.ties import Draw, person_key
from saiyai.directory import actions as directory
from saiyai.directory.models import (
    ContactPoint,
    Group,
    Holding,
    Organization,
    Person,
    Placement,
    Post,
    Seat,
    Succession,
)
from saiyai.membership import actions as membership
from saiyai.membership.rules import term_end
from saiyai.policy.actors import SYSTEM
from saiyai.thai import dates

BATCH = 5000
AREA_PARENT = "moi"


def load_organizations(people):
    """The public bodies of the seed lists, divisions below departments, and local governments. Returns keys by kind."""
    directory.load_skills(
        [{"key": s.key, "name_th": s.name_th, "name_en": s.name_en} for s in seed.skills()], by=SYSTEM
    )
    rows, placements = _seeded()
    by_key = {row.key: row for row in rows}
    successions = [
        Succession(
            predecessor=by_key[s.from_key],
            successor=by_key.get(s.to_key),
            kind=s.kind.upper(),
            on=s.on,
            source=s.source,
            verified=s.verified,
        )
        for s in seed.successions()
    ]
    _add_divisions(rows, placements)
    _add_local(rows, placements, by_key, max(150, people // 20))
    directory.load_organizations(rows, placements, successions, by=SYSTEM)
    return rows


def _seeded():
    rows, placements, ids = [], [], {}
    for line in seed.organizations():
        row = Organization(
            id=uuid.uuid4(),
            key=line.key,
            kind=line.kind.upper(),
            name_th=line.name_th,
            name_en=line.name_en,
            short_name=line.abbr_th,
            province_code=line.province_code,
            starts_on=line.starts_on,
            ends_on=line.ends_on,
            source=line.source,
            verified=line.verified,
        )
        ids[line.key] = row.id
        rows.append(row)
        if line.parent:
            tree = Placement.Tree.AREA if line.kind == "province" else Placement.Tree.COMMAND
            placements.append(
                Placement(
                    child_id=row.id,
                    parent_id=ids[line.parent],
                    tree=tree,
                    starts_on=line.starts_on,
                    ends_on=line.ends_on,
                )
            )
    return rows, placements


def _add_divisions(rows, placements):
    """A few usual divisions below every living department."""
    rng = random.Random("divisions")
    divisions = seed.divisions()
    for parent in [row for row in rows if row.kind == "DEPARTMENT" and row.ends_on is None]:
        for line in rng.sample(divisions, 4):
            row = Organization(
                id=uuid.uuid4(),
                kind=Organization.Kind.DIVISION,
                name_th=f"{line.name_th} {parent.name_th}",
                name_en=f"{line.name_en}, {parent.name_en}",
                province_code="10",
                source="ชุดสาธิต",
            )
            rows.append(row)
            placements.append(Placement(child_id=row.id, parent_id=parent.id))


def _add_local(rows, placements, by_key, count):
    for line in demo_places.local_governments(count):
        row = Organization(
            id=uuid.uuid4(),
            key=line.key,
            kind=Organization.Kind.LOCAL,
            name_th=line.name_th,
            name_en=line.name_en,
            short_name=line.abbr_th,
            province_code=line.province_code,
            source="ชุดสาธิต",
        )
        rows.append(row)
        if parent := by_key.get(line.parent):
            placements.append(Placement(child_id=row.id, parent_id=parent.id, tree=Placement.Tree.AREA))


class Community:
    """Draws people into posts and groups, in the same way each time."""

    def __init__(self, organizations, network):
        self.rng, self.draw, self.number = random.Random("community"), Draw(), 0
        self.network = network
        self.today = timezone.localdate()
        self.workplaces = [row for row in organizations if row.ends_on is None]
        self.skills = [s.key for s in seed.skills()]
        self.texts = {
            kind: [t.text_th for t in seed.profile_texts(kind)] for kind in ("resources", "goals", "ways", "targets")
        }
        self.titles = [p for p in seed.posts() if p.organization_kind in ("any", "department", "province", "local")]
        offices = {office.pk: office for office in Office.objects.all()}
        self.office_of = {row.province_code: offices[row.office_id] for row in OfficeProvince.objects.all()}
        self.groups = directory.load_groups(
            [
                Group(
                    id=uuid.uuid4(),
                    kind=line.kind.upper(),
                    name_th=line.name_th,
                    name_en=line.name_en,
                    about=line.about_th,
                    province_code=line.province_code,
                )
                for line in seed.groups()
            ],
            by=SYSTEM,
        )
        self.posts = self._posts()

    def _posts(self):
        """Three posts in each workplace, one of them often vacant."""
        titles = cycle(self.rng.sample(self.titles, len(self.titles)))
        posts = [
            Post(id=uuid.uuid4(), organization=place, title_th=line.name_th, title_en=line.name_en, level=line.level)
            for place in self.workplaces
            for line in (next(titles), next(titles), next(titles))
        ]
        return directory.load_posts(posts, by=SYSTEM)

    def day(self, years):
        return self.today - timedelta(days=self.rng.randrange(30, 365 * years))

    def batch(self, drawn):
        """(people, what hangs on them, their ties) for some invented people, numbered on from those before."""
        people, holdings, points, skills, seats, ties = [], [], [], [], [], []
        for line in drawn:
            post = self.rng.choice(self.posts)
            person = self._person(line, post)
            people.append(person)
            circles = [person.province_code]
            holdings += self._holdings(person, post)
            reach = ContactPoint.Reach.MEMBERS if self.rng.random() < 0.6 else ContactPoint.Reach.OFFICERS
            verified = self.day(2) if self.rng.random() < 0.7 else None
            points.append(
                ContactPoint(person=person, kind="PHONE", value=line.phone, reach=reach, verified_on=verified)
            )
            points.append(
                ContactPoint(person=person, kind="EMAIL", value=line.email, reach=reach, verified_on=verified)
            )
            skills += [(person.pk, key) for key in self.rng.sample(self.skills, self.rng.randrange(0, 4))]
            if self.rng.random() < 0.4:
                group = self.rng.choice(self.groups)
                seats.append(Seat(person=person, group=group, starts_on=self.day(4)))
                circles.append(group.name_th)
            ties += self.draw.of_person(self.number, circles)
            self.number += 1
        return people, holdings, points, skills, seats, ties

    def _person(self, line, post):
        choose = self.rng.choice
        return Person(
            id=person_key(self.number),
            title=line.title,
            given_name=line.given,
            family_name=line.family,
            given_name_en=line.given_en,
            family_name_en=line.family_en,
            birth_year=dates.to_be(line.born_on.year),
            province_code=post.organization.province_code or "10",
            listed=self.rng.random() < 0.8,
            resources=choose(self.texts["resources"]),
            goals=choose(self.texts["goals"]),
            ways_of_working=choose(self.texts["ways"]),
            target_groups=choose(self.texts["targets"]),
        )

    def _holdings(self, person, post):
        """The present post, for a third of the people one before it, for some a second one at once."""
        start = self.day(5)
        rows = [Holding(person=person, post=post, starts_on=start)]
        if self.rng.random() < 0.33:
            before = self.rng.choice(self.posts)
            if before is not post:
                rows.append(
                    Holding(
                        person=person,
                        post=before,
                        starts_on=start - timedelta(days=self.rng.randrange(400, 1500)),
                        ends_on=start - timedelta(days=1),
                    )
                )
        return rows

    def members(self, people):
        """Two thirds of the people are members, with numbers, terms and cards."""
        rows = []
        for person in people:
            if self.rng.random() < 0.66:
                joined = self.day(2)
                rows.append((person, self.office_of[person.province_code], joined, self._end(joined)))
        membership.load_members(self.network, rows, by=SYSTEM)

    def _end(self, joined):
        end = term_end(joined)
        # Some terms run out soon, so that renewals are to be seen.
        return date(self.today.year, 12, 31) if self.rng.random() < 0.05 else end

    def load(self, drawn):
        """Put some invented people with everything of theirs into the tables."""
        people, holdings, points, skills, seats, ties = self.batch(drawn)
        directory.load_people(people, by=SYSTEM, holdings=holdings, contact_points=points, skills=skills, seats=seats)
        self.members(people)
        directory.load_ties(ties, by=SYSTEM)


def load_community(organizations, network, count):
    """Invented people with their ties in batches: memory stays the same however many there are. Returns the draw."""
    community = Community(organizations, network)
    drawn = invented.people(count)
    while batch := list(islice(drawn, BATCH)):
        community.load(batch)
    return community.draw
