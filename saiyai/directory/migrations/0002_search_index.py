"""The trigram index over SearchEntry: found inside words, which in Thai have no spaces between them.

SQLite: an FTS5 table without content of its own, kept by triggers. A later migration that rebuilds the table of
SearchEntry must make the triggers again. PostgreSQL: pg_trgm; the extension is made by the owner of the database.
"""

from django.db import migrations

COLUMNS = ("public", "private", "sound")
SQLITE_UP = (
    """CREATE VIRTUAL TABLE directory_searchindex USING fts5(
        public, private, sound, content='directory_searchentry', content_rowid='id', tokenize='trigram case_sensitive 1'
    )""",
    """CREATE TRIGGER directory_searchindex_add AFTER INSERT ON directory_searchentry BEGIN
        INSERT INTO directory_searchindex(rowid, public, private, sound)
        VALUES (new.id, new.public, new.private, new.sound);
    END""",
    """CREATE TRIGGER directory_searchindex_remove AFTER DELETE ON directory_searchentry BEGIN
        INSERT INTO directory_searchindex(directory_searchindex, rowid, public, private, sound)
        VALUES ('delete', old.id, old.public, old.private, old.sound);
    END""",
    """CREATE TRIGGER directory_searchindex_change AFTER UPDATE ON directory_searchentry
    WHEN old.public <> new.public OR old.private <> new.private OR old.sound <> new.sound BEGIN
        INSERT INTO directory_searchindex(directory_searchindex, rowid, public, private, sound)
        VALUES ('delete', old.id, old.public, old.private, old.sound);
        INSERT INTO directory_searchindex(rowid, public, private, sound)
        VALUES (new.id, new.public, new.private, new.sound);
    END""",
    "INSERT INTO directory_searchindex(directory_searchindex) VALUES ('rebuild')",
)
SQLITE_DOWN = (
    "DROP TRIGGER directory_searchindex_add",
    "DROP TRIGGER directory_searchindex_remove",
    "DROP TRIGGER directory_searchindex_change",
    "DROP TABLE directory_searchindex",
)
POSTGRESQL_UP = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    *(
        f"CREATE INDEX directory_searchentry_{column} ON directory_searchentry USING gin ({column} gin_trgm_ops)"
        for column in COLUMNS
    ),
)
POSTGRESQL_DOWN = tuple(f"DROP INDEX directory_searchentry_{column}" for column in COLUMNS)
STATEMENTS = {"sqlite": (SQLITE_UP, SQLITE_DOWN), "postgresql": (POSTGRESQL_UP, POSTGRESQL_DOWN)}


def _run(schema_editor, way):
    for statement in STATEMENTS[schema_editor.connection.vendor][way]:
        schema_editor.execute(statement, params=None)


def up(apps, schema_editor):
    _run(schema_editor, 0)


def down(apps, schema_editor):
    _run(schema_editor, 1)


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial")]
    operations = [migrations.RunPython(up, down)]
