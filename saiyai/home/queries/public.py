"""What anyone may know: counts of the whole network, never of a person."""

from saiyai.accounts import queries as accounts
from saiyai.membership import queries as membership
from saiyai.networks import queries as networks


def network_now(viewer):
    """The network that the public form is for, its offices, how many members it has, and how long joining takes."""
    provinces = membership.living_members().order_by().exclude(person__province_code="").filter(person__isnull=False)
    return {
        "network": networks.default_network(),
        "people": membership.living_members().filter(person__isnull=False).count(),
        "units": membership.living_members().filter(organization__isnull=False).count(),
        "provinces": provinces.values("person__province_code").distinct().count(),
        "offices": accounts.visible_offices(viewer).count(),
        "usual_days": membership.usual_days(),
    }
