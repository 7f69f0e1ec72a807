"""A report reaches the officers on duty by name, and nobody else, by keys and by pages."""

import random
from datetime import date

import pytest
from django.conf import settings as site
from django.db import connections

from saiyai.audit.models import Event
from saiyai.cases import actions, jobs, queries
from saiyai.cases.models import Access, Barred, Case, DutyCount, Note
from saiyai.cases.tests import world
from saiyai.cases.tests.conftest import opened
from saiyai.crypto import keyring
from saiyai.intake import keys
from saiyai.intake.models import Ask, Reader, Wrap
from saiyai.intake.told import LeftOut
from saiyai.policy.lifecycle import Refused

pytestmark = pytest.mark.django_db(databases="__all__")


def test_the_officers_on_duty_read_it_after_the_batch_and_not_before(desk):
    filed = world.file_report()
    assert not queries.visible_cases(desk.first).exists() and not Case.objects.exists()
    (case,) = world.published(filed)
    assert opened(case, desk.first, desk.first_vault).told().what == world.STORY
    assert opened(case, desk.second, desk.second_vault).told().what == world.STORY
    assert filed.fresh().received_on == case.received_on and filed.fresh().state == "RECEIVED"


@pytest.mark.parametrize("who", ["third", "lead", "decider", "away"])
def test_nobody_else_knows_of_it_or_could_open_it(desk, who):
    filed = world.file_report()
    (case,) = world.published(filed)
    user, vault = getattr(desk, who), getattr(desk, f"{who}_vault")
    assert not queries.visible_cases(user).exists()
    with pytest.raises(Refused):
        opened(case, user, vault)
    Access.objects.create(
        case=case, officer=user.pk, part="HELPER", given_on=case.received_on, received_on=case.received_on
    )
    with pytest.raises(Refused):  # a row alone opens nothing: there is no wrap
        opened(case, user, vault)


def test_a_wrap_of_another_report_officer_or_epoch_opens_nothing(desk):
    one, other = world.file_report(), world.file_report(what="อีกเรื่อง")
    case, _other = world.published(one, other)
    mine = Wrap.objects.get(report=one.report, reader=str(desk.first.pk))
    moved = Wrap.objects.get(report=other.report, reader=str(desk.first.pk))
    mine.key_sealed = moved.key_sealed
    mine.save()
    with pytest.raises(Refused):
        opened(case, desk.first, desk.first_vault)
    theirs = Wrap.objects.get(report=one.report, reader=str(desk.second.pk))
    theirs.epoch = 7
    theirs.save()
    with pytest.raises(Refused):
        opened(case, desk.second, desk.second_vault)


def test_a_body_moved_to_another_report_does_not_open(desk):
    one, other = world.file_report(), world.file_report(what="อีกเรื่อง")
    case, _other = world.published(one, other)
    report = one.fresh()
    report.body_sealed = other.fresh().body_sealed
    report.save()
    from saiyai.crypto.unseal import CannotOpen

    with pytest.raises(CannotOpen):
        opened(case, desk.first, desk.first_vault)


def test_who_the_reporter_left_out_finds_no_trace_and_gets_no_way_in(desk, client):
    filed = world.file_report(excluded=[LeftOut(name="second", officer=str(desk.second.pk))])
    (case,) = world.published(filed)
    assert not Wrap.objects.filter(report=filed.report, reader=str(desk.second.pk)).exists()
    assert not queries.visible_cases(desk.second).exists()
    by_first = opened(case, desk.first, desk.first_vault)
    assert Barred.objects.get(case=case).officer == desk.second.pk
    assert desk.second not in queries.may_be_given(case)
    assert actions.give(by_first, desk.second, "HELPER", by=desk.first)
    assert not Wrap.objects.filter(report=filed.report, reader=str(desk.second.pk)).exists()
    assert Event.objects.filter(verb="case.give_refused").count() == 1
    Access.objects.create(
        case=case, officer=desk.second.pk, part="LEAD", given_on=case.received_on, received_on=case.received_on
    )
    assert not queries.visible_cases(desk.second).exists()


def test_giving_wraps_for_one_more_by_somebody_who_can_read(desk):
    filed = world.file_report()
    (case,) = world.published(filed)
    by_first = opened(case, desk.first, desk.first_vault)
    assert actions.give(by_first, desk.third, "LEAD", by=desk.first) == ""
    assert opened(case, desk.third, desk.third_vault).told().what == world.STORY
    assert actions.give(by_first, desk.away, "HELPER", by=desk.first) != ""
    assert not queries.visible_cases(desk.away).exists()
    assert {("assigned", "third (เขต 4)"), ("opened", "first (เขต 4)")} <= {(s["verb"], s["who"]) for s in filed.seen()}


def test_whoever_takes_or_begins_a_case_is_in_charge_where_nobody_is_yet(desk):
    (case,) = world.published(world.file_report())
    by_first, by_second = (
        opened(case, desk.first, desk.first_vault), opened(case, desk.second, desk.second_vault),
    )  # fmt: skip

    def in_charge():
        return list(case.accesses.filter(part=Access.Part.LEAD).values_list("officer", flat=True))

    actions.move(by_first, "take", "", by=desk.first)
    assert in_charge() == [desk.first.pk]
    actions.move(by_second, "screen", "", by=desk.second)
    assert in_charge() == [desk.first.pk], "another who helps does not take it away"
    actions.declare_conflict(by_first, "เป็นญาติ", by=desk.first)
    actions.move(by_second, "need_info", "ขอทราบเดือน", by=desk.second)
    assert in_charge() == []
    actions.move(by_second, "go_on", "", by=desk.second)
    assert in_charge() == [desk.second.pk]


def test_taking_away_ends_reading_and_asks_for_a_new_key(desk):
    filed = world.file_report()
    (case,) = world.published(filed)
    by_first = opened(case, desk.first, desk.first_vault)
    actions.take_away(by_first, desk.second.pk, by=desk.first)
    case.refresh_from_db()
    assert case.needs_new_key and not queries.visible_cases(desk.second).exists()
    with pytest.raises(Refused):
        actions.take_away(by_first, desk.first.pk, by=desk.first)


def test_a_declared_conflict_is_for_good(desk):
    filed = world.file_report()
    (case,) = world.published(filed)
    actions.declare_conflict(opened(case, desk.second, desk.second_vault), "เป็นญาติ", by=desk.second)
    assert not queries.visible_cases(desk.second).exists() and desk.second not in queries.may_be_given(case)
    assert [facts["text"] for _step, facts in opened(case, desk.first, desk.first_vault).steps()] == ["เป็นญาติ"]


def test_letters_go_both_ways_and_wait_for_the_batch(desk):
    filed = world.file_report()
    (case,) = world.published(filed)
    by_first = opened(case, desk.first, desk.first_vault)
    actions.send(by_first, "เกิดขึ้นเดือนใด", by=desk.first)
    assert [one["text"] for one in filed.letters()] == ["เกิดขึ้นเดือนใด"]
    actions.move(by_first, "take", "", by=desk.first)
    actions.move(by_first, "need_info", "ขอทราบเดือน", by=desk.first)
    filed.writes("เดือนมีนาคม")
    assert [facts["text"] for _row, facts in by_first.messages()] == ["เกิดขึ้นเดือนใด"]
    world.published(filed)
    assert [facts["text"] for _row, facts in by_first.messages()] == ["เกิดขึ้นเดือนใด", "เดือนมีนาคม"]
    case.refresh_from_db()
    assert case.status == Case.Status.SCREENING and filed.fresh().state == "SCREENING"
    assert case.acknowledged_on


def test_a_note_for_oneself_opens_for_its_author_only(desk):
    filed = world.file_report()
    (case,) = world.published(filed)
    by_first = opened(case, desk.first, desk.first_vault)
    actions.write_note(by_first, "ความสงสัยของฉัน", Note.Audience.ME, by=desk.first)
    actions.write_note(by_first, "สำหรับทุกคน", Note.Audience.READERS, by=desk.first)
    assert {text for _n, text in by_first.notes(desk.first_vault)} == {"ความสงสัยของฉัน", "สำหรับทุกคน"}
    by_second = opened(case, desk.second, desk.second_vault)
    assert {text for _n, text in by_second.notes(desk.second_vault)} == {"สำหรับทุกคน"}
    from saiyai.cases.actions.opening import own_note

    assert own_note(Note.objects.get(audience="ME"), desk.second_vault) == ""


def test_an_identity_opens_for_one_officer_one_purpose_until_its_day(desk, monkeypatch):
    who = {"name": "สมศรี ผู้แจ้ง", "phone": "0812345678"}
    filed = world.file_report(identity=who, mode="confidential")
    (case,) = world.published(filed)
    by_first = opened(case, desk.first, desk.first_vault)
    ask = actions.ask_identity(
        by_first,
        "CONTACT",
        date(2099, 1, 1).replace(year=case.received_on.year + 1, month=1, day=1),
        "ขอโทรหา",
        by=desk.first,
    )
    with pytest.raises(Refused):
        actions.see_identity(by_first, ask, desk.first_vault, by=desk.first)
    filed.agrees(ask)
    ask = Ask.objects.select_related("grant").get(pk=ask.pk)
    assert actions.see_identity(by_first, ask, desk.first_vault, by=desk.first) == who
    assert ("identity_seen", "first (เขต 4)") in {(one["verb"], one["who"]) for one in filed.seen()}
    by_second = opened(case, desk.second, desk.second_vault)
    with pytest.raises(Refused):
        actions.see_identity(by_second, ask, desk.second_vault, by=desk.second)
    ask.purpose = "REWARD"  # changed in the table: the grant is bound to what was agreed to
    with pytest.raises(Refused):
        actions.see_identity(by_first, ask, desk.first_vault, by=desk.first)
    ask.refresh_from_db()
    ask.until = date(2020, 1, 1)
    with pytest.raises(Refused):
        actions.see_identity(by_first, ask, desk.first_vault, by=desk.first)


def test_with_every_key_of_the_house_an_identity_stays_shut(desk):
    """An officer with the inner key, the data key and the whole table has nothing that opens the identity."""
    from saiyai.crypto.unseal import CannotOpen, open_envelope, unwrap

    filed = world.file_report(identity={"name": "สมศรี"}, mode="confidential")
    (case,) = world.published(filed)
    by_first = opened(case, desk.first, desk.first_vault)
    report = filed.fresh()
    for key in (by_first.inner, by_first._key, keyring.get(keys.identity_ring(report.pk))):
        with pytest.raises(CannotOpen):
            open_envelope(report.identity_sealed, key, place=keys.identity_text_place(report.pk))
    for seed in (desk.first_vault.seeds[1], filed.holder.seed):
        with pytest.raises(CannotOpen):
            unwrap(report.identity_wrap_sealed, seed, info=keys.identity_place(report.pk))


def test_with_or_without_a_name_a_report_looks_the_same(desk):
    with_name = world.file_report(identity={"name": "ก" * 400, "phone": "1"}).fresh()
    without = world.file_report().fresh()
    for name in ("identity_sealed", "identity_wrap_sealed", "identity_key"):
        assert len(getattr(with_name, name)) == len(getattr(without, name))


def test_a_destroyed_key_closes_a_report_for_everybody(desk):
    filed = world.file_report()
    (case,) = world.published(filed)
    keyring.destroy(keys.report_ring(filed.report.pk, 0))
    with pytest.raises(Refused) as found:
        opened(case, desk.first, desk.first_vault)
    assert "deleted" in str(found.value.reason) or "ลบ" in str(found.value.reason)
    with pytest.raises(keyring.Destroyed):
        filed.data_key()


def test_opening_is_noted_once_a_day_without_the_key_of_the_case(desk):
    filed = world.file_report()
    (case,) = world.published(filed)
    opened(case, desk.first, desk.first_vault)
    opened(case, desk.first, desk.first_vault)
    lines = Event.objects.filter(verb="case.opened")
    assert [(one.key, one.actor) for one in lines] == [(queries.pseudonym(case), str(desk.first.pk))]
    assert str(case.pk) not in lines[0].key and len(filed.seen()) == 1
    assert not Event.objects.filter(facts__icontains=str(case.pk)).exists()


def test_titles_show_only_what_was_opened_before(desk):
    one, other = world.file_report(what="ก" * 30), world.file_report(what="ข" * 30)
    cases = world.published(one, other)
    assert actions.titles(cases, desk.first_vault, by=desk.first) == {}
    opened(cases[0], desk.first, desk.first_vault)
    assert actions.titles(cases, desk.first_vault, by=desk.first) == {cases[0].pk: "ก" * 30}


def test_a_batch_tells_no_order(desk, monkeypatch):
    filed = [world.file_report(what=str(n)) for n in range(12)]
    cases = world.published(*filed)
    assert len({one.received_on for one in cases}) == 1
    if connections[site.VAULT].vendor == "sqlite":
        with connections[site.VAULT].cursor() as cursor:
            cursor.execute("SELECT report_id FROM cases_case ORDER BY rowid")
            lies = [row[0] for row in cursor.fetchall()]
        assert lies != [one.report.pk for one in filed]
    assert DutyCount.objects.get(desk="R4").received == 12
    assert [e.facts for e in Event.objects.filter(verb="desk.batch")] == [{}]


def test_officers_of_a_desk_are_few_and_known_by_name(desk):
    actions.put_on_duty(desk.third, desk.offices["R4"], by=desk.lead)
    fourth, _vault = world.officer("fourth", "case_officer", desk.offices["R4"])
    fifth, _vault = world.officer("fifth", "case_officer", desk.offices["R4"])
    actions.put_on_duty(fourth, desk.offices["R4"], by=desk.lead)
    with pytest.raises(Refused):
        actions.put_on_duty(fifth, desk.offices["R4"], by=desk.lead)
    with pytest.raises(Refused):
        actions.put_on_duty(desk.away, desk.offices["R4"], by=desk.lead)
    with pytest.raises(Refused):
        actions.put_on_duty(fifth, desk.offices["R4"], by=desk.first)
    assert set(Reader.objects.filter(desk="R4").values_list("officer", flat=True)) == {
        desk.first.pk, desk.second.pk, desk.third.pk, fourth.pk,
    }  # fmt: skip


def test_who_loses_the_role_or_gets_a_new_key_is_followed_by_the_front_desk(desk):
    assert jobs.publish_desk(None) == "the same"
    world.give_keys(desk.first, epoch=2)
    assert jobs.publish_desk(None) == "told"
    assert Reader.objects.get(officer=desk.first.pk).epoch == 2
    desk.first.grants.update(status="ENDED")
    assert jobs.publish_desk(None) == "told"
    assert not Reader.objects.filter(officer=desk.first.pk).exists()


def test_danger_does_not_wait_and_says_nothing_in_letters(desk, mailoutbox):
    from saiyai.notify.models import Letter

    filed, other = world.file_report(), world.file_report()
    report = filed.fresh()
    report.in_danger = True
    report.save()
    jobs.watch_danger(None)
    assert filed.fresh().published and not other.fresh().published
    assert Letter.objects.count() == 2
    jobs.watch_danger(None)
    assert Letter.objects.count() == 2


def test_daily_letters_are_the_same_whatever_came_in(desk):
    from saiyai.notify import writing

    rendered = set()
    for count in (0, 1, 5):
        for _n in range(count):
            world.file_report()
        world.published()
        rendered.add(writing.rendered("cases/letters/daily", {}, "th"))
        rendered.add(writing.rendered("cases/letters/daily", {}, "en"))
    assert len(rendered) == 1


@pytest.mark.parametrize("seed", range(3))
def test_any_walk_through_the_lifecycle_keeps_the_rules(desk, seed):
    """Random moves by random officers: only what the table allows happens, and what the reporter reads follows it."""
    from saiyai.cases import rules

    chance = random.Random(seed)
    filed = world.file_report()
    (case,) = world.published(filed)
    by_first = opened(case, desk.first, desk.first_vault)
    actions.give(by_first, desk.decider, "DECIDER", by=desk.first)
    actions.give(by_first, desk.first, "LEAD", by=desk.first)
    people = [(desk.first, desk.first_vault), (desk.second, desk.second_vault), (desk.decider, desk.decider_vault)]
    for _step in range(15):
        user, vault = chance.choice(people)
        now = opened(Case.objects.get(pk=case.pk), user, vault)
        name = chance.choice([m for m in rules.CASE.moves if m != "close"])
        allowed = not rules.CASE.why_not(now.case, name, user)
        before = now.case.status
        try:
            actions.move(now, name, "เหตุผล", decision="ACCEPT", by=user)
            assert allowed and Case.objects.get(pk=case.pk).status == rules.CASE.moves[name].target
        except Refused:
            assert not allowed and Case.objects.get(pk=case.pk).status == before
        fresh = Case.objects.get(pk=case.pk)
        assert filed.fresh().state == fresh.status


def test_what_the_reporter_should_know_goes_with_the_move(desk):
    filed = world.file_report()
    (case,) = world.published(filed)
    mine = opened(case, desk.first, desk.first_vault)
    actions.move(mine, "take", "", by=desk.first)
    actions.move(mine, "need_info", "รอเอกสาร", message="ขอทราบว่าเกิดปีใด", by=desk.first)
    assert [letter["text"] for letter in filed.letters()] == ["ขอทราบว่าเกิดปีใด"] and filed.fresh().state == "NEED_INFO"
    with pytest.raises(Refused):
        actions.move(mine, "go_on", "", message="คุณชื่ออะไร", by=desk.first)
    assert Case.objects.get().status == "NEED_INFO", "nothing moves when the message is refused"


def test_a_closing_word_reaches_the_reporter_when_the_second_person_agrees(desk):
    filed = world.file_report()
    (case,) = world.published(filed)
    first, second = opened(case, desk.first, desk.first_vault), opened(case, desk.second, desk.second_vault)
    with pytest.raises(Refused):
        actions.propose(first, "CLOSE", "ซ้ำ", closing="DUPLICATE", message="ขอเบอร์โทรของคุณ", by=desk.first)
    row = actions.propose(first, "CLOSE", "ซ้ำ", closing="DUPLICATE", message="เรื่องนี้มีผู้แจ้งไว้แล้ว", by=desk.first)
    assert filed.letters() == []
    actions.confirm(second, row, by=desk.second)
    (letter,) = filed.letters()
    assert letter["text"] == "เรื่องนี้มีผู้แจ้งไว้แล้ว" and "ซ้ำ" not in str(filed.seen())
