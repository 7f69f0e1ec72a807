"""Ways to reach a person, a post, an organisation or a group."""

import uuid

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils import timezone
from django.utils.translation import gettext as _

from saiyai.audit import trail
from saiyai.directory import rules
from saiyai.directory.actions.indexing import refresh, refresh_many
from saiyai.directory.actions.people import unless
from saiyai.directory.models import ContactPoint, Person, Post
from saiyai.notify.queries import address_digest
from saiyai.policy.action import action
from saiyai.policy.lifecycle import Refused
from saiyai.thai.phones import check_phone, format_phone
from saiyai.thai.text import tidy

Kind = ContactPoint.Kind
LONGEST = 500


def normalize(kind, value):
    """(value as it is used, folded as it is compared), or Refused with what is wrong."""
    value = tidy(value)[:LONGEST]
    if not value:
        raise Refused(_("Please enter how to reach them."))
    if kind == Kind.PHONE:
        found = check_phone(value)
        if not found.ok:
            raise Refused(_(found.message) % found.params)
        return format_phone(value), found.normal
    try:
        if kind == Kind.EMAIL:
            validate_email(value.lower())
            return value.lower(), value.lower()
        if kind == Kind.WEBSITE:
            value = value if "://" in value else f"https://{value}"
            URLValidator(schemes=["http", "https"])(value)
    except ValidationError as problem:
        raise Refused(problem.messages[0]) from problem
    return value, value.casefold()


def _owner_of(point):
    return point.person or point.post or point.organization or point.group


def _refresh_owner(owner):
    if isinstance(owner, Post):
        refresh(owner.organization)
        people = owner.holdings.filter(*rules.in_force()).values_list("person", flat=True)
        refresh_many(Person, list(people))
    else:
        refresh(owner)


def digest_of(kind, folded):
    """By what mail that came back is known; nothing for what is no e-mail."""
    return address_digest(folded) if kind == Kind.EMAIL else ""


def _is_own(owner, by):
    return isinstance(owner, Person) and rules.owns(by, owner)


def _may_change(owner, by):
    return rules.is_not_theirs(owner if isinstance(owner, Person) else None, by)


@action
def add_contact_point(
    owner, kind, value, *, by, reach=ContactPoint.Reach.OFFICERS, verified_on=None, said_by_self=False
):
    """Add a way to reach somebody; a number or address that is there already is kept as it is."""
    unless(_may_change(owner, by))
    value, folded = normalize(kind, value)
    name = owner._meta.model_name
    mine = ContactPoint.objects.filter(**{name: owner}, kind=kind, folded=folded, ends_on__isnull=True)
    point = mine.first() or ContactPoint(id=uuid.uuid4(), **{name: owner}, kind=kind, folded=folded)
    point.value, point.reach, point.address_digest = value, reach, digest_of(kind, folded)
    if verified_on:
        point.verified_on, point.said_by_self = verified_on, said_by_self or _is_own(owner, by)
    point.save()
    _refresh_owner(owner)
    trail.record("contact_point.added", point, by=by, owner=owner._meta.label_lower, key=str(owner.pk), kind=str(kind))
    return point


@action
def replace_contact_point(point, value, *, by, said_by_self=False):
    """Another number or address instead of this one, shown to the same people; the old one stays on record."""
    owner = _owner_of(point)
    _value, folded = normalize(point.kind, value)
    if folded == point.folded:
        if not said_by_self:
            raise Refused(_("This is the same number or address."))
        return verify_contact_point(point, by=by, said_by_self=True)
    end_contact_point(point, by=by)
    today = timezone.localdate() if said_by_self else None  # who corrects an address has not tried it yet
    return add_contact_point(
        owner, point.kind, value, by=by, reach=point.reach, verified_on=today, said_by_self=said_by_self
    )


@action
def verify_contact_point(point, *, by, on=None, said_by_self=False):
    """Somebody was reached by it on this day, or says so themselves: it is right."""
    on = on or timezone.localdate()
    unless(_may_change(_owner_of(point), by))
    if on > timezone.localdate():
        raise Refused(_("The day lies in the future."))
    point.verified_on, point.said_by_self = on, said_by_self or _is_own(_owner_of(point), by)
    point.save(update_fields=["verified_on", "said_by_self"])
    trail.record("contact_point.verified", point, by=by, on=on, said_by_self=point.said_by_self)
    return point


@action
def set_reach(point, reach, *, by):
    """Who may see it: officers only, or members as well."""
    unless(_may_change(_owner_of(point), by))
    point.reach = ContactPoint.Reach(reach)
    point.save(update_fields=["reach"])
    _refresh_owner(_owner_of(point))
    trail.record("contact_point.reach_set", point, by=by, reach=str(point.reach))
    return point


@action
def end_contact_point(point, *, by, on=None):
    """It is no longer in use; it stays on record, so that an old number still tells namesakes apart."""
    unless(_may_change(_owner_of(point), by))
    unless(rules.has_ended(point))
    point.ends_on = on or timezone.localdate()
    point.save(update_fields=["ends_on"])
    _refresh_owner(_owner_of(point))
    trail.record("contact_point.ended", point, by=by, on=point.ends_on)
    return point


@action
def digest_addresses(*, by, count=5000):
    """Addresses that were entered before their digests were kept, a part at a time. Returns how many were done."""
    rows = list(ContactPoint.objects.filter(kind=Kind.EMAIL, address_digest="").order_by("pk")[:count])
    for point in rows:
        point.address_digest = digest_of(point.kind, point.folded)
    ContactPoint.objects.bulk_update(rows, ["address_digest"], batch_size=500)
    trail.record("contact_point.digested", ("directory.contactpoint", "all"), by=by, count=len(rows))
    return len(rows)
