"""What the coordinator of a unit keeps an eye on: its participation, who speaks for it, its posts."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from saiyai.directory import queries as directory
from saiyai.networks import queries
from saiyai.networks.models import Participation

LIVING = (Participation.Status.INVITED, Participation.Status.SIGNED, Participation.Status.ACTIVE)


def _posts(unit, viewer):
    """The posts of a unit, vacant ones first, each with the people who hold it."""
    now, _before = directory.holdings_in(unit, viewer)
    posts = list(directory.posts_of(unit))
    for post in posts:
        post.people = [row for row in now if row.post_id == post.pk]
    return sorted(posts, key=lambda post: post.held)


def _part(unit, rows, viewer):
    posts = _posts(unit, viewer)
    return {
        "unit": unit,
        "living": [row for row in rows if row.organization_id == unit.pk and row.status in LIVING],
        "before": [row for row in rows if row.organization_id == unit.pk and row.status not in LIVING],
        "posts": posts,
        "vacant": sum(not post.held for post in posts),
    }


@require_safe
def my_unit(request):
    """The units for which the viewer was appointed, and what takes part below them."""
    units = list(queries.own_units(request.user))
    if not units:
        raise Http404
    rows = list(queries.participations_of_own_units(request.user))
    own = {unit.pk for unit in units}
    context = {
        "parts": [_part(unit, rows, request.user) for unit in units],
        "below": [row for row in rows if row.organization_id not in own and row.status in LIVING],
    }
    return render(request, "networks/my_unit.html", context)
