"""Thai first: every text has its Thai, none is fuzzy, and what is filled in stays fillable."""

import re

import polib
import pytest

from tests.architecture.house import SOURCE, where
from tests.architecture.messages import in_python, in_templates

CATALOGUES = sorted(SOURCE.rglob("locale/th/LC_MESSAGES/django.po"))
PLACE = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w*)\}")
THAI = re.compile(r"[\u0e00-\u0e7f]")
WORD = re.compile(r"[A-Za-z]{3}")  # a Thai example inside an English text does not make it Thai


def catalogue():
    """What a page finds: the same text in another context is another text."""
    return {(entry.msgctxt, entry.msgid): entry for path in CATALOGUES for entry in polib.pofile(str(path))}


def test_every_text_of_the_source_has_its_thai():
    known = catalogue()
    missing = sorted(
        {
            f"{where(path)}: {context or ''} {text[:90]!r}"
            for source in (in_python(), in_templates())
            for (context, text), path in source
            if text.strip() and (context, text) not in known and not (THAI.search(text) and not WORD.search(text))
        }
    )
    assert missing == [], f"{len(missing)} texts without Thai"


@pytest.mark.parametrize("path", CATALOGUES, ids=where)
def test_a_catalogue_is_whole(path):
    entries = [e for e in polib.pofile(str(path)) if not e.obsolete]
    assert [e.msgid for e in entries if e.fuzzy] == []
    assert [e.msgid for e in entries if not (e.msgstr or all(e.msgstr_plural.values()))] == []
    ids = [(e.msgctxt, e.msgid) for e in entries]
    assert sorted({key for key in ids if ids.count(key) > 1}, key=str) == []


@pytest.mark.parametrize("path", CATALOGUES, ids=where)
def test_what_is_filled_in_stays_fillable(path):
    bad = []
    for entry in polib.pofile(str(path)):
        for text in [entry.msgstr] if entry.msgstr else entry.msgstr_plural.values():
            wanted = {p for p in PLACE.findall(entry.msgid)} | {p for p in PLACE.findall(entry.msgid_plural)}
            if not {p for p in PLACE.findall(text)} <= wanted:
                bad.append(entry.msgid)
    assert bad == []


def test_one_text_has_one_thai():
    """Two modules that say the same in English say the same in Thai, or the last one would win by chance."""
    seen, bad = {}, []
    for path in CATALOGUES:
        for entry in polib.pofile(str(path)):
            key = (entry.msgctxt, entry.msgid)
            if seen.setdefault(key, entry.msgstr) != entry.msgstr:
                bad.append(entry.msgid)
    assert bad == []
