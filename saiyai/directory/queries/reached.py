"""What a viewer's grants open of the directory beyond what is shown to members, by the table of `policy.reach`.

Everything is a condition that asks an index for the row at hand: a list that stands in order is read until a page is
full, and one record costs as much among a million as among ten. No row is looked at in Python, and all join with `|` and
`&`. None stands for everything.
"""

from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q

from saiyai.accounts.models import OfficeProvince
from saiyai.accounts.queries import opened
from saiyai.directory.models import Holding
from saiyai.directory.queries.trees import itself_and_below
from saiyai.directory.rules import in_force
from saiyai.policy.permissions import Permission as P
from saiyai.policy.reach import By, Kind

NOBODY = Q(pk__in=[])
_told = {}


def tell_reached(party, way, keys):
    """A higher module says which people or organisations it knows to be of a unit or a network.

    `keys(named)` gives rows with a column of that name; `named` is the key of the network, or a subquery of the unit and all below.
    """
    _told.setdefault((party, way), {})[keys] = True


def _as_told(party, way, named, key):
    told = _told.get((party, way), ())
    return reduce(or_, (Q(Exists(keys(named).filter(**{party: OuterRef(key)}))) for keys in told), NOBODY)


def _holds(key, **posts):
    return Q(Exists(Holding.objects.filter(*in_force(), person=OuterRef(key), **posts)))


def _provinces(scope):
    """The provinces that the office of a grant looks after today."""
    return OfficeProvince.objects.filter(*in_force(), office=scope.office).values("province_code")


def _person_of_unit(scope, key, province):
    units = itself_and_below(scope.unit)
    return _holds(key, post__organization__in=units) | _as_told("person", By.UNIT, units, key)


def _person_of_office(scope, key, province):
    """Who works there: by the province of the person, or of an organisation where they hold a post today."""
    provinces = _provinces(scope)
    found = Q(**{f"{province}__in": provinces})
    found |= _holds(key, post__organization__province_code__in=provinces)
    return found if scope.network is None else found & _person_of_network(scope, key, province)


def _person_of_network(scope, key, province):
    return _as_told("person", By.NETWORK, scope.network, key)


def _organization_of_unit(scope, key, province):
    return Q(**{f"{key}__in": itself_and_below(scope.unit)})


def _organization_of_office(scope, key, province):
    found = Q(**{f"{province}__in": _provinces(scope)})
    return found if scope.network is None else found & _organization_of_network(scope, key, province)


def _organization_of_network(scope, key, province):
    return _as_told("organization", By.NETWORK, scope.network, key)


def _group_of_office(scope, key, province):
    return Q(**{f"{province}__in": _provinces(scope)}) if scope.network is None else NOBODY


_PERSON = {By.UNIT: _person_of_unit, By.OFFICE: _person_of_office, By.NETWORK: _person_of_network}
_ORGANIZATION = {
    By.UNIT: _organization_of_unit,
    By.OFFICE: _organization_of_office,
    By.NETWORK: _organization_of_network,
}
_GROUP = {By.OFFICE: _group_of_office}


def _joins(*ends):
    """{By: scope -> Q} over the ends of a record: (how such a party is joined, path to its key, path to its province)."""

    def one(way):
        return lambda scope: reduce(
            or_, (joined[way](scope, key, province) for joined, key, province in ends if way in joined), NOBODY
        )

    return {way: one(way) for way in (By.UNIT, By.OFFICE, By.NETWORK)}


def _end(joined, path):
    return joined, path, f"{path}__province_code"


_POINT = _joins(
    _end(_PERSON, "person"),
    _end(_ORGANIZATION, "organization"),
    _end(_ORGANIZATION, "post__organization"),
    _end(_GROUP, "group"),
)
_TIE = _joins(
    *(
        _end(joined, f"{side}_{party}")
        for side in "ab"
        for party, joined in (("person", _PERSON), ("organization", _ORGANIZATION), ("group", _GROUP))
    )
)


def people_reached(viewer, key="pk", province="province_code"):
    """People whom the viewer's grants open, listed or not; by the paths to their key and province."""
    return opened(viewer, P.DIRECTORY_READ_BEYOND, Kind.PERSON, _joins((_PERSON, key, province)))


def parties_reached(viewer):
    """Lines of the search index of parties that the viewer's grants open: also by what only officers find by."""
    people = people_reached(viewer, "object_id")
    if people is None:
        return None
    found = people
    for joined in (_ORGANIZATION, _GROUP):
        found |= opened(
            viewer, P.DIRECTORY_READ_BEYOND, Kind.CONTACT_POINT, _joins((joined, "object_id", "province_code"))
        )
    return found


def points_reached(viewer):
    """Contact points that the viewer's grants open, also those meant for officers."""
    return opened(viewer, P.DIRECTORY_READ_BEYOND, Kind.CONTACT_POINT, _POINT)


def ties_reached(viewer):
    """Ties with an end that the viewer's grants open, also those meant for officers."""
    return opened(viewer, P.DIRECTORY_READ_BEYOND, Kind.TIE, _TIE)


def reaches(viewer, person):
    """Whether the viewer's grants open this person, whatever they list."""
    found = people_reached(viewer)
    return found is None or (bool(viewer.scopes(P.DIRECTORY_READ_BEYOND)) and _is_there(person, found))


def _is_there(person, found):
    return type(person).objects.filter(found, pk=person.pk).exists()
