"""Each due job runs once, by one worker; what goes wrong is seen, tried again, and stops nothing else."""

import multiprocessing
import os
import signal
import threading
import time as clock
from datetime import UTC, datetime, time, timedelta
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connections, transaction
from django.utils import timezone

from saiyai.audit.models import Event
from saiyai.jobs import actions, queries
from saiyai.jobs.models import Job
from saiyai.jobs.rules import Every, pause_after
from saiyai.policy.actors import SYSTEM, LinkHolder
from saiyai.policy.lifecycle import Refused

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)  # 12.00 in Bangkok
MINUTE = timedelta(minutes=1)


@pytest.fixture
def ran():
    """The times at which the job of the test ran."""
    return []


@pytest.fixture
def line(ran):
    return Every("test.job", lambda now: ran.append(now) or f"run {len(ran)}", timedelta(minutes=5))


def job():
    return Job.objects.get(name="test.job")


class TestWhen:
    def test_each_period(self):
        assert Every("x", str, 5 * MINUTE).next_after(NOON) == NOON + 5 * MINUTE

    @pytest.mark.parametrize(
        ("at", "expected"),
        [
            (time(12, 1), datetime(2026, 11, 23, 5, 1, tzinfo=UTC)),
            (time(12, 0), datetime(2026, 11, 24, 5, 0, tzinfo=UTC)),
            (time(0, 5), datetime(2026, 11, 23, 17, 5, tzinfo=UTC)),
            (time(23, 59), datetime(2026, 11, 23, 16, 59, tzinfo=UTC)),
        ],
    )
    def test_daily_at_a_time_in_thailand(self, at, expected):
        assert Every("x", str, at=at).next_after(NOON) == expected

    def test_pauses_double_up_to_a_limit(self):
        assert [pause_after(n) // MINUTE for n in range(1, 12)] == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360]
        assert pause_after(10_000) == timedelta(hours=6)
        assert pause_after(9, timedelta(minutes=10)) == timedelta(minutes=10)


@pytest.mark.django_db
class TestRunning:
    def test_runs_when_due_and_not_before(self, line, ran):
        actions.register([line], NOON)
        assert actions.run_due([line], NOON) == ["test.job"]
        assert actions.run_due([line], NOON + 4 * MINUTE) == []
        assert actions.run_due([line], NOON + 5 * MINUTE) == ["test.job"]
        assert ran == [NOON, NOON + 5 * MINUTE]

    def test_result_is_there_to_be_seen(self, line):
        actions.register([line], NOON)
        actions.run_due([line], NOON)
        row = queries.visible_jobs(SYSTEM).get()
        assert (row.result, row.error, row.runs, row.failures) == ("run 1", "", 1, 0)
        assert (row.started_at, row.next_at, row.claimed_until) == (NOON, NOON + 5 * MINUTE, None)
        assert row.ended_at is not None
        assert queries.visible_jobs(LinkHolder("x", "x")).count() == 0

    def test_an_error_is_seen_without_what_was_typed_and_tried_again_later(self):
        def broken(now):
            raise ValueError("1101700230708")

        line = Every("test.job", broken, MINUTE)
        actions.register([line], NOON)
        moment = NOON
        for failures in range(1, 5):
            assert actions.run_due([line], moment) == ["test.job"]
            assert (job().failures, job().next_at - moment) == (failures, pause_after(failures))
            assert actions.run_due([line], job().next_at - timedelta(seconds=1)) == []
            moment = job().next_at
        assert job().error.startswith("ValueError in jobs/tests/test_jobs.py:")
        assert "1101700230708" not in job().error
        mended = Every("test.job", lambda now: "well", MINUTE)
        actions.run_due([mended], moment)
        assert (job().failures, job().error, job().next_at) == (0, "", moment + MINUTE)

    def test_a_broken_job_does_not_stop_the_others(self, line, ran):
        broken = Every("a.first", lambda now: 1 / 0)
        actions.register([broken, line], NOON)
        assert actions.run_due([broken, line], NOON) == ["a.first", "test.job"]
        assert ran == [NOON]

    def test_what_a_killed_worker_held_is_taken_over_after_its_time(self, line, ran):
        actions.register([line], NOON)
        Job.objects.update(claimed_until=NOON + line.at_most, started_at=NOON)  # killed while running
        assert actions.run_due([line], NOON + line.at_most - timedelta(seconds=1)) == []
        assert actions.run_due([line], NOON + line.at_most) == ["test.job"]
        assert len(ran) == 1

    def test_a_worker_back_from_the_dead_does_not_overwrite_its_successor(self, ran):
        late = NOON + timedelta(minutes=30)

        def slow(now):
            ran.append(now)
            if len(ran) == 1:  # meanwhile another worker finds the claim run out
                assert actions.run_due([line], late) == ["test.job"]
            return f"run of {now:%H.%M}"

        line = Every("test.job", slow, timedelta(hours=1))
        actions.register([line], NOON)
        actions.run_due([line], NOON)
        assert (job().result, job().runs, job().next_at) == ("run of 05.30", 1, late + timedelta(hours=1))

    def test_run_soon_puts_it_at_the_front_and_is_on_the_record(self, line, ran):
        actions.register([line], NOON)
        actions.run_due([line], NOON)
        Job.objects.update(next_at=timezone.now() + timedelta(days=1))
        actions.run_soon(job(), by=SYSTEM)
        assert actions.run_due([line], timezone.now()) == ["test.job"]
        assert list(Event.objects.values_list("verb", "key")) == [("job.run_soon", "test.job")]

    def test_run_soon_while_it_runs_makes_it_run_again(self, ran):
        def run(now):
            ran.append(now)
            if len(ran) == 1:
                actions.run_soon(job(), by=SYSTEM)

        line = Every("test.job", run, timedelta(days=1))
        now = timezone.now()
        actions.register([line], now)
        actions.run_due([line], now)
        assert actions.run_due([line], timezone.now()) == ["test.job"]
        assert len(ran) == 2

    def test_run_soon_needs_permission(self, line):
        actions.register([line], NOON)
        with pytest.raises(Refused):
            actions.run_soon(job(), by=LinkHolder("x", "x"))
        assert Event.objects.count() == 0


@pytest.mark.django_db
class TestRegister:
    def test_daily_jobs_wait_for_their_time_and_the_others_begin_at_once(self, line):
        nightly = Every("test.nightly", str, at=time(0, 5))
        actions.register([line, nightly], NOON)
        assert dict(Job.objects.values_list("name", "next_at")) == {
            "test.job": NOON,
            "test.nightly": datetime(2026, 11, 23, 17, 5, tzinfo=UTC),
        }

    def test_again_changes_nothing_and_forgets_what_is_gone(self, line):
        actions.register([line, Every("test.gone", str)], NOON)
        actions.run_due([line], NOON)
        actions.register([line], NOON + MINUTE)
        assert (job().runs, job().next_at) == (1, NOON + 5 * MINUTE)
        assert Job.objects.count() == 1

    def test_a_job_that_now_runs_more_often_is_brought_forward(self, line):
        actions.register([Every("test.job", line.run, timedelta(days=30), at=None)], NOON)
        Job.objects.update(next_at=NOON + timedelta(days=30))
        actions.register([line], NOON)
        assert job().next_at == NOON + 5 * MINUTE


def _contend(line, name, rounds, results):
    """What one worker process does in the race below."""
    won = sum(bool(actions.run_due([line], NOON + n * line.period)) for n in range(rounds) if not clock.sleep(0.002))
    results.put((name, won))
    connections.close_all()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
class TestTwoWorkers:
    ROUNDS = 12

    def line(self, folder):
        def run(now):
            # O_EXCL: a second run of the same round would be an error and show as a failure
            os.close(os.open(folder / now.strftime("%H%M"), os.O_CREAT | os.O_EXCL))

        return Every("test.job", run, timedelta(minutes=5), at_most=timedelta(days=1))

    def check(self, folder, wins):
        assert len(list(folder.iterdir())) == job().runs == wins
        assert (job().failures, job().error) == (0, "")

    def test_threads_never_run_the_same_job(self, tmp_path):
        line = self.line(tmp_path)
        actions.register([line], NOON)
        results = SimpleNamespace(got=[])
        results.put = results.got.append
        threads = [threading.Thread(target=_contend, args=(line, n, self.ROUNDS, results)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.check(tmp_path, sum(won for _name, won in results.got))

    @pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
    def test_processes_never_run_the_same_job(self, tmp_path):
        line = self.line(tmp_path)
        actions.register([line], NOON)
        connections.close_all()
        fork = multiprocessing.get_context("fork")
        results = fork.SimpleQueue()
        workers = [fork.Process(target=_contend, args=(line, n, self.ROUNDS, results)) for n in range(4)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        assert [worker.exitcode for worker in workers] == [0] * 4
        self.check(tmp_path, sum(results.get()[1] for _ in workers))

    @pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
    def test_killed_half_way_it_is_undone_and_done_again(self, tmp_path):
        def run(now):
            with transaction.atomic():
                Job.objects.create(name="half.done", next_at=now)
                if (tmp_path / "first").exists():
                    return "whole"
                (tmp_path / "first").touch()
                os.kill(os.getpid(), signal.SIGKILL)

        line = Every("test.job", run, timedelta(days=1))
        actions.register([line], NOON)
        connections.close_all()
        worker = multiprocessing.get_context("fork").Process(target=actions.run_due, args=([line], NOON))
        worker.start()
        worker.join()
        assert worker.exitcode == -signal.SIGKILL
        assert not Job.objects.filter(name="half.done").exists()
        assert actions.run_due([line], NOON + MINUTE) == []
        assert actions.run_due([line], NOON + line.at_most) == ["test.job"]
        assert Job.objects.filter(name="half.done").count() == 1
        assert job().result == "whole"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_worker_outlives_a_lost_database_and_stops_when_told(monkeypatch, line, ran):
    stop, looks = threading.Event(), []
    real = actions.run_due

    def shaky(schedule):
        looks.append(1)
        if len(looks) == 1:
            raise DatabaseError
        real(schedule)
        stop.set()

    monkeypatch.setattr(actions, "run_due", shaky)
    worker = threading.Thread(target=actions.work, args=([line],), kwargs={"stop": stop, "pause": 0.01})
    worker.start()
    worker.join(timeout=10)
    assert not worker.is_alive()
    assert len(ran) == 1
