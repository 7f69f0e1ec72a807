"""Tries are counted once for all processes, tell nothing about who tried, and are forgotten."""

import json
import threading
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from saiyai.accounts import jobs
from saiyai.accounts.models import Tally
from saiyai.accounts.tallies import LONGEST, SharedTallies
from saiyai.accounts.tests.ways import sign_in
from saiyai.crypto.digest import keyed_digest

ADDRESS = "member@saiyai.example"


@pytest.fixture
def clock(monkeypatch):
    """A clock to put forward; returns the function that does."""
    real, ahead = timezone.now, [timedelta()]
    monkeypatch.setattr(timezone, "now", lambda: real() + ahead[0])

    def to(moment):
        ahead[0] = moment - real()

    return to


def evening(minutes):
    """So many minutes after the next midnight."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return midnight + timedelta(minutes=minutes)


@pytest.mark.django_db
def test_what_one_process_counted_the_other_sees():
    one, other = SharedTallies("", {}), SharedTallies("", {})
    assert one.add("tries", 0, timeout=60) and not other.add("tries", 0, timeout=60)
    assert (one.incr("tries"), other.incr("tries"), one.get("tries")) == (1, 2, 2)
    assert other.delete("tries") and one.get("tries", "none") == "none"
    with pytest.raises(ValueError):
        one.incr("tries")


@pytest.mark.django_db
def test_a_failed_sign_in_leaves_no_address_behind(client, cast):
    for user in (cast.member, None):
        client.post("/accounts/login/", {"login": user.email if user else "nobody@example.org", "password": "ผิดแน่นอน"})
    rows = list(Tally.objects.values_list("digest", "value", "expires_at"))
    assert len(rows) >= 4
    told = str(rows)
    assert "member" not in told and "nobody" not in told and str(cast.member.pk) not in told
    assert all(row[2] <= timezone.now() + LONGEST for row in rows)


@pytest.mark.django_db
def test_guessing_stays_slowed_in_another_process(client, cast):
    for _ in range(5):
        sign_in(client, cast.member, "ผิดแน่นอน")
    tries = [json.loads(value) for value in Tally.objects.values_list("value", flat=True)]
    assert any(isinstance(value, list) and len(value) == 5 for value in tries)
    sign_in(client, cast.member)
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_the_key_changes_with_the_day_and_the_count_goes_on_for_an_hour(clock):
    clock(evening(-5))
    cache.set("codes", [1], timeout=3600)
    first = Tally.objects.get().pk
    clock(evening(5))
    assert cache.get("codes") == [1] and not cache.add("codes", [0])
    cache.set("codes", [1, 2], timeout=3600)
    assert cache.get("codes") == [1, 2] and Tally.objects.exclude(pk=first).count() == 1
    clock(evening(-5) + timedelta(days=1))
    assert cache.get("codes") is None


@pytest.mark.django_db
def test_what_has_ended_counts_no_more_and_is_deleted(clock):
    clock(evening(-720))
    cache.set("short", 1, timeout=60)
    cache.set("for ever", 1, timeout=None)
    clock(timezone.now() + timedelta(minutes=2))
    assert cache.get("short") is None and cache.add("short", 1, timeout=60)
    clock(timezone.now() + LONGEST)
    assert jobs.purge_tallies(timezone.now()) == "purged 2"
    assert not Tally.objects.exists()


def test_no_digest_can_be_made_without_the_key_of_its_day():
    backend = SharedTallies("", {})
    assert backend.make_key(ADDRESS, day="2026-11-24") != backend.make_key(ADDRESS, day="2026-11-25")
    assert backend.make_key(ADDRESS, day="x") == keyed_digest(f"1:{ADDRESS}", purpose="tally:x")


def at_once(work, times=4):
    """Run this in so many threads, each with its own connection, as so many processes would."""
    done = []

    def run():
        done.append(work())
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done


@pytest.mark.django_db(transaction=True)
def test_counting_at_once_loses_nothing():
    cache.add("tries", 0, timeout=60)
    at_once(lambda: [cache.incr("tries") for _ in range(5)])
    assert cache.get("tries") == 20


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("ended", [False, True], ids=["never there", "ended"])
def test_of_many_that_add_at_once_one_has_added(ended):
    if ended:
        cache.add("lock", 0, timeout=0)
    assert sorted(at_once(lambda: cache.add("lock", 1, timeout=60))) == [False, False, False, True]


@pytest.mark.django_db
def test_public_pages_and_pages_of_officers_count_nothing(client, cast, network):
    client.force_login(cast.somying)
    for address in ("/", "/people/", "/membership/applications/"):
        client.get(address)
    client.logout()
    client.get("/")
    assert not Tally.objects.exists()
