"""What networks do by themselves."""

from django.utils import timezone

from saiyai.networks import actions, queries, rules
from saiyai.networks.models import Network
from saiyai.policy.actors import SYSTEM


def find_dormant(now):
    """Every night: a network without a sign of life for half a year sleeps. A new one gets the same time."""
    today, last = timezone.localdate(now), queries.last_signs()
    found = 0
    for network in Network.objects.filter(status=Network.Status.ACTIVE):
        sign = max(filter(None, (last.get(network.pk), network.opened_on, network.proposed_on)))
        if rules.is_dormant(sign, today):
            actions.fall_dormant(network, by=SYSTEM, last_sign=sign)
            found += 1
    return str(found)
