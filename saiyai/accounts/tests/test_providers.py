"""The file of providers: what is sound is offered, what is not is named and never offered."""

import pytest

from saiyai.accounts import providers
from saiyai.settings import _outside

SOUND = {"issuer": "https://id.example", "client_id": "saiyai", "client_secret": "s" * 40}
ENDPOINTS = dict.fromkeys(providers.ENDPOINTS, "https://id.example/x")


def test_sound_tables_are_offered_with_what_is_known_of_the_provider(settings):
    settings.OUTSIDE = {
        "agency": SOUND | ENDPOINTS,
        "line": {"client_id": "1", "client_secret": "c" * 32},
        "thaid": SOUND | {"issuer": "https://thaid.example"},
    }
    assert providers.objections() == []
    agency, line, thaid = providers.offered()
    assert (line.label, line.issuer, line.client_auth) == ("LINE", "https://access.line.me", "post")
    assert (thaid.label, thaid.algorithms, agency.label) == ("ThaID", ("RS256", "ES256"), "agency")


@pytest.mark.parametrize(
    "change",
    [
        {"issuer": "http://id.example"},
        {"issuer": "https://*.example"},
        {"issuer": "https://user@id.example"},
        {"issuer": "https://id.example/?a=b"},
        {"issuer": "https://id.example:port"},
        {"issuer": ""},
        {"issuer": 7},
        {"client_id": ""},
        {"client_id": "*"},
        {"client_secret": ""},
        {"client_secret": "short", "algorithms": ["HS256"]},
        {"algorithms": []},
        {"algorithms": ["none"]},
        {"algorithms": "RS256"},
        {"client_auth": "none"},
        {"scope": "profile"},
        {"verify": False},
        {"token_endpoint": "https://id.example/token"},
        ENDPOINTS | {"jwks_uri": "http://id.example/keys"},
    ],
)
def test_a_table_with_a_fault_is_named_and_not_offered(settings, change):
    settings.OUTSIDE = {"agency": SOUND | change}
    assert len(providers.objections()) == 1 and providers.objections()[0].startswith("[agency] ")
    assert providers.offered() == []


@pytest.mark.parametrize("issuer", ["http://localhost:9000", "http://127.0.0.1:9000"])
def test_plain_http_only_on_this_machine_in_the_demo_and_the_tests(settings, issuer):
    settings.OUTSIDE = {"agency": SOUND | {"issuer": issuer}}
    assert providers.objections() == []
    settings.TESTING = settings.DEMO = False
    assert len(providers.objections()) == 1


def test_two_with_one_issuer_are_none(settings):
    settings.OUTSIDE = {"one": SOUND, "two": SOUND}
    assert len(providers.objections()) == 1 and providers.offered() == []


@pytest.mark.parametrize("key", ["", "A", "a_b", "-", "x" * 30])
def test_a_name_that_does_not_fit_an_address(settings, key):
    settings.OUTSIDE = {key: SOUND}
    assert len(providers.objections()) == 1


def test_the_file_is_read_and_one_that_cannot_be_is_a_fault(settings, tmp_path):
    file = tmp_path / "outside.toml"
    file.write_text('[line]\nclient_id = "1"\nclient_secret = "cccccccccccccccccccccccccccccccc"\n')
    settings.OUTSIDE = _outside(str(file))
    assert [provider.key for provider in providers.offered()] == ["line"]
    for broken in (tmp_path / "none.toml", file):
        file.write_text("[line\n")
        settings.OUTSIDE = _outside(str(broken))
        assert len(providers.objections()) == 1 and providers.offered() == []
    assert _outside("") == {}
