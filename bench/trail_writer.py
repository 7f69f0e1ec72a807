"""When to take the lock of the trail: at the start of an action, or at its end. Numbers for docs/adr/0004.

    SAIYAI_VAR=FOLDER [SAIYAI_DATABASE=postgresql://…] python -m bench.trail_writer --processes 4 --seconds 5

Each process approves things of its own: it changes a row, works for some milliseconds (a letter is written, a number
is drawn), and records one line. Use a database made for the purpose: lines are added to its trail.
"""

import argparse
import multiprocessing
import os
import statistics
import time

STRATEGIES = ("end", "start")


def set_up():
    """Django in this process, over the tables of this database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saiyai.settings")
    import django

    django.setup()


def deed(job, strategy, work):
    """One action of `work` seconds under one of the strategies, as `policy.action` runs it."""
    from django.db import transaction

    from saiyai.audit import trail
    from saiyai.audit.models import Head
    from saiyai.policy.actors import SYSTEM

    with transaction.atomic(), trail.must_record("bench.touched"):
        if strategy == "start":
            Head.objects.select_for_update().get(id=1)
        job.refresh_from_db(from_queryset=type(job).objects.select_for_update())
        job.runs += 1
        job.save(update_fields=["runs"])
        time.sleep(work)
        trail.record("bench.touched", job, by=SYSTEM, runs=job.runs)


def writer(number, strategy, seconds, work, results):
    """One process: as many actions as fit; their times in milliseconds go to `results`."""
    set_up()
    from saiyai.jobs.models import Job

    job = Job.objects.get(name=f"bench.{number}")
    taken, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        start = time.perf_counter()
        deed(job, strategy, work)
        taken.append((time.perf_counter() - start) * 1000)
    results.put(taken)


def race(strategy, processes, seconds, work):
    """Actions a second, median and 95th percentile in milliseconds."""
    spawn = multiprocessing.get_context("spawn")
    results = spawn.Queue()
    details = (strategy, seconds, work, results)
    crowd = [spawn.Process(target=writer, args=(number, *details)) for number in range(processes)]
    for process in crowd:
        process.start()
    taken = sorted(sum((results.get() for _ in crowd), []))
    for process in crowd:
        process.join()
    return len(taken) / seconds, statistics.median(taken), taken[int(len(taken) * 0.95)]


def main():
    """Print one line a strategy and amount of work."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--work", type=float, nargs="*", default=[0, 5, 20], help="milliseconds within an action")
    chosen = parser.parse_args()
    set_up()
    from django.db import connection
    from django.utils import timezone

    from saiyai.audit.verify import verify
    from saiyai.crypto import keys
    from saiyai.jobs.models import Job
    from saiyai.policy.migrating import migrate

    keys.create_missing()
    migrate()
    rows = [Job(name=f"bench.{number}", next_at=timezone.now()) for number in range(chosen.processes)]
    Job.objects.bulk_create(rows, ignore_conflicts=True)
    deed(Job.objects.get(name="bench.0"), "end", 0)
    connection.close()
    print(f"{connection.vendor}, {chosen.processes} processes, {chosen.seconds:.0f} s each")
    print("work ms | lock at | actions/s | median ms | p95 ms")
    for work in chosen.work:
        for strategy in STRATEGIES:
            rate, median, late = race(strategy, chosen.processes, chosen.seconds, work / 1000)
            print(f"{work:7.0f} | {strategy:7} | {rate:9.0f} | {median:9.1f} | {late:6.1f}", flush=True)
    verdict = verify()
    print(f"afterwards the trail of {verdict.size} lines is {'whole' if verdict.ok else verdict.detail}")


if __name__ == "__main__":
    main()
