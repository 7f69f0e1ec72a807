"""What networks do by themselves."""

from django.utils import timezone

from saiyai.networks import actions, queries, rules
from saiyai.networks.models import Network
from saiyai.policy.actors import SYSTEM

TOLD_AT_ONCE = 200
ROUNDS = 10


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


def tell_charters(now):
    """Members are told of a charter that waits to be read, some at a time: who was told before a stop is not told twice."""
    told = 0
    for version in queries.charters_to_tell():
        current = rules.charter_of(version.network)
        for _round in range(ROUNDS):
            users = queries.readers_to_tell(version, TOLD_AT_ONCE) if version.pk == current.pk else []
            told += actions.tell_charter(version, users, by=SYSTEM)
            if not users:
                break
    return str(told)
