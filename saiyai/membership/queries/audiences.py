"""Saved filters: who sees them, and which members they leave, read with the rights of who uses them."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Q

from saiyai.accounts.models import Office
from saiyai.directory import queries as directory
from saiyai.directory import rules as directory_rules
from saiyai.membership.models import Member, SavedFilter
from saiyai.membership.queries.members import members_matching
from saiyai.networks.models import Coordinator, Network
from saiyai.policy.permissions import Permission as P
from saiyai.ui.provinces import province_choices

List = SavedFilter.List
CHOICES = {
    List.PEOPLE: ("q", "province", "skill"),
    List.MEMBERS: ("q", "status", "office", "province", "ending", "asked"),
}


@dataclass(frozen=True)
class Narrowed:
    """What a filter says and with whose eyes it is read."""

    list: str
    query: dict
    viewer: object


def may_use_list(viewer, name):
    """Whether this viewer sees the list at all that a filter narrows."""
    if name == List.MEMBERS:
        return viewer.is_authenticated and viewer.allows(P.MEMBER_READ)
    return viewer.is_authenticated and directory_rules.may_find(viewer)


def visible_filters(viewer, name=""):
    """One's own, those of one's offices, and those of networks that one runs; of lists that one sees."""
    lists = [one for one in List if may_use_list(viewer, one) and name in ("", one)]
    if not lists:
        return SavedFilter.objects.none()
    shown = Q(reach=SavedFilter.Reach.OWN, owner=viewer.pk) | Q(
        reach=SavedFilter.Reach.NETWORK, network__in=networks_run_by(viewer)
    )
    if viewer.allows(P.MEMBER_READ):
        offices = viewer.offices_allowing(P.MEMBER_READ)
        of_offices = Q(reach=SavedFilter.Reach.OFFICE)
        shown |= of_offices if offices is None else of_offices & Q(office__in=offices)
    return SavedFilter.objects.filter(shown, list__in=lists).select_related("office", "network", "owner")


def networks_run_by(viewer):
    """The networks that this viewer runs, as an officer or as one who coordinates."""
    found = Network.objects.all()
    if viewer.allows(P.NETWORK_MANAGE):
        offices = viewer.offices_allowing(P.NETWORK_MANAGE)
        mine = Q() if offices is None else Q(office__in=offices)
        return found.filter(mine) if offices is None else found.filter(mine | _coordinated(viewer))
    return found.filter(_coordinated(viewer))


def _coordinated(viewer):
    mine = Coordinator.objects.filter(person__user=viewer.pk, ends_on__isnull=True)
    return Q(pk__in=mine.values("network"))


def kept(name, chosen):
    """Of what was chosen on a list, what a filter keeps: no order, no page, nothing empty; records by their keys."""
    values = {key: chosen.get(key) for key in CHOICES[name]}
    return {key: str(getattr(value, "pk", value)) for key, value in values.items() if value}


def holds_still(name, query):
    """Whether all that the filter says can be chosen still. A province that is misspelt or an office that was dissolved
    would otherwise count as not chosen, and the filter would let everybody through."""
    known = {
        "q": lambda value: bool(value.strip()),
        "status": lambda value: value in Member.Status.values,
        "province": lambda value: value in dict(province_choices()),
        "office": lambda value: Office.objects.filter(pk=value).exists(),
        "skill": lambda value: directory.visible_skills(None).filter(pk=value).exists(),
        "ending": lambda value: value in ("True", "on"),
        "asked": lambda value: value in ("True", "on"),
    }
    try:
        return bool(query) and all(key in CHOICES[name] and known[key](value) for key, value in query.items())
    except (KeyError, TypeError, AttributeError, ValidationError):
        return False


def within(members, narrowed):
    """Of these members, those whom the filter leaves for who uses it; nobody where it does not hold any more."""
    name, query, viewer = narrowed.list, narrowed.query, narrowed.viewer
    if viewer is None or not may_use_list(viewer, name) or not holds_still(name, query):
        return members.none()
    if name == List.MEMBERS:
        return members.filter(pk__in=members_matching(viewer, **query).order_by().values("pk"))
    people = directory.people_with_details(viewer, **query).order_by()
    return members.filter(person__in=people.values("pk"))


def narrowed_by(announcement):
    """The filter that an announcement goes by, read with the rights that who made it has now; None without one."""
    if not announcement.filter_list:
        return None
    return Narrowed(announcement.filter_list, announcement.filter_query, announcement.made_by)
