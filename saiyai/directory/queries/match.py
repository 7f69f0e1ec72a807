"""The one place that speaks to the trigram index: SQLite's FTS5 or PostgreSQL's pg_trgm (migration 0002)."""

import re
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from saiyai.directory.models import SearchEntry
from saiyai.thai.search import fold, grams, sound_key

MOST_TERMS = 12
MOST_LETTERS = 200
NO_ROW = Q(pk__in=[])
SHORTEST_GRAM = 3  # below three letters there is no trigram: LIKE over the table
_PHONE = re.compile(r"\+?[\d\s().\-–]{4,24}")


@dataclass(frozen=True)
class Query:
    """What was typed, in the form of the index: words that must all be found, or one telephone number."""

    text: str
    terms: tuple[str, ...]
    number: str

    @property
    def is_contact(self):
        return bool(self.number) or "@" in self.text

    @property
    def keys(self):
        """How the words sound; digits have no sound."""
        return tuple(key for term in self.terms if not term.isdigit() and (key := sound_key(term)))


def read_query(text):
    """A typed text as a Query; as many words of it as a person would type."""
    text = text.strip()[:MOST_LETTERS]
    folded = fold(text)
    number = re.sub(r"\D", "", folded) if _PHONE.fullmatch(text.translate(_THAI_DIGITS)) else ""
    return Query(text, tuple(dict.fromkeys(folded.split()))[:MOST_TERMS], number if len(number) >= 4 else "")


_THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


def _quoted(term):
    return '"' + term.replace('"', '""') + '"'


def _contains(term, private):
    found = Q(public__contains=term)
    return found | Q(private__contains=term) if private else found


def _rows(expression):
    sql = "SELECT rowid FROM directory_searchindex WHERE directory_searchindex MATCH %s"
    return Q(pk__in=RawSQL(sql, (expression,)))  # noqa: S611  the text goes as a parameter


def _all_of(terms, private):
    if connection.vendor != "sqlite":
        return reduce(and_, (_contains(term, private) for term in terms))
    long = [term for term in terms if len(term) >= SHORTEST_GRAM]
    found = [_contains(term, private) for term in terms if len(term) < SHORTEST_GRAM]
    if long:
        columns = "{public private}" if private else "{public}"
        found.insert(0, _rows(f"{columns} : ({' AND '.join(map(_quoted, long))})"))
    return reduce(and_, found)


def matching(query, private=False):
    """A condition on SearchEntry: every word stands in it, in whole or as a part; `private` looks there too."""
    ways = [query.terms] if query.terms else []
    if query.number and query.number != "".join(query.terms[:1]):
        ways.append((query.number,))
    if not ways:
        return NO_ROW
    return reduce(or_, (_all_of(terms, private) for terms in ways))


def sounding_like(query, most):
    """Rows whose names may sound like the query, about `most` of them however many rows there are; in no order."""
    keys = [key for key in query.keys if len(key) >= SHORTEST_GRAM]
    if not keys:
        return SearchEntry.objects.none()
    if connection.vendor != "sqlite":
        alike = reduce(or_, (Q(sound__trigram_word_similar=key) for key in keys))
        measure = reduce(lambda one, other: one + other, (TrigramWordSimilarity(key, "sound") for key in keys))
        return SearchEntry.objects.filter(alike).annotate(nearness=measure).order_by("-nearness")[:most]
    pieces = _rarest({gram for key in keys for gram in grams(key) if len(gram) >= SHORTEST_GRAM}, most)
    alike = "{sound} : (" + " OR ".join(map(_quoted, pieces)) + ")"
    return SearchEntry.objects.filter(_rows(alike) if pieces else NO_ROW)


def _rarest(pieces, most):
    """The pieces which stand in the fewest names, as many as bring `most` rows: what all names share tells nothing."""
    marks = ", ".join(["%s"] * len(pieces))
    sql = f"""SELECT term, doc FROM directory_searchvocabulary
        WHERE col = 'sound' AND term IN ({marks}) ORDER BY doc, term"""  # noqa: S608  only marks are put in
    chosen, rows = [], 0
    with connection.cursor() as cursor:
        cursor.execute(sql, sorted(pieces))
        for term, count in cursor.fetchall():
            if chosen and rows + count > most:
                break
            chosen.append(term)
            rows += count
    return chosen
