"""Organisations, their places in the trees, and dated reorganisations that keep their history."""

from datetime import timedelta

from django.utils.translation import gettext as _

from saiyai.audit import trail
from saiyai.directory import queries, rules
from saiyai.directory.actions.indexing import refresh_around, refresh_many
from saiyai.directory.actions.people import PROFILE, unless, write_fields
from saiyai.directory.actions.posts import later
from saiyai.directory.models import Holding, Organization, Person, Placement, Post, Succession
from saiyai.policy.action import action
from saiyai.policy.lifecycle import Refused
from saiyai.thai.collation import sort_key
from saiyai.thai.names import clean

FIELDS = (
    *("kind", "key", "name_th", "name_en", "short_name", "juristic_id", "province_code"),
    *("starts_on", "ends_on", "source", "verified"),
    *PROFILE,
)


@action
def add_organization(name_th, kind, *, by, parent=None, placed_from=None, **fields):
    """Add an organisation, under another one if `parent` is named."""
    unless(rules.does_not_keep(by))
    organization = Organization()
    write_fields(organization, FIELDS, {"name_th": clean(name_th), "kind": kind, **fields})
    if not organization.name_th:
        raise Refused(_("An organisation needs a name."))
    organization.sort_key = sort_key(organization.name_th)
    organization.save()
    if parent is not None:
        Placement.objects.create(child=organization, parent=parent, starts_on=placed_from)
    refresh_around(organization)
    trail.record("organization.added", organization, by=by, kind=str(kind))
    return organization


@action
def change_organization(organization, *, by, **fields):
    """Correct what is written about an organisation. A change of name by law is a reorganisation, not this."""
    unless(rules.does_not_keep(by))
    changed = write_fields(organization, FIELDS, fields)
    organization.sort_key = sort_key(organization.name_th)
    organization.save()
    refresh_around(organization)
    trail.record("organization.changed", organization, by=by, fields=sorted(changed))
    return organization


@action
def place(organization, parent, *, by, on=None, tree=Placement.Tree.COMMAND):
    """Put an organisation under another one from a day on; where it stood before ends the day before."""
    unless(rules.does_not_keep(by))
    unless(rules.would_circle(organization, parent, queries.ancestor_keys(parent, on, tree)))
    before = Placement.objects.select_for_update().filter(child=organization, tree=tree, ends_on__isnull=True).first()
    if before is not None:
        if on is None or (before.starts_on and before.starts_on >= on):
            raise Refused(
                _("It stands elsewhere since that day or later."), _("Choose a day after it was placed there.")
            )
        before.ends_on = on - timedelta(days=1)
        before.save(update_fields=["ends_on"])
    placement = Placement.objects.create(child=organization, parent=parent, tree=tree, starts_on=on)
    refresh_around(organization)
    trail.record("organization.placed", organization, by=by, parent=str(parent.pk), on=on, tree=str(tree))
    return placement


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
        for point in post.contact_points.filter(ends_on__isnull=True):
            point.pk, point.post = None, new[post.pk]
            point._state.adding = True
            point.save()
