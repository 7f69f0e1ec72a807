"""Whose a LINE account is: shown by a code that is sent from it, told by the LINE server under its signature."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from saiyai.audit.models import Event
from saiyai.crypto import codes
from saiyai.crypto.unseal import unseal
from saiyai.notify import actions, jobs, line, queries, rules
from saiyai.notify.models import Letter, Notice, Preference
from saiyai.notify.tests.test_channels import LINE_ID, TOKEN, LineServer
from saiyai.policy.actors import SYSTEM
from saiyai.policy.lifecycle import Refused

SECRET = "the-secret-of-the-channel"  # noqa: S105 (made up)
OTHER = "U" + "f" * 32
PAGE, EVENTS = "/inbox/line/", "/line/events/"


class Official(LineServer):
    """The LINE server as this site meets it: takes messages, and tells under its signature who wrote or left."""

    def tell(self, *events, secret=SECRET, body=None):
        body = json.dumps({"destination": "U0", "events": events}).encode() if body is None else body
        signature = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
        client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        return client.post(EVENTS, body, content_type="application/json", headers={"X-Line-Signature": signature})

    def write(self, text, account=LINE_ID, **more):
        source = {"type": "user", "userId": account} | more
        return self.tell({"type": "message", "source": source, "message": {"type": "text", "text": text}})

    def leave(self, account=LINE_ID):
        return self.tell({"type": "unfollow", "source": {"type": "user", "userId": account}})


@pytest.fixture
def official(settings, db):
    server = Official()
    settings.LINE_TOKEN, settings.LINE_SECRET, settings.LINE_API = TOKEN, SECRET, server.address
    settings.LINE_NAME = "@saiyai"
    yield server
    server.close()


@pytest.fixture
def visitor(client, cast, official):
    client.force_login(cast.member)
    return client


def linked_to(user):
    sealed = queries.preference_of(user).line_sealed
    return unseal(sealed, purpose=actions.LINE_PURPOSE, bound_to=str(user.pk))


def test_from_the_page_to_the_chat_and_back(visitor, cast, official):
    assert reverse("notify:line") in visitor.get(reverse("notify:preferences")).text
    assert visitor.post(PAGE).url == PAGE
    code = visitor.get(PAGE).context["code"]
    assert code in visitor.get(PAGE).text and "https://line.me/R/oaMessage/%40saiyai/?" in visitor.get(PAGE).text
    assert official.write(f" {code} ").status_code == 200
    assert linked_to(cast.member) == LINE_ID
    text = visitor.get(PAGE).text
    assert "ผูกบัญชี LINE ของคุณแล้ว" in text and code not in text
    assert Event.objects.get(verb="preference.line_linked").actor == "system"
    assert Notice.objects.get(user=cast.member).title == "ผูกบัญชี LINE ของคุณแล้ว"
    Letter.objects.filter(channel="EMAIL").delete()
    assert jobs.send_waiting(timezone.now() + timedelta(seconds=1)) == "sent 1, failed 0"
    ((_path, _head, body),) = official.came  # the bot answers where the code came from
    assert body["to"] == LINE_ID and "ผูกบัญชี LINE ของคุณแล้ว" in body["messages"][0]["text"]
    visitor.post(reverse("notify:unlink_line"))
    assert linked_to(cast.member) == ""


def test_a_code_works_once_for_a_quarter_of_an_hour_and_the_latest_only(cast, official):
    before, code = actions.begin_line(by=cast.member), actions.begin_line(by=cast.member)
    official.write(before)
    assert linked_to(cast.member) == ""
    Preference.objects.update(line_code_until=timezone.now() - timedelta(seconds=1))
    official.write(code)
    assert linked_to(cast.member) == ""
    official.write(actions.begin_line(by=cast.member))
    official.write(code, OTHER)
    assert linked_to(cast.member) == LINE_ID
    again = actions.begin_line(by=cast.member)
    official.write(again, OTHER)
    official.write(again)
    assert linked_to(cast.member) == OTHER


def test_one_line_account_is_told_for_one_person(cast, official):
    for user in (cast.member, cast.somying):
        official.write(actions.begin_line(by=user))
    assert (linked_to(cast.member), linked_to(cast.somying)) == ("", LINE_ID)
    assert not Letter.objects.filter(user=cast.member, channel="LINE").exists()


def test_who_leaves_the_official_account_is_unlinked(cast, official):
    official.write(actions.begin_line(by=cast.member))
    official.leave(OTHER)
    assert linked_to(cast.member) == LINE_ID
    official.leave()
    assert linked_to(cast.member) == "" and not Letter.objects.filter(channel="LINE").exists()


def test_only_what_the_line_server_signed_is_believed(cast, official, settings):
    code = actions.begin_line(by=cast.member)
    event = {
        "type": "message", "source": {"type": "user", "userId": LINE_ID}, "message": {"type": "text", "text": code}
    }  # fmt: skip
    assert official.tell(event, secret="another").status_code == 403  # noqa: S106
    assert Client().post(EVENTS, "{}", content_type="application/json").status_code == 403
    strange = Client(raise_request_exception=False)
    answer = strange.post(EVENTS, "{}", content_type="application/json", headers={"X-Line-Signature": "ก"})
    assert answer.status_code == 403
    official.write(code, type="group", groupId="C1")
    assert linked_to(cast.member) == ""
    settings.LINE_TOKEN = ""
    assert official.tell(event).status_code == 404 and linked_to(cast.member) == ""


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"events": {}}', b'{"events": [null, 1, {}]}', b"\xff\xfe"])
def test_what_is_not_understood_does_nothing(official, body):
    assert official.tell(body=body).status_code == 200
    assert not Preference.objects.exists()


@given(st.recursive(st.none() | st.text() | st.integers(), lambda one: st.lists(one) | st.dictionaries(
    st.sampled_from(["events", "type", "source", "userId", "message", "text", "x"]), one), max_leaves=20))  # fmt: skip
def test_events_are_read_whatever_is_told(told):
    assert isinstance(line.read(json.dumps(told).encode()), list)


def test_a_closed_account_is_not_linked_and_nothing_begins_without_line(cast, official, settings):
    code = actions.begin_line(by=cast.member)
    type(cast.member).objects.filter(pk=cast.member.pk).update(is_active=False)
    with pytest.raises(Refused):
        actions.link_line(code, LINE_ID, by=SYSTEM)
    settings.LINE_TOKEN = ""
    with pytest.raises(Refused):
        actions.begin_line(by=cast.somying)


def test_nothing_of_the_account_and_of_the_code_is_readable(cast, official):
    code = actions.begin_line(by=cast.member)
    stored = str(Preference.objects.values().get())
    assert code not in stored and codes.shown(code) not in stored
    official.write(code)
    stored = str(Preference.objects.values().get())
    assert LINE_ID not in stored
    assert LINE_ID not in str(list(Event.objects.values())) and len(code) == rules.LINE_DIGITS + 1


def test_without_line_there_is_no_page(client, cast, settings):
    settings.LINE_TOKEN = ""
    client.force_login(cast.member)
    assert client.get(PAGE).status_code == 404 and client.post(PAGE).status_code == 404
    assert PAGE not in client.get(reverse("notify:preferences")).text
