"""Whose details are old, who can be asked for them, and what somebody behind a private link is shown."""

from dataclasses import dataclass

from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, Value, When
from django.utils import timezone

from saiyai.accounts import queries as accounts
from saiyai.accounts.models import PrivateLink
from saiyai.directory import rules
from saiyai.directory.models import Confirmation, ContactPoint, Correction, Person
from saiyai.directory.queries.find import all_matching
from saiyai.directory.queries.posts import holdings_of
from saiyai.directory.queries.visible import visible_in_full
from saiyai.notify import queries as notify
from saiyai.thai.dates import add_months
from saiyai.thai.text import clip

READY = "ready"
BEGINNING = 60  # letters of a text that only its owner need know again
PROFILE = ("resources", "goals", "ways_of_working", "target_groups")


def visible_confirmations(viewer):
    """Officers see who was asked, of the people of whom they see everything."""
    if not rules.may_ask(viewer):
        return Confirmation.objects.none()
    found = Confirmation.objects.filter(person__in=visible_in_full(viewer))
    return found.select_related("person", "asked_by").order_by("-asked_at", "pk")


def visible_corrections(viewer):
    """Officers see what people say of their posts, those that wait first."""
    if not rules.may_ask(viewer):
        return Correction.objects.none()
    found = Correction.objects.filter(person__in=visible_in_full(viewer))
    return found.select_related("person", "holding__post__organization", "decided_by").order_by("-made_at", "pk")


def confirmation_counts(viewer):
    """{status: how many}."""
    return dict(visible_confirmations(viewer).order_by().values_list("status").annotate(Count("pk")))


def corrections_waiting(viewer):
    """How many corrections a keeper has still to decide on."""
    return visible_corrections(viewer).filter(status=Correction.Status.PROPOSED).count()


def people_with_details(viewer, *, q="", province="", skill="", older=0):
    """People by name, narrowed as in the list of people, and to those with a contact point not verified for so many
    months."""
    people = visible_in_full(viewer).filter(deceased_on__isnull=True, erased_on__isnull=True)
    if q.strip() or province or skill:
        entries = all_matching(q, viewer, kinds=("PERSON",), province=province, skill=skill)
        people = people.filter(pk__in=entries.order_by().values("object_id"))
    if older:
        limit = add_months(timezone.localdate(), -older)
        points = ContactPoint.objects.filter(person=OuterRef("pk"), ends_on__isnull=True)
        people = people.filter(Exists(points.filter(Q(verified_on__isnull=True) | Q(verified_on__lt=limit))))
    return people.order_by("sort_key", "pk")


def with_details(people):
    """The same people with `points`, their own ways to be reached, and `asked`, when they were asked, latest first."""
    points = ContactPoint.objects.filter(ends_on__isnull=True).order_by(F("verified_on").asc(nulls_first=True), "pk")
    asked = Confirmation.objects.order_by("-asked_at")
    return people.select_related("user").prefetch_related(
        Prefetch("contact_points", queryset=points, to_attr="points"),
        Prefetch("confirmations", queryset=asked, to_attr="asked"),
    )


def addresses_of(person):
    """Where a letter reaches this person and nobody else by right: [(contact point or None, address)], best first.

    The address of their account was confirmed by them. What belongs to a post belongs to whoever holds it: never that.
    """
    found = [(None, person.user.email)] if person.user_id and person.user.is_active else []
    points = [point for point in person.points if point.kind == ContactPoint.Kind.EMAIL]
    points.sort(key=lambda point: (point.verified_on is None, -(point.verified_on or timezone.localdate()).toordinal()))
    return found + [(point, point.folded) for point in points if point.folded not in {one for _p, one in found}]


@dataclass
class Asking:
    """Who of a list can be asked now, and how many of the others cannot, by the reason."""

    people: list
    total: int
    left_out: list
    more: int


def _by_state(people, now):
    """The same people with `state`: READY, or the name of what stands against a letter (of that the database knows)."""
    lately = Confirmation.objects.filter(person=OuterRef("pk"), asked_at__gt=now - rules.ASK_AGAIN_AFTER)
    points = ContactPoint.objects.filter(person=OuterRef("pk"), ends_on__isnull=True, kind=ContactPoint.Kind.EMAIL)
    state = Case(
        When(asks_refused_on__isnull=False, then=Value("unwilling")),
        When(Exists(lately.exclude(status=Confirmation.Status.CAME_BACK)), then=Value("lately")),
        When(Exists(points) | Q(user__is_active=True), then=Value(READY)),
        default=Value("unknown"),
    )
    return people.annotate(state=state)


def who_can_be_asked(people, now=None):
    """Look at a list: the first 200 who can be asked, and why the others cannot. Each is asked at one address."""
    people = _by_state(people, now or timezone.now())
    counts = dict(people.order_by().values_list("state").annotate(Count("pk")))
    ready = counts.pop(READY, 0)
    rows = list(with_details(people.filter(state=READY))[: 2 * rules.ASKED_AT_ONCE])
    bounced = bounced_addresses(rows)
    for person in rows:
        person.address = first_address(person, bounced)
    reached = [person for person in rows if person.address]
    if len(rows) > len(reached):
        counts["comes_back"] = len(rows) - len(reached)
    return Asking(
        people=reached[: rules.ASKED_AT_ONCE],
        total=ready + sum(counts.values()) - counts.get("comes_back", 0),
        left_out=[(rules.WHY_NOT_ASKED[name], counts[name]) for name in rules.WHY_NOT_ASKED if name in counts],
        more=max(0, ready - counts.get("comes_back", 0) - rules.ASKED_AT_ONCE),
    )


def why_not_asked(person, bounced, now=None):
    """The reason against a letter to a person who came `with_details`."""
    last = person.asked[0] if person.asked else None
    return rules.cannot_be_asked(person, last, addresses_of(person), bounced, now)


def bounced_addresses(people):
    """Of the addresses of people who came `with_details`, those from which mail comes back."""
    addresses = {address for person in people for _point, address in addresses_of(person)}
    marked = notify.bounced_digests(addresses)
    return {address for address in addresses if notify.address_digest(address) in marked} if marked else set()


def first_address(person, bounced):
    """(contact point or None, address) to write to."""
    return next((one for one in addresses_of(person) if one[1] not in bounced), None)


def person_with_details(key):
    """One person for asking, or None."""
    return with_details(Person.objects.filter(pk=key)).first()


def confirmation_of_link(token):
    """(confirmation, living) of a private link; `living` is False when it was answered or has run out."""
    link = accounts.any_link(token, PrivateLink.Purpose.CONFIRM)
    if link is None or link.subject != Confirmation._meta.label_lower:
        return None, False
    found = Confirmation.objects.select_related("person__user", "point").filter(pk=link.key).first()
    open_still = link.closed_at is None and link.expires_at > timezone.now()
    return found, open_still and found is not None and found.status == Confirmation.Status.ASKED


@dataclass(frozen=True)
class Item:
    """One line that somebody is asked about. `whole`: what is shown is all of it."""

    name: str
    row: object
    label: str
    shown: str
    whole: bool = True

    @property
    def sort(self):
        return self.name.partition("-")[0]

    @property
    def title(self):
        """What is asked about, in one line."""
        return f"{self.label}: {self.shown}" if self.sort == "point" else f"{self.label} {self.shown}"


def items_of(confirmation, viewer):
    """What is held of this person and may be shown here: points, posts that they hold now, profile.

    A private link proves nothing but that somebody has the letter: it may have been forwarded, or the address be
    somebody else's now. So ways to reach the person are masked, all but the address that the letter went to, and texts
    of who did not agree to be listed are shown by their beginning. Posts are of the public service, and plain. Whoever
    is signed in as this person sees everything whole.
    """
    person = confirmation.person
    own = viewer.is_authenticated and rules.owns(viewer, person)
    sent_to = confirmation.point.folded if confirmation.point else (person.user.email if person.user else "")
    points = ContactPoint.objects.filter(person=person, ends_on__isnull=True).order_by("kind", "pk")
    for point in points:
        whole = own or (point.kind == ContactPoint.Kind.EMAIL and point.folded == sent_to)
        shown = point.value if whole else rules.masked(point.kind, point.value)
        yield Item(f"point-{point.pk}", point, str(point.get_kind_display()), shown, whole)
    for row in holdings_of(person):
        if rules.stands(row):
            yield Item(f"post-{row.pk}", row, str(row.post), str(row.post.organization))
    texts = [getattr(person, name) for name in PROFILE]
    if any(texts):
        whole = own or person.listed
        parts = [text if whole else clip(text, BEGINNING) for text in texts if text]
        yield Item("profile", person, "", "\n".join(parts), whole)


def to_remind(now):
    """Asks without an answer, old enough for the one reminder, and open for a few days more."""
    waiting = Confirmation.objects.filter(status=Confirmation.Status.ASKED, reminded_at__isnull=True)
    return waiting.filter(asked_at__lte=now - rules.REMIND_AFTER, until__gt=now).order_by("asked_at")


def run_out(now):
    """Asks whose link works no longer."""
    return Confirmation.objects.filter(status=Confirmation.Status.ASKED, until__lte=now)


def come_back():
    """Open asks whose letter could not be delivered."""
    keys = notify.undelivered_about(Confirmation._meta.label_lower)
    return Confirmation.objects.filter(status=Confirmation.Status.ASKED, pk__in=keys)


def email_of(person):
    """Where a letter reaches this person now, or "": the best of their addresses from which no mail comes back. It is
    shown to nobody."""
    known = person_with_details(person.pk)
    found = first_address(known, bounced_addresses([known])) if known else None
    return found[1] if found else ""
