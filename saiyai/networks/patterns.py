"""Patterns from which networks begin: a kind of network, with the charter that it starts with (patterns.toml)."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language


@dataclass(frozen=True)
class Pattern:
    """A kind of network; texts in Thai and English."""

    key: str
    name_th: str
    name_en: str
    about_th: str
    about_en: str
    objectives_th: str
    objectives_en: str
    rules_th: str
    rules_en: str

    def __str__(self):
        return self.name_en if get_language() == "en" else self.name_th

    @property
    def about(self):
        return self.about_en if get_language() == "en" else self.about_th


@cache
def all_patterns():
    """{key: pattern}, in the order of the file."""
    with Path(__file__).with_name("patterns.toml").open("rb") as file:
        return {key: Pattern(key=key, **texts) for key, texts in tomllib.load(file).items()}


def charter_of(pattern):
    """The texts of the first charter, as columns of a version."""
    return {name: getattr(pattern, name) for name in ("objectives_th", "objectives_en", "rules_th", "rules_en")}
