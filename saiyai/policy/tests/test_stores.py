"""The tables of the confidential wing lie apart, and their keys tell no order."""

import pytest
from django.conf import settings
from django.db import connections, models

from saiyai.crypto.envelopes import Sealed
from saiyai.policy import stores
from saiyai.policy.fields import RandomID
from tests.architecture.house import our_models

pytestmark = pytest.mark.django_db(databases="__all__")


def vault_models():
    return [model for model in our_models() if model._meta.app_label in stores.VAULT_APPS]


def test_each_table_lies_in_its_store_only():
    for store in settings.DATABASES:
        tables = set(connections[store].introspection.table_names())
        for model in our_models():
            expected = settings.VAULT if model in vault_models() else "default"
            assert (model._meta.db_table in tables) == (store == expected), (store, model)


def test_no_key_of_a_report_tells_an_order():
    named = {"Desk", "RecoveryKey", "DutyCount"}  # nothing of a report stands in them
    for model in vault_models():
        if model.__name__ not in named:
            assert isinstance(model._meta.pk, RandomID), model


def test_no_table_of_the_wing_holds_a_time():
    assert [f for m in vault_models() for f in m._meta.get_fields() if isinstance(f, models.DateTimeField)] == []


@pytest.mark.skipif(settings.VAULT == "default", reason="places in the file are SQLite's")
def test_rows_lie_in_random_order_in_the_file():
    from saiyai.cases.models import DutyCount  # noqa: F401
    from saiyai.intake.models import Reader

    for n in range(40):
        Reader.objects.create(
            officer=f"00000000-0000-4000-8000-{n:012}", epoch=1, desk="HQ", public_key=b"", name=str(n)
        )
    with connections[settings.VAULT].cursor() as cursor:
        cursor.execute("SELECT name FROM intake_reader ORDER BY rowid")
        arrived = [int(name) for (name,) in cursor.fetchall()]
    assert sorted(arrived) == list(range(40)) and arrived != list(range(40))


def test_a_sealed_field_takes_envelopes_only():
    from saiyai.intake.models import Report, Seen

    with pytest.raises(TypeError):
        Seen(report=Report(), words_sealed=b"clear").save()
    assert str(Seen(words_sealed=Sealed(b"x")).words_sealed) == "‹sealed›"


def test_migrations_make_the_tables_of_the_models():
    """Those of the main store made the tables of this run."""
    for model in our_models():
        if settings.VAULT == "default" or model not in vault_models():
            with connections["default"].cursor() as cursor:
                there = connections["default"].introspection.get_table_description(cursor, model._meta.db_table)
            assert {d.name for d in there} == {f.column for f in model._meta.local_concrete_fields}, model


@pytest.mark.slow
def test_migrations_make_the_tables_of_the_vault(tmp_path):
    """Of a new site, in a process of its own: tests make them from the models."""
    import os
    import subprocess
    import sys

    look = (
        "import django; django.setup()\n"
        "from django.apps import apps; from django.db import connections\n"
        "from saiyai.policy import stores\n"
        "from saiyai.policy.migrating import migrate_vault; migrate_vault()\n"
        "vault = [m for m in apps.get_models() if m._meta.app_label in stores.VAULT_APPS]\n"
        "for m in vault:\n"
        "    with connections['vault'].cursor() as c:\n"
        "        there = {d.name for d in connections['vault'].introspection.get_table_description(c, m._meta.db_table)}\n"
        "    assert there == {f.column for f in m._meta.local_concrete_fields}, m\n"
        "print('same', len(vault) > 9)"
    )
    place = {"SAIYAI_VAR": str(tmp_path), "SAIYAI_DATABASE": "", "DJANGO_SETTINGS_MODULE": "saiyai.settings"}
    done = subprocess.run([sys.executable, "-c", look], env=os.environ | place, capture_output=True, text=True)
    assert done.stdout.strip() == "same True", done.stderr[-2000:]
