"""Deriving slowly: few at once, some wait, more are told at once; pages go first; a child process has threads of its own."""

import os
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from saiyai.crypto import slow

SALT = b"s" * 16


@pytest.fixture
def cooking(monkeypatch):
    """Derivations that last until somebody says so, and how many run."""
    told = SimpleNamespace(go_on=threading.Event(), now=0, most=0, niceness=set(), lock=threading.Lock())

    class Held:
        def __init__(self, **details):
            pass

        def derive(self, _known):
            with told.lock:
                told.now += 1
                told.most = max(told.most, told.now)
            told.niceness.add(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
            told.go_on.wait(60)
            with told.lock:
                told.now -= 1
            return b"derived"

    monkeypatch.setattr(slow, "Argon2id", Held)
    monkeypatch.setattr(slow, "WAITING", 4)
    monkeypatch.setattr(slow, "TRIED_WAITING", 1)
    slow._begin()
    yield told
    told.go_on.set()
    monkeypatch.undo()
    slow._begin()


def several(pool, count, **more):
    return [pool.submit(slow.derive, str(n), salt=SALT, **more) for n in range(count)]


def until(true):
    for _n in range(2000):  # a machine that does something else besides
        if true():
            return True
        time.sleep(0.01)
    return False


def test_few_are_derived_at_once_and_too_many_are_told_so_at_once(cooking):
    with ThreadPoolExecutor(12) as pool:
        asked = several(pool, 10)
        assert until(lambda: sum(one.done() for one in asked) == 4), "two run, four wait, four are refused"
        assert all(isinstance(one.exception(), slow.Busy) for one in asked if one.done())
        assert until(lambda: cooking.now == slow.AT_ONCE)
        cooking.go_on.set()
        assert sorted(type(one.exception()).__name__ for one in asked) == ["Busy"] * 4 + ["NoneType"] * 6
    assert cooking.most == slow.AT_ONCE
    assert slow.derive("again", salt=SALT) == b"derived", "their places are free again"


def test_codes_that_are_tried_keep_nobody_else_waiting(cooking):
    with ThreadPoolExecutor(12) as pool:
        tried = several(pool, 5, tried=True)
        assert until(lambda: sum(one.done() for one in tried) == 3), "one runs, one waits, three are refused"
        assert until(lambda: cooking.now == slow.TRIED_AT_ONCE)
        reports = several(pool, slow.AT_ONCE)
        assert until(lambda: cooking.now == slow.TRIED_AT_ONCE + slow.AT_ONCE), "reports run beside it"
        cooking.go_on.set()
        assert [one.result() for one in reports] == [b"derived"] * slow.AT_ONCE


def test_who_waits_too_long_is_told_and_what_has_begun_is_finished(cooking, monkeypatch):
    monkeypatch.setattr(slow, "PATIENCE", 0.3)  # long enough for two threads to begin on a busy machine
    with ThreadPoolExecutor(12) as pool:
        begun = several(pool, slow.AT_ONCE)
        assert until(lambda: cooking.now == slow.AT_ONCE)
        with pytest.raises(slow.Busy):
            slow.derive("late", salt=SALT)
        cooking.go_on.set()
        assert [one.result() for one in begun] == [b"derived"] * slow.AT_ONCE


@pytest.mark.skipif(sys.platform != "linux", reason="threads have no niceness of their own")
def test_derivations_step_back_and_the_rest_of_the_process_does_not(cooking):
    before = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    cooking.go_on.set()
    slow.derive("x", salt=SALT)
    slow.derive("x", salt=SALT, tried=True)
    report, tried = sorted(cooking.niceness)
    assert before < report < tried
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) == before


def test_a_child_process_derives_as_well():
    expected, (reading, writing) = slow.derive("x", salt=SALT), os.pipe()
    child = os.fork()
    if not child:
        try:
            os.write(writing, slow.derive("x", salt=SALT))
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        assert told.read() == expected
    os.waitpid(child, 0)
