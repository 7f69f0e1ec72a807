"""Saving a list as it is narrowed, under a name."""

from django.utils.translation import gettext as _

from saiyai.audit import trail
from saiyai.membership import queries
from saiyai.membership.models import SavedFilter
from saiyai.networks.actors import in_network
from saiyai.networks.rules import may_manage
from saiyai.policy.action import action
from saiyai.policy.lifecycle import Refused
from saiyai.policy.permissions import Permission as P
from saiyai.thai.text import tidy

Reach = SavedFilter.Reach
MOST = 50  # of one person


@action
def save_filter(name, list, query, *, by, office=None, network=None):
    """Keep a filter: for oneself, or for an office or a network that one works for."""
    if not queries.may_use_list(by, list) or not _may_share(by, office, network):
        raise Refused(_("You do not have permission to do this."))
    if not queries.holds_still(list, query):
        raise Refused(_("Nothing is chosen on this list. Choose what it should be narrowed by, and save it then."))
    if SavedFilter.objects.filter(owner=by.pk).count() >= MOST:
        raise Refused(_("You have 50 saved filters. Remove one that you do not need."))
    reach = Reach.OFFICE if office else Reach.NETWORK if network else Reach.OWN
    saved = SavedFilter.objects.create(
        name=tidy(name)[:80], list=list, query=query, reach=reach, owner_id=by.pk, office=office, network=network
    )
    trail.record("savedfilter.saved", saved, by=by, list=str(list), reach=str(reach), chosen=sorted(query))
    return saved


def _may_share(by, office, network):
    if office and network:
        return False
    if office is not None:
        return by.allows(P.MEMBER_READ, office=office)
    return network is None or may_manage(network, in_network(network, by))


@action
def remove_filter(saved, *, by):
    """Take a filter away: one's own, or one that is shared with those who may share it as well."""
    shared = saved.reach != Reach.OWN and _may_share(by, saved.office, saved.network)
    if saved.owner_id != by.pk and not shared:
        raise Refused(_("You do not have permission to do this."))
    trail.record("savedfilter.removed", saved, by=by)
    saved.delete()


@action
def forget_filters(user, *, by):
    """The filters that somebody kept for themselves; those that are shared stay, without their name."""
    count, _models = SavedFilter.objects.filter(owner=user, reach=Reach.OWN).delete()
    SavedFilter.objects.filter(owner=user).update(owner=None)
    trail.record("savedfilter.forgotten", user, by=by, count=count)
