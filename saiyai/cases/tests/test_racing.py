"""Two at once: whoever acts on what they opened a moment ago undoes nothing, loses nothing, and gets in nowhere."""

import pytest
from django.db import transaction
from django.utils import timezone

from saiyai.accounts.models import User
from saiyai.cases import actions, jobs, queries
from saiyai.cases.models import Access, Barred, Case, DutyCount, Proposal
from saiyai.cases.tests import world
from saiyai.cases.tests.conftest import opened
from saiyai.crypto import keyring
from saiyai.intake import keys
from saiyai.intake.actions import visiting
from saiyai.intake.actors import REPORTER
from saiyai.intake.models import Ask, Blob, IdentityGrant, Message, Report, Wrap
from saiyai.intake.own import Own
from saiyai.intake.told import LeftOut
from saiyai.intake.uploads import blob_path
from saiyai.policy.actors import SYSTEM
from saiyai.policy.lifecycle import Refused

pytestmark = pytest.mark.django_db(databases="__all__", transaction=False)
DAY = timezone.timedelta(days=30)


@pytest.fixture(autouse=True)
def at_once(monkeypatch, settings, tmp_path):
    """Tests run inside a transaction: what waits for the commit is done at once."""
    monkeypatch.setattr(transaction, "on_commit", lambda do, using=None, robust=False: do())
    settings.PRIVATE_DIR = tmp_path / "private"


@pytest.fixture
def filed(desk):
    found = world.file_report(identity={"name": "สมศรี"}, mode="confidential")
    world.published(found)
    return found


def anew(desk, who="first"):
    return opened(Case.objects.get(), getattr(desk, who), getattr(desk, f"{who}_vault"))


def own(filed):
    return Own(filed.fresh(), filed.holder)


DEEDS = {
    "send": lambda case, desk: actions.send(case, "คำถาม", by=desk.second),
    "note": lambda case, desk: actions.write_note(case, "บันทึก", "READERS", by=desk.second),
    "move": lambda case, desk: actions.move(case, "take", "รับ", by=desk.second),
    "ask": lambda case, desk: actions.ask_identity(case, "CONTACT", timezone.localdate() + DAY, "ขอ", by=desk.second),
    "propose": lambda case, desk: actions.propose(case, "HOLD", "เก็บไว้", by=desk.second),
    "give": lambda case, desk: actions.give(case, desk.third, "HELPER", by=desk.second),
    "take_away": lambda case, desk: actions.take_away(case, desk.first.pk, by=desk.second),
    "conflict": lambda case, desk: actions.declare_conflict(case, "ญาติ", by=desk.second),
    "rekey": lambda case, desk: actions.rekey(case, by=desk.second),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_what_was_opened_before_a_new_key_or_a_parting_does_nothing(desk, filed, deed):
    stale = anew(desk, "second")
    actions.rekey(anew(desk), by=desk.first)
    before = Message.objects.count(), Ask.objects.count(), Wrap.objects.count(), Access.objects.count()
    with pytest.raises(Refused):
        DEEDS[deed](stale, desk)
    stale = anew(desk, "second")
    actions.take_away(anew(desk), desk.second.pk, by=desk.first)
    with pytest.raises(Refused):
        DEEDS[deed](stale, desk)
    assert Access.objects.count() == before[3] - 1 and Wrap.objects.count() == before[2] - 1
    assert (Message.objects.count(), Ask.objects.count()) == before[:2]
    assert own(filed).seen and own(filed).letters == []  # its reporter still reads everything


def test_who_is_taken_away_while_opening_is_not_there_again(desk, filed, monkeypatch):
    """The first opening of a day writes a row: not the one that a colleague takes away at that moment."""
    access_of = queries.access_of

    def meanwhile(case, viewer):
        found = access_of(case, viewer)
        if viewer.pk == desk.second.pk:
            Access.objects.filter(officer=desk.second.pk).delete()
        return found

    monkeypatch.setattr(queries, "access_of", meanwhile)
    with pytest.raises(Refused):
        anew(desk, "second")
    assert not Access.objects.filter(officer=desk.second.pk).exists()


def test_a_letter_does_not_bring_an_older_status_back(desk, filed):
    stale = anew(desk, "second")
    proposal = actions.propose(anew(desk), "HOLD", "ศาลสั่ง", by=desk.first)
    actions.confirm(anew(desk, "second"), proposal, by=desk.second)
    actions.move(anew(desk), "take", "รับ", by=desk.first)
    actions.send(stale, "คำถาม", by=desk.second)
    case = Case.objects.get()
    assert case.is_held and case.status == "ASSIGNED" and case.acknowledged_on


@pytest.mark.parametrize("deed", ["write", "danger", "deletion", "files", "renew"])
def test_a_new_key_while_a_reporter_is_writing_loses_nothing(desk, filed, deed):
    visit = own(filed)
    actions.rekey(anew(desk), by=desk.first)
    deeds = {
        "write": lambda: visiting.write(visit, "ข้อความ", pk=11, by=REPORTER),
        "danger": lambda: visiting.signal_danger(visit, "ช่วยด้วย", pk=11, by=REPORTER),
        "deletion": lambda: visiting.ask_deletion(visit, "ลบเถิด", pk=11, by=REPORTER),
        "files": lambda: visiting._add(visit, [Blob(report=visit.report, name="a" * 32)], by=REPORTER),
        "renew": lambda: visiting.renew(visit, "9" * 24, by=REPORTER),
    }
    with pytest.raises(visiting.Changed):
        deeds[deed]()
    report = filed.fresh()
    assert not Message.objects.exists() and not Blob.objects.exists()
    assert not report.in_danger and not report.wants_deletion and bytes(report.lookup) == filed.holder.lookup
    visit = own(filed)
    visiting.write(visit, "ข้อความ", pk=11, by=REPORTER)
    assert [facts["text"] for _row, facts in own(filed).letters] == ["ข้อความ"]


def test_a_new_key_undoes_nothing_that_a_reporter_did_meanwhile(desk, filed):
    from saiyai.crypto import codes
    from saiyai.crypto.bearer import Receipt

    stale, new = anew(desk), codes.new_code(codes.RECEIPT)
    visiting.signal_danger(own(filed), "ช่วยด้วย", pk=12, by=REPORTER)
    filed.holder = visiting.renew(own(filed), new, by=REPORTER)
    consent = codes.new_code(codes.CONSENT)
    visiting.give_identity(own(filed), {"name": "ใหม่"}, consent, by=REPORTER)
    sealed = bytes(filed.fresh().identity_sealed)
    actions.rekey(stale, by=desk.first)
    report = filed.fresh()
    assert report.in_danger and bytes(report.lookup) == Receipt(new).lookup and bytes(report.identity_sealed) == sealed
    assert [facts["kind"] for _row, facts in own(filed).letters] == ["danger"]
    actions.publish_batch(by=SYSTEM)
    assert [facts["text"] for _row, facts in anew(desk).messages()] == ["ช่วยด้วย"]


def test_a_new_key_that_failed_halfway_can_be_made_again(desk, filed, monkeypatch):
    from saiyai.cases.actions import rekeying

    with monkeypatch.context() as patched:
        patched.setattr(rekeying, "_wraps", lambda renewed: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            actions.rekey(anew(desk), by=desk.first)
    assert filed.fresh().generation == 0 and keyring.has(keys.report_ring(filed.report.pk, 1))
    actions.rekey(anew(desk), by=desk.first)
    assert anew(desk).told().what == world.STORY and own(filed).told.what == world.STORY
    assert not keyring.has(keys.report_ring(filed.report.pk, 0))


def test_a_file_that_is_gone_does_not_keep_a_case_under_its_old_key(desk, filed):
    from saiyai.cases.tests.test_ending import add_file

    blob = add_file(filed)
    blob_path(blob.name).write_bytes(b"changed")
    actions.rekey(anew(desk), by=desk.first)
    assert filed.fresh().generation == 1 and own(filed).files[0][1]["name"] == "หลักฐาน.pdf"
    with pytest.raises(Refused):
        actions.open_original(anew(desk), Blob.objects.get(), by=desk.first)


def test_what_was_asked_and_agreed_opens_after_a_new_key_and_ends_with_the_reading(desk, filed):
    ask = actions.ask_identity(anew(desk, "second"), "CONTACT", timezone.localdate() + DAY, "ขอติดต่อ", by=desk.second)
    filed.agrees(ask)
    actions.rekey(anew(desk), by=desk.first)
    ask = Ask.objects.select_related("grant").get()
    seen = actions.see_identity(anew(desk, "second"), ask, desk.second_vault, by=desk.second)
    assert seen["name"] == "สมศรี"
    actions.take_away(anew(desk), desk.second.pk, by=desk.first)
    assert Ask.objects.get().status == "WITHDRAWN" and not IdentityGrant.objects.exists()
    actions.give(anew(desk), desk.second, "HELPER", by=desk.first)
    with pytest.raises(Refused):
        actions.see_identity(anew(desk, "second"), Ask.objects.get(), desk.second_vault, by=desk.second)


@pytest.mark.parametrize("leaves", ["conflict", "off_board"])
def test_no_grant_outlasts_who_leaves(desk, filed, cast, leaves):
    for purpose in ("CONTACT", "INQUIRY"):
        actions.ask_identity(anew(desk, "second"), purpose, timezone.localdate() + DAY, "ขอ", by=desk.second)
    filed.agrees(Ask.objects.get(purpose="CONTACT"))
    if leaves == "conflict":
        actions.declare_conflict(anew(desk, "second"), "ญาติของผู้ถูกกล่าวหา", by=desk.second)
    else:
        actions.off_board(User.objects.get(pk=desk.second.pk), by=cast.admin)
    assert set(Ask.objects.values_list("status", flat=True)) == {"WITHDRAWN"} and not IdentityGrant.objects.exists()


@pytest.mark.parametrize("line", ["นายวิชัย ใจคด", "วิชัย", "สำนักงานลับเฉพาะ"])
def test_who_was_left_out_by_a_typed_name_is_not_given_it_later(desk, line):
    """They were not on duty when it came, so the reporter could only type who they are."""
    if line.startswith("สำนักงาน"):
        type(desk.offices["R4"]).objects.filter(pk="R4").update(name_th="สำนักงานลับเฉพาะ เขต 4")
    User.objects.filter(pk=desk.third.pk).update(display_name="วิชัย ใจคด")
    filed = world.file_report(excluded=[LeftOut(name=line)])
    world.published(filed)
    third = User.objects.get(pk=desk.third.pk)
    assert actions.give(anew(desk), third, "HELPER", by=desk.first)
    assert not Wrap.objects.filter(reader=str(third.pk)).exists()
    assert not Access.objects.filter(officer=third.pk).exists()


def test_only_who_arranges_a_case_takes_it_away_from_others(desk, filed):
    actions.give(anew(desk), desk.decider, "DECIDER", by=desk.first)
    case = anew(desk, "decider")
    with pytest.raises(Refused):
        actions.take_away(case, desk.first.pk, by=desk.decider)
    with pytest.raises(Refused):
        actions.take_away(anew(desk), desk.third.pk, by=desk.first)
    assert Access.objects.count() == 3 and not Case.objects.get().needs_new_key


def test_the_last_one_whose_key_lives_is_not_taken_away(desk, filed):
    desk.second.vault_keys.update(status="RETIRED")
    for leave in (
        lambda: actions.take_away(anew(desk), desk.first.pk, by=desk.first),
        lambda: actions.declare_conflict(anew(desk), "ญาติ", by=desk.first),
    ):
        with pytest.raises(Refused):
            leave()
    assert anew(desk).told().what == world.STORY


def test_a_case_is_closed_once_and_only_from_where_it_may_be(desk, filed):
    first, second = anew(desk), anew(desk, "second")
    rows = [
        actions.propose(first, "CLOSE", "ส่งต่อแล้ว", closing="DONE", by=desk.first),
        Proposal(case=first.case, kind="CLOSE", proposed_by=desk.first.pk, proposed_on=timezone.localdate()),
    ]
    rows[1].reason_sealed = first.close({"text": "อีกครั้ง", "closing": "SPAM"}, "cases.Proposal", "reason", rows[1].pk)
    rows[1].save(force_insert=True)
    actions.confirm(second, rows[0], by=desk.second)
    with pytest.raises(Refused):
        actions.confirm(second, rows[1], by=desk.second)
    with pytest.raises(Refused):
        actions.confirm(second, rows[0], by=desk.second)
    case = Case.objects.get()
    assert case.closing == "DONE" and not case.is_hidden and DutyCount.objects.get().closed == 1


def test_a_second_cry_does_not_wait_for_the_batch_either(desk, filed, mailoutbox):
    visiting.signal_danger(own(filed), "หนึ่ง", pk=21, by=REPORTER)
    jobs.watch_danger(timezone.now())
    assert not queries.anybody_in_danger()
    visiting.signal_danger(own(filed), "สอง", pk=22, by=REPORTER)
    assert queries.anybody_in_danger()
    jobs.watch_danger(timezone.now())
    assert [facts["text"] for _row, facts in anew(desk).messages()] == ["หนึ่ง", "สอง"]
    assert not queries.anybody_in_danger()


def test_an_older_sign_in_closes_nothing_to_a_newer_key(desk, filed):
    """Closed to the third key under the number of the second it would open for nobody."""
    second = world.give_keys(desk.first, epoch=2)
    stale = world.Unlocked(desk.first.pk, 2, {**desk.first_vault.seeds, **second.seeds})
    third = world.give_keys(desk.first, epoch=3)
    with pytest.raises(Refused):
        actions.follow_epoch(stale, by=desk.first)
    fresh = world.Unlocked(desk.first.pk, 3, {**stale.seeds, **third.seeds})
    actions.follow_epoch(fresh, by=desk.first)
    assert opened(Case.objects.get(), desk.first, third).told().what == world.STORY


def test_the_trustees_bring_nothing_to_who_has_no_role_any_more(desk, filed):
    from saiyai.crypto import hybrid
    from saiyai.intake.models import RecoveryKey

    seed = hybrid.new_seed()
    RecoveryKey.objects.create(epoch=1, public_key=hybrid.public_bytes(seed), trustees=[])
    filed = world.file_report()
    world.published(filed)
    for user in (desk.first, desk.second):
        user.vault_keys.update(status="RETIRED")
    world.give_keys(desk.first, epoch=2)
    actions.put_on_duty(desk.third, desk.offices["R4"], by=desk.lead)
    desk.third.grants.update(role="trustee")  # keeps a vault, works with cases no more
    assert actions.recover(seed, [1], "R4", by=desk.lead) == 1
    assert not Wrap.objects.filter(reader=str(desk.third.pk)).exists()


def test_barred_officers_get_no_wrap_by_a_new_key(desk, filed):
    case = anew(desk)
    Barred.objects.create(case=case.case, officer=desk.second.pk, why="CONFLICT")
    actions.rekey(case, by=desk.first)
    assert not Wrap.objects.filter(reader=str(desk.second.pk)).exists()
    assert Report.objects.get().generation == 1


def test_recovery_follows_the_trustees(desk, filed):
    """A key that began anew opens what is opened by an officer from then on; a trustee who is told of opens it no more."""
    from saiyai.crypto import hybrid
    from saiyai.intake.models import RecoveryKey

    assert not Wrap.objects.filter(kind="RECOVERY").exists()  # it came in before there were trustees
    seed = hybrid.new_seed()
    RecoveryKey.objects.create(epoch=3, public_key=hybrid.public_bytes(seed), trustees=[])
    anew(desk)
    assert Wrap.objects.get(kind="RECOVERY").epoch == 3
    for user in (desk.first, desk.second):
        user.vault_keys.update(status="RETIRED")
    fresh = world.give_keys(desk.first, epoch=2)
    named = [{"officer": "", "name": "นายหนึ่ง", "agency": ""}]  # of whom the report tells
    RecoveryKey.objects.update(trustees=named)
    assert actions.recover(seed, [3], "R4", by=desk.lead) == 0
    RecoveryKey.objects.update(trustees=[])
    assert actions.recover(seed, [3], "R4", by=desk.lead) == 1
    RecoveryKey.objects.update(trustees=named)
    Access.objects.update(seen_on=None)
    assert opened(Case.objects.get(), desk.first, fresh).told().what == world.STORY
    assert not Wrap.objects.filter(kind="RECOVERY").exists()


def test_whose_role_ended_gets_no_wrap_by_a_new_key(desk, filed):
    desk.second.grants.update(role="trustee")
    actions.rekey(anew(desk), by=desk.first)
    assert not Wrap.objects.filter(reader=str(desk.second.pk)).exists()


def test_nobody_opens_everything_in_a_day(desk, filed, monkeypatch):
    from saiyai.audit.models import Event
    from saiyai.cases import rules

    other = world.file_report()
    world.published(other)
    monkeypatch.setattr(rules, "MOST_OPENED", 1)
    assert opened(filed.fresh().case, desk.first, desk.first_vault)
    with pytest.raises(Refused):
        opened(other.fresh().case, desk.first, desk.first_vault)
    assert Event.objects.filter(verb="desk.too_many_opened").count() == 1
    assert opened(filed.fresh().case, desk.first, desk.first_vault)  # what was opened today stays open
    visiting.signal_danger(own(other), "ช่วยด้วย", pk=31, by=REPORTER)
    assert opened(other.fresh().case, desk.first, desk.first_vault)


def test_what_was_set_aside_as_no_report_is_found_and_brought_back(desk, filed):
    first, second = anew(desk), anew(desk, "second")
    proposal = actions.propose(first, "CLOSE", "สแปม", closing="SPAM", by=desk.first)
    actions.confirm(second, proposal, by=desk.second)
    assert not queries.filtered(desk.first).exists() and not queries.filtered(desk.first, status="all").exists()
    assert queries.filtered(desk.first, status="CLOSED").count() == 1
    actions.move(anew(desk), "reopen", "ไม่ใช่สแปม", by=desk.first)
    case = queries.filtered(desk.first).get()
    assert (case.status, case.closing, case.closed_on, case.is_hidden) == ("SCREENING", "", None, False)
    assert filed.fresh().state == "SCREENING"
