"""Members in the chapters of their network: as many as they like, from when to when."""

from django.utils import timezone

from saiyai.audit import trail
from saiyai.membership import rules
from saiyai.membership.models import ChapterSeat, Member
from saiyai.networks.models import Chapter
from saiyai.policy.action import action
from saiyai.policy.lifecycle import Refused


@action
def join_chapter(member, chapter, *, by):
    """A member works in a chapter from today; joined twice, it is once."""
    chapter.refresh_from_db(from_queryset=Chapter.objects.select_for_update())
    member.refresh_from_db(from_queryset=Member._base_manager.select_for_update())
    if reason := rules.why_not_join(member, chapter, by):
        raise Refused(reason)
    seat, _fresh = ChapterSeat.objects.get_or_create(member=member, chapter=chapter, ends_on=None)
    trail.record("chapter.joined", chapter, by=by, member=str(member.pk))
    return seat


@action
def leave_chapter(seat, *, by):
    """A member no longer works in a chapter; that they did stays."""
    seat.refresh_from_db(from_queryset=ChapterSeat.objects.select_for_update())
    if reason := rules.why_not_move(seat.member, by):
        raise Refused(reason)
    if seat.ends_on is None:
        seat.ends_on = timezone.localdate()
        seat.save()
    trail.record("chapter.left", seat.chapter, by=by, member=str(seat.member_id))


def seat_admitted(member, application, by):
    """Who applied for a chapter is in it, if it still stands."""
    chapter = application.chapter
    if chapter is not None and chapter.ends_on is None and chapter.network_id == member.network_id:
        ChapterSeat.objects.create(member=member, chapter=chapter)
        trail.record("chapter.joined", chapter, by=by, member=str(member.pk))
