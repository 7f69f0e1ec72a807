"""Finding, against the bare question to the index for the same words on the same connection."""

import random
import time

from bench.rows import against, p95
from bench.start import begin, end, officer

MOST_TIMES = 2
ON_A_PAGE = 25
COLUMNS = """SELECT entry.id, entry.kind, entry.object_id, entry.public, entry.private, entry.sound, entry.listed,
entry.province_code, entry.sort_key, count(*) OVER () FROM directory_searchentry AS entry WHERE """
IN_ORDER = " ORDER BY entry.sort_key, entry.id LIMIT %s"
MATCHES = "entry.id IN (SELECT rowid FROM directory_searchindex WHERE directory_searchindex MATCH %s)"
HOLDS = "(entry.public LIKE %s OR entry.private LIKE %s)"


def words(count):
    """Words as they are typed: names, parts of names, two words, agencies, provinces."""
    from saiyai.directory.models import Organization, Person

    rng = random.Random("words")
    people = list(Person.objects.values_list("given_name", "family_name").order_by("pk")[:20_000])
    bodies = list(Organization.objects.values_list("name_th", flat=True).order_by("sort_key", "pk"))
    typed = []
    for _ in range(count):
        given, family = rng.choice(people)
        body = rng.choice(bodies)
        typed.append(rng.choice([given, family, f"{given} {family}", family[:4], given[:4], body, body[:6], body[-6:]]))
    return [text for text in typed if min(map(len, text.split())) >= 3]


def raw(cursor, query):
    """The bare question: rows that hold every word, the first page by name, with their number."""
    if cursor.db.vendor == "sqlite":
        where, values = MATCHES, [" AND ".join('"' + term.replace('"', '""') + '"' for term in query.terms)]
    else:
        where = " AND ".join([HOLDS] * len(query.terms))
        values = [f"%{term}%" for term in query.terms for _column in range(2)]
    cursor.execute(f"{COLUMNS}{where}{IN_ORDER}", [*values, ON_A_PAGE])
    return cursor.fetchall()


def main():
    told = begin()
    from django.db import connection

    from saiyai.directory import queries
    from saiyai.directory.queries.match import read_query

    user, own, base = officer("somying"), [], []
    user.standing_grants  # noqa: B018  asked once a request, not once a search
    typed = words(told.words)
    with connection.cursor() as cursor:
        for text in [*typed[:10], *typed]:
            query = read_query(text)
            start = time.perf_counter()
            queries.find(text, user, limit=ON_A_PAGE)
            between = time.perf_counter()
            raw(cursor, query)
            own.append((between - start) * 1000)
            base.append((time.perf_counter() - between) * 1000)
    own, base = own[10:], base[10:]
    end(told, [against("search p95", len(own), p95(own), "ms", "raw index query p95", p95(base), MOST_TIMES)])


if __name__ == "__main__":
    main()
