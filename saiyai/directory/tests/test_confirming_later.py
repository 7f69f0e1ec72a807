"""After the letter: a keeper decides on posts, one reminder and then quiet, and what officers see of it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from saiyai.accounts.models import PrivateLink
from saiyai.directory import actions, jobs, queries
from saiyai.directory.actions import Answer
from saiyai.directory.actors import asked
from saiyai.directory.models import Confirmation, ContactPoint, Correction, Holding
from saiyai.directory.tests.test_confirming import ask, letters, link, token_of
from saiyai.notify.models import Letter
from saiyai.policy.actors import SYSTEM
from saiyai.policy.lifecycle import Refused

__all__ = ["ask", "link"]
S = Confirmation.Status


# ---------------------------------------------------------------- posts wait for a keeper


@pytest.fixture
def moved(world, ask):
    held = Holding.objects.get(person=world.listed)
    new = {"post_title": "ผู้อำนวยการกอง", "organization_name": "กองประตูน้ำ", "on": date(2026, 10, 1)}
    actions.answer(ask, [Answer(f"post-{held.pk}", "CHANGED", new)], by=asked(ask))
    return Correction.objects.get()


def test_a_post_changes_only_when_a_keeper_accepts(world, moved):
    held = moved.holding
    assert held.ends_on is None and Holding.objects.filter(person=world.listed).count() == 1
    for role in ("thiradet", "decider", "member"):
        with pytest.raises(Refused):
            actions.accept_correction(
                moved, by=getattr(world, role), on=date(2026, 10, 1), organization=world.division, title="หัวหน้ากอง"
            )
    actions.accept_correction(
        moved, by=world.somying, on=date(2026, 10, 1), organization=world.division, title="ผู้อำนวยการกอง"
    )
    held.refresh_from_db()
    now = Holding.objects.get(person=world.listed, ends_on__isnull=True)
    assert held.ends_on == date(2026, 9, 30) and now.post.title_th == "ผู้อำนวยการกอง"
    assert now.post.organization_id == world.division.pk and now.confirmed_on == timezone.localdate()
    assert (moved.status, moved.decided_by_id) == ("ACCEPTED", world.somying.pk)
    with pytest.raises(Refused):
        actions.refuse_correction(moved, by=world.somying, reason="ไม่จริง")


def test_a_keeper_refuses_with_a_reason(world, moved, client):
    client.force_login(world.somying)
    url = reverse("directory:refuse_correction", args=[moved.pk])
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "ยังไม่มีคำสั่ง"}).status_code == 302
    moved.refresh_from_db()
    assert moved.status == "REFUSED" and moved.reason == "ยังไม่มีคำสั่ง" and moved.holding.ends_on is None
    assert client.post(url, {"reason": "อีกครั้ง"}).status_code == 409


def test_a_keeper_accepts_on_the_page_that_knows_what_was_said(world, moved, client):
    client.force_login(world.somying)
    url = reverse("directory:correction", args=[moved.pk])
    page = client.get(url)
    assert page.context["form"].initial["title"] == "ผู้อำนวยการกอง"
    sent = {"organization_name": "กองประตูน้ำ", "organization": "", "title": "หัวหน้ากอง", "on": "1 ต.ค. 2569"}
    assert client.post(url, sent).status_code == 302
    assert (
        Holding.objects.get(person=world.listed, ends_on__isnull=True).post_id == world.chief.pk
    )  # the one that is there


def test_who_left_a_post_is_ended_on_their_day(world, ask):
    held = Holding.objects.get(person=world.listed)
    actions.answer(ask, [Answer(f"post-{held.pk}", "GONE", {"on": date(2026, 9, 30)})], by=asked(ask))
    actions.accept_correction(Correction.objects.get(), by=world.somying, on=date(2026, 9, 30))
    held.refresh_from_db()
    assert held.ends_on == date(2026, 9, 30)


# ---------------------------------------------------------------- quiet, and no more


def test_one_reminder_then_quiet_then_closed(world, ask):
    day = lambda n: ask.asked_at + timedelta(days=n, minutes=1)  # noqa: E731
    first = token_of(letters().last())
    jobs.remind_to_confirm(day(13))
    assert letters().count() == 1
    for n in (14, 15, 20):
        jobs.remind_to_confirm(day(n))
    assert [letter.kind for letter in letters()] == ["confirm_details", "confirm_reminder"]
    second = token_of(letters().last())
    assert queries.confirmation_of_link(first)[1] is False and queries.confirmation_of_link(second)[1] is True
    jobs.remind_to_confirm(day(30))
    ask.refresh_from_db()
    assert ask.status == S.UNANSWERED and letters().count() == 2
    assert queries.confirmation_of_link(second)[1] is False
    with pytest.raises(Refused):
        actions.ask_to_confirm(world.listed, by=world.somying)


def test_whose_letter_came_back_may_be_asked_again(world, ask):
    Letter.objects.filter(purpose="directory").update(status=Letter.Status.BOUNCED)
    assert jobs.note_returns(timezone.now()) == "came back 1"
    assert jobs.note_returns(timezone.now()) == "came back 0"
    ask.refresh_from_db()
    assert ask.status == S.CAME_BACK
    assert actions.ask_to_confirm(world.listed, by=world.somying).status == S.ASKED


def test_do_not_ask_me_again_holds_until_they_say_otherwise(world, ask, link, client):
    assert client.post(link, {"decline": "1"}).status_code == 302
    ask.refresh_from_db(), world.listed.refresh_from_db()
    assert ask.status == S.DECLINED and world.listed.asks_refused_on == timezone.localdate()
    Confirmation.objects.update(asked_at=timezone.now() - timedelta(days=400))
    with pytest.raises(Refused):
        actions.ask_to_confirm(world.listed, by=world.somying)
    with pytest.raises(Refused):
        actions.allow_asking(world.listed, by=world.thiradet)
    actions.allow_asking(world.listed, by=world.somying)
    assert actions.ask_to_confirm(world.listed, by=world.somying).status == S.ASKED


def test_erasing_a_person_takes_the_asks_and_their_links_along(world, moved):
    actions.erase_person(world.listed, by=SYSTEM)
    assert not Confirmation.objects.exists() and not Correction.objects.exists()
    assert not PrivateLink.objects.filter(purpose="CONFIRM", closed_at__isnull=True).exists()


# ---------------------------------------------------------------- the lists of officers


def test_old_details_are_those_not_verified_for_so_long(world, client, django_assert_max_num_queries):
    today = timezone.localdate()
    ContactPoint.objects.filter(person=world.listed).update(verified_on=today - timedelta(days=200))
    found = lambda months: set(queries.people_with_details(world.somying, older=months))  # noqa: E731
    assert found(12) == set() and found(6) == {world.listed}
    ContactPoint.objects.filter(person=world.listed, kind="PHONE").update(verified_on=None)
    assert found(24) == {world.listed}
    assert set(queries.people_with_details(world.member, older=24)) <= {world.listed, world.own}
    client.force_login(world.somying)
    with django_assert_max_num_queries(14):
        assert client.get(reverse("directory:details"), {"older": "24"}).context["page_obj"].paginator.count == 1


def test_officers_see_how_each_ask_stands(world, ask, client, django_assert_max_num_queries):
    client.force_login(world.thiradet)
    with django_assert_max_num_queries(12):
        page = client.get(reverse("directory:confirmations"), {"status": "ASKED"})
    assert [one.pk for one in page.context["page_obj"]] == [ask.pk]
    assert not client.get(reverse("directory:confirmations"), {"status": "ANSWERED"}).context["page_obj"].object_list
    assert not queries.visible_confirmations(world.member).exists()
