"""Finding users, offices, grants and the holders of private links."""

from django.db.models import Q
from django.utils import timezone

from saiyai.accounts.models import Grant, Office, OfficeProvince, PrivateLink, Session, User
from saiyai.crypto.tokens import token_digest
from saiyai.policy.permissions import Permission as P
from saiyai.policy.roles import roles_with


def visible_grants(viewer):
    """Administrators and auditors see every grant, everybody else their own."""
    grants = Grant.objects.select_related("user", "office", "proposed_by", "confirmed_by").order_by("-starts_on", "pk")
    if viewer.allows(P.GRANT_PROPOSE) or viewer.allows(P.AUDIT_READ):
        return grants
    return grants.filter(user=viewer.pk)


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


def users_allowed(permission, office=None):
    """The users who hold this permission (for this office)."""
    grants = Grant.objects.standing().filter(role__in=roles_with(permission))
    if office is not None:
        grants = grants.filter(Q(office=office) | Q(office__isnull=True))
    return User.objects.filter(pk__in=grants.values("user"), is_active=True)


def living_link(token, purpose):
    """The link with this token, if it is of this purpose, not run out and not closed; else None."""
    return PrivateLink.objects.filter(
        digest=token_digest(token), purpose=purpose, closed_at__isnull=True, expires_at__gt=timezone.now()
    ).first()


def any_link(token, purpose):
    """The link with this token even if it no longer works: to say why, and what to do."""
    return PrivateLink.objects.filter(digest=token_digest(token), purpose=purpose).first()
