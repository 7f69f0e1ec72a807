"""The same request several times at the same moment: done once, answered alike."""

import threading

import pytest
from django.db import connection

from saiyai.api.models import KeptAnswer
from saiyai.audit.models import Event
from saiyai.membership.tests import ready


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
