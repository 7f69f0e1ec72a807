"""A web process over one network that is asked for one page at a time, so that two networks can be asked in turn.

Reads names of pages from standard input, and answers with the milliseconds that each took.
"""

import sys

from bench.pages import addresses, timed
from bench.start import begin, officer, signed_in

A_FULL_PAGE = "กรม"  # fills a page in a small network too: the pages that are compared hold as many rows


def pages():
    """{what it is: address}: the pages that are measured, the map of a person's ties, and two lists more."""
    from django.urls import reverse

    from saiyai.directory.models import Person

    known = Person.objects.filter(holdings__isnull=False, skills__isnull=False).order_by("sort_key").first()
    found = {name: page for name, page, _bare in addresses()}
    word = f"?q={A_FULL_PAGE}"
    return found | {
        "search": reverse("directory:find") + word,
        "search for a province": found["search"],
        "ties of a person": reverse("directory:person_ties", args=[known.pk]),
        "members of an office": reverse("membership:members"),
        "first page of an officer": reverse("home"),
    }


def main():
    begin()
    client, known = signed_in(officer("somying")), pages()
    print("ready", flush=True)
    for line in sys.stdin:
        print(timed(client, known[line.strip()]), flush=True)


if __name__ == "__main__":
    main()
