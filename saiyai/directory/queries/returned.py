"""People whose mail comes back: an address of their account, or one of their own contact points."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from saiyai.directory import rules
from saiyai.directory.models import ContactPoint, Person
from saiyai.directory.queries.confirming import people_with_details
from saiyai.notify import queries as notify
from saiyai.notify.models import Bounce


@dataclass(frozen=True)
class Returned:
    """One address from which mail comes back, and whose it is. `point` is None for the address of the account."""

    person: object
    bounce: object
    address: str
    point: object = None


def _points(people):
    found = ContactPoint.objects.filter(kind=ContactPoint.Kind.EMAIL, ends_on__isnull=True, person__in=people)
    return found.exclude(address_digest="")


def returned_mail(viewer, *, kind="", asked="", **narrowed):
    """The marks on addresses of people whom this officer sees, the latest first; `narrowed` as in the list of people."""
    if not rules.may_ask(viewer):
        return Bounce.objects.none()
    people = people_with_details(viewer, **narrowed).order_by()
    marks = notify.standing_bounces()
    if kind:
        marks = marks.filter(kind=kind)
    if asked:
        marks = marks.filter(asked_at__isnull=asked == "no")
    # From the few marks to whose they are, each by an index; not from every address there is to its mark.
    of_points = _points(people.values("pk")).filter(address_digest=OuterRef("pk"))
    of_accounts = Person.objects.filter(pk__in=people.values("pk"), user=OuterRef("user"))
    return marks.filter(Exists(of_points) | Exists(of_accounts))


def returned_of(bounces, viewer, **narrowed):
    """[Returned] for these marks: three queries, however many. An address that two people share stands with both."""
    bounces = {one.pk: one for one in bounces}
    people = people_with_details(viewer, **narrowed).order_by()
    points = _points(people.values("pk")).filter(address_digest__in=bounces).select_related("person__user")
    rows = [Returned(point.person, bounces[point.address_digest], point.folded, point) for point in points]
    known = {(row.person.pk, row.bounce.pk) for row in rows}
    users = [one.user_id for one in bounces.values() if one.user_id]
    owners = people.filter(user__in=users).select_related("user")
    marked = {one.user_id: one for one in bounces.values()}
    for person in owners:
        bounce = marked[person.user_id]
        mine = notify.address_digest(person.user.email) == bounce.pk
        if mine and (person.pk, bounce.pk) not in known:
            rows.append(Returned(person, bounce, person.user.email))
    return sorted(rows, key=lambda row: (-row.bounce.noted_at.timestamp(), row.person.sort_key, str(row.person.pk)))


def returned_of_person(person, viewer):
    """What comes back of one person: [Returned]."""
    digests = {point.address_digest for point in _points([person.pk])}
    marks = notify.standing_bounces().filter(pk__in=digests)
    if person.user_id:
        marks = marks | notify.standing_bounces().filter(user=person.user_id)
    return [row for row in returned_of(marks, viewer) if row.person.pk == person.pk]


def returned_count(viewer):
    """How many addresses of people whom this officer sees have a mark."""
    return returned_mail(viewer).count()


def has_addresses_without_digest():
    """Whether addresses are left that were entered before their digests were kept."""
    return ContactPoint.objects.filter(kind=ContactPoint.Kind.EMAIL, address_digest="").exists()
