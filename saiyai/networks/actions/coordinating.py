"""Who runs a network from day to day: named and ended, with the days kept."""

from django.utils import timezone
from django.utils.translation import gettext as _

from saiyai.audit import trail
from saiyai.networks import rules
from saiyai.networks.actions import telling
from saiyai.networks.models import Coordinator, Network
from saiyai.policy.action import action
from saiyai.policy.lifecycle import Refused


def _may_name(network, by):
    if not rules.may_manage(network, by):
        raise Refused(_("You do not have permission to do this."))
    network.refresh_from_db(from_queryset=Network.objects.select_for_update())
    if network.status == Network.Status.CLOSED:
        raise Refused(_("This network is closed."))


@action
def name_coordinator(network, person, *, by):
    """Somebody runs a network from today, and is told so."""
    _may_name(network, by)
    row, fresh = Coordinator.objects.get_or_create(network=network, person=person, ends_on=None)
    if not fresh:
        raise Refused(_("This person coordinates the network already."))
    telling.tell_coordinator(row)
    trail.record("network.coordinator_named", network, by=by, person=str(person.pk))
    return row


@action
def end_coordinator(coordinator, *, by):
    """Somebody no longer runs a network; the days stay. The last one goes only when another has been named."""
    network = coordinator.network
    _may_name(network, by)
    coordinator.refresh_from_db(from_queryset=Coordinator.objects.select_for_update())
    if coordinator.ends_on:
        raise Refused(_("This has ended already."))
    if reason := rules.is_last_coordinator(coordinator, by):
        raise Refused(reason)
    coordinator.ends_on = timezone.localdate()
    coordinator.save()
    telling.tell_coordinator(coordinator)
    trail.record("network.coordinator_ended", network, by=by, person=str(coordinator.person_id))
