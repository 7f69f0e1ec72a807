"""First set-up and example data: many rows in one transaction, with one line of the trail and one pass of the index.

Rows are unsaved models, or mappings of their fields. What an action would check one by one is left to the constraints
of the tables: load only lists that were checked before.
"""

import re

from saiyai.audit import trail
from saiyai.directory import rules
from saiyai.directory.actions.contacts import digest_of, normalize
from saiyai.directory.actions.indexing import refresh_many, write_new
from saiyai.directory.actions.people import person_sort_key, unless
from saiyai.directory.models import (
    ContactPoint,
    Group,
    Holding,
    Organization,
    Person,
    PersonSkill,
    Placement,
    Post,
    Seat,
    Skill,
    Succession,
)
from saiyai.policy.action import action
from saiyai.policy.inserting import insert_many
from saiyai.policy.lifecycle import Refused
from saiyai.thai.collation import sort_key


def _made(model, rows):
    return [row if isinstance(row, model) else model(**row) for row in rows]


def _load(model, rows, by, **facts):
    unless(rules.does_not_keep(by))
    insert_many(model, rows)
    trail.record(f"{model._meta.model_name}.loaded", (model._meta.label_lower, "all"), by=by, count=len(rows), **facts)
    return rows


@action
def load_skills(rows, *, by):
    """The words for skills: key, name_th, name_en. Words that are there already are renamed."""
    unless(rules.does_not_keep(by))
    rows = Skill.objects.bulk_create(
        _made(Skill, rows), update_conflicts=True, unique_fields=["key"], update_fields=["name_th", "name_en"]
    )
    trail.record("skill.loaded", ("directory.skill", "all"), by=by, count=len(rows))
    return rows


@action
def load_organizations(rows, placements=(), successions=(), *, by):
    """Organisations with their places in the trees and their reorganisations. Returns the organisations."""
    organizations = _made(Organization, rows)
    for row in organizations:
        row.sort_key = sort_key(row.name_th)
    organizations = _load(Organization, organizations, by)
    if placements:
        _load(Placement, placements, by)
    if successions:
        _load(Succession, successions, by)
    refresh_many(Organization, [row.pk for row in organizations])
    return organizations


@action
def load_groups(rows, *, by):
    """Groups. Returns them."""
    groups = _made(Group, rows)
    for row in groups:
        row.sort_key = sort_key(row.name_th)
    groups = _load(Group, groups, by)
    refresh_many(Group, [row.pk for row in groups])
    return groups


@action
def load_posts(rows, *, by):
    """Posts of organisations. Returns them."""
    posts = _load(Post, _made(Post, rows), by)
    refresh_many(Organization, [row.organization_id for row in posts])
    return posts


@action
def load_people(rows, *, by, holdings=(), contact_points=(), skills=(), seats=()):
    """People with everything that hangs on them, so that the index is written once. Returns the people.

    `holdings`, `contact_points` and `seats` name the person by `person` or `person_id`; `skills` are pairs
    (person key, skill key). Give the people their `id` beforehand. The lines of the index are made from these rows;
    the tables are not read again.
    """
    people, holdings, seats = _made(Person, rows), _made(Holding, holdings), _made(Seat, seats)
    for person in people:
        person.sort_key = person_sort_key(person)
    people = _load(Person, people, by)
    points = _load_attached(by, holdings, contact_points, skills, seats)
    write_new(people, holdings, points, skills, seats)
    return people


@action
def load_holdings(rows, *, by):
    """Holdings of people who are there already. Returns them."""
    holdings = _load(Holding, _made(Holding, rows), by)
    refresh_many(Person, [row.person_id for row in holdings])
    return holdings


@action
def load_contact_points(rows, *, by):
    """Contact points; phones and addresses are brought into their proper form. Returns them."""
    points = _load_points(rows, by)
    posts = Post.objects.filter(pk__in={row.post_id for row in points if row.post_id})
    people = {row.person_id for row in points if row.person_id}
    people.update(Holding.objects.filter(*rules.in_force(), post__in=posts).values_list("person", flat=True))
    organizations = {row.organization_id for row in points if row.organization_id}
    refresh_many(Person, people)
    refresh_many(Organization, organizations | set(posts.values_list("organization", flat=True)))
    refresh_many(Group, {row.group_id for row in points if row.group_id})
    return points


def _form(kind, value):
    """The proper form; a number outside the numbering plan (made up, or of long ago) is kept as it was written."""
    try:
        return normalize(kind, value)
    except Refused:
        digits = re.sub(r"\D", "", value)
        return value, f"+66{digits[1:]}" if digits.startswith("0") else digits or value.casefold()


def _load_points(rows, by):
    points = _made(ContactPoint, rows)
    for point in points:
        point.value, point.folded = _form(point.kind, point.value)
        point.address_digest = digest_of(point.kind, point.folded)
    return _load(ContactPoint, points, by)


def _load_attached(by, holdings, contact_points, skills, seats):
    if holdings:
        _load(Holding, holdings, by)
    points = _load_points(contact_points, by) if contact_points else []
    if skills:
        _load(PersonSkill, [{"person_id": person, "skill_id": skill} for person, skill in skills], by)
    if seats:
        _load(Seat, seats, by)
    return points
