"""Databases of our own on a PostgreSQL server: dropped afterwards, or kept."""

import secrets
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql


@contextmanager
def scratch_database(address):
    """The address of a new database beside the named one, whose owner must be allowed to make databases."""
    name = f"saiyai_bench_{secrets.token_hex(4)}"
    with psycopg.connect(address, autocommit=True) as server:
        _create(server, name)
        try:
            yield _beside(address, name)
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def kept_database(address, network, built):
    """The address of the database of a network that stays there; unless it was `built` to its end, an empty one."""
    name = f"saiyai_bench_{network}"
    with psycopg.connect(address, autocommit=True) as server:
        if not built:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            _create(server, name)
    yield _beside(address, name)


def _create(server, name):
    server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name)))


def _beside(address, name):
    return urlunsplit(urlsplit(address)._replace(path=f"/{name}"))
