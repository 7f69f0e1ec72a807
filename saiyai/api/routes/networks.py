"""Networks, their chapters, and the units that take part."""

from typing import Literal
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from saiyai.api import schemas
from saiyai.api.door import NeedsToken
from saiyai.api.moving import add_moves, one, steps
from saiyai.api.paging import page_of
from saiyai.api.queries import visible_units
from saiyai.networks import actions, queries, rules
from saiyai.networks.actors import in_network, of_unit
from saiyai.networks.models import Participation
from saiyai.policy.lifecycle import Refused

router = Router(tags=["networks"])
READ, MOVE = NeedsToken("networks.read"), NeedsToken("networks.move")
NETWORK_WAYS = {
    "approve": schemas.Sure,
    "turn_down": schemas.Reason,
    "open": schemas.Sure,
    "wake": schemas.Sure,
    "close": schemas.Reason,
}
UNIT_WAYS = {
    "take_back": schemas.Sure,
    "accept": schemas.Sure,
    "ask_again": schemas.Reason,
    "end": schemas.Reason,
    "leave": schemas.MaybeReason,
}
DEEDS = {"open": "open_network"}


class NetworkFilter(schemas.Paging):
    status: Literal["PROPOSED", "FORMING", "ACTIVE", "DORMANT", "CLOSED"] | None = None


class UnitFilter(schemas.Paging):
    status: Literal["INVITED", "SIGNED", "ACTIVE", "DECLINED", "TAKEN_BACK", "ENDED"] | None = None


def _network_steps(found, user):
    return steps(
        rules.NETWORK, found, lambda name: in_network(found, user), NETWORK_WAYS, f"/api/v1/networks/{found.pk}"
    )


def _line(found):
    return {
        "id": found.pk, "slug": found.slug, "name_th": found.name_th, "name_en": found.name_en,
        "status": found.status, "parent": found.parent_id, "opened_on": found.opened_on,
        "closed_on": found.closed_on, "units": found.units_now, "chapters": found.chapters_now,
    }  # fmt: skip


def _networks(user):
    return queries.with_counts(queries.visible_networks(user)).select_related("office").order_by("name_th", "pk")


@router.get("/networks", auth=READ, response=schemas.Page[schemas.NetworkLine], summary=_("Networks"))
def networks(request, filters: Query[NetworkFilter]):
    rows = _networks(request.auth.user)
    if filters.status:
        rows = rows.filter(status=filters.status)
    return page_of(request, filters, rows, _line)


@router.get("/networks/{pk}", auth=READ, response=schemas.NetworkPage, summary=_("One network and its moves"))
def network(request, pk: UUID):
    user = request.auth.user
    found = one(_networks(user), pk)
    charter = rules.charter_of(found)
    more = {"about_th": found.about_th, "about_en": found.about_en, "charter": charter.number if charter else None}
    return {**_line(found), **more, "moves": _network_steps(found, user)}


@router.get(
    "/networks/{pk}/chapters",
    auth=READ,
    response=schemas.Page[schemas.ChapterLine],
    summary=_("Chapters of a network"),
)
def chapters(request, pk: UUID, paging: Query[schemas.Paging]):
    user = request.auth.user
    rows = queries.visible_chapters(user, one(queries.visible_networks(user), pk)).order_by("kind", "name_th", "pk")
    return page_of(request, paging, rows, _chapter)


def _chapter(row):
    return {
        "id": row.pk, "kind": row.kind, "name_th": row.name_th, "name_en": row.name_en,
        "province_code": row.province_code, "ministry": row.ministry_id, "starts_on": row.starts_on,
    }  # fmt: skip


def _unit(found):
    names = ("id", "status", "scope", "limits", "offers", "starts_on", "ends_on")
    body = {"id": found.organization_id, "name": str(found.organization)}
    return {name: getattr(found, name) for name in names} | {"network": found.network_id, "organization": body}


@router.get(
    "/networks/{pk}/participations",
    auth=READ,
    response=schemas.Page[schemas.UnitLine],
    summary=_("Units that take part in a network"),
)
def participations(request, pk: UUID, filters: Query[UnitFilter]):
    user = request.auth.user
    rows = visible_units(one(queries.visible_networks(user), pk), user).order_by("organization__sort_key", "pk")
    if filters.status:
        rows = rows.filter(status=filters.status)
    return page_of(request, filters, rows, _unit)


def _found_unit(pk, user):
    """A participation that this user sees, by the network that it is in."""
    seen = Participation.objects.filter(network__in=queries.visible_networks(user)).select_related("network__office")
    return one(visible_units(one(seen.defer("mandate_sealed"), pk).network, user), pk)


def _unit_actor(found, user, name):
    return of_unit(found, user) if name == "leave" else in_network(found.network, user)


def _unit_steps(found, user):
    address = f"/api/v1/participations/{found.pk}"
    return steps(rules.PARTICIPATION, found, lambda name: _unit_actor(found, user, name), UNIT_WAYS, address)


@router.get(
    "/participations/{pk}",
    auth=READ,
    response=schemas.UnitPage,
    summary=_("One unit in a network and its moves"),
)
def participation(request, pk: UUID):
    user = request.auth.user
    found = _found_unit(pk, user)
    return {**_unit(found), "chapters": [row.pk for row in found.chapters.all()], "moves": _unit_steps(found, user)}


def _move_network(request, pk, name, values):
    user = request.auth.user
    found = one(queries.visible_networks(user).select_related("office"), pk)
    getattr(actions, DEEDS.get(name, name))(found, by=in_network(found, user), **values)
    return {"id": found.pk, "status": found.status, "moves": _network_steps(found, user)}


def _move_unit(request, pk, name, values):
    user = request.auth.user
    found = _found_unit(pk, user)
    by = _unit_actor(found, user, name)
    if reason := rules.PARTICIPATION.why_not(found, name, by):
        raise Refused(reason)
    getattr(actions, name)(found, by=by, **values)
    return {"id": found.pk, "status": found.status, "moves": _unit_steps(found, user)}


labels = {name: move.label for name, move in rules.NETWORK.moves.items()}
add_moves(router, "/networks", NETWORK_WAYS, MOVE, _move_network, labels, "network")
labels = {name: move.label for name, move in rules.PARTICIPATION.moves.items()}
add_moves(router, "/participations", UNIT_WAYS, MOVE, _move_unit, labels, "participation")
