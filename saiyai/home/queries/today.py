"""What a member and an officer see first."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from saiyai.accounts.models import OfficeProvince
from saiyai.directory import queries as directory
from saiyai.directory.models import Holding
from saiyai.directory.rules import in_force
from saiyai.membership import queries as membership
from saiyai.membership.models import Member
from saiyai.policy.permissions import Permission as P

SHORT = 5
SOON = timedelta(days=60)


def my_posts(person):
    """The posts that somebody holds today."""
    return list(directory.holding_now(person)[:SHORT]) if person else []


def newest_members(viewer, person):
    """Who joined last in the viewer's province, as far as the viewer may see them; elsewhere when there is none."""
    living = Member.objects.filter(status=Member.Status.ACTIVE, person__in=directory.visible_people(viewer))
    living = living.select_related("person").order_by("-starts_on", "pk")
    if person:
        living = living.exclude(person=person)
    if person and person.province_code:
        near = list(living.filter(person__province_code=person.province_code)[:SHORT])
        if near:
            return near, person.province_code
    return list(living[:SHORT]), ""


def provinces_of(viewer):
    """The provinces of the offices that a viewer works for; None stands for all."""
    offices = viewer.offices_allowing(P.APPLICATION_READ)
    if offices is None:
        return None
    rows = OfficeProvince.objects.filter(*in_force(), office__in=offices)
    return list(rows.values_list("province_code", flat=True))


def posts_without_holder(viewer, provinces):
    """Posts in these provinces that nobody holds today."""
    held = Holding.objects.filter(*in_force(), post=OuterRef("pk"))
    posts = directory.visible_posts(viewer).filter(*in_force()).exclude(Exists(held))
    if provinces is not None:
        posts = posts.filter(organization__province_code__in=provinces)
    return posts.select_related("organization").order_by("organization__sort_key", "title_th", "pk")


def members_ending_soon(viewer):
    """Members of the viewer's offices whose term ends within two months, first those who end first."""
    today = timezone.localdate()
    return (
        membership.members_looked_after(viewer)
        .filter(status=Member.Status.ACTIVE, ends_on__gte=today, ends_on__lte=today + SOON)
        .order_by("ends_on", "pk")
    )
