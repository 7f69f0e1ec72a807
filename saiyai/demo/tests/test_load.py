"""Loading the demo: the same ties each time, in memory that does not grow; a load that breaks off is noticed."""

from collections import Counter
from itertools import islice

import pytest
from django.db.models import Q

from saiyai import cli
from saiyai.accounts.models import Grant
from saiyai.audit.models import Event
from saiyai.cli import serving
from saiyai.demo import load
from saiyai.demo.reports import STORIES
from saiyai.demo.ties import MUTUAL, PER_PERSON, REMEMBERED, Draw, person_key
from saiyai.directory.models import Confirmation, Correction, Person, Tie
from saiyai.intake.models import Report
from saiyai.membership.models import SavedFilter
from saiyai.networks.models import Network
from saiyai.networks.queries import own_units
from saiyai.notify.models import Bounce


def drawn(count):
    """The ties of so many people who live in three provinces, some of them in a group."""
    draw = Draw()
    circles = [[f"p{number % 3}", "club"] if number % 4 == 0 else [f"p{number % 3}"] for number in range(count)]
    return draw, [tie for number in range(count) for tie in draw.of_person(number, circles[number])]


def test_the_same_people_have_the_same_ties_and_fewer_have_the_first_of_them():
    few, many = drawn(300)[1], drawn(600)[1]
    assert many[: len(few)] == few


def test_ties_join_two_once_in_order_and_five_a_person():
    count = 2000
    _draw, ties = drawn(count)
    keys = {person_key(number) for number in range(count)}
    assert len(keys) == count
    assert len({(tie["kind"], tie["a_person_id"], tie["b_person_id"]) for tie in ties}) == len(ties)
    for tie in ties:
        assert tie["a_person_id"] != tie["b_person_id"] and {tie["a_person_id"], tie["b_person_id"]} <= keys
        assert tie["kind"] not in MUTUAL or str(tie["a_person_id"]) < str(tie["b_person_id"])
    assert 0.99 * PER_PERSON < len(ties) / count <= PER_PERSON


def test_of_each_circle_only_some_are_kept_in_memory():
    draw, _ties = drawn(3000)
    assert {len(known) for known in draw.circles.values()} == {REMEMBERED}


def _what_keepers_find():
    """Something of each kind on the pages of who keeps the directory, and a member who coordinates a unit."""
    asked = Counter(Confirmation.objects.values_list("status", flat=True))
    assert asked == {"ANSWERED": 3, "DECLINED": 1, "ASKED": 3}
    assert set(Correction.objects.values_list("kind", "status")) == {("CHANGED", "PROPOSED"), ("GONE", "PROPOSED")}
    assert set(Bounce.objects.values_list("kind", "times")) == {("HARD", 1), ("SOFT", 3), ("SOFT", 1)}
    assert SavedFilter.objects.count() == 4
    grant = Grant.objects.get(role="unit_coordinator")
    assert grant.status == "CONFIRMED" and own_units(grant.user).count() == 1


@pytest.fixture
def empty_site(settings, tmp_path):
    settings.DEMO = True
    settings.KEYRING, settings.KEYRING_MIRROR = tmp_path / "ring" / "ring.sqlite3", ""
    settings.PRIVATE_DIR = tmp_path / "private"


@pytest.mark.slow
@pytest.mark.django_db(databases="__all__")
def test_a_small_demo_is_whole(empty_site):
    load.load(people=120, applications=4)
    assert Report.objects.filter(published=True).count() == len(STORIES)
    assert load.is_loaded() and not load.is_broken_off()
    assert Tie.objects.filter(a_person__isnull=False).count() >= 120 * (PER_PERSON - 1)
    for email in ("malee@saiyai.example", "niran@saiyai.example"):
        me = Q(a_person__user__email=email) | Q(b_person__user__email=email)
        assert Tie.objects.filter(me).count() >= 3, "whom a member of the cast knows leads on to others"
    assert Person.objects.filter(pk=person_key(119)).exists()
    _what_keepers_find()
    before = Counter(Event.objects.values_list("verb", flat=True))
    assert before["demo.begun"] == before["demo.loaded"] == 1
    with pytest.raises(load.AlreadyLoaded):
        load.load(people=120)


@pytest.mark.django_db(databases="__all__")
def test_a_load_that_broke_off_is_refused_with_what_to_do(empty_site, monkeypatch, capsys):
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.setattr(load, "load_organizations", lambda people: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        load.load(people=5, applications=0)
    assert load.is_broken_off() and Network.objects.count() == 1
    monkeypatch.undo()
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.setattr("os.umask", lambda mask: 0)
    monkeypatch.setattr("saiyai.policy.migrating.migrate", lambda: None)
    assert cli.main(["demo", "--people", "5"]) == 1
    told = capsys.readouterr().err
    assert "not loaded to its end" in told and "load again" in told
    assert serving._has_demo() is False
    assert Person.objects.count() == 0


@pytest.mark.parametrize("words", [["--people", "-5"], ["--people", "many"], ["--applications", "-1"],
                                   ["--people", "99999999999999999999"], ["--people", "๕"]])  # fmt: skip
def test_an_impossible_number_is_wrong_use_and_not_a_traceback(words, capsys, monkeypatch):
    monkeypatch.setenv("LANGUAGE", "en")
    with pytest.raises(SystemExit) as end:
        cli.main(["demo", *words])
    assert end.value.code == 2 and "a whole number from 0 to" in capsys.readouterr().err


def test_the_people_of_the_demo_are_numbered_from_nought():
    assert len(set(islice(map(person_key, range(10**9)), 1000))) == 1000
    assert person_key(0) != person_key(1) and person_key(7).version == 4
