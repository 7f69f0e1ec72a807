"""Lists for programs against the same lists as pages: the time that their queries take, and all of it."""

import time
from contextlib import contextmanager

from bench.pages import MOST_QUERIES, queries_of
from bench.rows import against, limit, middle
from bench.start import begin, end, officer, signed_in

MOST_TIMES = 1.3


def lists():
    """(what it is, the page, the address for programs), with as many rows each."""
    from django.urls import reverse

    return [
        ("person list", reverse("directory:people"), "/api/v1/people?per_page=25&sort=name"),
        ("search", reverse("directory:find") + "?q=ขอนแก่น&kind=PERSON", "/api/v1/people?per_page=25&q=ขอนแก่น"),
        ("application queue", reverse("membership:queue"), "/api/v1/applications?per_page=25"),
    ]


@contextmanager
def in_queries():
    """A list whose one number is the milliseconds that were spent in the database."""
    from django.db import connection

    spent = [0.0]

    def watched(execute, sql, params, many, context):
        start = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            spent[0] += (time.perf_counter() - start) * 1000

    with connection.execute_wrapper(watched):
        yield spent


def timed(client, address):
    """(milliseconds in queries, milliseconds in all)."""
    with in_queries() as spent:
        start = time.perf_counter()
        answer = client.get(address)
        whole = (time.perf_counter() - start) * 1000
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    return spent[0], whole


def program(user):
    """A client with a token of this user."""
    from django.conf import settings
    from django.test import Client

    from saiyai.api import actions, rules

    settings.API_REQUESTS_A_MINUTE = 10**9
    _token, secret = actions.make_token("bench", list(rules.SCOPES), 30, by=user, two_step=True)
    return Client(raise_request_exception=False, headers={"Authorization": f"Bearer {secret}"})


def main():
    told = begin()
    user, measured = officer("somying"), []
    browser, client = signed_in(user), program(user)
    for name, page, address in lists():
        pairs = [(timed(client, address), timed(browser, page)) for _ in range(told.runs + 5)][5:]
        for part, what, most in ((0, "time in queries", MOST_TIMES), (1, "time", MOST_TIMES)):
            own, other = (middle([pair[side][part] for pair in pairs]) for side in (0, 1))
            measured.append(against(f"{name} for programs: {what}", told.runs, own, "ms", "the page", other, most))
        count = queries_of(client, address)
        bar = f"≤ {MOST_QUERIES}"
        measured.append(limit(f"{name} for programs: queries", 1, count, "queries", bar, count <= MOST_QUERIES))
    end(told, measured)


if __name__ == "__main__":
    main()
