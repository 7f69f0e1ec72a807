"""To what the parts of a report are bound, and how its keys are drawn: written out, so that no change goes unnoticed."""

import base64
import json
from hashlib import sha256
from pathlib import Path

import pytest

from saiyai.crypto import keyring
from saiyai.crypto import keys as roots
from saiyai.intake import drafts, keys

# Made once by `drafts.seal`, under pepper 00…00 and the cost of tests.
DRAFT = json.loads((Path(__file__).resolve().parent / "vectors" / "draft.json").read_text())


@pytest.fixture
def ring(settings, tmp_path):
    settings.KEYRING, settings.KEYRING_MIRROR = tmp_path / "ring", ""
    keyring.put({keys.report_ring(7, 1): b"s" * 32, keys.identity_ring(7): b"i" * 32})


def test_places():
    words = sha256("ยินยอม".encode()).hexdigest()
    assert [
        keys.wrap_place(7, 1, "OFFICER", "officer", 2),
        keys.wrap_place(7, 0, "REPORTER"),
        keys.identity_place(7),
        keys.identity_text_place(7),
        keys.text_place("intake.Report", "body", 7, 7, 1),
        keys.grant_place(7, 3, "officer", 2, "CITE", "2026-12-31", "ยินยอม"),
        drafts.PLACE,
    ] == [
        b'["saiyai",1,"wrap",7,1,"OFFICER","officer",2]',
        b'["saiyai",1,"wrap",7,0,"REPORTER","",0]',
        b'["saiyai",1,"identity key",7]',
        b'["saiyai",1,"intake.Report","identity",7]',
        b'["saiyai",1,"intake.Report","body",7,7,1]',
        f'["saiyai",1,"grant",7,3,"officer",2,"CITE","2026-12-31","{words}"]'.encode(),
        b'["saiyai",1,"draft"]',
    ]


def test_names_in_the_keyring_and_the_keys_that_are_mixed_with_them(ring):
    assert (keys.report_ring(7, 1), keys.identity_ring(7)) == ("report|7|1", "identity|7")
    drawn = keys.data_key(7, 1, b"d" * 32), keys.identity_data_key(7, b"d" * 32)
    assert [key.hex() for key in drawn] == [
        "69d88cb515c63d19d117cdd03bcdf1e3a2a3fd6b99d217ed3044aca90a076ba8",
        "df9ee631fd59fec5b1c9810fcb4e420d1f6d217956f50f6867cb262800812ca2",
    ]


def test_facts_are_json_in_utf_8():
    assert keys.as_bytes({"what": "เงินทอน", "n": 1}) == '{"what":"เงินทอน","n":1}'.encode()


def test_a_draft_file_of_an_earlier_version_opens(settings, tmp_path):
    settings.KEYS_DIR, settings.SLOW_DERIVATION = tmp_path, (64, 1)
    (tmp_path / "pepper.key").write_text("00" * 32)
    roots.forget()
    try:
        file, code = base64.b64decode(DRAFT["file"]), DRAFT["code"]
        assert drafts.unseal(file, code) == DRAFT["answers"]
        for wrong in (b"SYD2" + file[4:], file[:4] + b"x" + file[5:], file[:-1]):
            with pytest.raises(drafts.NoDraft):
                drafts.unseal(wrong, code)
    finally:
        roots.forget()
