"""What membership shows on pages of lower and higher floors: menu entries and panels."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from saiyai.directory.queries import tell_reached
from saiyai.membership import queries, rules
from saiyai.membership.models import SavedFilter
from saiyai.membership.views import shown
from saiyai.membership.views.filters import chips
from saiyai.networks import queries as networks
from saiyai.policy.permissions import Permission as P
from saiyai.policy.reach import By
from saiyai.ui.slots import NavItem, Panel, fill

NEXT_FEW = 5


def reads_applications(viewer):
    return viewer.is_authenticated and viewer.allows(P.APPLICATION_READ)


def reads_members(viewer):
    return viewer.is_authenticated and viewer.allows(P.MEMBER_READ)


def has_own(viewer):
    return viewer.is_authenticated and viewer.allows(P.OWN_MEMBERSHIP)


def signed_in(viewer):
    return viewer.is_authenticated


def _queue(viewer, subject):
    rows = [shown.dress(one, viewer) for one in queries.queue(viewer)[:NEXT_FEW]]
    # The first page asks the same: the answer stays with the viewer of this page.
    return {"counts": getattr(viewer, "_counts_shown", None) or queries.queue_counts(viewer), "rows": rows}


def _card(viewer, subject):
    # Two panels of one page ask the same: the answer stays with the viewer of this page.
    if not hasattr(viewer, "_card_shown"):
        viewer._card_shown = _card_of(viewer)
    return viewer._card_shown


def _card_of(viewer):
    member = queries.my_membership(viewer)
    if member is None:
        return None
    shown.dress_member(member)
    may_ask = not member.renewal_asked_on and not rules.MEMBER.why_not(member, "ask_renewal", viewer)
    return {"member": member, "card": queries.living_card(member), "may_ask": may_ask}


def _asked_of_me(viewer, subject):
    """What a member should answer: a proposed removal, a term that ends."""
    about = _card(viewer, subject)
    if about is None or not (about["may_ask"] or about["member"].status == "REMOVAL_PROPOSED"):
        return None
    return about


def _applications(viewer, subject):
    found = [shown.dress(one, viewer) for one in queries.my_applications(viewer).select_related("office")]
    if not found:
        return None
    for one in found:
        one.holder = rules.stage_label(one.status)
    return {"applications": found}


def _standing(viewer, person):
    # The badge and the panel of one page ask the same: the answer stays with the person of this page.
    if not hasattr(person, "_membership_shown"):
        person._membership_shown = queries.membership_of_person(person, viewer)
    member = person._membership_shown
    if member is None:
        return None
    may_open = viewer.allows(P.MEMBER_READ, office=member.office, network=member.network_id)
    return {"member": shown.dress_member(member), "may_open": may_open}


def _membership(viewer, person):
    """The panel of a person's page: for officers of the office only."""
    about = _standing(viewer, person)
    return about if about and about["may_open"] else None


def _own_chapters(viewer, network):
    """(my membership in this network or None, {chapter: my seat}); asked once for all chapters of a page."""
    shown = viewer.__dict__.setdefault("_chapters_shown", {})
    if network not in shown:
        member = next((one for one in queries.my_memberships(viewer) if one.network_id == network), None)
        seats = {seat.chapter_id: seat for seat in queries.chapter_seats(member)} if member else {}
        shown[network] = member, seats
    return shown[network]


def _in_chapter(viewer, chapter):
    """Beside a chapter on the page of its network: a member joins it or leaves it."""
    member, seats = _own_chapters(viewer, chapter.network_id)
    seat = seats.get(chapter.pk)
    if member is None or (seat is None and rules.why_not_join(member, chapter, viewer)):
        return None
    return {"chapter": chapter, "seat": seat, "network": member.network}


def _filters_of_people(viewer, form):
    return chips(SavedFilter.List.PEOPLE, form.data, viewer)


def _filters_of_members(viewer, form):
    return chips(SavedFilter.List.MEMBERS, form.data, viewer)


def fill_slots():
    """Called once, when the site starts."""
    networks.tell_signs(queries.last_joined)
    tell_reached("person", By.NETWORK, queries.people_in_network)
    tell_reached("organization", By.NETWORK, queries.member_units_in_network)
    applications = NavItem(_("Applications"), "membership:queue", "inbox", reads_applications, 10)
    fill("nav", applications)
    fill("nav", NavItem(_("Members"), "membership:members", "id", reads_members, 20))
    fill("nav", NavItem(pgettext_lazy("menu", "My membership"), "membership:my_membership", "id", has_own, 30))
    fill("account", NavItem(_("My applications"), "membership:mine", "file-text", signed_in, 30))
    announce = lambda viewer, network: {"network": network}  # noqa: E731
    fill("network.manage", Panel("membership/slots/announce.html", announce, signed_in, 10))
    fill("network.chapter", Panel("membership/slots/chapter.html", _in_chapter, has_own, 10))
    fill("people.filters", Panel("membership/filters/_chips.html", _filters_of_people, signed_in))
    fill("members.filters", Panel("membership/filters/_chips.html", _filters_of_members, signed_in))
    fill("home.officer", Panel("membership/slots/queue.html", _queue, reads_applications, 10))
    fill("home.member", Panel("membership/slots/asked.html", _asked_of_me, has_own, 10))
    fill("home.member.aside", Panel("membership/slots/card.html", _card, has_own, 10))
    fill("home.applicant", Panel("membership/slots/applications.html", _applications, signed_in, 10))
    fill("person.badges", Panel("membership/slots/badge.html", _standing, signed_in, 10))
    fill("person.aside", Panel("membership/slots/membership.html", _membership, signed_in, 10))
