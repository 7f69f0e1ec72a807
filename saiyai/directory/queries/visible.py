"""What a viewer may see of the directory. Every page, search and export starts here."""

from django.db.models import Q

from saiyai.directory import rules
from saiyai.directory.models import ContactPoint, Group, Organization, Person, Post, SearchEntry, Skill, Tie
from saiyai.directory.queries.reached import NOBODY, people_reached, points_reached, ties_reached


def _own(viewer, path="user"):
    return Q(**{path: viewer.pk}) if viewer.is_authenticated else NOBODY


def visible_people(viewer):
    """Whoever agreed to be listed, for members and officers; oneself; and as far as one's grants reach, everybody."""
    reached = people_reached(viewer)
    if reached is None:
        return Person.objects.all()
    shown = Q(listed=True) if rules.may_find(viewer) else NOBODY
    return Person.objects.filter(shown | _own(viewer) | reached)


def visible_in_full(viewer):
    """People of whom the viewer's grants open what only officers see; not those who are merely listed."""
    reached = people_reached(viewer)
    return Person.objects.all() if reached is None else Person.objects.filter(reached)


def visible_organizations(viewer):
    """Organisations are seen by members and officers."""
    return Organization.objects.all() if rules.may_find(viewer) else Organization.objects.none()


def visible_groups(viewer):
    """Groups are seen by members and officers."""
    return Group.objects.all() if rules.may_find(viewer) else Group.objects.none()


def visible_posts(viewer):
    """Posts are seen where their organisations are."""
    return Post.objects.all() if rules.may_find(viewer) else Post.objects.none()


def visible_skills(viewer):
    """Skills are words: everybody sees them, an applicant without an account too."""
    return Skill.objects.all()


def visible_contact_points(viewer, owner=None):
    """Contact points in use: members see those meant for members, everybody their own, officers as far as they reach.

    `owner` is a person, post, organisation or group; without it, those of every owner.
    """
    points = ContactPoint.objects.filter(ends_on__isnull=True).order_by("kind", "id")
    if owner is not None:
        points = points.filter(**{owner._meta.model_name: owner})
    reached = points_reached(viewer)
    if reached is None:
        return points
    shown = Q(reach=ContactPoint.Reach.MEMBERS) & (Q(person__isnull=True) | Q(person__listed=True))
    return points.filter((shown if rules.may_find(viewer) else NOBODY) | _own(viewer, "person__user") | reached)


def visible_entries(viewer):
    """Lines of the search index, under the same rules as what they stand for."""
    entries = SearchEntry.objects.all()
    reached = people_reached(viewer, "object_id")
    if reached is None:
        return entries
    own = Q(object_id__in=Person.objects.filter(_own(viewer)).values("pk"))
    shown = ~Q(kind=SearchEntry.Kind.PERSON) | Q(listed=True) if rules.may_find(viewer) else NOBODY
    return entries.filter(shown | own | Q(kind=SearchEntry.Kind.PERSON) & reached)


def visible_ties(viewer):
    """Ties that were not entered by mistake: members see what is meant for them, everybody their own, officers as far
    as they reach; but nobody a tie with somebody whom they do not see."""
    ties = Tie.objects.filter(withdrawn_because="")
    reached = ties_reached(viewer)
    if reached is None:
        return ties
    own = _own(viewer, "a_person__user") | _own(viewer, "b_person__user")
    if not rules.may_find(viewer):
        return ties.filter(own)
    in_sight = Q()
    for end in ("a_person", "b_person"):
        seen = people_reached(viewer, end, f"{end}__province_code")
        in_sight &= Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__listed": True}) | _own(viewer, f"{end}__user") | seen
    # What one says of another is shown to others once the other says so too.
    agreed = ~Q(source=Tie.Source.DECLARED) | Q(b_person__isnull=True) | Q(said_by_a=True, said_by_b=True)
    return ties.filter((Q(reach=Tie.Reach.MEMBERS) & agreed | reached) & in_sight | own)
