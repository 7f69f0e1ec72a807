"""Making accounts, granting roles, and making and closing private links."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from saiyai.accounts import rules
from saiyai.accounts.models import Grant, Office, OfficeProvince, PrivateLink, Session, User
from saiyai.audit import trail
from saiyai.crypto.tokens import new_token, token_digest
from saiyai.policy.action import action
from saiyai.policy.lifecycle import Refused
from saiyai.policy.permissions import Permission as P
from saiyai.policy.roles import ROLES


@action
def invite(email, display_name, *, by, language="th"):
    """The account of this address, made if it is not there. Its owner sets a password through their invitation."""
    email = email.strip().lower()
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User(email=email, display_name=display_name, language=language)
        user.set_unusable_password()
        user.save()
    trail.record("user.invited", user, by=by)
    return user


@action
def grant_role(user, role, *, by, office=None, network=None, starts_on=None, ends_on=None, reason=""):
    """Grant a role that needs no second person (being a member), or propose one that does."""
    kind = ROLES[role]
    if kind.officer and not by.allows(P.GRANT_PROPOSE):
        raise Refused(_("You do not have permission to do this."))
    if kind.officer and not kind.central and office is None:
        raise Refused(_("This role belongs to an office."), _("Choose the office."))
    grant = Grant.objects.create(
        user=user,
        role=role,
        office=None if kind.central else office,
        network=network,
        status=Grant.Status.PROPOSED if kind.officer else Grant.Status.CONFIRMED,
        starts_on=starts_on or timezone.localdate(),
        ends_on=ends_on,
        reason=reason,
        proposed_by=by if isinstance(by, User) else None,
    )
    facts = {"role": role, "office": office.pk if office else "", "user": str(user.pk)}
    trail.record("grant.proposed" if kind.officer else "grant.confirmed", grant, by=by, **facts)
    return grant


@action
def confirm_grant(grant, *, by):
    """The second person puts a proposed role in force."""
    rules.GRANT.move(grant, "confirm", by=by)
    grant.confirmed_by = by if isinstance(by, User) else None
    grant.save()
    trail.record("grant.confirmed", grant, by=by, role=grant.role, user=str(grant.user_id))


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
def make_link(purpose, subject, *, by, expires_at=None):
    """A new private link for a record. Returns its token, which is kept nowhere: send it now."""
    token = new_token()
    link = PrivateLink.objects.create(
        digest=token_digest(token),
        purpose=purpose,
        subject=subject._meta.label_lower,
        key=str(subject.pk),
        expires_at=expires_at or timezone.now() + rules.LINK_LIFE[purpose],
    )
    trail.record("link.made", link, by=by, purpose=str(purpose), about=link.subject, key=link.key)
    return token


@action
def close_links(purpose, subject, *, by):
    """Close every living link of this purpose for a record."""
    links = PrivateLink.objects.filter(
        purpose=purpose, subject=subject._meta.label_lower, key=str(subject.pk), closed_at__isnull=True
    )
    closed = links.update(closed_at=timezone.now())
    trail.record("link.closed", subject, by=by, purpose=str(purpose), count=closed)


@action
def sign_out_everywhere(user, *, by, but=None):
    """End every session of a user, but the one named by its key."""
    sessions = Session.objects.filter(user=user).exclude(session_key=but or "")
    for session in sessions:
        Session.get_session_store_class()(session.session_key).delete()
    trail.record("user.signed_out_everywhere", user, by=by)


@action
def set_language(user, language, *, by):
    """The language in which a user reads pages and letters."""
    user.language = language
    user.save(update_fields=["language"])
    trail.record("user.language_set", user, by=by, language=language)


@action
def save_office(office, *, by):
    """Add or change an office."""
    if not by.allows(P.OFFICE_EDIT):
        raise Refused(_("You do not have permission to do this."))
    office.save()
    trail.record("office.saved", office, by=by)


@action
def route_province(province_code, office, *, by, starts_on, verified=False, source=""):
    """Put a province under an office from a day on; the office before it ends the day before."""
    if not by.allows(P.OFFICE_EDIT):
        raise Refused(_("You do not have permission to do this."))
    before = OfficeProvince.objects.select_for_update().filter(province_code=province_code, ends_on__isnull=True).first()
    if before and before.starts_on >= starts_on:
        raise Refused(_("The province has been under its present office since that day or later."))
    if before:
        before.ends_on = starts_on - timedelta(days=1)
        before.save()
    row = OfficeProvince.objects.create(
        office=office, province_code=province_code, starts_on=starts_on, verified=verified, source=source
    )
    trail.record("office.province_routed", office, by=by, province=province_code, starts_on=starts_on)
    return row


@action
def load_offices(offices, provinces, *, by):
    """First set-up: all offices and their provinces at once. `provinces` are unsaved OfficeProvince rows."""
    Office.objects.bulk_create(offices)
    OfficeProvince.objects.bulk_create(provinces)
    trail.record("office.loaded", ("accounts.office", "all"), by=by, offices=len(offices), provinces=len(provinces))
