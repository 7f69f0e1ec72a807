"""The guides tell what the program does: every setting, every command, every check."""

import re

import pytest
from django.conf import settings

from saiyai import cli
from saiyai.home import health

GUIDES = settings.ROOT / "docs" / "guides"
SOURCES = ("saiyai/settings.py", "saiyai/frontdesk_settings.py", "conftest.py")
NAME = re.compile(r"\bSAIYAI_[A-Z_]+\b")


def guide(name):
    return (GUIDES / name).read_text(encoding="utf-8")


def read_in(*paths):
    """The variables that this source asks the environment for."""
    asked = re.compile(r"environ(?:\.get\(|\[)\s*\"(SAIYAI_[A-Z_]+)\"")
    return {name for path in paths for name in asked.findall((settings.ROOT / path).read_text(encoding="utf-8"))}


def test_every_setting_is_explained_and_no_other():
    told = set(re.findall(r"^\| `(SAIYAI_[A-Z_]+)`", guide("settings.md"), re.MULTILINE))
    assert told == read_in(*SOURCES)


def test_other_guides_name_only_settings_that_exist():
    known = read_in(*SOURCES)
    for path in (*GUIDES.rglob("*.md"), settings.ROOT / "README.md"):
        assert set(NAME.findall(path.read_text(encoding="utf-8"))) <= known, path.name


def commands():
    """Each command with its options, as the program itself tells them."""
    found = {}

    def walk(parser, name):
        for action in parser._actions:
            if hasattr(action, "choices") and isinstance(action.choices, dict):
                for word, child in action.choices.items():
                    walk(child, f"{name} {word}".strip())
                return
        found[name] = {option for action in parser._actions for option in action.option_strings} - {"-h", "--help"}

    walk(cli._parser(), "")
    return found


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_is_explained_with_its_options(name):
    rows = [row for row in guide("operate.md").splitlines() if re.match(rf"\| `saiyai {name}[ `]", row)]
    assert len(rows) == 1
    assert set(re.findall(r"--[a-z-]+", rows[0].split("|")[1])) == commands()[name]


def test_every_check_of_the_doctor_is_named():
    row = next(row for row in guide("operate.md").splitlines() if row.startswith("| `saiyai doctor"))
    words = {"site": "address", "jobs": "worker"}
    names = [check.name.replace("_", " ") for check in health.CHECKS]
    assert [name for name in names if words.get(name, name) not in row] == []
