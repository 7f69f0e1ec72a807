"""The life of a network, of its charter and of the participation of a unit."""

from datetime import timedelta
from types import SimpleNamespace

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from saiyai.directory.rules import stamp
from saiyai.networks.actors import standing_coordinators
from saiyai.networks.models import Acknowledgement, CharterVersion, Founder, Network, Participation
from saiyai.policy.lifecycle import Lifecycle, Move
from saiyai.policy.permissions import Permission as P

N, U, C = Network.Status, Participation.Status, CharterVersion.Status

FEWEST_FOUNDERS = 3  # with whoever proposes; house rule
MOST_INVITATIONS = 3  # to one address on one day; house rule
MOST_PROPOSALS = 3  # of one person that wait for a decision; house rule
# A network without a sign of life for so long counts as dormant; house rule.
DORMANT_AFTER = timedelta(days=180)
LONGEST_TEXT = 20_000
# The office of a network that central officers alone look after: no grant for a single office reaches it.
CENTRAL = SimpleNamespace(pk="*")


def office_of(network):
    """The office whose officers may act."""
    return network.office or CENTRAL


def may_manage(network, by):
    """Whether `by` (with their part in the network: actors.in_network) runs it."""
    return by.allows(P.NETWORK_MANAGE, office=office_of(network), network=network.pk)


def is_proposer(network, by):
    """Nobody decides on what they proposed."""
    return _("Another person decides on a proposal.") if network.proposed_by_id == by.pk else ""


def is_founder(network, by):
    """Nobody decides on a network that they found; who was asked and has not said yes may."""
    founders = network.founders.filter(answer=Founder.Answer.ACCEPTED).values_list("person__user", flat=True)
    return _("A founder does not decide on the network.") if by.pk in founders else ""


def has_too_few_founders(network, by):
    """A network stands on several people who have said yes."""
    said_yes = network.founders.filter(answer=Founder.Answer.ACCEPTED).count()
    return "" if said_yes >= FEWEST_FOUNDERS else _("At least three founders must have accepted.")


def has_no_charter(network, by):
    """Members join something that is written down."""
    return "" if charter_of(network) else _("The network needs a published charter first.")


def has_no_coordinator(network, by):
    """Somebody must answer for it."""
    return "" if standing_coordinators(network).exists() else _("The network needs a coordinator first.")


def is_last_coordinator(coordinator, by):
    """A network at work is never left without somebody who answers for it; offices look after the first one anyway."""
    network = coordinator.network
    others = standing_coordinators(network).exclude(pk=coordinator.pk)
    if network.is_default or network.status not in (N.FORMING, N.ACTIVE) or others.exists():
        return ""
    return _("Name another coordinator first. Somebody must answer for the network.")


def is_the_first(network, by):
    """The network that the public form is for stays open."""
    return _("The network that the public application form is for is not closed.") if network.is_default else ""


def has_living_parts(network, by):
    """Units leave before their network ends, each with a word to it."""
    if network.participations.filter(status__in=(U.SIGNED, U.ACTIVE)).exists():
        return _("Units still take part. End their participation first.")
    return ""


def is_dormant(last_sign, on=None):
    """Whether a network whose last sign of life was on that day (None: never) counts as dormant."""
    return last_sign is None or (on or timezone.localdate()) - last_sign > DORMANT_AFTER


NETWORK = Lifecycle(
    Move(
        "approve",
        (N.PROPOSED,),
        N.FORMING,
        P.NETWORK_DECIDE,
        (is_proposer, is_founder, has_too_few_founders),
        _("Approve"),
    ),
    Move("turn_down", (N.PROPOSED,), N.CLOSED, P.NETWORK_DECIDE, (is_proposer, is_founder), _("Turn down")),
    Move("open", (N.FORMING,), N.ACTIVE, P.NETWORK_MANAGE, (has_no_charter, has_no_coordinator), _("Open the network")),
    Move("fall_dormant", (N.ACTIVE,), N.DORMANT, P.JOB_RUN),
    Move("wake", (N.DORMANT,), N.ACTIVE, P.NETWORK_MANAGE, (has_no_coordinator,), _("Wake the network")),
    Move(
        "close",
        (N.FORMING, N.ACTIVE, N.DORMANT),
        N.CLOSED,
        P.NETWORK_DECIDE,
        (is_the_first, has_living_parts),
        _("Close the network"),
    ),
    office_of=office_of,
    network_of=lambda network: network.pk,
)


def stamp_of(version):
    """What a version says, in short; "" for none."""
    return stamp(version) if version else ""


def wrote_it(version, by):
    """Two people stand behind a charter."""
    return _("Another person publishes what you wrote.") if version.written_by_id == by.pk else ""


def no_longer_stands(organization):
    """A unit that no longer exists signs nothing."""
    if organization.ends_on and organization.ends_on < timezone.localdate():
        return _("This unit no longer exists. Invite the unit that took over its work.")
    return ""


def is_written_to_often(email):
    """Nobody's mailbox is filled by inviting, taking back and inviting again."""
    to_them = Participation.objects.filter(email=email.strip().lower(), invited_on=timezone.localdate())
    if email.strip() and to_them.count() >= MOST_INVITATIONS:
        return _("This address has had several invitations today. Invite it again tomorrow.")
    return ""


def takes_in(network):
    """Why units do not join this network now, or ""."""
    return "" if network.status in (N.FORMING, N.ACTIVE) else _("This network takes nobody in at the moment.")


def unit_has_ended(participation, by):
    """The unit must stand on the day on which it signs."""
    return no_longer_stands(participation.organization)


def network_takes_nobody(participation, by):
    """Units join what is forming or at work."""
    return takes_in(participation.network)


def signs_without_charter(participation, by):
    """What is signed must be there to read."""
    return "" if charter_of(participation.network) else _("The network needs a published charter first.")


def has_no_mandate(participation, by):
    """The letter by which the unit takes part is in the file before it is accepted."""
    return "" if participation.mandate_name else _("The mandate document is missing. Send it back to be completed.")


_JOINING = (unit_has_ended, network_takes_nobody, signs_without_charter)

PARTICIPATION = Lifecycle(
    Move("sign", (U.INVITED,), U.SIGNED, P.PARTICIPATION_SIGN, _JOINING, _("Sign")),
    Move("record_signing", (U.INVITED,), U.SIGNED, P.NETWORK_MANAGE, _JOINING, _("Record a signing on paper")),
    Move("decline", (U.INVITED,), U.DECLINED, P.PARTICIPATION_SIGN, (), _("Decline")),
    Move("take_back", (U.INVITED,), U.TAKEN_BACK, P.NETWORK_MANAGE, (), _("Take the invitation back")),
    Move("accept", (U.SIGNED,), U.ACTIVE, P.NETWORK_MANAGE, (*_JOINING, has_no_mandate), _("Accept the unit")),
    Move("ask_again", (U.SIGNED,), U.INVITED, P.NETWORK_MANAGE, (), _("Send it back to be completed")),
    Move("end", (U.ACTIVE,), U.ENDED, P.NETWORK_MANAGE, (), _("End the participation")),
    Move("leave", (U.ACTIVE,), U.ENDED, P.PARTICIPATION_LEAVE, (), _("Leave with the unit")),
    office_of=lambda participation: office_of(participation.network),
    network_of=lambda participation: participation.network_id,
)


def charter_of(network):
    """The charter in force: the newest published version, or None."""
    return network.charters.filter(status=C.PUBLISHED).order_by("-number").first()


def binding_number(network):
    """The number of the version that a member must have read at least; 0 without a charter.

    A version that corrects the spelling of one that was withdrawn afterwards says what that one said: it still binds.
    """
    current = charter_of(network)
    if current is None:
        return 0
    binding = network.charters.exclude(status=C.DRAFT).filter(changes_meaning=True, number__lte=current.number)
    return binding.order_by("-number").values_list("number", flat=True)[0]


def has_acknowledged(network, user):
    """Whether this user has read a published version that still means the same as the one in force."""
    read = Acknowledgement.objects.filter(user=user.pk, version__network=network, version__status=C.PUBLISHED)
    return read.filter(version__number__gte=binding_number(network)).exists()


def parents_that_ended(organization):
    """Names of what stood above this unit and is dissolved: a mandate from there needs to be given anew."""
    today = timezone.localdate()
    above = organization.placements.filter(parent__ends_on__lt=today).select_related("parent")
    return [row.parent for row in above]
