"""The writer of the trail: inside actions only, all or nothing, and no gap however many write at once."""

import threading

import pytest
from django.db import close_old_connections, connections
from django.utils import timezone

from saiyai.audit import queries, trail
from saiyai.audit.models import Event, Head
from saiyai.audit.verify import verify
from saiyai.policy.action import action
from saiyai.policy.actors import SYSTEM, LinkHolder


@action
def note(number, *, by, broken=False):
    trail.record("note.made", ("note", number), by=by)
    if broken:
        raise ZeroDivisionError


@action
def silent(*, by):
    return None


@action
def outer(*, by, inner_broken=False, at_the_end=None):
    trail.record("outer.begun", ("outer", 1), by=by)
    try:
        note(2, by=by, broken=inner_broken)
    except ZeroDivisionError:
        pass
    trail.record("outer.ended", ("outer", 1), by=by)
    if at_the_end:
        raise at_the_end


def verbs():
    return list(Event.objects.order_by("seq").values_list("verb", flat=True))


def test_recording_outside_an_action_is_refused():
    with pytest.raises(RuntimeError, match="outside"):
        trail.record("x.y", ("x", 1), by=SYSTEM)


@pytest.mark.django_db
def test_an_action_that_records_nothing_is_undone():
    with pytest.raises(trail.NothingRecorded):
        silent(by=SYSTEM)
    assert verbs() == []


@pytest.mark.django_db
def test_nested_actions_are_written_once_in_order():
    outer(by=SYSTEM)
    assert verbs() == ["outer.begun", "note.made", "outer.ended"]
    assert verify().ok


@pytest.mark.django_db
def test_a_failed_inner_action_leaves_no_line():
    outer(by=SYSTEM, inner_broken=True)
    assert verbs() == ["outer.begun", "outer.ended"]


@pytest.mark.django_db
def test_a_failed_outer_action_leaves_nothing_and_the_next_one_works():
    with pytest.raises(KeyError):
        outer(by=SYSTEM, at_the_end=KeyError())
    assert verbs() == []
    note(1, by=SYSTEM)
    assert verbs() == ["note.made"]
    assert Head.objects.get().size == 1


@pytest.mark.django_db
def test_who_and_what_are_on_the_line():
    note(7, by=LinkHolder("superior of application 7", "link:7"))
    line = queries.events_about("note", 7).get()
    assert (line.actor, line.actor_label, line.key, line.seq) == ("link:7", "superior of application 7", "7", 1)
    assert abs((timezone.now() - line.at).total_seconds()) < 60


@pytest.mark.django_db
def test_only_who_may_reads_the_whole_trail():
    note(1, by=SYSTEM)
    assert queries.visible_events(SYSTEM).count() == 1
    assert queries.visible_events(LinkHolder("x", "x")).count() == 0


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_many_writers_leave_no_gap():
    threads, each = 8, 12
    problems = []

    def work():
        try:
            for number in range(each):
                note(number, by=SYSTEM)
                try:
                    note(number, by=SYSTEM, broken=True)
                except ZeroDivisionError:
                    pass
        except Exception as problem:
            problems.append(problem)
        finally:
            close_old_connections()
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert problems == []
    numbers = list(Event.objects.order_by("seq").values_list("seq", flat=True))
    assert numbers == list(range(1, threads * each + 1))
    assert verify().ok
