import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pythainlp.util import collate

from saiyai.thai.collation import KEY_LENGTH, sort_key
from saiyai.thai.search import fold, grams, highlight, sound_key
from saiyai.thai.text import clip, clusters, tidy

THAI = st.text(alphabet="กขงจฉชญณตทนพมยรลวศสหอฤะัาำิีึืฺุูเแโใไ็่้๊๋์ํฯๆ๐๑๙ .-aZ\u200b\u200d", max_size=40)
SYLLABLE = st.tuples(
    st.sampled_from(["", "", "เ", "แ", "โ", "ใ", "ไ"]),
    st.sampled_from("กขคงจชซดตทนบปพมยรลวสหอ"),
    st.sampled_from(["", "ะ", "า", "ิ", "ี", "ุ", "ู"]),
).map("".join)
WORD = st.lists(SYLLABLE, min_size=1, max_size=4).map("".join)


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("กําลัง", "กำลัง"),
        ("นํ้า", "น้ำ"),
        ("น้ํา", "น้ำ"),
        ("นำ้", "น้ำ"),
        ("เเม่", "แม่"),
        ("ท่ี", "ที่"),
        ("ผู้้", "ผู้"),
        ("กุ่", "กุ่"),
        ("สม\u200bชาย", "สมชาย"),
        ("\ufeffสม\u00a0 ชาย\t", "สม ชาย"),
        ("กำนัน", "กำนัน"),
    ],
)
def test_tidy_writes_thai_one_way(typed, right):
    assert tidy(typed) == right


def test_tidy_is_not_nfkc():
    assert unicodedata.normalize("NFKC", "กำนัน") != "กำนัน"
    assert tidy("กำนัน ① ﬁ") == "กำนัน ① ﬁ"


@given(st.one_of(st.text(max_size=60), THAI))
def test_tidy_and_fold_are_idempotent(text):
    assert tidy(tidy(text)) == tidy(text)
    assert fold(fold(text)) == fold(text)
    assert fold(tidy(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("พ.ต.ท.สมชาย ใจดี", "พตท สมชาย ใจดี"),
        ("ป.ป.ท.", "ปปท"),
        ("ปปท", "ปปท"),
        ("กรุงเทพฯ", "กรุงเทพ"),
        ("ปี ๒๕๖๙", "ปี 2569"),
        ("Saiyai_NET (2)", "saiyai net 2"),
        ("081-234-5678", "081 234 5678"),
        ("ต.ในเมือง", "ต ในเมือง"),
        ("", ""),
    ],
)
def test_fold(text, folded):
    assert fold(text) == folded


def test_search_inside_words_survives_folding():
    assert fold("จัดซื้อ") in fold("การจัดซื้อจัดจ้าง")


def test_grams():
    assert grams("กบ โกง") == {"กบ", "โกง"}
    assert grams("สมชาย") == {"สมช", "มชา", "ชาย"}
    assert grams("") == frozenset()


@pytest.mark.parametrize(
    "alike",
    [
        "ณัฐพงษ์ นัฐพงศ์ ณัฐพงศ์ นัทพงษ์",
        "สุวรรณ สุวัณ สุวรรณ์",
        "พันธุ์ พันธ์ พัน",
        "จันทร์ จันทน์ จันท์",
        "ศักดิ์ สัก",
        "ชัย ไชย ไช",
        "รัตน์ รัฐ",
        "วุฒิ วุธ วุฒ",
        "กาญจนา กานจนา",
        "พร ภร พอน",
        "ศรีสวัสดิ์ สีสวัสดิ์",
        "Somchai Somchay SOMCHAI",
        "Nattapong Natthaphong Nutthapong",
        "Wichai Vichai",
        "Siriporn Siriphon",
    ],
)
def test_alike_names_share_a_sound(alike):
    assert len({sound_key(word) for word in alike.split()}) == 1


@pytest.mark.parametrize("apart", ["สมชาย สมศรี สมพร", "นารี นภา", "มานี มานะ", "Somchai Somsri", "กมล กมลา"])
def test_other_names_do_not(apart):
    assert len({sound_key(word) for word in apart.split()}) == len(apart.split())


@given(st.one_of(st.text(max_size=30), THAI))
def test_sound_key_takes_anything(text):
    assert isinstance(sound_key(text), str)


def test_highlight_marks_whole_clusters_even_where_folding_changes_lengths():
    assert highlight("เเม่นํ้าโขง", "แม่น้ำ") == [("เเม่นํ้า", True), ("โขง", False)]
    assert highlight("สำนักงาน ป.ป.ท. เขต 4", "ปปท") == [
        ("สำนักงาน ", False),
        ("ป.ป.ท", True),
        (". เขต 4", False),
    ]
    assert highlight("ที่นี่", "ท") == [("ที่", True), ("นี่", False)]
    assert highlight("สม\u200bชาย", "สมชาย") == [("สม\u200bชาย", True)]
    assert highlight("ก่อน", "") == [("ก่อน", False)]
    assert highlight("", "ก") == []


@given(THAI, THAI)
def test_highlight_loses_nothing(text, query):
    pieces = highlight(text, query)
    assert "".join(piece for piece, _ in pieces) == text
    assert all(piece for piece, _ in pieces)
    assert all(a[1] != b[1] for a, b in itertools.pairwise(pieces))


@given(st.lists(WORD, min_size=1, max_size=5), st.data())
def test_highlight_finds_what_search_finds(words, data):
    text = " ".join(words)
    word = data.draw(st.sampled_from(words))
    assert any(hit for _, hit in highlight(text, word))


@given(st.one_of(st.text(max_size=50), THAI))
def test_clusters_rebuild_the_text(text):
    assert "".join(clusters(text)) == text


def test_clusters():
    assert list(clusters("กำลังใจนี้")) == ["กำ", "ลั", "ง", "ใจ", "นี้"]
    assert list(clusters("👨‍👩‍👧a")) == ["👨‍👩‍👧", "a"]


@given(st.one_of(st.text(max_size=50), THAI), st.integers(0, 60))
def test_clip_is_short_and_never_cuts_a_mark_off(text, length):
    short = clip(text, length)
    assert len(short) <= length or short == text
    if short != text and len(short) > 1:
        kept = short[:-1]
        assert kept in {"".join(list(clusters(text))[:n]).rstrip() for n in range(len(text) + 1)}


def test_clip():
    assert clip("กำลังใจ", 7) == "กำลังใจ"
    assert clip("กำลังใจนี้", 5) == "กำลั…"
    assert clip("กี้กี้", 3) == "…"


DICTIONARY = ["ก", "กรุง", "กาง", "การ", "เกาะ", "แก", "โกง", "ไก่", "ขวด", "ใคร"]


def test_dictionary_order():
    assert sorted(set(DICTIONARY), key=sort_key) == DICTIONARY


@pytest.mark.parametrize(
    "order",
    ["กา ก่า ก้า ก๊า ก๋า กาก", "เก็ง เก่ง เก้ง เก๋ง", "2 10a abc ก", "สม ใจดี|สมชาย", "ทิพ ทิพย์ ทิพย์ดี"],
)
def test_tones_decide_last(order):
    words = order.split("|") if "|" in order else order.split()
    words = words if order[0] != "2" else ["10a", "2", "abc", "ก"]
    assert sorted(set(words), key=sort_key) == words


@given(st.lists(WORD, max_size=12, unique=True))
def test_order_of_toneless_words_agrees_with_the_oracle(words):
    assert sorted(sorted(words), key=sort_key) == collate(sorted(words))


@given(st.lists(SYLLABLE, min_size=1, max_size=4), WORD, st.sampled_from("่้๊๋"))
def test_a_tone_never_outweighs_a_letter(syllables, other, tone):
    word = "".join(syllables)
    head = syllables[0]
    after = len(head) if head[-1] not in "ะา" else len(head) - 1  # a tone stands above the consonant, before ะ and า
    toned = head[:after] + tone + head[after:] + "".join(syllables[1:])
    if word != other:
        assert (sort_key(word) < sort_key(other)) == (sort_key(toned) < sort_key(other))


@given(st.text(max_size=300))
def test_keys_are_short_plain_and_stable(text):
    key = sort_key(text)
    assert len(key) <= KEY_LENGTH
    assert set(key) <= set("0123456789abcdef")
    assert key == sort_key(fold(text))
