"""What counts as having said something is the same to the server and to whoever checks its description."""

import re
import sys

import pytest
from pydantic import TypeAdapter, ValidationError

from saiyai.api.schemas import Said

SAID = TypeAdapter(Said)
PATTERN = SAID.json_schema()["pattern"]
BLANKS = [chr(code) for code in range(1, sys.maxunicode) if chr(code).isspace()] + ["\ufeff", "\x7f"]


@pytest.mark.parametrize("blank", BLANKS, ids=lambda letter: f"{ord(letter):04x}")
def test_spaces_of_every_kind_say_nothing(blank):
    with pytest.raises(ValidationError):
        SAID.validate_python(blank * 2)
    assert not re.search(PATTERN, blank * 2)
    assert SAID.validate_python(f"{blank}ก{blank}") and re.search(PATTERN, f"{blank}ก{blank}")


@pytest.mark.parametrize("text", ["ก", "x", "😀", "¡", "\u200b", "เหตุผล"])
def test_letters_say_something(text):
    assert SAID.validate_python(text) == text and re.search(PATTERN, text)
