"""What opens a vault lies nowhere in clear: no table, no file of the database, no log, no letter, not in the keyring."""

import base64
import logging
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.db import connections
from django.urls import reverse
from fido2.utils import websafe_encode

from saiyai.accounts.models import Session
from saiyai.accounts.tests.passkeys import Passkey, asked_on, bind, unlock
from saiyai.accounts.tests.vaults import (
    OTHER,
    PASSPHRASE,
    keys_of,
    quickly_with_vault,
    request_of,
    signed_in,
    with_vault,
)
from saiyai.accounts.vault import keeping, session
from saiyai.accounts.vault.models import BoundPasskey, Vault
from saiyai.crypto import keyring

pytestmark = [pytest.mark.django_db(transaction=True, databases="__all__"), pytest.mark.slow]
WRONG = "นกเงือก บินต่ำ ข้ามเขา ผิดวลี"


def every_file():
    """The bytes of the databases with their write-ahead logs, of the keyring, and of all other data of this run."""
    folders = {Path(settings.VAR), *(path.parent for path in keyring.paths())}
    names = [Path(str(one.settings_dict["NAME"])) for one in connections.all() if one.vendor == "sqlite"]
    folders |= {name.parent for name in names}
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file() and path.suffix != ".turn":
                yield path, path.read_bytes()


def every_row():
    """Every value of every table, as it comes from the database."""
    for model in apps.get_models():
        for row in model.objects.values_list():
            for value in row:
                if value is not None:
                    yield model, bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def shapes(secret):
    """A secret as bytes, in hexadecimal letters and in both alphabets of base64."""
    raw = secret.encode() if isinstance(secret, str) else bytes(secret)
    return {raw, raw.hex().encode(), base64.b64encode(raw).rstrip(b"="), base64.urlsafe_b64encode(raw).rstrip(b"=")}


@pytest.fixture
def listening(caplog):
    caplog.set_level(logging.DEBUG)
    return caplog


def test_passphrases_roots_seeds_and_halves_are_nowhere_in_clear(officers, listening):
    client = signed_in(officers.case)
    twice = {"passphrase": PASSPHRASE, "again": PASSPHRASE, "knows": "on"}
    assert client.post(reverse("vault:set_up"), twice).status_code == 302
    client.post(reverse("vault:unlock"), {"passphrase": WRONG})
    client.post(reverse("vault:set_up"), {"passphrase": WRONG, "again": "x"})
    given = {"present": PASSPHRASE, "passphrase": OTHER, "again": OTHER}
    assert client.post(reverse("vault:change_passphrase"), given).status_code == 302
    assert client.post(reverse("vault:new_key")).status_code == 302
    request = request_of(client, officers.case)
    keys, half, root = keys_of(client, officers.case), session.half_of(request), session.root_of(request)
    assert keys and half and root and len(keys.seeds) == 2
    secrets = [PASSPHRASE, OTHER, WRONG, half, root, *keys.seeds.values(), *(seed[:32] for seed in keys.seeds.values())]
    looked_for = {shape for secret in secrets for shape in shapes(secret)}
    logged, letters = listening.text.encode(), " ".join(letter.body for letter in mail.outbox).encode()
    places = [*every_file(), *every_row(), ("the log", logged), ("a letter", letters)]
    assert len(places) > 50
    assert [place for place, content in places if any(shape in content for shape in looked_for)] == []


def test_what_a_passkey_computes_is_nowhere_in_clear(officers, listening):
    """Nor the second root, nor the private half of the pair drawn from it; not even after answers that were refused."""
    user = officers.case
    client, passkey = quickly_with_vault(user), Passkey(user)
    outputs = []
    whole = passkey.computes
    passkey.computes = lambda salt: outputs.append(whole(salt)) or outputs[-1]
    assert bind(client, passkey).status_code == 302
    unlock(client, passkey, WRONG)
    assert unlock(client, passkey).status_code == 302
    client.post(reverse("vault:bind_passkey"), passkey.answers(asked_on(client, reverse("vault:unlock"))))
    client.post(reverse("vault:unlock"), {"prf": websafe_encode(b"w" * 32), "credential": "{}", "passphrase": WRONG})
    root, row = session.root_of(request_of(client, user)), BoundPasskey.objects.get()
    second = keeping.open_second(root, user=user.pk, name=Vault.objects.get().root_name)
    seed = keeping.passkey_seed(outputs[0], user=user.pk, digest=row.digest)
    assert len(outputs) > 3 and len(set(outputs)) == 1, "it computes the same each time"
    secrets = [root, second, seed, seed[:32], b"w" * 32, PASSPHRASE, WRONG, *outputs]
    looked_for = {shape for secret in secrets for shape in shapes(secret)}
    logged, letters = listening.text.encode(), " ".join(letter.body for letter in mail.outbox).encode()
    sessions = " ".join(str(one.get_decoded()) for one in Session.objects.all()).encode()
    places = [*every_file(), *every_row(), ("the log", logged), ("a letter", letters), ("a session", sessions)]
    assert len(places) > 50 and b"vault.asked" in sessions
    assert [place for place, content in places if any(shape in content for shape in looked_for)] == []


def test_the_look_would_see_a_secret(officers):
    """The look is broken on purpose: a secret that lies in a table and in the keyring is found in both, and in a file."""
    with_vault(officers.case)
    canary = b"c" * 24
    officers.case.display_name = base64.b64encode(canary).decode()
    officers.case.save()
    keyring.put({"vault|canary|1": canary})
    looked_for = shapes(canary)
    files = [path for path, content in every_file() if any(shape in content for shape in looked_for)]
    tables = [model for model, content in every_row() if any(shape in content for shape in looked_for)]
    assert keyring.paths()[0] in files and type(officers.case) in tables


def test_a_passphrase_typed_while_the_sign_in_is_old_waits_nowhere(officers, cast):
    """B13: the password is asked first; what was posted is not kept, not even sealed in the session."""
    client = signed_in(officers.case)
    stale = client.session
    for record in stale["account_authentication_methods"]:
        record["at"] -= 3600
    stale.save()
    typed = "correcthorsebatterystaple"  # letters that no form writes in another way
    answer = client.post(reverse("vault:set_up"), {"passphrase": typed, "again": typed, "knows": "on"})
    assert answer.url.startswith(reverse("account_reauthenticate")) and not Vault.objects.exists()
    assert typed not in str(dict(client.session.items()))
    admin = signed_in(cast.admin)
    old = admin.session
    for record in old["account_authentication_methods"]:
        record["at"] -= 3600
    old.save()
    admin.post(reverse("accounts:grant_role"), {"reason": typed})
    assert typed in str(dict(admin.session.items())), "elsewhere in the house it waits, so the look would see it"


def test_a_stolen_database_gives_no_way_to_try_passphrases(officers, tmp_path):
    """B7: without the pepper even the right passphrase and the whole keyring confirm nothing."""
    with_vault(officers.case)
    vault = Vault.objects.get()
    kept = keyring.get(keeping.root_ring(officers.case.pk, vault.root_name))
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    from saiyai.accounts.vault import rules
    from saiyai.crypto.envelopes import mix
    from saiyai.crypto.places import place
    from saiyai.crypto.unseal import CannotOpen, open_envelope

    memory, passes = settings.SLOW_DERIVATION
    for pepper in (None, b"", bytes(32)):
        known = Argon2id(
            salt=kept[: keeping.SALT], length=64, iterations=passes, lanes=1, memory_cost=memory, secret=pepper
        ).derive(rules.one_spelling(PASSPHRASE).encode())
        kek = mix(known, info=place("vault kek", str(officers.case.pk)))
        with pytest.raises(CannotOpen):
            open_envelope(kept[keeping.SALT :], kek, place=place("vault root", str(officers.case.pk), vault.root_name))
