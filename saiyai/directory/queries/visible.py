"""What a viewer may see of the directory. Every page, search and export starts here."""

from django.db.models import F, Q

from saiyai.directory import rules
from saiyai.directory.models import ContactPoint, Group, Organization, Person, Post, SearchEntry, Skill, Tie


def visible_people(viewer):
    """Officers see everybody; members see who agreed to be listed, and themselves; nobody else sees anyone."""
    if rules.may_read_all(viewer):
        return Person.objects.all()
    if not viewer.is_authenticated:
        return Person.objects.none()
    own = Q(user=viewer.pk)
    return Person.objects.filter(Q(listed=True) | own) if rules.may_find(viewer) else Person.objects.filter(own)


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
    """Contact points in use: officers see all, members those meant for members, everybody their own.

    `owner` is a person, post, organisation or group; without it, those of every owner.
    """
    points = ContactPoint.objects.filter(ends_on__isnull=True).order_by("kind", "id")
    if owner is not None:
        points = points.filter(**{owner._meta.model_name: owner})
    if rules.may_read_all(viewer):
        return points
    if not viewer.is_authenticated:
        return points.none()
    own = Q(person__user=viewer.pk)
    if not rules.may_find(viewer):
        return points.filter(own)
    shown = Q(reach=ContactPoint.Reach.MEMBERS) & (Q(person__isnull=True) | Q(person__listed=True))
    return points.filter(shown | own)


def visible_entries(viewer):
    """Lines of the search index, under the same rules as what they stand for."""
    entries = SearchEntry.objects.all()
    if rules.may_read_all(viewer):
        return entries
    own = Person.objects.filter(user=viewer.pk) if viewer.is_authenticated else Person.objects.none()
    if not rules.may_find(viewer):
        return entries.filter(object_id__in=own.values("pk"))
    shown = ~Q(kind=SearchEntry.Kind.PERSON) | Q(listed=True)
    return entries.filter(shown | Q(object_id__in=own.values("pk")))


def visible_ties(viewer):
    """Ties that were not entered by mistake: officers see all, members what is meant for them between parties that they
    see, everybody their own."""
    ties = Tie.objects.filter(withdrawn_because="")
    if rules.may_read_all(viewer):
        return ties
    if not viewer.is_authenticated:
        return ties.none()
    own = Q(a_person__user=viewer.pk) | Q(b_person__user=viewer.pk)
    if not rules.may_find(viewer):
        return ties.filter(own)
    shown = Q(reach=Tie.Reach.MEMBERS)
    for end in ("a_person", "b_person"):
        shown &= Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__listed": True}) | Q(**{f"{end}__user": viewer.pk})
    # What one says of another is shown to others once the other says so too.
    shown &= ~Q(source=Tie.Source.DECLARED) | Q(b_person__isnull=True) | Q(said_by_a=True, said_by_b=True)
    return ties.filter(shown | own)


def email_of(person):
    """Where a letter of the system reaches somebody who has no account, or "". It is shown to nobody."""
    known = person.contact_points.filter(kind=ContactPoint.Kind.EMAIL, ends_on__isnull=True)
    found = known.order_by(F("verified_on").desc(nulls_last=True), "value").first()
    return found.value if found else ""
