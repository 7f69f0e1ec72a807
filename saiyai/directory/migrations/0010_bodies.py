"""PostgreSQL: an index of the words of organisations and groups alone, small beside that of everybody."""

from django.db import migrations

UP = """CREATE INDEX IF NOT EXISTS directory_searchentry_bodies ON directory_searchentry
USING gin (public gin_trgm_ops) WHERE kind <> 'PERSON'"""
DOWN = "DROP INDEX directory_searchentry_bodies"


def up(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(UP, params=None)


def down(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DOWN, params=None)


class Migration(migrations.Migration):
    dependencies = [("directory", "0009_holds")]
    operations = [migrations.RunPython(up, down)]
