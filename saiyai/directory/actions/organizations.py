"""Organisations and what is written about them."""

from django.utils.translation import gettext as _

from saiyai.audit import trail
from saiyai.directory import rules
from saiyai.directory.actions.indexing import refresh_around
from saiyai.directory.actions.people import PROFILE, insert, unless, unless_changed, write_fields
from saiyai.directory.models import Organization, Placement
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
def add_organization(name_th, kind, *, by, parent=None, placed_from=None, id=None, **fields):
    """Add an organisation, under another one if `parent` is named. An `id` known before saving is saved once."""
    unless(rules.does_not_keep(by))
    organization = Organization()
    write_fields(organization, FIELDS, {"name_th": clean(name_th), "kind": kind, **fields})
    if not organization.name_th:
        raise Refused(_("An organisation needs a name."))
    unless(rules.lasts_no_time(organization.starts_on, organization.ends_on))
    organization.sort_key = sort_key(organization.name_th)
    insert(organization, id)
    if parent is not None:
        unless(placed_from and rules.is_not_there(parent, placed_from))
        Placement.objects.create(child=organization, parent=parent, starts_on=placed_from)
    refresh_around(organization)
    trail.record("organization.added", organization, by=by, kind=str(kind))
    return organization


@action
def change_organization(organization, *, by, seen="", **fields):
    """Correct what is written about an organisation. A change of name by law is a reorganisation, not this."""
    unless(rules.does_not_keep(by))
    unless_changed(organization, seen)
    changed = write_fields(organization, FIELDS, fields)
    unless(rules.lasts_no_time(organization.starts_on, organization.ends_on))
    organization.sort_key = sort_key(organization.name_th)
    organization.save()
    refresh_around(organization)
    trail.record("organization.changed", organization, by=by, fields=sorted(changed))
    return organization
