"""The stored formats, put together by hand from their standards and from libraries that the code does not use.

What opens here opens without a line of ours: so the formats are what the documentation says, and data can be saved with
other tools.
"""

import base64
import hmac
from hashlib import sha3_256, sha256

import pytest
from argon2 import low_level as argon2
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from nacl import bindings
from nacl.exceptions import UnavailableError
from nacl.signing import VerifyKey

from saiyai.crypto.tests.test_vectors import raw, vectors

SUITE = b"HPKE" + (0x647A).to_bytes(2, "big") + (1).to_bytes(2, "big") + (3).to_bytes(2, "big")


def extract(salt, secret):
    return hmac.digest(salt or bytes(32), secret, "sha256")


def expand(key, info, length):
    made, block = b"", b""
    while len(made) < length:
        block = hmac.digest(key, block + info + bytes([len(made) // 32 + 1]), "sha256")
        made += block
    return made[:length]


def as_place(parts):
    """By hand: JSON without spaces, letters beyond ASCII escaped."""
    told = [f'"{part}"' if isinstance(part, str) else str(part) for part in ["saiyai", 1, *parts]]
    return "[{}]".format(",".join(told)).encode("ascii", "backslashreplace")


def unpadded(padded):
    content, mark, zeros = padded.rpartition(b"\x80")
    assert mark and not zeros.strip(b"\0")
    return content


@pytest.mark.parametrize("at", range(5))
def test_libsodium_opens_an_envelope(at):
    told = vectors("envelopes")
    one = told["envelopes"][at]
    sealed = raw(one["sealed"])
    opened = bindings.crypto_aead_chacha20poly1305_ietf_decrypt(
        sealed[13:], as_place(one["place"]), sealed[1:13], raw(told["key"])
    )
    assert unpadded(opened) == raw(one["content"])


def hybrid_secret(seed, encapsulated):
    """X-Wing (draft-connolly-cfrg-xwing-kem): ML-KEM-768 and X25519, joined by SHA3-256."""
    of_mlkem, of_x25519 = encapsulated[:1088], encapsulated[1088:]
    one = MLKEM768PrivateKey.from_seed_bytes(seed[:64]).decapsulate(of_mlkem)
    other = bindings.crypto_scalarmult(seed[64:], of_x25519)
    public = bindings.crypto_scalarmult_base(seed[64:])
    return sha3_256(one + other + of_x25519 + public + rb"\.//^\ "[:-1]).digest()


def hpke_open(seed, wrapped, info):
    """RFC 9180, base mode, HKDF-SHA256, ChaCha20-Poly1305."""

    def labeled(label, content, salt=b""):
        return extract(salt, b"HPKE-v1" + SUITE + label + content)

    def drawn(key, label, context, length):
        return expand(key, length.to_bytes(2, "big") + b"HPKE-v1" + SUITE + label + context, length)

    context = b"\0" + labeled(b"psk_id_hash", b"") + labeled(b"info_hash", info)
    secret = labeled(b"secret", b"", salt=hybrid_secret(seed, wrapped[:1120]))
    key, nonce = drawn(secret, b"key", context, 32), drawn(secret, b"base_nonce", context, 12)
    return bindings.crypto_aead_chacha20poly1305_ietf_decrypt(wrapped[1120:], b"", nonce, key)


@pytest.mark.parametrize("at", range(3))
def test_a_wrap_opens_by_hand(at):
    one = vectors("wraps")["wraps"][at]
    assert hpke_open(raw(one["seed"]), raw(one["wrapped"])[1:], as_place(one["place"])) == raw(one["key"])


def test_a_secret_of_trustees_comes_back_by_hand():
    told = vectors("quorums")
    opened = {
        name: hpke_open(
            raw(seed), raw(told["bundles"][name])[1:], as_place(["quorum bundle", "4", name, 2, "a", "b", "c"])
        )
        for name, seed in told["seeds"].items()
    }
    # Each holds a check and the pieces of the pairs they are in, in order: a has (ab, ac), b (ab, bc), c (ac, bc).
    for one, other, at, at_other in (("a", "b", 1, 1), ("a", "c", 2, 1), ("b", "c", 2, 2)):
        first, second = opened[one][32 * at : 32 * at + 32], opened[other][32 * at_other : 32 * at_other + 32]
        secret = bytes(x ^ y for x, y in zip(first, second, strict=True))
        assert secret == raw(told["secret"])
        assert opened[one][:32] == sha256(as_place(["quorum", "4"]) + secret).digest()


def test_a_sealed_field_opens_with_libsodium():
    told = vectors("fields")
    for one in told["fields"]:
        sealed = base64.urlsafe_b64decode(one["sealed"])
        key = expand(extract(b"", bytes.fromhex(told["master"])), f"seal:{one['purpose']}".encode(), 32)
        try:
            opened = bindings.crypto_aead_aes256gcm_decrypt(sealed[13:], one["record"].encode(), sealed[1:13], key)
        except UnavailableError:
            pytest.skip("libsodium has AES-GCM only where the processor has it")
        assert (sealed[0], opened.decode()) == (1, one["text"])
    digest_key = expand(extract(b"", bytes.fromhex(told["master"])), b"digest:id", 32)
    assert hmac.new(digest_key, b"1101700230708", "sha256").hexdigest() == told["digest"]["digest"]


def argon2id(known, salt, pepper, memory, passes):
    """By the reference implementation, which takes the pepper as its `secret`."""
    ffi = argon2.ffi
    out, parts = ffi.new("uint8_t[]", 64), [ffi.new("uint8_t[]", part) for part in (known, salt, pepper)]
    context = ffi.new("argon2_context *", {
        "out": out, "outlen": 64, "version": 0x13, "pwd": parts[0], "pwdlen": len(known), "salt": parts[1],
        "saltlen": len(salt), "secret": parts[2], "secretlen": len(pepper), "ad": ffi.NULL, "adlen": 0, "t_cost": passes,
        "m_cost": memory, "lanes": 1, "threads": 1, "allocate_cbk": ffi.NULL, "free_cbk": ffi.NULL, "flags": 0,
    })  # fmt: skip
    assert argon2.core(context, argon2.Type.ID.value) == 0
    return bytes(ffi.buffer(out))


@pytest.mark.parametrize("at", [0, pytest.param(1, marks=pytest.mark.slow)], ids=["small", "as in life"])
def test_a_receipt_is_drawn_by_the_reference_of_argon2(at):
    told, pepper = vectors("bearers")["bearers"][at], bytes.fromhex(vectors("bearers")["pepper"])

    def drawn(code, purpose):
        salt = expand(extract(b"", pepper), f"salt:{purpose}".encode(), 32)[:16]
        return argon2id(code.encode(), salt, pepper, told["memory"], told["passes"])

    def mixed(root, info, length=32):
        return expand(extract(b"", root), info, length)

    root = drawn(told["receipt"], "receipt")
    assert root.hex() == told["root"] and mixed(root, b"lookup").hex() == told["lookup"]
    seed = mixed(root, b"reporter key", 96)
    public = MLKEM768PrivateKey.from_seed_bytes(seed[:64]).public_key().public_bytes_raw()
    assert sha256(public + bindings.crypto_scalarmult_base(seed[64:])).hexdigest() == told["public"]
    claim_key, _secret = bindings.crypto_sign_seed_keypair(mixed(root, b"claim key"))
    assert claim_key.hex() == told["claim_key"]
    VerifyKey(claim_key).verify(told["claim"].encode(), bytes.fromhex(told["signature"]))
    assert mixed(drawn(told["consent"], "consent"), b"consent key", 96).hex() == told["consent_seed"]


@pytest.mark.parametrize("at", range(6))
def test_a_file_is_sealed_by_libsodium_to_the_same_bytes(at):
    from saiyai.crypto.tests.make_vectors import content_of

    one = vectors("streams")["streams"][at]
    content = content_of(one["length"])
    padded = content.ljust(one["size"] - 4 - 16 * -(-one["size"] // 65_552), b"\0")
    cut = [padded[at : at + 65_536] for at in range(0, len(padded), 65_536)]
    sealed = b"SYF2" + b"".join(
        bindings.crypto_aead_chacha20poly1305_ietf_encrypt(
            frame, b"SYF2", n.to_bytes(11, "big") + bytes([n == len(cut) - 1]), raw(one["key"])
        )
        for n, frame in enumerate(cut)
    )
    assert sha256(sealed).hexdigest() == one["sealed"] and sha256(content).hexdigest() == one["plain"]


def test_a_mark_of_a_destroyed_key_is_its_digest():
    for name, mark in vectors("keyrings")["gone"].items():
        assert sha256(f"saiyai key is gone|{name}".encode()).hexdigest() == mark
