"""The one place that speaks to the trigram index: SQLite's FTS5 or PostgreSQL's pg_trgm (migration 0002)."""

import re
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import and_, or_

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection
from django.db.models import BooleanField, IntegerField, Q
from django.db.models.expressions import RawSQL

from saiyai.directory.models import SearchEntry
from saiyai.directory.queries.rarity import SOUND, TEXT, rarest_first
from saiyai.thai.collation import beginning
from saiyai.thai.search import fold, sound_key

MOST_TERMS = 12
MOST_LETTERS = 200
NO_ROW = Q(pk__in=[])
FEW_PIECES = 6  # asked of the index at once
MOST_COUNTED = 16  # pieces of a long text
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

    @cached_property
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


def _seen_in(term, private):
    """A quick look before LIKE, to which the index answers (migration 0009)."""
    other = "private" if private else "''"
    sql = f"directory_holds(public, {other}, %s)"
    return Q(RawSQL(sql, (term,), BooleanField()))  # noqa: S611  the text goes as a parameter


def _rows(expression):
    sql = "SELECT rowid FROM directory_searchindex WHERE directory_searchindex MATCH %s"
    return Q(pk__in=RawSQL(sql, (expression,)))  # noqa: S611  the text goes as a parameter


def _all_of(terms, private):
    if connection.vendor != "sqlite":
        return reduce(and_, (_seen_in(term, private) & _contains(term, private) for term in terms))
    long = [term for term in terms if len(term) >= SHORTEST_GRAM]
    found = [_contains(term, private) for term in terms if len(term) < SHORTEST_GRAM]
    return reduce(and_, [*_indexed(long, private), *found])


def _indexed(terms, private):
    """Conditions for words of three letters and more: asked of the index whole, or, when they are long, by their
    rarest pieces and then read letter by letter. The index would walk through every row of every common piece."""
    if not terms:
        return []
    columns = TEXT if private else TEXT[:1]
    pieces = _pieces(terms)
    if len(pieces) <= FEW_PIECES:
        return [_rows(_together(terms, columns))]
    asked = _spread(pieces, MOST_COUNTED)
    rare = [piece for _, piece in rarest_first(asked, columns)]
    if len(rare) < len(asked):  # a piece that stands nowhere
        return [NO_ROW]
    held = [_holds(term, private) for term in terms]
    return [_rows(_together(rare[:FEW_PIECES], columns)), *held]


def _pieces(words):
    """The trigrams of words, each once, in their order."""
    return list(dict.fromkeys(word[at : at + 3] for word in words for at in range(len(word) - 2)))


def _spread(pieces, most):
    """So many of the pieces at most, evenly from first to last: counting all of a long name would tell no more."""
    step = -(-len(pieces) // most) or 1
    return pieces[::step]


def _holds(term, private):
    sql, values = "instr(public, %s) > 0", (term,)
    if private:
        sql, values = f"({sql} OR instr(private, %s) > 0)", (term, term)
    return RawSQL(sql, values, BooleanField())  # noqa: S611  the text goes as a parameter


def _together(words, columns, joined=" AND "):
    return f"{{{' '.join(columns)}}} : ({joined.join(map(_quoted, words))})"


def matching(query, private=False):
    """A condition on SearchEntry: every word stands in it, in whole or as a part; `private` looks there too."""
    ways = [query.terms] if query.terms else []
    if query.number and query.number != "".join(query.terms[:1]):
        ways.append((query.number,))
    if not ways:
        return NO_ROW
    return reduce(or_, (_all_of(terms, private) for terms in ways))


def found_by(text, private=False):
    """Keys of the people, organisations and groups in whose entry all words of a text stand: for lists of other modules,
    which keep to what their viewer may see."""
    return SearchEntry.objects.filter(matching(read_query(text), private)).values("object_id")


def come_upon(hits):
    """The rows to look through for so many hits, one set after the other until there are enough of them.

    On PostgreSQL organisations and groups first, which have an index of their own (migration 0010): a word of their names
    stands in the line of everybody who works there, and the other index would name all of those before it gives one.
    """
    return [hits.exclude(kind=SearchEntry.Kind.PERSON), hits] if connection.vendor == "postgresql" else [hits]


def beginning_with(query):
    """A condition on SearchEntry: names that begin with what was typed, by the index that keeps names in order."""
    typed = " ".join(query.terms)
    first = beginning(typed)
    exact = Q(public__startswith=typed) if connection.vendor != "sqlite" else Q(_begins(typed))
    return Q(kind__in=SearchEntry.Kind.values, sort_key__gte=first, sort_key__lt=f"{first}g") & exact


def _begins(typed):
    return RawSQL("instr(public, %s) = 1", (typed,), BooleanField())  # noqa: S611  the text goes as a parameter


def place_of(words, later_by=0):
    """Where these words first stand in the public text of a row, counted from 1 and later by so much; else NULL."""
    place = "strpos" if connection.vendor == "postgresql" else "instr"
    return RawSQL(f"NULLIF({place}(public, %s), 0) + %s", (words, later_by), IntegerField())  # noqa: S608, S611


def sounding_like(query, most):
    """Rows whose names may sound like the query, about `most` of them however many rows there are; in no order."""
    keys = [key for key in query.keys if len(key) >= SHORTEST_GRAM]
    if not keys:
        return SearchEntry.objects.none()
    if connection.vendor != "sqlite":
        alike = reduce(or_, (Q(sound__trigram_word_similar=key) for key in keys))
        measure = reduce(lambda one, other: one + other, (TrigramWordSimilarity(key, "sound") for key in keys))
        return SearchEntry.objects.filter(alike).annotate(nearness=measure).order_by("-nearness")[:most]
    pieces = _rarest(_spread(_pieces(keys), 2 * MOST_COUNTED), most)
    return SearchEntry.objects.filter(_rows(_together(pieces, SOUND, " OR ")) if pieces else NO_ROW)


def _rarest(pieces, most):
    """The pieces which stand in the fewest names, as many as bring `most` rows: what all names share tells nothing."""
    chosen, rows = [], 0
    for count, piece in rarest_first(pieces, SOUND):
        if chosen and rows + count > most:
            break
        chosen.append(piece)
        rows += count
    return chosen
