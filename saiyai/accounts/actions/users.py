"""Making accounts and signing in, keeping offices, and making and closing private links."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from saiyai.accounts import queries, rules
from saiyai.accounts.models import Grant, Office, OfficeProvince, OutsideIdentity, PrivateLink, Recovery, Session, User
from saiyai.audit import trail
from saiyai.crypto.tokens import new_token, token_digest
from saiyai.policy.action import action
from saiyai.policy.actors import carrying_out
from saiyai.policy.lifecycle import Refused
from saiyai.policy.permissions import Permission as P


@action
def invite(email, display_name, *, by, language="th"):
    """The account of this address, made if it is not there. Its owner sets a password through their invitation."""
    rules.only(by)
    email = email.strip().lower()
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User(email=email, display_name=display_name, language=language)
        user.set_unusable_password()
        user.save()
    trail.record("user.invited", user, by=by)
    return user


@action
def send_invitation(user, *, by):
    """Send the link with which a user sets their password; links sent before stop working."""
    rules.only(by)
    close_links(PrivateLink.Purpose.INVITATION, user, by=carrying_out(by))
    token = make_link(PrivateLink.Purpose.INVITATION, user, by=carrying_out(by))
    address = settings.SITE_URL + reverse("accounts:invitation", args=[token])
    send_letter(
        user.email, "invitation", {"user": user, "address": address, "days": rules.INVITATION_DAYS}, user.language
    )
    trail.record("user.invitation_sent", user, by=by)


def send_letter(to, template, context, language):
    """A letter of this module: first line the subject, then the text."""
    with translation.override(language):
        text = render_to_string(f"accounts/letters/{template}.txt", context)
    subject, _rest, body = text.strip().partition("\n")
    send_mail(subject.strip(), body.strip() + "\n", None, [to])


@action
def accept_invitation(link, password, *, by):
    """The invited sets a password; that the link reached them proves the address."""
    rules.only_by_link(by, link)
    link = PrivateLink.objects.select_for_update().get(pk=link.pk)
    if link.closed_at or link.expires_at <= timezone.now():
        raise Refused(_("This invitation has been used or has run out."), _("Ask for a new one."))
    user = queries.invited_user(link)
    set_password(user, password, by=carrying_out(by), address_proven=True)
    close_links(PrivateLink.Purpose.INVITATION, user, by=carrying_out(by))
    trail.record("user.invitation_accepted", user, by=by)
    return user


@action
def set_password(user, password, *, by, address_proven=False):
    """Give a user this password. `address_proven`: they have just shown that letters reach them."""
    rules.only(by, user)
    user.set_password(password)
    user.save()
    if address_proven:
        EmailAddress.objects.filter(user=user, primary=True).exclude(email=user.email).update(primary=False)
        EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    trail.record("user.password_set", user, by=by)


@action
def sign_in(user, *, by, method, identity=None):
    """Note that a user has signed in, and how; never from where. `identity`: the link outside by which they came."""
    rules.only(by, user)
    if identity:
        OutsideIdentity.objects.filter(pk=identity, user=user).update(used_on=timezone.localdate())
    trail.record("user.signed_in", user, by=by, method=method)


@action
def sign_out(user, *, by):
    """Note that a user has signed out."""
    rules.only(by, user)
    trail.record("user.signed_out", user, by=by)


@action
def refuse_sign_in(user, *, by, method):
    """Note a failed sign-in; `user` is None where nobody has the address: the same work, so that time tells nothing."""
    rules.only(by)
    trail.record("user.sign_in_failed", user or ("accounts.user", "unknown"), by=by, method=method)


@action
def note_security_change(user, change, *, by, **facts):
    """Note that a means of sign-in was added, taken away or changed, and tell the user by letter."""
    rules.only(by, user)
    trail.record(f"user.{change}", user, by=by, **facts)
    context = {"user": user, "change": rules.SECURITY_CHANGES.get(change, ""), "address": settings.SITE_URL}
    context["ends_others"] = change in rules.ENDS_OTHER_SESSIONS
    send_letter(user.email, "security_changed", context, user.language)


@action
def link_outside(user, issuer, subject, *, by):
    """Let a user sign in as this subject of a provider outside. Only they themselves link."""
    if by.pk != user.pk:
        raise Refused(_("You do not have permission to do this."))
    User.objects.select_for_update().get(pk=user.pk)
    digest = queries.outside_digest(issuer, subject)
    if OutsideIdentity.objects.filter(user=user, issuer=issuer).exclude(digest=digest).exists():
        raise Refused(_("You have linked another account of this provider. Unlink that one first."))
    identity, made = OutsideIdentity.objects.get_or_create(digest=digest, defaults={"user": user, "issuer": issuer})
    if not made:
        own = identity.user_id == user.pk
        raise Refused(_("This is linked already.") if own else _("It is linked with another account here."))
    note_security_change(user, "outside_linked", by=by, issuer=issuer)
    return identity


@action
def unlink_outside(identity, *, by):
    """Take a link with a provider outside away, unless it is the last way to sign in."""
    if by.pk != identity.user_id:
        raise Refused(_("You do not have permission to do this."))
    user = User.objects.select_for_update().get(pk=identity.user_id)
    if reason := rules.is_last_way(user):
        raise Refused(reason)
    identity.delete()
    note_security_change(user, "outside_unlinked", by=by, issuer=identity.issuer)


@action
def end_session(session, *, by):
    """End one sign-in."""
    if session.user_id != by.pk:
        raise Refused(_("You do not have permission to do this."))
    session.delete()
    trail.record("user.session_ended", ("accounts.user", str(by.pk)), by=by)


@action
def purge_sessions(now, *, by):
    """Delete the sessions that have run out. Returns how many."""
    rules.only(by)
    count, _kinds = queries.expired_sessions(now).delete()
    trail.record("session.purged", ("accounts.session", "all"), by=by, count=count)
    return count


@action
def propose_recovery(user, reason, *, by):
    """Say that somebody has lost every means of sign-in, and how that was checked. Nothing changes yet."""
    if not by.allows(P.ACCOUNT_RECOVER):
        raise Refused(_("You do not have permission to do this."))
    recovery = Recovery(user=user, reason=reason, proposed_by=by)
    objections = (rules.helps_oneself, rules.is_closed, rules.has_no_confirmed_address)
    if objection := next((text for guard in objections if (text := guard(recovery, by))), ""):
        raise Refused(objection)
    User.objects.select_for_update().get(pk=user.pk)
    if Recovery.objects.filter(user=user, status=Recovery.Status.PROPOSED).exists():
        raise Refused(_("A recovery of this sign-in waits already. Another administrator has to confirm it."))
    recovery.save()
    trail.record("recovery.proposed", recovery, by=by, user=str(user.pk), reason=reason)
    return recovery


@action
def confirm_recovery(recovery, *, by):
    """The second person agrees: every sign-in ends, and a link goes to the confirmed address."""
    rules.RECOVERY.move(recovery, "confirm", by=by)
    for before in Recovery.objects.filter(user=recovery.user, status=Recovery.Status.CONFIRMED):
        close_links(PrivateLink.Purpose.RECOVERY, before, by=carrying_out(by))
    user, ends = recovery.user, timezone.now() + rules.LINK_LIFE[PrivateLink.Purpose.RECOVERY]
    recovery.confirmed_by, recovery.expires_at = by, ends
    recovery.save()
    token = make_link(PrivateLink.Purpose.RECOVERY, recovery, by=carrying_out(by), expires_at=ends)
    address = settings.SITE_URL + reverse("accounts:recover", args=[token])
    send_letter(
        user.email, "recovery", {"user": user, "address": address, "hours": rules.RECOVERY_HOURS}, user.language
    )
    sign_out_everywhere(user, by=carrying_out(by))
    trail.record("recovery.confirmed", recovery, by=by, user=str(user.pk))


@action
def decline_recovery(recovery, *, by, reason=""):
    """The second person does not agree, or a link that was sent is taken back."""
    rules.RECOVERY.move(recovery, "decline", by=by)
    recovery.save()
    close_links(PrivateLink.Purpose.RECOVERY, recovery, by=carrying_out(by))
    trail.record("recovery.declined", recovery, by=by, user=str(recovery.user_id), reason=reason)


@action
def recover(link, password, *, by):
    """The owner of the account comes back: a new password, and nothing else that signs in until they add it."""
    rules.only_by_link(by, link)
    link = PrivateLink.objects.select_for_update().get(pk=link.pk)
    recovery = queries.recovery_of(link)
    if recovery is None or link.closed_at or link.expires_at <= timezone.now():
        raise Refused(_("This link has been used or has run out."), _("Ask an administrator for a new one."))
    rules.RECOVERY.move(recovery, "end", by=by)
    recovery.save()
    user = recovery.user
    Authenticator.objects.filter(user=user).delete()
    OutsideIdentity.objects.filter(user=user).delete()
    set_password(user, password, by=carrying_out(by), address_proven=True)
    sign_out_everywhere(user, by=carrying_out(by))
    close_links(PrivateLink.Purpose.RECOVERY, recovery, by=carrying_out(by))
    note_security_change(user, "recovered", by=carrying_out(by))
    trail.record("recovery.ended", recovery, by=by, user=str(user.pk))
    return user


@action
def make_link(purpose, subject, *, by, expires_at=None):
    """A new private link for a record. Returns its token, which is kept nowhere: send it now."""
    rules.only(by)
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
    rules.only(by)
    links = PrivateLink.objects.filter(
        purpose=purpose, subject=subject._meta.label_lower, key=str(subject.pk), closed_at__isnull=True
    )
    closed = links.update(closed_at=timezone.now())
    trail.record("link.closed", subject, by=by, purpose=str(purpose), count=closed)


@action
def sign_out_everywhere(user, *, by, but=None):
    """End every session of a user, but the one named by its key."""
    rules.only(by, user)
    Session.objects.filter(user=user).exclude(session_key=but or "").delete()
    trail.record("user.signed_out_everywhere", user, by=by)


@action
def set_language(user, language, *, by):
    """The language in which a user reads pages and letters."""
    rules.only(by, user)
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
    before = (
        OfficeProvince.objects.select_for_update().filter(province_code=province_code, ends_on__isnull=True).first()
    )
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
    rules.only(by)
    Office.objects.bulk_create(offices)
    OfficeProvince.objects.bulk_create(provinces)
    trail.record("office.loaded", ("accounts.office", "all"), by=by, offices=len(offices), provinces=len(provinces))


@action
def erase_account(user, *, by):
    """Close an account for good: nobody signs in with it again, and nothing tells any more whose it was."""
    rules.only(by)
    for grant in user.grants.filter(status=Grant.Status.CONFIRMED, ends_on__isnull=True):
        grant.status, grant.ends_on = Grant.Status.ENDED, max(timezone.localdate(), grant.starts_on)
        grant.save()
    close_links(PrivateLink.Purpose.INVITATION, user, by=carrying_out(by))
    PrivateLink.objects.filter(subject=user._meta.label_lower, key=str(user.pk)).delete()
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    OutsideIdentity.objects.filter(user=user).delete()
    Session.objects.filter(user=user).delete()
    user.recoveries.update(reason="")
    user.grants.update(reason="")
    user.email, user.display_name = f"{user.pk}@erased.invalid", rules.ERASED_NAME
    user.is_active = False
    user.set_unusable_password()
    user.save()
    trail.record("user.erased", user, by=by)
