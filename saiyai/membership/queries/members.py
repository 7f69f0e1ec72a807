"""Reading members and cards."""

from django.db.models import Q

from saiyai.membership.models import Card, Consent, Member
from saiyai.membership.rules import standing
from saiyai.policy.permissions import Permission as P

LIVING = (Member.Status.ACTIVE, Member.Status.SUSPENDED, Member.Status.REMOVAL_PROPOSED)


def visible_members(viewer):
    """Officers see the members of their office, everybody else their own membership."""
    members = Member.objects.select_related("person", "organization", "office", "application")
    own = (
        Q(person__user=viewer.pk) | Q(application__applicant_user=viewer.pk)
        if viewer.is_authenticated
        else Q(pk__in=[])
    )
    if not viewer.allows(P.MEMBER_READ):
        return members.filter(own)
    offices = viewer.offices_allowing(P.MEMBER_READ)
    return members if offices is None else members.filter(Q(office__in=offices) | own)


def my_membership(user):
    """The membership of this user, the living one first; None for somebody who never was a member."""
    own = Q(person__user=user.pk) | Q(application__applicant_user=user.pk)
    found = list(Member.objects.select_related("person", "organization", "office", "network").filter(own))
    return min(found, key=lambda member: (member.status not in LIVING, -member.starts_on.toordinal()), default=None)


def living_members():
    """Members who have not left."""
    return Member.objects.filter(status__in=LIVING)


def card_with_code(code):
    """The card with this code, or None."""
    return (
        Card.objects.select_related("member__person", "member__organization", "member__network")
        .filter(code=code)
        .first()
    )


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
    agreed = Consent.objects.filter(
        Q(member=member) | Q(application__member=member), purpose=Consent.Purpose.PUBLISH, withdrawn_at__isnull=True
    ).exists()
    named = agreed or member.organization_id is not None
    return {
        "standing": state,
        "number": member.number,
        "name": str(member) if named else "",
        "network": member.network,
        "ends_on": member.ends_on,
    }
