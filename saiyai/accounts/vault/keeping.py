"""What lies in the keyring for an officer, and how it is closed and opened. Touches no table.

passphrase ─Argon2id(own salt, pepper)─HKDF─▶ KEK ─▶ root (random, `vault|<user>|<name>`)
   root ─HKDF─▶ seal of each private key (96 bytes of seed, `officer|<user>|<epoch>`)

Where passkeys are bound, a second random root goes into the KEK beside the passphrase. It is wrapped to each of them:
output of the passkey ─HKDF─▶ key pair ─▶ second root (`second|<user>|<name>|<passkey>`)
   root ─HKDF─▶ second root (`second|<user>|<name>|root`), so that an unlocked vault can be closed anew
"""

import os
import secrets

from saiyai.accounts.vault import rules
from saiyai.crypto import envelopes, hybrid, keyring, keys, slow
from saiyai.crypto.envelopes import Sealed, mix
from saiyai.crypto.places import place
from saiyai.crypto.unseal import CannotOpen, open_envelope, unwrap

SALT = 16
OUTPUT = 32  # bytes that a passkey computes (WebAuthn PRF)
SMALLEST = 128  # an envelope here holds 32 or 96 bytes; nothing is told by its length


class WrongPasskey(CannotOpen):
    """The passkey's answer does not prove itself, or what it computed opens nothing."""


def root_ring(user, name) -> str:
    """The name of a sealed root. A new passphrase takes a new name, so that none is ever overwritten half way."""
    return f"vault|{user}|{name}"


def seed_ring(user, epoch) -> str:
    """The name of a sealed private key."""
    return f"officer|{user}|{epoch}"


def new_root_name() -> str:
    return secrets.token_hex(8)


def second_ring(user, name, passkey="root") -> str:
    """The name of a sealed second root: for a passkey, or under the root itself."""
    return f"second|{user}|{name}|{passkey}"


def _kek(passphrase, salt, user, second):
    known = slow.derive(rules.one_spelling(passphrase), salt=salt)
    if second is None:
        return mix(known, info=place("vault kek", str(user)))
    return mix(known + second, info=place("vault kek with passkey", str(user)))


def _root_place(user, name, second):
    """A root that needs a passkey is never taken for one that the passphrase opens alone."""
    return place("vault root" if second is None else "vault root with passkey", str(user), name)


def close_root(root, passphrase, *, user, name, second=None) -> bytes:
    """The root sealed under a passphrase, with its own salt before it. Slow: never inside a transaction."""
    salt = os.urandom(SALT)
    where = _root_place(user, name, second)
    return salt + envelopes.close(root, _kek(passphrase, salt, user, second), place=where, smallest=SMALLEST)


def open_root(passphrase, *, user, name, second=None) -> Sealed:
    """The root, by the passphrase and what a passkey opened; raises CannotOpen. Slow: never inside a transaction."""
    try:
        kept = keyring.get(root_ring(user, name))
    except keyring.Destroyed:
        slow.derive(passphrase, salt=bytes(SALT))  # as slow as with a key: nobody learns here that it is gone
        raise CannotOpen("no sealed root") from None
    key = _kek(passphrase, kept[:SALT], user, second)
    return Sealed(open_envelope(kept[SALT:], key, place=_root_place(user, name, second)))


def _second_place(user, name, digest):
    return place("vault second root", str(user), name, digest)


def passkey_seed(output, *, user, digest) -> Sealed:
    """The private half of a key pair, from what a passkey computed for this officer; raises WrongPasskey."""
    if len(output) != OUTPUT:
        raise WrongPasskey("a passkey computes 32 bytes")
    return Sealed(mix(output, info=place("passkey seed", str(user), digest), length=hybrid.SEED))


def wrap_second(second, public, *, user, name, digest) -> bytes:
    """The second root for the owner of this public half."""
    return hybrid.wrap(second, public, info=_second_place(user, name, digest))


def open_second_by_passkey(output, *, user, name, passkey, digest) -> Sealed:
    """The second root, by what a passkey computed; raises WrongPasskey."""
    try:
        wrapped = keyring.get(second_ring(user, name, passkey))
        seed = passkey_seed(output, user=user, digest=digest)
        return Sealed(unwrap(wrapped, seed, info=_second_place(user, name, digest)))
    except (keyring.Destroyed, CannotOpen):
        raise WrongPasskey("what the passkey computed opens nothing") from None


def close_second(second, root, *, user, name) -> Sealed:
    """The second root under the root: whoever has the root needs it no more, but can close the root anew."""
    key = mix(root, info=place("second root key", str(user)))
    return envelopes.close(second, key, place=_second_place(user, name, "root"), smallest=SMALLEST)


def open_second(root, *, user, name) -> Sealed:
    """The second root, by the root; raises CannotOpen, or keyring.Destroyed."""
    key = mix(root, info=place("second root key", str(user)))
    kept = keyring.get(second_ring(user, name))
    return Sealed(open_envelope(kept, key, place=_second_place(user, name, "root")))


def _public_place(passkey, name):
    return place("accounts.BoundPasskey", "public_sealed", str(passkey.pk), str(passkey.user_id), passkey.digest, name)


def close_public(public, root, passkey, *, name) -> Sealed:
    """The public half of a passkey's pair: nobody who can write the tables puts another one there."""
    key = mix(root, info=place("passkey public key", str(passkey.user_id)))
    return envelopes.close(public, key, place=_public_place(passkey, name))


def open_public(root, passkey, *, name) -> bytes:
    """The public half, by the root, as it was closed under this name of the root; raises CannotOpen."""
    key = mix(root, info=place("passkey public key", str(passkey.user_id)))
    return open_envelope(passkey.public_sealed, key, place=_public_place(passkey, name))


def close_seed(seed, root, *, user, epoch) -> Sealed:
    """A private key, sealed under the root."""
    key = mix(root, info=place("seed key", str(user)))
    return envelopes.close(seed, key, place=place("officer seed", str(user), epoch), smallest=SMALLEST)


def open_seed(root, *, user, epoch) -> Sealed:
    """A private key, by the root; raises CannotOpen, or keyring.Destroyed."""
    key = mix(root, info=place("seed key", str(user)))
    kept = keyring.get(seed_ring(user, epoch))
    return Sealed(open_envelope(kept, key, place=place("officer seed", str(user), epoch)))


def epochs_in_ring(user) -> list[int]:
    """The epochs for which a sealed key lies in the keyring."""
    return [int(name.rpartition("|")[2]) for name in keyring.names(f"officer|{user}")]


def roots_of(user) -> list[str]:
    """The names of every sealed root of an officer, the one in force and what a died machine left."""
    return [*keyring.names(f"vault|{user}"), *keyring.names(f"second|{user}")]


def names_of(user) -> list[str]:
    """Everything that lies in the keyring for an officer."""
    return [*roots_of(user), *keyring.names(f"officer|{user}")]


def destroy_all(user):
    """Take everything of an officer out of the keyring, for good."""
    keyring.destroy(*names_of(user))


def recovery_ring(epoch) -> str:
    """The name of the sealed private half of the recovery key."""
    return f"recovery|{epoch}"


def recovery_place(epoch) -> bytes:
    """To what it is bound: the split of this epoch."""
    return place("recovery key", epoch)


def canary_place(epoch) -> bytes:
    """To what the test key of a drill is bound."""
    return place("quorum canary", epoch)


def ceremony_place(ceremony) -> bytes:
    """To what the private half of a ceremony's key is bound: this ceremony, who opened it, and their key."""
    return place("ceremony", str(ceremony.pk), str(ceremony.proposed_by_id), ceremony.opener_epoch)


def piece_place(ceremony, trustee) -> bytes:
    """To what a piece that was given is bound: this ceremony, this quorum, this trustee."""
    return place("ceremony piece", str(ceremony.pk), ceremony.quorum_id, str(trustee))


def _half_key(half):
    return mix(half, salt=keys.pepper_subkey("unlock"), info=b"unlock")


def unlock_place(unlock) -> bytes:
    """To what an unlocked root is bound: this sign-in, this officer, and the moments at which it locks itself."""
    moments = (unlock.proven_at, unlock.idle_at, unlock.expires_at)
    return place("unlock", unlock.session_id, str(unlock.user_id), *(str(int(one.timestamp())) for one in moments))


def close_for_session(root, half, unlock) -> Sealed:
    """The root under the half that the browser holds."""
    return envelopes.close(root, _half_key(half), place=unlock_place(unlock), smallest=SMALLEST)


def open_for_session(half, unlock) -> Sealed:
    """The root, by the half that the browser holds; raises CannotOpen."""
    return Sealed(open_envelope(unlock.root_sealed, _half_key(half), place=unlock_place(unlock)))
