"""The page of a person, of an organisation and of a group."""

from django.db.models import Q
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from saiyai.directory import queries, rules
from saiyai.directory.models import ContactPoint, Placement
from saiyai.policy import looks

PROFILE = ("resources", "goals", "ways_of_working", "target_groups")


def texts_of(party):
    """The four profile texts that say something: (name of the field, text)."""
    fields = {field.name: field.verbose_name for field in party._meta.fields}
    return [(fields[name], text) for name in PROFILE if (text := getattr(party, name))]


def _points_of_person(person, now, viewer):
    """Own contact points, and those of the posts held now; the posts come with the holdings, not once more."""
    posts = {row.post_id: row.post for row in now}
    points = list(queries.visible_contact_points(viewer).filter(Q(person=person) | Q(post__in=posts)))
    for point in points:
        point.post = posts.get(point.post_id)
    return _described(points)


def _described(points):
    order = list(ContactPoint.Kind)
    found = sorted(points, key=lambda point: (point.post_id is not None, order.index(point.kind), str(point.pk)))
    for point in found:
        point.old = rules.needs_verifying(point)
    return found


@require_safe
def person(request, pk):
    """Who somebody is, how to reach them, where they work and worked."""
    someone = get_object_or_404(queries.visible_people(request.user), pk=pk)
    own = rules.owns(request.user, someone)
    if not own:
        looks.note(request.user, someone, "person")
    holdings = queries.holdings_of(someone)
    now = [row for row in holdings if rules.stands(row)]
    context = {
        "person": someone,
        "now": now,
        "before": [row for row in holdings if row not in now],
        "seats": queries.seats_of(someone),
        "skills": list(someone.skills.all()),
        "points": _points_of_person(someone, now, request.user),
        "texts": texts_of(someone),
        "own": own,
        "may_edit": rules.may_edit(request.user),
        "reached": queries.reaches(request.user, someone),
    }
    return render(request, "directory/person.html", context)


def _tree_of(organization):
    """What it stands under now, and every other place it stood at."""
    rows = list(queries.placements(organization))
    now = [row for row in rows if rules.stands(row)]
    return {
        "above": list(reversed(queries.ancestors(organization))),
        "placed": next((row for row in now if row.tree == Placement.Tree.COMMAND), None),
        "by_area": [row for row in now if row.tree == Placement.Tree.AREA],
        "placed_before": [row for row in rows if not rules.stands(row)],
    }


@require_safe
def organization(request, pk):
    """Where an organisation stands, its units, its posts with their holders, and what became of it."""
    viewer = request.user
    body = get_object_or_404(queries.visible_organizations(viewer), pk=pk)
    now, before = queries.holdings_in(body, viewer)
    posts = list(queries.posts_of(body))
    for post in posts:
        post.people = [row for row in now if row.post_id == post.pk]
    points = queries.visible_contact_points(viewer)
    reorganizations = list(queries.reorganizations(body))
    context = {
        "organization": body,
        **_tree_of(body),
        "units": list(queries.units(body)),
        "posts": posts,
        "vacant": sum(not post.held for post in posts),
        "before": before,
        "points": _described(points.filter(Q(organization=body) | Q(post__organization=body)).select_related("post")),
        "reorganizations": reorganizations,
        "may_take_back": any(row.predecessor_id == body.pk for row in reorganizations),
        "texts": texts_of(body),
        "standing": rules.stands(body),
        "may_edit": rules.may_edit(viewer),
        "reached": rules.may_read_beyond(viewer),
    }
    return render(request, "directory/organization.html", context)


@require_safe
def group(request, pk):
    """A group and who is in it."""
    viewer = request.user
    circle = get_object_or_404(queries.visible_groups(viewer), pk=pk)
    context = {
        "group": circle,
        "seats": list(queries.people_in(circle, viewer)),
        "points": _described(queries.visible_contact_points(viewer, circle)),
        "texts": texts_of(circle),
        "standing": rules.stands(circle),
        "may_edit": rules.may_edit(viewer),
    }
    return render(request, "directory/group.html", context)
