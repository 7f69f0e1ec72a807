"""Where organisations stand in the trees, from when to when."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from saiyai.audit import trail
from saiyai.directory import queries, rules
from saiyai.directory.actions.indexing import refresh_around
from saiyai.directory.actions.people import unless
from saiyai.directory.models import Organization, Placement
from saiyai.policy.action import action
from saiyai.policy.lifecycle import Refused


@action
def place(organization, parent, *, by, on=None, tree=Placement.Tree.COMMAND):
    """Put an organisation under another one from a day on; where it stood before ends the day before."""
    unless(rules.does_not_keep(by))
    Organization.objects.select_for_update().get(pk=organization.pk)
    unless(rules.would_circle(organization, parent, queries.ever_above(parent, on, tree)))
    unless(on and (rules.is_not_there(parent, on) or rules.is_not_there(organization, on)))
    rows = Placement.objects.select_for_update().filter(child=organization, tree=tree)
    before = rows.filter(ends_on__isnull=True).first()
    if before is not None:
        if on is None or (before.starts_on and before.starts_on >= on):
            raise Refused(
                _("It stands elsewhere since that day or later."), _("Choose a day after it was placed there.")
            )
        before.ends_on = on - timedelta(days=1)
        before.save(update_fields=["ends_on"])
    unless(rules.overlaps(rows.all(), on))
    placement = Placement.objects.create(child=organization, parent=parent, tree=tree, starts_on=on)
    refresh_around(organization)
    trail.record("organization.placed", organization, by=by, parent=str(parent.pk), on=on, tree=str(tree))
    return placement


@action
def end_placement(placement, *, by, on=None):
    """An organisation no longer stands under another one; `on` is the last day there."""
    unless(rules.does_not_keep(by))
    on = on or timezone.localdate()
    _lock(placement)
    unless(rules.has_ended(placement) or rules.ends_before_start(placement, on))
    placement.ends_on = on
    placement.save(update_fields=["ends_on"])
    _told("organization.unplaced", placement, by, on=on)


@action
def correct_placement(placement, *, by, starts_on, ends_on):
    """The days were written down wrongly."""
    unless(rules.does_not_keep(by))
    _lock(placement)
    others = Placement.objects.filter(child=placement.child_id, tree=placement.tree).exclude(pk=placement.pk)
    unless(rules.lasts_no_time(starts_on, ends_on) or rules.overlaps(others, starts_on, ends_on))
    above = queries.ever_above(placement.parent, starts_on, placement.tree)
    unless(rules.would_circle(placement.child, placement.parent, above))
    facts = {"was_from": placement.starts_on, "was_until": placement.ends_on}
    placement.starts_on, placement.ends_on = starts_on, ends_on
    placement.save(update_fields=["starts_on", "ends_on"])
    _told("organization.placement_corrected", placement, by, starts_on=starts_on, ends_on=ends_on, **facts)


@action
def drop_placement(placement, *, by):
    """It never stood there: the entry was a mistake. The trail keeps what it said."""
    unless(rules.does_not_keep(by))
    _lock(placement)
    facts = {"was_from": placement.starts_on, "was_until": placement.ends_on}
    child = placement.child
    Placement.objects.filter(pk=placement.pk).delete()
    refresh_around(child)
    trail.record("organization.placement_dropped", child, by=by, parent=str(placement.parent_id), **facts)


def _lock(placement):
    try:
        placement.refresh_from_db(from_queryset=Placement.objects.select_for_update())
    except Placement.DoesNotExist:
        raise Refused(_("This entry was taken out already.")) from None


def _told(verb, placement, by, **facts):
    refresh_around(placement.child)
    trail.record(verb, placement.child, by=by, parent=str(placement.parent_id), tree=str(placement.tree), **facts)
