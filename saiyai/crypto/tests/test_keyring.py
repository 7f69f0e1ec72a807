"""The keyring in bad hours: killed at any statement, a full disk, many writers, a lost disk, an old snapshot."""

import os
import signal
import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from saiyai.crypto import keyring

OLD, KEPT, NEW = "report|1|0", "report|2|0", "report|3|0"


def key(name):
    return name.encode().ljust(32, b"=")


@pytest.fixture
def rings(settings, tmp_path):
    settings.KEYRING, settings.KEYRING_MIRROR = tmp_path / "one" / "ring", str(tmp_path / "two" / "ring")
    return keyring.paths()


@pytest.fixture
def filled(rings):
    keyring.put({OLD: key(OLD), KEPT: key(KEPT)})
    return rings


class Killer:
    """A connection that kills its own process before the n-th statement of all connections."""

    left = 0

    def __init__(self, ring):
        self.__dict__["ring"] = ring

    def __getattr__(self, name):
        found = getattr(self.ring, name)
        if not name.startswith("execute"):
            return found

        def run(*arguments):
            Killer.left -= 1
            if Killer.left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return found(*arguments)

        return run


def killed_at(step, work, monkeypatch):
    """Run the work in a process of its own, killed before this statement; whether it was killed."""
    child = os.fork()
    if child == 0:
        connect, Killer.left = keyring._connect, step
        monkeypatch.setattr(keyring, "_connect", lambda path: Killer(connect(path)))
        try:
            work()
        finally:
            os._exit(0)
    _pid, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


@pytest.mark.slow
@pytest.mark.parametrize("step", range(9))
def test_killed_while_it_puts_it_has_lost_nothing_and_the_copies_can_be_joined(filled, monkeypatch, step):
    was_killed = killed_at(step, lambda: keyring.put({NEW: key(NEW)}), monkeypatch)
    assert keyring.get(OLD) == key(OLD) and keyring.get(KEPT) == key(KEPT)
    before = keyring.compare()
    assert before.unlike == before.half_destroyed == 0 and (was_killed or keyring.has(NEW))
    keyring.mend()
    assert keyring.compare() == keyring.Comparison(keys=2 + keyring.has(NEW))
    keyring.put({NEW: key(NEW)})
    assert keyring.compare() == keyring.Comparison(keys=3)


@pytest.mark.slow
@pytest.mark.parametrize("step", range(9))
def test_killed_while_it_destroys_mending_carries_it_through_or_nothing_was_begun(filled, monkeypatch, step):
    was_killed = killed_at(step, lambda: keyring.destroy(OLD), monkeypatch)
    begun = not keyring.has(OLD)
    assert was_killed or begun
    keyring.mend()
    assert keyring.has(OLD) == (not begun) and keyring.get(KEPT) == key(KEPT)
    assert keyring.compare() == keyring.Comparison(keys=1 + (not begun))
    if begun:
        for path in filled[0].parent.parent.rglob("*"):
            assert not path.is_file() or key(OLD) not in path.read_bytes()


def test_statements_are_fewer_than_the_steps_at_which_it_was_killed(filled, monkeypatch):
    """Else the two tests above would not have tried every place."""
    assert not killed_at(8, lambda: keyring.put({NEW: key(NEW)}), monkeypatch) or not killed_at(
        8, lambda: keyring.destroy(OLD), monkeypatch
    )


@pytest.mark.parametrize("full", [0, 1])
def test_a_full_disk_refuses_and_neither_copy_holds_the_key(filled, monkeypatch, full):
    connect = keyring._connect

    def small(path):
        ring = connect(path)
        if path == filled[full]:
            ring.execute(f"PRAGMA max_page_count={ring.execute('PRAGMA page_count').fetchone()[0]}")
        return ring

    monkeypatch.setattr(keyring, "_connect", small)
    many = {f"report|{n}|0": os.urandom(4000) for n in range(10, 14)}
    with pytest.raises(sqlite3.OperationalError, match="full"):
        keyring.put(many)
    monkeypatch.undo()
    assert not any(keyring.has(name) for name in many)
    assert keyring.compare() == keyring.Comparison(keys=2)


def test_many_writers_at_once_leave_equal_copies(filled):
    def work(n):
        keyring.put({f"report|{n}|1": key(str(n)), f"identity|{n}": key(str(n))})
        if n % 2:
            keyring.destroy(f"report|{n}|1")
        return keyring.has(f"report|{n}|1")

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(work, range(10, 22))) == [n % 2 == 0 for n in range(10, 22)]
    assert keyring.compare() == keyring.Comparison(keys=2 + 12 + 6)


def test_a_lost_disk_stops_everything_and_is_filled_again_from_the_other(filled):
    filled[0].unlink()
    for ask in (lambda: keyring.get(KEPT), lambda: keyring.put({NEW: key(NEW)}), lambda: keyring.destroy(KEPT)):
        with pytest.raises(keyring.Incomplete):
            ask()
    assert not filled[0].exists()
    assert keyring.mend() == (2, 0) and keyring.get(KEPT) == key(KEPT)


def test_one_name_with_two_contents_is_told_and_never_settled_by_itself(filled):
    with sqlite3.connect(filled[1]) as ring:
        ring.execute("UPDATE ring SET content = x'00' WHERE name = ?", (KEPT,))
    assert keyring.compare().unlike == 1
    with pytest.raises(keyring.Taken):
        keyring.mend()


def test_a_put_that_is_sent_again_does_not_bring_back_what_was_destroyed(filled):
    keyring.destroy(OLD)
    with pytest.raises(keyring.Destroyed):
        keyring.put({OLD: key(OLD), NEW: key(NEW)})
    assert not keyring.has(OLD) and not keyring.has(NEW)


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["put", "destroy", "snapshot", "merge", "swap", "mend"]), st.integers(0, 3)),
        max_size=14,
    )
)
def test_whatever_happens_a_destroyed_key_never_comes_back(tmp_path_factory, settings, steps):
    folder = tmp_path_factory.mktemp("ring")
    settings.KEYRING, settings.KEYRING_MIRROR = folder / "one" / "ring", str(folder / "two" / "ring")
    snapshots, dead, alive = [({}, set())], set(), set()
    for verb, n in steps:
        name = f"report|{n}|0"
        if verb == "put" and name not in dead:
            keyring.put({name: key(name)})
            alive.add(name)
        elif verb == "destroy":
            keyring.destroy(name)
            dead.add(name)
        elif verb == "snapshot":
            snapshots.append(keyring.content())
        elif verb == "merge":
            keyring.merge(*snapshots[n % len(snapshots)])
        elif verb == "mend":
            keyring.mend()
        elif verb == "swap" and keyring.paths()[n % 2].exists():  # a disk is lost, and the copy put in its place
            keyring.paths()[n % 2].unlink()
            keyring.mend()
        assert not [name for name in dead if keyring.has(name)]
        assert all(keyring.has(name) for name in alive - dead)
        assert keyring.compare().equal


def test_a_file_that_a_full_disk_let_begin_stops_nothing_and_an_emptied_one_everything(settings, tmp_path):
    settings.KEYRING, settings.KEYRING_MIRROR = tmp_path / "one", tmp_path / "two"
    settings.KEYRING.touch()
    keyring.put({"report|1|0": b"k" * 32})
    assert keyring.get("report|1|0") == b"k" * 32 and keyring.compare().equal
    settings.KEYRING.write_bytes(b"")
    for act in (lambda: keyring.get("report|1|0"), lambda: keyring.put({"report|2|0": b"k" * 32})):
        with pytest.raises(keyring.Incomplete):
            act()
