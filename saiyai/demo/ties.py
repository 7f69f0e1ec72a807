"""Ties of the demo network: people of one group or province know each other, agencies work together.

Each person is tied to people who came before, as one who joins a network is. Of every circle only some are remembered,
and the keys of all others can be computed, so that memory stays the same however many people there are.
"""

import random
import uuid
from datetime import timedelta
from hashlib import blake2b

from django.db.models import Q
from django.utils import timezone

from saiyai.demo.cast import CAST, MEMBERS
from saiyai.directory import actions as directory
from saiyai.directory.models import SORTS, Group, Organization, Person, Tie
from saiyai.policy.actors import SYSTEM

PER_PERSON = 5
KNOWN = 3  # by a member of the cast
REMEMBERED = 200  # of each circle
TRIES = 4 * PER_PERSON
K = Tie.Kind
KINDS = [str(kind) for kind in [K.KNOWS] * 5 + [K.WORKED_WITH] * 4 + [K.STUDIED_WITH] * 2 + [K.MENTORS]]
MUTUAL = {str(kind) for kind, sort in SORTS.items() if sort.mutual}
SOURCES = [str(Tie.Source.OFFICER), str(Tie.Source.DOCUMENT)]
EVIDENCE = ("ประชุมร่วมกัน", "คณะทำงานชุดเดียวกัน", "อบรมรุ่นเดียวกัน", "โครงการร่วมของสองหน่วยงาน", "")
FAR = 0.1  # of the ties of people lead to anybody, wherever they are


def person_key(number):
    """The key of the person who was made as this one; the first is 0."""
    return uuid.UUID(bytes=blake2b(b"saiyai person %d" % number, digest_size=16).digest(), version=4)


def _one_of(choices, chance):
    """As random.choice, in a third of the time."""
    return choices[int(chance() * len(choices))]


class Draw:
    """Draws ties, the same each time."""

    def __init__(self):
        self.rng, self.today = random.Random("ties"), timezone.localdate()
        self.circles = {}

    def of_person(self, number, circles):
        """The ties of one more person with people who came before; `circles` are names of what the person belongs to."""
        key, drawn, chance = person_key(number), set(), self.rng.random
        near = [known for name in circles if (known := self.circles.setdefault(name, []))]
        for _again in range(TRIES if number else 0):
            if near and chance() > FAR:
                other = _one_of(_one_of(near, chance), chance)
            else:
                other = person_key(int(chance() * number))
            kind = _one_of(KINDS, chance)
            if (kind, other) in drawn:
                continue
            drawn.add((kind, other))
            yield self._tie("person", kind, key, other)
            if len(drawn) == PER_PERSON:
                break
        for name in circles:
            known = self.circles[name]
            if len(known) < REMEMBERED:
                known.append(key)
            else:
                known[int(chance() * REMEMBERED)] = key

    def of_parties(self):
        """Ties of groups, and of organisations."""
        yield from self._of_groups()
        kinds = ("DEPARTMENT", "INDEPENDENT", "PUBLIC_ORGANIZATION")
        rows = Organization.objects.filter(kind__in=kinds, ends_on__isnull=True).order_by("sort_key", "key")
        bodies, drawn = list(rows.values_list("pk", flat=True)), set()
        for body in bodies:
            other = self.rng.choice(bodies)
            if body != other and frozenset((body, other)) not in drawn:
                drawn.add(frozenset((body, other)))
                yield self._tie("organization", str(K.PARTNERS), body, other)

    def of_members(self):
        """Ties of the members of the cast, without which nobody could be introduced to them."""
        emails = [part.email for part in CAST if part.key in MEMBERS]
        for person in Person.objects.filter(user__email__in=emails).order_by("user__email"):
            others = Person.objects.filter(listed=True, user=None).order_by("sort_key", "pk")
            here = Q(province_code=person.province_code)
            near = [*others.filter(here)[:KNOWN], *others.exclude(here)[:KNOWN]][:KNOWN]
            for other in (one.pk for one in near):
                yield self._tie("person", str(K.KNOWS), person.pk, other)

    def _of_groups(self):
        groups, drawn = list(Group.objects.order_by("sort_key", "pk").values_list("pk", flat=True)), set()
        for older, younger in zip(groups, groups[2:], strict=False):
            if self.rng.random() < 0.3:
                yield self._tie("group", str(K.GREW_OUT_OF), younger, older)
            other = self.rng.choice(groups)
            if other != younger and frozenset((younger, other)) not in drawn:
                drawn.add(frozenset((younger, other)))
                yield self._tie("group", str(K.WORK_TOGETHER), younger, other)

    def _tie(self, end, kind, a, b):
        chance = self.rng.random
        if kind in MUTUAL and b.int < a.int:
            a, b = b, a
        said = chance() if end == "person" else 1
        return {
            "id": uuid.UUID(int=self.rng.getrandbits(128), version=4),
            "kind": kind,
            f"a_{end}_id": a,
            f"b_{end}_id": b,
            "starts_on": self.today - timedelta(days=30 + int(chance() * 3600)),
            "source": _one_of(SOURCES, chance),
            "evidence": _one_of(EVIDENCE, chance),
            "said_by_a": said < 0.6,
            "said_by_b": said < 0.4,
        }


def load_ties(draw):
    """The ties of groups, of organisations and of the members of the cast; each kind of party has columns of its own. Returns how many."""
    found = [*draw.of_parties(), *draw.of_members()]
    by_end = {end: [tie for tie in found if f"a_{end}_id" in tie] for end in ("group", "organization", "person")}
    return sum(directory.load_ties(ties, by=SYSTEM) for ties in by_end.values() if ties)
