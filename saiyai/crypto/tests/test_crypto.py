"""What is sealed opens again for its purpose and record, and for nothing else."""

import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saiyai.crypto import digest, keys, sealed, tokens, unseal


@pytest.fixture
def own_keys(tmp_path, settings):
    """An empty key folder, and no key left in memory before or after."""
    settings.KEYS_DIR = tmp_path / "keys"
    keys.forget()
    yield settings.KEYS_DIR
    keys.forget()


@given(st.text(), st.text(max_size=20))
def test_text_comes_back_as_it_was(text, record):
    token = sealed.seal(text, purpose="id", bound_to=record)
    assert unseal.unseal(token, purpose="id", bound_to=record) == text


@given(st.binary())
def test_bytes_come_back_as_they_were(content):
    assert unseal.unseal_bytes(sealed.seal_bytes(content, purpose="file"), purpose="file") == content


def test_the_same_text_never_looks_the_same():
    tokens_made = {sealed.seal("1101700230708", purpose="id") for _ in range(100)}
    assert len(tokens_made) == 100
    assert not any("1101700230708" in token for token in tokens_made)


def test_empty_stays_empty():
    assert sealed.seal("", purpose="id") == "" == unseal.unseal("", purpose="id")


@pytest.mark.parametrize(("purpose", "record"), [("phone", "7"), ("id", "8"), ("id", ""), ("ID", "7"), ("", "7")])
def test_other_purpose_or_record_cannot_open(purpose, record):
    token = sealed.seal("1101700230708", purpose="id", bound_to="7")
    with pytest.raises(unseal.CannotOpen):
        unseal.unseal(token, purpose=purpose, bound_to=record)


def test_any_changed_byte_is_noticed():
    whole = sealed.seal_bytes("ลับ".encode(), purpose="id")
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 1
        with pytest.raises(unseal.CannotOpen):
            unseal.unseal_bytes(bytes(changed), purpose="id")
    for length in range(len(whole)):
        with pytest.raises(unseal.CannotOpen):
            unseal.unseal_bytes(whole[:length], purpose="id")


@pytest.mark.parametrize("nonsense", ["x", "ไม่ใช่", "AAAA", "====", "\x00", "AQ=="])
def test_what_was_never_sealed_cannot_be_opened(nonsense):
    with pytest.raises(unseal.CannotOpen):
        unseal.unseal(nonsense, purpose="id")


def test_keys_are_made_once_readable_by_the_service_alone(own_keys):
    made = keys.create_missing()
    assert sorted(path.name for path in made) == ["master.key", "pepper.key", "trail.pem", "web.secret"]
    assert [stat.S_IMODE(path.stat().st_mode) for path in made] == [0o600] * 4
    assert stat.S_IMODE(own_keys.stat().st_mode) == 0o700
    before = {path: path.read_bytes() for path in made}
    assert keys.create_missing() == []
    for path, content in before.items():
        keys._write_once(path, b"another")  # two processes at their first start: the second loses quietly
        assert path.read_bytes() == content
    assert sorted(path.name for path in own_keys.iterdir()) == ["master.key", "pepper.key", "trail.pem", "web.secret"]


def test_another_master_key_cannot_open(own_keys):
    keys.create_missing()
    token = sealed.seal("ลับ", purpose="id")
    keys.master_path().unlink()
    keys.forget()
    with pytest.raises(keys.KeyMissing, match="master.key"):
        sealed.seal("ลับ", purpose="id")
    keys.create_missing()
    with pytest.raises(unseal.CannotOpen):
        unseal.unseal(token, purpose="id")


@pytest.mark.parametrize("content", ["ab" * 16, "", "zz" * 32])
def test_a_spoiled_master_key_is_refused(own_keys, content):
    own_keys.mkdir(parents=True)
    keys.master_path().write_text(content)
    with pytest.raises((keys.KeyMissing, ValueError)):
        keys.subkey("x")


def test_digests_are_keyed_and_differ_by_purpose(own_keys):
    keys.create_missing()
    one = digest.keyed_digest("1101700230708", purpose="id")
    assert one == digest.keyed_digest("1101700230708", purpose="id")
    assert len(one) == 64
    assert one != digest.keyed_digest("1101700230708", purpose="phone")
    assert digest.keyed_digest("", purpose="id") == ""
    keys.master_path().unlink()
    keys.forget()
    keys.create_missing()
    assert one != digest.keyed_digest("1101700230708", purpose="id")


def test_subkeys_are_those_of_rfc_5869(own_keys):
    """Checked against a second writing of HKDF, so that sealed data can be opened by other software."""
    import hashlib
    import hmac

    keys.create_missing()
    master = bytes.fromhex(keys.master_path().read_text())
    extracted = hmac.new(bytes(32), master, hashlib.sha256).digest()
    expanded = hmac.new(extracted, b"seal:id" + b"\x01", hashlib.sha256).digest()
    assert keys.subkey("seal:id") == expanded


def test_tokens_are_long_and_kept_as_digest():
    made = {tokens.new_token() for _ in range(1000)}
    assert len(made) == 1000
    assert min(len(token) for token in made) == 32
    assert len({tokens.token_digest(token) for token in made}) == 1000
