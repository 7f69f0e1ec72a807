"""Announcements: to whom, once each, through a killed worker, and how they were delivered."""

import uuid
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from saiyai.audit.models import Event
from saiyai.directory.models import Person
from saiyai.membership import actions, jobs, queries
from saiyai.membership.models import Announcement, Member
from saiyai.notify import actions as notify
from saiyai.notify import outbox
from saiyai.notify.models import Letter, Notice
from saiyai.policy.actors import SYSTEM
from saiyai.policy.lifecycle import Refused

pytestmark = pytest.mark.django_db
TEXT = ("ประชุมใหญ่", "ขอเชิญประชุมวันศุกร์")


@pytest.fixture
def crowd(cast, network, offices):
    """Nine members: seven with accounts, three of them in Loei; the last two have none."""
    users = [get_user_model()(email=f"m{n}@saiyai.example", display_name=f"คนที่ {n}") for n in range(7)]
    get_user_model().objects.bulk_create(users)
    people = [
        Person(given_name=f"คนที่ {n}", sort_key=str(n), province_code="42" if n < 3 else "40",
               user=users[n] if n < 7 else None)
        for n in range(9)
    ]  # fmt: skip
    Person.objects.bulk_create(people)
    today = timezone.localdate()
    Member.objects.bulk_create(
        [Member(network=network, person=person, office=offices["R4"], number=f"N{n}", starts_on=today,
                ends_on=today + timedelta(days=300)) for n, person in enumerate(people)]
    )  # fmt: skip
    return users


def announce(network, cast, **words):
    return actions.announce(network, *TEXT, by=cast.decider, **words)


def told():
    rows = Notice.objects.filter(about="membership.announcement")
    return sorted(rows.values_list("user__email", flat=True))


def test_everybody_with_an_account_is_told_once(crowd, cast, network):
    one = announce(network, cast)
    assert jobs.tell_announcements(timezone.now()) == "told 1 steps"
    one.refresh_from_db()
    assert (one.status, one.told, len(told())) == ("SENT", 7, 7)
    assert Letter.objects.filter(about_key=str(one.pk)).count() == 7
    assert jobs.tell_announcements(timezone.now()) == "told 0 steps"
    assert actions.tell_next(one, by=SYSTEM) is False and len(told()) == 7


def test_only_a_province_or_a_chapter(crowd, cast, network):
    announce(network, cast, province_code="42")
    jobs.tell_announcements(timezone.now())
    assert told() == ["m0@saiyai.example", "m1@saiyai.example", "m2@saiyai.example"]
    from saiyai.networks import actions as networks

    chapter = networks.add_chapter(network, "THEME", "จัดซื้อ", by=SYSTEM)
    actions.join_chapter(Member.objects.get(number="N5"), chapter, by=SYSTEM)
    announce(network, cast, chapter=chapter)
    jobs.tell_announcements(timezone.now())
    assert told()[-1] == "m5@saiyai.example" and len(told()) == 4


def test_a_step_that_fails_tells_nobody_and_is_made_again(crowd, cast, network, monkeypatch):
    one = announce(network, cast)
    assert actions.tell_next(one, by=SYSTEM, count=3) is True
    first = told()
    with monkeypatch.context() as broken:
        broken.setattr(Letter.objects, "bulk_create", lambda *a, **k: (_ for _ in ()).throw(OSError("killed")))
        with pytest.raises(OSError, match="killed"):
            actions.tell_next(one, by=SYSTEM, count=3)
    assert told() == first
    one.refresh_from_db()
    while actions.tell_next(one, by=SYSTEM, count=3):
        pass
    assert len(told()) == len(set(told())) == 7
    one.refresh_from_db()
    assert (one.status, one.told) == ("SENT", 7)


def test_who_is_a_member_twice_is_told_once(crowd, cast, network, offices):
    from saiyai.directory import actions as directory

    unit = directory.add_organization("กรมตัวอย่าง", "DEPARTMENT", by=SYSTEM)
    today = timezone.localdate()
    focal, _token = actions.begin("UNIT", by=SYSTEM, email="m0@saiyai.example")
    focal.applicant_user = crowd[0]
    focal.save()
    Member.objects.create(network=network, organization=unit, application=focal, office=offices["R4"], number="U1",
                          starts_on=today, ends_on=today + timedelta(days=300))  # fmt: skip
    one = announce(network, cast)
    while actions.tell_next(one, by=SYSTEM, count=2):
        pass
    assert len(told()) == 7


def test_the_same_form_sent_twice_is_one(crowd, cast, network):
    key = uuid.uuid4()
    assert announce(network, cast, id=key).pk == announce(network, cast, id=key).pk == key
    assert Announcement.objects.count() == 1


def test_who_may(crowd, cast, network):
    for who in (cast.member, cast.outsider, cast.auditor, cast.admin):
        with pytest.raises(Refused):
            actions.announce(network, *TEXT, by=who)
    with pytest.raises(Refused):
        announce(network, cast, province_code="96")  # nobody there


def test_stopped_half_way(crowd, cast, network):
    one = announce(network, cast)
    actions.tell_next(one, by=SYSTEM, count=3)
    before = len(told())
    with pytest.raises(Refused):
        actions.stop_announcement(one, by=cast.member)
    actions.stop_announcement(one, by=cast.decider)
    assert actions.tell_next(one, by=SYSTEM) is False and len(told()) == before
    with pytest.raises(Refused):
        actions.stop_announcement(one, by=cast.decider)


def test_how_it_was_delivered(crowd, cast, network):
    notify.save_preferences(by=crowd[1], off=["announcement:EMAIL"], digest="NONE")
    notify.save_preferences(by=crowd[2], off=[], digest="DAILY")
    notify.record_bounce("m3@saiyai.example", "5.1.1", by=SYSTEM)
    one = announce(network, cast)
    jobs.tell_announcements(timezone.now())
    notify.read_notice(Notice.objects.get(user=crowd[0]), by=crowd[0])
    found = queries.delivery_of(one)
    assert (found.told, found.read, found.letters) == (7, 1, {"WAITING": 4, "FAILED": 1})
    assert Notice.objects.get(user=crowd[2]).gathered


def test_telling_many_and_telling_one_say_the_same(crowd, cast, network):
    one = announce(network, cast)
    outbox.tell_many([crowd[0]], purpose="announcement", title="ก", body="ข", page="/x/", about=one)
    outbox.tell(crowd[1], purpose="announcement", title="ก", body="ข", page="/x/", about=one)
    fields = ("purpose", "title", "body", "address", "about", "about_key", "gathered")
    assert len(set(Notice.objects.values_list(*fields))) == 1
    letters = Letter.objects.values_list("channel", "purpose", "kind", "about", "about_key", "status")
    assert len(letters) == 2 and len(set(letters)) == 1


def test_a_step_makes_few_queries(crowd, cast, network, django_assert_max_num_queries):
    one = announce(network, cast)
    with django_assert_max_num_queries(16):
        actions.tell_next(one, by=SYSTEM)


def test_the_pages(client, crowd, cast, network):
    client.force_login(cast.decider)
    write = reverse("membership:write_announcement", args=[network.slug])
    values = {"id": str(uuid.uuid4()), "title": TEXT[0], "body": TEXT[1]}
    page = client.post(write, values)
    assert page.status_code == 200 and (page.context["members"], page.context["readers"]) == (9, 7)
    assert Announcement.objects.count() == 0
    assert client.post(write, values | {"sure": "1"}).status_code == 302
    one = Announcement.objects.get()
    assert Event.objects.filter(verb="announcement.made", key=str(one.pk)).exists()
    read = reverse("membership:announcement", args=[one.pk])
    client.force_login(crowd[0])
    assert client.get(read).status_code == 404  # not told yet
    jobs.tell_announcements(timezone.now())
    page = client.get(read)
    assert TEXT[1] in page.content.decode() and "delivery" not in page.context
    client.force_login(cast.outsider)
    assert client.get(read).status_code == 404
