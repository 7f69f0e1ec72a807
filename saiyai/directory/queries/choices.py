"""What is offered while somebody types."""

from django.utils import timezone

from saiyai.directory.models import Group, Organization, Post, SearchEntry
from saiyai.directory.queries.find import find
from saiyai.directory.queries.trees import with_parent
from saiyai.directory.queries.visible import visible_people
from saiyai.policy.actors import LinkHolder
from saiyai.policy.permissions import Permission as P

# Names of organisations are public; what only officers may find by is not matched for somebody who fills in a form.
_ANYBODY = LinkHolder("anybody", "anybody", frozenset({P.DIRECTORY_FIND}))


def _keys(text, kind, viewer, limit, **filters):
    found = find(text, viewer, kinds=(kind,), limit=limit, **filters)
    return [entry.object_id for entry in (*found.entries, *found.near)][:limit]


def organization_choices(text, limit=10, province=""):
    """Living organisations for what was typed, best first, each with `parent_th` and `parent_en`. Names are public."""
    keys = _keys(text, SearchEntry.Kind.ORGANIZATION, _ANYBODY, 3 * limit, province=province)
    rows = with_parent(Organization.objects.filter(pk__in=keys)).in_bulk()
    today = timezone.localdate()
    living = [rows[key] for key in keys if key in rows and not (rows[key].ends_on and rows[key].ends_on < today)]
    return living[:limit]


def person_choices(text, viewer, limit=10):
    """People whom this viewer may see, for what was typed, best first."""
    keys = _keys(text, SearchEntry.Kind.PERSON, viewer, limit)
    rows = visible_people(viewer).in_bulk(keys)
    return [rows[key] for key in keys if key in rows]


def group_choices(text, viewer, limit=10):
    """Groups for what was typed, best first."""
    keys = _keys(text, SearchEntry.Kind.GROUP, viewer, limit)
    rows = Group.objects.in_bulk(keys)
    return [rows[key] for key in keys if key in rows]


def post_choices(organization):
    """The posts of an organisation that are not closed."""
    today = timezone.localdate()
    posts = Post.objects.filter(organization=organization).order_by("title_th", "pk")
    return [post for post in posts if not (post.ends_on and post.ends_on < today)]
