"""Who stands behind a network: founders are asked and told, coordinators named and ended, members told of a charter."""

import re

import pytest
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from saiyai.accounts import actions as accounts
from saiyai.accounts.models import User
from saiyai.audit.models import Event
from saiyai.crypto import unseal
from saiyai.directory import actions as directory
from saiyai.directory.models import ContactPoint
from saiyai.networks import actions, jobs, patterns
from saiyai.networks.actors import asked_founder, in_network
from saiyai.networks.models import Coordinator, Network
from saiyai.networks.tests.conftest import TEXTS, make_people
from saiyai.notify import actions as notify
from saiyai.notify import writing
from saiyai.notify.models import Circular, Letter, Notice
from saiyai.policy.actors import SYSTEM
from saiyai.policy.lifecycle import Refused
from tests.once import cast, made, network, offices, once

__all__ = ["cast", "made", "network", "offices", "once"]

EMAIL = ContactPoint.Kind.EMAIL


def titles(user):
    said = Coalesce("circular__title", "title")
    return list(Notice.objects.filter(user=user).order_by("created_at").values_list(said, flat=True))


def mail(kind):
    letter = Letter.objects.get(kind=kind)
    bound = {"purpose": writing.PURPOSE, "bound_to": str(letter.pk)}
    return unseal.unseal(letter.recipient_sealed, **bound), unseal.unseal(letter.body_sealed, **bound)


def a_stranger():
    """Somebody of the directory who has no account, and an old and a new address."""
    person = directory.add_person("ชูใจ", "ไร้บัญชี", by=SYSTEM, listed=True)
    old = directory.add_contact_point(person, EMAIL, "old@canal.example", by=SYSTEM)
    ContactPoint.objects.filter(pk=old.pk).update(ends_on=timezone.localdate())
    directory.add_contact_point(person, EMAIL, "chujai@canal.example", by=SYSTEM)
    return person


MAKES = {"people": lambda made: make_people(made.cast), "stranger": lambda made: a_stranger()}


@pytest.fixture
def people(made):
    return made.people


@pytest.fixture
def stranger(made):
    return made.stranger


@pytest.fixture
def with_stranger(people, stranger, cast, network):
    return actions.propose(
        patterns.all_patterns()["theme"], "เครือข่ายริมคลอง", "Canal Network", by=cast.member,
        founders=[people.anong, stranger], parent=network,
    )  # fmt: skip


def link_in(text):
    return re.search(r"https?://[^/]+(/founding/\S+)", text)[1]


def test_founders_are_asked_by_their_inbox_or_by_a_private_link(with_stranger, people, stranger):
    assert titles(people.anong.user) == ["มีผู้เสนอชื่อคุณเป็นผู้ก่อตั้ง เครือข่ายริมคลอง"]
    to, text = mail("founder_asked")
    assert to == "chujai@canal.example" and "ชูใจ ไร้บัญชี" in text and link_in(text)
    assert not Notice.objects.filter(user=people.member.user).exists()  # nobody is asked whether they propose


def test_nobody_is_named_who_cannot_be_asked(people, cast, network):
    nobody = directory.add_person("ไร้", "ที่อยู่", by=SYSTEM, listed=True)
    with pytest.raises(Refused, match="ไร้ ที่อยู่"):
        actions.propose(
            patterns.all_patterns()["theme"], "ก", "A", by=cast.member, founders=[people.anong, nobody], parent=network
        )
    assert not Network.objects.filter(slug="a").exists() and not Letter.objects.exists()


def test_whose_mail_comes_back_is_named_by_another_address_or_not_at_all(stranger, people, cast, network):
    notify.record_bounce("chujai@canal.example", "5.1.1", by=SYSTEM)
    given = (patterns.all_patterns()["theme"], "ก", "A")
    with pytest.raises(Refused, match="ชูใจ ไร้บัญชี"):
        actions.propose(*given, by=cast.member, founders=[people.anong, stranger], parent=network)
    directory.add_contact_point(stranger, EMAIL, "new@canal.example", by=SYSTEM)
    actions.propose(*given, by=cast.member, founders=[people.anong, stranger], parent=network)
    assert mail("founder_asked")[0] == "new@canal.example"


def test_who_has_no_account_answers_once_by_the_link(with_stranger, stranger, cast, client):
    address = link_in(mail("founder_asked")[1])
    page = client.get(address)
    assert page["Cache-Control"] == "no-store" and "เครือข่ายริมคลอง" in page.content.decode()
    assert client.post(address, {}).status_code == 422
    founder = with_stranger.founders.get(person=stranger)
    assert founder.answer == "ASKED"
    client.post(address, {"answer": "yes"})
    founder.refresh_from_db()
    assert (founder.answer, founder.answered_on) == ("ACCEPTED", timezone.localdate())
    assert titles(cast.member)[-1] == "ชูใจ ไร้บัญชี ตอบรับเป็นผู้ก่อตั้ง เครือข่ายริมคลอง"
    assert Event.objects.filter(verb="network.founder_answered", actor_label="link:ชูใจ ไร้บัญชี").exists()
    client.post(address, {"answer": "no"})
    founder.refresh_from_db()
    assert founder.answer == "ACCEPTED"
    assert client.get(address).status_code == 200 and client.get("/founding/nonsense/").status_code == 404


def test_a_link_answers_for_its_own_founder_only(with_stranger, stranger, people):
    own, other = with_stranger.founders.get(person=stranger), with_stranger.founders.get(person=people.anong)
    for by in (asked_founder(own), SYSTEM):
        with pytest.raises(Refused):
            actions.answer_founding(other, by=by, accepts=True)
    other.refresh_from_db()
    assert other.answer == "ASKED"


@pytest.mark.parametrize("approved", [True, False])
def test_everybody_behind_a_proposal_is_told_what_was_decided(approved, with_stranger, stranger, people, cast):
    with_stranger.founders.update(answer="ACCEPTED")
    if approved:
        actions.approve(with_stranger, by=cast.decider)
    else:
        actions.turn_down(with_stranger, by=cast.decider, reason="ซ้ำกับเครือข่ายเดิม")
    said = "ได้รับอนุมัติแล้ว" if approved else "ไม่ได้รับอนุมัติ"
    for user in (cast.member, people.anong.user):
        assert said in titles(user)[0] or said in titles(user)[-1]
    assert approved or Notice.objects.filter(user=people.anong.user, body="ซ้ำกับเครือข่ายเดิม").exists()
    _to, text = mail("founding_decided")
    assert ("เริ่มจัดตั้งได้แล้ว" if approved else "ซ้ำกับเครือข่ายเดิม") in text


def test_who_declined_is_not_written_to_again(with_stranger, stranger, people, cast):
    founder = with_stranger.founders.get(person=stranger)
    actions.answer_founding(founder, by=asked_founder(founder), accepts=False)
    actions.turn_down(with_stranger, by=cast.decider, reason="ไม่ครบ")
    assert not Letter.objects.filter(kind="founding_decided").exists()


def test_a_coordinator_is_named_and_ended_on_a_page(forming, people, cast, client):
    accounts.grant_role(people.bunmi.user, "member", by=SYSTEM)  # who has no role here runs nothing
    client.force_login(cast.member)
    page = reverse("networks:coordinators", args=[forming.slug])
    assert "มาลี ใจเย็น" in client.get(page).content.decode()
    first = forming.coordinators.get()
    end = reverse("networks:end_coordinator", args=[forming.slug, first.pk])
    assert client.post(end).status_code == 409  # somebody must answer for it
    client.post(page, {"person_name": "บุญมี ร่วมก่อ"})
    named = forming.coordinators.get(person=people.bunmi)
    assert titles(people.bunmi.user)[-1] == "คุณเป็นผู้ประสานงาน เครือข่ายเยาวชนใสสะอาด ตั้งแต่วันนี้"
    assert in_network(forming, people.bunmi.user).allows("network.manage")
    assert client.post(page, {"person_name": "บุญมี ร่วมก่อ"}).status_code == 409
    assert client.post(end).headers["Location"] == reverse("networks:network", args=[forming.slug])
    first.refresh_from_db()
    assert first.ends_on == timezone.localdate() and client.get(page).status_code == 404
    client.force_login(people.bunmi.user)
    assert client.post(reverse("networks:end_coordinator", args=[forming.slug, named.pk])).status_code == 409
    assert Event.objects.filter(verb="network.coordinator_ended").count() == 1


def test_a_coordinator_of_another_network_is_not_there(forming, network, people, cast, client):
    elsewhere = actions.name_coordinator(network, people.anong, by=SYSTEM)
    client.force_login(cast.member)
    assert client.post(reverse("networks:end_coordinator", args=[forming.slug, elsewhere.pk])).status_code == 404
    elsewhere.refresh_from_db()
    assert elsewhere.ends_on is None
    actions.end_coordinator(elsewhere, by=SYSTEM)  # offices look after the first network
    assert not Coordinator.objects.filter(network=network, ends_on=None).exists()


def published(network, cast, **texts):
    version = actions.write_charter(network, by=SYSTEM, **(TEXTS | texts))
    actions.publish_charter(version, by=cast.decider)
    return version


def test_every_member_is_told_once_of_a_charter_that_waits(network, people, cast, monkeypatch):
    english = accounts.invite("jane@saiyai.example", "Jane Canal", by=SYSTEM)
    User.objects.filter(pk=english.pk).update(language="en")
    for user in (people.anong.user, people.bunmi.user, english):
        accounts.grant_role(user, "member", by=SYSTEM)
    version = published(network, cast)
    actions.acknowledge(version, by=people.bunmi.user)
    monkeypatch.setattr(jobs, "TOLD_AT_ONCE", 1)
    monkeypatch.setattr(jobs, "ROUNDS", 1)
    assert jobs.tell_charters(timezone.now()) == "1"  # and here it stops
    monkeypatch.setattr(jobs, "ROUNDS", 10)
    assert jobs.tell_charters(timezone.now()) == "2"
    assert titles(english) == ["The charter of Public-Sector Anti-Corruption Network waits to be read"]
    said = "ธรรมนูญของ เครือข่ายภาครัฐต่อต้านการทุจริต รอให้คุณอ่าน"
    assert titles(people.anong.user) == titles(cast.member) == [said]
    assert titles(people.bunmi.user) == [] and titles(cast.outsider) == []
    version.refresh_from_db()
    assert version.told_on == timezone.localdate() and jobs.tell_charters(timezone.now()) == "0"


def test_a_correction_and_a_version_taken_back_are_told_to_nobody(network, people, cast):
    first = published(network, cast)
    actions.withdraw_charter(first, by=cast.decider, reason="ผิดฉบับ")
    second = published(network, cast)
    third = actions.write_charter(network, by=SYSTEM, changes_meaning=False, **TEXTS)
    actions.publish_charter(third, by=cast.decider)
    assert third.told_on == timezone.localdate()
    assert jobs.tell_charters(timezone.now()) == "0"
    second.refresh_from_db()
    assert second.told_on  # replaced before anybody was told
    assert not Circular.objects.filter(about__startswith="networks.charterversion").exists()


def test_a_version_taken_back_is_kept_for_the_people_of_the_network_only(network, people, cast, client):
    first = published(network, cast)
    actions.withdraw_charter(first, by=cast.decider, reason="ผิดฉบับ")
    page = reverse("networks:charter", args=[network.slug])
    assert client.get(page, {"version": 1}).status_code == 404 and "ผิดฉบับ" not in client.get(page).content.decode()
    client.force_login(cast.outsider)
    assert client.get(page, {"version": 1}).status_code == 404
    for user in (cast.member, cast.decider):
        client.force_login(user)
        assert "ผิดฉบับ" in client.get(page, {"version": 1}).content.decode()


def test_the_page_of_a_proposal_says_what_comes_next(with_stranger, people, cast, client):
    client.force_login(cast.member)
    page = reverse("networks:network", args=[with_stranger.slug])
    assert "อีก 2 คน" in client.get(page).content.decode()
    with_stranger.founders.update(answer="ACCEPTED")
    assert "รอส่วนกลางพิจารณา" in client.get(page).content.decode()
