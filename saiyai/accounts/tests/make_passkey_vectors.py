"""Run as a program: writes what a vault with a bound passkey stores, once.

A file that is there is never written again: what an earlier version stored must open for good. A format that changes gets
a place or a version byte of its own, and vectors of its own beside the old ones.
"""

import json
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

from saiyai.crypto.tests.make_vectors import fixed, text

PATH = Path(__file__).resolve().parent / "vectors" / "passkeys.json"
USER, NAME, PASSPHRASE = "00000000-0000-0000-0000-000000000007", "0123456789abcdef", "น้ำ ใจ ไหล ไป ทางใต้"
PASSKEY = SimpleNamespace(pk="00000000-0000-0000-0000-000000000009", user_id=USER, digest="ab" * 32)
ROOT, SECOND, OUTPUT = fixed("root"), fixed("second root"), fixed("what a passkey computes")


def made():
    """Under pepper 11…11 and the cost of tests."""
    from django.test import override_settings

    from saiyai.accounts.vault import keeping
    from saiyai.crypto import hybrid, keys

    where = {"user": USER, "name": NAME}
    seed = keeping.passkey_seed(OUTPUT, user=USER, digest=PASSKEY.digest)
    public = hybrid.public_bytes(seed)
    with override_settings(SLOW_DERIVATION=(64, 1)), mock.patch.object(keys, "pepper", return_value=b"\x11" * 32):
        root = keeping.close_root(ROOT, PASSPHRASE, second=SECOND, **where)
    return {
        "seed": text(seed),
        "root": text(root),
        "second_by_passkey": text(keeping.wrap_second(SECOND, public, digest=PASSKEY.digest, **where)),
        "second_by_root": text(keeping.close_second(SECOND, ROOT, **where)),
        "public_sealed": text(keeping.close_public(public, ROOT, PASSKEY, name=NAME)),
    }


if __name__ == "__main__":
    import django

    django.setup()
    if not PATH.exists():
        PATH.write_text(json.dumps(made(), indent=1) + "\n")
