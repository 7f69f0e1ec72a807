"""Whose public key is in force, who has a vault, and how the trustees stand."""

from collections import namedtuple
from hashlib import sha256

from allauth.mfa.models import Authenticator
from fido2.webauthn import AttestedCredentialData

from saiyai.accounts import queries as accounts
from saiyai.accounts.models import Grant
from saiyai.accounts.vault.models import BoundPasskey, Ceremony, Quorum, Trustee, Vault, VaultKey, VaultReset
from saiyai.policy.permissions import Permission as P

Recovery = namedtuple("Recovery", "epoch public_key trustees needed")
IN_USE, CURRENT = Vault.Status.IN_USE, VaultKey.Status.CURRENT


def active_keys(users):
    """{key of the user: VaultKey} of those who have a vault in use and may have one today."""
    rows = VaultKey.objects.filter(user__in=users, status=CURRENT, user__vault__status=IN_USE)
    rows = rows.filter(user__in=accounts.users_allowed(P.VAULT_OWN))
    return {row.user_id: row for row in rows}


def active_key(user):
    """The key to which something is closed for this officer today, or None."""
    return active_keys([user.pk]).get(user.pk)


def somebody_has_one() -> bool:
    """Whether any vault is in use."""
    return Vault.objects.filter(status=IN_USE).exists()


def bound_passkeys(user):
    """The passkeys without one of which the vault of this officer does not open."""
    return list(BoundPasskey.objects.filter(user=user.pk).order_by("bound_on", "name", "pk"))


def digest_of(credential) -> str:
    """The digest of the name of a passkey."""
    return sha256(AttestedCredentialData(bytes(credential)).credential_id).hexdigest()


def is_bound(authenticator) -> bool:
    """Whether this passkey of the sign-in also opens a vault."""
    bound = {one.digest for one in bound_passkeys(authenticator.user)}
    return bool(bound) and digest_of(authenticator.wrap().authenticator_data.credential_data) in bound


def free_passkeys(user):
    """{credential: name} of the passkeys of one's sign-in that are not bound to one's vault."""
    bound = {one.digest for one in bound_passkeys(user)}
    found = {}
    for one in Authenticator.objects.filter(user=user.pk, type=Authenticator.Type.WEBAUTHN).order_by("created_at"):
        credential = one.wrap().authenticator_data.credential_data
        if digest_of(credential) not in bound:
            found[bytes(credential)] = str(one)
    return found


def quorum_in_force():
    """The quorum that is in force, or None."""
    return Quorum.objects.filter(status=Quorum.Status.CONFIRMED).first()


def recovery():
    """(epoch, public_key, trustees, needed) of the recovery key in force, or None. `trustees`: users."""
    quorum = quorum_in_force()
    if quorum is None:
        return None
    seats = quorum.trustees.select_related("user").order_by("user__display_name", "pk")
    return Recovery(quorum.epoch, bytes(quorum.public_key), [seat.user for seat in seats], quorum.needed)


def able_seats(quorum, without=None):
    """The seats whose holders can still give their piece: vault in use, the key there to which it was sealed."""
    able = []
    for seat in Trustee.objects.filter(quorum=quorum).exclude(user=without).select_related("user__vault"):
        key = VaultKey.objects.filter(user=seat.user, epoch=seat.key_epoch).exclude(status=VaultKey.Status.RETIRED)
        vault = getattr(seat.user, "vault", None)
        if vault and vault.status == IN_USE and seat.user.allows(P.VAULT_TRUST) and key.exists():
            able.append(seat)
    return able


def holds_a_piece(officer, epoch) -> bool:
    """Whether the quorum needs this key of a trustee, or a ceremony that of its opener."""
    seats = Trustee.objects.filter(user=officer, key_epoch=epoch, quorum__status=Quorum.Status.CONFIRMED)
    open_still = (Ceremony.Status.PROPOSED, Ceremony.Status.CONFIRMED)
    return (
        seats.exists()
        or Ceremony.objects.filter(proposed_by=officer, opener_epoch=epoch, status__in=open_still).exists()
    )


def may_see_quorum(viewer):
    """Who sees how the recovery key stands: who oversees vaults, and whoever has one."""
    return may_oversee(viewer) or viewer.allows(P.VAULT_OWN)


def waiting_quorum():
    """The quorum that is proposed, or None."""
    return Quorum.objects.filter(status=Quorum.Status.PROPOSED).select_related("proposed_by").first()


def may_be_trustees():
    """Who may take a seat: trustees by role with a vault in use, no administrators."""
    users = accounts.users_allowed(P.VAULT_TRUST).exclude(pk__in=accounts.users_allowed(P.VAULT_RESET))
    return users.filter(pk__in=active_keys(users)).order_by("display_name", "pk")


def offices_of(users):
    """The codes of the offices in which these users hold officer roles; "" stands for the centre."""
    grants = Grant.objects.standing().filter(user__in=users)
    return {grant.office_id or "" for grant in grants}


def visible_ceremonies(viewer):
    """Every ceremony, for who may see how the recovery key stands."""
    rows = Ceremony.objects.select_related("quorum", "proposed_by", "confirmed_by").order_by("-opened_on", "pk")
    return rows if may_see_quorum(viewer) else rows.none()


def epochs_of_recovery(quorum):
    """The epochs whose wraps open with the recovery key of this quorum: trustees changed, the key did not."""
    return range(quorum.key_since, quorum.epoch + 1)


def may_oversee(viewer):
    """Who sees who has a vault: administrators, auditors and trustees. Never more than that."""
    return any(viewer.allows(permission) for permission in (P.VAULT_RESET, P.AUDIT_READ, P.VAULT_TRUST))


def visible_vaults(viewer):
    """Every vault for who oversees them, else one's own."""
    rows = Vault.objects.select_related("user").order_by("user__display_name", "pk")
    return rows if may_oversee(viewer) else rows.filter(user=viewer.pk)


def visible_resets(viewer):
    """Every reset for who oversees vaults, else one's own."""
    rows = VaultReset.objects.select_related("user", "proposed_by", "confirmed_by").order_by("-created_on", "pk")
    return rows if may_oversee(viewer) else rows.filter(user=viewer.pk)


def visible_quorums(viewer):
    """The quorums, for who oversees vaults."""
    rows = Quorum.objects.select_related("proposed_by", "confirmed_by").order_by("-epoch")
    return rows if may_see_quorum(viewer) else rows.none()


def owners(viewer):
    """Everybody who may have a vault today, with it, for who oversees them."""
    users = accounts.users_allowed(P.VAULT_OWN).select_related("vault").order_by("display_name", "pk")
    return users if may_oversee(viewer) else users.filter(pk=viewer.pk)
