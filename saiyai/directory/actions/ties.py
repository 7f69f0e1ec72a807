"""Ties between people, groups and organisations: entering, agreeing, ending, taking back."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from saiyai.audit import trail
from saiyai.directory import queries, rules
from saiyai.directory.actions.people import insert, unless, unless_changed, write_fields
from saiyai.directory.models import Group, Tie
from saiyai.policy.action import action
from saiyai.policy.inserting import insert_many
from saiyai.policy.lifecycle import Refused

FIELDS = ("starts_on", "ends_on", "evidence", "source", "reach")


@action
def add_tie(kind, a, b, *, by, id=None, reach=Tie.Reach.MEMBERS, source=Tie.Source.OFFICER, **fields):
    """Join two parties. Where the other side said so already, this one says so too, and no second tie is made."""
    own = _own_end(a, b, by)
    unless(rules.does_not_fit(kind, a, b) or rules.may_not_tie(kind, own, by) or rules.says_too_much(kind, reach))
    unless(rules.lasts_no_time(fields.get("starts_on"), fields.get("ends_on")))
    if rules.ends_of(kind) == ("group", "group"):
        list(Group.objects.select_for_update().filter(pk__in=[a.pk, b.pk]).order_by("pk"))  # two at once make no circle
        unless(rules.grows_in_circles(kind, a, queries.grown_out_of(b)))
    a, b = rules.in_order(kind, a, b)
    known = queries.open_tie(kind, a, b)
    if known is not None and own is not None:
        return confirm_tie(known, by=by)
    if known is not None:
        raise Refused(_("This tie is in the directory already."))
    if own is not None and rules.does_not_keep(by):
        source = Tie.Source.DECLARED
    first, second = rules.ends_of(kind)
    tie = Tie(kind=kind, reach=reach, source=source, **{f"a_{first}": a, f"b_{second}": b})
    write_fields(tie, FIELDS, fields)
    tie.said_by_a, tie.said_by_b = own is not None and own.pk == a.pk, own is not None and own.pk == b.pk
    try:
        with transaction.atomic():
            insert(tie, id)
    except IntegrityError:  # somebody else was first, a moment ago
        known = queries.open_tie(kind, a, b)
        if known is not None and own is not None:
            return confirm_tie(known, by=by)
        raise Refused(_("This tie is in the directory already.")) from None
    trail.record("tie.added", tie, by=by, kind=str(kind), a=str(a.pk), b=str(b.pk))
    return tie


@action
def confirm_tie(tie, *, by):
    """One of the two says so too."""
    tie.refresh_from_db(from_queryset=Tie.objects.select_for_update(of=("self",)))
    own = _own_end(tie.a, tie.b, by)
    if own is None:
        raise Refused(_("Only one of the two can say so."))
    unless(rules.has_ended(tie))
    if tie.withdrawn_because:
        raise Refused(_("This has been taken back already."))
    said = "said_by_a" if own.pk == tie.a.pk else "said_by_b"
    if getattr(tie, said):
        raise Refused(_("You have said so already."))
    setattr(tie, said, True)
    tie.save(update_fields=[said])
    trail.record("tie.confirmed", tie, by=by, kind=str(tie.kind))
    return tie


@action
def change_tie(tie, *, by, seen="", **fields):
    """Correct the days, the evidence, the source or the reach of a tie."""
    unless_changed(tie, seen)
    unless(_is_not_theirs(tie, by))
    changed = write_fields(tie, FIELDS, fields)
    unless(rules.lasts_no_time(tie.starts_on, tie.ends_on) or rules.says_too_much(tie.kind, tie.reach))
    other = queries.open_tie(tie.kind, tie.a, tie.b)
    if tie.ends_on is None and other is not None and other.pk != tie.pk:
        raise Refused(_("This tie is in the directory already."))
    try:
        with transaction.atomic():
            tie.save()
    except IntegrityError:
        raise Refused(_("This tie is in the directory already.")) from None
    trail.record("tie.changed", tie, by=by, fields=sorted(changed))
    return tie


@action
def end_tie(tie, *, by, on=None):
    """A tie ends; it stays as history. `on` is its last day."""
    on = on or timezone.localdate()
    tie.refresh_from_db(from_queryset=Tie.objects.select_for_update(of=("self",)))
    unless(_is_not_theirs(tie, by) or rules.has_ended(tie) or rules.ends_before_start(tie, on))
    tie.ends_on = on
    tie.save(update_fields=["ends_on"])
    trail.record("tie.ended", tie, by=by, on=on)
    return tie


@action
def withdraw_tie(tie, *, by, reason):
    """Take back what was never true. It is shown to nobody any more; that it was entered stays on the record."""
    tie.refresh_from_db(from_queryset=Tie.objects.select_for_update(of=("self",)))
    unless(_is_not_theirs(tie, by))
    if not reason.strip():
        raise Refused(_("Please say why the entry was wrong."))
    if tie.withdrawn_because:
        raise Refused(_("This has been taken back already."))
    tie.withdrawn_because = reason.strip()
    tie.save(update_fields=["withdrawn_because"])
    trail.record("tie.withdrawn", tie, by=by, kind=str(tie.kind))
    return tie


@action
def load_ties(ties, *, by):
    """Add many ties at once, records or mappings, each with its ends in order; for demonstration data and imports.

    They may come one after the other from anywhere: none is kept. Returns how many.
    """
    unless(rules.does_not_keep(by))
    count = insert_many(Tie, ties)
    trail.record("tie.loaded", ("directory.tie", "many"), by=by, count=count)
    return count


def _own_end(a, b, by):
    """The end that is the actor's own entry, or None."""
    return next((end for end in (a, b) if end._meta.model_name == "person" and rules.owns(by, end)), None)


def _is_not_theirs(tie, by):
    """Keepers change every tie; one of the two only what that one said alone."""
    if not rules.does_not_keep(by) or rules.is_alone_in_saying(tie, by):
        return ""
    return _("You do not have permission to do this.")
