"""Dated reorganisations: nothing is deleted, and what was entered by mistake is taken back."""

import uuid
from datetime import timedelta

from django.utils.translation import gettext as _

from saiyai.audit import trail
from saiyai.directory import rules
from saiyai.directory.actions.indexing import refresh_around, refresh_many
from saiyai.directory.actions.organizations import add_organization
from saiyai.directory.actions.people import unless
from saiyai.directory.actions.posts import later
from saiyai.directory.models import ContactPoint, Holding, Organization, Person, Placement, Post, Succession
from saiyai.policy.action import action
from saiyai.policy.lifecycle import Refused

KEPT_IN_A_RENAME = ("name_en", "short_name", "juristic_id", "province_code")


@action
def reorganize(organization, kind, on, *, by, successors=(), source="", verified=False, moves_posts=False):
    """What became of an organisation from a day on: renamed, merged, split, dissolved.

    The organisation ends the day before, with its placements, posts and holdings; nothing is deleted. In a rename or
    merger its units move under the successor, and with `moves_posts` its posts and holders are carried on there.
    """
    unless(rules.does_not_keep(by))
    unless(rules.lacks_successor(kind, successors))
    organization.refresh_from_db(from_queryset=Organization.objects.select_for_update())
    last_day = on - timedelta(days=1)
    unless(rules.has_ended(organization) or rules.ends_before_start(organization, last_day))
    if organization.pk in [successor.pk for successor in successors]:
        raise Refused(_("An organisation cannot follow itself."))
    for successor in successors:
        unless(rules.is_not_there(successor, on))
    Succession.objects.bulk_create(
        Succession(predecessor=organization, successor=successor, kind=kind, on=on, source=source, verified=verified)
        for successor in (successors or [None])
    )
    heir = successors[0] if len(successors) == 1 else None
    units = _move_units(organization, heir, on)
    people = _end_posts(organization, heir if moves_posts else None, on)
    _end_placements(organization, last_day)
    organization.ends_on = last_day
    organization.save(update_fields=["ends_on"])
    refresh_around(organization, *successors)
    refresh_many(Person, people)
    trail.record(
        "organization.reorganized",
        organization,
        by=by,
        kind=str(kind),
        on=on,
        successors=[str(successor.pk) for successor in successors],
        units=units,
        people=len(people),
    )


@action
def rename(organization, name_th, on, *, by, name_en="", short_name="", source="", verified=False, id=None):
    """A new name by law: a new organisation follows at the same place, with the posts, people, units and numbers."""
    organization.refresh_from_db(from_queryset=Organization.objects.select_for_update())
    unless(rules.has_ended(organization))
    kept = {name: getattr(organization, name) for name in KEPT_IN_A_RENAME}
    kept |= {name: value for name, value in (("name_en", name_en), ("short_name", short_name)) if value}
    heir = add_organization(name_th, organization.kind, by=by, id=id, starts_on=on, source=source, **kept)
    Placement.objects.bulk_create(
        Placement(child=heir, parent_id=row.parent_id, tree=row.tree, starts_on=later(on, row.starts_on))
        for row in organization.placements.filter(ends_on__isnull=True)
    )
    _copy_points(organization.contact_points.filter(ends_on__isnull=True), organization=heir)
    reorganize(
        organization, Succession.Kind.RENAMED, on,
        by=by, successors=[heir], source=source, verified=verified, moves_posts=True,
    )  # fmt: skip
    return heir


@action
def take_back_reorganization(organization, *, by, reason):
    """It was entered by mistake: the organisation, its places, units, posts and holders stand again as before.

    What was carried on to the successor is taken out there as far as nobody has touched it since. The trail keeps both.
    """
    unless(rules.does_not_keep(by))
    if not reason.strip():
        raise Refused(_("Please say why."))
    organization.refresh_from_db(from_queryset=Organization.objects.select_for_update())
    steps = list(organization.successions.select_for_update(of=("self",)).select_related("successor"))
    if not steps or organization.ends_on is None:
        raise Refused(_("There is no reorganisation to take back."))
    on, last_day = steps[0].on, organization.ends_on
    heirs = [step.successor for step in steps if step.successor]
    people = _reopen_posts(organization, heirs, on, last_day)
    _reopen_placements(organization, heirs, on, last_day)
    Succession.objects.filter(pk__in=[step.pk for step in steps]).delete()
    organization.ends_on = None
    organization.save(update_fields=["ends_on"])
    refresh_around(organization, *heirs)
    refresh_many(Person, people)
    facts = {"kind": str(steps[0].kind), "on": on, "reason": reason.strip()[:500], "people": len(people)}
    trail.record("organization.reorganization_taken_back", organization, by=by, **facts)


def _reopen_placements(organization, heirs, on, last_day):
    """Its own places, and its units that went under a successor on that very day."""
    Placement.objects.filter(parent__in=heirs, starts_on=on, ends_on__isnull=True).filter(
        child__in=Placement.objects.filter(parent=organization, ends_on=last_day).values("child")
    ).delete()
    ended = Placement.objects.filter(ends_on=last_day)
    for row in (*ended.filter(child=organization), *ended.filter(parent=organization)):
        if not Placement.objects.filter(child=row.child_id, tree=row.tree, ends_on__isnull=True).exists():
            row.ends_on = None
            row.save(update_fields=["ends_on"])


def _reopen_posts(organization, heirs, on, last_day):
    """Its posts and those who held them to the last day. Returns the keys of the people concerned."""
    posts = list(Post.objects.filter(organization=organization, ends_on=last_day))
    held = list(Holding.objects.select_for_update().filter(post__in=posts, ends_on=last_day))
    for post in posts:
        _take_out_copy(post, [row.person_id for row in held if row.post_id == post.pk], heirs, on)
    for row in (*posts, *held):
        row.ends_on = None
    Post.objects.bulk_update(posts, ["ends_on"])
    Holding.objects.bulk_update(held, ["ends_on"])
    return list({row.person_id for row in held})


def _take_out_copy(post, people, heirs, on):
    """The post as it was carried on: the same words, begun on that day, held by the same people and nobody else."""
    copies = Post.objects.filter(
        organization__in=heirs, title_th=post.title_th, level=post.level, starts_on=on, ends_on__isnull=True
    )
    for copy in copies:
        rows = list(copy.holdings.all())
        untouched = all(row.starts_on == on and row.ends_on is None for row in rows)
        if untouched and sorted(row.person_id for row in rows) == sorted(people):
            ContactPoint.objects.filter(post=copy).delete()
            Holding.objects.filter(post=copy).delete()
            Post.objects.filter(pk=copy.pk).delete()
            return


def _end_placements(organization, last_day):
    """Where it stood until its last day; a placement that would begin later is dropped."""
    for placement in Placement.objects.select_for_update().filter(child=organization, ends_on__isnull=True):
        placement.ends_on = later(last_day, placement.starts_on)
        placement.save(update_fields=["ends_on"])


def _move_units(organization, heir, on):
    """Its units go under the successor; without one they end their placement and stand alone."""
    rows = list(Placement.objects.select_for_update().filter(parent=organization, ends_on__isnull=True))
    for row in rows:
        row.ends_on = later(on - timedelta(days=1), row.starts_on)
    Placement.objects.bulk_update(rows, ["ends_on"])
    if heir is not None:
        Placement.objects.bulk_create(
            Placement(child_id=row.child_id, parent=heir, tree=row.tree, starts_on=on)
            for row in rows
            if row.child_id != heir.pk
        )
    return len(rows)


def _end_posts(organization, heir, on):
    """Its posts and holdings end; with an heir each goes on there. Returns the keys of the people concerned."""
    last_day = on - timedelta(days=1)
    posts = list(Post.objects.filter(organization=organization, ends_on__isnull=True))
    held = list(Holding.objects.select_for_update().filter(post__in=posts, ends_on__isnull=True))
    for row in held:
        row.ends_on = later(last_day, row.starts_on)
    for post in posts:
        post.ends_on = later(last_day, post.starts_on)
    Holding.objects.bulk_update(held, ["ends_on"])
    Post.objects.bulk_update(posts, ["ends_on"])
    if heir is not None:
        _carry_on(posts, held, heir, on)
    return list({row.person_id for row in held})


def _carry_on(posts, held, heir, on):
    new = {
        post.pk: Post(organization=heir, title_th=post.title_th, title_en=post.title_en, level=post.level, starts_on=on)
        for post in posts
    }
    Post.objects.bulk_create(new.values())
    Holding.objects.bulk_create(
        Holding(person_id=row.person_id, post=new[row.post_id], standing=row.standing, starts_on=on) for row in held
    )
    for post in posts:
        _copy_points(post.contact_points.filter(ends_on__isnull=True), post=new[post.pk])


def _copy_points(points, **owner):
    for point in points:
        for name, value in {"pk": uuid.uuid4(), **owner}.items():
            setattr(point, name, value)
        point._state.adding = True
        point.save()
