"""The part of somebody who reads a case is changed on the record; nothing that they can open changes with it."""

import pytest

from saiyai.audit.models import Event
from saiyai.cases import actions
from saiyai.cases.models import Access, Barred
from saiyai.cases.tests import world
from saiyai.cases.tests.conftest import opened
from saiyai.intake.models import Wrap
from saiyai.policy.lifecycle import Refused

pytestmark = pytest.mark.django_db(databases="__all__")


def test_the_part_of_a_reader_is_changed_on_the_record_and_nothing_else(desk):
    filed = world.file_report()
    (case,) = world.published(filed)
    by_first = opened(case, desk.first, desk.first_vault)
    actions.give(by_first, desk.third, "HELPER", by=desk.first)
    wraps, told = set(Wrap.objects.values_list("pk", flat=True)), len(filed.seen())
    assert actions.change_part(by_first, desk.third, "LEAD", by=desk.first) == ""
    assert case.accesses.get(officer=desk.third.pk).part == Access.Part.LEAD
    event = Event.objects.get(verb="case.part_changed")
    assert event.facts == {"officer": str(desk.third.pk), "part": "LEAD", "before": "HELPER"}
    assert event.actor == str(desk.first.pk)
    case.refresh_from_db()
    assert set(Wrap.objects.values_list("pk", flat=True)) == wraps and not case.needs_new_key
    assert len(filed.seen()) == told, "the reporter sees who reads, and that is as before"
    assert case.accesses.count() == 3


def test_no_part_for_who_reads_it_not_has_it_already_or_must_not_read(desk):
    (case,) = world.published(world.file_report())
    by_first = opened(case, desk.first, desk.first_vault)
    for officer, part in ((desk.third, "LEAD"), (desk.second, "DUTY"), (desk.second, "OWNER")):
        with pytest.raises(Refused):
            actions.change_part(by_first, officer, part, by=desk.first)
    actions.give(by_first, desk.decider, "DECIDER", by=desk.first)
    by_decider = opened(case, desk.decider, desk.decider_vault)
    with pytest.raises(Refused):  # who only decides does not say who reads as what
        actions.change_part(by_decider, desk.second, "LEAD", by=desk.decider)
    Barred.objects.create(case=case, officer=desk.second.pk, why=Barred.Why.REPORTER)
    assert actions.change_part(by_first, desk.second, "LEAD", by=desk.first)
    assert case.accesses.get(officer=desk.second.pk).part == Access.Part.DUTY
    assert Event.objects.filter(verb="case.give_refused").count() == 1
    assert not Event.objects.filter(verb="case.part_changed").exists()
