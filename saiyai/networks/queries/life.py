"""Signs of life of a network: the modules above tell theirs, this one its own."""

from django.db.models import Max
from django.utils import timezone

from saiyai.networks.models import Acknowledgement, CharterVersion, Network, Participation, ParticipationEntry

_told = []


def tell_signs(days):
    """A higher module says how it sees life: `days()` gives {key of a network: the last day on which something was}."""
    if days not in _told:
        _told.append(days)


def _own_signs():
    """Charters published and read, and every step of a unit."""
    found = [
        CharterVersion.objects.values_list("network").annotate(Max("published_on")),
        Acknowledgement.objects.values_list("version__network").annotate(Max("on")),
        Participation.objects.values_list("network").annotate(Max("invited_on")),
        Network.objects.exclude(opened_on=None).values_list("pk", "opened_on"),
    ]
    yield from (pair for rows in found for pair in rows)
    for network, at in ParticipationEntry.objects.values_list("participation__network").annotate(Max("at")):
        yield network, timezone.localdate(at) if at else None


def last_signs():
    """{key of a network: the day of its last sign of life}, over all modules."""
    last = {}
    for network, day in (*_own_signs(), *(pair for days in _told for pair in days().items())):
        if day is not None and (network not in last or day > last[network]):
            last[network] = day
    return last
