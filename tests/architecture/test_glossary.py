"""Every noun and every status of the code stands in the glossary."""

import re

from django.db.models import Choices

from tests.architecture.house import ROOT, our_models

ROW = re.compile(r"^\| `(\w+)`", re.MULTILINE)


def words():
    return set(ROW.findall((ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")))


def test_every_model_is_in_the_glossary():
    assert sorted({model.__name__ for model in our_models()} - words()) == []


def test_every_status_is_in_the_glossary():
    statuses = {
        value
        for model in our_models()
        for inner in vars(model).values()
        if isinstance(inner, type) and issubclass(inner, Choices) and inner.__name__ == "Status"
        for value in inner.values
        if value
    }
    assert statuses and sorted(statuses - words()) == []
