"""What an earlier version stored opens with today's code, byte for byte; at another place or as another version it does not.

The files beside were made once (make_vectors.py). A test that fails here means: data of running sites would be lost.
"""

import base64
import io
import json
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from saiyai.crypto import bearer, codes, digest, envelopes, hybrid, keyring, keys, padding, quorum, streams, tokens
from saiyai.crypto.places import place
from saiyai.crypto.tests import make_vectors
from saiyai.crypto.unseal import CannotOpen, is_whole, open_envelope, read_stream, unseal, unwrap

HERE = Path(__file__).resolve().parent / "vectors"


def vectors(name):
    return json.loads((HERE / f"{name}.json").read_text())


def raw(text):
    return base64.b64decode(text)


def test_there_is_a_file_for_each_format_and_no_other():
    assert {path.name for path in HERE.iterdir()} == {f"{make.__name__}.json" for make in make_vectors.ALL}


@pytest.mark.parametrize("one", vectors("envelopes")["envelopes"], ids=lambda one: str(one["place"][0]))
def test_envelopes(one):
    key, sealed, where = raw(vectors("envelopes")["key"]), raw(one["sealed"]), one["place"]
    assert open_envelope(sealed, key, place=place(*where)) == raw(one["content"])
    assert sealed[0] == 2 and len(sealed) == 1 + 12 + padding.bucket(len(raw(one["content"])) + 1, one["smallest"]) + 16
    elsewhere = [[*where[:at], f"{where[at]}x", *where[at + 1 :]] for at in range(len(where))]
    for parts in (*elsewhere, where[:-1], [*where, 0], [str(part) for part in where] if where[1:] else ["x"]):
        if parts != where:
            with pytest.raises(CannotOpen):
                open_envelope(sealed, key, place=place(*parts))
    for version in (0, 1, 3, 255):
        with pytest.raises(CannotOpen, match="unknown way"):
            open_envelope(bytes([version]) + sealed[1:], key, place=place(*where))


def test_envelopes_of_one_key_are_not_exchanged():
    told = vectors("envelopes")
    for one in told["envelopes"]:
        for other in told["envelopes"]:
            if one is not other:
                with pytest.raises(CannotOpen):
                    open_envelope(raw(one["sealed"]), raw(told["key"]), place=place(*other["place"]))


@pytest.fixture
def old_keys(settings, tmp_path):
    settings.KEYS_DIR = tmp_path
    (tmp_path / "master.key").write_text(vectors("fields")["master"])
    (tmp_path / "pepper.key").write_text(vectors("bearers")["pepper"])
    keys.forget()
    yield
    keys.forget()


def test_sealed_fields_and_digests(old_keys):
    told = vectors("fields")
    for one in told["fields"]:
        assert unseal(one["sealed"], purpose=one["purpose"], bound_to=one["record"]) == one["text"]
        changed = base64.urlsafe_b64encode(b"\2" + base64.urlsafe_b64decode(one["sealed"])[1:]).decode()
        for sealed, purpose, record in (
            (one["sealed"], one["purpose"], one["record"] + "0"),
            (one["sealed"], one["purpose"] + "x", one["record"]),
            (changed, one["purpose"], one["record"]),
        ):
            with pytest.raises(CannotOpen):
                unseal(sealed, purpose=purpose, bound_to=record)
    assert digest.keyed_digest(told["digest"]["text"], purpose=told["digest"]["purpose"]) == told["digest"]["digest"]
    assert tokens.token_digest(told["token"]["token"]) == told["token"]["digest"]


@pytest.mark.parametrize("one", vectors("wraps")["wraps"], ids=lambda one: "-".join(map(str, one["place"])))
def test_wraps(one):
    seed, wrapped, where = raw(one["seed"]), raw(one["wrapped"]), one["place"]
    assert unwrap(wrapped, seed, info=place(*where)) == raw(one["key"])
    assert sha256(hybrid.public_bytes(seed)).hexdigest() == one["public"] and (wrapped[0], len(wrapped)) == (3, 1169)
    for at in range(len(where)):
        with pytest.raises(CannotOpen):
            unwrap(wrapped, seed, info=place(*where[:at], f"{where[at]}1", *where[at + 1 :]))
    half = bytes([seed[0] ^ 1]) + seed[1:], seed[:80] + bytes([seed[80] ^ 1]) + seed[81:]  # one wrong half is enough
    for wrong in half:
        with pytest.raises(CannotOpen):
            unwrap(wrapped, wrong, info=place(*where))
    with pytest.raises(CannotOpen, match="unknown way"):
        unwrap(b"\2" + wrapped[1:], seed, info=place(*where))


@pytest.mark.parametrize("at", [0, pytest.param(1, marks=pytest.mark.slow)], ids=["small", "as in life"])
def test_receipts_and_consent_codes(old_keys, settings, at):
    told = vectors("bearers")["bearers"][at]
    settings.SLOW_DERIVATION = (told["memory"], told["passes"])
    held = bearer.Receipt(codes.read(codes.shown(told["receipt"]), codes.RECEIPT))
    assert (held.lookup.hex(), bytes(held.root).hex()) == (told["lookup"], told["root"])
    assert sha256(held.public).hexdigest() == told["public"] and held.claim_key.hex() == told["claim_key"]
    claim = told["claim"].encode()
    assert held.sign(claim).hex() == told["signature"]
    assert bearer.is_signed(claim, bytes.fromhex(told["signature"]), bytes.fromhex(told["claim_key"]))
    assert not bearer.is_signed(claim + b".", bytes.fromhex(told["signature"]), bytes.fromhex(told["claim_key"]))
    consent = bearer.ConsentCode(codes.read(told["consent"], codes.CONSENT))
    assert bytes(consent.seed).hex() == told["consent_seed"]


@pytest.mark.slow
def test_codes_are_derived_as_slowly_as_vectors_say():
    from saiyai.crypto import slow

    told = vectors("bearers")["bearers"][1]
    assert (slow.MEMORY, slow.PASSES) == (told["memory"], told["passes"]) == (64 * 1024, 3)


def test_check_digits():
    assert codes.check_digit("572") == "4"  # the example of Damm's thesis
    for body, check, shown in vectors("digits")["codes"]:
        assert (codes.check_digit(body), codes.shown(body + check)) == (check, shown)
        assert codes.read(shown, len(body)) == body + check
        assert codes.read("".join(chr(0xE50 + int(d)) if d.isdigit() else d for d in shown), len(body)) == body + check
        for wrong in set("0123456789") - {check}:
            with pytest.raises(codes.Mistyped):
                codes.read(body + wrong, len(body))


def test_pieces_of_trustees():
    told = vectors("quorums")
    names, epoch, needed = sorted(told["seeds"]), told["epoch"], told["needed"]
    opened = {
        name: unwrap(raw(told["bundles"][name]), raw(seed), info=quorum.bundle_place(epoch, name, needed, names))
        for name, seed in told["seeds"].items()
    }
    for two in ("ab", "bc", "ac"):
        having = {name: opened[name] for name in two}
        assert quorum.combine(having, names, needed, epoch=epoch) == raw(told["secret"])
        with pytest.raises(quorum.NotEnough):
            quorum.combine(having, names, needed, epoch="5")
    for wrong in (
        quorum.bundle_place("5", "a", needed, names),
        quorum.bundle_place(epoch, "b", needed, names),
        quorum.bundle_place(epoch, "a", 3, names),
        quorum.bundle_place(epoch, "a", needed, ["a", "b"]),
    ):
        with pytest.raises(CannotOpen):
            unwrap(raw(told["bundles"]["a"]), raw(told["seeds"]["a"]), info=wrong)


@pytest.mark.parametrize("one", vectors("streams")["streams"], ids=lambda one: str(one["length"]))
def test_files(one, monkeypatch):
    """The cipher draws nothing by lot but its key, so what was written then can be written again and compared."""
    key, content, file = raw(one["key"]), make_vectors.content_of(one["length"]), make_vectors.OnNoDisk()
    monkeypatch.setattr(streams, "new_key", lambda: key)
    monkeypatch.setattr(streams.os, "fsync", lambda _descriptor: None)
    writer = streams.SealingWriter(file)
    writer.write(content)
    writer.finish()
    sealed = file.getvalue()
    assert (len(sealed), sha256(sealed).hexdigest()) == (one["size"], one["sealed"])
    assert sealed[:36].hex() == one["head"] and sealed.startswith(b"SYF2")
    assert is_whole(io.BytesIO(sealed), key, one["length"], one["plain"])
    assert b"".join(read_stream(io.BytesIO(sealed), key, one["length"])) == content


def test_paddings():
    told = vectors("paddings")
    for length, bucket in told["buckets"]:
        assert padding.bucket(length) == bucket
    for content, smallest, padded in told["padded"]:
        made = padding.pad(raw(content), smallest)
        assert sha256(made).hexdigest() == padded and padding.unpad(made) == raw(content)


def test_a_keyring(settings, tmp_path):
    told = vectors("keyrings")
    settings.KEYRING, settings.KEYRING_MIRROR = tmp_path / "ring", ""
    with closing(sqlite3.connect(tmp_path / "ring")) as ring, ring:
        ring.executescript(told["tables"])
        ring.executemany("INSERT INTO ring VALUES (?, ?)", [(name, raw(key)) for name, key in told["keys"].items()])
        ring.executemany("INSERT INTO gone VALUES (?)", [(bytes.fromhex(mark),) for mark in told["gone"].values()])
    assert {name: keyring.get(name) for name in told["keys"]} == {n: raw(key) for n, key in told["keys"].items()}
    assert keyring.names("report") == ["report|7|0"]
    for name, mark in told["gone"].items():
        assert keyring.mark_of(name).hex() == mark
        with pytest.raises(keyring.Destroyed):
            keyring.get(name)
        with pytest.raises(keyring.Destroyed):
            keyring.put({name: b"again"})
    keyring.put({"report|9|0": b"n" * 32})
    with closing(sqlite3.connect(tmp_path / "ring")) as ring:
        shape = ";".join(row[0] for row in ring.execute("SELECT sql FROM sqlite_master ORDER BY name DESC")) + ";"
    assert shape == told["tables"]


def test_places_are_written_in_one_way():
    told = place("intake.Report", "body", 7, "ก", -1)
    assert told == b'["saiyai",1,"intake.Report","body",7,"\\u0e01",-1]'
    assert place("a", 1) != place("a", "1") != place("a,1")


def test_keys_are_drawn_in_one_way():
    """RFC 5869, test case 1: HKDF with SHA-256."""
    drawn = envelopes.mix(b"\x0b" * 22, salt=bytes(range(13)), info=bytes(range(0xF0, 0xFA)), length=42)
    assert drawn.hex() == ("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865")


def test_nothing_that_lies_there_is_written_anew(tmp_path, monkeypatch):
    monkeypatch.setattr(make_vectors, "HERE", tmp_path)
    monkeypatch.setattr(make_vectors, "ALL", (make_vectors.digits,))
    (tmp_path / "digits.json").write_text("kept")
    make_vectors.main()
    assert (tmp_path / "digits.json").read_text() == "kept"
