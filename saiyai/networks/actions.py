"""Founding networks."""

from saiyai.audit import trail
from saiyai.networks.models import Network
from saiyai.policy.action import action


@action
def found(slug, name_th, name_en, *, by, about_th="", about_en="", is_default=False):
    """A new network."""
    network = Network.objects.create(
        slug=slug, name_th=name_th, name_en=name_en, about_th=about_th, about_en=about_en, is_default=is_default
    )
    trail.record("network.founded", network, by=by, slug=slug)
    return network
