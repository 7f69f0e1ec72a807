"""A vault with bound passkeys opens with the passphrase and one of them together, in an answer that proves itself, once."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from fido2.utils import websafe_decode, websafe_encode

from saiyai.accounts.models import BoundPasskey, Unlock, Vault
from saiyai.accounts.tests.passkeys import Passkey, asked_on, bind, unlock
from saiyai.accounts.tests.vaults import (
    OTHER,
    PASSPHRASE,
    closed_to,
    keys_of,
    opens,
    quickly_signed_in,
    quickly_with_vault,
    request_of,
    signed_in,
)
from saiyai.accounts.vault import actions, asking, keeping, rules, session
from saiyai.audit.models import Event
from saiyai.crypto import keyring
from saiyai.crypto.unseal import CannotOpen

pytestmark = pytest.mark.slow
WHERE = "vault:unlock"


@pytest.fixture
def bound(officers):
    """An officer whose vault needs a passkey, locked: (user, passkey, a client who signed in, something closed to them)."""
    user = officers.case
    client, passkey = quickly_with_vault(user), Passkey(user)
    closed = closed_to(user)
    assert bind(client, passkey).status_code == 302 and opens(client, user, *closed)
    actions.lock(user, by=user)
    return user, passkey, quickly_signed_in(user), closed


def refused(user, verb):
    return Event.objects.filter(verb=f"vault.{verb}_refused", key=str(user.pk)).count()


def test_both_together_open_it(bound):
    user, passkey, client, closed = bound
    done = unlock(client, passkey)
    assert done.status_code == 302 and opens(client, user, *closed)
    assert "no-store" in done["Cache-Control"] and session.cookie_name() in done.cookies
    assert Event.objects.filter(verb="vault.unlocked", key=str(user.pk)).count() == 1


TRIES = [  # passphrase, passkey, opens, what is noted
    ("right", "right", True, None),
    ("wrong", "right", False, "passphrase"),
    ("right", "none", False, None),
    ("wrong", "none", False, None),
    ("right", "of another officer", False, "passkey"),
    ("right", "not bound", False, "passkey"),
    ("right", "computes something else", False, "passkey"),
    ("right", "computes too little", False, "passkey"),
    ("right", "user not verified", False, "passkey"),
    ("right", "on another site", False, "passkey"),
    ("right", "inside another site", False, "passkey"),
    ("right", "only what it computes", False, "passkey"),
    ("right", "signed by another", False, "passkey"),
    ("wrong", "computes something else", False, "passkey"),
]


def answer_of(which, passkey, user, officers, options):
    if which == "none":
        return {}
    if which in ("of another officer", "not bound"):
        return Passkey(officers.lead if "officer" in which else user).answers(options)
    how = {
        "computes something else": {"output": b"x" * 32},
        "computes too little": {"output": b"x" * 31},
        "user not verified": {"verified": False},
        "on another site": {"origin": "https://testserver.example"},
        "inside another site": {"cross_origin": True},
    }.get(which, {})
    given = passkey.answers(options, **how)
    if which == "only what it computes":
        given["credential"] = "{}"
    if which == "signed by another":
        other = Passkey(user, secret=passkey.secret)
        credential = json.loads(other.answers(options, salt=b"s" * 32)["credential"])
        given["credential"] = json.dumps(credential | {"id": passkey.id, "rawId": passkey.id})
    return given


@pytest.mark.parametrize(("passphrase", "which", "opened", "noted"), TRIES, ids=lambda one: str(one))
def test_what_opens_and_what_does_not(bound, officers, settings, passphrase, which, opened, noted):
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
    user, passkey, client, _closed = bound
    given = answer_of(which, passkey, user, officers, asked_on(client, reverse(WHERE)))
    typed = PASSPHRASE if passphrase == "right" else OTHER
    done = client.post(reverse(WHERE), {"passphrase": typed} | given)
    assert (done.status_code == 302) == opened == (keys_of(client, user) is not None) == Unlock.objects.exists()
    assert [refused(user, one) for one in ("passphrase", "passkey")] == [noted == "passphrase", noted == "passkey"]
    if not opened:
        assert done.status_code == 422 and given.get("prf", "no answer") not in done.text and typed not in done.text


@pytest.mark.parametrize(
    "shape", ["", "null", "[]", "7", '"x"', '{"id": 7}', "{", '{"rawId": "AA", "response": {}}', '{"response": null}']
)
def test_an_answer_in_another_shape_is_refused(bound, shape):
    user, passkey, client, _closed = bound
    given = passkey.answers(asked_on(client, reverse(WHERE)))
    for wrong in ({"credential": shape}, {"prf": shape}, {"prf": "ไทย"}):
        asked_on(client, reverse(WHERE))
        done = client.post(reverse(WHERE), {"passphrase": PASSPHRASE} | given | wrong)
        assert done.status_code == 422 and keys_of(client, user) is None


# --- a question counts once ---


def test_an_answer_of_before_opens_nothing(bound):
    user, passkey, client, _closed = bound
    given = {"passphrase": PASSPHRASE} | passkey.answers(asked_on(client, reverse(WHERE)))
    assert client.post(reverse(WHERE), given).status_code == 302 and asking.KEPT not in client.session
    client.post(reverse("vault:lock"))
    for again in (client, quickly_signed_in(user)):
        for ask_first in (False, True):
            if ask_first:
                asked_on(again, reverse(WHERE))
            assert again.post(reverse(WHERE), given).status_code == 422 and keys_of(again, user) is None


def test_two_requests_at_once_cannot_use_one_answer_twice(bound):
    """Both read the session before either took the question out of it: one of them is first."""
    _user, passkey, client, _closed = bound
    passkey.counts, passkey.count = False, 0  # the counter would notice as well
    BoundPasskey.objects.update(sign_count=0)
    given = {"passphrase": PASSPHRASE} | passkey.answers(asked_on(client, reverse(WHERE)))
    asked = client.session[asking.KEPT]
    assert client.post(reverse(WHERE), given).status_code == 302
    client.post(reverse("vault:lock"))
    kept = client.session
    kept[asking.KEPT] = asked
    kept.save()
    assert client.post(reverse(WHERE), given).status_code == 422
    cache.clear()
    kept[asking.KEPT] = asked
    kept.save()
    assert client.post(reverse(WHERE), given).status_code == 302, "it is the mark in the cache that refused"


def test_a_question_waits_five_minutes(bound, monkeypatch):
    _user, passkey, client, _closed = bound
    given = {"passphrase": PASSPHRASE} | passkey.answers(asked_on(client, reverse(WHERE)))
    later = timezone.now() + timedelta(minutes=6)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert client.post(reverse(WHERE), given).status_code == 422


def test_a_question_of_one_page_is_not_answered_on_another(bound):
    user, passkey, client, _closed = bound
    unlock(client, passkey)
    Passkey(user, "อีกอัน")
    asked_on(client, reverse("vault:bind_passkey"))
    for purpose, counts in ((asking.UNLOCK, False), (asking.BIND, True)):
        try:
            asking.take(request_of(client, user), purpose)
            assert counts
        except keeping.WrongPasskey:
            assert not counts
    client.post(reverse("vault:lock"))
    given = passkey.answers(asked_on(client, reverse(WHERE)))
    other = quickly_signed_in(user)
    asked_on(other, reverse(WHERE))
    assert other.post(reverse(WHERE), {"passphrase": PASSPHRASE} | given).status_code == 422


@pytest.mark.parametrize(
    ("asked", "now", "late"), [(100, 100, False), (100, 399, False), (100, 400, True), (100, 99, True)]
)
def test_when_an_answer_is_too_late(asked, now, late):
    assert rules.is_too_late(asked, datetime.fromtimestamp(now, tz=UTC)) == late


@pytest.mark.parametrize(
    ("before", "count", "copied"),
    [(0, 0, False), (0, 1, False), (5, 6, False), (5, 5, True), (5, 4, True), (5, 0, True)],
)
def test_a_copied_passkey_counts_backwards(before, count, copied):
    assert rules.is_copied(before, count) == copied


def test_a_copy_of_a_passkey_is_noticed(bound):
    user, passkey, client, _closed = bound
    passkey.count = 40
    assert unlock(client, passkey).status_code == 302 and BoundPasskey.objects.get().sign_count == 41
    client.post(reverse("vault:lock"))
    passkey.count = 20
    assert unlock(client, passkey).status_code == 422 and keys_of(client, user) is None
    assert refused(user, "passkey") == 1


def test_a_passkey_that_never_counts_opens_again_and_again(officers):
    client, passkey = quickly_with_vault(officers.case), Passkey(officers.case, counts=False)
    bind(client, passkey)
    for _time in range(2):
        client.post(reverse("vault:lock"))
        assert unlock(client, passkey).status_code == 302


def test_tries_are_counted_as_with_passphrases(bound):
    _user, passkey, client, _closed = bound
    for wrong in ({"passphrase": OTHER}, {"output": b"x" * 32}) * 2:
        unlock(client, passkey, **wrong) if "passphrase" in wrong else client.post(
            reverse(WHERE), {"passphrase": PASSPHRASE} | passkey.answers(asked_on(client, reverse(WHERE)), **wrong)
        )
    assert unlock(client, passkey, OTHER).status_code == 422
    done = unlock(client, passkey)
    assert done.status_code == 422 and "รอห้านาที" in done.text


def test_a_wrong_answer_tells_nothing_of_the_passphrase(bound, monkeypatch):
    """Who learned a passphrase cannot even find out that it is right: without the passkey nothing is derived."""
    _user, passkey, client, _closed = bound
    derived = []
    monkeypatch.setattr(keeping.slow, "derive", lambda *_args, **_more: derived.append(1))
    pages = []
    for typed in (PASSPHRASE, OTHER):
        given = passkey.answers(asked_on(client, reverse(WHERE)), output=b"x" * 32)
        pages.append(client.post(reverse(WHERE), {"passphrase": typed} | given).context["form"].errors)
    assert pages[0] == pages[1] and not derived


# --- stolen copies ---


def test_everything_that_lies_here_and_the_passphrase_open_nothing_without_the_passkey(bound):
    """Tables, keyring, pepper, master key and passphrase: all of it is at hand in this test."""
    user, passkey, _client, _closed = bound
    vault, row = Vault.objects.get(), BoundPasskey.objects.get()
    with pytest.raises(CannotOpen):
        keeping.open_root(PASSPHRASE, user=user.pk, name=vault.root_name)
    wrapped = keyring.get(keeping.second_ring(user.pk, vault.root_name, row.pk))
    guesses = [
        bytes(32),
        bytes(row.salt),
        wrapped[:32],
        bytes(row.credential)[:32],
        websafe_decode(passkey.id).ljust(32),
    ]
    guesses += [bytes.fromhex(row.digest), passkey.computes(b"another salt")]
    for output in guesses:
        with pytest.raises(CannotOpen):
            keeping.open_second_by_passkey(
                output, user=user.pk, name=vault.root_name, passkey=row.pk, digest=row.digest
            )
        with pytest.raises(CannotOpen):
            keeping.open_root(PASSPHRASE, user=user.pk, name=vault.root_name, second=output)
    BoundPasskey.objects.all().delete()  # who can write the tables makes it look unbound: still shut
    client = quickly_signed_in(user)
    assert client.post(reverse(WHERE), {"passphrase": PASSPHRASE}).status_code == 422 and keys_of(client, user) is None


def test_the_passkey_and_everything_that_lies_here_open_nothing_without_the_passphrase(bound):
    user, passkey, _client, _closed = bound
    vault, row = Vault.objects.get(), BoundPasskey.objects.get()
    output = passkey.computes(bytes(row.salt))
    where = {"user": user.pk, "name": vault.root_name}
    second = keeping.open_second_by_passkey(output, **where, passkey=row.pk, digest=row.digest)
    with pytest.raises(CannotOpen):
        keeping.open_root(OTHER, **where, second=second)
    with pytest.raises(CannotOpen):
        keeping.open_seed(second, user=user.pk, epoch=1)
    assert keeping.open_root(PASSPHRASE, **where, second=second)


def test_nobody_else_binds_or_unlocks(bound, officers):
    user, passkey, client, _closed = bound
    lead = quickly_with_vault(officers.lead)
    assert lead.get(reverse("vault:unbind_passkey", args=[BoundPasskey.objects.get().pk])).status_code == 404
    given = passkey.answers(asked_on(client, reverse(WHERE)))
    kept, asked = lead.session, client.session[asking.KEPT]
    kept[asking.KEPT] = asked
    kept.save()
    assert lead.post(reverse(WHERE), {"passphrase": PASSPHRASE} | given).status_code == 302, "none is bound to this one"
    assert keys_of(lead, officers.lead).officer == officers.lead.pk != user.pk


# --- for who has bound none, nothing changes ---


def test_without_bound_passkeys_the_pages_are_as_they_were(officers):
    client = quickly_with_vault(officers.case)
    Passkey(officers.case)
    page = client.get(reverse(WHERE)).text
    assert "passkey" not in page and "<script" not in page.partition("<main")[2]
    assert client.post(reverse(WHERE), {"passphrase": PASSPHRASE}).status_code == 302
    assert asking.KEPT not in client.session


def test_a_passkey_is_asked_for_at_sign_in_as_before_and_computes_nothing_there(officers):
    Passkey(officers.case)
    client = signed_in(officers.case)
    page = client.get(reverse("mfa_authenticate"))
    told = page.context["js_data"]
    for drawn in ("challenge", "allowCredentials"):  # any three letters may stand in these
        assert told["request_options"]["publicKey"].pop(drawn)
    assert "prf" not in json.dumps(told)


def test_what_a_browser_tells_too_much_when_a_passkey_is_made_is_not_kept(officers):
    from saiyai.accounts.forms import AddPasskey

    secret = websafe_encode(b"s" * 32)
    for prf in ({"enabled": True, "results": {"first": secret}}, {"results": {"first": secret}}, secret, None):
        form = AddPasskey(user=officers.case)
        form.cleaned_data = {"credential": {"clientExtensionResults": {"credProps": {"rk": True}, "prf": prf}}}
        kept = form.clean_credential()
        assert secret not in json.dumps(kept) and kept["clientExtensionResults"]["credProps"] == {"rk": True}
