"""People, organisations and groups, and what joins them."""

from typing import Literal
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from saiyai.api import schemas
from saiyai.api.door import NeedsToken
from saiyai.api.moving import one
from saiyai.api.paging import page_of, page_with
from saiyai.directory import queries
from saiyai.directory.models import Organization
from saiyai.directory.queries.hits import work_line
from saiyai.policy import looks

router = Router(tags=["directory"])
READ = NeedsToken("directory.read")
PROFILE = ("resources", "goals", "ways_of_working", "target_groups")
KINDS = Literal[tuple(str(kind) for kind in Organization.Kind)]


class Found(schemas.Paging):
    q: schemas.Words = ""
    province: schemas.Code | None = None
    sort: Literal["best", "name", "-name"] = "best"


class FoundPeople(Found):
    skill: schemas.Slug | None = None


class FoundOrganizations(Found):
    kind: KINDS | None = None


def _found(request, filters, kind, **more):
    user = request.auth.user
    found = queries.find(
        filters.q, user, kinds=(kind,), province=filters.province or "", sort=filters.sort,
        limit=filters.per_page, offset=(filters.page - 1) * filters.per_page, **more,
    )  # fmt: skip
    parties = queries.parties_of(found.entries, user)
    if kind == "PERSON":
        looks.note_many(user, "directory.person", list(parties), "api")
    items = [_line(parties[entry.object_id], kind) for entry in found.entries if entry.object_id in parties]
    return page_with(request, filters, items, found.count, found.more, found.follow)


def _name(party):
    return party.name if hasattr(party, "name") else party.name_th


def _line(party, kind):
    about = work_line(party) if kind == "PERSON" else str(party.get_kind_display())
    return {
        "id": party.pk, "name_th": _name(party), "name_en": party.name_en, "about": about,
        "province_code": party.province_code,
    }  # fmt: skip


def _page(party):
    texts = {name: getattr(party, name, "") for name in PROFILE}
    about = {"id": party.pk, "name_th": _name(party), "name_en": party.name_en, "province_code": party.province_code}
    return about | texts


def _named(record):
    return {"id": record.pk, "name": str(record)}


def _days(row):
    return {"starts_on": row.starts_on, "ends_on": row.ends_on}


@router.get("/people", auth=READ, response=schemas.Page[schemas.PartyLine], summary=_("People"))
def people(request, filters: Query[FoundPeople]):
    return _found(request, filters, "PERSON", skill=filters.skill or "")


def _person(request, pk):
    """Somebody whom the owner of the token sees, noted as looked at."""
    found = one(queries.visible_people(request.auth.user), pk)
    if found.user_id != request.auth.user.pk:
        looks.note(request.auth.user, found, "api")
    return found


@router.get("/people/{pk}", auth=READ, response=schemas.PersonPage, summary=_("One person"))
def person(request, pk: UUID):
    found = _person(request, pk)
    return {
        **_page(found),
        "skills": [skill.pk for skill in found.skills.all()],
        "posts": [
            {
                "post": str(row.post),
                "organization": _named(row.post.organization),
                "standing": row.standing,
                **_days(row),
            }
            for row in queries.holdings_of(found)
        ],
        "groups": [{"group": _named(row.group), "role": row.role, **_days(row)} for row in queries.seats_of(found)],
    }


@router.get("/organizations", auth=READ, response=schemas.Page[schemas.PartyLine], summary=_("Organisations"))
def organizations(request, filters: Query[FoundOrganizations]):
    return _found(request, filters, "ORGANIZATION", organization_kind=filters.kind or "")


@router.get("/organizations/{pk}", auth=READ, response=schemas.OrganizationPage, summary=_("One organisation"))
def organization(request, pk: UUID):
    found = one(queries.visible_organizations(request.auth.user), pk)
    own = {"kind": found.kind, "short_name": found.short_name, **_days(found)}
    return {**_page(found), **own, "parents": [_named(row) for row in reversed(queries.ancestors(found))]}


@router.get("/groups", auth=READ, response=schemas.Page[schemas.PartyLine], summary=_("Groups"))
def groups(request, filters: Query[Found]):
    return _found(request, filters, "GROUP")


@router.get("/groups/{pk}", auth=READ, response=schemas.GroupPage, summary=_("One group"))
def group(request, pk: UUID):
    found = one(queries.visible_groups(request.auth.user), pk)
    return {**_page(found), "kind": found.kind, "about": found.about, **_days(found)}


def _ties(request, party, paging):
    return page_of(
        request, paging, queries.ties_of(party, request.auth.user), _tie, lambda rows: queries.told(rows, party)
    )


def _tie(row):
    return {
        "id": row.pk, "kind": row.kind, "label": str(row.label), "other": _named(row.other),
        "other_kind": row.other._meta.model_name, "source": row.source, **_days(row),
    }  # fmt: skip


@router.get("/people/{pk}/ties", auth=READ, response=schemas.Page[schemas.TieLine], summary=_("Ties of a person"))
def person_ties(request, pk: UUID, paging: Query[schemas.Paging]):
    return _ties(request, _person(request, pk), paging)


@router.get(
    "/organizations/{pk}/ties",
    auth=READ,
    response=schemas.Page[schemas.TieLine],
    summary=_("Ties of an organisation"),
)
def organization_ties(request, pk: UUID, paging: Query[schemas.Paging]):
    return _ties(request, one(queries.visible_organizations(request.auth.user), pk), paging)


@router.get("/groups/{pk}/ties", auth=READ, response=schemas.Page[schemas.TieLine], summary=_("Ties of a group"))
def group_ties(request, pk: UUID, paging: Query[schemas.Paging]):
    return _ties(request, one(queries.visible_groups(request.auth.user), pk), paging)
