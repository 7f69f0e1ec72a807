"""Finding networks."""

from saiyai.networks.models import Network


def visible_networks(viewer):
    """Networks are public."""
    return Network.objects.order_by("name_th")


def default_network():
    """The network that the public application form is for, or None before set-up."""
    return Network.objects.filter(is_default=True).first()
