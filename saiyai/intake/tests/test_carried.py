"""The sealed field, what is told, and the draft file: they come back as they were, or not at all."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saiyai.crypto import codes
from saiyai.intake import carried, drafts, keys, puzzles
from saiyai.intake.even import BUCKET
from saiyai.intake.told import IDENTITY, Accused, LeftOut, Told, Where, identity_of

pytestmark = pytest.mark.django_db(databases="__all__")

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)
answers = st.dictionaries(
    words, st.dictionaries(words, st.one_of(words, st.lists(words, max_size=3)), max_size=4), max_size=5
)


@given(answers)
def test_what_is_carried_comes_back(raw):
    state = carried.read(carried.close({"answers": raw}, "telling"), "telling", idle=1)
    assert state["answers"] == raw


@given(st.text(max_size=400) | st.binary(max_size=400).map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_what_was_not_made_here_is_stale_and_no_error(text):
    with pytest.raises(carried.Stale):
        carried.read(text, "telling", idle=60)


@given(st.integers(0, 10**6), st.integers(1, 255))
def test_a_changed_letter_makes_it_stale(place, change):
    sealed = bytearray(base64.urlsafe_b64decode(carried.close({"a": 1}, "telling")))
    sealed[place % len(sealed)] ^= change
    with pytest.raises(carried.Stale):
        carried.read(base64.urlsafe_b64encode(sealed).decode(), "telling", idle=60)


@given(st.integers(0, 7000), st.integers(0, 2300))
def test_its_length_says_next_to_nothing(latin, thai):
    small = len(carried.close({"x": "a" * latin}, "telling"))
    assert small == len(carried.close({"x": "ก" * thai}, "telling")) == len(carried.close({}, "telling"))


@pytest.mark.parametrize("size", [9_000, 20_000, 100_000, 250_000])
def test_larger_ones_have_few_lengths(size):
    length = len(base64.urlsafe_b64decode(carried.close({"x": "a" * size}, "telling"))) - 29
    assert length & (length - 1) == 0


def test_more_than_a_form_carries_is_said():
    with pytest.raises(carried.TooMuch):
        carried.close({"x": "ก" * 200_000}, "telling")


def test_it_belongs_to_one_purpose_and_one_start(monkeypatch):
    text = carried.close({"a": 1}, "telling")
    with pytest.raises(carried.Stale):
        carried.read(text, "visit", idle=60)
    monkeypatch.setenv(carried.NAME, "ab" * 32)
    carried.forget()
    with pytest.raises(carried.Stale):
        carried.read(text, "telling", idle=60)
    again = carried.close({"a": 2}, "telling")
    carried.forget()  # another process of the same parent
    assert carried.read(again, "telling", idle=60)["a"] == 2
    monkeypatch.undo()
    carried.forget()


identities = st.dictionaries(st.sampled_from(IDENTITY), words.filter(bool), max_size=4)
tolds = st.builds(
    Told,
    what=words,
    title=words,
    agency=words,
    who=st.lists(st.builds(Accused, words, words, words), max_size=3).map(tuple),
    where=st.builds(Where, place=words, province=st.sampled_from(["", "10", "40"])),
    excluded=st.lists(st.builds(LeftOut, words, words, st.uuids().map(str) | st.just("")), max_size=3).map(tuple),
    mode=st.just("named"),
    identity=identities,
)


@given(tolds)
def test_what_is_told_comes_back(told):
    assert Told.from_dict(told.to_dict()) == told


@given(tolds)
def test_only_a_named_report_says_who_tells(told):
    assert "identity" in told.to_dict()
    assert "identity" not in Told(what="x", mode="confidential", identity=told.identity).to_dict()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=8,
)
fields = st.sampled_from(["what", "who", "where", "excluded", "identity", "mode", "v", "new"])


@given(st.dictionaries(fields, json_values, max_size=8) | json_values)
def test_facts_of_any_shape_can_be_read(data):
    told = Told.from_dict(data)
    assert isinstance(told.what, str) and isinstance(told.left_out, frozenset)
    assert Told.from_dict(told.to_dict()).what == told.what


@given(json_values)
def test_an_identity_of_any_shape_is_texts_of_known_names(data):
    assert all(name in IDENTITY and value and isinstance(value, str) for name, value in identity_of(data).items())


@given(answers)
def test_a_draft_opens_with_its_code_only(raw):
    code = codes.new_code(codes.DRAFT)
    file = drafts.seal(raw, code)
    assert drafts.unseal(file, code) == raw
    with pytest.raises(drafts.NoDraft):
        drafts.unseal(file, codes.new_code(codes.DRAFT))
    assert len(file) == BUCKET
    for cut in (file[: drafts.SMALLEST], file[:20], file[:4]):
        with pytest.raises(drafts.NoDraft):
            drafts.unseal(cut, code)


@pytest.mark.parametrize(("letters", "pages"), [(0, 1), (5_000, 1), (8_000, 2), (80_000, 9)])
def test_a_draft_is_as_long_as_so_many_pages(letters, pages):
    code, raw = codes.new_code(codes.DRAFT), {"what": {"what": "ก" * letters}}
    file = drafts.seal(raw, code)
    assert len(file) == pages * BUCKET and drafts.unseal(file, code) == raw


@given(st.binary(max_size=200))
def test_any_other_file_is_no_draft(content):
    for file in (content, drafts.MAGIC + content):
        with pytest.raises(drafts.NoDraft):
            drafts.unseal(file, "0" * 13)


def test_a_text_that_is_no_text_is_kept_as_far_as_it_goes():
    assert keys.as_bytes({"what": "ก\ud800"}) == '{"what":"ก?"}'.encode()


@pytest.mark.parametrize(
    ("puzzle", "typed", "right"),
    [
        (["day_after", 0], "วันอังคาร", True),
        (["day_after", 0], " อังคาร ", True),
        (["day_after", 0], "Tuesday", True),
        (["day_after", 6], "จันทร์", True),
        (["day_before", 0], "อาทิตย์", True),
        (["day_after", 2], "พฤหัส", True),
        (["month_after", 11], "มกราคม", True),
        (["month_after", 11], "ม.ค.", False),
        (["month_before", 0], "เดือนธันวาคม", True),
        (["day_after", 0], "พุธ", False),
        (["day_after", 0], "", False),
        (["day_after", 0], "วัน", False),
    ],
)
def test_a_question_against_machines_takes_what_people_write(puzzle, typed, right):
    assert puzzles.is_right(puzzle, typed) is right
