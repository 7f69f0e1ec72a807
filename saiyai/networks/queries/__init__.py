"""What a viewer may see of networks. Every page starts here."""

from django.db.models import Case, Count, F, FilteredRelation, OuterRef, Prefetch, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import get_language

from saiyai.accounts import queries as accounts
from saiyai.accounts.models import PrivateLink
from saiyai.directory.models import Organization
from saiyai.directory.queries import itself_and_below
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
from saiyai.policy.reach import By, Kind, scopes_of

__all__ = ["charters_to_tell", "last_signs", "readers_to_tell", "standing_coordinators", "tell_signs"]

OPEN_TO_ALL = (Network.Status.FORMING, Network.Status.ACTIVE, Network.Status.DORMANT)
PUBLISHED = CharterVersion.Status.PUBLISHED


def visible_networks(viewer):
    """Networks that form, work or sleep are public; a proposal is seen by those whom it concerns, and by deciders."""
    networks = Network.objects.order_by("name_th")
    if not viewer.is_authenticated:
        return networks.filter(status__in=OPEN_TO_ALL)
    kept = [accounts.worked_on(viewer, way, "", "pk") for way in (P.NETWORK_DECIDE, P.NETWORK_MANAGE)]
    if Q() in kept:
        return networks
    concerned = Q(proposed_by=viewer.pk) | Q(founders__person__user=viewer.pk) | Q(coordinators__person__user=viewer.pk)
    concerned |= kept[0] | kept[1]
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
    """Units of a network: who takes part is public; invitations and exits are for those who run the network
    (`manages`), and, of a unit, for who speaks for it or coordinates it."""
    rows = Participation.objects.filter(network=network)
    rows = rows.select_related("organization", "charter").defer("mandate_sealed")
    coordinated = of_own_units(viewer)
    if manages or coordinated is None:
        return rows.order_by("organization__sort_key")
    shown = Q(status=Participation.Status.ACTIVE) | coordinated
    if viewer.is_authenticated:
        shown |= Q(delegates__person__user=viewer.pk, delegates__ends_on__isnull=True)
    keys = Participation.objects.filter(shown, network=network).values("pk")
    return rows.filter(pk__in=keys).order_by("organization__sort_key")


def own_unit_keys(viewer):
    """The keys of the units for which this viewer was appointed."""
    return [scope.unit for scope in scopes_of(viewer, P.PARTICIPATION_COORDINATE) if scope.unit is not None]


def own_units(viewer):
    """The units for which this viewer was appointed, by name."""
    return Organization.objects.filter(pk__in=own_unit_keys(viewer)).order_by("sort_key", "pk")


def participations_of_own_units(viewer):
    """Every participation of those units and of all below them, those in force first, with who speaks for them now."""
    now = Delegate.objects.filter(ends_on__isnull=True).order_by("-part", "starts_on")
    rows = Participation.objects.filter(of_own_units(viewer) or Q(), network__in=visible_networks(viewer))
    rows = rows.select_related("organization", "network", "charter").defer("mandate_sealed")
    ended = Case(When(status__in=(*JOINED, Participation.Status.INVITED), then=0), default=1)
    return rows.prefetch_related(Prefetch("delegates", now, to_attr="speakers")).order_by(
        ended, "organization__sort_key", "network__name_th", "pk"
    )


def of_own_units(viewer):
    """As a filter: every participation of the units that this viewer coordinates, and of all below them."""
    return accounts.opened(viewer, P.PARTICIPATION_COORDINATE, Kind.PARTICIPATION, {By.UNIT: _of_unit})


def _of_unit(scope):
    return Q(organization__in=itself_and_below(scope.unit))


# ---------------------------------------------------------------- what is told below: names, and who is of what


def network_choices():
    """[(key, name)] of networks that a role can be for."""
    return [(str(one.pk), str(one)) for one in Network.objects.filter(status__in=OPEN_TO_ALL).order_by("name_th")]


def networks_called(text):
    """Keys of the networks with this name."""
    return [one.pk for one in Network.objects.filter(status__in=OPEN_TO_ALL) if text in (one.name_th, one.name_en)]


def names_of_networks(keys):
    """{key: name} of networks."""
    return {one.pk: str(one) for one in Network.objects.filter(pk__in=keys)}


def units_called(text):
    """Keys of the units that take part somewhere now and have this name, in Thai, in English or in short."""
    called = Q(name_th=text) | Q(name_en__iexact=text) | Q(short_name=text)
    rows = Organization.objects.filter(called, participations__status=Participation.Status.ACTIVE)
    return list(rows.values_list("pk", flat=True).distinct()[:2])


def names_of_units(keys):
    """{key: name} of units."""
    return {one.pk: str(one) for one in Organization.objects.filter(pk__in=keys)}


JOINED = (Participation.Status.SIGNED, Participation.Status.ACTIVE)


def _speakers(**participation):
    """Keys of people who speak for a unit now."""
    rows = Delegate.objects.filter(ends_on__isnull=True, person__isnull=False, participation__status__in=JOINED)
    return rows.filter(**{f"participation__{name}": value for name, value in participation.items()}).values("person")


def speakers_of_units(units):
    """Keys of people who speak for one of these units in any network."""
    return _speakers(organization__in=units)


def speakers_in_network(network):
    """Keys of people who speak for a unit in this network."""
    return _speakers(network=network)


def coordinators_of(network):
    """Keys of people who run this network."""
    return Coordinator.objects.filter(network=network, ends_on__isnull=True).values("person")


def units_in_network(network):
    """Keys of organisations that take part in this network, or are invited to."""
    rows = Participation.objects.filter(network=network, status__in=(*JOINED, Participation.Status.INVITED))
    return rows.values("organization")


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


def coordinated_by(viewer):
    """Keys of the networks that this user runs as their coordinator."""
    return Coordinator.objects.filter(person__user=viewer.pk, ends_on__isnull=True).values("network")


def my_networks(viewer):
    """The networks of a user: as a member, a coordinator or the delegate of a unit. A grant that names none is for
    the first one."""
    keys = {grant.network for grant in viewer.standing_grants if grant.role == "member"}
    mine = Q(pk__in=keys - {None}) | Q(pk__in=coordinated_by(viewer))
    speaks_for = Delegate.objects.filter(person__user=viewer.pk, ends_on__isnull=True, participation__status="ACTIVE")
    mine |= Q(pk__in=speaks_for.values("participation__network"))
    return Network.objects.filter(mine | Q(is_default=True) if None in keys else mine)


def belongs(network, viewer):
    """Whether a user is a member of this network, or coordinates it."""
    return viewer.is_authenticated and my_networks(viewer).filter(pk=network.pk).exists()


def charters_to_acknowledge(viewer):
    """Networks of this user whose charter waits to be read: what the member's first page asks. One query."""
    versions = CharterVersion.objects.filter(network=OuterRef("pk")).order_by("-number").values("number")
    binding = versions.exclude(status="DRAFT").filter(changes_meaning=True, number__lte=OuterRef("current"))
    read = Acknowledgement.objects.filter(user=viewer.pk, version__network=OuterRef("pk"), version__status=PUBLISHED)
    mine = my_networks(viewer).annotate(
        current=Subquery(versions.filter(status=PUBLISHED)[:1]),
        binding=Subquery(binding[:1]),
        read=Coalesce(Subquery(read.order_by("-version__number").values("version__number")[:1]), 0),
    )
    return list(mine.filter(binding__gt=F("read")).order_by("name_th"))


def foundings_to_answer(viewer):
    """Proposals that name this user as a founder and wait for an answer."""
    rows = Founder.objects.filter(person__user=viewer.pk, answer=Founder.Answer.ASKED)
    return rows.filter(network__status=Network.Status.PROPOSED).select_related("network")


def proposals_to_decide(viewer):
    """Proposals that wait for a decider."""
    mine = accounts.worked_on(viewer, P.NETWORK_DECIDE, "office", "pk")
    return Network.objects.filter(mine, status=Network.Status.PROPOSED).order_by("proposed_on")


def acknowledged_count(version):
    """How many people have acknowledged a version."""
    return version.acknowledgements.count()
