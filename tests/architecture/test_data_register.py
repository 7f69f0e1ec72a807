"""Every field of every table is classified: what it is, and how long it is kept (docs/data-register.toml)."""

import tomllib

from tests.architecture.house import ROOT, our_models

CLASSES = {"public", "internal", "personal", "sensitive", "sealed"}
REGISTER = ROOT / "docs" / "data-register.toml"


def register():
    return tomllib.loads(REGISTER.read_text(encoding="utf-8"))


def unclassified(models, entries):
    """ "model.field" for each field without a class, and each entry without a field."""
    for model in models:
        entry = entries.get(model._meta.label, {})
        named = [name for kind in CLASSES for name in entry.get(kind, [])]
        fields = {field.name for field in model._meta.get_fields() if field.concrete and not field.auto_created}
        fields.discard("id")
        for name in sorted(fields.symmetric_difference(named)):
            yield f"{model._meta.label}.{name}"
        if len(named) != len(set(named)):
            yield f"{model._meta.label}: a field has two classes"
        if not entry.get("kept"):
            yield f"{model._meta.label}: kept how long?"


def test_every_field_is_classified_and_has_a_term():
    assert list(unclassified(our_models(), register())) == []


def test_the_guard_sees_a_new_field():
    from saiyai.directory.models import Skill

    entries = register()
    entries["directory.Skill"]["public"].remove("name_en")
    assert list(unclassified([Skill], entries)) == ["directory.Skill.name_en"]


def test_no_entry_outlives_its_table():
    assert sorted(set(register()) - {model._meta.label for model in our_models()}) == []


def test_sealed_fields_are_text_or_bytes_that_only_actions_fill():
    sealed = [(m, name) for m in our_models() for name in register()[m._meta.label].get("sealed", [])]
    assert sealed
    assert all(name.endswith("_sealed") or name in ("session_data",) for _model, name in sealed)
