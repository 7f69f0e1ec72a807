"""Applying to a network and a chapter; a member in several chapters."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from saiyai.membership import actions, queries
from saiyai.membership.actors import VISITOR
from saiyai.membership.models import Application, ChapterSeat, Member
from saiyai.networks import actions as networks
from saiyai.networks.models import Network
from saiyai.policy.actors import SYSTEM
from saiyai.policy.lifecycle import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def chapter(network):
    return networks.add_chapter(network, "PROVINCE", "ขอนแก่น", by=SYSTEM, province_code="40")


@pytest.fixture
def other(db):
    found = networks.found("youth", "เครือข่ายเยาวชน", "Youth Network", by=SYSTEM)
    found.own = networks.add_chapter(found, "THEME", "โรงเรียน", by=SYSTEM)
    return found


@pytest.fixture
def member(cast, network, chapter, offices):
    application, _token = actions.begin("PERSON", by=cast.member, email=cast.member.email, chapter=chapter)
    Application.objects.filter(pk=application.pk).update(
        status="APPROVED",
        given_name="มาลี",
        family_name="ใจเย็น",
        number="4-2569-0001",
        submitted_at=timezone.now(),
        decided_by=cast.decider,
        decided_at=timezone.now(),
        office=offices["R4"],
    )
    application.refresh_from_db()
    return actions.admit(application, by=SYSTEM)


def test_who_applied_for_a_chapter_is_in_it_once_admitted(member, chapter):
    seat = queries.chapter_seats(member).get()
    assert (seat.chapter, seat.starts_on) == (chapter, timezone.localdate())


def test_a_chapter_that_ended_meanwhile_does_not_stop_the_admission(cast, network, chapter, offices):
    application, _token = actions.begin("PERSON", by=VISITOR, chapter=chapter)
    networks.end_chapter(chapter, by=SYSTEM)
    Application.objects.filter(pk=application.pk).update(
        status="APPROVED",
        given_name="มานะ",
        family_name="ใจดี",
        office=offices["R4"],
        number="4-2569-0002",
        submitted_at=timezone.now(),
        decided_by=cast.decider,
        decided_at=timezone.now(),
    )
    member = actions.admit(Application.objects.get(pk=application.pk), by=SYSTEM)
    assert not queries.chapter_seats(member).exists()


def test_a_member_is_in_several_chapters_and_leaves_one(member, network, cast):
    second = networks.add_chapter(network, "THEME", "จัดซื้อ", by=SYSTEM)
    seat = actions.join_chapter(member, second, by=cast.member)
    assert actions.join_chapter(member, second, by=cast.member) == seat
    assert queries.chapter_seats(member).count() == 2
    actions.leave_chapter(seat, by=cast.member)
    assert queries.chapter_seats(member).count() == 1
    assert ChapterSeat.objects.get(pk=seat.pk).ends_on == timezone.localdate()
    assert actions.join_chapter(member, second, by=cast.member) != seat


@pytest.mark.parametrize(
    ("who", "may"),
    [("member", True), ("somying", True), ("officer_r1", False), ("decider", False), ("outsider", False)],
)
def test_who_puts_a_member_into_a_chapter(member, network, cast, who, may):
    second = networks.add_chapter(network, "THEME", "จัดซื้อ", by=SYSTEM)
    if may:
        actions.join_chapter(member, second, by=getattr(cast, who))
    else:
        with pytest.raises(Refused):
            actions.join_chapter(member, second, by=getattr(cast, who))
    assert queries.chapter_seats(member).filter(chapter=second).exists() is may


def test_no_chapter_of_another_network_none_that_ended_and_nobody_who_left(member, other, network, cast):
    ended = networks.add_chapter(network, "THEME", "จบแล้ว", by=SYSTEM)
    networks.end_chapter(ended, by=SYSTEM)
    for wrong in (other.own, ended):
        with pytest.raises(Refused):
            actions.join_chapter(member, wrong, by=cast.member)
    Member.objects.filter(pk=member.pk).update(status="RESIGNED")
    with pytest.raises(Refused):
        actions.join_chapter(member, networks.add_chapter(network, "THEME", "ใหม่", by=SYSTEM), by=cast.member)


@pytest.mark.parametrize("status", Network.Status.values)
def test_one_applies_to_what_forms_or_works(other, status):
    other.status = status
    if status in ("FORMING", "ACTIVE"):
        application, _token = actions.begin("PERSON", by=VISITOR, network=other, chapter=other.own)
        assert (application.network, application.chapter) == (other, other.own)
    else:
        with pytest.raises(Refused):
            actions.begin("PERSON", by=VISITOR, network=other)


def test_a_chapter_of_another_network_is_not_applied_for(network, other):
    with pytest.raises(Refused):
        actions.begin("PERSON", by=VISITOR, network=network, chapter=other.own)


def test_the_page_begins_an_application_to_the_network_that_was_asked_for(client, network, other, chapter):
    page = client.get(reverse("membership:apply"), {"network": "youth"}).content.decode()
    assert "เครือข่ายเยาวชน" in page and "โรงเรียน" in page and "ขอนแก่น" not in page
    sent = {"kind": "PERSON", "email": "", "network": "youth", "chapter": str(other.own.pk)}
    assert client.post(reverse("membership:apply"), sent).status_code == 302
    assert Application.objects.get().chapter == other.own
    assert client.post(reverse("membership:apply"), {**sent, "chapter": str(chapter.pk)}).status_code == 422
    assert client.get(reverse("membership:apply"), {"network": "nowhere"}).status_code == 404


def test_a_network_that_takes_nobody_says_so(client, network, other):
    Network.objects.filter(pk=other.pk).update(status="DORMANT")
    answer = client.post(reverse("membership:apply"), {"kind": "PERSON", "email": "", "network": "youth"})
    assert answer.status_code == 409 and not Application.objects.exists()


def test_the_member_joins_and_leaves_on_the_page(member, network, cast, client):
    networks.add_chapter(network, "THEME", "จัดซื้อ", by=SYSTEM)
    client.force_login(cast.member)
    second = network.chapters.get(name_th="จัดซื้อ")
    assert client.post(reverse("membership:join_chapter", args=[second.pk])).status_code == 302
    assert "จัดซื้อ" in client.get(reverse("membership:my_membership")).content.decode()
    seat = queries.chapter_seats(member).get(chapter=second)
    assert client.post(reverse("membership:leave_chapter", args=[seat.pk])).status_code == 302
    assert client.post(reverse("membership:leave_chapter", args=[seat.pk])).status_code == 404


def test_the_member_joins_and_leaves_on_the_page_of_the_network(
    member, network, other, cast, client, django_assert_max_num_queries
):
    for name in ("จัดซื้อ", "โรงเรียน", "ที่ดิน"):
        networks.add_chapter(network, "THEME", name, by=SYSTEM)
    page, second = reverse("networks:network", args=[network.slug]), network.chapters.get(name_th="จัดซื้อ")
    join = reverse("membership:join_chapter", args=[second.pk])
    assert join not in client.get(page).text
    client.force_login(cast.outsider)
    assert join not in client.get(page).text
    client.force_login(cast.member)
    with django_assert_max_num_queries(18):
        assert client.get(page).text.count("join_chapter") == 3
    assert "_chapter" not in client.get(reverse("networks:network", args=[other.slug])).text
    answer = client.post(f"{join}?network={network.slug}", {"from": "network"})
    assert answer.url == f"{page}#chapters"
    seat = queries.chapter_seats(member).get(chapter=second)
    leave, text = reverse("membership:leave_chapter", args=[seat.pk]), client.get(page).text
    assert leave in text and join not in text
    assert client.post(f"{leave}?network={network.slug}", {"from": "network"}).url == f"{page}#chapters"
    assert not queries.chapter_seats(member).filter(chapter=second).exists()


def test_the_database_keeps_one_seat_a_chapter(member, chapter):
    with pytest.raises(IntegrityError), transaction.atomic():
        ChapterSeat.objects.create(member=member, chapter=chapter)
