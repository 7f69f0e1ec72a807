"""In how many names each trigram stands, read from the index itself: search by sound starts with the rarest (SQLite).

PostgreSQL needs nothing: pg_trgm measures by itself.
"""

from django.db import migrations

UP = "CREATE VIRTUAL TABLE directory_searchvocabulary USING fts5vocab(directory_searchindex, col)"
DOWN = "DROP TABLE directory_searchvocabulary"


def _run(schema_editor, statement):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(statement, params=None)


def up(apps, schema_editor):
    _run(schema_editor, UP)


def down(apps, schema_editor):
    _run(schema_editor, DOWN)


class Migration(migrations.Migration):
    dependencies = [("directory", "0002_search_index")]
    operations = [migrations.RunPython(up, down)]
