"""What concerns the owner of the token: who they are here, what is theirs, what waits for them."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from saiyai.api import queries, schemas
from saiyai.api.door import NeedsToken
from saiyai.api.moving import one
from saiyai.api.paging import page_of
from saiyai.api.routes.membership import application_line, member_line
from saiyai.membership import queries as membership
from saiyai.membership.models import Member
from saiyai.networks import queries as networks
from saiyai.policy.permissions import Permission as P

router = Router(tags=["me"])
READ = NeedsToken("me.read")


@router.get("/me", auth=READ, response=schemas.Me, summary=_("Who I am here"))
def me(request):
    token = request.auth
    user = token.user
    return {
        "id": user.pk, "name": user.display_name, "language": user.language, "scopes": token.scopes,
        "roles": sorted({grant.role for grant in user.standing_grants}), "token_expires_on": token.expires_on,
    }  # fmt: skip


@router.get("/me/applications", auth=READ, response=schemas.Page[schemas.ApplicationLine], summary=_("My applications"))
def my_applications(request, paging: Query[schemas.Paging]):
    rows = membership.my_applications(request.auth.user).order_by("-created_at", "pk")
    return page_of(request, paging, rows, application_line)


@router.get("/me/memberships", auth=READ, response=schemas.Page[schemas.MemberLine], summary=_("My memberships"))
def my_memberships(request, paging: Query[schemas.Paging]):
    rows = Member.objects.filter(membership.held_by(request.auth.user))
    return page_of(request, paging, rows.select_related("person", "organization").order_by("number"), member_line)


@router.get("/me/networks", auth=READ, response=schemas.Page[schemas.Named], summary=_("My networks"))
def my_networks(request, paging: Query[schemas.Paging]):
    rows = networks.my_networks(request.auth.user).order_by("name_th", "pk")
    return page_of(request, paging, rows, lambda row: {"id": row.pk, "name": str(row)})


def _task(kind, record, count=1):
    return {"kind": kind, "id": record.pk if record else None, "name": str(record or ""), "count": count}


@router.get("/me/tasks", auth=READ, response=list[schemas.Task], summary=_("What waits for me"))
def my_tasks(request):
    user = request.auth.user
    found = [_task("charter", network) for network in networks.charters_to_acknowledge(user)]
    found += [_task("founding", row.network) for row in networks.foundings_to_answer(user)]
    found += [_task("proposal", network) for network in networks.proposals_to_decide(user)]
    if user.allows(P.APPLICATION_READ):
        found.append(_task("applications", None, membership.queue_counts(user)["us"]))
    return found


def _fields(row, shape):
    return {name: getattr(row, name) for name in shape.model_fields}


@router.get(
    "/me/receivers", auth=READ, response=schemas.Page[schemas.ReceiverLine], summary=_("My receivers of events")
)
def my_receivers(request, paging: Query[schemas.Paging]):
    rows = queries.visible_receivers(request.auth.user)
    return page_of(request, paging, rows, lambda row: _fields(row, schemas.ReceiverLine))


@router.get(
    "/me/receivers/{pk}/deliveries",
    auth=READ,
    response=schemas.Page[schemas.DeliveryLine],
    summary=_("What was sent to a receiver"),
)
def my_deliveries(request, pk: UUID, paging: Query[schemas.Paging]):
    user = request.auth.user
    rows = queries.visible_deliveries(user).filter(receiver=one(queries.visible_receivers(user), pk))
    return page_of(request, paging, rows, lambda row: _fields(row, schemas.DeliveryLine))
