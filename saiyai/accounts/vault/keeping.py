"""What lies in the keyring for an officer, and how it is closed and opened. Touches no table.

passphrase ─Argon2id(own salt, pepper)─HKDF─▶ KEK ─▶ root (random, `vault|<user>|<name>`)
   root ─HKDF─▶ seal of each private key (96 bytes of seed, `officer|<user>|<epoch>`)
"""

import os
import secrets

from saiyai.accounts.vault import rules
from saiyai.crypto import envelopes, keyring, keys, slow
from saiyai.crypto.envelopes import Sealed, mix
from saiyai.crypto.places import place
from saiyai.crypto.unseal import CannotOpen, open_envelope

SALT = 16
SMALLEST = 128  # an envelope here holds 32 or 96 bytes; nothing is told by its length


def root_ring(user, name) -> str:
    """The name of a sealed root. A new passphrase takes a new name, so that none is ever overwritten half way."""
    return f"vault|{user}|{name}"


def seed_ring(user, epoch) -> str:
    """The name of a sealed private key."""
    return f"officer|{user}|{epoch}"


def new_root_name() -> str:
    return secrets.token_hex(8)


def _kek(passphrase, salt, user):
    return mix(slow.derive(rules.one_spelling(passphrase), salt=salt), info=place("vault kek", str(user)))


def close_root(root, passphrase, *, user, name) -> bytes:
    """The root sealed under a passphrase, with its own salt before it. Slow: never inside a transaction."""
    salt = os.urandom(SALT)
    where = place("vault root", str(user), name)
    return salt + envelopes.close(root, _kek(passphrase, salt, user), place=where, smallest=SMALLEST)


def open_root(passphrase, *, user, name) -> Sealed:
    """The root, by the passphrase; raises CannotOpen. Slow: never inside a transaction."""
    try:
        kept = keyring.get(root_ring(user, name))
    except keyring.Destroyed:
        slow.derive(passphrase, salt=bytes(SALT))  # as slow as with a key: nobody learns here that it is gone
        raise CannotOpen("no sealed root") from None
    where = place("vault root", str(user), name)
    return Sealed(open_envelope(kept[SALT:], _kek(passphrase, kept[:SALT], user), place=where))


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


def destroy_roots(user, but=""):
    """Take every sealed root of an officer away, but the one of this name."""
    names = [name for name in keyring.names(f"vault|{user}") if name != root_ring(user, but)]
    keyring.destroy(*names)


def destroy_all(user):
    """Take everything of an officer out of the keyring, for good."""
    keyring.destroy(*keyring.names(f"vault|{user}"), *keyring.names(f"officer|{user}"))


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
