"""Groups and who is in them."""

from django.utils import timezone
from django.utils.translation import gettext as _

from saiyai.audit import trail
from saiyai.directory import rules
from saiyai.directory.actions.indexing import refresh, refresh_many
from saiyai.directory.actions.people import PROFILE, insert, unless, unless_changed, write_fields
from saiyai.directory.actions.posts import later
from saiyai.directory.models import Group, Person, Seat
from saiyai.policy.action import action
from saiyai.policy.lifecycle import Refused
from saiyai.thai.collation import sort_key
from saiyai.thai.names import clean

FIELDS = ("kind", "name_th", "name_en", "about", "province_code", "starts_on", "ends_on", *PROFILE)


@action
def add_group(name_th, *, by, kind=Group.Kind.WORKING, id=None, **fields):
    """Add a working group, club, chapter or civic group. An `id` known before saving is saved once."""
    unless(rules.does_not_keep(by))
    group = Group()
    write_fields(group, FIELDS, {"kind": kind, "name_th": clean(name_th), **fields})
    if not group.name_th:
        raise Refused(_("A group needs a name."))
    unless(rules.lasts_no_time(group.starts_on, group.ends_on))
    group.sort_key = sort_key(group.name_th)
    insert(group, id)
    refresh(group)
    trail.record("group.added", group, by=by, kind=str(group.kind))
    return group


@action
def change_group(group, *, by, seen="", **fields):
    """Change what is written about a group."""
    unless(rules.does_not_keep(by))
    unless_changed(group, seen)
    changed = write_fields(group, FIELDS, fields)
    unless(rules.lasts_no_time(group.starts_on, group.ends_on))
    group.sort_key = sort_key(group.name_th)
    group.save()
    refresh(group)
    refresh_many(Person, list(Seat.objects.filter(group=group).values_list("person", flat=True)))
    trail.record("group.changed", group, by=by, fields=sorted(changed))
    return group


@action
def end_group(group, *, by, on=None):
    """A group ends; who is in it is in it until that day."""
    unless(rules.does_not_keep(by))
    on = on or timezone.localdate()
    group.refresh_from_db(from_queryset=Group.objects.select_for_update())
    unless(rules.has_ended(group) or rules.ends_before_start(group, on))
    seats = list(Seat.objects.select_for_update().filter(group=group, ends_on__isnull=True))
    for row in seats:
        row.ends_on = later(on, row.starts_on)
    Seat.objects.bulk_update(seats, ["ends_on"])
    group.ends_on = on
    group.save(update_fields=["ends_on"])
    refresh(group)
    refresh_many(Person, [row.person_id for row in seats])
    trail.record("group.ended", group, by=by, on=on, seats=len(seats))


@action
def seat(person, group, *, by, role="", starts_on=None):
    """Somebody joins a group."""
    unless(rules.does_not_keep(by))
    unless(rules.is_closed(group, starts_on))
    if Seat.objects.filter(person=person, group=group, ends_on__isnull=True).exists():
        raise Refused(_("This person is in this group already."))
    row = Seat.objects.create(person=person, group=group, role=role, starts_on=starts_on)
    refresh(person)
    trail.record("seat.taken", row, by=by, person=str(person.pk), group=str(group.pk))
    return row


@action
def unseat(row, *, by, on=None):
    """Somebody leaves a group; `on` is the last day in it."""
    unless(rules.does_not_keep(by))
    on = on or timezone.localdate()
    row.refresh_from_db(from_queryset=Seat.objects.select_for_update())
    unless(rules.has_ended(row) or rules.ends_before_start(row, on))
    row.ends_on = on
    row.save(update_fields=["ends_on"])
    refresh(row.person)
    trail.record("seat.left", row, by=by, on=on)
    return row


@action
def change_seat(row, *, by, role, starts_on, ends_on):
    """Correct somebody's part in a group: what they do there, and from when to when."""
    unless(rules.does_not_keep(by))
    row.refresh_from_db(from_queryset=Seat.objects.select_for_update())
    unless(rules.lasts_no_time(starts_on, ends_on))
    others = Seat.objects.filter(person=row.person_id, group=row.group_id, ends_on__isnull=True).exclude(pk=row.pk)
    if ends_on is None and others.exists():
        raise Refused(_("This person is in this group already."))
    changed = write_fields(
        row, ("role", "starts_on", "ends_on"), {"role": role, "starts_on": starts_on, "ends_on": ends_on}
    )
    row.save()
    refresh(row.person)
    trail.record("seat.changed", row, by=by, fields=sorted(changed))
    return row
