"""The pages that are opened most, against bare views that fetch the same rows through the same middleware."""

import time

from bench.rows import against, limit, middle
from bench.start import begin, end, officer, signed_in

MOST_TIMES, MOST_QUERIES = 3, 12
A_WORD = "ขอนแก่น"


def addresses():
    """(what it is, the page, the bare view)."""
    from django.urls import reverse

    from saiyai.directory.models import Person

    someone = Person.objects.filter(holdings__isnull=False, skills__isnull=False).order_by("sort_key").first()
    word = f"?q={A_WORD}"
    return [
        ("person list", reverse("directory:people"), reverse("bare_people")),
        ("search", reverse("directory:find") + word, reverse("bare_search") + word),
        ("person page", reverse("directory:person", args=[someone.pk]), reverse("bare_person", args=[someone.pk])),
        ("application queue", reverse("membership:queue"), reverse("bare_queue")),
    ]


def timed(client, address):
    """Milliseconds until the page is whole."""
    start = time.perf_counter()
    answer = client.get(address)
    took = (time.perf_counter() - start) * 1000
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    return took


def times(client, page, bare, runs):
    """Both in turn, so that whatever else the machine does meets both; the first rounds only warm up."""
    pairs = [(timed(client, page), timed(client, bare)) for _ in range(runs + 5)][5:]
    return [one for one, _ in pairs], [other for _, other in pairs]


def queries_of(client, address):
    """How many queries the page makes, with everything the middleware asks."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        client.get(address)
    return len(seen)


def main():
    told = begin()
    client, measured = signed_in(officer("somying")), []
    for name, page, bare in addresses():
        own, base = times(client, page, bare, told.runs)
        measured.append(against(f"{name}: time", told.runs, middle(own), "ms", "bare view", middle(base), MOST_TIMES))
        count = queries_of(client, page)
        measured.append(limit(f"{name}: queries", 1, count, "queries", f"≤ {MOST_QUERIES}", count <= MOST_QUERIES))
    end(told, measured)


if __name__ == "__main__":
    main()
