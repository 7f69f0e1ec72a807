"""The database as after a night: nothing of its tables in memory, and a connection that has asked nothing yet.

On SQLite the pages of its file are given back to the system. A PostgreSQL server is begun anew by the command in
SAIYAI_BENCH_RESTART, and its files, where they lie on this machine, are given back as well.
"""

import os
import shlex
import subprocess
from pathlib import Path

RESTART = "SAIYAI_BENCH_RESTART"


def why_not():
    """The reason why this cannot be done here, or ""."""
    from django.db import connection

    if not hasattr(os, "posix_fadvise"):
        return "this system keeps its pages"
    if connection.vendor == "postgresql" and not os.environ.get(RESTART):
        return f"needs a command in {RESTART} that begins the server anew"
    return ""


def forget():
    """Close the connection, take the tables out of memory, and connect again."""
    from django.db import connection

    files = _files(connection)
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()
        subprocess.run(shlex.split(os.environ[RESTART]), check=True, stdout=subprocess.DEVNULL)
    for path in filter(Path.exists, files):  # a log of SQLite goes with its last connection
        _give_back(path)
    connection.ensure_connection()


def _files(connection):
    if connection.vendor == "sqlite":
        name = connection.settings_dict["NAME"]
        return [Path(name), Path(f"{name}-wal")]
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        folder = Path(cursor.fetchone()[0])
        cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        folder = folder / "base" / str(cursor.fetchone()[0])
    return list(folder.iterdir()) if os.access(folder, os.R_OK | os.X_OK) else []


def _give_back(path):
    file = os.open(path, os.O_RDONLY)
    try:
        os.fdatasync(file)  # only what is written is given back
        os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(file)
