"""A vault ends: its officer leaves, or has forgotten the passphrase. What was closed to its keys alone is gone for them."""

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from saiyai.accounts.models import Grant, Session, User
from saiyai.accounts.vault import keeping, queries, rules
from saiyai.accounts.vault.models import BoundPasskey, Quorum, Unlock, Vault, VaultKey, VaultReset
from saiyai.audit import trail
from saiyai.policy.action import action
from saiyai.policy.lifecycle import Refused
from saiyai.policy.permissions import Permission as P
from saiyai.policy.roles import roles_with


def _destroy(user, status):
    """Withdraw every key of an officer; the sealed halves go when all of this is committed."""
    Vault.objects.filter(user=user).update(status=status)
    VaultKey.objects.filter(user=user).exclude(status=VaultKey.Status.RETIRED).update(
        status=VaultKey.Status.RETIRED, retired_on=timezone.localdate()
    )
    Unlock.objects.filter(user=user).delete()
    BoundPasskey.objects.filter(user=user).delete()
    transaction.on_commit(lambda: keeping.destroy_all(user.pk))


def _check_quorum(user):
    """Nobody alone takes so many trustees away that the recovery key is lost."""
    quorum = Quorum.objects.select_for_update().filter(status=Quorum.Status.CONFIRMED).first()
    if quorum is None or not quorum.trustees.filter(user=user).exists():
        return
    if len(queries.able_seats(quorum, without=user)) < quorum.needed:
        raise Refused(
            _("Too few trustees would be left to bring reports back."), _("Change the trustees first, then come back.")
        )


@action
def close_vault(user, *, by):
    """Off-boarding: every sign-in ends, passkeys and codes are revoked, officer roles end, sealed keys are destroyed."""
    if by.pk == user.pk or not by.allows(P.GRANT_PROPOSE):
        raise Refused(_("You do not have permission to do this."))
    User.objects.select_for_update().get(pk=user.pk)
    _check_quorum(user)
    _destroy(user, Vault.Status.CLOSED)
    VaultReset.objects.filter(user=user, status__in=("PROPOSED", "CONFIRMED")).update(status=VaultReset.Status.DECLINED)
    Session.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    today = timezone.localdate()
    for grant in Grant.objects.standing().filter(user=user, role__in=roles_with(P.VAULT_OWN)):
        grant.status, grant.ends_on = Grant.Status.ENDED, max(today, grant.starts_on)
        grant.save()
        trail.record("grant.ended", grant, by=by, role=grant.role, user=str(user.pk))
    trail.record("vault.closed", ("accounts.user", user.pk), by=by)


@action
def forget_vault(user, *, by):
    """The account is erased: whatever is left of its vault goes as well. Nobody in an office is erased."""
    if any(role in roles_with(P.VAULT_OWN) for role in [grant.role for grant in user.standing_grants]):
        raise Refused(_("You hold a role in an office. It must end first: ask the administrators."))
    _check_quorum(user)
    _destroy(user, Vault.Status.CLOSED)
    user.vault_resets.update(reason="")
    trail.record("vault.closed", ("accounts.user", user.pk), by=by)


@action
def propose_reset(user, reason, *, by):
    """Say that an officer has forgotten the passphrase, and how that was checked. Nothing changes yet."""
    if not by.allows(P.VAULT_RESET):
        raise Refused(_("You do not have permission to do this."))
    reset = VaultReset(user=user, reason=reason, proposed_by=by)
    if objection := rules.is_for_oneself(reset, by) or rules.has_no_vault(reset, by):
        raise Refused(objection)
    User.objects.select_for_update().get(pk=user.pk)
    if VaultReset.objects.filter(user=user, status=VaultReset.Status.PROPOSED).exists():
        raise Refused(_("A reset of this vault waits already. A trustee has to confirm it."))
    VaultReset.objects.filter(user=user, status=VaultReset.Status.CONFIRMED).update(status=VaultReset.Status.ENDED)
    reset.save()
    trail.record("vault.reset_proposed", reset, by=by, user=str(user.pk), reason=reason)
    return reset


@action
def confirm_reset(reset, *, by):
    """A trustee agrees: the old keys are destroyed. Only the officer sets a new passphrase, which makes new keys."""
    rules.RESET.move(reset, "confirm", by=by)
    _check_quorum(reset.user)
    reset.confirmed_by = by
    reset.save()
    _destroy(reset.user, Vault.Status.LOST)
    trail.record("vault.reset_confirmed", reset, by=by, user=str(reset.user_id))


@action
def decline_reset(reset, *, by, reason=""):
    """The trustee does not agree."""
    rules.RESET.move(reset, "decline", by=by)
    reset.save()
    trail.record("vault.reset_declined", reset, by=by, user=str(reset.user_id), reason=reason)


@action
def withdraw_reset(reset, *, by, reason=""):
    """An administrator takes a proposal back."""
    rules.RESET.move(reset, "withdraw", by=by)
    reset.save()
    trail.record("vault.reset_declined", reset, by=by, user=str(reset.user_id), reason=reason)
