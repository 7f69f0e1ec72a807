"""What an earlier version stored for a vault with a bound passkey opens with today's, and at no other place."""

import base64
import json
from types import SimpleNamespace

import pytest

from saiyai.accounts.tests.make_passkey_vectors import NAME, OUTPUT, PASSKEY, PASSPHRASE, PATH, ROOT, SECOND, USER
from saiyai.accounts.vault import keeping
from saiyai.crypto import hybrid, keyring, keys
from saiyai.crypto.unseal import CannotOpen

TOLD = {name: base64.b64decode(kept) for name, kept in json.loads(PATH.read_text()).items()}
DIGEST, HERE = PASSKEY.digest, {"user": USER, "name": NAME}


@pytest.fixture
def ring(settings, tmp_path):
    settings.KEYS_DIR, settings.SLOW_DERIVATION = tmp_path, (64, 1)
    settings.KEYRING, settings.KEYRING_MIRROR = tmp_path / "ring", ""
    (tmp_path / "pepper.key").write_text("11" * 32)
    keys.forget()
    keyring.put({f"vault|{user}|{name}": TOLD["root"] for user, name in ((USER, NAME), (USER, "other"), ("x", NAME))})
    by_passkey, by_root = TOLD["second_by_passkey"], TOLD["second_by_root"]
    keyring.put(
        {
            f"second|{user}|{name}|{PASSKEY.pk}": by_passkey
            for user, name in ((USER, NAME), (USER, "other"), ("x", NAME))
        }
    )
    keyring.put(
        {f"second|{USER}|{NAME}|root": by_root, f"second|{USER}|other|root": by_root, f"second|x|{NAME}|root": by_root}
    )
    yield
    keys.forget()


def refuses(act, **given):
    with pytest.raises(CannotOpen):
        act(**given)


def test_a_root_opens_with_the_passphrase_and_the_second_root(ring):
    assert keeping.open_root(PASSPHRASE, second=SECOND, **HERE) == ROOT
    for passphrase, second, more in (
        (PASSPHRASE, None, {}),
        (PASSPHRASE, b"", {}),
        (PASSPHRASE, ROOT, {}),
        ("อีกวลี", SECOND, {}),
        (PASSPHRASE, SECOND, {"name": "other"}),
        (PASSPHRASE, SECOND, {"user": "x"}),
    ):
        refuses(keeping.open_root, passphrase=passphrase, second=second, **(HERE | more))


def test_a_root_that_needs_a_passkey_and_one_that_does_not_are_not_exchanged(ring):
    name = "alone"
    closed = keeping.close_root(ROOT, PASSPHRASE, user=USER, name=name)
    keyring.put({f"vault|{USER}|{name}": closed})
    assert keeping.open_root(PASSPHRASE, user=USER, name=name) == ROOT
    refuses(keeping.open_root, passphrase=PASSPHRASE, user=USER, name=name, second=SECOND)


def test_the_second_root_opens_with_what_the_passkey_computes(ring):
    given = HERE | {"output": OUTPUT, "passkey": PASSKEY.pk, "digest": DIGEST}
    assert keeping.open_second_by_passkey(**given) == SECOND
    for wrong in (
        {"output": b"x" * 32}, {"output": OUTPUT[:31]}, {"output": OUTPUT + b"0"}, {"digest": "cd" * 32},
        {"name": "other"}, {"user": "x"}, {"passkey": "none"}, {"passkey": "root"},
    ):  # fmt: skip
        refuses(keeping.open_second_by_passkey, **(given | wrong))
    assert keeping.passkey_seed(OUTPUT, user=USER, digest=DIGEST) == TOLD["seed"] and TOLD["second_by_passkey"][0] == 3


def test_the_second_root_opens_with_the_root(ring):
    assert keeping.open_second(ROOT, **HERE) == SECOND and TOLD["second_by_root"][0] == 2
    for wrong in ({"root": SECOND}, {"name": "other"}, {"user": "x"}):
        refuses(keeping.open_second, **({"root": ROOT} | HERE | wrong))


def test_the_public_half_of_a_passkey_opens_in_its_row_under_its_root():
    def row(**more):
        return SimpleNamespace(**(vars(PASSKEY) | {"public_sealed": TOLD["public_sealed"]} | more))

    assert keeping.open_public(ROOT, row(), name=NAME) == hybrid.public_bytes(TOLD["seed"])
    for root, other, name in (
        (SECOND, row(), NAME),
        (ROOT, row(pk="another"), NAME),
        (ROOT, row(user_id="x"), NAME),
        (ROOT, row(digest="cd" * 32), NAME),
        (ROOT, row(), "other"),
    ):
        refuses(keeping.open_public, root=root, passkey=other, name=name)


def test_places_and_names():
    assert (
        keeping._second_place(USER, NAME, DIGEST)
        == f'["saiyai",1,"vault second root","{USER}","{NAME}","{DIGEST}"]'.encode()
    )
    assert keeping._public_place(PASSKEY, NAME) == (
        f'["saiyai",1,"accounts.BoundPasskey","public_sealed","{PASSKEY.pk}","{USER}","{DIGEST}","{NAME}"]'.encode()
    )
    assert (
        keeping._root_place(USER, NAME, SECOND) == f'["saiyai",1,"vault root with passkey","{USER}","{NAME}"]'.encode()
    )
    assert keeping.second_ring(USER, NAME) == f"second|{USER}|{NAME}|root"
