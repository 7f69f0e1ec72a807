"""Run as a program: writes a file of test vectors for each stored format that has none yet.

A file that is there is never written again: what an earlier version stored must open for good. A format that changes gets
a new version byte, and vectors of its own beside the old ones.
"""

import base64
import io
import json
import os
from hashlib import sha256, shake_256
from pathlib import Path
from unittest import mock

HERE = Path(__file__).resolve().parent / "vectors"
SMALL = 4096, 1  # KiB and passes of Argon2id where a vector is tried with every run
THAI = "ผู้อำนวยการเรียกรับเงินทอน ๓๐๐,๐๐๐ บาท"


def fixed(name, length=32):
    """Bytes that are always the same for a name."""
    return shake_256(f"saiyai vectors {name}".encode()).digest(length)


def text(content):
    """Bytes as they stand in the files."""
    return base64.b64encode(content).decode()


def envelopes():
    from saiyai.crypto.envelopes import close
    from saiyai.crypto.places import place

    key, found = fixed("envelope"), []
    for parts, content, smallest in (
        (["intake.Report", "body", 7, 7, 0], THAI.encode(), 1024),
        (["intake.Message", "content", 7, 9, 1], b"", 1024),
        (["ที่ของไทย", -1], fixed("long", 3000), 1024),
        (["intake.Report", "identity", 7], b"{}", 8192),
        (["officer seed", "00000000-0000-0000-0000-000000000001", 3], fixed("seed", 96), 128),
    ):
        sealed = close(content, key, place=place(*parts), smallest=smallest)
        found.append({"place": parts, "content": text(content), "smallest": smallest, "sealed": text(sealed)})
    return {"key": text(key), "envelopes": found}


def fields():
    from saiyai.crypto import digest, keys, sealed, tokens

    master = fixed("master")
    with mock.patch.object(keys, "_master", return_value=master):
        keys.subkey.cache_clear()
        found = [
            {"purpose": purpose, "record": record, "text": THAI, "sealed": sealed.seal(THAI, purpose=purpose, bound_to=record)}
            for purpose, record in (("id", "7"), ("phone", ""), ("ลับ", "ก"))
        ]  # fmt: skip
        digested = digest.keyed_digest("1101700230708", purpose="id")
        keys.subkey.cache_clear()
    return {
        "master": master.hex(),
        "fields": found,
        "digest": {"purpose": "id", "text": "1101700230708", "digest": digested},
        "token": {"token": "letter-of-a-private-link", "digest": tokens.token_digest("letter-of-a-private-link")},
    }


def wraps():
    from saiyai.crypto import hybrid
    from saiyai.crypto.places import place

    found = []
    for parts in (["wrap", 7, 0, "OFFICER", "officer", 2], ["wrap", 7, 0, "REPORTER", "", 0], ["identity key", 7]):
        seed, key = fixed(f"seed {parts}", hybrid.SEED), fixed(f"inner {parts}")
        wrapped = hybrid.wrap(key, hybrid.public_bytes(seed), info=place(*parts))
        found.append({"place": parts, "seed": text(seed), "key": text(key), "wrapped": text(wrapped)}
                     | {"public": sha256(hybrid.public_bytes(seed)).hexdigest()})  # fmt: skip
    return {"wraps": found}


def bearers():
    from django.test import override_settings

    from saiyai.crypto import bearer, codes, keys, slow

    pepper, found = fixed("pepper"), []
    with mock.patch.object(keys, "pepper", return_value=pepper):
        for memory, passes in (SMALL, (slow.MEMORY, slow.PASSES)):
            digits = "".join(str(byte % 10) for byte in fixed("digits", 44))
            receipt, consent = (
                digits[:24] + codes.check_digit(digits[:24]),
                digits[24:] + codes.check_digit(digits[24:]),
            )
            with override_settings(SLOW_DERIVATION=(memory, passes)):
                held, released = bearer.Receipt(receipt), bearer.ConsentCode(consent)
            found.append({
                "memory": memory, "passes": passes, "receipt": receipt, "consent": consent, "lookup": held.lookup.hex(),
                "root": held.root.hex(), "public": sha256(held.public).hexdigest(), "claim_key": held.claim_key.hex(),
                "claim": THAI, "signature": held.sign(THAI.encode()).hex(), "consent_seed": bytes(released.seed).hex(),
            })  # fmt: skip
    return {"pepper": pepper.hex(), "bearers": found}


def quorums():
    from saiyai.crypto import hybrid, quorum

    secret, names = fixed("secret"), ["a", "b", "c"]
    seeds = {name: fixed(f"trustee {name}", hybrid.SEED) for name in names}
    bundles = quorum.split(secret, {n: hybrid.public_bytes(seeds[n]) for n in names}, 2, epoch="4")
    return {
        "epoch": "4",
        "needed": 2,
        "secret": text(secret),
        "seeds": {name: text(seed) for name, seed in seeds.items()},
        "bundles": {name: text(bundle) for name, bundle in bundles.items()},
    }


def content_of(length):
    """Of the files: the same bytes for a length."""
    return fixed(f"file {length}", length)


class OnNoDisk(io.BytesIO):
    """A file without a disk below it."""

    def fileno(self):
        return os.open(os.devnull, os.O_RDONLY)


def streams():
    from saiyai.crypto import streams

    found = []
    for length in (0, 1, 16_384, 65_536, 65_537, 200_000):
        key, file = fixed(f"stream {length}"), OnNoDisk()
        with mock.patch.object(streams, "new_key", lambda key=key: key), mock.patch("os.fsync"):
            writer = streams.SealingWriter(file)
            writer.write(content_of(length))
            writer.finish()
        sealed = file.getvalue()
        found.append({"length": length, "key": text(key), "plain": writer.plain_hash, "size": len(sealed)}
                     | {"head": sealed[:36].hex(), "sealed": sha256(sealed).hexdigest()})  # fmt: skip
    return {"content": "the first bytes of SHAKE256(b'saiyai vectors file <length>')", "streams": found}


def paddings():
    from saiyai.crypto import padding

    lengths = [0, 1, 1023, 1024, 1025, 1100, 5000, 65_537, 1_000_000, 209_715_200]
    return {
        "buckets": [[length, padding.bucket(length)] for length in lengths],
        "padded": [
            [text(content), smallest, sha256(padding.pad(content, smallest)).hexdigest()]
            for content, smallest in ((b"", 16), (b"\x80\x00", 16), (THAI.encode(), 1024), (bytes(1024), 1024))
        ],
    }


def keyrings():
    from saiyai.crypto import keyring

    here = {"report|7|0": text(fixed("ring 7")), "identity|7": text(fixed("ring identity 7"))}
    gone = ["report|8|0", "officer|00000000-0000-0000-0000-000000000001|2"]
    return {
        "tables": "CREATE TABLE ring (name TEXT PRIMARY KEY, content BLOB NOT NULL) WITHOUT ROWID;"
        "CREATE TABLE gone (mark BLOB PRIMARY KEY) WITHOUT ROWID;",
        "keys": here,
        "gone": {name: keyring.mark_of(name).hex() for name in gone},
    }


def digits():
    from saiyai.crypto import codes

    bodies = ["5720", "000000000000000000000000", "314159265358979323846264", "27182818284590452353", "141421356237"]
    return {"codes": [[body, codes.check_digit(body), codes.shown(body + codes.check_digit(body))] for body in bodies]}


ALL = (envelopes, fields, wraps, bearers, quorums, streams, paddings, keyrings, digits)


def main():
    """Write those that are missing."""
    HERE.mkdir(exist_ok=True)
    for make in ALL:
        path = HERE / f"{make.__name__}.json"
        if not path.exists():
            path.write_text(json.dumps(make(), ensure_ascii=False, indent=1) + "\n")
            print(path.name)


if __name__ == "__main__":
    import django

    django.setup()
    main()
