"""What is rare is asked first: the counts that are kept choose the order of the work, never what is found."""

import pytest
from django.db import connection

from saiyai.directory.models import SearchEntry
from saiyai.directory.queries import find, rarity
from saiyai.directory.queries.match import FEW_PIECES
from saiyai.policy.actors import SYSTEM
from saiyai.thai.search import fold, sound_key

LONG = "ศูนย์ประสานงานเขื่อนลำตะคองและอ่างเก็บน้ำ"


@pytest.fixture(autouse=True)
def on_sqlite(db):
    if connection.vendor != "sqlite":
        pytest.skip("pg_trgm measures by itself")


def store(*names, private=""):
    for name in names:
        number = SearchEntry.objects.count()
        SearchEntry.objects.create(
            kind="GROUP",
            object_id=f"00000000-0000-4000-8000-{number:012}",
            public=fold(name),
            private=fold(private),
            sound=sound_key(name),
            sort_key=f"{number:06}",
        )


def found(text):
    return [entry.public for entry in find(text, SYSTEM).entries]


def test_the_rarest_piece_comes_first():
    store("กขค", "กขค งจฉ", "กขค ซฌญ")
    assert rarity.rarest_first(["กขค", "งจฉ"], rarity.TEXT) == [(1, "งจฉ"), (3, "กขค")]


def test_a_piece_that_stood_somewhere_is_counted_once_and_one_that_stood_nowhere_again(django_assert_num_queries):
    store("กขค")
    rarity.rarest_first(["กขค", "งจฉ"], rarity.TEXT)
    with django_assert_num_queries(0):
        rarity.rarest_first(["กขค"], rarity.TEXT)
    with django_assert_num_queries(1):
        assert rarity.rarest_first(["กขค", "งจฉ"], rarity.TEXT) == [(1, "กขค")]


def test_a_long_name_is_found_the_moment_it_is_entered():
    assert len(fold(LONG)) > FEW_PIECES + 2
    assert found(LONG) == []
    store(LONG)
    assert found(LONG) == [fold(LONG)]
    SearchEntry.objects.all().delete()
    assert found(LONG) == []


def test_old_counts_change_nothing_that_is_found():
    store(*(f"{LONG} {number}" for number in range(12)))
    assert len(found(LONG)) == 12
    SearchEntry.objects.all().delete()
    store("อื่น", private=LONG)
    assert found(LONG) == ["อื่น"]


def test_all_pieces_of_a_long_text_in_another_order_are_no_hit():
    half = len(LONG) // 2
    store(LONG[half:] + LONG[:half], f"{LONG[: half + 3]} {LONG[half:]}")
    assert found(LONG) == []
