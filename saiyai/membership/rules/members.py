"""The life of a membership: terms, renewal, suspension, removal with the right to explain."""

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from saiyai.membership.models import Member
from saiyai.policy.lifecycle import Lifecycle, Move
from saiyai.policy.permissions import Permission as P
from saiyai.thai.dates import add_months, fiscal_end, fiscal_year

S = Member.Status

# A term ends with the fiscal year, this many fiscal years on (domain.md 3.2: 2–4, for the owner to choose).
TERM_FISCAL_YEARS = 3
RENEWABLE_BEFORE = timedelta(days=90)
RENEWABLE_AFTER = timedelta(days=180)
# How many working days a member has to explain before a removal is decided. House rule.
EXPLAIN_WORKDAYS = 15


def term_end(starts_on: date) -> date:
    """The last day of a term that starts on this day."""
    return fiscal_end(fiscal_year(starts_on) + TERM_FISCAL_YEARS - 1)


def renewable(member, on=None) -> bool:
    """From 90 days before the end of the term to 180 days after it."""
    on = on or timezone.localdate()
    return member.ends_on - RENEWABLE_BEFORE <= on <= member.ends_on + RENEWABLE_AFTER


def standing(member, on=None) -> str:
    """What a card shows: a term that has run out counts as expired even before the nightly job says so."""
    on = on or timezone.localdate()
    if member.status in (S.ACTIVE, S.REMOVAL_PROPOSED) and member.ends_on < on:
        return S.EXPIRED
    return member.status


def is_own(member, by) -> bool:
    """Whether this user is the member, or the focal person of the member unit."""
    person = member.person
    if person is not None and person.user_id is not None and person.user_id == by.pk:
        return True
    return member.application is not None and member.application.applicant_user_id == by.pk


def acts_on_own(member, by):
    """Officers do not act on their own membership."""
    return _("Nobody acts on their own membership as an officer.") if is_own(member, by) else ""


def is_another_s(member, by):
    """Only the member, or the system, may do this."""
    return "" if is_own(member, by) or by.pk == "system" else _("Only the member can do this.")


def not_renewable_yet(member, by):
    """Renewal opens 90 days before the end of the term."""
    if renewable(member):
        return ""
    return _("A membership is renewed from 90 days before its end until 180 days after it.")


def member_anew(member, by):
    """Who became a member again has one membership, and that one is renewed."""
    party = {"person": member.person_id} if member.person_id else {"organization": member.organization_id}
    others = Member.objects.filter(network=member.network_id, status__in=(*_LIVING, S.REMOVAL_PROPOSED), **party)
    return _("There is a newer membership; that one is renewed.") if others.exclude(pk=member.pk).exists() else ""


def still_explaining(member, by):
    """A removal waits for the explanation, or for the day until which it may come."""
    if member.explanation or (member.explain_until and member.explain_until < timezone.localdate()):
        return ""
    return _("The member may still explain. Wait for the explanation or for the last day to give it.")


def proposed_removal(member, by):
    """Another person decides on a removal."""
    return _("Another person decides on a removal.") if member.proposed_by_id == by.pk else ""


def has_an_account(member, by):
    """Who can sign in leaves by themselves: nobody resigns for another."""
    owner = member.person.user_id if member.person else getattr(member.application, "applicant_user_id", None)
    return _("The member has an account and resigns there.") if owner else ""


def has_explained(member, by):
    """One explanation; what is added to it goes to the decider by letter."""
    return _("The explanation has already been sent.") if member.explanation else ""


def proposed_it(member, by):
    """Who proposed a removal does not write down what speaks against it."""
    return _("Another person than the proposer records the explanation.") if member.proposed_by_id == by.pk else ""


def term_has_not_ended(member, by):
    """Expiry follows the calendar."""
    return "" if member.ends_on < timezone.localdate() else _("The term has not ended.")


_LIVING = (S.ACTIVE, S.SUSPENDED)
_RENEWABLE = (not_renewable_yet, member_anew)

MEMBER = Lifecycle(
    Move("ask_renewal", (S.ACTIVE, S.EXPIRED), S.ACTIVE, P.OWN_MEMBERSHIP, (is_another_s, *_RENEWABLE)),
    Move("renew", (S.ACTIVE, S.EXPIRED), S.ACTIVE, P.MEMBER_MANAGE, (acts_on_own, *_RENEWABLE), _("Renew")),
    Move("suspend", (S.ACTIVE,), S.SUSPENDED, P.MEMBER_MANAGE, (acts_on_own,), _("Suspend")),
    Move("reinstate", (S.SUSPENDED,), S.ACTIVE, P.MEMBER_MANAGE, (acts_on_own,), _("End the suspension")),
    Move("propose_removal", _LIVING, S.REMOVAL_PROPOSED, P.MEMBER_MANAGE, (acts_on_own,), _("Propose removal")),
    Move("explain", (S.REMOVAL_PROPOSED,), S.REMOVAL_PROPOSED, P.OWN_MEMBERSHIP, (is_another_s,), _("Explain")),
    Move(
        "remove",
        (S.REMOVAL_PROPOSED,),
        S.REMOVED,
        P.MEMBER_REMOVE,
        (acts_on_own, proposed_removal, still_explaining),
        _("Remove from the network"),
    ),
    Move("drop_removal", (S.REMOVAL_PROPOSED,), S.ACTIVE, P.MEMBER_REMOVE, (acts_on_own,), _("Drop the proposal")),
    Move(
        "resign",
        (S.ACTIVE, S.SUSPENDED, S.REMOVAL_PROPOSED),
        S.RESIGNED,
        P.OWN_MEMBERSHIP,
        (is_another_s,),
        _("Resign"),
    ),
    Move(
        "record_explanation",
        (S.REMOVAL_PROPOSED,),
        S.REMOVAL_PROPOSED,
        P.MEMBER_MANAGE,
        (acts_on_own, proposed_it, has_explained),
        _("Record what the member explains"),
    ),
    Move(
        "record_resignation",
        (S.ACTIVE, S.SUSPENDED, S.REMOVAL_PROPOSED),
        S.RESIGNED,
        P.MEMBER_MANAGE,
        (acts_on_own, has_an_account),
        _("Record a resignation on paper"),
    ),
    Move("expire", (S.ACTIVE,), S.EXPIRED, P.MEMBER_MANAGE, (term_has_not_ended,)),
    Move(
        "record_death",
        (*_LIVING, S.REMOVAL_PROPOSED, S.EXPIRED),
        S.DECEASED,
        P.MEMBER_MANAGE,
        (acts_on_own,),
        _("Record a death"),
    ),
    office_of=lambda member: member.office,
    network_of=lambda member: member.network_id,
)


def why_not_issue_card(member, by):
    """The reason why this user may not issue a new card, or ""."""
    if member.status not in _LIVING or standing(member) == S.EXPIRED:
        return _("Only a member whose term runs gets a card.")
    return (
        ""
        if by.allows(P.MEMBER_MANAGE, office=member.office, network=member.network_id)
        else _("You do not have permission to do this.")
    )


# How long a membership is kept after its end. House rule; docs/data-register.toml says the same.
KEPT_YEARS = 5


def kept_until(member) -> date:
    """The last day on which a membership that is over is kept."""
    return add_months(member.ends_on, 12 * KEPT_YEARS)
