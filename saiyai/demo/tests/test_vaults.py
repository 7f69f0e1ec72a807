"""Vaults of the demo open with the printed passphrase, and there are none outside the demo."""

import pytest

from saiyai.accounts.models import User
from saiyai.accounts.vault import keeping, queries
from saiyai.accounts.vault.models import Vault
from saiyai.crypto import keyring
from saiyai.demo import load, vaults
from saiyai.demo.cast import CAST, PASSPHRASE
from saiyai.policy.permissions import Permission as P

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast_of_the_demo(settings, tmp_path):
    settings.KEYRING, settings.KEYRING_MIRROR = tmp_path / "ring.sqlite3", ""
    load.load_offices()
    load.load_cast()


@pytest.mark.slow
def test_each_officer_of_the_demo_has_one_and_five_hold_the_recovery_key(cast_of_the_demo, settings):
    settings.DEMO = True
    owners = [part for part in CAST if part.role in ("case_officer", "case_lead", "case_decider", "trustee")]
    assert vaults.give_vaults() == len(owners) == 11
    for vault in Vault.objects.select_related("user"):
        assert vault.user.allows(P.VAULT_OWN)
        assert keeping.open_root(PASSPHRASE, user=vault.user_id, name=vault.root_name)
    found = queries.recovery()
    assert (found.needed, len(found.trustees)) == (3, 5)
    assert vaults.give_vaults() == 0, "a second start gives nothing anew"
    assert {queries.active_key(user) is not None for user in User.objects.filter(vault__isnull=False)} == {True}


def test_outside_the_demo_nobody_gets_a_vault_with_a_printed_passphrase(cast_of_the_demo, settings):
    settings.DEMO = False
    with pytest.raises(vaults.NotTheDemo):
        vaults.give_vaults()
    assert not Vault.objects.exists() and not keyring.names("vault") and not keyring.names("officer")
