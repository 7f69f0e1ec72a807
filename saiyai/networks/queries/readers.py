"""Who belongs to a network and has not been told yet of a charter that waits to be read."""

from django.db.models import Q

from saiyai.accounts.models import Grant, User
from saiyai.networks.models import Acknowledgement, CharterVersion
from saiyai.notify import queries as notify


def charters_to_tell():
    """Published versions that change what members agreed to, and of which not every member was told."""
    waiting = CharterVersion.objects.filter(status=CharterVersion.Status.PUBLISHED, told_on__isnull=True)
    return waiting.select_related("network").order_by("published_on", "pk")


def readers_to_tell(version, count):
    """Keys of the next users of the network of this version that have neither read it nor been told."""
    network = version.network
    named = Q(network=network.pk) | Q(network__isnull=True) if network.is_default else Q(network=network.pk)
    members = Grant.objects.standing().filter(named, role="member").values("user")
    runs = Q(person__coordinates__network=network, person__coordinates__ends_on__isnull=True)
    speaks = Q(
        person__delegations__participation__network=network, person__delegations__participation__status="ACTIVE",
        person__delegations__ends_on__isnull=True,
    )  # fmt: skip
    people = User.objects.filter(pk__in=User.objects.filter(Q(pk__in=members) | runs | speaks).values("pk"))
    people = people.exclude(pk__in=Acknowledgement.objects.filter(version=version).values("user"))
    people = people.filter(is_active=True).exclude(pk__in=notify.users_told(version)).order_by("pk")
    return list(people.values_list("pk", flat=True)[:count])
