"""Envelopes, wraps, codes, quorum, streams and the keyring: what opens, and what must not."""

import io
import tempfile
from hashlib import sha256
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from saiyai.crypto import bearer, codes, envelopes, hybrid, keyring, padding, quorum, streams
from saiyai.crypto.places import place
from saiyai.crypto.unseal import CannotOpen, is_whole, open_envelope, read_stream, unwrap

KEY, OTHER = b"k" * 32, b"o" * 32
HERE, THERE = place("a", 1), place("a", 2)


@given(st.binary(max_size=5000))
def test_an_envelope_opens_with_its_key_at_its_place_only(content):
    sealed = envelopes.close(content, KEY, place=HERE)
    assert open_envelope(sealed, KEY, place=HERE) == content
    for key, where, bytes_ in (
        (OTHER, HERE, sealed),
        (KEY, THERE, sealed),
        (KEY, HERE, sealed[:-1]),
        (KEY, HERE, b"\x09" + sealed[1:]),
    ):
        with pytest.raises(CannotOpen):
            open_envelope(bytes_, key, place=where)


def test_printing_ciphertext_shows_nothing():
    sealed = envelopes.close(b"secret", KEY, place=HERE)
    assert {f"{sealed}", str(sealed), repr(sealed), f"a {sealed} b"[2:-2]} == {"‹sealed›"}


@given(st.integers(0, 2_000_000))
def test_lengths_fall_into_few_buckets(length):
    whole = padding.bucket(length)
    assert whole >= length and (length <= padding.SMALLEST or whole <= length * 1.12) and padding.bucket(whole) == whole


@given(st.text(max_size=400))
def test_thai_is_stored_as_long_as_it_is(text):
    content = text.encode()
    assert padding.unpad(padding.pad(content)) == content
    assert len(padding.pad(content)) == padding.bucket(len(content) + 1)


@given(st.lists(st.sampled_from([("a", 1), ("a,1",), ("a", "1"), ("", "a", 1)]), min_size=2, max_size=2, unique=True))
def test_two_places_are_never_the_same_bytes(two):
    assert place(*two[0]) != place(*two[1])


@given(st.integers(0, 24), st.integers(1, 9))
def test_a_wrong_digit_is_found_without_asking_any_table(at, by):
    code = codes.new_code(codes.RECEIPT)
    wrong = code[:at] + str((int(code[at]) + by) % 10) + code[at + 1 :]
    assert codes.read(codes.shown(code), codes.RECEIPT) == code
    with pytest.raises(codes.Mistyped) as found:
        codes.read(wrong, codes.RECEIPT)
    assert found.value.why == "digit"


@given(st.integers(0, 23))
def test_two_digits_that_changed_places_are_found(at):
    code = codes.new_code(codes.RECEIPT)
    swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    if swapped != code:
        with pytest.raises(codes.Mistyped):
            codes.read(swapped, codes.RECEIPT)


@pytest.mark.parametrize(("typed", "why"), [("12ab", "letters"), ("1234", "short"), ("1" * 40, "long"), ("", "short")])
def test_what_is_no_code_is_told_apart(typed, why):
    with pytest.raises(codes.Mistyped) as found:
        codes.read(typed, codes.RECEIPT)
    assert found.value.why == why


@pytest.mark.parametrize(
    "between",
    ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u202f", "\u2007", "\u3000", "\u200f", "\r\n", " – "],
)
def test_what_comes_along_where_a_code_is_copied_is_passed_over(between):
    code = codes.new_code(codes.RECEIPT)
    assert codes.read(between + codes.shown(code).replace(" ", between) + between, codes.RECEIPT) == code


def test_thai_digits_and_dashes_are_read():
    code = codes.new_code(codes.CONSENT)
    thai = codes.shown(code).replace(" ", "-").translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    assert codes.read(thai, codes.CONSENT) == code


def test_the_check_digit_is_damms():
    from stdnum import damm

    for _ in range(50):
        code = codes.new_code(codes.RECEIPT)
        assert damm.is_valid(code)


def test_a_wrap_opens_for_its_reader_at_its_place_only():
    mine, theirs = hybrid.new_seed(), hybrid.new_seed()
    wrapped = hybrid.wrap(KEY, hybrid.public_bytes(mine), info=HERE)
    assert unwrap(wrapped, mine, info=HERE) == KEY and len(wrapped) == 1169
    for seed, where, bytes_ in ((theirs, HERE, wrapped), (mine, THERE, wrapped), (mine, HERE, wrapped[:-1])):
        with pytest.raises(CannotOpen):
            unwrap(bytes_, seed, info=where)
    with pytest.raises(hybrid.NoKey):
        hybrid.wrap(KEY, b"\xff" * 1215, info=HERE)


def test_the_same_receipt_gives_the_same_keys_and_another_none_of_them():
    code = codes.new_code(codes.RECEIPT)
    one, again, other = bearer.Receipt(code), bearer.Receipt(code), bearer.Receipt(codes.new_code(codes.RECEIPT))
    assert (one.lookup, one.public, one.claim_key) == (again.lookup, again.public, again.claim_key)
    assert one.lookup != other.lookup and one.public != other.public
    signed = one.sign(b"claim")
    assert bearer.is_signed(b"claim", signed, one.claim_key)
    assert not bearer.is_signed(b"claim", signed, other.claim_key)
    assert not bearer.is_signed(b"another", signed, one.claim_key)


def test_without_the_pepper_a_receipt_gives_other_keys(monkeypatch):
    from saiyai.crypto import keys

    code = codes.new_code(codes.RECEIPT)
    before = bearer.Receipt(code)
    monkeypatch.setattr(keys, "pepper", lambda: b"x" * 32)
    after = bearer.Receipt(code)
    assert before.lookup != after.lookup and before.public != after.public and before.claim_key != after.claim_key


def test_any_three_of_five_bring_a_secret_back_and_no_two_do():
    seeds = {name: hybrid.new_seed() for name in "abcde"}
    secret, names = envelopes.new_key(), sorted(seeds)
    bundles = quorum.split(secret, {n: hybrid.public_bytes(s) for n, s in seeds.items()}, 3, epoch="7")
    opened = {n: unwrap(bundles[n], seeds[n], info=quorum.bundle_place("7", n, 3, names)) for n in names}
    for chosen in combinations(names, 3):
        assert quorum.combine({n: opened[n] for n in chosen}, names, 3, epoch="7") == secret
    for chosen in combinations(names, 2):
        with pytest.raises(quorum.NotEnough):
            quorum.combine({n: opened[n] for n in chosen}, names, 3, epoch="7")
    with pytest.raises(CannotOpen):
        unwrap(bundles["a"], seeds["a"], info=quorum.bundle_place("8", "a", 3, names))
    mixed = opened | {"a": bytes(len(opened["a"]))}
    with pytest.raises(quorum.NotEnough):
        quorum.combine({n: mixed[n] for n in "abc"}, names, 3, epoch="7")


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=200_000), st.sampled_from([40_000, 65_535, 65_536, 65_537]))
def test_a_file_comes_back_whole_and_every_cut_is_refused(content, step):
    with tempfile.TemporaryFile() as file:
        writer = streams.SealingWriter(file)
        for at in range(0, len(content), step):
            writer.write(content[at : at + step])
        writer.finish()
        told = (writer.key, writer.length, sha256(content).hexdigest())
        assert file.tell() == streams.sealed_size(len(content)) and is_whole(file, *told)
        assert b"".join(read_stream(file, writer.key, writer.length)) == content
        file.seek(0)
        sealed = file.read()
    frame = streams.FRAME + streams.TAIL
    for cut in {sealed[:-1], sealed[: 4 + frame], sealed[:4], sealed + b"x", sealed[:40] + b"\x00" + sealed[41:]}:
        if cut == sealed:
            continue
        assert not is_whole(io.BytesIO(cut), *told)
        with pytest.raises(CannotOpen):
            list(read_stream(io.BytesIO(cut), writer.key, writer.length))


def test_a_destroyed_key_is_in_no_copy(settings, tmp_path):
    settings.KEYRING, settings.KEYRING_MIRROR = tmp_path / "one" / "ring", tmp_path / "two" / "ring"
    secret, kept = envelopes.new_key(), envelopes.new_key()
    keyring.put({"report|1|0": secret, "report|2|0": kept})
    keyring.put({"report|1|0": secret})
    with pytest.raises(keyring.Taken):
        keyring.put({"report|1|0": kept})
    assert keyring.get("report|1|0") == secret and keyring.names("report") == ["report|1|0", "report|2|0"]
    keyring.destroy("report|1|0", "report|99|0")
    with pytest.raises(keyring.Destroyed):
        keyring.get("report|1|0")
    assert keyring.get("report|2|0") == kept
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert secret not in path.read_bytes()
            assert path.stat().st_mode & 0o077 == 0
