"""Subjects of letters: what is filled in stands apart from the words around it."""

import re
from pathlib import Path

import pytest
from django.template import Context
from django.template.loader import get_template
from django.utils import translation

FOLDER = "membership/letters"
FILLED = ("number", "party", "until")
NAMES = sorted(path.stem for path in (Path(__file__).resolve().parents[1] / "templates" / FOLDER).glob("*.txt"))


def subject(name, language):
    facts = {word: f"<{word}>" for word in FILLED} | {"network": "NETWORK"}
    with translation.override(language):
        text = get_template(f"{FOLDER}/{name}.txt").template.render(Context(facts, autoescape=False))
    return text.strip().partition("\n")[0]


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_names_and_numbers_do_not_stick_to_words(name, language):
    line = subject(name, language)
    assert 5 < len(line) <= 80
    assert not re.search(r"[^\s]<|>[^\s,]", line), line


def test_there_are_letters():
    assert len(NAMES) == 23
