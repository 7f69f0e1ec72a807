"""Announcements: to whom, once each, through a killed worker, and how they were delivered."""

import threading
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from saiyai.audit.models import Event
from saiyai.directory.models import Person
from saiyai.membership import actions, jobs, queries
from saiyai.membership.models import Announcement, Member
from saiyai.networks.models import Network
from saiyai.notify import actions as notify
from saiyai.notify import bounces, outbox
from saiyai.notify import jobs as notify_jobs
from saiyai.notify.models import Circular, Letter, Notice
from saiyai.notify.queries import address_digest
from saiyai.policy.actors import SYSTEM
from saiyai.policy.lifecycle import Refused

pytestmark = pytest.mark.django_db
TEXT = ("ประชุมใหญ่", "ขอเชิญประชุมวันศุกร์")


@pytest.fixture(autouse=True)
def letters_stay_here(settings):
    settings.SMTP_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


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


def everybody(users):
    return {user.pk for user in users}


def told():
    rows = Notice.objects.filter(circular__about="membership.announcement")
    return sorted(rows.values_list("user__email", flat=True))


def test_everybody_with_an_account_is_told_once(crowd, cast, network):
    one = announce(network, cast)
    assert jobs.tell_announcements(timezone.now()) == "told 1 steps"
    one.refresh_from_db()
    assert (one.status, one.told, len(told())) == ("SENT", 7, 7)
    assert Letter.objects.filter(circular__about_key=str(one.pk)).count() == 7
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
    put = outbox.insert_many

    def killed(model, rows):
        if model is Letter:
            raise OSError("killed")
        return put(model, rows)

    with monkeypatch.context() as broken:
        broken.setattr(outbox, "insert_many", killed)
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
    assert (found.told, found.read, found.letters) == (7, 1, {"WAITING": 5})
    notify_jobs.send_waiting(timezone.now() + timedelta(seconds=1))
    assert {message.to[0] for message in mail.outbox} == {f"m{n}@saiyai.example" for n in (0, 4, 5, 6)}
    assert queries.delivery_of(one).letters == {"SENT": 4, "FAILED": 1}
    assert Notice.objects.get(user=crowd[2]).gathered


def test_telling_many_and_telling_one_say_the_same(crowd, cast, network):
    words = {
        "purpose": "announcement",
        "title": "ก",
        "body": "ข",
        "page": "/networks/",
        "about": announce(network, cast),
    }
    outbox.tell_many(everybody(crowd[:1]), **words)
    outbox.tell(crowd[1], **words)
    one, other = (Notice.objects.select_related("circular").get(user=user) for user in crowd[:2])
    for name in ("purpose", "gathered"):
        assert getattr(one, name) == getattr(other, name)
    for name in ("title", "body", "address"):
        assert getattr(one.said, name) == getattr(other.said, name)
    letters = Letter.objects.values_list("channel", "purpose", "kind", "status")
    assert len(letters) == 2 and len(set(letters)) == 1
    notify_jobs.send_waiting(timezone.now() + timedelta(seconds=1))
    first, second = mail.outbox
    assert (first.subject, first.body) == (second.subject, second.body) and first.to != second.to


def test_what_is_said_is_kept_once(crowd, cast, network):
    announce(network, cast)
    jobs.tell_announcements(timezone.now())
    circular = Circular.objects.get()
    assert (circular.title, circular.body) == TEXT
    assert set(Notice.objects.values_list("title", "body", "address")) == {("", "", "")}
    sealed = ("recipient_sealed", "subject_sealed", "body_sealed", "recipient_digest")
    assert set(Letter.objects.values_list(*sealed)) == {("", "", "", "")}


def test_the_database_itself_refuses_a_second_message(crowd, cast, network):
    one = announce(network, cast)
    jobs.tell_announcements(timezone.now())
    assert outbox.tell_many(everybody(crowd), purpose="announcement", title="ก", about=one) == 0
    told_to = Notice.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(user=told_to.user, circular=told_to.circular, purpose="announcement")


def test_a_letter_is_written_when_it_goes_out(crowd, cast, network):
    """To the address of that day, in the language of its reader; to nobody whose account was closed meanwhile."""
    one = announce(network, cast)
    jobs.tell_announcements(timezone.now())
    users = get_user_model().objects
    users.filter(pk=crowd[0].pk).update(email="new@saiyai.example", language="en")
    users.filter(pk=crowd[1].pk).update(is_active=False)
    notify_jobs.send_waiting(timezone.now() + timedelta(seconds=1))
    bodies = {message.to[0]: message.body for message in mail.outbox}
    assert len(bodies) == 6 and "m0@saiyai.example" not in bodies and "m1@saiyai.example" not in bodies
    assert TEXT[1] in bodies["new@saiyai.example"] and bodies["new@saiyai.example"] != bodies["m2@saiyai.example"]
    closed = Letter.objects.get(status="FAILED")
    assert (closed.error, closed.user_id) == ("AccountClosed", crowd[1].pk)
    assert queries.delivery_of(one).letters == {"SENT": 6, "FAILED": 1}


def test_a_sent_one_keeps_no_more_than_the_digest_by_which_it_comes_back(crowd, cast, network):
    announce(network, cast)
    jobs.tell_announcements(timezone.now())
    notify_jobs.send_waiting(timezone.now() + timedelta(seconds=1))
    assert set(Letter.objects.values_list("user", flat=True)) == {None}
    letter = Letter.objects.first()
    (address,) = (user.email for user in crowd if address_digest(user.email) == letter.recipient_digest)
    notify.take_bounce(bounces.CameBack(address, "5.1.1", letter.pk), by=SYSTEM)
    letter.refresh_from_db()
    assert letter.status == "BOUNCED"


def test_quiet_hours_and_line_of_many(crowd, cast, network, settings):
    settings.LINE_TOKEN = "made up"  # noqa: S105
    for user, account in zip(crowd, ("U1", "U2"), strict=False):
        notify.link_line(notify.begin_line(by=user), account, by=SYSTEM)
    Letter.objects.all().delete()  # that it was linked
    notify.save_preferences(by=crowd[0], off=[], digest="NONE", quiet_from=0, quiet_until=23)
    notify.save_preferences(by=crowd[1], off=["announcement:LINE"], digest="NONE")
    one = announce(network, cast)
    now = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)  # noon in Bangkok
    outbox.tell_many(everybody(crowd[:3]), purpose="announcement", title="ก", about=one, now=now)
    rows = Letter.objects.values_list("user", "channel", "next_try_at")
    late = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
    assert set(rows) == {
        (crowd[0].pk, "EMAIL", late), (crowd[0].pk, "LINE", late), (crowd[1].pk, "EMAIL", now),
        (crowd[2].pk, "EMAIL", now),
    }  # fmt: skip


def test_the_summary_names_it_and_old_ones_are_forgotten(crowd, cast, network):
    notify.save_preferences(by=crowd[0], off=[], digest="DAILY")
    announce(network, cast, province_code="42")
    jobs.tell_announcements(timezone.now())
    assert notify_jobs.send_digests(timezone.now()) == "sent 1"
    notify_jobs.send_waiting(timezone.now() + timedelta(days=1))
    assert any(TEXT[0] in message.body and message.to == [crowd[0].email] for message in mail.outbox)
    notify_jobs.forget_notices(timezone.now() + timedelta(days=366))
    assert not Notice.objects.exists() and Circular.objects.count() == 1  # its letters are still listed
    notify_jobs.forget_old(timezone.now() + timedelta(days=366))
    notify_jobs.forget_notices(timezone.now() + timedelta(days=366))
    assert not Circular.objects.exists()


def test_the_inbox_shows_it_and_leads_there(client, crowd, cast, network, django_assert_max_num_queries):
    announce(network, cast)
    jobs.tell_announcements(timezone.now())
    client.force_login(crowd[0])
    with django_assert_max_num_queries(12):
        page = client.get(reverse("notify:inbox")).content.decode()
    assert TEXT[0] in page and TEXT[1] in page
    notice = Notice.objects.get(user=crowd[0])
    answer = client.post(reverse("notify:open_notice", args=[notice.pk]))
    assert answer.url == queries.page_of(Announcement.objects.get())


def test_a_step_makes_few_queries(crowd, cast, network, django_assert_max_num_queries):
    one = announce(network, cast)
    with django_assert_max_num_queries(18):  # the first writes down what is said
        actions.tell_next(one, by=SYSTEM, count=3)
    with django_assert_max_num_queries(15):
        actions.tell_next(one, by=SYSTEM, count=3)


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


def test_the_form_of_somebody_else_is_not_taken_over(crowd, cast, network):
    other = Network.objects.create(slug="other", name_th="อีกเครือข่าย", name_en="Other")
    Member.objects.filter(number="N0").update(network=other)
    one = announce(network, cast, id=uuid.uuid4())
    before = Event.objects.count()
    with pytest.raises(Refused):
        actions.announce(other, *TEXT, by=cast.decider, id=one.pk)
    with pytest.raises(Refused):
        actions.announce(network, *TEXT, by=SYSTEM, id=one.pk)
    assert Event.objects.count() == before and Announcement.objects.count() == 1
    assert announce(network, cast, id=one.pk) == one


def test_a_closed_network_tells_nobody_anything(crowd, cast, network):
    Network.objects.filter(pk=network.pk).update(status="CLOSED", closed_on=timezone.localdate())
    network.refresh_from_db()
    with pytest.raises(Refused):
        announce(network, cast)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_form_that_is_sent_twice_at_the_same_moment_is_one_announcement(crowd, cast, network):
    key, start, found = uuid.uuid4(), threading.Barrier(4), []

    def send():
        start.wait()
        try:
            found.append(announce(network, cast, id=key).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert found == [key] * 4 and Announcement.objects.count() == 1


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps figures of its tables and decides by them")
@pytest.mark.parametrize("cursor", [None, uuid.UUID(int=7)])
def test_a_step_reads_the_next_members_and_does_not_sort_all_that_are_left(network, cursor):
    made = Announcement(network=network, title="-", body="-", cursor=cursor)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        queries.next_to_tell(made, 5)
    (step,) = [one["sql"] for one in asked if "applicant_user_id" in one["sql"]]
    with connection.cursor() as plan:
        plan.execute(f"EXPLAIN QUERY PLAN {step}")
        ways = [row[-1] for row in plan.fetchall()]
    assert "member_in_turn" in ways[0] and not [way for way in ways if "TEMP B-TREE" in way]
