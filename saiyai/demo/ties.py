"""Ties of the demo network: people of one group or province know each other, agencies work together."""

import random
from collections import defaultdict
from datetime import timedelta

from django.utils import timezone

from saiyai.directory import actions as directory
from saiyai.directory.models import Group, Organization, Person, Seat, Tie
from saiyai.policy.actors import SYSTEM

PER_PERSON = 3
K = Tie.Kind
KINDS = [K.KNOWS] * 5 + [K.WORKED_WITH] * 4 + [K.STUDIED_WITH] * 2 + [K.MENTORS]
EVIDENCE = ("ประชุมร่วมกัน", "คณะทำงานชุดเดียวกัน", "อบรมรุ่นเดียวกัน", "โครงการร่วมของสองหน่วยงาน", "")
FAR = 0.1  # of the ties of people lead into another province


def load_ties():
    """Some ties for everybody; the same people give the same ties. Returns how many."""
    draw = _Draw()
    return directory.load_ties(draw.all(), by=SYSTEM)


class _Draw:
    def __init__(self):
        self.rng, self.seen = random.Random("ties"), set()
        self.today = timezone.localdate()

    def all(self):
        yield from self._people()
        yield from self._groups()
        yield from self._organizations()

    def _people(self):
        rows = list(
            Person.objects.order_by("sort_key", "birth_year", "given_name_en").values_list("pk", "province_code")
        )
        people = [pk for pk, _province in rows]
        circles = defaultdict(list)
        for pk, province in rows:
            circles["province", province].append(pk)
        place = {pk: number for number, pk in enumerate(people)}
        for pk, group in Seat.objects.values_list("person", "group"):
            circles["group", str(group)].append(pk)
        own = defaultdict(list)
        for members in circles.values():
            members.sort(key=place.__getitem__)
            for pk in members:
                own[pk].append(members)
        for pk in people:
            for _number in range(PER_PERSON):
                near = people if self.rng.random() < FAR else self.rng.choice(own[pk])
                yield from self._tie("person", self.rng.choice(KINDS), pk, self.rng.choice(near))

    def _groups(self):
        groups = list(Group.objects.order_by("sort_key", "pk").values_list("pk", flat=True))
        for older, younger in zip(groups, groups[2:], strict=False):
            if self.rng.random() < 0.3:
                yield from self._tie("group", K.GREW_OUT_OF, younger, older)
            yield from self._tie("group", K.WORK_TOGETHER, younger, self.rng.choice(groups))

    def _organizations(self):
        kinds = ("DEPARTMENT", "INDEPENDENT", "PUBLIC_ORGANIZATION")
        rows = Organization.objects.filter(kind__in=kinds, ends_on__isnull=True).order_by("sort_key", "key")
        bodies = list(rows.values_list("pk", flat=True))
        for body in bodies:
            yield from self._tie("organization", K.PARTNERS, body, self.rng.choice(bodies))

    def _tie(self, end, kind, a, b):
        """One tie, unless it would be one too many."""
        mutual = kind not in (K.MENTORS, K.GREW_OUT_OF)
        a, b = (b, a) if mutual and str(b) < str(a) else (a, b)
        if a == b or (kind, a, b) in self.seen:
            return
        self.seen.add((kind, a, b))
        said = self.rng.random()
        yield Tie(
            kind=kind,
            starts_on=self.today - timedelta(days=self.rng.randrange(30, 3650)),
            source=self.rng.choice((Tie.Source.OFFICER, Tie.Source.DOCUMENT)),
            evidence=self.rng.choice(EVIDENCE),
            said_by_a=end == "person" and said < 0.6,
            said_by_b=end == "person" and said < 0.4,
            **{f"a_{end}_id": a, f"b_{end}_id": b},
        )
