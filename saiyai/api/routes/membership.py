"""Applications and their moves, memberships, and the check of a card."""

from typing import Literal
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from ninja import Path, Query, Router

from saiyai.api import schemas
from saiyai.api.door import NeedsToken
from saiyai.api.moving import add_moves, one, steps
from saiyai.api.paging import page_of
from saiyai.api.problems import Problem
from saiyai.membership import actions, brake, queries, rules
from saiyai.membership.actors import applicant
from saiyai.membership.models import Application, Member
from saiyai.policy import looks

router = Router(tags=["membership"])
READ, MOVE = NeedsToken("applications.read"), NeedsToken("applications.move")
MEMBERS = NeedsToken("memberships.read")
WAYS = {
    "pass_documents": schemas.Note,
    "pass_background": schemas.Note,
    "ask_for": schemas.Reason,
    "advise": schemas.Opinion,
    "send_back": schemas.Reason,
    "approve": schemas.MaybeReason,
    "reject": schemas.Reason,
    "uphold": schemas.Reason,
    "overturn": schemas.Reason,
    "appeal_paper": schemas.Reason,
    "withdraw_paper": schemas.Reason,
    "appeal": schemas.Reason,
    "withdraw": schemas.MaybeReason,
}
OWN = ("appeal", "withdraw", "submit", "supply")
STATUSES = Literal[tuple(str(status) for status in Application.Status)]
MEMBER_STATUSES = Literal[tuple(str(status) for status in Member.Status)]


class Queue(schemas.Paging):
    who: Literal["us", "others", "done"] = "us"
    q: schemas.Words = ""
    status: STATUSES | None = None
    province: schemas.Code | None = None
    kind: Literal["PERSON", "UNIT"] | None = None
    overdue: Literal["true", "false"] = "false"
    sort: Literal["due", "newest", "name"] = "due"


class Members(schemas.Paging):
    q: schemas.Words = ""
    status: MEMBER_STATUSES | None = None
    province: schemas.Code | None = None
    sort: Literal["", "newest", "name"] = ""


def application_line(row):
    names = ("id", "number", "kind", "status", "province_code", "submitted_at", "stage_since", "due_on")
    keys = {"name": row.party_name, "network": row.network_id, "office": row.office_id}
    return {name: getattr(row, name) for name in names} | keys


@router.get(
    "/applications", auth=READ, response=schemas.Page[schemas.ApplicationLine], summary=_("The queue of applications")
)
def applications(request, filters: Query[Queue]):
    rows = queries.queue(
        request.auth.user, who=filters.who, q=filters.q, status=filters.status or "", sort=filters.sort,
        province=filters.province or "", kind=filters.kind or "", overdue=filters.overdue == "true",
    )  # fmt: skip
    return page_of(request, filters, rows, application_line, _taken(request, "membership.application"))


def _taken(request, label):
    """What a program takes from a list is noted like a list that was taken as a file."""
    return lambda found: looks.note_many(request.auth.user, label, [row.pk for row in found], "api")


def _actor(found, user, name):
    """Who applied acts as the applicant, and nobody else does."""
    return applicant(found) if name in OWN and found.applicant_user_id == user.pk else user


def _steps(found, user):
    address = f"/api/v1/applications/{found.pk}"
    return steps(rules.APPLICATION, found, lambda name: _actor(found, user, name), WAYS, address)


@router.get(
    "/applications/{pk}", auth=READ, response=schemas.ApplicationPage, summary=_("One application and its moves")
)
def application(request, pk: UUID):
    user = request.auth.user
    found = one(queries.visible_applications(user), pk)
    looks.note(user, found, "api")
    return {**application_line(found), "moves": _steps(found, user)}


def _move(request, pk, name, values):
    user = request.auth.user
    found = one(queries.visible_applications(user), pk)
    getattr(actions, name)(found, by=_actor(found, user, name), **values)
    if not Application.objects.filter(pk=pk).exists():  # a draft is deleted when it is withdrawn
        return {"id": pk, "status": Application.Status.WITHDRAWN, "moves": []}
    return {"id": pk, "status": found.status, "moves": _steps(found, user)}


labels = {name: move.label for name, move in rules.APPLICATION.moves.items()}
add_moves(router, "/applications", WAYS, MOVE, _move, labels, "application")


def member_line(row):
    names = ("id", "number", "starts_on", "ends_on")
    kind = "PERSON" if row.person_id else "UNIT"
    keys = {"name": str(row), "kind": kind, "network": row.network_id, "office": row.office_id}
    return {name: getattr(row, name) for name in names} | keys | {"status": rules.standing(row)}


@router.get("/members", auth=MEMBERS, response=schemas.Page[schemas.MemberLine], summary=_("Memberships"))
def members(request, filters: Query[Members]):
    rows = queries.members_matching(
        request.auth.user, q=filters.q, status=filters.status or "", province=filters.province or "", sort=filters.sort
    )
    return page_of(request, filters, rows, member_line, _taken(request, "membership.member"))


@router.get("/members/{pk}", auth=MEMBERS, response=schemas.MemberLine, summary=_("One membership"))
def member(request, pk: UUID):
    found = one(queries.visible_members(request.auth.user), pk)
    looks.note(request.auth.user, found, "api")
    return member_line(found)


@router.get("/cards/{code}", auth=None, response=schemas.CardPage, summary=_("Check a card, without a token"))
def card(request, code: schemas.Code20 = Path(...)):  # noqa: B008
    """How a card stands today. An unknown code answers like a known one."""
    shown = queries.shown_by_card(queries.card_with_code(code))
    if shown is None:
        if brake.too_many_unknown():
            raise Problem("too-many", headers={"Retry-After": "60"})
        return {"standing": "unknown", "number": "", "name": "", "network": "", "ends_on": None}
    return {**shown, "network": str(shown["network"])}
