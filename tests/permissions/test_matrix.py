"""Every address × every role: who gets a page, who is asked to sign in, and for whom it does not exist.

The table is `matrix.csv`. A cell says what GET and POST (with nothing in it) answer:
`ok` a page, a file or a way on · `in` the sign-in page · `again` the password once more · `no` 404, as if it did not exist · `-` not by this method ·
`wrong` there, but the (empty) form or the moment is wrong · `403` for a server that signs what it says. A new address fails until it has a row.
"""

import copy
import csv

import pytest
from django.contrib import auth
from django.db import transaction
from django.http import HttpResponseNotFound
from django.template import loader
from django.test import Client
from django.urls import reverse

from saiyai import urls
from saiyai.accounts.sessions import SessionStore
from saiyai.rights.tests.shared import cast, network, offices, world, world_of_the_file
from tests.architecture.house import ROOT
from tests.permissions.addresses import address, names

__all__ = ["cast", "network", "offices", "world", "world_of_the_file"]
TABLE = ROOT / "tests" / "permissions" / "matrix.csv"
ROLES = {
    "anyone": None,
    "outsider": "outsider",
    "member": "member",
    "other_office": "officer_r1",
    "officer": "somying",
    "director": "thiradet",
    "decider": "decider",
    "reviewer": "reviewer",
    "auditor": "auditor",
    "administrator": "admin",
}
# Named in full, so that nobody is asked for its addresses.
PROVIDER = {"issuer": "https://id.example", "client_id": "saiyai", "client_secret": "s" * 40} | dict.fromkeys(
    ("authorization_endpoint", "token_endpoint", "jwks_uri"), "https://id.example/x"
)
# Ends the session, or answers by the session's own state: tried by their own tests.
APART = {"account_logout"}


def table():
    with TABLE.open(encoding="utf-8") as file:
        return {(row["address"], row["method"]): row for row in csv.DictReader(file)}


def is_spared(row, role):
    """What is the same for all is tried for a few: a method that is not there, and what is open to anyone."""
    if row[role] == "-":
        return role not in ("anyone", "officer")
    return row["anyone"] == "ok" and role not in ("anyone", "member")


class Plain(Client):
    """A client that only asks: no copy of every template's context is kept, and nobody's cookies are changed."""

    def request(self, **request):
        return self.handler(self._base_environ(**request))


def not_there(request, exception):
    """In place of the page for 404, which is half of all answers here and has tests of its own."""
    return HttpResponseNotFound()


class Pages:
    """Draws a page once; for whom else it would be drawn the answer counts, which is known before."""

    def __init__(self, monkeypatch):
        self.drawn, self.now, self.draw = set(), None, loader.render_to_string
        monkeypatch.setattr(loader, "render_to_string", self)

    def __call__(self, *args, **kwargs):
        if self.now in self.drawn:
            return ""
        self.drawn.add(self.now)
        return self.draw(*args, **kwargs)


def known_once(monkeypatch):
    """A session, and who is behind it with what they may, is read once; every request gets a copy of its own."""
    people, sessions, look, load = {}, {}, auth.get_user, SessionStore.load

    def get_user(request):
        key = request.session.session_key
        if key not in people:
            people[key] = look(request)
            getattr(people[key], "standing_grants", None)
        return copy.copy(people[key])

    def loaded(store):
        if store.session_key not in sessions:
            sessions[store.session_key] = load(store)
        return copy.deepcopy(sessions[store.session_key])

    monkeypatch.setattr(auth, "get_user", get_user)
    monkeypatch.setattr(SessionStore, "load", loaded)


def draws(row):
    """Whose page is drawn: the first to whom the house shows one."""
    tried = [role for role in ROLES if not is_spared(row, role) and row[role] not in ("in", "-")]
    return min(tried, key=lambda role: row[role] == "no", default=None)


def answer(client, url, method):
    response = client.get(url) if method == "GET" else client.post(url, {})
    if response.status_code == 302 and response["Location"].startswith(reverse("account_login")):
        return "in"
    if response.status_code == 302 and response["Location"].startswith(reverse("account_reauthenticate")):
        return "again"
    words = {404: "no", 405: "-", 409: "wrong", 422: "wrong", 410: "no"}
    return words.get(response.status_code, "ok" if response.status_code < 400 else str(response.status_code))


def test_every_address_has_a_row_and_every_row_an_address():
    rows = {name for name, _method in table()}
    assert rows == set(names()) - APART


@pytest.mark.django_db(databases="__all__")
@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_each_role_gets_what_the_table_says(world, method, role, monkeypatch, settings):
    """What an answer changes is taken back before the next."""
    monkeypatch.setattr(urls, "handler404", not_there)
    settings.OUTSIDE = {"example": PROVIDER}
    settings.LINE_TOKEN = settings.LINE_SECRET = "made up"  # noqa: S105
    rows, wrong, pages = table(), [], Pages(monkeypatch)
    client = Plain(raise_request_exception=False)
    if ROLES[role]:
        client.force_login(getattr(world["cast"], ROLES[role]))
        client.get("/")  # the first request of a day notes the day with the session; once is enough
    known_once(monkeypatch)
    for name, arguments in names().items():
        if name in APART or is_spared(row := rows[name, method], role):
            continue
        pages.now = name
        pages.drawn = set() if draws(row) == role else {name}
        before = transaction.savepoint()
        given = answer(client, address(name, arguments, world), method)
        transaction.savepoint_rollback(before)
        if given != row[role]:
            wrong.append(f"{method} {name} as {role}: {given}, not {row[role]}")
    assert wrong == []


# By a token in the head, never by a cookie; or from a server outside that signs what it sends.
WITHOUT_PAGE = ("v1:", "api-", "notify:line_events")


@pytest.mark.django_db
@pytest.mark.slow
def test_no_form_is_taken_without_the_token_of_its_page(world, monkeypatch, settings):
    """Every address, sent from another site in a browser that is signed in: refused before anything is looked at."""
    settings.OUTSIDE = {"example": PROVIDER}
    client, taken, pages = Plain(raise_request_exception=False, enforce_csrf_checks=True), [], Pages(monkeypatch)
    client.force_login(world["cast"].admin)
    client.get("/")
    known_once(monkeypatch)
    pages.now = "the same refusal for all"
    for name, arguments in names().items():
        before = transaction.savepoint()
        given = client.post(
            address(name, arguments, world), {}, headers={"origin": "https://other.example"}
        ).status_code
        transaction.savepoint_rollback(before)
        if given not in (403, 405) and not name.startswith(WITHOUT_PAGE):
            taken.append(f"{name}: {given}")
    assert taken == []
