"""Setting a vault up, unlocking and locking it, a new key each quarter.

What is slow on purpose (Argon2id) is done before the transaction begins: nobody else waits for it. What is destroyed in
the keyring is destroyed after the commit: never a deed without its line. A machine that dies in between leaves sealed keys
that nothing names any more; `sweep` takes them away.
"""

import os
from hashlib import sha256

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from saiyai.accounts.models import Session
from saiyai.accounts.vault import keeping, needs, queries, rules, session
from saiyai.accounts.vault.models import BoundPasskey, Unlock, Vault, VaultKey, VaultReset
from saiyai.audit import trail
from saiyai.crypto import envelopes, hybrid, keyring
from saiyai.crypto.unseal import CannotOpen
from saiyai.policy.action import action
from saiyai.policy.actors import carrying_out
from saiyai.policy.lifecycle import Refused
from saiyai.policy.permissions import Permission as P

IN_USE, CURRENT, KEPT = Vault.Status.IN_USE, VaultKey.Status.CURRENT, VaultKey.Status.KEPT


def is_own(user, by):
    if by.pk != user.pk or not by.allows(P.VAULT_OWN):
        raise Refused(_("You do not have permission to do this."))


def check_passphrase(user, passphrase):
    if objection := rules.weak(passphrase, user):
        raise Refused(objection)
    if user.check_password(passphrase) or user.check_password(rules.one_spelling(passphrase)):
        raise Refused(
            _("This is the password with which you sign in. Take another one: whoever learns it must not read reports.")
        )


def set_up_vault(user, passphrase, session_key, *, by):
    """A vault under this passphrase, unlocked in this sign-in at once. Returns the half for the browser.

    Without a sign-in (the demo) it stays locked.
    """
    is_own(user, by)
    check_passphrase(user, passphrase)
    root, name = envelopes.new_key(), keeping.new_root_name()
    closed = keeping.close_root(root, passphrase, user=user.pk, name=name)
    return _begin_vault(user, root, name, closed, session_key, by=by)


@action
def _begin_vault(user, root, name, closed, session_key, *, by):
    """Enter the vault with its first key."""
    vault = Vault.objects.select_for_update().filter(user=user).first() or Vault(user=user)
    if vault.root_name and vault.status == IN_USE:
        raise Refused(_("You have a vault already."), _("Unlock it, or have it reset if the passphrase is lost."))
    vault.status, vault.root_name, vault.set_up_on = IN_USE, name, timezone.localdate()
    vault.save()
    keyring.put({keeping.root_ring(user.pk, name): closed})
    new_epoch(user, root, by=by)
    VaultReset.objects.filter(user=user, status=VaultReset.Status.CONFIRMED).update(status=VaultReset.Status.ENDED)
    trail.record("vault.set_up", ("accounts.user", user.pk), by=by)
    return begin_unlock(user, root, session_key) if session_key else None


@action
def new_epoch(user, root, *, by):
    """A key pair for what is closed from now on; the one before is kept for what was closed to it."""
    known = VaultKey.objects.filter(user=user).aggregate(last=Max("epoch"))["last"] or 0
    epoch = max([known, *keeping.epochs_in_ring(user.pk)]) + 1  # one that a died machine left is never written over
    VaultKey.objects.filter(user=user, status=CURRENT).update(status=KEPT)
    seed = hybrid.new_seed()
    key = VaultKey.objects.create(user=user, epoch=epoch, public_key=hybrid.public_bytes(seed))
    keyring.put({keeping.seed_ring(user.pk, epoch): keeping.close_seed(seed, root, user=user.pk, epoch=epoch)})
    trail.record(
        "vault.key_made", ("accounts.user", user.pk), by=by, epoch=epoch, public=sha256(key.public_key).hexdigest()
    )
    return key


def begin_unlock(user, root, session_key):
    """The row of an unlocked vault in this sign-in, in place of an earlier one. Returns the browser's half."""
    if not Session.objects.filter(pk=session_key, user=user).exists():
        raise Refused(_("You are not signed in any more."))
    half, now = os.urandom(session.HALF), timezone.now().replace(microsecond=0)
    row = Unlock(
        session_id=session_key, user=user, proven_at=now, idle_at=now + rules.IDLE, expires_at=now + rules.LONGEST
    )
    row.root_sealed = keeping.close_for_session(root, half, row)
    Unlock.objects.filter(session=session_key).delete()
    row.save(force_insert=True)
    return half


def vault_in_use(user):
    """The vault of this officer; Refused where there is none."""
    vault = Vault.objects.filter(user=user, status=IN_USE).first()
    if vault is None:
        raise Refused(_("You have no vault yet."), _("Set one up first."))
    return vault


def unlock(user, passphrase, session_key, *, by, answer=None):
    """Unlock the vault in this sign-in; makes a new key when a new quarter has begun. Returns the browser's half.

    Raises CannotOpen where the passphrase is wrong; WrongPasskey where one is bound and `answer` is not of it.
    """
    is_own(user, by)
    vault, second, passkey = vault_in_use(user), None, None
    if bound := {one.digest: one for one in queries.bound_passkeys(user)}:
        passkey = bound.get(answer.digest) if answer else None
        if passkey is None:
            raise keeping.WrongPasskey("this vault needs one of its passkeys")
        second = keeping.open_second_by_passkey(
            answer.output, user=user.pk, name=vault.root_name, passkey=passkey.pk, digest=passkey.digest
        )
    root = keeping.open_root(passphrase, user=user.pk, name=vault.root_name, second=second)
    return _unlock(user, root, vault.root_name, passkey, answer, session_key, by=by)


def _counts_on(passkey, answer):
    """Note how often the passkey has signed; one that counts backwards may be a copy."""
    passkey = BoundPasskey.objects.select_for_update().get(pk=passkey.pk)
    if rules.is_copied(passkey.sign_count, answer.count):
        raise keeping.WrongPasskey("it counts backwards")
    passkey.sign_count = answer.count
    passkey.save(update_fields=["sign_count"])


@action
def _unlock(user, root, name, passkey, answer, session_key, *, by):
    """Enter that the vault is unlocked."""
    vault = Vault.objects.select_for_update().get(user=user)
    if vault.status != IN_USE:
        raise Refused(_("You have no vault yet."), _("Set one up first."))
    if vault.root_name != name:
        raise Refused(_("The passphrase was changed elsewhere at the same time."), _("Unlock the vault again."))
    if passkey:
        _counts_on(passkey, answer)
    key = VaultKey.objects.get(user=user, status=CURRENT)
    try:
        own = hybrid.public_bytes(keeping.open_seed(root, user=user.pk, epoch=key.epoch)) == bytes(key.public_key)
    except (CannotOpen, keyring.Destroyed):
        own = False
    if not own:
        raise Refused(
            _("The public key that stands under your name is not the one of your vault."),
            _("Tell the administrators at once: somebody may have changed it."),
        )
    if rules.is_new_key_due(key.made_on, timezone.localdate()):
        new_epoch(user, root, by=by)
    trail.record("vault.unlocked", ("accounts.user", user.pk), by=by)
    return begin_unlock(user, root, session_key)


@action
def refuse_passphrase(user, *, by):
    """Note a wrong passphrase."""
    trail.record("vault.passphrase_refused", ("accounts.user", user.pk), by=by)


@action
def refuse_passkey(user, *, by):
    """Note an answer of a passkey that opened nothing."""
    trail.record("vault.passkey_refused", ("accounts.user", user.pk), by=by)


@action
def lock(user, *, by, session_key=None):
    """Lock the vault: in this sign-in, or in all of them."""
    rows = Unlock.objects.filter(user=user)
    (rows.filter(session=session_key) if session_key else rows).delete()
    trail.record("vault.locked", ("accounts.user", user.pk), by=by)


@action
def rotate(user, root, *, by):
    """A new key at once, for who fears that the present one was seen."""
    is_own(user, by)
    Vault.objects.select_for_update().get(user=user, status=IN_USE)
    return new_epoch(user, root, by=by)


@action
def retire(user, epoch, *, by):
    """Destroy an old private key that nothing needs any more: what was closed to it alone is gone for good."""
    key = VaultKey.objects.select_for_update().filter(user=user, epoch=epoch, status=KEPT).first()
    if key is None:
        raise Refused(_("Not possible at this stage."))
    if queries.holds_a_piece(user, epoch) or needs.is_needed(user.pk, epoch):
        raise Refused(_("Something is still closed to this key."))
    key.status, key.retired_on = VaultKey.Status.RETIRED, timezone.localdate()
    key.save()
    trail.record("vault.key_retired", ("accounts.user", user.pk), by=by, epoch=epoch)
    transaction.on_commit(lambda: keyring.destroy(keeping.seed_ring(user.pk, epoch)))


def sweep(*, by):
    """Destroy what a machine that died left in the keyring although the tables say that it is gone. Returns how many."""
    gone = [
        keeping.seed_ring(key.user_id, key.epoch) for key in VaultKey.objects.filter(status=VaultKey.Status.RETIRED)
    ]
    for vault in Vault.objects.exclude(status=IN_USE):
        gone += [*keyring.names(f"vault|{vault.user_id}"), *keyring.names(f"second|{vault.user_id}")]
    left = set(gone) & {*keyring.names("officer"), *keyring.names("vault"), *keyring.names("second")}
    if left:
        _swept(sorted(left), by=carrying_out(by))
    return len(left)


@action
def _swept(names, *, by):
    """Take the names out of the keyring."""
    trail.record("vault.swept", ("accounts.vault", "all"), by=by, count=len(names))
    transaction.on_commit(lambda: keyring.destroy(*names))
