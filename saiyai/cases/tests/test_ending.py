"""Two people end a case; what is deleted is gone from every copy; new keys shut out who left; the trustees bring back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from saiyai.accounts.models import User
from saiyai.audit.models import Event
from saiyai.audit.verify import verify
from saiyai.cases import actions, jobs, queries
from saiyai.cases.models import Access, Barred, Case, Doomed, Note, Proposal, SafeCopy, Step
from saiyai.cases.tests import world
from saiyai.cases.tests.conftest import opened
from saiyai.crypto import hybrid, keyring
from saiyai.crypto.streams import SealingWriter
from saiyai.crypto.unseal import CannotOpen, open_envelope, read_stream, unwrap
from saiyai.intake import keys
from saiyai.intake import queries as intake
from saiyai.intake.models import Ask, Blob, Message, RecoveryKey, Report, Seen, Wrap
from saiyai.intake.told import LeftOut
from saiyai.intake.uploads import blob_path
from saiyai.policy.actors import SYSTEM
from saiyai.policy.lifecycle import Refused

pytestmark = pytest.mark.django_db(databases="__all__", transaction=False)
CANARY = b"canary-in-a-file-" * 40


@pytest.fixture(autouse=True)
def at_once(monkeypatch, settings, tmp_path):
    """Tests run inside a transaction: what waits for the commit is done at once."""
    from django.db import transaction

    monkeypatch.setattr(transaction, "on_commit", lambda do, using=None, robust=False: do())
    settings.PRIVATE_DIR = tmp_path / "private"


def both(desk, *filed):
    """The cases, opened by both officers on duty."""
    (case,) = world.published(*filed)
    return opened(case, desk.first, desk.first_vault), opened(case, desk.second, desk.second_vault)


def add_file(filed, content=CANARY, *, n=1):
    blob = Blob(report=filed.report, name=f"{n:032x}", published=True)
    path = blob_path(blob.name)
    path.parent.mkdir(parents=True, exist_ok=n > 1)
    with open(path, "wb") as file:
        writer = SealingWriter(file)
        writer.write(content)
        writer.finish()
    facts = {"n": n, "name": "หลักฐาน.pdf", "kind": "", "length": writer.length, "key": writer.key.hex()}
    facts |= {"plain_hash": writer.plain_hash, "from": "reporter"}
    where = keys.text_place("intake.Blob", "label", filed.report.pk, blob.pk, 0)
    blob.label_sealed = keys.close_data(facts, filed.data_key(), place=where)
    blob.save(force_insert=True)
    return blob


def test_closing_takes_two_and_says_why(desk):
    first, second = both(desk, filed := world.file_report())
    with pytest.raises(Refused):
        actions.move(first, "close", "พอ", by=desk.first)
    row = actions.propose(first, "CLOSE", "ซ้ำกับเรื่องก่อน", closing="DUPLICATE", by=desk.first)
    with pytest.raises(Refused):
        actions.confirm(first, row, by=desk.first)
    with pytest.raises(Refused):
        actions.propose(first, "CLOSE", "อีกครั้ง", closing="DUPLICATE", by=desk.first)
    actions.confirm(second, row, by=desk.second)
    case = Case.objects.get()
    assert (case.status, case.closing, filed.fresh().state) == ("CLOSED", "DUPLICATE", "CLOSED")
    step = Step.objects.get(move="close")
    assert (step.by, step.confirmed_by) == (desk.first.pk, desk.second.pk)
    with pytest.raises(Refused):
        actions.confirm(second, row, by=desk.second)


def test_a_declined_proposal_changes_nothing(desk):
    first, second = both(desk, world.file_report())
    row = actions.propose(first, "DELETE", "ขอให้ลบ", by=desk.first)
    actions.decline(second, row, by=desk.second)
    assert Case.objects.count() == 1 and Proposal.objects.get().status == "DECLINED"


def test_what_is_deleted_opens_for_nobody_with_every_key_and_an_old_copy(desk):
    """Last night's tables, all officers' keys, the receipt and the trustees together open nothing."""
    seed = hybrid.new_seed()
    RecoveryKey.objects.create(epoch=1, public_key=hybrid.public_bytes(seed), trustees=[])
    filed, kept = world.file_report(), world.file_report(what="อยู่ต่อ")
    blob = add_file(filed)
    case, _other = world.published(filed, kept)
    first, second = opened(case, desk.first, desk.first_vault), opened(case, desk.second, desk.second_vault)
    old_report, old_wraps = filed.fresh(), list(Wrap.objects.filter(report=filed.report))
    path = blob_path(blob.name)
    row = actions.propose(first, "DELETE", "ผู้แจ้งขอ", by=desk.first)
    actions.confirm(second, row, by=desk.second)
    assert not Report.objects.filter(pk=old_report.pk).exists() and not Doomed.objects.exists() and not path.exists()
    openers = {"OFFICER": desk.first_vault.seeds[1], "REPORTER": filed.holder.seed, "RECOVERY": seed}
    for wrap in old_wraps:
        if wrap.kind == "OFFICER" and wrap.reader != str(desk.first.pk):
            continue
        info = keys.wrap_place(old_report.pk, 0, wrap.kind, wrap.reader, wrap.epoch)
        inner = unwrap(wrap.key_sealed, openers[wrap.kind], info=info)
        with pytest.raises(keyring.Destroyed):
            keys.data_key(old_report.pk, 0, inner)
    assert opened(kept.fresh().case, desk.first, desk.first_vault).told().what == "อยู่ต่อ"


def rows_of(report):
    """Every row of a report, as a backup holds them."""
    found = list(Report.objects.filter(pk=report))
    for model in (Wrap, Message, Blob, Ask, Seen):
        found += model.objects.filter(report=report)
    found += Case.objects.filter(report=report)
    for model in (Access, Barred, Note, Step, SafeCopy, Proposal):
        found += model.objects.filter(case__report=report)
    return found


def bring_back(rows):
    for row in rows:
        type(row).objects.bulk_create([row])


def test_what_was_deleted_after_the_backup_is_cleared_away_when_it_comes_back(desk):
    gone, kept, waits = world.file_report(), world.file_report(what="อยู่ต่อ"), world.file_report()
    blob = add_file(gone)
    case, _other, third = world.published(gone, kept, waits)
    first, second = opened(case, desk.first, desk.first_vault), opened(case, desk.second, desk.second_vault)
    actions.send(first, "คำถาม", by=desk.first)
    Case.objects.filter(pk=case.pk).update(is_held=True)
    backup, sealed = rows_of(gone.report.pk), blob_path(blob.name).read_bytes()
    Case.objects.filter(pk=case.pk).update(is_held=False)
    actions.confirm(second, actions.propose(first, "DELETE", "ผู้แจ้งขอ", by=desk.first), by=desk.second)
    assert queries.keys_destroyed() == (set(), set())
    bring_back(backup)
    blob_path(blob.name).write_bytes(sealed)
    assert queries.keys_destroyed() == ({gone.report.pk}, set()) and case in queries.visible_cases(desk.first)
    jobs.end_by_time(timezone.now())
    assert set(queries.visible_cases(desk.first)) == {kept.fresh().case, third} and not rows_of(gone.report.pk)
    assert intake.report_of(gone.holder) is None and not blob_path(blob.name).exists() and not Doomed.objects.exists()
    line = Event.objects.get(verb="case.ended")
    assert line.facts == {"again": True} and line.key == queries.pseudonym(case) and verify().ok
    jobs.end_by_time(timezone.now())
    assert Event.objects.filter(verb="case.ended").count() == 1


def test_what_was_never_handed_to_the_desk_is_cleared_away_as_well(desk):
    filed = world.file_report()
    backup = rows_of(filed.report.pk)
    first, second = both(desk, filed)
    actions.confirm(second, actions.propose(first, "DELETE", "ผู้แจ้งขอ", by=desk.first), by=desk.second)
    bring_back(backup)
    jobs.delete_again()
    assert not Report.objects.exists() and verify().ok


def test_a_key_that_is_only_missing_or_renewed_is_no_deletion(desk, settings, tmp_path):
    lost, renewed = world.file_report(), world.file_report()
    (_case, other) = world.published(lost, renewed)
    backup = rows_of(renewed.report.pk)
    actions.take_away(opened(other, desk.first, desk.first_vault), desk.second.pk, by=desk.first)
    actions.rekey(opened(other, desk.first, desk.first_vault), by=desk.first)
    keyring.destroy(keys.identity_ring(renewed.report.pk))
    Case.objects.filter(pk=other.pk).delete()
    Report.objects.filter(pk=renewed.report.pk).delete()
    bring_back(backup)
    assert queries.keys_destroyed() == (set(), {renewed.report.pk})
    with pytest.raises(Refused):
        actions.delete_again(renewed.report.pk, by=SYSTEM)
    settings.KEYRING = tmp_path / "another" / "ring.sqlite3"  # the disk was lost, and nobody put the keys back yet
    keyring.put({"report|1|0": b"x" * 32})
    assert queries.keys_destroyed() == (set(), set())
    assert jobs.delete_again() == (False, False) and Report.objects.count() == 2


def test_a_machine_that_dies_before_destroying_destroys_later(desk, monkeypatch):
    from saiyai.cases.actions import doom

    filed = world.file_report()
    first, second = both(desk, filed)
    row = actions.propose(first, "DELETE", "ขอให้ลบ", by=desk.first)
    monkeypatch.setattr(doom, "carry_out", lambda row: None)
    actions.confirm(second, row, by=desk.second)
    monkeypatch.undo()
    assert keyring.has(keys.report_ring(filed.report.pk, 0)) and Doomed.objects.count() == 1
    jobs.end_by_time(timezone.now())
    assert not keyring.has(keys.report_ring(filed.report.pk, 0)) and not Doomed.objects.exists()


def test_what_is_held_is_not_deleted_and_the_reporter_knows(desk):
    first, second = both(desk, filed := world.file_report())
    actions.confirm(second, actions.propose(first, "HOLD", "หมายศาล", by=desk.first), by=desk.second)
    assert Case.objects.get().is_held and "held" in {one["verb"] for one in filed.seen()}
    first = opened(Case.objects.get(), desk.first, desk.first_vault)
    with pytest.raises(Refused):
        actions.propose(first, "DELETE", "ลบ", by=desk.first)


def test_time_deletes_what_was_closed_long_ago_and_is_not_held(desk):
    filed, young, held = world.file_report(), world.file_report(), world.file_report()
    cases = world.published(filed, young, held)
    long_ago = timezone.localdate() - timedelta(days=366 * 6)
    for case, day, hold in zip(cases, (long_ago, timezone.localdate(), long_ago), (False, False, True), strict=True):
        Case.objects.filter(pk=case.pk).update(status="CLOSED", closed_on=day, is_held=hold)
    jobs.end_by_time(timezone.now())
    assert set(Case.objects.values_list("report", flat=True)) == {young.report.pk, held.report.pk}
    assert not keyring.has(keys.report_ring(filed.report.pk, 0))


def test_who_the_reporter_left_out_stays_out_even_by_two(desk):
    filed = world.file_report(excluded=[LeftOut(officer=str(desk.third.pk))])
    first, second = both(desk, filed)
    row = actions.propose(first, "UNBAR", "ขอให้กลับ", about=Barred.objects.get().pk, by=desk.first)
    with pytest.raises(Refused):
        actions.confirm(second, row, by=desk.second)
    assert Barred.objects.count() == 1


def test_a_new_key_shuts_out_who_copied_everything(desk):
    """The leaver kept the inner key, the keyring of that day and a copy of the tables: nothing new opens, old is closed anew."""
    filed = world.file_report()
    blob = add_file(filed)
    first, second = both(desk, filed)
    actions.send(first, "คำถาม", by=desk.first)
    actions.write_note(first, "บันทึก", "READERS", by=desk.first)
    stolen_inner, stolen_shred = second.inner, keyring.get(keys.report_ring(filed.report.pk, 0))
    old_path = blob_path(blob.name)
    stolen_file = old_path.read_bytes()
    actions.take_away(first, desk.second.pk, by=desk.first)
    renewed = actions.rekey(opened(Case.objects.get(), desk.first, desk.first_vault), by=desk.first)
    again = opened(Case.objects.get(), desk.first, desk.first_vault)
    assert again.told().what == world.STORY and again.generation == 1 == renewed.generation
    assert [facts["text"] for _m, facts in again.messages()] == ["คำถาม"]
    assert [text for _n, text in again.notes(desk.first_vault)] == ["บันทึก"]
    assert [one["text"] for one in filed.letters()] == ["คำถาม"] and filed.seen()
    assert not Case.objects.get().needs_new_key and not keyring.has(keys.report_ring(filed.report.pk, 0))
    from saiyai.crypto.envelopes import mix
    from saiyai.crypto.places import place

    for generation in (0, 1):
        stolen = mix(stolen_inner, salt=stolen_shred, info=place("report", filed.report.pk, generation))
        with pytest.raises(CannotOpen):
            where = keys.text_place("intake.Report", "body", filed.report.pk, filed.report.pk, generation)
            open_envelope(filed.fresh().body_sealed, stolen, place=where)
    ((row, facts),) = again.labels()
    assert not old_path.exists() and blob_path(row.name).read_bytes() != stolen_file
    with open(blob_path(row.name), "rb") as file:
        assert b"".join(read_stream(file, bytes.fromhex(facts["key"]), facts["length"])) == CANARY


def test_who_leaves_can_open_nothing_and_their_cases_wait_for_new_keys(desk, cast):
    filed = world.file_report()
    first, _second = both(desk, filed)
    actions.off_board(User.objects.get(pk=desk.second.pk), by=cast.admin)
    assert not queries.visible_cases(User.objects.get(pk=desk.second.pk)).exists()
    assert not Wrap.objects.filter(reader=str(desk.second.pk)).exists()
    assert Case.objects.get().needs_new_key and desk.second.pk not in queries.on_duty("R4")
    assert opened(Case.objects.get(), desk.first, desk.first_vault).told().what == world.STORY
    with pytest.raises(Refused):
        actions.off_board(User.objects.get(pk=desk.first.pk), by=desk.lead)


def test_the_trustees_bring_reports_back_and_no_identity(desk):
    seed = hybrid.new_seed()
    RecoveryKey.objects.create(epoch=1, public_key=hybrid.public_bytes(seed), trustees=[])
    who = {"name": "สมศรี"}
    lost, out = world.file_report(identity=who), world.file_report(excluded=[LeftOut(officer=str(desk.third.pk))])
    world.published(lost, out)
    for user in (desk.first, desk.second):
        user.vault_keys.update(status="RETIRED")
    world.give_keys(desk.third, epoch=2)
    fresh = world.give_keys(desk.first, epoch=2)
    actions.put_on_duty(desk.third, desk.offices["R4"], by=desk.lead)
    with pytest.raises(Refused):
        opened(lost.fresh().case, desk.first, fresh)
    assert actions.recover(seed, [1], "R4", by=desk.lead) == 2
    again = opened(lost.fresh().case, desk.first, fresh)
    assert again.told().what == world.STORY
    assert not Wrap.objects.filter(report=out.report, reader=str(desk.third.pk)).exists()
    assert Wrap.objects.filter(report=lost.report, reader=str(desk.third.pk)).exists()
    with pytest.raises(CannotOpen):
        unwrap(lost.fresh().identity_wrap_sealed, seed, info=keys.identity_place(lost.report.pk))
    assert actions.recover(seed, [1], "R4", by=desk.lead) == 0


def test_a_report_that_names_a_trustee_does_not_come_back_by_the_trustees(desk):
    seed = hybrid.new_seed()
    trustee = {"officer": str(desk.away.pk), "name": "away", "agency": ""}
    RecoveryKey.objects.create(epoch=1, public_key=hybrid.public_bytes(seed), trustees=[trustee])
    filed = world.file_report(excluded=[LeftOut(officer=str(desk.away.pk))])
    assert not Wrap.objects.filter(report=filed.report, kind="RECOVERY").exists()
    first, _second = both(desk, filed)
    actions.rekey(first, by=desk.first)
    assert not Wrap.objects.filter(report=filed.report, kind="RECOVERY").exists()


def test_an_officer_with_a_new_epoch_closes_old_wraps_to_it(desk):
    filed, other = world.file_report(), world.file_report()
    world.published(filed, other)
    new = world.give_keys(desk.first, epoch=2)
    both_epochs = world.Unlocked(desk.first.pk, 2, {**desk.first_vault.seeds, **new.seeds})
    assert queries.still_needs(desk.first, 1)
    assert actions.follow_epoch(both_epochs, by=desk.first, most=1) is True
    assert actions.follow_epoch(both_epochs, by=desk.first) is False
    assert not queries.still_needs(desk.first, 1)
    assert opened(filed.fresh().case, desk.first, new).told().what == world.STORY


def test_nothing_of_a_report_lies_in_clear_in_the_store(desk, settings):
    """Canaries of body, names, notes and files are in no file of the site."""
    filed = world.file_report(what="canary-body-ทุจริต", identity={"name": "canary-name"})
    add_file(filed)
    first, _second = both(desk, filed)
    actions.write_note(first, "canary-note", "READERS", by=desk.first)
    actions.send(first, "canary-letter", by=desk.first)
    marks = [b"canary-body", "ทุจริต".encode(), b"canary-name", b"canary-note", b"canary-letter", b"canary-in-a-file"]
    from django.db import connections

    store = connections[settings.VAULT]
    if store.vendor == "sqlite":
        with store.cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            tables = [name for (name,) in cursor.fetchall() if name.startswith(("intake_", "cases_"))]
    else:
        tables = [name for name in store.introspection.table_names() if name.startswith(("intake_", "cases_"))]
    for table in tables:
        with store.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table}")
            for row in cursor.fetchall():
                for value in row:
                    content = bytes(value) if isinstance(value, memoryview | bytes) else str(value).encode()
                    assert not [mark for mark in marks if mark in content], table
    for path in settings.PRIVATE_DIR.rglob("*"):
        assert not path.is_file() or not [mark for mark in marks if mark in path.read_bytes()]


def test_sizes_do_not_tell_how_much_was_written(desk):
    short, long = world.file_report(what="ก"), world.file_report(what="ก" * 200)
    assert len(short.fresh().body_sealed) == len(long.fresh().body_sealed)
