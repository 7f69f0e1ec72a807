"""What a tester would try at the desk: the same evidence under many receipts, fishing, odd filters, a name taken away alone."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from saiyai.cases import actions
from saiyai.cases.tests import world
from saiyai.cases.tests.conftest import opened
from saiyai.cases.tests.test_ending import add_file
from saiyai.cases.tests.test_pages import unlocked  # noqa: F401  (a browser with an open vault)
from saiyai.crypto import keyring
from saiyai.intake import keys
from saiyai.intake.models import Ask
from saiyai.policy.lifecycle import Refused

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def three(desk, settings, tmp_path):
    """Three cases: the first two came with the same bytes, under other receipts; the third with others."""
    settings.PRIVATE_DIR = tmp_path / "private"
    filed = [world.file_report(what=f"เรื่องที่ {n}") for n in range(3)]
    for n, (one, content) in enumerate(zip(filed, (b"same" * 50, b"same" * 50, b"other" * 50), strict=True)):
        add_file(one, content, n=n + 1)
    return world.published(*filed)


def test_the_same_file_under_two_receipts_shows_to_who_has_both_open(desk, three):
    first, second, third = three
    for case in three:
        opened(case, desk.first, desk.first_vault)
    again = opened(second, desk.first, desk.first_vault)
    assert list(actions.same_files(again, desk.first_vault, by=desk.first).values()) == [[first.ref]]
    assert actions.same_files(opened(third, desk.first, desk.first_vault), desk.first_vault, by=desk.first) == {}


def test_the_same_file_in_the_case_of_others_or_one_not_opened_yet_does_not_show(desk, three):
    first, second, _third = three
    opened(first, desk.second, desk.second_vault)
    mine = opened(second, desk.first, desk.first_vault)
    assert actions.same_files(mine, desk.first_vault, by=desk.first) == {}, "not opened by this officer"
    opened(first, desk.first, desk.first_vault)
    actions.take_away(opened(first, desk.second, desk.second_vault), desk.first.pk, by=desk.second)
    assert actions.same_files(mine, desk.first_vault, by=desk.first) == {}, "no longer given to this officer"


def test_the_page_names_the_other_case_and_the_store_no_digest(desk, three, unlocked):  # noqa: F811
    first, second, _third = three
    browser = unlocked(desk.first, desk.first_vault)
    browser.get(reverse("cases:case", args=[first.ref]))
    page = browser.get(reverse("cases:case", args=[second.ref])).content.decode()
    assert f'href="{reverse("cases:case", args=[first.ref])}"' in page
    ((_row, facts),) = opened(first, desk.first, desk.first_vault).labels()
    blob = first.report.blobs.get()
    kept = [str(getattr(blob, field.attname)) for field in blob._meta.concrete_fields]
    assert facts["plain_hash"] and not [value for value in kept if facts["plain_hash"] in value]


def test_who_asks_is_warned_against_fishing(desk, three, unlocked):  # noqa: F811
    page = unlocked(desk.first, desk.first_vault).get(reverse("cases:case", args=[three[0].ref])).content.decode()
    assert "อย่าถามว่าผู้แจ้งเป็นใคร" in page


@pytest.mark.parametrize(
    "query",
    [
        "order_by=report__body_sealed", "status=report__lookup", "status=' OR 1=1 --", "part=x", "page=-1", "page=99999", "page=x",
        "late=maybe", "q=%00", "q=" + "ก" * 5000, "q=(a+)+$", "report__desk=HQ", "case__pk__gt=0", "status=all&status=CLOSED",
    ],
)  # fmt: skip
def test_no_filter_asks_the_store_what_it_should_not(desk, three, unlocked, query):  # noqa: F811
    """Unknown names and values are passed over: the list is that of the officer's own cases, or empty."""
    answer = unlocked(desk.first, desk.first_vault).get(f"{reverse('cases:cases')}?{query}")
    assert answer.status_code == 200
    away = unlocked(desk.away, desk.away_vault).get(f"{reverse('cases:cases')}?{query}").content.decode()
    assert not [one.ref for one in three if one.ref in away]


def test_a_name_that_was_taken_away_alone_opens_never_and_the_report_still_does(desk):
    filed = world.file_report(identity={"name": "สมศรี"})
    (case,) = world.published(filed)
    mine = opened(case, desk.first, desk.first_vault)
    ask = actions.ask_identity(mine, "CONTACT", timezone.localdate() + timedelta(days=30), "โทร", by=desk.first)
    filed.agrees(ask)
    ask = Ask.objects.get(pk=ask.pk)
    assert actions.see_identity(mine, ask, desk.first_vault, by=desk.first)["name"] == "สมศรี"
    keyring.destroy(keys.identity_ring(filed.report.pk))
    with pytest.raises((Refused, keyring.Destroyed)):
        actions.see_identity(mine, ask, desk.first_vault, by=desk.first)
    assert opened(case, desk.first, desk.first_vault).told().what == world.STORY


def test_letters_to_officers_hold_no_address_that_could_be_imitated(desk):
    """Nobody learns to sign in by a link in a letter about reports: there is none in them, of whatever kind."""
    from saiyai.notify import writing

    for name in ("daily", "now"):
        for language in ("th", "en"):
            subject, body = writing.rendered(f"cases/letters/{name}", {}, language)
            assert body.strip() and not re.search(r"https?:|www\.|/desk|/accounts|<a ", f"{subject}{body}"), name
