"""The root is closed anew, under a new name: another passphrase, a passkey more, a passkey less.

Each time with a new second root, so that a passkey that was taken off opens nothing that is closed from then on. What is
slow is done before the transaction; who comes second finds another name in force and is refused.
"""

from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from saiyai.accounts.vault import keeping, queries
from saiyai.accounts.vault.actions.opening import begin_unlock, check_passphrase, is_own, vault_in_use
from saiyai.accounts.vault.models import BoundPasskey, Unlock, Vault
from saiyai.audit import trail
from saiyai.crypto import envelopes, hybrid, keyring
from saiyai.crypto.unseal import CannotOpen
from saiyai.policy.action import action
from saiyai.policy.lifecycle import Refused


def _opened(user, vault, passphrase, root):
    """The root by the passphrase, and {passkey: public half} of those that are bound. Raises CannotOpen.

    Where passkeys are bound, the root of the unlocked vault brings what they would: it was opened by one just now.
    """
    bound, name = queries.bound_passkeys(user), vault.root_name
    if not bound:
        return keeping.open_root(passphrase, user=user.pk, name=name), {}
    if root is None:
        raise Refused(_("The vault is locked."), _("Unlock it first."))
    try:
        second = keeping.open_second(root, user=user.pk, name=name)
        publics = {one: keeping.open_public(root, one, name=name) for one in bound}
    except (CannotOpen, keyring.Destroyed):
        raise Refused(
            _("A passkey stands under your name that you did not bind."),
            _("Tell the administrators at once: somebody may have changed it."),
        ) from None
    return keeping.open_root(passphrase, user=user.pk, name=name, second=second), publics


def _close(user, root, passphrase, publics):
    """The root closed under this passphrase and, if any, these passkeys: (its new name, what goes into the keyring)."""
    name, second = keeping.new_root_name(), envelopes.new_key() if publics else None
    closed = keeping.close_root(root, passphrase, user=user.pk, name=name, second=second)
    ring = {keeping.root_ring(user.pk, name): closed}
    if second:
        ring[keeping.second_ring(user.pk, name)] = keeping.close_second(second, root, user=user.pk, name=name)
    for one, public in publics.items():
        one.public_sealed = keeping.close_public(public, root, one, name=name)
        wrapped = keeping.wrap_second(second, public, user=user.pk, name=name, digest=one.digest)
        ring[keeping.second_ring(user.pk, name, one.pk)] = wrapped
    return name, ring


def _put(user, before, name, ring, passkeys):
    """Put what is closed anew in place of what was; every sign-in locks."""
    vault = Vault.objects.select_for_update().get(user=user)
    if (vault.status, vault.root_name) != (Vault.Status.IN_USE, before):
        raise Refused(_("The passphrase was changed elsewhere at the same time."), _("Unlock the vault again."))
    gone = keeping.roots_of(user.pk)  # these by name: a later change may be in force when they are destroyed
    keyring.put(ring)
    vault.root_name = name
    vault.save()
    for one in passkeys:
        if one._state.adding:
            one.save(force_insert=True)
        else:
            one.save(update_fields=["public_sealed"])  # how often it signed may have been counted meanwhile
    Unlock.objects.filter(user=user).delete()
    transaction.on_commit(lambda: keyring.destroy(*gone))


def change_passphrase(user, present, new, session_key, *, by, root=None):
    """Another passphrase for the same keys; other sign-ins lock. Raises CannotOpen where the present one is wrong.

    Returns the browser's half. Where passkeys are bound the vault locks here as well: it opens with one of them again.
    """
    is_own(user, by)
    vault = vault_in_use(user)
    root, publics = _opened(user, vault, present, root)
    check_passphrase(user, new)
    name, ring = _close(user, root, new, publics)
    return _change(user, root, vault.root_name, name, ring, publics, session_key, by=by)


@action
def _change(user, root, before, name, ring, publics, session_key, *, by):
    """Enter another passphrase."""
    _put(user, before, name, ring, publics)
    trail.record("vault.passphrase_changed", ("accounts.user", user.pk), by=by)
    return None if publics else begin_unlock(user, root, session_key)


def public_seen(user, answer) -> str:
    """What tells whether a passkey computes the same again: the digest of the public half drawn from it."""
    seed = keeping.passkey_seed(answer.output, user=user.pk, digest=answer.digest)
    return sha256(hybrid.public_bytes(seed)).hexdigest()


def bind_passkey(user, passphrase, root, answer, seen, name, session_key, *, by):
    """From now on the vault needs a passkey besides the passphrase: this one, or one that is bound already.

    `seen`: of its first answer. One that computes something else each time would shut the vault for good.
    Returns the browser's half. Raises CannotOpen where the passphrase is wrong, WrongPasskey.
    """
    is_own(user, by)
    vault = vault_in_use(user)
    if public_seen(user, answer) != seen:
        raise keeping.WrongPasskey("it computes something else each time")
    root, publics = _opened(user, vault, passphrase, root)
    if any(one.digest == answer.digest for one in publics):
        raise Refused(_("This passkey is bound already."))
    seed = keeping.passkey_seed(answer.output, user=user.pk, digest=answer.digest)
    passkey = BoundPasskey(
        user=user, name=name, credential=answer.credential, digest=answer.digest, salt=answer.salt, sign_count=answer.count
    )  # fmt: skip
    publics[passkey] = hybrid.public_bytes(seed)
    anew, ring = _close(user, root, passphrase, publics)
    return _bind(user, root, vault.root_name, anew, ring, publics, session_key, by=by)


@action
def _bind(user, root, before, name, ring, publics, session_key, *, by):
    """Enter that a passkey is bound."""
    _put(user, before, name, ring, publics)
    trail.record("vault.passkey_bound", ("accounts.user", user.pk), by=by, bound=len(publics))
    return begin_unlock(user, root, session_key)


def unbind_passkey(passkey, passphrase, root, *, by):
    """The vault opens with this passkey no more. Every sign-in locks. Raises CannotOpen where the passphrase is wrong."""
    user = passkey.user
    is_own(user, by)
    vault = vault_in_use(user)
    root, publics = _opened(user, vault, passphrase, root)
    left = {one: public for one, public in publics.items() if one.pk != passkey.pk}
    name, ring = _close(user, root, passphrase, left)
    _unbind(passkey, vault.root_name, name, ring, left, by=by)


@action
def _unbind(passkey, before, name, ring, left, *, by):
    """Enter that a passkey is bound no more."""
    _put(passkey.user, before, name, ring, left)
    passkey.delete()
    trail.record("vault.passkey_unbound", ("accounts.user", passkey.user_id), by=by, bound=len(left))
