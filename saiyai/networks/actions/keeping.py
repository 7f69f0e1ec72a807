"""The life of a network, what is written about it, and its chapters."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from saiyai.audit import trail
from saiyai.networks import rules
from saiyai.networks.actions import telling
from saiyai.networks.models import Chapter, Network
from saiyai.policy.action import action
from saiyai.policy.lifecycle import Refused
from saiyai.thai.text import tidy


def _move(network, name, by, reason="", **columns):
    rules.NETWORK.move(network, name, by=by)
    for column, value in columns.items():
        setattr(network, column, value)
    network.save()
    trail.record(f"network.{name}", network, by=by, status=network.status, reason=reason)


def need_reason(reason):
    """Who is refused is told why."""
    if not reason.strip():
        raise Refused(_("Please write the reason."))


@action
def approve(network, *, by):
    """A proposal may form: its charter is finished, people join. Its founders are told."""
    _move(network, "approve", by)
    telling.tell_founders(network)


@action
def turn_down(network, *, by, reason):
    """A proposal is not followed, and those who proposed it read why."""
    need_reason(reason)
    _move(network, "turn_down", by, reason, closed_on=timezone.localdate(), closed_because=reason)
    telling.tell_founders(network, reason)


@action
def open_network(network, *, by):
    """A network that formed goes to work."""
    _move(network, "open", by, opened_on=timezone.localdate())


@action
def fall_dormant(network, *, by, last_sign):
    """A network without a sign of life sleeps, until somebody wakes it."""
    _move(network, "fall_dormant", by, quiet_since=last_sign or network.proposed_on)


@action
def wake(network, *, by):
    """A sleeping network goes on; the day counts as a sign of life."""
    _move(network, "wake", by, quiet_since=None, opened_on=timezone.localdate())


@action
def close(network, *, by, reason):
    """A network ends; its page and its history stay for those who look after networks."""
    need_reason(reason)
    _move(network, "close", by, reason, closed_on=timezone.localdate(), closed_because=reason)


@action
def change_network(network, *, by, **fields):
    """Correct what is written about a network."""
    if not rules.may_manage(network, by):
        raise Refused(_("You do not have permission to do this."))
    network.refresh_from_db(from_queryset=Network.objects.select_for_update())
    if network.status == Network.Status.CLOSED:
        raise Refused(_("This network is closed."))
    changed = [name for name in ("name_th", "name_en", "about_th", "about_en") if name in fields
               and getattr(network, name) != fields[name]]  # fmt: skip
    for name in changed:
        setattr(network, name, fields[name])
    network.save()
    trail.record("network.changed", network, by=by, fields=changed)


@action
def add_chapter(network, kind, name_th, *, by, name_en="", province_code="", ministry=None):
    """A chapter of a province, of a ministry or for a theme."""
    _may_shape(network, by)
    try:
        with transaction.atomic():
            chapter = Chapter.objects.create(
                network=network, kind=kind, name_th=tidy(name_th), name_en=tidy(name_en),
                province_code=province_code if kind == Chapter.Kind.PROVINCE else "",
                ministry=ministry if kind == Chapter.Kind.MINISTRY else None,
            )  # fmt: skip
    except IntegrityError:
        raise Refused(_("There is such a chapter already, or the province or ministry is missing.")) from None
    trail.record("chapter.added", chapter, by=by, network=str(network.pk), kind=str(kind))
    return chapter


@action
def end_chapter(chapter, *, by):
    """A chapter ends today; what it was stays."""
    _may_shape(chapter.network, by)
    chapter.refresh_from_db(from_queryset=Chapter.objects.select_for_update())
    if chapter.ends_on:
        raise Refused(_("This chapter has ended already."))
    chapter.ends_on = timezone.localdate()
    chapter.save()
    trail.record("chapter.ended", chapter, by=by, network=str(chapter.network_id))


def _may_shape(network, by):
    if not rules.may_manage(network, by):
        raise Refused(_("You do not have permission to do this."))
    if network.status == Network.Status.CLOSED:
        raise Refused(_("This network is closed."))
