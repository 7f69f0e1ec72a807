"""What who keeps the directory finds on their desk: answers of people who were asked, mail that came back, saved filters;
and a member who coordinates a unit. Everything by the same actions as in real use."""

from django.utils import timezone

from saiyai.accounts import actions as accounts
from saiyai.accounts.models import Office, User
from saiyai.accounts.rules import COORDINATOR
from saiyai.demo.cast import CAST
from saiyai.directory import actions as directory
from saiyai.directory import queries
from saiyai.directory.actions import Answer
from saiyai.directory.actors import asked
from saiyai.directory.models import ContactPoint, Person
from saiyai.membership import actions as membership
from saiyai.notify import actions as notify
from saiyai.policy.actors import SYSTEM

PROVINCE = "40"
ASKED = 7
REASONS = (("5.1.1",), ("5.2.2",) * 3, ("4.4.1",), ("5.7.1",))  # by the address: gone, full, not reached, not taken
FILTERS = (
    ("somying", "สมาชิกที่วาระใกล้หมด", "MEMBERS", {"ending": "on"}, ""),
    ("somying", "สมาชิกขอนแก่น", "MEMBERS", {"province": PROVINCE}, "office"),
    ("somying", "คนในขอนแก่น", "PEOPLE", {"province": PROVINCE}, ""),
    ("prapai", "สมาชิกเชียงใหม่", "MEMBERS", {"province": "50"}, "network"),
)


def load_keeping(network):
    """Small networks have fewer people to ask, or none."""
    listed = Person.objects.filter(user=None, listed=True).order_by("sort_key", "pk")
    people = [person for person in listed[: 2 * ASKED + len(REASONS)] if queries.email_of(person)]
    for person, answer in zip(people[:ASKED], (_all_right, _moved, _retired, _declined), strict=False):
        answer(directory.ask_to_confirm(person, by=SYSTEM))
    for person in people[4:ASKED]:  # who has not answered yet
        directory.ask_to_confirm(person, by=SYSTEM)
    for person, reasons in zip(people[ASKED : ASKED + len(REASONS)], REASONS, strict=False):
        address = queries.email_of(person)
        for reason in reasons:
            notify.record_bounce(address, reason, by=SYSTEM)
    _save_filters(network)
    _appoint_coordinator(network)


def _items(confirmation, sort=""):
    return [item for item in queries.items_of(confirmation, SYSTEM) if item.name.startswith(sort)]


def _answer(confirmation, changed=None):
    """Everything is right but for these lines: {name: (what, new)}."""
    changed = changed or {}
    said = [Answer(item.name, *changed.get(item.name, ("RIGHT", {}))) for item in _items(confirmation)]
    directory.answer(confirmation, said, by=asked(confirmation))


def _all_right(confirmation):
    _answer(confirmation)


def _moved(confirmation):
    """Another number, and another name of the post: the number holds at once, the post waits for a keeper."""
    phones = confirmation.person.contact_points.filter(kind=ContactPoint.Kind.PHONE, ends_on=None)
    changed = {f"point-{phone.pk}": ("CHANGED", {"value": "0600000000"}) for phone in phones}
    for item in _items(confirmation, "post-")[:1]:
        new = {"post_title": "หัวหน้ากลุ่มงาน", "organization_name": item.shown, "on": timezone.localdate()}
        changed[item.name] = ("CHANGED", new)
    _answer(confirmation, changed)


def _retired(confirmation):
    """Holds the post no longer."""
    today = timezone.localdate()
    _answer(confirmation, {item.name: ("GONE", {"on": today}) for item in _items(confirmation, "post-")[:1]})


def _declined(confirmation):
    directory.decline_to_confirm(confirmation, by=asked(confirmation))


def _save_filters(network):
    office = Office.objects.filter(code="R4").first()
    users = {user.email.partition("@")[0]: user for user in User.objects.filter(email__in=[p.email for p in CAST])}
    shares = {"": {}, "office": {"office": office}, "network": {"network": network}}
    for key, name, listed, query, shared in FILTERS:
        if key in users:
            membership.save_filter(name, listed, query, by=users[key], **shares[shared])


def _appoint_coordinator(network):
    """The member of the cast who coordinates a unit, once there is a unit and they are a member."""
    part = next(part for part in CAST if part.role == COORDINATOR)
    user = User.objects.filter(email=part.email).first()
    unit = network.participations.filter(status="ACTIVE").order_by("pk").first()
    if user is None or unit is None or not any(grant.role == "member" for grant in user.standing_grants):
        return
    grant = accounts.grant_role(user, COORDINATOR, by=SYSTEM, unit=unit.organization_id, reason="ชุดสาธิต")
    accounts.confirm_grant(grant, by=SYSTEM)
