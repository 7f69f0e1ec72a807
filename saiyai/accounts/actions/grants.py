"""Granting roles, changing how far they see, and ending them."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from saiyai.accounts import queries, rules
from saiyai.accounts.models import Grant, User
from saiyai.audit import trail
from saiyai.policy.action import action
from saiyai.policy.actors import carrying_out
from saiyai.policy.lifecycle import Refused
from saiyai.policy.permissions import Permission as P
from saiyai.policy.reach import Reach
from saiyai.policy.roles import ROLES


@action
def grant_role(
    user, role, *, by, office=None, network=None, unit=None, reach="", starts_on=None, ends_on=None, reason=""
):  # fmt: skip
    """Grant a role that needs no second person (being a member), or propose one that does."""
    kind = ROLES[role]
    if not kind.by_two:
        rules.only(by)
    if kind.by_two and not by.allows(P.GRANT_PROPOSE):
        raise Refused(_("You do not have permission to do this."))
    office, reach = None if kind.central else office, Reach(reach or kind.reach)
    if wrong := rules.does_not_name(role, reach, office, network, unit):
        raise Refused(wrong[1])
    if reason_why_not := rules.is_no_member(role, user):
        raise Refused(reason_why_not)
    if kind.by_two and queries.same_grants(user, role, office, network, unit).exists():
        raise Refused(_("This person holds this role already, or it waits to be confirmed."))
    grant = Grant.objects.create(
        user=user,
        role=role,
        office=office,
        network=network,
        unit=unit,
        reach=reach,
        status=Grant.Status.PROPOSED if kind.by_two else Grant.Status.CONFIRMED,
        starts_on=starts_on or timezone.localdate(),
        ends_on=ends_on,
        reason=reason,
        proposed_by_id=by.pk if isinstance(by.pk, UUID) else None,
    )
    trail.record("grant.proposed" if kind.by_two else "grant.confirmed", grant, by=by, **_facts(grant))
    return grant


def _facts(grant):
    """What the trail says of a grant: who may do and see what."""
    named = {name: str(key) for name in ("network", "unit") if (key := getattr(grant, name))}
    office = grant.office_id or ""
    return {"role": grant.role, "office": office, "user": str(grant.user_id), "reach": str(grant.reach)} | named


@action
def change_reach(grant, reach, *, by, reason=""):
    """Propose that a role in force sees more or less: another grant that takes its place once it is confirmed."""
    grant = Grant.objects.select_for_update().get(pk=grant.pk)
    if why_not := rules.why_not_change_reach(grant, reach, by):
        raise Refused(why_not)
    same = {name: getattr(grant, name) for name in ("user", "role", "office", "network", "unit", "ends_on")}
    proposer = by if isinstance(by, User) else None
    made = Grant.objects.create(
        **same, reach=reach, replaces=grant, starts_on=timezone.localdate(), reason=reason, proposed_by=proposer
    )
    trail.record("grant.proposed", made, by=by, replaces=str(grant.pk), before=grant.reach, **_facts(made))
    return made


@action
def confirm_grant(grant, *, by):
    """The second person puts a proposed role in force; what it replaces ends in the same moment."""
    rules.GRANT.move(grant, "confirm", by=by)
    grant.confirmed_by = by if isinstance(by, User) else None
    grant.save()
    trail.record("grant.confirmed", grant, by=by, **_facts(grant))
    if grant.replaces_id:
        end_grant(grant.replaces, by=carrying_out(by), reason=grant.reason)


@action
def decline_grant(grant, *, by, reason=""):
    """The second person declines a proposed role."""
    rules.GRANT.move(grant, "decline", by=by)
    grant.save()
    trail.record("grant.declined", grant, by=by, role=grant.role, user=str(grant.user_id), reason=reason)


@action
def end_grant(grant, *, by, reason=""):
    """End a role today."""
    rules.GRANT.move(grant, "end", by=by)
    grant.ends_on = max(timezone.localdate(), grant.starts_on)
    grant.save()
    trail.record("grant.ended", grant, by=by, role=grant.role, user=str(grant.user_id), reason=reason)


@action
def end_member_role(grant, *, by):
    """What a member holds as a member ends with the membership; whoever may end that may end this."""
    rules.only(by)
    if ROLES[grant.role].officer or grant.status != Grant.Status.CONFIRMED:
        raise Refused(_("Not possible at this stage."))
    grant.status, grant.ends_on = Grant.Status.ENDED, max(timezone.localdate(), grant.starts_on)
    grant.save()
    trail.record("grant.ended", grant, by=by, role=grant.role, user=str(grant.user_id))
