"""What a viewer may see of networks. Every page starts here."""

from django.db.models import Count, F, FilteredRelation, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import get_language

from saiyai.accounts import queries as accounts
from saiyai.accounts.models import PrivateLink
from saiyai.networks.actors import standing_coordinators
from saiyai.networks.models import (
    Acknowledgement,
    Chapter,
    CharterVersion,
    Coordinator,
    Delegate,
    Founder,
    Network,
    Participation,
)
from saiyai.networks.queries.life import last_signs, tell_signs
from saiyai.networks.queries.readers import charters_to_tell, readers_to_tell
from saiyai.policy.permissions import Permission as P

__all__ = ["charters_to_tell", "last_signs", "readers_to_tell", "standing_coordinators", "tell_signs"]

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
    """Networks with the number of their chapters and of the units that take part."""
    return networks.annotate(
        units_now=Count("participations", filter=Q(participations__status="ACTIVE"), distinct=True),
        chapters_now=Count("chapters", filter=Q(chapters__ends_on__isnull=True), distinct=True),
    )


def visible_chapters(viewer, network):
    """Chapters that stand, by kind and name."""
    return Chapter.objects.filter(network=network, ends_on__isnull=True).order_by("kind", "name_th")


def with_chapters():
    """[(key, name)] of every network that takes part in the work, each followed by its chapters: one query."""
    rows = Network.objects.filter(status__in=OPEN_TO_ALL).annotate(
        part=FilteredRelation("chapters", condition=Q(chapters__ends_on__isnull=True))
    )
    names = ("pk", "name_th", "name_en", "part__pk", "part__name_th", "part__name_en")
    in_english, found = get_language() == "en", {}
    for key, name, english, chapter, chapter_name, chapter_english in rows.order_by(
        "-is_default", "name_th", "part__name_th"
    ).values_list(*names):
        said = english if in_english and english else name
        found[str(key)] = said
        if chapter:
            found[str(chapter)] = f"{said} · {chapter_english if in_english and chapter_english else chapter_name}"
    return list(found.items())


def visible_charters(viewer, network, manages=False):
    """Versions of a charter, newest first: what counts or counted is public; one that was taken back is for the people
    of the network, who may have read it; a draft is for those who write it."""
    versions = CharterVersion.objects.filter(network=network).order_by("-number")
    if manages:
        return versions
    if belongs(network, viewer):
        return versions.exclude(status=CharterVersion.Status.DRAFT)
    return versions.filter(status=PUBLISHED)


def visible_participations(viewer, network, manages=False):
    """Units of a network: who takes part is public; invitations and exits are for those who run the network."""
    rows = Participation.objects.filter(network=network)
    rows = rows.select_related("organization", "charter").defer("mandate_sealed")
    if manages:
        return rows.order_by("organization__sort_key")
    mine = Q(delegates__person__user=viewer.pk, delegates__ends_on__isnull=True) if viewer.is_authenticated else Q()
    shown = Q(status=Participation.Status.ACTIVE)
    keys = Participation.objects.filter((shown | mine) if mine else shown, network=network).values("pk")
    return rows.filter(pk__in=keys).order_by("organization__sort_key")


def participation_of_link(token):
    """(participation, living) of the link in an invitation; `living` is False when it was answered or has run out."""
    link = accounts.any_link(token, PrivateLink.Purpose.PARTICIPATE)
    if link is None or link.subject != Participation._meta.label_lower:
        return None, False
    found = Participation.objects.select_related("organization", "network").defer("mandate_sealed")
    living = link.closed_at is None and link.expires_at > timezone.now()
    return found.filter(pk=link.key).first(), living


def founder_of_link(token):
    """(founder, living) of the link by which somebody without an account is asked."""
    link = accounts.any_link(token, PrivateLink.Purpose.FOUNDING)
    if link is None or link.subject != Founder._meta.label_lower:
        return None, False
    found = Founder.objects.select_related("person", "network__proposed_by").filter(pk=link.key).first()
    return found, link.closed_at is None and link.expires_at > timezone.now()


def visible_coordinators(viewer, network):
    """Who runs a network and who did, newest first; the caller has asked who runs it."""
    rows = Coordinator.objects.filter(network=network).select_related("person__user")
    return rows.order_by(F("ends_on").desc(nulls_first=True), "-starts_on", "pk")


def my_networks(viewer):
    """The networks of a user: as a member, a coordinator or the delegate of a unit. A grant that names none is for
    the first one."""
    keys = {grant.network for grant in viewer.standing_grants if grant.role == "member"}
    mine = Q(pk__in=keys - {None}) | Q(
        pk__in=Coordinator.objects.filter(person__user=viewer.pk, ends_on__isnull=True).values("network")
    )
    speaks_for = Delegate.objects.filter(person__user=viewer.pk, ends_on__isnull=True, participation__status="ACTIVE")
    mine |= Q(pk__in=speaks_for.values("participation__network"))
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
