"""Where organisations stand: trees by command and by area, on any day."""

from django.db import connection
from django.db.models import OuterRef, Q, Subquery
from django.db.models.expressions import RawSQL
from django.utils import timezone

from saiyai.directory import rules
from saiyai.directory.models import Organization, Placement, Succession

DEEPEST = 20
_WALK = """
WITH RECURSIVE walk(id, depth) AS (
    SELECT {far}, 1 FROM directory_placement WHERE {near} = %s AND {in_force}
    UNION
    SELECT directory_placement.{far}, walk.depth + 1 FROM directory_placement
    JOIN walk ON directory_placement.{near} = walk.id WHERE walk.depth < %s AND {in_force}
)
SELECT id, MIN(depth) AS depth FROM walk GROUP BY id
"""
_IN_FORCE = "tree = %s AND (starts_on IS NULL OR starts_on <= %s) AND (ends_on IS NULL OR ends_on >= %s)"


# A union takes each row once: a circle, which no entry allows, would end all the same.
_BELOW = f"""
WITH RECURSIVE below(id) AS (
    SELECT id FROM directory_organization WHERE id = %s
    UNION
    SELECT directory_placement.child_id FROM directory_placement
    JOIN below ON directory_placement.parent_id = below.id WHERE {_IN_FORCE}
)
SELECT id FROM below
"""  # noqa: S608


def _walking(organization, near, far, on, tree):
    """The statement and its values."""
    on = connection.ops.adapt_datefield_value(on or timezone.localdate())
    key = Organization._meta.pk.get_db_prep_value(organization.pk, connection)
    dated = [str(tree), on, on]
    return _WALK.format(near=near, far=far, in_force=_IN_FORCE), [key, *dated, DEEPEST, *dated]


def _walk(organization, near, far, on, tree):
    """[(key, depth)] of everything above or below, nearest first; a row once even if the tree had a circle."""
    pk = Organization._meta.pk
    with connection.cursor() as cursor:
        cursor.execute(*_walking(organization, near, far, on, tree))
        rows = cursor.fetchall()
    found = [(pk.to_python(key), depth) for key, depth in rows]
    return [pair for pair in found if pair[0] != organization.pk]


def ancestors(organization, on=None, tree=Placement.Tree.COMMAND):
    """The organisations above, the nearest first, in one query."""
    sql, values = _walking(organization, "child_id", "parent_id", on, tree)
    joined = (
        "SELECT organization.*, above.depth FROM directory_organization AS organization "  # noqa: S608  our own text
        f"JOIN ({sql}) AS above ON above.id = organization.id ORDER BY above.depth"
    )
    found = Organization.objects.raw(joined, values)
    return [row for row in found if row.pk != organization.pk]


def ancestor_keys(organization, on=None, tree=Placement.Tree.COMMAND):
    """The keys of the organisations above."""
    return {key for key, _ in _walk(organization, "child_id", "parent_id", on, tree)}


def ever_above(organization, since=None, tree=Placement.Tree.COMMAND):
    """The keys of everything that stands above it on that day or on any later one: what is entered may begin later."""
    since = since or timezone.localdate()
    days = Placement.objects.filter(tree=tree, starts_on__gt=since).values_list("starts_on", flat=True).distinct()
    return set().union(*(ancestor_keys(organization, day, tree) for day in (since, *days)))


def descendant_keys(organization, on=None, tree=Placement.Tree.COMMAND):
    """The keys of everything below, at any depth."""
    return [key for key, _ in _walk(organization, "parent_id", "child_id", on, tree)]


def itself_and_below(key, on=None, tree=Placement.Tree.COMMAND):
    """The keys of an organisation and of everything below it, as a subquery: for `…__in`."""
    on = connection.ops.adapt_datefield_value(on or timezone.localdate())
    key = Organization._meta.pk.get_db_prep_value(key, connection)
    return RawSQL(_BELOW, (key, str(tree), on, on), Organization._meta.pk)  # noqa: S611  our own text, values apart


def descendants(organization, on=None, tree=Placement.Tree.COMMAND):
    """Everything below, at any depth, by name."""
    return Organization.objects.filter(pk__in=descendant_keys(organization, on, tree)).order_by("sort_key", "pk")


def units(organization, on=None, tree=Placement.Tree.COMMAND):
    """What stands directly below on this day, by name."""
    now = Placement.objects.filter(*rules.in_force(on), parent=organization, tree=tree)
    return Organization.objects.filter(pk__in=now.values("child")).order_by("sort_key", "pk")


def with_parent(organizations, on=None, tree=Placement.Tree.COMMAND):
    """The same organisations, each with `parent_th` and `parent_en`: the name of what it stands under."""
    now = Placement.objects.filter(*rules.in_force(on), child=OuterRef("pk"), tree=tree)
    return organizations.annotate(
        parent_th=Subquery(now.values("parent__name_th")[:1]), parent_en=Subquery(now.values("parent__name_en")[:1])
    )


def placements(organization):
    """Everything it ever stood under, in every tree, newest first."""
    rows = Placement.objects.filter(child=organization).select_related("parent")
    return rows.order_by("tree", "-ends_on", "-starts_on", "pk")


def reorganizations(organization):
    """What became of it, and what it came from, oldest first."""
    rows = Succession.objects.filter(Q(predecessor=organization) | Q(successor=organization))
    return rows.select_related("predecessor", "successor").order_by("on", "pk")


def chains(keys, on=None, tree=Placement.Tree.COMMAND):
    """{key: [keys above, nearest first]} for many organisations at once: one query a level."""
    above, level = {}, set(keys)
    while level:
        rows = Placement.objects.filter(*rules.in_force(on), tree=tree)
        if len(level) < 1000:
            rows = rows.filter(child__in=level)
        found = dict(rows.values_list("child", "parent"))
        above.update({key: found.get(key) for key in level})
        level = {parent for key in level if (parent := found.get(key)) and parent not in above}
    return {key: _climb(above, key) for key in keys}


def _climb(above, key):
    way = []
    while (key := above.get(key)) and key not in way:
        way.append(key)
    return way
