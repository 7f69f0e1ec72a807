"""A connection on which SQLite itself refuses whatever is not a row of an intake table."""

import sqlite3

from django.db.backends.sqlite3 import base

OWN = "intake_"
ROWS = {sqlite3.SQLITE_READ, sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE}
PLAIN = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_SAVEPOINT, sqlite3.SQLITE_RECURSIVE}
# Functions that reach out of the database.
REFUSED = {"load_extension", "writefile", "readfile", "edit", "fts3_tokenizer"}


def may(deed, one, two, database, trigger):
    """SQLite asks this while it prepares a statement: each table, column and function that it would touch."""
    if deed == sqlite3.SQLITE_READ and (one or "").startswith("cases_") and (two or "").endswith("_id"):
        return sqlite3.SQLITE_IGNORE  # foreign keys of the desk to a report: looked at by SQLite itself, empty for us
    if deed in ROWS:
        allowed = (one or "").startswith(OWN) and database in ("main", None)
    elif deed == sqlite3.SQLITE_FUNCTION:
        allowed = (two or "").lower() not in REFUSED
    else:
        allowed = deed in PLAIN
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


class DatabaseWrapper(base.DatabaseWrapper):
    """Set up as always (foreign keys, journal), and then closed."""

    def get_new_connection(self, conn_params):
        connection = super().get_new_connection(conn_params)
        connection.set_authorizer(may)
        return connection
