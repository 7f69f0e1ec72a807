"""The index finds everything that a scan of the texts finds: recall 1.0, on invented and on real Thai texts."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from saiyai.directory.models import SearchEntry
from saiyai.directory.queries import find
from saiyai.directory.queries.match import matching, read_query
from saiyai.policy.actors import SYSTEM
from saiyai.thai.search import fold, sound_key

TEXTS = Path(__file__).resolve().parents[4] / "shared" / "data" / "thaigov"
ALPHABET = "กขคงจชณดตทนบปพมรลวสหอฮะาิีุูเแโใไ่้์็ำ abzé019๑๒-.()_%\"'"


def store(texts):
    SearchEntry.objects.bulk_create(
        SearchEntry(kind="PERSON", object_id=f"00000000-0000-4000-8000-{n:012}", public=fold(text), sort_key=f"{n:06}")
        for n, text in enumerate(texts)
    )


def scan(query):
    rows = SearchEntry.objects.values_list("pk", "public")
    ways = [query.terms, *([(query.number,)] if query.number else [])]
    return {pk for pk, text in rows if any(terms and all(term in text for term in terms) for terms in ways)}


def ask(query):
    return set(SearchEntry.objects.filter(matching(query)).values_list("pk", flat=True))


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(st.text(ALPHABET, min_size=1, max_size=40), min_size=1, max_size=8),
    typed=st.text(ALPHABET, min_size=1, max_size=6),
    cut=st.tuples(st.integers(0, 7), st.integers(0, 40), st.integers(1, 12)),
)
def test_whatever_is_typed(texts, typed, cut):
    SearchEntry.objects.all().delete()
    store(texts)
    which, start, length = cut
    piece = texts[which % len(texts)][start : start + length]
    for text in (typed, piece, f"{piece} {typed}"):
        query = read_query(text)
        assert ask(query) == scan(query)


def test_real_thai_texts(db):
    if not TEXTS.is_dir():
        pytest.skip("the shared Thai texts do not lie beside this checkout")
    texts = [path.read_text(encoding="utf-8") for path in sorted(TEXTS.glob("*.txt"))]
    store(texts)
    found = 0
    for number, text in enumerate(texts):
        for start in range(11 * number % 97, len(text), max(len(text) // 4, 1)):
            for length in (2, 3, 5, 12, 30):
                query = read_query(text[start : start + length])
                if query.terms:
                    expected = scan_folded(query)
                    assert ask(query) == expected
                    found += bool(expected)
    assert found > 500


_FOLDED = {}


def scan_folded(query):
    """The same scan over texts that were read once."""
    if not _FOLDED:
        _FOLDED.update(SearchEntry.objects.values_list("pk", "public"))
    ways = [query.terms, *([(query.number,)] if query.number else [])]
    return {pk for pk, text in _FOLDED.items() if any(terms and all(term in text for term in terms) for terms in ways)}


def test_a_misspelt_name_is_found_among_many_that_share_its_common_parts(db):
    """The rarest pieces are asked first, so thousands of names that share the common ones do not drown the one meant."""
    starts, ends = "กขคงจชดตทนบปพมรลวส", ("พงษ์", "ชัย", "ศักดิ์", "วัฒน์", "นันท์")
    names = [f"{one}า{two}ิ{three}{end}" for one in starts for two in starts for three in "กจนมส" for end in ends]
    SearchEntry.objects.bulk_create(
        SearchEntry(
            kind="GROUP",
            object_id=f"00000000-0000-4000-8000-{number:012}",
            public=fold(name),
            sound=sound_key(name),
            sort_key=f"{number:06}",
        )
        for number, name in enumerate([*names, "ณัฐพงษ์", "ธราดลย์"])
    )
    for typed, meant in (("นัดพงศ์", "ณัฐพงษ์"), ("ทราดน", "ธราดลย์")):
        found = find(typed, SYSTEM)
        assert fold(meant) in [entry.public for entry in found.near]
