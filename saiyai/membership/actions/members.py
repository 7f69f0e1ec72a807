"""From admission to the end of a membership."""

from collections import defaultdict
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from saiyai.accounts import actions as accounts
from saiyai.accounts.models import Grant
from saiyai.audit import trail
from saiyai.directory import actions as directory
from saiyai.membership import letters, queries, rules
from saiyai.membership.actions.chapters import seat_admitted
from saiyai.membership.actions.entering import party_of
from saiyai.membership.actions.reviewing import need_reason
from saiyai.membership.actions.steps import as_user, next_number, tell_member
from saiyai.membership.models import Application, Card, Consent, Member
from saiyai.policy.action import action
from saiyai.policy.actors import carrying_out
from saiyai.policy.inserting import insert_many
from saiyai.policy.lifecycle import Refused
from saiyai.thai import dates
from saiyai.thai.workdays import add_workdays


@action
def admit(application, *, by):
    """Make a member of an approved applicant: entry in the directory, number, card, account, letter."""
    if application.status != Application.Status.APPROVED:
        raise Refused(_("The application has not been approved."))
    person, unit = party_of(application, by=carrying_out(by))
    party = {"organization": unit} if unit else {"person": person}
    if queries.living_members().filter(network=application.network, **party).exists():
        raise Refused(
            _("This person or unit is a member already."),
            _("Look at the membership first. If this application is the same once more, do not approve it."),
        )
    today = timezone.localdate()
    member = Member.objects.create(
        network=application.network,
        person=None if unit else person,
        organization=unit,
        application=application,
        office=application.office,
        number=_member_numbers(application.office, dates.to_be(today.year))[0],
        email=application.email,
        starts_on=today,
        ends_on=rules.term_end(today),
    )
    Consent.objects.filter(application=application).update(member=member)
    seat_admitted(member, application, by)
    card = _new_card(member, by)
    token = _open_account(application, person, carrying_out(by))
    tell_member(member, "admit", by=by, number=member.number)
    letters.approved(member, card, token)
    return member


def _member_numbers(office, year, count=1):
    """Member numbers of an office in a Buddhist year: M4-2569-00012."""
    first = next_number(f"member/{office.number}/{year}", count)
    return [f"M{office.number}-{year}-{first + i:05d}" for i in range(count)]


def _open_account(application, person, by):
    """An account for the member, or for the focal person of the unit; "" without an e-mail address."""
    if not application.email:
        return ""
    user = accounts.invite(application.email, application.name, by=carrying_out(by), language=application.language)
    if not user.grants.filter(role="member", status=Grant.Status.CONFIRMED).exists():
        accounts.grant_role(user, "member", by=carrying_out(by), network=application.network_id)
    application.applicant_user = user
    application.save(update_fields=["applicant_user"])
    if person.user_id is None and not hasattr(user, "person"):
        directory.link_user(person, user, by=by)
    return "" if user.has_usable_password() else accounts.make_link("INVITATION", user, by=carrying_out(by))


@action
def issue_card(member, *, by):
    """A new card in place of one that is lost: the code of the one before no longer counts."""
    if reason := rules.why_not_issue_card(member, by):
        raise Refused(reason)
    tell_member(member, "issue_card", by=by)
    card = _new_card(member, by)
    letters.new_card(member, card)
    return card


def _new_card(member, by):
    """A new card; the one before ends today."""
    today = timezone.localdate()
    Card.objects.filter(member=member, ended_on__isnull=True).update(ended_on=today)
    card = Card.objects.create(member=member, code=rules.new_code(), issued_on=today)
    trail.record("card.issued", card, by=by, member=str(member.pk))
    return card


def _latest(member):
    """The member as they stand now, locked: what was read before may have changed in another window."""
    member.refresh_from_db(from_queryset=Member._base_manager.select_for_update())


def _move(member, move, by, reason="", shown=True, **columns):
    rules.MEMBER.move(member, move, by=by)
    for name, value in columns.items():
        setattr(member, name, value)
    member.save()
    tell_member(member, move, by=by, text=reason, shown=shown)


@action
def ask_renewal(member, *, by):
    """The member asks for another term and confirms that the details still hold."""
    _latest(member)
    status = member.status
    rules.MEMBER.move(member, "ask_renewal", by=by)
    member.status, member.renewal_asked_on = status, timezone.localdate()
    member.save()
    tell_member(member, "ask_renewal", by=by)
    letters.renewal_asked(member)


@action
def announce_renewal(member, *, by):
    """Tell the member that the term ends soon; once for each end of term."""
    member.renewal_announced_for = member.ends_on
    member.save(update_fields=["renewal_announced_for"])
    trail.record("member.renewal_announced", member, by=by)
    letters.renewal_due(member)


@action
def renew(member, *, by):
    """Another term from the end of the last one, and a new card."""
    today = timezone.localdate()
    ends_on = rules.term_end(max(today, member.ends_on) + timedelta(days=1))
    _move(member, "renew", by, ends_on=ends_on, renewal_asked_on=None)
    letters.renewed(member, _new_card(member, by))


@action
def suspend(member, *, by, reason):
    """Suspend: the card shows it at once."""
    need_reason(reason)
    _move(member, "suspend", by, reason)
    letters.suspended(member, reason)


@action
def reinstate(member, *, by, reason=""):
    """End a suspension."""
    _move(member, "reinstate", by, reason)
    letters.reinstated(member)


@action
def propose_removal(member, *, by, reason):
    """Propose to remove a member, who is told why and until when to explain."""
    need_reason(reason)
    until = add_workdays(timezone.localdate(), rules.EXPLAIN_WORKDAYS)
    _latest(member)
    before = member.status
    _move(
        member,
        "propose_removal",
        by,
        reason,
        before_proposal=before,
        explain_until=until,
        explanation="",
        proposed_by=as_user(by),
    )
    letters.removal_proposed(member, reason)


@action
def explain(member, *, by, text):
    """The member explains."""
    need_reason(text)
    _latest(member)
    if member.explanation:
        raise Refused(_("The explanation has already been sent."))
    _move(member, "explain", by, text, explanation=text)
    letters.explained(member)


@action
def record_explanation(member, *, by, reason):
    """The office writes down what a member explains by word or on paper; the member is told what was written."""
    need_reason(reason)
    _move(member, "record_explanation", by, reason, explanation=reason)
    letters.explained(member)


@action
def remove(member, *, by, reason):
    """Remove a member, after the explanation or its last day, by another person than the one who proposed it."""
    need_reason(reason)
    _move(member, "remove", by, reason)
    _leave(member, carrying_out(by))
    letters.removed(member, reason)


@action
def drop_removal(member, *, by, reason=""):
    """Do not remove; the membership goes on as before the proposal."""
    _latest(member)
    before = member.before_proposal or Member.Status.ACTIVE
    rules.MEMBER.move(member, "drop_removal", by=by)
    member.status, member.before_proposal, member.explain_until = before, "", None
    member.save()
    tell_member(member, "drop_removal", by=by, text=reason)
    letters.removal_dropped(member)


@action
def resign(member, *, by, reason=""):
    """The member leaves; a reason is welcome and never asked for twice."""
    _move(member, "resign", by, reason)
    _leave(member, carrying_out(by))
    letters.resigned(member)


@action
def record_resignation(member, *, by, reason):
    """A member without an account has resigned on paper; the letter confirms it."""
    need_reason(reason)
    _move(member, "record_resignation", by, reason)
    _leave(member, carrying_out(by))
    letters.resigned(member)


@action
def expire(member, *, by):
    """The term has run out without renewal. The account stays for the days in which that is possible (close_access)."""
    _move(member, "expire", by)
    letters.expired(member)


@action
def record_death(member, *, by, on):
    """Record a death; nobody is written to."""
    _move(member, "record_death", by, shown=False)
    if member.person:
        directory.mark_deceased(member.person, by=carrying_out(by), on=on)
    _leave(member, carrying_out(by))


@action
def close_access(member, *, by):
    """The time for a renewal has passed as well: what the membership opened is closed; the card goes on saying expired."""
    if member.status != Member.Status.EXPIRED or rules.renewable(member):
        raise Refused(_("The time for a renewal has not passed."))
    tell_member(member, "close_access", by=by, shown=False)
    _close(member, carrying_out(by))


def _leave(member, by):
    """Close what a membership opened: card, role, and the place in what members see."""
    Card.objects.filter(member=member, ended_on__isnull=True).update(ended_on=timezone.localdate())
    _close(member, by)


def _close(member, by):
    """Role and place end, unless another membership of the same person, or for the same account, still holds them."""
    user = member.person.user if member.person else getattr(member.application, "applicant_user", None)
    others = queries.living_members().exclude(pk=member.pk)
    if member.person and member.person.listed and not others.filter(person=member.person).exists():
        directory.unlist_person(member.person, by=by)
    if user is None or others.filter(queries.held_by(user), network=member.network_id).exists():
        return
    for grant in user.grants.filter(role="member", status=Grant.Status.CONFIRMED, network=member.network_id):
        accounts.end_member_role(grant, by=carrying_out(by))
    if not others.filter(queries.held_by(user)).exists():  # who coordinates a unit is a member of some network
        for grant in user.grants.filter(role="unit_coordinator", status=Grant.Status.CONFIRMED):
            accounts.end_member_role(grant, by=carrying_out(by))


@action
def load_members(network, rows, *, by):
    """First set-up and example data: rows of (person, office, starts_on, ends_on) become members with cards."""
    series = defaultdict(list)
    for row in rows:
        series[row[1], dates.to_be(row[2].year)].append(row)
    numbered = [
        (number, *row)
        for (office, year), group in series.items()
        for number, row in zip(_member_numbers(office, year, len(group)), group, strict=True)
    ]
    members = [
        Member(
            network=network,
            person=person,
            office=office,
            number=number,
            starts_on=starts_on,
            ends_on=ends_on,
            status=Member.Status.ACTIVE if ends_on >= timezone.localdate() else Member.Status.EXPIRED,
        )
        for number, person, office, starts_on, ends_on in numbered
    ]
    insert_many(Member, members)
    insert_many(
        Card,
        ({"member_id": one.pk, "code": rules.new_code(), "issued_on": one.starts_on} for one in members),
    )
    trail.record("member.loaded", ("membership.member", "all"), by=by, count=len(members))
    return members
