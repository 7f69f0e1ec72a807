"""The name alone is taken away for good, by its reporter: the report goes on, and nobody opens the name again."""

import shutil
from datetime import timedelta

import pytest
from django.utils import timezone

from saiyai.cases import actions
from saiyai.cases.tests import world
from saiyai.cases.tests.conftest import opened
from saiyai.cases.tests.test_ending import at_once
from saiyai.cases.tests.test_pages import unlocked, url
from saiyai.crypto import keyring
from saiyai.crypto.unseal import CannotOpen
from saiyai.intake import keys
from saiyai.intake.actions import visiting
from saiyai.intake.actors import REPORTER
from saiyai.intake.models import Ask, IdentityGrant, Report, Wrap
from saiyai.intake.own import Own
from saiyai.policy.lifecycle import Refused

__all__ = ["at_once", "unlocked"]
pytestmark = pytest.mark.django_db(databases="__all__")


def own(filed):
    return Own(filed.fresh(), filed.holder)


def forget(filed, pk=77):
    visiting.forget_identity(own(filed), pk=pk, by=REPORTER)


def name_in(filed, desk, **identity):
    """The same report, of somebody who chose to be named in it."""
    case = filed.fresh().case
    now = opened(case, desk.first, desk.first_vault)
    body = now.told().to_dict() | {"mode": "named", "identity": identity}
    report = filed.fresh()
    report.body_sealed = now.close(body, "intake.Report", "body", report.pk)
    report.save(update_fields=["body_sealed"])
    return case


def test_nobody_opens_the_name_again_and_the_report_goes_on(desk, settings, tmp_path):
    filed = world.file_report(identity={"name": "สมศรี"}, mode="confidential")
    (case,) = world.published(filed)
    until = timezone.localdate() + timedelta(days=30)
    now = opened(case, desk.first, desk.first_vault)
    ask = actions.ask_identity(now, "CONTACT", until, "โทร", by=desk.first)
    waiting = actions.ask_identity(now, "CITE", until, "ศาลขอ", by=desk.first)
    filed.agrees(ask)
    before, stolen = filed.fresh(), IdentityGrant.objects.get(ask=ask)
    forget(filed)
    forget(filed)
    ask, waiting = Ask.objects.get(pk=ask.pk), Ask.objects.get(pk=waiting.pk)
    assert (ask.status, waiting.status) == ("WITHDRAWN", "REFUSED") and not IdentityGrant.objects.exists()
    # Last night's copy of every table comes back, with the grant and every key of the officer.
    Ask.objects.filter(pk=ask.pk).update(status="GRANTED")
    IdentityGrant.objects.create(ask=ask, key_sealed=stolen.key_sealed)
    with pytest.raises(Refused):
        actions.see_identity(now, Ask.objects.get(pk=ask.pk), desk.first_vault, by=desk.first)
    with pytest.raises(keyring.Destroyed):
        keys.identity_data_key(before.pk, b"k" * 32)
    assert opened(case, desk.first, desk.first_vault).told().what == world.STORY
    assert own(filed).told.what == world.STORY and filed.letters() == []
    with pytest.raises(visiting.Over):
        visiting.give_identity(own(filed), {"name": "อีกครั้ง"}, "1" * 21, by=REPORTER)


def test_after_a_backup_was_brought_back_the_name_is_asked_for_anew(desk):
    filed = world.file_report(identity={"name": "สมศรี"}, mode="confidential")
    (case,) = world.published(filed)
    until = timezone.localdate() + timedelta(days=30)
    now = opened(case, desk.first, desk.first_vault)
    ask = actions.ask_identity(now, "CONTACT", until, "โทร", by=desk.first)
    filed.agrees(ask)
    IdentityGrant.objects.all().delete()  # as the backup leaves it, which holds no grants (saiyai/backup/rows.py)
    ask = Ask.objects.get()
    assert ask.status == "GRANTED"
    with pytest.raises(Refused):
        actions.see_identity(now, ask, desk.first_vault, by=desk.first)
    again = actions.ask_identity(now, "CONTACT", until, "โทร", by=desk.first)
    filed.agrees(again)
    shown = actions.see_identity(now, Ask.objects.get(pk=again.pk), desk.first_vault, by=desk.first)
    assert shown["name"] == "สมศรี"


def test_with_or_without_a_name_taking_it_away_looks_the_same(desk):
    for filed in (world.file_report(), world.file_report(identity={"name": "สมศรี"}, mode="confidential")):
        (case,) = world.published(filed)
        length = len(filed.fresh().identity_sealed)
        forget(filed)
        assert len(filed.fresh().identity_sealed) == length and keys.identity_is_gone(filed.report.pk)
        assert not actions.wants_name_out(opened(case, desk.first, desk.first_vault))


def test_a_name_that_stands_in_the_report_is_taken_out_under_a_new_key(desk, unlocked, at_once):
    filed = world.file_report(what="ผม วีระ พูดจริง เห็นเอง")
    world.published(filed)
    case = name_in(filed, desk, name="นายวีระ พูดจริง", phone="0812345678")
    browser = unlocked(desk.first, desk.first_vault)
    assert browser.post(url("take_name_out", case)).status_code == 409, "not without the wish of the reporter"
    assert url("take_name_out", case) not in browser.get(url("case", case)).content.decode()
    forget(filed)
    world.published()
    old, wraps = Report.objects.get(pk=filed.report.pk), list(Wrap.objects.filter(report=filed.report))
    page = browser.get(url("case", case)).content.decode()
    assert url("take_name_out", case) in page and "วีระ" in page
    assert browser.post(url("take_name_out", case)).status_code == 302
    page = browser.get(url("case", case)).content.decode()
    assert "วีระ" not in page and "0812345678" not in page and "เห็นเอง" in page
    told = own(filed).told
    assert not told.identity and "วีระ" not in str(told) and told.who[0].name == "นายหนึ่ง"
    assert "name_taken_out" in {one["verb"] for one in filed.seen()}
    assert browser.post(url("take_name_out", case)).status_code == 409
    # The old envelope with the old wraps: the key that it needs besides is gone from the keyring.
    with pytest.raises((keyring.Destroyed, CannotOpen)):
        keys.data_key(old.pk, old.generation, b"k" * 32)
    assert wraps and old.generation < filed.fresh().generation


def test_it_comes_back_from_no_copy_of_the_keyring(desk, settings, tmp_path):
    filed = world.file_report(identity={"name": "สมศรี"})
    settings.KEYRING_MIRROR = tmp_path / "second" / "ring.sqlite3"
    settings.KEYRING_MIRROR.parent.mkdir()
    shutil.copy(settings.KEYRING, settings.KEYRING_MIRROR)
    forget(filed)
    keyring.mend()
    assert keys.identity_is_gone(filed.report.pk)
