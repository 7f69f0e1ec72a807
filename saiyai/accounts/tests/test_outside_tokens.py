"""What a provider answers is believed only when all of it is as it must be, and once."""

import time

import pytest
from django.core.cache import caches

from saiyai.accounts.tests.from_outside import BACK, START, come_back, linked, signed_in, why
from saiyai.accounts.tests.liar import CLIENT
from saiyai.audit.models import Event

NOW = time.time()
LIES = {
    "iss": "https://another.example",
    "aud": "another-client",
    "nonce": "another-nonce",
    "exp": int(NOW) - 3600,
    "iat": int(NOW) + 3600,
    "azp": "another-client",
    "sub": "",
    "nbf": int(NOW) + 3600,
}


@pytest.mark.parametrize("claim", LIES)
def test_a_token_with_one_wrong_claim_lets_nobody_in(client, liar, cast, claim):
    linked(liar, cast.member, "s")
    liar.lie(**{claim: LIES[claim]})
    assert why(come_back(client, liar, "s")) == "untrue" and not signed_in(client)
    assert Event.objects.filter(verb="user.sign_in_failed").last().facts == {"method": "outside"}
    liar.honest()
    come_back(client, liar, "s")
    assert signed_in(client), "without the lie it works"


@pytest.mark.parametrize(
    ("claim", "value"),
    [
        *((name, None) for name in ("iss", "aud", "nonce", "exp", "iat", "sub")),
        ("aud", [CLIENT, "another-client"]),
        ("aud", []),
        ("aud", {CLIENT: 1}),
        ("iat", 1_600_000_000),
        ("iat", "now"),
        ("exp", True),
        ("sub", 7),
        ("sub", "x" * 256),
        ("nonce", ["n"]),
    ],
)
def test_what_is_missing_old_or_of_another_kind_is_not_believed(client, liar, cast, claim, value):
    linked(liar, cast.member, "s")
    liar.lie(**{claim: value})
    assert why(come_back(client, liar, "s")) == "untrue" and not signed_in(client)


@pytest.mark.parametrize(
    "fault", ["none", "public-key-as-secret", "shared", "own-key-in-header", "other-key", "changed", "rsa", "huge"]
)
def test_a_token_that_the_provider_did_not_sign_lets_nobody_in(client, liar, cast, fault):
    for subject, user in (("s", cast.member), ("officer", cast.outsider)):
        linked(liar, user, subject)
    liar.lie(fault)
    assert why(come_back(client, liar, "s")) == ("down" if fault == "huge" else "untrue")
    assert not signed_in(client)


def test_the_shared_secret_signs_only_where_the_file_says_so(client, liar, cast, settings):
    linked(liar, cast.member, "s")
    settings.OUTSIDE = {"test": liar.table(algorithms=["HS256"])}
    liar.lie("public-key-as-secret")
    assert why(come_back(client, liar, "s")) == "untrue"
    liar.honest()
    assert why(come_back(client, liar, "s")) == "untrue", "its own key is not on the list now"
    liar.lie("shared")
    come_back(client, liar, "s")
    assert signed_in(client)


def test_a_new_key_of_the_provider_is_found_and_asked_for_only_once_a_minute(client, liar, cast):
    linked(liar, cast.member, "s")
    liar.published = [liar.rsa]
    assert why(come_back(client, liar, "s")) == "untrue"
    assert why(come_back(client, liar, "s")) == "untrue"
    assert [path for path, *_rest in liar.asked].count("/keys") == 1
    liar.published = [liar.key]
    caches["process"].delete(f"openid.keys.{liar.issuer}.asked")
    come_back(client, liar, "s")
    assert signed_in(client)


def test_two_keys_of_one_name_are_no_choice(client, liar, cast):
    linked(liar, cast.member, "s")
    liar.published = [liar.key, liar.other]
    assert why(come_back(client, liar, "s")) == "untrue"


def test_an_answer_works_once_and_only_in_the_session_that_set_out(client, liar, cast):
    linked(liar, cast.member, "s")
    address = client.get(START)["Location"]
    answer = liar.allow(address, "s")
    stranger = client.__class__()
    assert why(stranger.get(answer)) == "state" and not signed_in(stranger)
    client.get(answer)
    assert signed_in(client)
    client.logout()
    assert why(client.get(answer)) == "state" and not signed_in(client)


@pytest.mark.parametrize("state", ["", "wrong", "ก"])
def test_a_wrong_state_ends_the_try(client, liar, cast, state):
    linked(liar, cast.member, "s")
    good = liar.allow(client.get(START)["Location"], "s")
    assert why(client.get(BACK, {"code": "code-0", "state": state})) == "state"
    assert why(client.get(good)) == "state", "the try is over"


def test_an_answer_that_comes_late_or_names_another_issuer_or_carries_no_code(client, liar, cast, monkeypatch):
    linked(liar, cast.member, "s")
    assert why(come_back(client, liar, "s", iss="https://another.example")) == "untrue"
    assert why(come_back(client, liar, "s", code="")) == "untrue"
    assert why(come_back(client, liar, "s", code="x" * 3000)) == "untrue"
    assert why(come_back(client, liar, "s", code="made-up")) == "down"
    assert why(come_back(client, liar, "s", error="access_denied")) == "stopped"
    answer = liar.allow(client.get(START)["Location"], "s")
    later = time.time() + 601
    monkeypatch.setattr("saiyai.accounts.views.outside.time.time", lambda: later)
    assert why(client.get(answer)) == "state" and not signed_in(client)


def test_the_code_works_only_with_the_verifier_of_this_try(client, liar, cast):
    """Somebody puts their own code into the answer of another: the provider refuses it, because of PKCE."""
    linked(liar, cast.member, "s")
    thief = client.__class__()
    stolen = liar.allow(thief.get(START)["Location"], "s")
    address = client.get(START)["Location"]
    mixed = liar.allow(address, "another").split("code=")[0] + "code=" + stolen.split("code=")[1].split("&")[0]
    mixed += "&state=" + address.split("state=")[1].split("&")[0]
    assert why(client.get(mixed)) == "down" and not signed_in(client)
