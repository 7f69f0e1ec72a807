"""Reading members and cards."""

from django.db.models import Count, Max, Q, TextField
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from saiyai.accounts import queries as accounts
from saiyai.directory import queries as directory
from saiyai.membership.models import Card, Consent, Member
from saiyai.membership.rules import read_code, standing
from saiyai.membership.rules.members import KEPT_YEARS, RENEWABLE_AFTER, RENEWABLE_BEFORE
from saiyai.policy.permissions import Permission as P
from saiyai.policy.reach import By, Kind
from saiyai.thai.dates import add_months
from saiyai.thai.digits import to_arabic

LIVING = (Member.Status.ACTIVE, Member.Status.SUSPENDED, Member.Status.REMOVAL_PROPOSED)


def visible_members(viewer):
    """Officers see the members of their office and network, everybody else their own membership."""
    members = Member.objects.select_related("person", "organization", "office", "application")
    own = held_by(viewer) if viewer.is_authenticated else Q(pk__in=[])
    if not viewer.allows(P.MEMBER_READ):
        return members.filter(own)
    seen = accounts.opened(viewer, P.MEMBER_READ, Kind.MEMBER, {By.NAMED: accounts.named})
    return members if seen is None else members.filter(seen | own)


def members_looked_after(viewer):
    """Of whom lists and counts are made: for officers the members of their offices, for everybody else their own membership.

    One condition that an index answers in order: "of my office, or my own" would sort every member there is.
    """
    if not viewer.allows(P.MEMBER_READ):
        return visible_members(viewer)
    members = Member.objects.select_related("person", "organization", "office", "application")
    seen = accounts.opened(viewer, P.MEMBER_READ, Kind.MEMBER, {By.NAMED: accounts.named})
    return members if seen is None else members.filter(seen)


def held_by(user):
    """As a filter: memberships of this account, as a person or as the focal person of a unit.

    Each way has an index; both in one condition would read every member there is.
    """
    of_person = Member.objects.filter(person__user=user.pk).values("pk")
    of_unit = Member.objects.filter(application__applicant_user=user.pk).values("pk")
    return Q(pk__in=of_person.union(of_unit))


def people_in_network(network):
    """Keys of people who are or were members of this network: whom its officers find in the directory."""
    return Member.objects.filter(network=network, person__isnull=False).values("person")


def member_units_in_network(network):
    """Keys of organisations that are or were members of this network."""
    return Member.objects.filter(network=network, organization__isnull=False).values("organization")


def my_memberships(user):
    """The memberships of this user in every network, the living ones first, then those that began last."""
    found = Member.objects.select_related("person", "organization", "office", "network").filter(held_by(user))
    return sorted(found, key=lambda member: (member.status not in LIVING, -member.starts_on.toordinal()))


def my_membership(user, network=""):
    """The membership of this user in the network of this short name, or the first one; None where there is none."""
    found = my_memberships(user)
    return next((member for member in found if not network or member.network.slug == network), None)


def chapter_seats(member):
    """The chapters that a member is in now."""
    return (
        member.chapter_seats.filter(ends_on__isnull=True)
        .select_related("chapter", "member")
        .order_by("starts_on", "pk")
    )


def left_open(today):
    """Members whose term, and whose time for a renewal, are over, and whose role or listing is not yet closed."""
    over = Member.objects.filter(status=Member.Status.EXPIRED, ends_on__lt=today - RENEWABLE_AFTER)
    return over.exclude(entries__move="close_access").select_related("person", "application", "network")


def rests(user):
    """Whether every membership of this user is suspended; a proposal to remove somebody lifts no suspension."""
    rows = Member.objects.filter(held_by(user), status__in=LIVING).values_list("status", "before_proposal")
    suspended = [Member.Status.SUSPENDED in (status, before) for status, before in rows]
    return bool(suspended) and all(suspended)


def living_members():
    """Members who have not left."""
    return Member.objects.filter(status__in=LIVING)


def card_with_code(code):
    """The card with this code, as it is printed or as somebody typed it; or None."""
    return (
        Card.objects.select_related("member__person", "member__organization", "member__network")
        .filter(code__in={code, read_code(code)})
        .first()
    )


def has_agreed(member, purpose):
    """Whether the member's consent to this purpose stands today."""
    return consents_in_force(member).filter(purpose=purpose).exists()


def consents_in_force(member):
    """The consents of a member that stand today."""
    return Consent.objects.filter(Q(member=member) | Q(application__member=member), withdrawn_at__isnull=True)


def offering_to(viewer):
    """Members of other offices who offered to work in the provinces of this officer, and agreed that it is told there.

    Nothing for who reads the members of every office anyway.
    """
    offices = viewer.offices_allowing(P.MEMBER_READ)
    networks = {scope.network for scope in viewer.scopes(P.MEMBER_READ)} or {None}
    codes = accounts.provinces_of(offices) if offices else []
    watched = Q(pk__in=[])
    for code in codes:
        watched |= Q(watched__contains=f'"{code}"')
    agreed = Consent.objects.filter(purpose=Consent.Purpose.SHARE_OFFICE, withdrawn_at__isnull=True)
    # A list of codes as text: the same on every database.
    members = Member.objects.annotate(watched=Cast("application__watch_provinces", TextField()))
    members = members.filter(watched, status=Member.Status.ACTIVE, ends_on__gte=timezone.localdate())
    members = members.filter(application__in=agreed.values("application")).exclude(office__in=offices or [])
    members = members if None in networks else members.filter(network__in=networks)
    return members.select_related("person", "organization", "office", "application").order_by("number")


def shown_by_card(card):
    """What anyone who scans a card may know: its standing, and the name only where the member agreed to that.

    Returns {"standing": valid|suspended|expired|ended, "number", "name" or "", "ends_on"}; None stands for unknown.
    """
    if card is None:
        return None
    member = card.member
    words = {
        Member.Status.ACTIVE: "valid",
        Member.Status.REMOVAL_PROPOSED: "valid",
        Member.Status.SUSPENDED: "suspended",
    }
    shown = standing(member)
    if shown == Member.Status.REMOVAL_PROPOSED and member.before_proposal == Member.Status.SUSPENDED:
        shown = Member.Status.SUSPENDED  # a proposal does not lift a suspension
    state = "ended" if card.ended_on else words.get(shown, "expired")
    named = has_agreed(member, Consent.Purpose.PUBLISH) or member.organization_id is not None
    return {
        "standing": state,
        "number": member.number,
        "name": str(member) if named else "",
        "network": member.network,
        "ends_on": member.ends_on,
    }


ORDERS = {
    "": ("ends_on", "number"),
    "newest": ("-starts_on", "-number"),
    "name": (Coalesce("person__sort_key", "organization__sort_key"), "number"),
}


def members_matching(viewer, *, q="", status="", office=None, province="", ending="", asked="", sort=""):
    """The members of an officer's offices, narrowed by what was chosen; by the end of their terms, or as chosen."""
    members = members_looked_after(viewer)
    today = timezone.localdate()
    if status == Member.Status.EXPIRED:  # also those whose term ran out since the nightly job
        members = members.filter(Q(status=status) | Q(status=Member.Status.ACTIVE, ends_on__lt=today))
    elif status:
        members = members.filter(status=status)
    if office:
        members = members.filter(office=office)
    if province:
        members = members.filter(Q(person__province_code=province) | Q(organization__province_code=province))
    if ending:
        members = members.filter(status__in=LIVING, ends_on__range=(today, today + RENEWABLE_BEFORE))
    if asked:
        members = members.filter(renewal_asked_on__isnull=False)
    if q.strip():
        members = members.filter(called(q))
    return members.order_by(*ORDERS[sort])


def called(text):
    """As a filter: members who are found by this in the directory, or whose number begins so.

    Each way has an index of its own; both in one condition would read every member there is.
    """
    parties = directory.found_by(text)
    found = Member.objects.filter(person__in=parties).values("pk")
    number = Member.objects.filter(number__startswith=to_arabic(text.strip()).upper()).values("pk")
    return Q(pk__in=found.union(Member.objects.filter(organization__in=parties).values("pk"), number))


def member_counts(viewer):
    """How many are members, end soon, have asked for renewal, wait for a decision on removal: one query."""
    today = timezone.localdate()
    soon = Q(status__in=LIVING, ends_on__range=(today, today + RENEWABLE_BEFORE))
    return (
        members_looked_after(viewer)
        .order_by()
        .aggregate(
            living=Count("pk", filter=Q(status__in=LIVING)),
            ending=Count("pk", filter=soon),
            asked=Count("pk", filter=Q(renewal_asked_on__isnull=False)),
            proposed=Count("pk", filter=Q(status=Member.Status.REMOVAL_PROPOSED)),
        )
    )


def living_card(member):
    """The card in force, or None."""
    return Card.objects.filter(member=member, ended_on__isnull=True).first()


def visible_consents(viewer):
    """One's own consents: as a member, and of one's applications."""
    own = Q(application__applicant_user=viewer.pk) | Q(member__person__user=viewer.pk)
    return Consent.objects.filter(own).select_related("member__person", "application").order_by("given_at", "pk")


def membership_of_person(person, viewer):
    """The membership of somebody of the directory as far as this viewer may know of it, or None."""
    found = list(Member.objects.filter(person=person).select_related("office"))
    member = min(found, key=lambda one: (one.status not in LIVING, -one.starts_on.toordinal()), default=None)
    if member is None:
        return None
    own = person.user_id is not None and person.user_id == viewer.pk
    if own or viewer.allows(P.MEMBER_READ, office=member.office, network=member.network_id):
        return member
    # Other members learn that somebody listed is a member now, and nothing of how it stands otherwise.
    return member if person.listed and standing(member) == Member.Status.ACTIVE else None


def last_joined():
    """{key of a network: the day on which the last member joined}: a sign of life."""
    return dict(Member.objects.values_list("network").annotate(Max("starts_on")))


def members_over(today):
    """Memberships that are over, and whose time to be kept is over too."""
    over = Member.objects.exclude(status__in=[*LIVING])
    return over.filter(ends_on__lt=add_months(today, -12 * KEPT_YEARS)).select_related("person", "application")
