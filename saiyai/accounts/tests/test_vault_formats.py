"""What an earlier version closed in an officer's vault opens with today's, and at no other place.

`vectors/vault.json` was made once by this version's own functions, under pepper 11…11 and the cost of tests.
"""

import base64
import json
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from saiyai.accounts.vault import keeping
from saiyai.crypto import keyring, keys
from saiyai.crypto.unseal import CannotOpen

TOLD = json.loads((Path(__file__).resolve().parent / "vectors" / "vault.json").read_text())
USER, NAME, PASSPHRASE = "00000000-0000-0000-0000-000000000007", "0123456789abcdef", "น้ำ ใจ ไหล ไป ทางใต้"
ROOT, SEED, HALF = b"r" * 32, b"s" * 96, b"h" * 32


def unlock(**more):
    moments = {
        name: datetime(2026, 11, day, tzinfo=UTC) for name, day in (("proven_at", 1), ("idle_at", 2), ("expires_at", 3))
    }
    kept = {"session_id": "sign-in", "user_id": USER, "root_sealed": base64.b64decode(TOLD["session"])}
    return SimpleNamespace(**kept | moments | more)


@pytest.fixture
def ring(settings, tmp_path):
    settings.KEYS_DIR, settings.SLOW_DERIVATION = tmp_path, (64, 1)
    settings.KEYRING, settings.KEYRING_MIRROR = tmp_path / "ring", ""
    (tmp_path / "pepper.key").write_text("11" * 32)
    keys.forget()
    root, seed = base64.b64decode(TOLD["root"]), base64.b64decode(TOLD["seed"])
    keyring.put({f"vault|{USER}|{NAME}": root, f"vault|{USER}|other": root, f"officer|{USER}|2": seed})
    keyring.put({f"officer|{USER}|3": seed, "officer|another|2": seed})
    yield
    keys.forget()


def test_a_root_opens_with_its_passphrase_as_it_stands_under_its_name(ring):
    assert keeping.open_root(PASSPHRASE, user=USER, name=NAME) == ROOT
    for passphrase, name in (("น้ำ ใจ ไหล ไป ทางเหนือ", NAME), (PASSPHRASE, "other"), (PASSPHRASE, "none")):
        with pytest.raises(CannotOpen):
            keeping.open_root(passphrase, user=USER, name=name)


def test_a_private_key_opens_with_its_root_for_its_officer_and_epoch(ring):
    assert keeping.open_seed(ROOT, user=USER, epoch=2) == SEED
    for root, user, epoch in ((b"R" * 32, USER, 2), (ROOT, USER, 3), (ROOT, "another", 2)):
        with pytest.raises(CannotOpen):
            keeping.open_seed(root, user=user, epoch=epoch)


def test_an_unlocked_root_opens_with_its_half_until_its_moments(ring):
    assert keeping.open_for_session(HALF, unlock()) == ROOT
    later = datetime(2026, 11, 9, tzinfo=UTC)
    for half, row in (
        (b"H" * 32, unlock()),
        (HALF, unlock(session_id="another")),
        (HALF, unlock(user_id="another")),
        (HALF, unlock(idle_at=later)),
        (HALF, unlock(expires_at=later)),
        (HALF, unlock(proven_at=later)),
    ):
        with pytest.raises(CannotOpen):
            keeping.open_for_session(half, row)


def test_places():
    ceremony = SimpleNamespace(pk=5, proposed_by_id=USER, opener_epoch=2, quorum_id=4)
    assert [
        keeping.recovery_place(4), keeping.canary_place(4), keeping.ceremony_place(ceremony), keeping.piece_place(ceremony, USER),
    ] == [
        b'["saiyai",1,"recovery key",4]',
        b'["saiyai",1,"quorum canary",4]',
        f'["saiyai",1,"ceremony","5","{USER}",2]'.encode(),
        f'["saiyai",1,"ceremony piece","5",4,"{USER}"]'.encode(),
    ]  # fmt: skip
    assert (keeping.root_ring(USER, NAME), keeping.seed_ring(USER, 2), keeping.recovery_ring(4)) == (
        f"vault|{USER}|{NAME}", f"officer|{USER}|2", "recovery|4",
    )  # fmt: skip
