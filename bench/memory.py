"""Whether a web process grows: its memory after many requests over HTTP, against after the first ones.

The web server is the one of `saiyai web` with one process. Several readers ask it at once for a mix of pages: lists from
their first page to a late one, searches for ever other words, other people each time, pages of the office, doors that are
shut, addresses that are not there, and the lists for programs.
"""

import http.client
import os
import random
import socket
import subprocess
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from bench.plan import ROOT
from bench.rows import against, limit, skipped
from bench.start import begin, end, officer, signed_in

MOST_TIMES = 1.1
READERS = 4
STARTING = 60  # seconds
STATUS = "/proc/{}/status"
PEOPLE = 400  # whose pages are opened
FOUND, NOT_THERE = (200, 302), (403, 404)
FIXED = (
    "/",
    "/applications/",
    "/members/",
    "/organizations/",
    "/groups/",
    "/networks/",
    "/inbox/",
    "/me/data/",
    "/law/",
)
OTHERS = ("/accounts/login/", "/accounts/roles/", "/desk/", "/about/", "/accounts/tokens/", "/find/?q=")


def megabytes(process):
    """What a process holds in memory now."""
    lines = Path(STATUS.format(process)).read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS:")).split()[1]) / 1024


def of_programs(address):
    """Whether this one is asked with a token."""
    return address.startswith("/api/v1/")


def addresses(seed):
    """Addresses without end, the same for the same seed."""
    from django.urls import reverse

    from bench.search import words
    from saiyai.directory.models import Organization, Person

    rng, typed = random.Random(f"memory {seed}"), words(PEOPLE)
    people = list(Person.objects.order_by("sort_key", "pk").values_list("pk", flat=True)[:PEOPLE])
    bodies = list(Organization.objects.order_by("sort_key", "pk").values_list("pk", flat=True)[:PEOPLE])
    while True:
        person, body, word = rng.choice(people), rng.choice(bodies), quote(rng.choice(typed))
        yield reverse("directory:people") + f"?page={rng.randrange(1, 40)}"
        yield reverse("directory:person", args=[person])
        yield reverse("directory:find") + f"?q={word}"
        yield reverse("directory:person_ties", args=[person])
        yield reverse("directory:organization", args=[body])
        yield rng.choice(FIXED)
        if rng.random() < 0.2:
            yield rng.choice([f"/people/{rng.randrange(10**6)}/", *OTHERS])
            yield f"/api/v1/people?per_page=25&q={word}"


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


@contextmanager
def serving():
    """(port, process): a web server over this network, with one process that answers."""
    from saiyai.cli.serving import granian

    port = free_port()
    command = granian("127.0.0.1", port, 1)
    child = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "SAIYAI_API_REQUESTS_A_MINUTE": str(10**9)})
    try:
        _wait(port, child)
        yield port, _answering(child.pid)
    finally:
        child.terminate()
        child.wait()


def _wait(port, child):
    until = time.monotonic() + STARTING
    while time.monotonic() < until and child.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the web server did not start")


def _answering(parent):
    """The one child of the web server."""
    (child,) = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return child


class Reader(threading.Thread):
    """Asks for so many pages over one connection, and counts the answers by their status."""

    def __init__(self, port, headers, addresses):
        super().__init__(daemon=True)
        self.port, self.headers, self.addresses, self.seen, self.problem = port, headers, addresses, {}, None

    def run(self):
        try:
            asking = http.client.HTTPConnection("localhost", self.port, timeout=120)
            for address in self.addresses:
                asking.request("GET", address, headers=self.headers[of_programs(address)])
                answer = asking.getresponse()
                answer.read()
                self.seen[answer.status] = self.seen.get(answer.status, 0) + 1
            asking.close()
        except OSError as problem:  # told by who waits for it
            self.problem = problem


def read(port, headers, wanted):
    """Ask for these pages, several at once; {status: how many}."""
    readers = [Reader(port, headers, wanted[number::READERS]) for number in range(READERS)]
    for reader in readers:
        reader.start()
    seen = {}
    for reader in readers:
        reader.join()
        if reader.problem:
            raise reader.problem
        for status, count in reader.seen.items():
            seen[status] = seen.get(status, 0) + count
    return seen


def credentials(user):
    """What a browser of this user sends, and what a program of theirs does."""
    from django.conf import settings

    from saiyai.api import actions, rules

    cookie = signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
    _token, secret = actions.make_token("memory", list(rules.SCOPES), 30, by=user, two_step=True)
    return {"Cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}"}, {"Authorization": f"Bearer {secret}"}


def main():
    told = begin()
    name = "memory of a web process"
    if not Path(STATUS.format("self")).exists():
        end(told, [skipped(name, "this system does not tell it under /proc")])
        return
    from itertools import islice

    headers, drawn = credentials(officer("somying")), addresses(told.requests)
    warm = max(100, told.requests // 20)
    first, rest = list(islice(drawn, warm)), list(islice(drawn, told.requests))
    with serving() as (port, process):
        read(port, headers, first)
        before = megabytes(process)
        seen = read(port, headers, rest)
        after = megabytes(process)
    broken = sum(count for status, count in seen.items() if status not in FOUND + NOT_THERE)
    told_by = ", ".join(f"{status}: {count}" for status, count in sorted(seen.items()))
    end(
        told,
        [
            against(name, told.requests, after, "MB", f"after {warm} requests", before, MOST_TIMES),
            limit(f"{name}: answers that are errors ({told_by})", told.requests, broken, "answers", "= 0", broken == 0),
        ],
    )


if __name__ == "__main__":
    main()
