"""A keeper decides on what somebody said of their post."""

from django.utils import timezone
from django.utils.translation import gettext as _

from saiyai.audit import trail
from saiyai.directory import rules
from saiyai.directory.actions.posts import end_holding, take_post
from saiyai.directory.models import Correction, Post
from saiyai.policy.action import action
from saiyai.policy.lifecycle import Refused


@action
def accept_correction(correction, *, by, on, organization=None, title=""):
    """It is so: the holding ends on that day, or on the day before the new post begins in that organisation."""
    rules.CORRECTION.move(correction, "accept", by=by)
    held = correction.holding
    if correction.kind == Correction.Kind.GONE:
        end_holding(held, by=by, on=on)
    else:
        new = _take(correction, organization, title, on, by)
        new.confirmed_on = timezone.localdate(correction.made_at)
        new.save(update_fields=["confirmed_on"])
    _decide(correction, by, "")
    trail.record("correction.accepted", correction, by=by, kind=correction.kind, on=on)
    return correction


def _take(correction, organization, title, on, by):
    if organization is None or not title.strip():
        raise Refused(_("Please choose the organisation, and type the post."))
    held = correction.holding
    posts = Post.objects.filter(*rules.in_force(on), organization=organization, title_th=title.strip())
    post = posts.order_by("pk").first()
    return take_post(
        correction.person, organization, by=by, on=on, post=post, new_post="" if post else title,
        leaving=held if held.ends_on is None else None, standing=held.standing,
    )  # fmt: skip


@action
def refuse_correction(correction, *, by, reason):
    """It is not so, or not enough is known; the post stays as it is."""
    rules.CORRECTION.move(correction, "refuse", by=by)
    if not reason.strip():
        raise Refused(_("Please write the reason."))
    _decide(correction, by, reason.strip())
    trail.record("correction.not_accepted", correction, by=by)
    return correction


def _decide(correction, by, reason):
    correction.decided_by_id = None if by.pk == "system" else by.pk
    correction.decided_at, correction.reason = timezone.now(), reason
    correction.save()
