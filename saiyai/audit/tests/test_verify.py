"""Whatever is done to the tables of the trail behind our back, verification names the first bad line."""

from datetime import date, timedelta

import pymerkle
import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from saiyai.audit import jobs, published, seals, trail
from saiyai.audit.models import Checkpoint, Event, Head
from saiyai.audit.verify import recent, verify
from saiyai.crypto import keys, merkle
from saiyai.policy.action import action
from saiyai.policy.actors import SYSTEM

pytestmark = pytest.mark.django_db


@action
def note(number, *, by, **facts):
    trail.record("note.made", ("note", number), by=by, **facts)


def write(lines, start=1):
    for number in range(start, start + lines):
        note(number, by=SYSTEM, text=f"บันทึก {number}")


@pytest.fixture(autouse=True)
def outside(settings, tmp_path):
    """Each test has its own file of published roots."""
    settings.VAR = tmp_path


def test_a_trail_left_alone_is_well():
    write(20)
    verdict = verify()
    assert (verdict.ok, verdict.size, verdict.seq) == (True, 20, None)
    assert recent(5).ok
    assert recent(100).ok


def test_an_empty_trail_is_well():
    assert verify().ok
    assert recent().ok


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("actor", "somebody"),
        ("actor_label", "user:นอก เครือข่าย"),
        ("verb", "note.unmade"),
        ("subject", "other"),
        ("key", "99"),
        ("facts", {"text": "แก้แล้ว"}),
        ("at", timezone.now() - timedelta(days=400)),
        ("seal", "0" * 64),
    ],
)
def test_an_edited_line_is_named(field, value):
    write(9)
    Event.objects.filter(seq__gte=4, seq__lte=6).update(**{field: value})
    verdict = verify()
    assert (verdict.ok, verdict.problem, verdict.seq) == (False, "changed", 4)
    assert not recent(9).ok


def test_a_deleted_line_is_named():
    write(9)
    Event.objects.filter(seq__in=[3, 7]).delete()
    assert (verify().problem, verify().seq) == ("missing", 3)
    assert recent(9).seq == 3


def test_a_line_put_in_is_named():
    write(9)
    Event.objects.filter(seq=9).delete()
    Event.objects.filter(seq=8).delete()
    forged = Event(
        seq=8, at=timezone.now(), actor="x", actor_label="x", verb="note.made", subject="note", key="8", seal="0" * 64
    )
    forged.save(force_insert=True)
    assert (verify().problem, verify().seq) == ("changed", 8)


def test_two_lines_changed_round_are_named():
    write(5)
    second, third = Event.objects.get(seq=2), Event.objects.get(seq=3)
    for seq, line in ((2, third), (3, second)):
        Event.objects.filter(seq=seq).update(key=line.key, facts=line.facts, at=line.at, seal=line.seal)
    assert verify().seq == 2


def test_lines_cut_off_the_end_show_against_the_head():
    write(9)
    Event.objects.filter(seq__gte=6).delete()
    assert (verify().problem, verify().seq) == ("cut", 6)
    assert not recent(3).ok


def test_lines_put_on_the_end_show_against_the_head():
    write(5)
    line = Event.objects.get(seq=5)
    line.seq = 6
    line.seal = seals.seal(line.seal, seals.canonical(line))  # even with the key of the seals
    line.save(force_insert=True)
    assert (verify().problem, verify().seq) == ("head", 6)


def test_a_head_set_back_shows_against_a_checkpoint():
    write(5)
    before = Head.objects.get()
    write(4, start=6)
    trail.checkpoint(date(2026, 11, 23))
    Event.objects.filter(seq__gt=5).delete()
    before.save()
    assert (verify().problem, verify().seq) == ("cut", 6)


def test_a_trail_set_back_with_all_its_tables_shows_against_what_lies_outside():
    write(5)
    before = Head.objects.get()
    write(4, start=6)
    jobs.note_head(timezone.now())
    Event.objects.filter(seq__gt=5).delete()
    Checkpoint.objects.all().delete()
    before.save()
    assert (verify().problem, verify().seq) == ("cut", 6)
    Event.objects.all().delete()
    Head.objects.all().delete()
    assert (verify().ok, verify().seq) == (False, 1)


def test_a_trail_written_anew_without_the_key_is_named():
    """The forger knows our code and rewrites every line, seal, root and signature, but has other keys."""
    write(6)
    trail.checkpoint(date(2026, 11, 23))
    kept = keys.subkey, keys.signing_key
    other = keys.Ed25519PrivateKey.generate()
    try:
        keys.subkey, keys.signing_key = (lambda purpose: b"x" * 32), (lambda: other)
        frontier, previous = [], ""
        for line in Event.objects.order_by("seq"):
            line.verb = "note.forged" if line.seq >= 3 else line.verb
            line.seal = previous = seals.seal(previous, seals.canonical(line))
            line.save()
            frontier = merkle.grow(frontier, line.seq - 1, merkle.leaf_hash(seals.canonical(line)))
        signature = seals.sign(seals.statement(6, merkle.root(frontier)))
        Head.objects.update(frontier=seals.to_hex(frontier), last_seal=previous, signature=signature)
        assert verify().problem == "checkpoint"  # everything else would look well to who has the forger's keys
    finally:
        keys.subkey, keys.signing_key = kept
    assert (verify().problem, verify().seq) == ("changed", 1)
    assert not recent().ok


def test_a_forged_tail_that_keeps_the_honest_beginning_is_named():
    write(6)
    Event.objects.filter(seq=4).update(verb="note.forged", seal="ab" * 32)
    assert verify().seq == 4


@pytest.mark.parametrize(
    "change",
    [{"signature": "00" * 64}, {"signature": "nonsense"}, {"size": 3}, {"frontier": ["00" * 32]}],
)
def test_a_changed_head_is_noticed(change):
    write(4)
    Head.objects.update(**change)
    assert not verify().ok or "frontier" in change  # the root is made anew from the lines, the frontier is not used
    assert not recent().ok


@pytest.mark.parametrize("change", [{"signature": "00" * 64}, {"size": 2}, {"day": date(2026, 11, 22)}, {"size": 99}])
def test_a_changed_checkpoint_is_noticed(change):
    write(4)
    trail.checkpoint(date(2026, 11, 23))
    assert verify().ok
    Checkpoint.objects.update(**change)
    assert not verify().ok


def test_a_checkpoint_holds_for_the_lines_before_it_only():
    write(3)
    first = trail.checkpoint(date(2026, 11, 22))
    write(3, start=4)
    assert trail.checkpoint(date(2026, 11, 22)).size == first.size == 3
    trail.checkpoint(date(2026, 11, 23))
    assert verify().ok


def test_the_daily_job_signs_once_and_lays_it_outside():
    write(3)
    now = timezone.make_aware(timezone.datetime(2026, 11, 24, 0, 5))
    assert jobs.checkpoint(now) == "2026-11-23: 3 lines"
    write(1, start=4)
    jobs.checkpoint(now)
    assert [(line["day"], line["size"]) for line in published.read()] == [("2026-11-23", 3)]
    jobs.note_head(now)
    jobs.note_head(now)
    assert [(line["day"], line["size"]) for line in published.read()] == [("2026-11-23", 3), ("head", 4)]
    assert verify().ok


def test_a_torn_last_line_outside_is_no_fault_and_a_forged_one_is():
    write(3)
    jobs.note_head(timezone.now())
    with published.path().open("a") as file:
        file.write('{"day": "he')
    assert verify().ok
    published.path().write_text(published.path().read_text().splitlines()[0].replace('"size": 3', '"size": 2') + "\n")
    assert (verify().problem, verify().seq) == ("checkpoint", 2)


def test_the_tree_is_that_of_another_library():
    """Roots equal pymerkle's (RFC 6962) for every size from 1 to 300."""
    oracle = pymerkle.InmemoryTree(algorithm="sha256")
    frontier = []
    for size in range(300):
        content = f"บรรทัด {size}".encode()
        oracle.append_entry(content)
        frontier = merkle.grow(frontier, size, merkle.leaf_hash(content))
        assert merkle.root(frontier) == oracle.get_root(), size + 1
        assert len(frontier) == (size + 1).bit_count()
    assert merkle.root([]) == merkle.EMPTY


def test_the_head_is_the_root_over_the_lines_of_the_database():
    write(37)
    oracle = pymerkle.InmemoryTree(algorithm="sha256")
    for line in Event.objects.order_by("seq"):
        oracle.append_entry(seals.canonical(line))
    assert verify().root == oracle.get_root().hex() == seals.root_of(Head.objects.get().frontier).hex()


def test_lines_written_during_verification_are_no_fault(monkeypatch):
    write(5)
    plain = seals.canonical

    def slow(event):
        if not Event.objects.filter(seq=6).exists():
            monkeypatch.setattr(seals, "canonical", plain)
            write(3, start=6)
        return plain(event)

    monkeypatch.setattr(seals, "canonical", slow)
    assert verify().ok
    assert Event.objects.count() == 8


class Facts(TestCase):
    """Any facts that the trail takes come back from the database with the same seal."""

    small = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=30)
    whole = st.integers(-(2**60), 2**60)

    @settings(max_examples=30, deadline=None)
    @given(st.dictionaries(small.map(lambda name: f"f{name}"), small | whole | st.booleans() | st.none(), max_size=4))
    def test_seal_fits_after_the_way_through_the_database(self, facts):
        note(1, by=SYSTEM, **facts)
        assert verify().ok

    @settings(max_examples=30, deadline=None)
    @given(st.integers(1, 12), st.integers(1, 12), st.sampled_from(["actor", "verb", "subject", "key", "seal"]))
    def test_any_single_change_is_named(self, lines, place, field):
        write(lines)
        place = min(place, lines)
        changed = f"{getattr(Event.objects.get(seq=place), field)}x"
        Event.objects.filter(seq=place).update(**{field: changed})
        assert verify().seq == place


def test_floats_are_refused_and_long_texts_too():
    for bad in (1.5, 1e300, float("nan"), [1.0]):
        with pytest.raises(ValueError, match="whole numbers"):
            note(1, by=SYSTEM, amount=bad)
    with pytest.raises(ValueError, match="small"):
        note(1, by=SYSTEM, text="ก" * 2001)
    assert Event.objects.count() == 0


def test_one_line_costs_few_queries(django_assert_max_num_queries):
    write(1)
    with django_assert_max_num_queries(5 + 2 * connection.features.uses_savepoints):
        write(1, start=2)
