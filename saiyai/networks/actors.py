"""Who acts in a network by a part in it: its coordinators, a unit's delegates, whoever was appointed for a unit."""

from functools import reduce
from operator import or_

from django.db.models import Q

from saiyai.directory.models import Organization
from saiyai.directory.queries import itself_and_below
from saiyai.networks.models import Coordinator, Delegate
from saiyai.policy.actors import LinkHolder
from saiyai.policy.permissions import Permission as P
from saiyai.policy.reach import scopes_of

_rests = []


def tell_rest(rests):
    """A higher module says whose part in the networks rests: `rests(user)`."""
    if rests not in _rests:
        _rests.append(rests)


def in_network(network, by):
    """`by` with the rights of a coordinator of this network, or `by` as they are.

    Nobody runs a network who has no role here any more, or whose membership rests. The trail names the person all the
    same: key and label stay those of the user.
    """
    if not by.is_authenticated or not standing_coordinators(network).filter(person__user=by.pk).exists():
        return by
    if not by.allows(P.OWN_PROFILE) or any(rests(by) for rests in _rests):
        return by
    return LinkHolder(by.actor_label, by.pk, frozenset({P.NETWORK_MANAGE}))


def standing_coordinators(network):
    """Who coordinates a network now."""
    return Coordinator.objects.filter(network=network, ends_on__isnull=True)


def of_unit(participation, by):
    """`by` with the rights of a delegate of this unit, or `by` as they are."""
    mine = Delegate.objects.filter(participation=participation, ends_on__isnull=True, person__user=by.pk)
    if not by.is_authenticated or not mine.exists():
        return by
    return LinkHolder(by.actor_label, by.pk, frozenset({P.PARTICIPATION_LEAVE}))


def coordinates(participation, by):
    """Whether `by` was appointed for this unit, or for one that it stands under."""
    keys = [scope.unit for scope in scopes_of(by, P.PARTICIPATION_COORDINATE) if scope.unit is not None]
    units = [Q(pk__in=itself_and_below(key)) for key in keys]
    own = Organization.objects.filter(pk=participation.organization_id)
    return bool(units) and own.filter(reduce(or_, units)).exists()


def signer(participation):
    """Whoever holds the private link of an invitation: may answer it, and nothing else."""
    return LinkHolder(f"link:{participation.pk}", str(participation.pk), frozenset({P.PARTICIPATION_SIGN}))


def asked_founder(founder):
    """Whoever holds the private link of a founder: may answer for that founder, and nothing else."""
    return LinkHolder(f"link:{founder.person}", _key_of(founder), frozenset({P.FOUNDING_ANSWER}))


def is_asked(founder, by):
    """Whether `by` is the person who was asked: by their account, or by their link."""
    own = founder.person.user_id is not None and founder.person.user_id == by.pk
    return own or (by.allows(P.FOUNDING_ANSWER) and by.pk == _key_of(founder))


def _key_of(founder):
    return f"founder:{founder.pk}"
