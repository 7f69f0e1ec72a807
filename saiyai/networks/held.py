"""What the networks hold about somebody."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from saiyai.networks import actions
from saiyai.networks.models import Acknowledgement, Coordinator, Delegate, Founder
from saiyai.policy.held import Holding, Keeper, Left, rows
from saiyai.thai import dates
from saiyai.thai.dates import add_months

DELEGATES_KEPT = 120  # months after the end of the participation


def delegations_of(subject):
    """Who speaks for a unit is known by the entry in the directory, or by the address of the account."""
    own = Q(pk__in=[])
    if subject.person:
        own |= Q(person=subject.person)
    if subject.user:
        own |= Q(email__iexact=subject.user.email)
    return Delegate.objects.filter(own).select_related("participation__organization", "participation__network")


def _period(row):
    return f"{dates.short(row.starts_on)} – {dates.short(row.ends_on) if row.ends_on else ''}"


def _held(subject):
    found = []
    if subject.user:
        for row in Acknowledgement.objects.filter(user=subject.user).select_related("version__network"):
            words = f"{row.version.network} · {row.version.number}"
            found.append(("acknowledged", _("Charter acknowledged"), words))
    if subject.person:
        for row in Founder.objects.filter(person=subject.person).select_related("network"):
            found.append(("founder", _("Founder"), row.network))
        for row in Coordinator.objects.filter(person=subject.person).select_related("network"):
            found.append(("coordinator", _("Coordinator"), f"{row.network} · {_period(row)}"))
    for row in delegations_of(subject):
        told = (row.participation.organization, row.participation.network, row.name, row.post, row.email, row.phone)
        found.append(("delegate", row.get_part_display(), " · ".join(filter(None, map(str, (*told, _period(row)))))))
    yield Holding(
        "networks",
        _("My part in networks"),
        rows(*found),
        _("While the network exists, as its history; who spoke for a unit ten years after that."),
    )


def _objection(subject):
    if delegations_of(subject).filter(ends_on__isnull=True).exists():
        return _("You speak for a unit in a network. The unit must name somebody else first.")
    if subject.person and Coordinator.objects.filter(person=subject.person, ends_on__isnull=True).exists():
        return _("You coordinate a network. Somebody else must be named first.")
    return ""


def _erase(subject, left, *, by):
    spoke = list(delegations_of(subject))
    history = bool(subject.person) and (
        Founder.objects.filter(person=subject.person).exists()
        or Coordinator.objects.filter(person=subject.person).exists()
    )
    if not spoke and not history:
        return ()
    actions.erase_part(spoke, by=by)
    last = max((row.ends_on for row in spoke if row.ends_on), default=None)
    until = add_months(last, DELEGATES_KEPT) if last else None
    return (
        Left(
            _("That you founded or coordinated a network, or spoke for a unit"),
            _("The history of the network."),
            until,
            "pdpa.24",
        ),
    )


KEEPER = Keeper(
    "networks", 40,
    ("networks.Acknowledgement", "networks.Founder", "networks.Coordinator", "networks.Delegate"),
    held=_held, objection=_objection, erase=_erase,
)  # fmt: skip
