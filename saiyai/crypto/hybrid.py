"""Key pairs that hold against today's and tomorrow's computers: ML-KEM-768 with X25519, as HPKE uses them (RFC 9180).

A private key is 96 bytes of seed (64 for ML-KEM, 32 for X25519), so that it can be drawn from a receipt and need not be
stored. A public key is 1,216 bytes. A wrapped key of 32 bytes is 1,169 bytes long: a byte that names the way, 1,120
bytes of encapsulation, 48 of sealed key.
"""

import os

from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from saiyai.crypto.envelopes import Sealed

SEED = 96
MLKEM_SEED = 64
PUBLIC = 1216
MLKEM_PUBLIC = 1184
HYBRID = 3
SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)


class NoKey(ValueError):
    """Not the bytes of a key of this kind."""


def new_seed() -> bytes:
    """A private key: 96 random bytes."""
    return os.urandom(SEED)


def _halves(seed):
    if len(seed) != SEED:
        raise NoKey("a private key has 96 bytes")
    return (
        MLKEM768PrivateKey.from_seed_bytes(seed[:MLKEM_SEED]),
        X25519PrivateKey.from_private_bytes(seed[MLKEM_SEED:]),
    )


def private_key(seed: bytes):
    """The key of the library for 96 bytes of seed."""
    return hpke.MLKEM768X25519PrivateKey(*_halves(seed))


def public_bytes(seed: bytes) -> bytes:
    """The public half, 1,216 bytes."""
    mlkem, x25519 = _halves(seed)
    return mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()


def wrap(key: bytes, public: bytes, *, info: bytes) -> Sealed:
    """Seal a key to a public key. `info` names the place and the reader; at another it does not open."""
    if len(public) != PUBLIC:
        raise NoKey("a public key has 1,216 bytes")
    try:
        whose = hpke.MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(public[:MLKEM_PUBLIC]),
            X25519PublicKey.from_public_bytes(public[MLKEM_PUBLIC:]),
        )
        return Sealed(bytes([HYBRID]) + SUITE.encrypt(key, whose, info=info))
    except ValueError as problem:
        raise NoKey("these bytes are no public key") from problem
