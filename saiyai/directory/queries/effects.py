"""What would end with an organisation, a post or a group: told before somebody confirms it."""

from dataclasses import dataclass

from django.utils import timezone

from saiyai.directory.models import Holding, Organization, Placement, Post, Seat
from saiyai.directory.queries.trees import with_parent
from saiyai.directory.queries.visible import visible_people

SHOWN = 20


@dataclass(frozen=True)
class Effects:
    """Posts and units that end or move, and the people in office: how many, and the first of them by name."""

    posts: int
    units: list
    holdings: list
    people: int

    @property
    def more(self):
        """People who are not named."""
        return self.people - len(self.holdings)


def effects_of_ending(organization, viewer):
    """What hangs on an organisation."""
    held = Holding.objects.filter(post__organization=organization, ends_on__isnull=True)
    units = Placement.objects.filter(parent=organization, ends_on__isnull=True).values("child")
    return Effects(
        posts=Post.objects.filter(organization=organization, ends_on__isnull=True).count(),
        units=list(Organization.objects.filter(pk__in=units).order_by("sort_key", "pk")),
        holdings=_named(held, viewer),
        people=held.values("person").distinct().count(),
    )


def holders_of(post, viewer):
    """Who holds a post and would leave with it."""
    return _named(Holding.objects.filter(post=post, ends_on__isnull=True), viewer)


def _named(held, viewer):
    rows = held.filter(person__in=visible_people(viewer)).select_related("person", "post")
    return list(rows.order_by("person__sort_key", "pk")[:SHOWN])


def seats_in(group, viewer):
    """Everybody who is or was in a group, as far as the viewer may see them, who is in it first."""
    rows = Seat.objects.filter(group=group, person__in=visible_people(viewer)).select_related("person")
    today = timezone.localdate()
    return sorted(rows.order_by("person__sort_key", "pk"), key=lambda row: bool(row.ends_on and row.ends_on < today))


def namesakes(name_th):
    """Living organisations of exactly this name, with what they stand under: the same one may be here already."""
    return list(with_parent(Organization.objects.filter(name_th=name_th, ends_on__isnull=True))[:5])


def holders_of_number(juristic_id):
    """Living organisations with this registration number."""
    return Organization.objects.filter(juristic_id=juristic_id, ends_on__isnull=True)
