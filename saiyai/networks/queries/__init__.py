"""What a viewer may see of networks. Every page starts here."""

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from saiyai.networks.actors import standing_coordinators
from saiyai.networks.models import (
    Acknowledgement,
    Chapter,
    CharterVersion,
    Coordinator,
    Founder,
    Network,
)
from saiyai.networks.queries.life import last_signs, tell_signs
from saiyai.policy.permissions import Permission as P

__all__ = ["last_signs", "standing_coordinators", "tell_signs"]

OPEN_TO_ALL = (Network.Status.FORMING, Network.Status.ACTIVE, Network.Status.DORMANT)
PUBLISHED = CharterVersion.Status.PUBLISHED


def visible_networks(viewer):
    """Networks that form, work or sleep are public; a proposal is seen by those whom it concerns, and by deciders."""
    networks = Network.objects.order_by("name_th")
    if not viewer.is_authenticated:
        return networks.filter(status__in=OPEN_TO_ALL)
    if viewer.allows(P.NETWORK_DECIDE) or viewer.allows(P.NETWORK_MANAGE):
        return networks
    concerned = Q(proposed_by=viewer.pk) | Q(founders__person__user=viewer.pk) | Q(coordinators__person__user=viewer.pk)
    return networks.filter(Q(status__in=OPEN_TO_ALL) | Q(pk__in=Network.objects.filter(concerned).values("pk")))


def default_network():
    """The network that the public application form is for, or None before set-up."""
    return Network.objects.filter(is_default=True).first()


def with_counts(networks):
    """Networks with the number of their chapters."""
    return networks.annotate(
        chapters_now=Count("chapters", filter=Q(chapters__ends_on__isnull=True), distinct=True),
    )


def visible_chapters(viewer, network):
    """Chapters that stand, by kind and name."""
    return Chapter.objects.filter(network=network, ends_on__isnull=True).order_by("kind", "name_th")


def visible_charters(viewer, network, manages=False):
    """Versions of a charter, newest first: what was published is public, a draft is for those who write it."""
    versions = CharterVersion.objects.filter(network=network).order_by("-number")
    return versions if manages else versions.exclude(status=CharterVersion.Status.DRAFT)


def my_networks(viewer):
    """The networks that a user is a member of or coordinates; a grant that names none is for the first one."""
    keys = {grant.network for grant in viewer.standing_grants if grant.role == "member"}
    mine = Q(pk__in=keys - {None}) | Q(
        pk__in=Coordinator.objects.filter(person__user=viewer.pk, ends_on__isnull=True).values("network")
    )
    return Network.objects.filter(mine | Q(is_default=True) if None in keys else mine)


def belongs(network, viewer):
    """Whether a user is a member of this network, or coordinates it."""
    return viewer.is_authenticated and my_networks(viewer).filter(pk=network.pk).exists()


def charters_to_acknowledge(viewer):
    """Networks of this user whose charter waits to be read: what the member's first page asks. One query."""
    binding = CharterVersion.objects.filter(network=OuterRef("pk"), status=PUBLISHED, changes_meaning=True)
    read = Acknowledgement.objects.filter(user=viewer.pk, version__network=OuterRef("pk"), version__status=PUBLISHED)
    mine = my_networks(viewer).annotate(
        binding=Subquery(binding.order_by("-number").values("number")[:1]),
        read=Coalesce(Subquery(read.order_by("-version__number").values("version__number")[:1]), 0),
    )
    return list(mine.filter(binding__gt=F("read")).order_by("name_th"))


def foundings_to_answer(viewer):
    """Proposals that name this user as a founder and wait for an answer."""
    rows = Founder.objects.filter(person__user=viewer.pk, answer=Founder.Answer.ASKED)
    return rows.filter(network__status=Network.Status.PROPOSED).select_related("network")


def proposals_to_decide(viewer):
    """Proposals that wait for a decider."""
    if not viewer.allows(P.NETWORK_DECIDE):
        return Network.objects.none()
    return Network.objects.filter(status=Network.Status.PROPOSED).order_by("proposed_on")


def acknowledged_count(version):
    """How many people have acknowledged a version."""
    return version.acknowledgements.count()
