"""Telling the members of a network something, in steps that survive a killed worker."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from saiyai.audit import trail
from saiyai.membership import queries
from saiyai.membership.models import Announcement
from saiyai.networks.actors import in_network
from saiyai.networks.rules import may_manage
from saiyai.notify import outbox, writing
from saiyai.policy.action import action
from saiyai.policy.lifecycle import Refused

AT_ONCE = 2000


def _unless_runs(network, by):
    if not may_manage(network, in_network(network, by)):
        raise Refused(_("You do not have permission to do this."))


@action
def announce(network, title, body, *, by, chapter=None, province_code="", saved=None, id=None):
    """Begin to tell the members; with a saved filter, those whom it leaves of those that `by` sees. The same form sent
    twice is one announcement. What the filter said is kept with it; whom it leaves is looked up as it is sent."""
    _unless_runs(network, by)
    if network.status == network.Status.CLOSED:
        raise Refused(_("This network is closed."))
    if known := _made_before(id, network, by):
        return known
    if chapter is not None and chapter.network_id != network.pk:
        raise Refused(_("This chapter belongs to another network."))
    narrowed, kept = _filter_of(saved, by)
    members, readers = queries.reach_of(network, chapter, province_code, narrowed)
    if not readers:
        raise Refused(_("Nobody would be told: no member there has an account."))
    made = Announcement(
        network=network, chapter=chapter, province_code=province_code, title=writing.one_line(title)[:120],
        body=body.strip(), made_by_id=by.pk, **kept,
    )  # fmt: skip
    made.pk = id or made.pk
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:  # the same form at the same moment
        return _made_before(id, network, by)
    # The trail never forgets: it says by what was filtered, not the words that somebody may have typed.
    trail.record(
        "announcement.made", made, by=by, members=members, readers=readers, filtered_by=sorted(made.filter_query)
    )
    return made


def _filter_of(saved, by):
    """(the filter as `by` may use it, what of it is kept with the announcement)."""
    if saved is None:
        return None, {}
    if not queries.visible_filters(by).filter(pk=saved.pk).exists():
        raise Refused(_("You do not have permission to do this."))
    if not queries.holds_still(saved.list, saved.query):
        raise Refused(_("This filter no longer holds: something that it chooses is not there any more."))
    kept = {"filter_name": saved.name, "filter_list": saved.list, "filter_query": saved.query}
    return queries.Narrowed(saved.list, saved.query, by), kept


def _made_before(id, network, by):
    """The announcement of this form, if it was sent before; that of somebody else is none of theirs."""
    known = Announcement.objects.filter(pk=id).first() if id else None
    if known is not None:
        if (known.network_id, known.made_by_id) != (network.pk, by.pk):
            raise Refused(_("You do not have permission to do this."))
        trail.record("announcement.made_again", known, by=by)
    return known


@action
def stop_announcement(announcement, *, by):
    """Tell nobody more. Who was told stays told."""
    _unless_runs(announcement.network, by)
    announcement.refresh_from_db(from_queryset=Announcement.objects.select_for_update(of=("self",)))
    if announcement.status != Announcement.Status.SENDING:
        raise Refused(_("It has been sent already."))
    announcement.status, announcement.ended_at = Announcement.Status.STOPPED, timezone.now()
    announcement.save()
    trail.record("announcement.stopped", announcement, by=by, told=announcement.told)


@action
def tell_next(announcement, *, by, count=AT_ONCE):
    """Tell the next members; all of this step or nobody. Returns whether there are more."""
    announcement.refresh_from_db(from_queryset=Announcement.objects.select_for_update(of=("self",)))
    if announcement.status != Announcement.Status.SENDING:
        trail.record("announcement.passed_over", announcement, by=by)
        return False
    step = queries.next_to_tell(announcement, count)
    told = outbox.tell_many(
        {reader for _member, reader in step if reader}, purpose="announcement", title=announcement.title, body=announcement.body,
        page=queries.page_of(announcement), about=announcement,
    )  # fmt: skip
    announcement.told += told
    more = len(step) == count
    if step:
        announcement.cursor = step[-1][0]
    if not more:
        announcement.status, announcement.ended_at = Announcement.Status.SENT, timezone.now()
    announcement.save()
    trail.record("announcement.told", announcement, by=by, told=told, whole=not more)
    return more
