"""An officer's vault: it opens with the passphrase in the sign-in that unlocked it, and in no other way."""

import os
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from saiyai.accounts import actions as accounts
from saiyai.accounts.models import Grant, Session
from saiyai.accounts.tests.vaults import (
    HERE,
    OTHER,
    PASSPHRASE,
    closed_to,
    keys_of,
    opens,
    put_half,
    request_of,
    signed_in,
    with_vault,
)
from saiyai.accounts.tests.ways import PASSWORD
from saiyai.accounts.vault import actions, keeping, session
from saiyai.accounts.vault.models import Unlock, Vault, VaultKey
from saiyai.audit.models import Event
from saiyai.crypto import hybrid, keyring
from saiyai.crypto.places import place
from saiyai.crypto.unseal import CannotOpen


def test_what_is_closed_to_an_officer_opens_while_their_vault_is_unlocked(officers):
    client = with_vault(officers.case)
    wrapped, epoch = closed_to(officers.case)
    assert opens(client, officers.case, wrapped, epoch)
    with pytest.raises(CannotOpen):
        keys_of(client, officers.case).unwrap(wrapped, epoch=epoch, info=place("test", 2))
    with pytest.raises(CannotOpen):
        keys_of(client, officers.case).unwrap(wrapped, epoch=epoch + 1, info=HERE)


def test_signing_in_unlocks_nothing_and_the_passphrase_does(officers):
    with_vault(officers.case)
    client = signed_in(officers.case)
    assert keys_of(client, officers.case) is None
    wrong = client.post(reverse("vault:unlock"), {"passphrase": PASSPHRASE[:-1]})
    assert wrong.status_code == 422 and session.cookie_name() not in wrong.cookies
    right = client.post(reverse("vault:unlock"), {"passphrase": f"  {PASSPHRASE} ", "next": "/accounts/roles/"})
    assert right.url == "/accounts/roles/" and keys_of(client, officers.case)
    cookie = right.cookies[session.cookie_name()]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"], cookie["expires"]) == (True, "Strict", "", "")
    verbs = list(Event.objects.filter(key=str(officers.case.pk)).values_list("verb", flat=True))
    assert verbs.count("vault.passphrase_refused") == 1 and verbs.count("vault.unlocked") == 1


def test_over_https_the_cookie_is_bound_to_this_very_host(officers, settings):
    client = with_vault(officers.case)
    settings.SITE_URL = "https://example.go.th"
    done = client.post(reverse("vault:unlock"), {"passphrase": PASSPHRASE})
    cookie = done.cookies["__Host-unlock"]
    assert cookie["secure"] and cookie["path"] == "/" and not cookie["domain"]


def test_the_way_back_never_leaves_the_site(officers):
    client = with_vault(officers.case)
    done = client.post(reverse("vault:unlock"), {"passphrase": PASSPHRASE, "next": "https://elsewhere.example/"})
    assert done.url == reverse("vault:own")


# --- what must not open ---


def test_a_stolen_row_opens_nothing_without_the_half_of_the_browser(officers):
    client = with_vault(officers.case)
    row = Unlock.objects.get()
    for half in (os.urandom(32), bytes(32), row.session_id.encode().ljust(32, b"0")[:32]):
        with pytest.raises(CannotOpen):
            keeping.open_for_session(half, row)
    put_half(client, os.urandom(32))
    assert keys_of(client, officers.case) is None
    client.cookies.pop(session.cookie_name())
    assert keys_of(client, officers.case) is None


def test_the_half_opens_no_row_of_another_sign_in_or_officer(officers):
    mine, other = with_vault(officers.case), with_vault(officers.lead)
    again = signed_in(officers.case)
    half = session.half_of(request_of(mine, officers.case))
    put_half(again, half)
    assert keys_of(again, officers.case) is None
    row = Unlock.objects.get(user=officers.case)
    for change in (
        {"session_id": again.session.session_key},
        {"user": officers.lead, "session_id": other.session.session_key},
        {"user": officers.lead},
    ):
        moved = Unlock(**({"session_id": row.session_id, "user": row.user, "root_sealed": row.root_sealed,
                           "proven_at": row.proven_at, "idle_at": row.idle_at, "expires_at": row.expires_at} | change))  # fmt: skip
        with pytest.raises(CannotOpen):
            keeping.open_for_session(half, moved)
    Unlock.objects.filter(user=officers.lead).delete()
    Unlock.objects.filter(user=officers.case).update(session=other.session.session_key, user=officers.lead)
    put_half(other, half)
    assert keys_of(other, officers.lead) is None, "a row that was moved in the table opens nothing"


@pytest.mark.parametrize("moment", ["idle_at", "expires_at", "proven_at"])
def test_moments_that_were_moved_in_the_table_open_nothing(officers, moment):
    client = with_vault(officers.case)
    row = Unlock.objects.get()
    Unlock.objects.update(**{moment: getattr(row, moment) + timedelta(hours=1)})
    assert keys_of(client, officers.case) is None


def test_the_web_secret_opens_nothing(officers, settings):
    """Who knows SECRET_KEY can make sign-ins, but no half: it is random and derived from nothing."""
    with_vault(officers.case)
    row = Unlock.objects.get()
    guesses = [settings.SECRET_KEY.encode().ljust(32, b"0")[:32]]
    guesses += [
        keeping.mix(settings.SECRET_KEY.encode(), info=info) for info in (b"unlock", b"", row.session_id.encode())
    ]
    for half in guesses:
        with pytest.raises(CannotOpen):
            keeping.open_for_session(half, row)
    forged = signed_in(officers.case)  # a forged sign-in of the officer is no more than one that was signed in
    assert keys_of(forged, officers.case) is None


def test_without_the_pepper_the_right_passphrase_opens_nothing(officers, settings, tmp_path):
    from saiyai.crypto import keys

    with_vault(officers.case)
    vault = Vault.objects.get()
    (tmp_path / "keys").mkdir()
    for path in (keys.master_path(), keys.trail_path(), keys.secret_path()):
        (tmp_path / "keys" / path.name).write_bytes(path.read_bytes())
    before, settings.KEYS_DIR = settings.KEYS_DIR, tmp_path / "keys"
    keys.forget()
    try:
        keys.create_missing()
        with pytest.raises(CannotOpen):
            keeping.open_root(PASSPHRASE, user=officers.case.pk, name=vault.root_name)
    finally:
        settings.KEYS_DIR = before
        keys.forget()
    assert keeping.open_root(PASSPHRASE, user=officers.case.pk, name=vault.root_name)


def test_sealed_keys_do_not_open_for_another_officer_or_epoch(officers, monkeypatch):
    with_vault(officers.case)
    with_vault(officers.lead)
    vault = Vault.objects.get(user=officers.case)
    root = keeping.open_root(PASSPHRASE, user=officers.case.pk, name=vault.root_name)
    mine = keyring.get(keeping.seed_ring(officers.case.pk, 1))
    whole = keyring.get(keeping.root_ring(officers.case.pk, vault.root_name))
    monkeypatch.setattr(keyring, "get", lambda name: mine)
    for user, epoch in ((officers.case.pk, 2), (officers.lead.pk, 1)):
        with pytest.raises(CannotOpen):
            keeping.open_seed(root, user=user, epoch=epoch)
    other = Vault.objects.get(user=officers.lead)
    monkeypatch.setattr(keyring, "get", lambda name: whole)
    for user, name in ((officers.lead.pk, other.root_name), (officers.case.pk, other.root_name)):
        with pytest.raises(CannotOpen):
            keeping.open_root(PASSPHRASE, user=user, name=name)
    assert keeping.open_root(PASSPHRASE, user=officers.case.pk, name=vault.root_name) == root


def test_a_public_key_that_was_changed_in_the_table_is_noticed_when_unlocking(officers):
    client = with_vault(officers.case)
    VaultKey.objects.update(public_key=hybrid.public_bytes(hybrid.new_seed()))
    answer = client.post(reverse("vault:unlock"), {"passphrase": PASSPHRASE})
    assert answer.status_code == 422 and session.cookie_name() not in answer.cookies


# --- what locks ---


def end_by(what, client, officers, cast):
    user = officers.case
    if what == "lock":
        client.post(reverse("vault:lock"))
    elif what == "sign out":
        client.post(reverse("account_logout"))
    elif what == "everywhere":
        other = signed_in(user)
        other.post(reverse("accounts:sign_out_everywhere"))
    elif what == "password change":
        new = "ทุ่งรวงทองยามเช้า"
        client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})
    elif what == "password by letter":
        actions_of_recovery = accounts.propose_recovery(user, "มาเอง", by=cast.admin)
        accounts.confirm_recovery(actions_of_recovery, by=cast.admin2)
    elif what == "role end":
        accounts.end_grant(Grant.objects.get(user=user), by=cast.admin, reason="ย้าย")
    elif what == "passphrase change elsewhere":
        other = signed_in(user)
        actions.change_passphrase(user, PASSPHRASE, OTHER, other.session.session_key, by=user)


@pytest.mark.parametrize(
    "what",
    [
        "lock",
        "sign out",
        "everywhere",
        "password change",
        "password by letter",
        "role end",
        "passphrase change elsewhere",
    ],
)
def test_what_ends_trust_locks_the_vault(officers, cast, what):
    client = with_vault(officers.case)
    half, key = session.half_of(request_of(client, officers.case)), client.session.session_key
    assert keys_of(client, officers.case)
    end_by(what, client, officers, cast)
    assert keys_of(client, officers.case) is None
    put_half(client, half)
    assert keys_of(client, officers.case) is None
    assert not Unlock.objects.filter(session=key).exists()


def test_signing_out_takes_the_half_out_of_the_browser(officers):
    client = with_vault(officers.case)
    answer = client.post(reverse("account_logout"))
    name = session.cookie_name()
    if name not in answer.cookies:
        answer = client.get(reverse("account_login"))
    assert answer.cookies[name]["max-age"] == 0


@pytest.mark.parametrize(
    ("pauses", "open_still"),
    [
        ([14], True),
        ([16], False),
        ([10, 10, 10], True),
        pytest.param([14] * 34, True, marks=pytest.mark.slow),
        pytest.param([14] * 35, False, marks=pytest.mark.slow),
    ],
)
def test_it_locks_after_a_pause_and_after_eight_hours_in_any_case(officers, monkeypatch, pauses, open_still):
    client = with_vault(officers.case)
    now = timezone.now()
    for minutes in pauses:
        now += timedelta(minutes=minutes)
        monkeypatch.setattr(timezone, "now", lambda now=now: now)
        Session.objects.update(expire_date=now + timedelta(hours=1))
        keys = keys_of(client, officers.case)
    assert (keys is not None) == open_still
