"""Somebody in two networks sees and steers each membership; an officer finds what belongs to which network and chapter."""

from datetime import timedelta

import pytest
from django.urls import reverse

from saiyai.membership import queries
from saiyai.membership.forms.office import QueueFilter
from saiyai.membership.models import Application, Member
from saiyai.networks import actions as networks
from saiyai.policy.actors import SYSTEM
from saiyai.rights.tests.shared import cast, network, offices, world, world_of_the_file

__all__ = ["cast", "network", "offices", "world", "world_of_the_file"]
pytestmark = pytest.mark.django_db
PAGE = "membership:my_membership"


@pytest.fixture
def second(world):
    """The member of the world in another network as well, since yesterday's term."""
    first, other = world["member"], networks.found("canal", "เครือข่ายริมคลอง", "Canal Network", by=SYSTEM)
    today = first.starts_on
    return Member.objects.create(
        network=other, person=first.person, office=first.office, number="M4-9", starts_on=today - timedelta(days=1),
        ends_on=today + timedelta(days=900),
    )  # fmt: skip


def test_each_membership_has_its_page_and_they_lead_to_each_other(world, second, cast, client):
    client.force_login(cast.member)
    first = world["member"]
    page = client.get(reverse(PAGE)).content.decode()
    assert first.number in page and "เรื่องของ เครือข่ายภาครัฐ" in page and "?network=canal" in page
    page = client.get(reverse(PAGE), {"network": "canal"}).content.decode()
    assert "เรื่องของ เครือข่ายริมคลอง" in page and first.number not in page and "?network=pacc" in page
    assert client.get(reverse(PAGE), {"network": "no-such"}).status_code == 404
    assert client.get(reverse("membership:card_qr"), {"network": "canal"}).status_code == 404  # no card there
    assert client.get(reverse("membership:card_qr"), {"network": "pacc"}).status_code == 200


def test_what_is_pressed_concerns_the_membership_of_that_page(world, second, cast, client):
    client.force_login(cast.member)
    chapter = networks.add_chapter(second.network, "THEME", "ลอกคลอง", by=SYSTEM)
    join = reverse("membership:join_chapter", args=[chapter.pk])
    assert client.post(join).status_code == 404  # a chapter of the other network
    answer = client.post(f"{join}?network=canal")
    assert answer.headers["Location"] == reverse(PAGE) + "?network=canal#chapters"
    assert queries.chapter_seats(second).get().chapter == chapter
    answer = client.post(reverse("membership:resign") + "?network=canal", {"resign-reason": "ย้ายบ้าน"})
    second.refresh_from_db()
    world["member"].refresh_from_db()
    assert (second.status, world["member"].status) == ("RESIGNED", "ACTIVE")


def test_who_is_in_one_network_sees_nothing_of_several(world, cast, client):
    client.force_login(cast.member)
    assert "?network=" not in client.get(reverse(PAGE)).content.decode()


def test_the_queue_is_narrowed_to_a_network_or_a_wished_chapter(world, second, cast, client):
    waiting, chapter = world["waiting"], world["chapter"]
    found = lambda where: list(queries.queue(cast.somying, where=where).values_list("pk", flat=True))  # noqa: E731
    assert found(str(world["network"].pk)) == [waiting.pk] and found(str(second.network.pk)) == []
    assert found(str(chapter.pk)) == []
    Application.objects.filter(pk=waiting.pk).update(chapter=chapter)
    assert found(str(chapter.pk)) == [waiting.pk]
    offered = dict(QueueFilter({}).fields["where"].choices)
    assert offered[str(chapter.pk)] == f"{world['network']} · {chapter}" and str(second.network.pk) in offered
    assert QueueFilter({"where": "nonsense"}).chosen()["where"] == ""
    client.force_login(cast.somying)
    page = client.get(reverse("membership:queue"), {"where": str(chapter.pk)}).content.decode()
    assert "ประสงค์จะอยู่ใน ภาคีขอนแก่น" in page
    page = client.get(reverse("membership:application", args=[waiting.pk])).content.decode()
    assert f"สมัครเข้า {world['network']}" in page and "ประสงค์จะอยู่ใน ภาคีขอนแก่น" in page


def test_a_chapter_that_ended_is_not_offered_and_its_network_is(world):
    for chapter in world["network"].chapters.all():
        networks.end_chapter(chapter, by=SYSTEM)
    offered = dict(QueueFilter({}).fields["where"].choices)
    assert str(world["network"].pk) in offered and str(world["chapter"].pk) not in offered
