"""Two who decide at the same moment, and a machine that dies in the middle of an approval."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest
from django.db import connection

from saiyai.membership import actions
from saiyai.membership.models import Application, Member
from saiyai.membership.tests import ready
from saiyai.policy.lifecycle import Refused

pytestmark = pytest.mark.slow


@pytest.mark.django_db(transaction=True)
def test_two_who_decide_at_once_decide_once(cast, network):
    application = ready.at("DECISION", cast)
    told, start = [], threading.Barrier(2)

    def decide(act, **words):
        own = Application.objects.get(pk=application.pk)
        start.wait()
        try:
            act(own, by=cast.decider, **words)
            told.append("done")
        except Refused as refusal:
            told.append(refusal)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=decide, args=(actions.approve,)),
        threading.Thread(target=decide, args=(actions.reject,), kwargs={"reason": "เหตุผล"}),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(str(type(one).__name__) for one in told) == ["Refused", "str"]
    application.refresh_from_db()
    assert application.status in ("APPROVED", "REJECTED")
    assert application.entries.filter(move__in=("approve", "reject")).count() == 1
    assert Member.objects.count() == (application.status == "APPROVED")


DIES = """
    import django, sys, time
    django.setup()
    from datetime import date
    from types import SimpleNamespace
    from saiyai.crypto import keys
    from saiyai.policy.migrating import migrate, migrate_vault
    from tests import tables
    keys.create_missing()
    migrate_vault() if tables.lay() else migrate()
    from saiyai.accounts.models import Grant, Office, OfficeProvince, User
    from saiyai.membership.tests import ready
    from saiyai.networks.models import Network
    Network.objects.create(slug="pacc", name_th="เครือข่าย", name_en="Network", is_default=True)
    office = Office.objects.create(code="R4", number=4, name_th="เขต 4", name_en="Region 4", is_central=True)
    OfficeProvince.objects.create(office=office, province_code="40", starts_on=date(2020, 1, 1))
    users = {}
    for name, role in (("somying", "membership_officer"), ("thiradet", "regional_director"), ("decider", "membership_decider")):
        users[name] = User.objects.create(email=f"{name}@saiyai.example", display_name=name)
        Grant.objects.create(user=users[name], role=role, reach="ALL", status="CONFIRMED", starts_on=date(2020, 1, 1))
    application = ready.at("DECISION", SimpleNamespace(**users))
    print(application.pk, flush=True)
    from saiyai.membership import actions, letters

    def hang(*args):
        print("inside", flush=True)  # member, number, card and account are written, the transaction is not
        time.sleep(60)

    letters.approved = hang
    actions.approve(application, by=users["decider"])
"""
AFTER = """
    import django, sys
    django.setup()
    from saiyai.accounts.models import User
    from saiyai.audit import verify
    from saiyai.directory.models import Person
    from saiyai.membership import actions
    from saiyai.membership.models import Application, Card, Member
    application = Application.objects.get(pk=sys.argv[1])
    print(application.status, Member.objects.count(), Card.objects.count(), Person.objects.count())
    print(verify.verify().ok)
    actions.approve(application, by=User.objects.get(display_name="decider"))
    print(application.status, application.member.number)
"""


def _python(code, *args, var):
    environment = {
        **os.environ, "SAIYAI_VAR": str(var), "SAIYAI_KEYS": str(var / "keys"), "SAIYAI_TESTING": "1",
        "DJANGO_SETTINGS_MODULE": "saiyai.settings", "SAIYAI_DATABASE": "",
    }  # fmt: skip
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), *args], env=environment, stdout=subprocess.PIPE, text=True,
        cwd=Path(__file__).resolve().parents[3],
    )  # fmt: skip


def test_a_machine_that_dies_during_an_approval_leaves_it_wholly_undone(tmp_path):
    dying = _python(DIES, var=tmp_path)
    key = dying.stdout.readline().strip()
    assert dying.stdout.readline().strip() == "inside"
    dying.send_signal(signal.SIGKILL)
    dying.wait(10)
    dying.stdout.close()
    state, whole, then = _python(AFTER, key, var=tmp_path).communicate(timeout=120)[0].strip().splitlines()
    assert state == "DECISION 0 0 0"
    assert whole == "True"
    assert then.startswith("APPROVED M4-")
