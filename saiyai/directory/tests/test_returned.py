"""Mail that comes back, for officers: whose it is, since when, why, and what is done about it."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from saiyai.audit.models import Event
from saiyai.directory import actions, jobs, queries
from saiyai.directory.models import ContactPoint
from saiyai.directory.views.returned import why
from saiyai.notify import actions as notify
from saiyai.notify import queries as marks
from saiyai.notify.models import Bounce
from saiyai.policy.actors import SYSTEM

MAIL = "nattapong@canal.example"


@pytest.fixture
def returned(world):
    """Mail comes back from a contact point of the listed person, and from the account of another."""
    notify.record_bounce(MAIL, "5.1.1", by=SYSTEM)
    notify.record_bounce(world.member.email, "4.2.2", by=SYSTEM)
    return world


def listed(client, **chosen):
    page = client.get(reverse("directory:returned"), chosen)
    assert page.status_code == 200
    return [(row.person.pk, row.address) for row in page.context["rows"]]


def test_officers_see_whose_mail_comes_back(returned, client, django_assert_max_num_queries):
    world = returned
    client.force_login(world.somying)
    with django_assert_max_num_queries(13):
        found = listed(client)
    assert set(found) == {(world.listed.pk, MAIL), (world.own.pk, world.member.email)}
    assert listed(client, kind_of="HARD") == [(world.listed.pk, MAIL)]
    assert listed(client, kind_of="SOFT") == [(world.own.pk, world.member.email)]
    assert listed(client, province="40") == [(world.listed.pk, MAIL)]
    assert listed(client, q="มาลี") == [(world.own.pk, world.member.email)]
    assert listed(client, asked="yes") == []
    client.force_login(world.member)
    assert client.get(reverse("directory:returned")).status_code == 404
    assert not queries.returned_mail(world.member).exists()


def test_an_address_that_was_entered_after_the_mail_came_back_is_known(returned):
    late = actions.add_contact_point(returned.hidden, "EMAIL", MAIL.upper(), by=SYSTEM)
    rows = queries.returned_of(queries.returned_mail(returned.somying), returned.somying)
    assert {row.person.pk for row in rows if row.address == MAIL} == {returned.listed.pk, returned.hidden.pk}
    ContactPoint.objects.filter(pk=late.pk).update(address_digest="")  # of before digests were kept
    assert not queries.returned_of_person(returned.hidden, returned.somying)
    assert jobs.digest_addresses(timezone.now()) == "done 1" and jobs.digest_addresses(timezone.now()) == "done 0"
    assert queries.returned_of_person(returned.hidden, returned.somying)[0].point.pk == late.pk


def test_who_has_another_address_now_is_not_shown(returned):
    returned.member.email = "new@saiyai.example"
    returned.member.save()
    assert queries.returned_of_person(returned.own, returned.somying) == []


def test_correcting_the_address_takes_it_off_the_list(returned, client):
    world, point = returned, ContactPoint.objects.get(folded=MAIL)
    url = reverse("directory:correct_address", args=[point.pk])
    client.force_login(world.thiradet)
    assert client.post(url, {"value": "right@canal.example"}).status_code == 404
    client.force_login(world.somying)
    for wrong in ("", "no address", MAIL):
        assert client.post(url, {"value": wrong}).status_code == 422
    assert client.post(url, {"value": "Right@canal.example"}).status_code == 302
    new = ContactPoint.objects.get(folded="right@canal.example")
    assert new.person_id == world.listed.pk and new.reach == point.reach
    assert new.verified_on is None and not new.said_by_self  # nobody has tried it yet
    assert listed(client) == [(world.own.pk, world.member.email)]
    assert marks.bounce_of(MAIL) is not None  # the old address itself works no better


def test_asking_by_another_way_is_noted(returned, client):
    world = returned
    client.force_login(world.thiradet)
    url = reverse("directory:ask_otherwise", args=[world.listed.pk])
    assert client.post(url, {}).status_code == 422
    assert client.post(url, {"how": "INBOX"}).status_code == 422  # no account
    assert client.post(url, {"how": "PHONE"}).status_code == 302
    mark = Bounce.objects.get(pk=marks.address_digest(MAIL))
    assert mark.asked_how == "PHONE" and mark.asked_at
    assert listed(client, asked="yes") == [(world.listed.pk, MAIL)]
    own = reverse("directory:ask_otherwise", args=[world.own.pk])
    assert client.post(own, {"how": "INBOX"}).status_code == 302
    assert world.member.notices.count() == 1
    client.force_login(world.decider)  # reads, and manages no members
    assert client.post(own, {"how": "PHONE"}).status_code == 404
    assert Event.objects.filter(verb="bounce.asked_otherwise").count() == 2


def test_an_officer_says_that_it_works_again(returned, client):
    world = returned
    client.force_login(world.somying)
    url = reverse("directory:address_works", args=[world.listed.pk])
    assert client.post(url, {"mark": marks.address_digest(world.member.email)}).status_code == 422  # of somebody else
    assert client.post(url, {"mark": marks.address_digest(MAIL)}).status_code == 302
    assert marks.bounce_of(MAIL) is None and listed(client) == [(world.own.pk, world.member.email)]


def test_the_table_masks_addresses_and_is_on_the_record(returned, client):
    client.force_login(returned.somying)
    answer = client.get(reverse("directory:returned_export"), {"kind_of": "HARD"})
    text = b"".join(answer).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == 2 and MAIL not in text and "n•••@canal.example" in rows[1]
    assert Event.objects.filter(verb="directory.exported", facts__kind="returned_mail", facts__count=1).exists()


def test_empty_lists_say_which_empty(world, client):
    client.force_login(world.somying)
    plain = client.get(reverse("directory:returned"))
    assert not plain.context["rows"] and not plain.context["chips"]
    assert client.get(reverse("directory:returned"), {"kind_of": "HARD"}).context["chips"]
    assert client.get(reverse("directory:returned_person", args=[world.listed.pk])).status_code == 200


@pytest.mark.parametrize("code", ["5.1.1", "5.1.2", "5.2.1", "5.2.2", "4.4.7", "5.7.1", "550", "553", "5.9.9", ""])
def test_every_code_has_words(code):
    assert len(str(why(code))) > 10


def test_the_latest_stands_first(returned):
    Bounce.objects.filter(pk=marks.address_digest(MAIL)).update(noted_at=timezone.now() - timedelta(days=3))
    rows = queries.returned_of(queries.returned_mail(returned.somying), returned.somying)
    assert [row.address for row in rows] == [returned.member.email, MAIL]
