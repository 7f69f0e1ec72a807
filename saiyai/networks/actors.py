"""Who acts in a network by a part in it, and not by a role of the house: its coordinators."""

from saiyai.networks.models import Coordinator
from saiyai.policy.actors import LinkHolder
from saiyai.policy.permissions import Permission as P


def in_network(network, by):
    """`by` with the rights of a coordinator of this network, or `by` as they are.

    The trail names the person all the same: key and label stay those of the user.
    """
    if not by.is_authenticated or not standing_coordinators(network).filter(person__user=by.pk).exists():
        return by
    return LinkHolder(by.actor_label, by.pk, frozenset({P.NETWORK_MANAGE}))


def standing_coordinators(network):
    """Who coordinates a network now."""
    return Coordinator.objects.filter(network=network, ends_on__isnull=True)
