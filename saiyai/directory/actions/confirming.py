"""Asking somebody to confirm their details, and what they answer behind the private link."""

from dataclasses import dataclass, field

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from saiyai.accounts import actions as accounts
from saiyai.accounts.models import PrivateLink
from saiyai.accounts.rules import LINK_LIFE
from saiyai.audit import trail
from saiyai.directory import queries, rules
from saiyai.directory.actions.contacts import end_contact_point, replace_contact_point, verify_contact_point
from saiyai.directory.actions.people import PROFILE, save_profile, unless
from saiyai.directory.models import Confirmation, ContactPoint, Correction, Holding, Person
from saiyai.notify import outbox
from saiyai.policy.action import action
from saiyai.policy.actors import SYSTEM, carrying_out
from saiyai.policy.lifecycle import Refused

RIGHT, CHANGED, GONE = "RIGHT", "CHANGED", "GONE"
PURPOSE = PrivateLink.Purpose.CONFIRM


@dataclass(frozen=True)
class Answer:
    """What was said of one line: still right, changed (and to what), or no longer theirs."""

    name: str
    what: str
    new: dict = field(default_factory=dict)

    @property
    def sort(self):
        return self.name.partition("-")[0]

    @property
    def key(self):
        return self.name.partition("-")[2]


def _unless_may_ask(by):
    if not rules.may_ask(by):
        raise Refused(_("You do not have permission to do this."))


@action
def ask_to_confirm(person, *, by, now=None):
    """Write to somebody and ask them to look at their details. One letter a person in 180 days."""
    _unless_may_ask(by)
    now = now or timezone.now()
    Person.objects.select_for_update().get(pk=person.pk)  # two officers ask one after the other
    person = queries.person_with_details(person.pk)
    bounced = queries.bounced_addresses([person])
    unless(queries.why_not_asked(person, bounced, now))
    point, address = queries.first_address(person, bounced)
    made = Confirmation.objects.create(
        person=person, point=point, asked_by_id=None if by.pk == "system" else by.pk, asked_at=now,
        until=now + LINK_LIFE[PURPOSE],
    )  # fmt: skip
    _write(made, address, "confirm_details")
    trail.record("confirmation.asked", made, by=by, person=str(person.pk))
    return made


@action
def ask_many_to_confirm(people, *, by):
    """Ask each of these people; all of them or nobody. Returns how many."""
    _unless_may_ask(by)
    asked = [ask_to_confirm(person, by=by) for person in people]
    trail.record("confirmation.asked_many", ("directory.confirmation", "many"), by=by, count=len(asked))
    return len(asked)


def _write(confirmation, address, letter):
    """A letter with a fresh link; the one before no longer works."""
    accounts.close_links(PURPOSE, confirmation, by=SYSTEM)
    token = accounts.make_link(PURPOSE, confirmation, by=SYSTEM, expires_at=confirmation.until)
    person = confirmation.person
    facts = {
        "person": person.name,
        "until": timezone.localdate(confirmation.until),
        "link": settings.SITE_URL + reverse("directory:confirm", args=[token]),
        "office": _office_of(confirmation.asked_by),
    }
    outbox.queue(
        to=address, template=f"directory/letters/{letter}", context=facts, purpose="directory", about=confirmation,
        language=person.user.language if person.user_id else "th",
    )  # fmt: skip


def _office_of(user):
    """The office that asks: a name that the person can call, not that of an officer."""
    grants = user.standing_grants if user is not None else []
    return next((grant.office for grant in grants if grant.office_id), "")


@action
def remind_to_confirm(confirmation, *, by, now=None):
    """Once more, and never again: a fresh link that ends on the same day."""
    confirmation.refresh_from_db(from_queryset=Confirmation.objects.select_for_update(of=("self",)))
    if confirmation.status != Confirmation.Status.ASKED or confirmation.reminded_at:
        raise Refused(_("Not possible at this stage."))
    confirmation.reminded_at = now or timezone.now()
    confirmation.save(update_fields=["reminded_at"])
    address = _address_of(confirmation)
    if address:
        _write(confirmation, address, "confirm_reminder")
    trail.record("confirmation.reminded", confirmation, by=by, sent=bool(address))


def _address_of(confirmation):
    """The address that the first letter went to, if it is theirs still."""
    if confirmation.point_id:
        return confirmation.point.folded if confirmation.point.ends_on is None else ""
    user = confirmation.person.user
    return user.email if user is not None and user.is_active else ""


@action
def close_confirmation(confirmation, move, *, by, now=None):
    """Its letter came back, or its time has run out: the link works no longer."""
    rules.CONFIRMATION.move(confirmation, move, by=by)
    confirmation.ended_at = now or timezone.now()
    confirmation.save()
    accounts.close_links(PURPOSE, confirmation, by=carrying_out(by))
    trail.record(f"confirmation.{move}", confirmation, by=by)


@action
def decline_to_confirm(confirmation, *, by):
    """They do not want to be asked again: nobody asks them until they say otherwise."""
    rules.CONFIRMATION.move(confirmation, "decline", by=by)
    confirmation.ended_at = timezone.now()
    confirmation.save()
    _set_refused(confirmation.person, timezone.localdate())
    accounts.close_links(PURPOSE, confirmation, by=carrying_out(by))
    trail.record("confirmation.declined", confirmation, by=by, person=str(confirmation.person_id))


@action
def allow_asking(person, *, by):
    """They may be asked again, they said: by themselves, or to who keeps the directory."""
    unless(rules.is_not_theirs(person, by))
    _set_refused(person, None)
    trail.record("person.asking_allowed", person, by=by)


def _set_refused(person, day):
    person.asks_refused_on = day
    person.save(update_fields=["asks_refused_on"])


@action
def answer(confirmation, answers, *, by):
    """What somebody said of their details. Ways to reach them and their profile change at once, with the day and that
    they said so themselves; what they say of a post waits for a keeper. What ended meanwhile is passed over."""
    rules.CONFIRMATION.move(confirmation, "answer", by=by)
    if not answers:
        raise Refused(_("Please answer for at least one line."))
    deeds = {"point": _answer_point, "post": _answer_post, "profile": _answer_profile}
    given = [one for one in answers if deeds[one.sort](confirmation, one, carrying_out(by))]
    confirmation.right, confirmation.changed, confirmation.gone = (
        sum(one.what == what for one in given) for what in (RIGHT, CHANGED, GONE)
    )
    confirmation.ended_at = timezone.now()
    confirmation.save()
    accounts.close_links(PURPOSE, confirmation, by=carrying_out(by))
    if confirmation.changed or confirmation.gone:
        _thank(confirmation)
    trail.record(
        "confirmation.answered", confirmation, by=by, right=confirmation.right, changed=confirmation.changed,
        gone=confirmation.gone,
    )  # fmt: skip
    return confirmation


def _thank(confirmation):
    """Where the first letter went, they read that something changed: whoever had the link forwarded is found out."""
    address = _address_of(confirmation) or (confirmation.point.folded if confirmation.point_id else "")
    if address:
        facts = {"person": confirmation.person.name, "changed": confirmation.changed, "gone": confirmation.gone}
        user = confirmation.person.user
        outbox.queue(
            to=address, template="directory/letters/details_answered", context=facts, purpose="directory",
            language=user.language if user else "th", about=confirmation,
        )  # fmt: skip


def _answer_point(confirmation, said, by):
    mine = ContactPoint.objects.filter(person=confirmation.person_id, ends_on__isnull=True)
    point = mine.select_for_update().filter(pk=said.key).first()
    if point is None:
        return False
    if said.what == CHANGED:
        replace_contact_point(point, said.new["value"], by=by, said_by_self=True)
    elif said.what == GONE:
        end_contact_point(point, by=by)
    else:
        verify_contact_point(point, by=by, said_by_self=True)
    return True


def _answer_post(confirmation, said, by):
    held = Holding.objects.select_for_update().filter(pk=said.key, person=confirmation.person_id).first()
    if held is None or not rules.stands(held):
        return False
    if said.what == RIGHT:
        held.confirmed_on = timezone.localdate()
        held.save(update_fields=["confirmed_on"])
        trail.record("holding.confirmed", held, by=by)
        return True
    Correction.objects.filter(holding=held, status=Correction.Status.PROPOSED).update(
        status=Correction.Status.REFUSED, decided_at=timezone.now(), reason=_("They answered anew.")
    )
    made = Correction.objects.create(
        person_id=confirmation.person_id, holding=held, confirmation=confirmation, kind=said.what, **said.new
    )
    trail.record("correction.proposed", made, by=by, kind=said.what)
    return True


def _answer_profile(confirmation, said, by):
    person = confirmation.person
    if said.what != RIGHT:
        texts = said.new if said.what == CHANGED else dict.fromkeys(PROFILE, "")
        save_profile(person, by=by, **{name: text for name, text in texts.items() if name in PROFILE})
    person.profile_confirmed_on = timezone.localdate()
    person.save(update_fields=["profile_confirmed_on"])
    trail.record("person.profile_confirmed", person, by=by)
    return True
