"""The front desk speaks from its own catalogue: those of the other modules are not there in its process."""

import polib

from saiyai import frontdesk_settings
from saiyai.settings import ROOT
from tests.architecture.messages import in_python, in_templates


def test_every_text_of_the_front_desk_has_its_thai_in_its_own_process():
    folders = [*frontdesk_settings.LOCALE_PATHS, ROOT / "saiyai" / "intake" / "locale"]
    known = {entry.msgid for folder in folders for entry in polib.pofile(f"{folder}/th/LC_MESSAGES/django.po")}
    texts = {text for source in (in_python(), in_templates()) for (_c, text), path in source if "/intake/" in str(path)}
    assert "Begin a report" in texts
    assert sorted(texts - known - {""}) == []
