"""What is held about somebody, who looked, and the requests for erasure."""

import hashlib
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from saiyai.accounts import queries as accounts
from saiyai.accounts.models import Grant, Session, User
from saiyai.audit.models import Event, Look
from saiyai.directory import queries as directory
from saiyai.notify.models import Notice
from saiyai.policy.held import Subject, keepers
from saiyai.policy.permissions import Permission as P
from saiyai.rights import rules
from saiyai.rights.models import Erasure
from saiyai.thai import dates
from saiyai.thai.dates import add_months

OPENED = ("application.identity_opened", "document.opened")
MOST_LOOKS = 500


def subject_of(user):
    """The data of this account, and of its entry in the directory."""
    return Subject(user, directory.person_of(user))


def subject_of_request(request):
    person = request.person
    return Subject(request.user or (person.user if person else None), person)


def holdings(subject):
    """[Holding] of every module that holds something."""
    return [holding for keeper in keepers() for holding in keeper.held(subject) if holding.rows]


def records(subject):
    """[(label, key)] of the records about this person, as the trail and the looks name them."""
    return [(label, str(key)) for keeper in keepers() for label, key in keeper.records(subject)]


@dataclass(frozen=True)
class Seen:
    """On a day somebody of an office opened something. `what` is the kind of page or the deed of the trail."""

    day: date
    office: str
    what: str
    times: int = 1


def who_looked(subject, most=MOST_LOOKS):
    """[Seen], newest first: officers' looks, and sealed parts that they opened. By office, never by name."""
    about = Q(pk__in=[])
    for label, key in records(subject):
        about |= Q(subject=label, key=key)
    own = str(subject.user.pk) if subject.user else ""
    found = {}
    for look in Look.objects.filter(about).exclude(viewer=own).order_by("-day")[:most]:
        place = (look.day, look.office, look.page)
        found[place] = found.get(place, 0) + 1
    opened = Event.objects.filter(about, verb__in=OPENED).exclude(actor__in=[own, "system"]).order_by("-seq")[:most]
    offices = accounts.offices_of_officers({event.actor for event in opened})
    for event in opened:
        place = (dates.local_day(event.at), offices.get(event.actor, ""), event.verb)
        found[place] = found.get(place, 0) + 1
    return [Seen(*place, times) for place, times in sorted(found.items(), key=lambda one: one[0], reverse=True)]


def visible_looks(viewer):
    """Every look for who reads the trail, newest day first; nobody else sees a row."""
    return Look.objects.order_by("-day", "viewer", "pk") if viewer.allows(P.AUDIT_READ) else Look.objects.none()


def digest_of(day):
    """(how many looks a day has, digest over all of them)."""
    rows = Look.objects.filter(day=day).values_list("viewer", "office", "subject", "key", "page")
    lines = sorted("\x1f".join(row) for row in rows.iterator(chunk_size=2000))
    return len(lines), hashlib.sha256("\x1e".join(lines).encode()).hexdigest()


def seal_of(day):
    """The line of the trail that sealed the looks of this day, or None."""
    return Event.objects.filter(subject="audit.look", key=day.isoformat(), verb="looks.sealed").first()


def broken_days(days):
    """Those of these days whose looks are no longer what was sealed."""
    found = []
    for day in days:
        seal = seal_of(day)
        if seal and (seal.facts["count"], seal.facts["digest"]) != digest_of(day):
            found.append(day)
    return found


def visible_erasures(viewer):
    """Requests for erasure: all for who answers or enters them, one's own for everybody."""
    rows = Erasure.objects.select_related("user", "person", "answered_by", "entered_by")
    own = Q(user=viewer.pk)
    if not (viewer.allows(P.DATA_ANSWER) or viewer.allows(P.DATA_ENTER)):
        return rows.filter(own)
    reached = directory.people_reached(viewer, "person", "person__province_code")
    return rows if reached is None else rows.filter(own | reached)


def erasures_to_answer(viewer):
    """Requests that this viewer may answer, those with the nearest day first."""
    if not viewer.allows(P.DATA_ANSWER):
        return Erasure.objects.none()
    waiting = visible_erasures(viewer).filter(status=Erasure.Status.ASKED)
    return waiting.exclude(entered_by=viewer.pk).exclude(user=viewer.pk).order_by("due_on", "pk")


def latest_erasure(user):
    """The newest request of this account, or None."""
    return Erasure.objects.filter(user=user.pk).order_by("-asked_on", "-due_on", "status").first()


def names_of_viewers(keys):
    """{key: name} of the accounts that looked."""
    return accounts.names_of_users(keys)


def accounts_over(today):
    """Accounts whose time is over: a year without a role, a membership, a sign-in or a message, and nothing asked."""
    before = add_months(today, -rules.ACCOUNTS_KEPT)
    over = User.objects.filter(is_active=True, created_at__date__lt=before)
    busy = Grant.objects.exclude(status=Grant.Status.DECLINED).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=before))
    for rows in (
        busy,
        Session.objects.filter(used_on__gte=before, user__isnull=False),
        Notice.objects.filter(created_at__date__gte=before),
        Erasure.objects.filter(status=Erasure.Status.ASKED, user__isnull=False),
    ):
        over = over.exclude(pk__in=rows.values("user"))
    return over.order_by("created_at", "pk")
