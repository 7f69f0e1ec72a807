"""The same request several times at the same moment: done once, answered alike."""

import threading

import pytest
from django.db import connection

from saiyai.api import actions, rules
from saiyai.api.models import KeptAnswer, Receiver, Token
from saiyai.audit.models import Event
from saiyai.membership.tests import ready
from saiyai.policy.lifecycle import Refused


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_one_key_at_once_is_done_once(cast, network, program_of):
    application = ready.at("DOCUMENTS", cast)
    program, answers, start = program_of(cast.somying), [], threading.Barrier(4)

    def ask():
        start.wait()
        try:
            answer = program.post(
                f"/applications/{application.pk}/ask_for", {"reason": "ขอสำเนา"}, **{"Idempotency-Key": "one"}
            )
            answers.append((answer.status_code, answer.content))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert [status for status, _body in answers] == [200] * 4
    assert len({body for _status, body in answers}) == 1
    assert Event.objects.filter(verb="application.ask_for").count() == 1
    assert KeptAnswer.objects.count() == 1


def _race(act, times=6):
    """The same deed by so many at the same moment; returns how many were refused."""
    refused, start = [], threading.Barrier(times)

    def do():
        start.wait()
        try:
            act()
        except Refused as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=do) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return len(refused)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_many_at_once_make_no_more_tokens_than_one_may_have(cast, monkeypatch):
    monkeypatch.setattr(rules, "MOST_TOKENS", 2)
    assert _race(lambda: actions.make_token("x", ["me.read"], 30, by=cast.somying, two_step=True)) == 4
    assert Token.objects.count() == 2


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_many_at_once_make_no_more_receivers_than_one_may_have(cast, monkeypatch):
    monkeypatch.setattr(rules, "MOST_RECEIVERS", 2)
    assert _race(lambda: actions.make_receiver("https://hooks.example.org/x", ["member"], by=cast.somying)) == 4
    assert Receiver.objects.count() == 2
