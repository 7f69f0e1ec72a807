"""What each party can be found by, read for many at once. Names come first: an early hit is a good hit."""

import re
from collections import defaultdict
from functools import lru_cache
from operator import attrgetter

from django.utils import timezone

from saiyai.directory import rules
from saiyai.directory.models import (
    ContactPoint,
    Group,
    Holding,
    Organization,
    Person,
    PersonSkill,
    Post,
    SearchEntry,
    Seat,
    Skill,
    Succession,
)
from saiyai.directory.queries.trees import chains
from saiyai.thai import search
from saiyai.ui.provinces import both_names

_fold = lru_cache(maxsize=100_000)(search.fold)
_sound = lru_cache(maxsize=100_000)(search.sound_key)
_words = search.fold_words
_PROFILE = ("resources", "goals", "ways_of_working", "target_groups")


def _joined(*texts):
    """One line of the index."""
    return " ".join(filter(None, map(_fold, filter(None, texts))))


def _lines(*lines):
    """Every line keeps its number, so that a hit can be told by where it stands (`hits.py`)."""
    return "\n".join(lines)


def _sounds(*names):
    keys = (_sound(name) for name in names if name)
    return " ".join(dict.fromkeys(" ".join(keys).split()))


def _profile(party):
    return _joined(*(getattr(party, name) for name in _PROFILE))


class _Reach:
    """Contact points of parties as they are found: by members, or by officers only."""

    def __init__(self):
        self.public, self.private = defaultdict(list), defaultdict(list)

    def add(self, owner, point):
        kept = self.public if point.reach == ContactPoint.Reach.MEMBERS else self.private
        kept[owner].append(_contact(point))


def _contact(point):
    """A contact point as it is looked for: a number with 0 and with 66 in front, everything else as text."""
    digits = re.sub(r"\D", "", point.folded)
    if point.kind != ContactPoint.Kind.PHONE:
        return search.fold(point.value)
    return f"{digits} 0{digits[2:]}" if point.folded.startswith("+66") else digits


def _points(**owners):
    return ContactPoint.objects.filter(ends_on__isnull=True, **owners).order_by("pk")


@lru_cache(maxsize=50_000)
def _organization_line(names):
    return _joined(*names)


class _Chains:
    """The names of organisations together with those of everything above them."""

    def __init__(self, keys):
        self.above = chains(set(keys))
        everything = set(self.above).union(*self.above.values())
        fields = ("pk", "name_th", "name_en", "short_name")
        rows = Organization.objects.all() if len(everything) > 1000 else Organization.objects.filter(pk__in=everything)
        self.names = {pk: names for pk, *names in rows.values_list(*fields)}

    def line(self, key, itself=True):
        """The folded names, the nearest first."""
        keys = [*([key] if itself else []), *self.above.get(key, ())]
        return " ".join(_organization_line(tuple(self.names[each])) for each in keys if each in self.names)


class _Facts:
    """What hangs on some people, by their keys."""

    def __init__(self):
        self.held, self.skills, self.groups = defaultdict(list), defaultdict(list), defaultdict(list)
        self.reach = _Reach()

    def entries(self, people):
        """The lines of these people, as mappings; what is said of the posts they hold is read here."""
        holders = defaultdict(list)
        for person, posts in self.held.items():
            for post in posts:
                holders[post.pk].append(person)
        for point in _points(post__in=list(holders)):
            for person in holders[point.post_id]:
                self.reach.add(person, point)
        above = _Chains({post.organization_id for posts in self.held.values() for post in posts})
        return [_person_entry(person, self, above) for person in people]


def person_entries(keys):
    """The lines of the index for these people; people who do not exist are left out."""
    facts = _Facts()
    for row in Holding.objects.filter(*rules.in_force(), person__in=keys).select_related("post").order_by("pk"):
        facts.held[row.person_id].append(row.post)
    for person, *names in PersonSkill.objects.filter(person__in=keys).values_list(
        "person", "skill__name_th", "skill__name_en"
    ):
        facts.skills[person] += names
    for person, *names in Seat.objects.filter(*rules.in_force(), person__in=keys).values_list(
        "person", "group__name_th", "group__name_en"
    ):
        facts.groups[person] += names
    for point in _points(person__in=keys):
        facts.reach.add(point.person_id, point)
    return [SearchEntry(**entry) for entry in facts.entries(list(Person.objects.filter(pk__in=keys)))]


def entries_of_new(people, holdings, points, skills, seats):
    """The same lines as mappings, for people whose rows are at hand: `skills` are pairs (person key, skill key)."""
    facts, today = _Facts(), timezone.localdate()
    for row in sorted((row for row in holdings if rules.stands(row, today)), key=attrgetter("pk")):
        facts.held[row.person_id].append(row.post)
    words = {row.pk: (row.name_th, row.name_en) for row in Skill.objects.all()} if skills else {}
    for person, skill in skills:
        facts.skills[person] += words[skill]
    for row in seats:
        if rules.stands(row, today):
            facts.groups[row.person_id] += row.group.name_th, row.group.name_en
    for point in sorted((point for point in points if point.ends_on is None), key=attrgetter("pk")):
        facts.reach.add(point.person_id, point)
    return facts.entries(people)


def _person_entry(person, facts, above):
    posts, reach = facts.held.get(person.pk, ()), facts.reach
    work = " ".join(f"{_joined(post.title_th, post.title_en)} {above.line(post.organization_id)}" for post in posts)
    return dict(
        kind=SearchEntry.Kind.PERSON,
        object_id=person.pk,
        listed=person.listed,
        province_code=person.province_code,
        sort_key=person.sort_key,
        public=_lines(
            _words(f"{person.given_name} {person.family_name}"),
            _words(person.name) if person.title else "",
            _words(f"{person.name_en} {person.nickname}"),
            work,
            _joined(*facts.skills.get(person.pk, ())),
            _joined(*both_names(person.province_code)),
            _joined(*facts.groups.get(person.pk, ())),
            " ".join(reach.public.get(person.pk, ())),
            _profile(person),
        ),
        private=_lines(_joined(*person.former_names.splitlines()), " ".join(reach.private.get(person.pk, ()))),
        sound=_sounds(
            person.given_name, person.family_name, person.given_name_en, person.family_name_en, person.nickname
        ),
    )


def organization_entries(keys):
    """The lines of the index for these organisations."""
    reach, posts, before = _Reach(), defaultdict(list), defaultdict(list)
    for point in _points(organization__in=keys):
        reach.add(point.organization_id, point)
    for point in _points(post__organization__in=keys).select_related("post"):
        reach.add(point.post.organization_id, point)
    for post in Post.objects.filter(*rules.in_force(), organization__in=keys):
        posts[post.organization_id] += [post.title_th, post.title_en]
    for successor, *names in Succession.objects.filter(successor__in=keys).values_list(
        "successor", "predecessor__name_th", "predecessor__name_en", "predecessor__short_name"
    ):
        before[successor] += names
    above = _Chains(keys)
    return [
        SearchEntry(
            kind=SearchEntry.Kind.ORGANIZATION,
            object_id=row.pk,
            listed=True,
            province_code=row.province_code,
            sort_key=row.sort_key,
            public=_lines(
                _joined(row.name_th),
                _joined(row.short_name, row.name_en),
                above.line(row.pk, itself=False),
                _joined(*both_names(row.province_code)),
                _joined(*before[row.pk]),
                _joined(*dict.fromkeys(posts[row.pk])),
                " ".join(reach.public[row.pk]),
                _profile(row),
            ),
            private=_lines(_fold(row.juristic_id), " ".join(reach.private[row.pk])),
            sound=_sounds(row.name_th, row.short_name, row.name_en),
        )
        for row in Organization.objects.filter(pk__in=keys)
    ]


def group_entries(keys):
    """The lines of the index for these groups."""
    reach = _Reach()
    for point in _points(group__in=keys):
        reach.add(point.group_id, point)
    return [
        SearchEntry(
            kind=SearchEntry.Kind.GROUP,
            object_id=row.pk,
            listed=True,
            province_code=row.province_code,
            sort_key=row.sort_key,
            public=_lines(
                _joined(row.name_th),
                _joined(row.name_en),
                _joined(*both_names(row.province_code)),
                " ".join(reach.public[row.pk]),
                _joined(row.about),
                _profile(row),
            ),
            private=_lines("", " ".join(reach.private[row.pk])),
            sound=_sounds(row.name_th, row.name_en),
        )
        for row in Group.objects.filter(pk__in=keys)
    ]
