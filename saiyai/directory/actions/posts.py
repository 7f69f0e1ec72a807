"""Posts and who holds them. A transfer closes a holding, never a person."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from saiyai.audit import trail
from saiyai.directory import rules
from saiyai.directory.actions.indexing import refresh, refresh_many
from saiyai.directory.actions.people import insert, unless, unless_changed, write_fields
from saiyai.directory.models import Holding, Person, Post
from saiyai.policy.action import action
from saiyai.policy.lifecycle import Refused
from saiyai.thai.names import clean

POST_FIELDS = ("title_th", "title_en", "level", "starts_on", "ends_on")


def later(*days):
    """The latest of some days, of which some are not known."""
    return max(filter(None, days))


@action
def add_post(organization, title_th, *, by, title_en="", level="", starts_on=None, id=None):
    """Add a place in an organisation; somebody holds it later. An `id` known before saving is saved once."""
    unless(rules.does_not_keep(by))
    title_th = clean(title_th)
    if not title_th:
        raise Refused(_("A post needs a name."))
    unless(starts_on and rules.is_not_there(organization, starts_on))
    post = Post(
        organization=organization, title_th=title_th, title_en=clean(title_en), level=level, starts_on=starts_on
    )
    insert(post, id)
    refresh(organization)
    trail.record("post.added", post, by=by, organization=str(organization.pk))
    return post


@action
def change_post(post, *, by, seen="", **fields):
    """Correct what is written about a post; its holders keep the days they have."""
    unless(rules.does_not_keep(by))
    unless_changed(post, seen)
    changed = write_fields(post, POST_FIELDS, fields)
    if not clean(post.title_th):
        raise Refused(_("A post needs a name."))
    unless(rules.lasts_no_time(post.starts_on, post.ends_on))
    post.save()
    refresh(post.organization)
    refresh_many(Person, list(Holding.objects.filter(post=post).values_list("person", flat=True)))
    trail.record("post.changed", post, by=by, fields=sorted(changed))
    return post


@action
def close_post(post, *, by, on=None):
    """A post ends; who holds it holds it until that day."""
    unless(rules.does_not_keep(by))
    on = on or timezone.localdate()
    unless(rules.has_ended(post) or rules.ends_before_start(post, on))
    held = list(Holding.objects.select_for_update().filter(post=post, ends_on__isnull=True))
    for holding in held:
        holding.ends_on = later(on, holding.starts_on)
    Holding.objects.bulk_update(held, ["ends_on"])
    post.ends_on = on
    post.save(update_fields=["ends_on"])
    refresh(post.organization)
    refresh_many(Person, [holding.person_id for holding in held])
    trail.record("post.closed", post, by=by, on=on, holdings=len(held))


@action
def hold(person, post, *, by, starts_on=None, standing=Holding.Standing.SUBSTANTIVE, source="", ends_on=None):
    """Somebody takes up a post; several posts at once are usual."""
    unless(rules.does_not_keep(by))
    unless(rules.starts_outside(post, starts_on))
    if ends_on is None and Holding.objects.filter(person=person, post=post, ends_on__isnull=True).exists():
        raise Refused(_("This person holds this post already."))
    holding = Holding(person=person, post=post, standing=standing, starts_on=starts_on, ends_on=ends_on, source=source)
    if ends_on:
        unless(rules.ends_before_start(holding, ends_on))
    holding.save()
    refresh(person)
    trail.record("holding.started", holding, by=by, person=str(person.pk), post=str(post.pk))
    return holding


@action
def end_holding(holding, *, by, on=None):
    """Somebody leaves a post; `on` is the last day in it."""
    unless(rules.does_not_keep(by))
    on = on or timezone.localdate()
    holding.refresh_from_db(from_queryset=Holding.objects.select_for_update())
    unless(rules.has_ended(holding) or rules.ends_before_start(holding, on))
    holding.ends_on = on
    holding.save(update_fields=["ends_on"])
    refresh(holding.person)
    trail.record("holding.ended", holding, by=by, on=on)
    return holding


@action
def transfer(person, to_post, on, *, by, leaving=None, standing=Holding.Standing.SUBSTANTIVE, source=""):
    """A person moves to another post: the old holding ends the day before, a new one begins.

    `leaving` is the holding that ends (or None where there is exactly one). The contact points of a post stay with it
    for whoever comes next; those of the person, their ties and their history go along.
    """
    unless(rules.does_not_keep(by))
    if leaving is None:
        present = list(Holding.objects.filter(person=person, ends_on__isnull=True)[:2])
        if len(present) > 1:
            raise Refused(_("This person holds several posts."), _("Choose the post that they leave."))
        leaving = present[0] if present else None
    if leaving is not None and leaving.post_id == to_post.pk:
        raise Refused(_("This person holds this post already."))
    if leaving is not None:
        end_holding(leaving, by=by, on=on - timedelta(days=1))
    holding = hold(person, to_post, by=by, starts_on=on, standing=standing, source=source)
    trail.record(
        "person.transferred",
        person,
        by=by,
        on=on,
        left=str(leaving.post_id) if leaving else "",
        took=str(to_post.pk),
    )
    return holding


@action
def take_post(
    person, organization, *, by, on, post=None, new_post="", leaving=None, standing=Holding.Standing.SUBSTANTIVE
):
    """A post, made if it is new, taken up in addition to others or by leaving one; all or nothing."""
    if post is None or new_post.strip():
        post = add_post(organization, new_post, by=by)
    if leaving is None:
        return hold(person, post, by=by, starts_on=on, standing=standing)
    return transfer(person, post, on, by=by, leaving=leaving, standing=standing)
