"""Charters: written by one, published by another, read by the members."""

from django.utils import timezone
from django.utils.translation import gettext as _

from saiyai.audit import trail
from saiyai.networks import queries, rules
from saiyai.networks.actions import telling
from saiyai.networks.actions.keeping import need_reason
from saiyai.networks.models import Acknowledgement, CharterVersion, Network
from saiyai.policy.action import action
from saiyai.policy.lifecycle import Refused

S = CharterVersion.Status
TEXTS = ("objectives_th", "objectives_en", "rules_th", "rules_en", "change_th", "change_en")


def _may_write(network, by):
    if not rules.may_manage(network, by):
        raise Refused(_("You do not have permission to do this."))
    network.refresh_from_db(from_queryset=Network.objects.select_for_update())
    if network.status == Network.Status.CLOSED:
        raise Refused(_("This network is closed."))


@action
def write_charter(network, *, by, changes_meaning=True, seen=None, **texts):
    """Write the draft of the next version. What was published is never rewritten.

    `seen` is the stamp of the draft that the form was opened with, "" where there was none.
    """
    _may_write(network, by)
    draft = network.charters.filter(status=S.DRAFT).first()
    if seen is not None and seen != rules.stamp_of(draft):
        raise Refused(
            _("Somebody changed the draft after you opened it. What you typed stands below; save again to keep it.")
        )
    if draft is None:
        last = network.charters.order_by("-number").first()
        draft = CharterVersion(network=network, number=last.number + 1 if last else 1)
    for name in TEXTS:
        setattr(draft, name, texts.get(name, ""))
    if not (draft.objectives_th.strip() and draft.rules_th.strip()):
        raise Refused(_("A charter needs its objectives and its rules."))
    draft.changes_meaning = changes_meaning or draft.number == 1
    draft.written_by_id = by.pk if by.is_authenticated or by.pk != "system" else None
    draft.save()
    trail.record("charter.written", draft, by=by, network=str(network.pk), number=draft.number)
    return draft


@action
def publish_charter(version, *, by, seen=None):
    """The draft comes into force today. Who wrote it does not publish it. `seen` is the stamp of what was read."""
    _may_write(version.network, by)
    version.refresh_from_db(from_queryset=CharterVersion.objects.select_for_update())
    if version.status != S.DRAFT:
        raise Refused(_("This version has been published already."))
    if reason := rules.wrote_it(version, by):
        raise Refused(reason)
    if seen is not None and seen != rules.stamp_of(version):
        raise Refused(_("The draft was changed while you were reading."), _("Please read it once more."))
    version.status, version.published_on = S.PUBLISHED, timezone.localdate()
    version.told_on = None if version.changes_meaning else version.published_on
    version.save()
    trail.record(
        "charter.published", version, by=by, network=str(version.network_id), number=version.number,
        changes_meaning=version.changes_meaning,
    )  # fmt: skip


@action
def tell_charter(version, users, *, by):
    """Tell these members of a version that waits to be read. With none left, everybody has been told."""
    told = telling.tell_of_charter(version, users) if users else 0
    if not users:
        version.told_on = timezone.localdate()
        version.save(update_fields=["told_on"])
    trail.record("charter.told", version, by=by, network=str(version.network_id), count=told)
    return told


@action
def withdraw_charter(version, *, by, reason):
    """A version that should not have been published no longer counts; the one before is in force again."""
    need_reason(reason)
    _may_write(version.network, by)
    version.refresh_from_db(from_queryset=CharterVersion.objects.select_for_update())
    if version.status != S.PUBLISHED:
        raise Refused(_("Only a published version is withdrawn."))
    version.status, version.withdrawn_on, version.withdrawn_because = S.WITHDRAWN, timezone.localdate(), reason
    version.save()
    trail.record("charter.withdrawn", version, by=by, network=str(version.network_id), number=version.number)


@action
def acknowledge(version, *, by):
    """A member has read the version in force. One that was withdrawn or replaced meanwhile is not acknowledged."""
    if not queries.belongs(version.network, by):
        raise Refused(_("Only members of this network acknowledge its charter."))
    # The lock that publishing and withdrawing take as well: none of them slips in between.
    Network.objects.select_for_update().get(pk=version.network_id)
    version.refresh_from_db(from_queryset=CharterVersion.objects.select_for_update())
    current = rules.charter_of(version.network)
    if current is None or current.pk != version.pk:
        raise Refused(
            _("The charter changed while you were reading."), _("Please read the version that is in force now.")
        )
    Acknowledgement.objects.get_or_create(version=version, user_id=by.pk)
    trail.record("charter.acknowledged", version, by=by, network=str(version.network_id), number=version.number)
