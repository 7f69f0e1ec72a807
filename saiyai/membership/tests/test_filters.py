"""Saved filters: who keeps and sees which, what they leave to whom, and announcements that go by them."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from saiyai.accounts.models import Office
from saiyai.audit.models import Event
from saiyai.directory.models import Person, PersonSkill, Skill
from saiyai.membership import actions, jobs, queries
from saiyai.membership.models import Announcement, Member, SavedFilter
from saiyai.membership.tests.test_announcements import crowd
from saiyai.networks.models import Coordinator
from saiyai.policy.actors import SYSTEM
from saiyai.policy.held import Subject, keepers
from saiyai.policy.lifecycle import Refused

__all__ = ["crowd"]
pytestmark = pytest.mark.django_db
TEXT = ("ประชุมใหญ่", "ขอเชิญประชุมวันศุกร์")
LOEI = {"province": "42"}


def save(by, name="เลย", list="MEMBERS", query=LOEI, **shared):
    return actions.save_filter(name, list, query, by=by, **shared)


def sent_to(network, by, saved, **words):
    one = actions.announce(network, *TEXT, by=by, saved=saved, **words)
    jobs.tell_announcements(timezone.now())
    one.refresh_from_db()
    return one


def told(users):
    return {int(user.email[1]) for user in users if user.notices.exists()}


# ---------------------------------------------------------------- who keeps and sees which


def test_each_sees_their_own_and_those_of_their_office_and_network(cast, offices, network):
    own, office = save(cast.somying), save(cast.somying, "ของเขต", office=offices["R4"])
    run = save(cast.decider, "ของเครือข่าย", network=network)
    seen = lambda user, name="": set(queries.visible_filters(user, name))  # noqa: E731
    assert seen(cast.somying) == {own, office}
    assert seen(cast.thiradet) == {office}  # of the same office
    assert seen(cast.officer_r1) == set()
    assert seen(cast.decider) == {office, run}  # of every office, and runs the network
    assert seen(cast.member) == seen(cast.outsider) == seen(cast.admin) == set()
    assert seen(cast.somying, "PEOPLE") == set()


@pytest.mark.parametrize(
    ("role", "list", "shared", "may"),
    [("somying", "MEMBERS", "", True), ("somying", "MEMBERS", "R4", True), ("somying", "MEMBERS", "R1", False),
     ("somying", "PEOPLE", "net", False), ("decider", "MEMBERS", "net", True), ("decider", "MEMBERS", "R1", True),
     ("member", "PEOPLE", "", True), ("member", "MEMBERS", "", False), ("member", "PEOPLE", "R4", False),
     ("outsider", "PEOPLE", "", False), ("auditor", "PEOPLE", "", False)],
)  # fmt: skip
def test_who_may_save_what_for_whom(cast, offices, network, role, list, shared, may):
    whom = {"network": network} if shared == "net" else {"office": offices[shared]} if shared else {}
    if may:
        assert save(getattr(cast, role), list=list, **whom).pk
    else:
        with pytest.raises(Refused):
            save(getattr(cast, role), list=list, **whom)
        assert not SavedFilter.objects.exists()


@pytest.mark.parametrize(
    "query",
    [{}, {"province": "99"}, {"province": "42", "made_up": "x"}, {"status": "BORN"}, {"office": "R99"}, {"q": " "},
     {"ending": "no"}, {"province": None}, {"skill": "audit"}],
)  # fmt: skip
def test_a_filter_of_nothing_or_of_nonsense_is_not_kept(cast, query):
    with pytest.raises(Refused):
        save(cast.somying, query=query)


def test_the_table_keeps_for_whom(cast, offices):
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedFilter.objects.create(name="x", list="PEOPLE", reach="OFFICE", owner=cast.somying)


def test_only_who_may_share_takes_away_what_is_shared(cast, offices):
    own, office = save(cast.somying), save(cast.somying, "ของเขต", office=offices["R4"])
    for who in (cast.officer_r1, cast.member, cast.thiradet):
        with pytest.raises(Refused):
            actions.remove_filter(own, by=who)
    with pytest.raises(Refused):
        actions.remove_filter(office, by=cast.officer_r1)
    actions.remove_filter(office, by=cast.thiradet)
    actions.remove_filter(own, by=cast.somying)
    assert not SavedFilter.objects.exists() and Event.objects.filter(verb="savedfilter.removed").count() == 2


def test_who_is_erased_takes_their_own_along_and_leaves_what_is_shared(cast, offices):
    save(cast.somying), save(cast.somying, "ของเขต", office=offices["R4"])
    keeper = next(one for one in keepers() if one.name == "membership")
    assert any(held.name == "filters" for held in keeper.held(Subject(cast.somying)))
    keeper.erase(Subject(cast.somying), (), by=SYSTEM)
    left = SavedFilter.objects.get()
    assert left.name == "ของเขต" and left.owner is None


# ---------------------------------------------------------------- announcements


def test_only_those_whom_the_filter_leaves_are_told(crowd, cast, network):
    one = sent_to(network, cast.decider, save(cast.decider))
    assert told(crowd) == {0, 1, 2} and one.told == 3
    assert (one.filter_name, one.filter_list, one.filter_query) == ("เลย", "MEMBERS", LOEI)
    assert Event.objects.get(verb="announcement.made").facts["filtered_by"] == ["province"]


def test_people_by_skill_and_a_province_together(crowd, cast, network):
    skill = Skill.objects.create(key="audit", name_th="ตรวจบัญชี", name_en="Auditing")
    people = Person.objects.filter(sort_key__in=["1", "4", "5"])
    PersonSkill.objects.bulk_create([PersonSkill(person=person, skill=skill) for person in people])
    from saiyai.directory import actions as directory

    directory.rebuild_search(by=SYSTEM)
    saved = save(cast.decider, "ตรวจบัญชี", "PEOPLE", {"skill": "audit"})
    sent_to(network, cast.decider, saved, province_code="40")
    assert told(crowd) == {4, 5}


def test_it_is_looked_up_when_it_is_sent(crowd, cast, network):
    saved = save(cast.decider)
    one = actions.announce(network, *TEXT, by=cast.decider, saved=saved)
    Person.objects.filter(sort_key="0").update(province_code="40")
    Person.objects.filter(sort_key="6").update(province_code="42")
    actions.remove_filter(saved, by=cast.decider)  # what it said is kept with the announcement
    jobs.tell_announcements(timezone.now())
    assert told(crowd) == {1, 2, 6} and Announcement.objects.get(pk=one.pk).told == 3


def test_nobody_sends_to_rows_that_they_do_not_see(crowd, cast, network, offices):
    Member.objects.filter(number__in=["N0", "N1"]).update(office=offices["R1"])
    for name, user in (("เขต", cast.somying),):
        Coordinator.objects.create(
            network=network, person=Person.objects.create(given_name=name, sort_key=name, user=user)
        )
    shared = save(cast.somying, "ของเขต", office=offices["R4"])
    sent_to(network, cast.somying, shared)
    assert told(crowd) == {2}  # 0 and 1 are of another office
    # Who coordinates and is no officer neither sees the filter of an office nor members by it.
    person = Person.objects.create(given_name="ประสาน", sort_key="z", user=cast.member)
    Coordinator.objects.create(network=network, person=person)
    with pytest.raises(Refused):
        actions.announce(network, *TEXT, by=cast.member, saved=shared)
    hidden = save(cast.member, "คนเลย", "PEOPLE")
    with pytest.raises(Refused):  # none of them is shown to members
        actions.announce(network, *TEXT, by=cast.member, saved=hidden)


def test_who_lost_the_right_on_the_way_sends_to_nobody_more(crowd, cast, network):
    actions.announce(network, *TEXT, by=cast.decider, saved=save(cast.decider))
    cast.decider.grants.update(ends_on=timezone.localdate() - timedelta(days=1))
    jobs.tell_announcements(timezone.now())
    assert told(crowd) == set()


def test_a_filter_that_holds_no_longer_lets_nobody_through(crowd, cast, network, offices):
    Office.objects.create(code="X", number=77, name_th="ชั่วคราว", name_en="For a time")
    saved = save(cast.decider, "ชั่วคราว", "MEMBERS", {"office": "X"})
    Office.objects.filter(code="X").delete()
    with pytest.raises(Refused):
        actions.announce(network, *TEXT, by=cast.decider, saved=saved)
    narrowed = queries.Narrowed(saved.list, saved.query, cast.decider)
    assert queries.reach_of(network, narrowed=narrowed) == (0, 0)


@pytest.mark.parametrize("query", [{}, {"colour": "red"}, {"province": "99"}, {"q": "  "}, {"ending": ""}])
@pytest.mark.parametrize("list", ["MEMBERS", "PEOPLE"])
def test_what_says_nothing_lets_nobody_through_and_not_everybody(crowd, cast, network, list, query):
    saved = SavedFilter.objects.create(name="x", list=list, query=query, owner=cast.decider)  # past the action
    assert queries.reach_of(network, narrowed=queries.Narrowed(list, query, cast.decider)) == (0, 0)
    with pytest.raises(Refused):
        actions.announce(network, *TEXT, by=cast.decider, saved=saved)


def test_nobody_sends_by_what_somebody_else_kept_for_themselves(crowd, cast, network):
    with pytest.raises(Refused):
        actions.announce(network, *TEXT, by=cast.decider, saved=save(cast.somying))
    assert not Announcement.objects.exists()


def test_before_it_goes_out_the_page_says_how_many_and_warns_of_everybody(crowd, cast, network, client):
    client.force_login(cast.decider)
    page = reverse("membership:write_announcement", args=[network.slug])
    some, all_of_them = save(cast.decider), save(cast.decider, "ทุกคน", "MEMBERS", {"status": "ACTIVE"})
    words = {"id": "6f6dd9a0-0c43-4b7f-8a93-2d4b8cbe0f01", "title": TEXT[0], "body": TEXT[1]}
    shown = client.post(page, words | {"saved": str(some.pk)})
    assert (shown.context["members"], shown.context["readers"]) == (3, 3) and not shown.context["leaves_nobody_out"]
    shown = client.post(page, words | {"saved": str(all_of_them.pk)})
    assert (shown.context["members"], shown.context["leaves_nobody_out"]) == (9, True)
    assert not Announcement.objects.exists()
    theirs = save(cast.somying)
    assert client.post(page, words | {"saved": str(theirs.pk)}).status_code == 422
    sent = client.post(page, words | {"saved": str(some.pk), "sure": "1"})
    assert sent.status_code == 302 and Announcement.objects.get().filter_name == "เลย"
    assert "เลย" in client.get(sent["Location"]).content.decode()


# ---------------------------------------------------------------- on the lists


def test_chips_lead_to_the_list_as_it_was(crowd, cast, client, django_assert_max_num_queries):
    client.force_login(cast.somying)
    url = reverse("membership:save_filter") + "?list=MEMBERS&province=42&ending=on&sort=name&page=3&made_up=1"
    assert client.post(url, {"name": "", "whom": "own"}).status_code == 422
    answer = client.post(url, {"name": "เลย ใกล้ครบวาระ", "whom": "own"})
    saved = SavedFilter.objects.get()
    assert saved.query == {"province": "42", "ending": "True"} and answer["Location"].endswith("?province=42&ending=on")
    with django_assert_max_num_queries(14):
        page = client.get(answer["Location"]).content.decode()
    assert 'aria-current="true">เลย ใกล้ครบวาระ' in page
    assert client.get(reverse("membership:members")).status_code == 200
    other = client.post(reverse("membership:save_filter") + "?list=MEMBERS", {"name": "x", "whom": "own"})
    assert other.status_code == 409 and SavedFilter.objects.count() == 1


def test_a_filter_of_an_office_is_shared_on_the_page(cast, offices, client):
    client.force_login(cast.somying)
    url = reverse("membership:save_filter") + "?list=PEOPLE&province=40"
    assert client.post(url, {"name": "ขอนแก่น", "whom": "office:R1"}).status_code == 422
    assert client.post(url, {"name": "ขอนแก่น", "whom": "office:R4"}).status_code == 302
    client.force_login(cast.thiradet)
    assert "ขอนแก่น" in client.get(reverse("membership:filters")).content.decode()
    pk = SavedFilter.objects.get().pk
    client.force_login(cast.officer_r1)
    assert client.post(reverse("membership:remove_filter", args=[pk])).status_code == 404
    assert get_user_model().objects.filter(pk=cast.somying.pk).exists()
