"""Who is told, and how far an announcement has come."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from saiyai.accounts import queries as accounts
from saiyai.membership.models import Announcement, Member
from saiyai.membership.queries.audiences import narrowed_by, within
from saiyai.membership.queries.members import LIVING
from saiyai.networks import queries as networks
from saiyai.notify import queries as notify
from saiyai.policy.permissions import Permission as P
from saiyai.policy.reach import By, Kind


def audience(network, chapter=None, province_code="", narrowed=None):
    """The members who are told, in the order in which they are told; `narrowed` by a saved filter (audiences.py)."""
    members = Member.objects.filter(network=network, status__in=LIVING)
    if chapter is not None:
        members = members.filter(chapter_seats__chapter=chapter, chapter_seats__ends_on__isnull=True)
    if province_code:
        members = members.filter(Q(person__province_code=province_code) | Q(organization__province_code=province_code))
    if narrowed is not None:
        members = within(members, narrowed)
    reader = Coalesce("person__user", "application__applicant_user")
    return members.annotate(reader=reader).order_by("pk")


def reach_of(network, chapter=None, province_code="", narrowed=None):
    """(how many members, how many of them have an account to be told by)."""
    found = audience(network, chapter, province_code, narrowed).aggregate(
        members=Count("pk", distinct=True), readers=Count("reader", distinct=True)
    )
    return found["members"], found["readers"]


def next_to_tell(announcement, count):
    """The next members of an announcement: [(key of the member, key of the account or None)]."""
    narrowed = narrowed_by(announcement)
    members = audience(announcement.network, announcement.chapter, announcement.province_code, narrowed)
    if announcement.cursor:
        members = members.filter(pk__gt=announcement.cursor)
    found = members.values_list("pk", "reader")
    # A member stands once in a network and in a chapter; only a filter may find one twice. Telling them apart reads
    # everybody who is left, at each step.
    return list((found if narrowed is None else found.distinct())[:count])


def page_of(announcement):
    """Where it is read."""
    return reverse("membership:announcement", args=[announcement.pk])


def visible_announcements(viewer):
    """Those that were told to this viewer, and those of the networks that they run."""
    if not viewer.is_authenticated:
        return Announcement.objects.none()
    run = accounts.opened(viewer, P.NETWORK_MANAGE, Kind.ANNOUNCEMENT, {By.NAMED: _of_networks})
    if run is None:
        return Announcement.objects.all()
    told = Q(pk__in=notify.told_about(viewer, Announcement._meta.label_lower))
    return Announcement.objects.filter(told | run | Q(network__in=networks.coordinated_by(viewer)))


def _of_networks(scope):
    return accounts.named(scope, "network__office")


def announcements_of(network):
    """Those of a network, newest first; the caller has asked who runs it."""
    return Announcement.objects.filter(network=network).select_related("chapter", "made_by")


def sending():
    """Those that are not told to the end, oldest first."""
    return Announcement.objects.filter(status=Announcement.Status.SENDING).order_by("made_at", "pk")


@dataclass(frozen=True)
class Delivery:
    """How an announcement was delivered."""

    told: int
    read: int
    letters: dict


def delivery_of(announcement):
    """How many inboxes hold it and how many read it; letters and LINE messages by where they stand."""
    return Delivery(*notify.counts_of(notify.circular_about(announcement)))
