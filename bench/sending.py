"""Reports that come in over HTTP at a real front desk, one, eight and thirty-two at once; and a flood of receipts there."""

import http.client
import multiprocessing
import os
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager

from bench import rows
from bench.desk import RECEIVED, Cpu, Visitor, cpu, running
from bench.memory import serving
from bench.start import begin, end
from bench.telling import STORY, len_of_wraps, make_desk, raw_cryptography

AT_ONCE = (1, 8, 32)
TURNS, FEWEST = 8, 8  # the reports and their bare cryptography take turns; so many in each, at least
MORE = 15  # ms of CPU a report beyond its raw cryptography
SLOWED = 1.5
FLOOD = 48  # who try receipts at once
ROUNDS = 2
FIRST = 32  # reports that are sent before: a process that has answered nothing yet has its pages to read
TORN = (OSError, http.client.HTTPException)


def forms(desk, count):
    """A list of so many filled-in reports, each with its own codes, that were begun ten minutes ago."""
    os.environ["SAIYAI_CARRY_KEY"] = desk.carry_key()
    from saiyai.crypto import codes
    from saiyai.intake import carried
    from saiyai.intake.tests.telling import fill, state

    carried.forget()
    words = {"what": {"what": STORY, "short": "เงินทอน"}, "desk": {"desk": "HQ"}}
    filled = state(fill(Visitor(desk.port), words))
    filled["began"] -= 600
    codes_of = [(codes.new_code(codes.RECEIPT), codes.new_code(codes.CONSENT)) for _n in range(count)]
    return [
        carried.close(filled | {"receipt": receipt, "consent": consent}, "telling") for receipt, consent in codes_of
    ]


def sent(desk, waiting, at_once):
    """(how many of these forms were received, in how many seconds)."""
    mine = threading.local()

    def send(form):
        if not hasattr(mine, "visitor"):
            mine.visitor = Visitor(desk.port)
        try:
            answer = mine.visitor.send(form)
        except TORN:
            return False
        return answer.status_code == 200 and RECEIVED in answer.content

    start = time.perf_counter()
    with ThreadPoolExecutor(at_once) as pool:
        received = sum(pool.map(send, waiting))
    return received, time.perf_counter() - start


def raw(count, at_once, workers):
    """The CPU of one report's bare cryptography, made by as many processes and threads at once as the desk may use.

    Derivations that run beside each other take memory from each other: alone they would cost less.
    """
    from saiyai.crypto import slow

    processes = min(at_once, workers)
    threads = min(-(-at_once // processes), slow.AT_ONCE)
    each, wraps = -(-count // processes), len_of_wraps()
    with ProcessPoolExecutor(processes, multiprocessing.get_context("fork")) as pool:
        used = pool.map(_raw, *zip(*[(each, threads, wraps)] * processes, strict=True))
        return sum(used, Cpu()) / (each * processes)


def _raw(count, threads, wraps):
    own, before = os.getpid(), cpu(os.getpid())
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(raw_cryptography, [wraps] * count))
        return cpu(own) - before  # while its threads are there


def coming_in(desk, count, officer, keys):
    """Rows of reports that come in. The bare cryptography is made in turns with them: both see the machine alike."""
    found, speeds, told = [], {}, FIRST
    sent(desk, forms(desk, FIRST), FIRST)
    costly = []
    for at_once in AT_ONCE:
        received, seconds, own, bare = 0, 0.0, Cpu(), Cpu()
        turns = min(TURNS, count // max(at_once, FEWEST))
        for _n in range(turns):
            waiting = forms(desk, count // turns)  # the desk answers all their questions for it, which costs as well
            before = desk.cpu()
            got, took = sent(desk, waiting, at_once)
            own += (desk.cpu() - before) / count
            bare += raw(max(FEWEST, count // turns // 4), at_once, len(desk.workers())) / turns
            received, seconds = received + got, seconds + took
        told += count
        speeds[at_once] = count / seconds
        name = f"reports over HTTP, {at_once} at once: not received"
        found.append(rows.limit(name, count, count - received, "reports", "= 0", received == count))
        costly += costs(at_once, count, own, bare)
    unreadable = told - readable(officer, keys)
    found.append(rows.limit("… that cannot be read", told, unreadable, "reports", "= 0", unreadable == 0))
    return [*found, *(speed(at_once, count, speeds) for at_once in AT_ONCE[1:]), *costly]


def speed(at_once, count, speeds):
    name = f"reports over HTTP a second, {at_once} at once"
    row = rows.Row(name, count, rows.tidy(speeds[at_once]), "reports/s", "", None)
    row.ratio, row.baseline = round(speeds[at_once] / speeds[1], 2), f"1 at once: {rows.tidy(speeds[1])} reports/s"
    if at_once == 8:
        row.bar, row.holds = "ratio ≥ 1", row.ratio >= 1
    return row


def costs(at_once, count, own, bare):
    """All of it; and what is not the derivation, which is nine parts in ten and differs most from time to time."""
    name = f"CPU of a report over HTTP, {at_once} at once"
    whole = rows.against(name, count, 1000 * own.all, "ms", "its raw cryptography", 1000 * bare.all)
    whole.bar, whole.holds = f"≤ {MORE} ms more", 1000 * (own.all - bare.all) <= MORE
    beside = f"{name}: but for the derivation"
    rest = rows.against(beside, count, 1000 * own.beside, "ms", "the same", 1000 * bare.beside)
    rest.bar, rest.holds = f"≤ {MORE} ms more", 1000 * (own.beside - bare.beside) <= MORE
    return [whole, rest]


def readable(officer, keys):
    """How many reports this officer can open."""
    from saiyai.crypto.unseal import CannotOpen
    from saiyai.intake import keys as places
    from saiyai.intake.models import Wrap
    from saiyai.intake.opening import open_data

    opened = 0
    for wrap in Wrap.objects.filter(kind="OFFICER", reader=str(officer.pk)).select_related("report").iterator():
        report = wrap.report
        info = places.wrap_place(report.pk, 0, "OFFICER", str(officer.pk), wrap.epoch)
        body = places.text_place("intake.Report", "body", report.pk, report.pk, 0)
        try:
            key = places.data_key(report.pk, 0, keys.unwrap(bytes(wrap.key_sealed), epoch=wrap.epoch, info=info))
            opened += open_data(report.body_sealed, key, place=body)["what"] == STORY.strip()
        except CannotOpen:
            continue
    return opened


@contextmanager
def flooding(desk, seen):
    """Meanwhile many try receipts, each over a line of their own, and begin again at once."""
    from saiyai.crypto import codes

    over = threading.Event()

    def go_on():
        visitor = Visitor(desk.port)
        while not over.is_set():
            try:
                status = visitor.post("/report/back/", {"code": codes.new_code(codes.RECEIPT)}).status_code
            except TORN:
                status = 0
            seen[status] = seen.get(status, 0) + 1

    flood = [threading.Thread(target=go_on, daemon=True) for _n in range(FLOOD)]
    for one in flood:
        one.start()
    time.sleep(5)
    try:
        yield
    finally:
        over.set()
        for one in flood:
            one.join()


def took(port, path, count):
    """Milliseconds of each of so many askings, each over a line of its own."""
    times = []
    for _n in range(count):
        start = time.perf_counter()
        assert Visitor(port).get(path).status_code == 200
        times.append(1000 * (time.perf_counter() - start))
        time.sleep(0.02)
    return times


def flood(desk, count):
    """Rows of other pages while receipts are tried."""
    quiet, slowed, seen = {}, {}, {}
    with serving() as (port, _process):
        pages = {
            "first page of the front desk": (desk.port, "/report/"),
            "first page of the site": (port, "/"),
        }
        for asked in pages.values():
            took(*asked, 10)
        for _n in range(ROUNDS):
            for name, asked in pages.items():
                quiet.setdefault(name, []).extend(took(*asked, count))
            with flooding(desk, seen):
                for name, asked in pages.items():
                    slowed.setdefault(name, []).extend(took(*asked, count))
    found = []
    for name in pages:
        row = rows.against(
            f"{name} while receipts are tried",
            FLOOD,
            rows.middle(slowed[name]),
            "ms",
            "without",
            rows.middle(quiet[name]),
            SLOWED,
        )
        row.baseline += f" (p95 {rows.tidy(rows.p95(slowed[name]))} against {rows.tidy(rows.p95(quiet[name]))})"
        found.append(row)
    told = ", ".join(f"{status}: {times}" for status, times in sorted(seen.items()))
    torn = sum(times for status, times in seen.items() if status not in (200, 503))
    found.append(
        rows.limit(f"receipts tried ({told}): torn or broken answers", sum(seen.values()), torn, "", "= 0", torn == 0)
    )
    return found


def main():
    told = begin()
    large = told.large >= 10_000
    officer, keys = make_desk("bench-http@saiyai.example")
    with running() as desk:
        measured = coming_in(desk, 2000 if large else 64, officer, keys)
        measured += flood(desk, 60 if large else 20)
        most = desk.memory()
        measured.append(
            rows.limit("memory of a process of the front desk", len(measured), most, "MB", "≤ 400 MB", most <= 400)
        )
    end(told, measured)


if __name__ == "__main__":
    main()
