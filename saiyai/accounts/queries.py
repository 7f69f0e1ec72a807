"""Finding users, offices, grants and the holders of private links."""

import json
import uuid
from functools import reduce
from operator import or_
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from django.db.models import Q
from django.utils import timezone

from saiyai.accounts import providers
from saiyai.accounts.models import Grant, Office, OfficeProvince, OutsideIdentity, PrivateLink, Recovery, Session, User
from saiyai.crypto.digest import keyed_digest
from saiyai.crypto.tokens import token_digest
from saiyai.policy.permissions import Permission as P
from saiyai.policy.reach import By, scopes_of
from saiyai.policy.roles import roles_with
from saiyai.thai.collation import sort_key
from saiyai.ui.provinces import province_name

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def visible_grants(viewer):
    """Administrators and auditors see every grant, everybody else their own."""
    grants = Grant.objects.select_related("user", "office", "proposed_by", "confirmed_by", "replaces").order_by(
        "-starts_on", "pk"
    )
    if viewer.allows(P.GRANT_PROPOSE) or viewer.allows(P.AUDIT_READ):
        return grants
    return grants.filter(user=viewer.pk)


def visible_recoveries(viewer):
    """Who may recover sign-ins and auditors see every recovery, nobody else any."""
    rows = Recovery.objects.select_related("user", "proposed_by", "confirmed_by").order_by("-created_at", "pk")
    return rows if viewer.allows(P.ACCOUNT_RECOVER) or viewer.allows(P.AUDIT_READ) else rows.none()


def recovery_of(link):
    """The recovery that a link is for, if its owner may still use it."""
    if link.subject != Recovery._meta.label_lower:
        return None
    rows = Recovery.objects.select_related("user")
    return rows.filter(pk=link.key, status=Recovery.Status.CONFIRMED, user__is_active=True).first()


def visible_users(viewer):
    """Administrators see every account, everybody else their own."""
    return User.objects.order_by("email") if viewer.allows(P.GRANT_PROPOSE) else User.objects.filter(pk=viewer.pk)


def visible_offices(viewer):
    """Offices are public."""
    return Office.objects.all()


def visible_sessions(viewer):
    """One's own sign-ins that have not run out."""
    return Session.objects.filter(user=viewer.pk, expire_date__gt=timezone.now()).order_by("-used_on", "-started_on")


def office_for(province_code, on=None):
    """The office that looks after this province on this day; the central office where none is named."""
    on = on or timezone.localdate()
    row = (
        OfficeProvince.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), province_code=province_code)
        .filter(starts_on__lte=on)
        .select_related("office")
        .order_by("-starts_on")
        .first()
    )
    return row.office if row else Office.objects.filter(is_central=True).first()


def users_allowed(permission, office=None, network=None):
    """The users who hold this permission (for this office and network)."""
    return users_allowed_any([permission], office, network)


def users_allowed_any(permissions, office=None, network=None):
    """The users who hold at least one of these permissions (for this office and network)."""
    roles = {role for permission in permissions for role in roles_with(permission)}
    grants = Grant.objects.standing().filter(role__in=roles)
    if office is not None:
        grants = grants.filter(Q(office=office) | Q(office__isnull=True))
    if network is not None:
        grants = grants.filter(Q(network=network) | Q(network__isnull=True))
    return User.objects.filter(pk__in=grants.values("user"), is_active=True)


def grants_with(permissions, users):
    """{key of the user: their grants in force that hold at least one of these permissions}, for lists of people."""
    roles = {role for permission in permissions for role in roles_with(permission)}
    found = {}
    rows = Grant.objects.standing().filter(user__in=users, role__in=roles).select_related("office")
    for grant in rows.order_by("office__number", "role"):
        found.setdefault(grant.user_id, []).append(grant)
    return found


def living_link(token, purpose):
    """The link with this token, if it is of this purpose, not run out and not closed; else None."""
    return PrivateLink.objects.filter(
        digest=token_digest(token), purpose=purpose, closed_at__isnull=True, expires_at__gt=timezone.now()
    ).first()


def any_link(token, purpose):
    """The link with this token even if it no longer works: to say why, and what to do."""
    return PrivateLink.objects.filter(digest=token_digest(token), purpose=purpose).first()


def invited_user(link):
    """The user that an invitation is for."""
    return User.objects.filter(pk=link.key, is_active=True).first() if link.subject == User._meta.label_lower else None


def has_second_factor(user):
    """Whether a password alone does not sign this user in."""
    return Authenticator.objects.filter(user_id=user.pk, type__in=SECOND_FACTORS).exists()


def sign_in_means(user):
    """The passkeys, the authenticator app and the number of recovery codes left of a user."""
    means = {"passkeys": [], "app": None, "recovery": None, "codes_left": 0}
    for row in Authenticator.objects.filter(user_id=user.pk).order_by("created_at"):
        if row.type == Authenticator.Type.WEBAUTHN:
            means["passkeys"].append(row)
        elif row.type == Authenticator.Type.TOTP:
            means["app"] = row
        else:
            means["recovery"], means["codes_left"] = row, len(row.wrap().get_unused_codes())
    return means


def visible_outside_identities(viewer):
    """One's own links with providers outside."""
    return OutsideIdentity.objects.filter(user=viewer.pk).select_related("user").order_by("linked_on", "pk")


def outside_digest(issuer, subject):
    """By what somebody who comes from a provider is known again."""
    return keyed_digest(json.dumps([issuer, subject]), purpose="outside-identity")


def outside_identity(issuer, subject):
    """The link of whom the provider calls so, if there is one. Nothing else that it says finds an account."""
    digest = outside_digest(issuer, subject)
    return OutsideIdentity.objects.select_related("user").filter(digest=digest).first()


def outside_ways(user):
    """The providers that are offered, and those that were when this user linked: with the link, if there is one."""
    linked = {identity.issuer: identity for identity in visible_outside_identities(user)}
    ways = [
        {"provider": offered, "label": offered.label, "identity": linked.pop(offered.issuer, None)}
        for offered in providers.offered()
    ]
    gone = [{"provider": None, "label": urlsplit(issuer).hostname, "identity": row} for issuer, row in linked.items()]
    return ways + gone


def expired_sessions(now):
    """Sessions that can no longer be used."""
    return Session.objects.filter(expire_date__lt=now)


def opened(viewer, permission, kind, joins):
    """What the grants of a viewer open of a kind of record, as a filter; None where they open every one.

    `joins`: {By: scope -> Q} of the module that holds these records. What is open to all is no matter of grants.
    """
    found = Q(pk__in=[])
    for scope in scopes_of(viewer, permission):
        ways = scope.ways(kind)
        if By.EVERY in ways:
            return None
        for way in joins.keys() & ways:
            found |= joins[way](scope)
    return found


def named(scope, office="office", network="network"):
    """The records of the office and of the network that a grant names, by these paths; without a path it counts not."""
    found = Q(**{office: scope.office}) if office and scope.office is not None else Q()
    return found & Q(**{network: scope.network}) if scope.network is not None else found


def worked_on(viewer, permission, office="office", network="network"):
    """The records that a viewer's grants with this permission are for: of their office, in their network."""
    wanted = [named(scope, office, network) for scope in scopes_of(viewer, permission)]
    return Q() if Q() in wanted else reduce(or_, wanted, Q(pk__in=[]))


def same_grants(user, role, office, network=None, unit=None):
    """Grants of this role to this user that wait or are in force: a second one would say nothing new."""
    open_end = Q(ends_on__isnull=True) | Q(ends_on__gte=timezone.localdate())
    return Grant.objects.filter(
        open_end,
        user=user,
        role=role,
        office=office,
        network=network,
        unit=unit,
        status__in=(Grant.Status.PROPOSED, Grant.Status.CONFIRMED),
    )


def grants_matching(grants, *, status="", role="", office="", text=""):
    """Narrow a list of grants by what was chosen; "standing" is in force today."""
    if status == "standing":
        grants = grants.standing()
    elif status:
        grants = grants.filter(status=status)
    if role:
        grants = grants.filter(role=role)
    if office:
        grants = grants.filter(office=office)
    for word in text.split():
        grants = grants.filter(Q(user__display_name__icontains=word) | Q(user__email__icontains=word))
    return grants


def users_matching(viewer, text):
    """The accounts whose name or address holds every word, for typing ahead."""
    users = visible_users(viewer).filter(is_active=True)
    for word in text.split():
        users = users.filter(Q(display_name__icontains=word) | Q(email__icontains=word))
    return users


def offices_with_provinces(viewer, on=None):
    """Every office with `rows`: the provinces that it looks after on this day, in the order of their names."""
    on = on or timezone.localdate()
    open_end = Q(ends_on__isnull=True) | Q(ends_on__gte=on)
    rows = list(OfficeProvince.objects.filter(open_end, starts_on__lte=on))
    offices = list(visible_offices(viewer))
    for office in offices:
        own = [row for row in rows if row.office_id == office.pk]
        office.rows = sorted(own, key=lambda row: sort_key(province_name(row.province_code)))
    return offices


def provinces_of(offices, on=None):
    """The codes of the provinces that these offices look after on this day."""
    on = on or timezone.localdate()
    rows = OfficeProvince.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on)
    return sorted(set(rows.filter(office__in=offices).values_list("province_code", flat=True)))


def provinces_by_office(on=None):
    """{key of the office: the codes of the provinces that it looks after on this day, in order}."""
    on = on or timezone.localdate()
    rows = OfficeProvince.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on)
    found = {}
    for office, province in rows.order_by("province_code").values_list("office", "province_code").distinct():
        found.setdefault(office, []).append(province)
    return found


def province_history(office):
    """Every province that this office has looked after or will, newest first."""
    return office.provinces.order_by("-starts_on", "province_code")


def user_named(viewer, text):
    """The one active account with this address, or else with this name; None if there is no such single account."""
    users = visible_users(viewer).filter(is_active=True)
    found = list(users.filter(Q(email=text.lower()) | Q(display_name=text))[:2])
    return found[0] if len(found) == 1 else None


def offices_of_officers(keys):
    """{key of a user: code of the office that they act for}; the centre is not named."""
    grants = Grant.objects.filter(user__in=_keys_of_users(keys), office__isnull=False).order_by("starts_on")
    return {str(grant.user_id): grant.office_id for grant in grants}


def names_of_users(keys):
    """{key: name} of accounts."""
    return {str(user.pk): user.display_name for user in User.objects.filter(pk__in=_keys_of_users(keys))}


def _keys_of_users(keys):
    found = []
    for key in keys:
        try:
            found.append(uuid.UUID(str(key)))
        except ValueError:  # an applicant behind a private link, the system
            continue
    return found
