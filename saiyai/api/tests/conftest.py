"""Programs of the cast, each with a token."""

import json
from datetime import date

import pytest
from django.core.cache import caches
from django.test import Client

from saiyai.api import actions, rules
from saiyai.directory import actions as directory
from saiyai.membership.models import Member
from saiyai.policy.actors import SYSTEM


class Program:
    """A client with a token, and nothing else."""

    def __init__(self, secret):
        self.client = Client(raise_request_exception=False)
        self.headers = {"Authorization": f"Bearer {secret}"} if secret else {}

    def get(self, path, **headers):
        return self.client.get(f"/api/v1{path}", headers={**self.headers, **headers})

    def post(self, path, body=None, content_type="application/json", **headers):
        data = body if isinstance(body, str | bytes) else json.dumps(body or {})
        return self.client.post(f"/api/v1{path}", data, content_type=content_type, headers={**self.headers, **headers})


@pytest.fixture(autouse=True)
def fresh_counts():
    caches["process"].clear()


@pytest.fixture
def program_of():
    """A program of this user, for everything or for some scopes."""

    def make(user, *scopes):
        _token, secret = actions.make_token("โปรแกรม", scopes or list(rules.SCOPES), 30, by=user, two_step=True)
        return Program(secret)

    return make


@pytest.fixture
def nobody():
    return Program("")


@pytest.fixture
def membership(cast, network, offices):
    """The membership of cast.member."""
    person = directory.add_person("มาลี", "ใจเย็น", by=SYSTEM, listed=True)
    type(person).objects.filter(pk=person.pk).update(user=cast.member)
    return Member.objects.create(
        network=network, person=person, office=offices["R4"], number="M4-1", starts_on=date(2024, 1, 1),
        ends_on=date(2099, 9, 30),
    )  # fmt: skip
