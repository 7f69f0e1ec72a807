"""Who holds what, now and then."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from saiyai.directory import rules
from saiyai.directory.models import Holding, Organization, Person, Post, Seat
from saiyai.directory.queries.visible import visible_people


def holdings_of(person):
    """Every post a person holds or held, the present and latest first."""
    rows = Holding.objects.filter(person=person).select_related("post__organization")
    return sorted(rows, key=_latest_first)


def seats_of(person):
    """Every group a person is or was in, the present and latest first."""
    return sorted(Seat.objects.filter(person=person).select_related("group"), key=_latest_first)


def _latest_first(row):
    now = rules.stands(row)
    last = row.ends_on.toordinal() if row.ends_on else 10**7
    first = row.starts_on.toordinal() if row.starts_on else 0
    return (not now, -last, -first, str(row.pk))


def posts_of(organization, on=None):
    """The posts of an organisation that exist on this day, each with `held`: whether somebody holds it."""
    now = Holding.objects.filter(*rules.in_force(on), post=OuterRef("pk"))
    posts = Post.objects.filter(*rules.in_force(on), organization=organization)
    return posts.annotate(held=Exists(now)).order_by("level", "title_th", "pk")


def holdings_in(organization, viewer, limit=500):
    """Who holds or held a post of an organisation, as far as the viewer may see them: (now, before), latest first."""
    rows = Holding.objects.filter(post__organization=organization, person__in=visible_people(viewer))
    rows = rows.select_related("person", "post").order_by("-ends_on", "person__sort_key", "pk")[:limit]
    now = [row for row in rows if rules.stands(row)]
    today = timezone.localdate()
    return now, [row for row in rows if row.ends_on and row.ends_on < today]


def people_in(group, viewer):
    """Who is in a group now, as far as the viewer may see them."""
    seats = Seat.objects.filter(*rules.in_force(), group=group, person__in=visible_people(viewer))
    return seats.select_related("person").order_by("person__sort_key", "pk")


def holding_now(person, on=None):
    """The holdings of a person on this day."""
    return Holding.objects.filter(*rules.in_force(on), person=person).select_related("post__organization")


def people_holding(organizations, on=None):
    """The keys of everybody who holds a post in these organisations (keys) on this day."""
    now = Holding.objects.filter(*rules.in_force(on), post__organization__in=organizations)
    return list(now.values_list("person", flat=True).distinct())


def person_of(user):
    """The person behind an account, or None."""
    return Person.objects.filter(user=user.pk).first() if user.is_authenticated else None


def organization_by_key(key):
    """The organisation with this key of the seed list, or None."""
    return Organization.objects.filter(key=key).first()


def people_moved_by_dates(since, until):
    """The keys of people whose holding or seat began in these days, or ended the day before."""
    ended = Q(ends_on__gte=since - timedelta(days=1), ends_on__lt=until)
    began = Q(starts_on__gte=since, starts_on__lte=until)
    return {
        key for model in (Holding, Seat) for key in model.objects.filter(ended | began).values_list("person", flat=True)
    }
