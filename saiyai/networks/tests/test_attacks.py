"""Two tabs, two people, double clicks, and deciding on what is one's own."""

import dataclasses
import threading
import time

import pytest
from django.db import connection
from django.urls import reverse

from saiyai.directory import actions as directory
from saiyai.networks import actions, patterns, queries, rules
from saiyai.networks.actors import in_network, signer
from saiyai.networks.models import CharterVersion, Coordinator, Founder, Network
from saiyai.networks.tests.conftest import TEXTS
from saiyai.notify.models import Letter
from saiyai.policy.actors import SYSTEM
from saiyai.policy.lifecycle import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def keepers(forming, cast):
    """A coordinator who writes and a decider who reads the draft."""
    return in_network(forming, cast.member), cast.decider


def test_nobody_publishes_a_draft_that_was_changed_while_they_read(forming, keepers, client):
    writer, reader = keepers
    draft = actions.write_charter(forming, by=writer, **TEXTS)
    client.force_login(reader)
    page = client.get(reverse("networks:charter", args=[forming.slug]), {"version": draft.number})
    seen = page.context["stamp"]
    assert f'name="seen" value="{seen}"' in page.content.decode()
    actions.write_charter(forming, by=writer, **TEXTS | {"rules_th": "ผู้ประสานงานตัดสินคนเดียว"})
    publish = reverse("networks:publish_charter", args=[forming.slug, draft.number])
    for sent in ({"seen": seen}, {}):
        assert client.post(publish, sent).status_code == 409
    assert rules.charter_of(forming) is None
    draft.refresh_from_db()
    assert client.post(publish, {"seen": rules.stamp_of(draft)}).status_code == 302
    assert rules.charter_of(forming) == draft


def test_of_two_who_write_the_second_is_told_and_loses_nothing(forming, keepers, client):
    client.force_login(keepers[1])
    address = reverse("networks:write_charter", args=[forming.slug])
    form = client.get(address).context["form"]
    values = {name: form[name].value() for name in form.fields if form[name].value()} | {"objectives_th": "ของคนที่สอง"}
    actions.write_charter(forming, by=keepers[0], **TEXTS)
    answer = client.post(address, values)
    draft = forming.charters.get()
    assert answer.status_code == 409 and draft.objectives_th == TEXTS["objectives_th"]
    again = answer.context["form"]
    assert again["objectives_th"].value() == "ของคนที่สอง"
    assert client.post(address, values | {"seen": again["seen"].value()}).status_code == 302
    assert forming.charters.get().objectives_th == "ของคนที่สอง"


@pytest.mark.parametrize("name", ["approve", "turn_down"])
def test_a_founder_does_not_decide_on_the_network(proposed, people, cast, name):
    for founder in proposed.founders.filter(answer="ASKED"):
        actions.answer_founding(founder, by=founder.person.user, accepts=True)
    type(people.anong).objects.filter(pk=people.anong.pk).update(user=cast.decider)
    assert rules.NETWORK.why_not(proposed, name, cast.decider)
    assert rules.NETWORK.why_not(proposed, name, SYSTEM) == ""
    Founder.objects.filter(network=proposed, person=people.anong).update(answer="ASKED")
    assert rules.is_founder(proposed, cast.decider) == ""


def test_a_spelling_of_a_version_that_was_withdrawn_still_binds_like_it(network, cast):
    def publish(**more):
        version = actions.write_charter(network, by=SYSTEM, **TEXTS, **more)
        actions.publish_charter(version, by=SYSTEM)
        return version

    actions.acknowledge(publish(), by=cast.member)
    second, third = publish(), publish(changes_meaning=False)
    actions.withdraw_charter(second, by=cast.decider, reason="ผิดฉบับ")
    assert rules.charter_of(network) == third
    assert not rules.has_acknowledged(network, cast.member)
    assert queries.charters_to_acknowledge(cast.member) == [network]
    actions.acknowledge(third, by=cast.member)
    assert rules.has_acknowledged(network, cast.member) and queries.charters_to_acknowledge(cast.member) == []


def test_after_the_first_version_was_withdrawn_the_spelling_of_it_is_asked_of_everybody(network, cast):
    first = actions.write_charter(network, by=SYSTEM, **TEXTS)
    actions.publish_charter(first, by=SYSTEM)
    second = actions.write_charter(network, by=SYSTEM, changes_meaning=False, **TEXTS)
    actions.publish_charter(second, by=SYSTEM)
    actions.withdraw_charter(first, by=cast.decider, reason="ผิดฉบับ")
    assert queries.charters_to_acknowledge(cast.member) == [network]


@pytest.mark.parametrize("number", ["9" * 5000, "9" * 30, "-1", "x", "", "๑", "0"])
def test_a_number_that_is_none_acknowledges_nothing(network, cast, client, number):
    client.force_login(cast.member)
    answer = client.post(reverse("networks:acknowledge", args=[network.slug]), {"number": number})
    assert answer.status_code == 422


@pytest.mark.parametrize("sent", [{}, {"answer": ""}, {"answer": "maybe"}])
def test_an_answer_that_says_nothing_is_no_refusal_to_found(proposed, people, client, sent):
    client.force_login(people.anong.user)
    assert client.post(reverse("networks:answer_founding", args=[proposed.slug]), sent).status_code == 422
    assert proposed.founders.get(person=people.anong).answer == "ASKED"


def _propose(people, by, name="เครือข่ายเดียวกัน"):
    return actions.propose(
        patterns.all_patterns()["theme"], name, "Same Network", by=by, founders=[people.anong, people.bunmi]
    )


def test_a_proposal_sent_twice_is_one_and_nobody_fills_the_desk(people, cast):
    _propose(people, cast.member)
    with pytest.raises(Refused):
        _propose(people, cast.member, " เครือข่ายเดียวกัน ")
    for number in range(2, rules.MOST_PROPOSALS + 1):
        _propose(people, cast.member, f"เครือข่ายที่ {number}")
    with pytest.raises(Refused):
        _propose(people, cast.member, "อีกหนึ่ง")
    assert Network.objects.filter(proposed_by=cast.member).count() == rules.MOST_PROPOSALS


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_proposal_sent_twice_at_the_same_moment_is_one(people, cast):
    start, outcomes = threading.Barrier(4), []

    def send():
        start.wait()
        try:
            _propose(people, type(cast.member).objects.get(pk=cast.member.pk))
            outcomes.append("made")
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["made", "refused", "refused", "refused"]
    assert Network.objects.filter(proposed_by=cast.member).count() == 1


def test_a_closed_network_is_not_rewritten(forming, cast):
    actions.close(forming, by=cast.decider, reason="จบงาน")
    with pytest.raises(Refused):
        actions.change_network(forming, by=cast.decider, name_th="เขียนประวัติใหม่")


def test_who_has_no_role_any_more_coordinates_nothing(forming, people, cast, client):
    assert rules.may_manage(forming, in_network(forming, cast.member))
    cast.member.grants.update(status="ENDED", ends_on="2020-01-01", starts_on="2019-01-01")
    member = type(cast.member).objects.get(pk=cast.member.pk)
    assert Coordinator.objects.filter(network=forming, person=people.member, ends_on=None).exists()
    assert not rules.may_manage(forming, in_network(forming, member))
    client.force_login(member)
    for page in ("edit_network", "write_charter", "invite_unit", "chapters"):
        assert client.get(reverse(f"networks:{page}", args=[forming.slug])).status_code == 404
    assert CharterVersion.objects.filter(network=forming, status="PUBLISHED").count() == 0


def test_nobodys_mailbox_is_filled_by_inviting_again_and_again(network, cast):
    units = [directory.add_organization(f"กองที่ {number}", "DIVISION", by=SYSTEM) for number in range(2)]
    for number in range(rules.MOST_INVITATIONS):
        made, _token = actions.invite(network, units[0], by=cast.decider, email="unit@saiyai.example")
        actions.take_back(made, by=cast.decider)
    letters = Letter.objects.count()
    for unit in units:
        with pytest.raises(Refused):
            actions.invite(network, unit, by=cast.decider, email=" Unit@saiyai.example")
    assert Letter.objects.count() == letters
    actions.invite(network, units[0], by=cast.decider, email="other@saiyai.example")
    actions.invite(network, units[1], by=cast.decider)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="writers take turns on SQLite")
def test_a_unit_that_signs_while_the_network_closes_is_not_left_inside(network, cast, monkeypatch):
    """Closing has looked for units and found none; a unit that signs in this moment must see that it is too late."""
    Network.objects.filter(pk=network.pk).update(is_default=False)
    network.refresh_from_db()
    actions.publish_charter(actions.write_charter(network, by=SYSTEM, **TEXTS), by=SYSTEM)
    unit = directory.add_organization("กองคลัง", "DIVISION", by=SYSTEM)
    made, _token = actions.invite(network, unit, by=cast.decider)
    looked, outcome = threading.Event(), []
    real = rules.NETWORK.moves["close"].guards[1]

    def slow(record, by):
        found = real(record, by)
        looked.set()
        time.sleep(0.5)
        return found

    move = dataclasses.replace(rules.NETWORK.moves["close"], guards=(slow,))
    monkeypatch.setitem(rules.NETWORK.moves, "close", move)

    def sign():
        looked.wait(10)
        try:
            actions.sign(made, by=signer(made), number=1, scope="อบรม", signer_name="อารี")
        except Refused as refusal:
            outcome.append(str(refusal.reason))
        finally:
            connection.close()

    thread = threading.Thread(target=sign)
    thread.start()
    actions.close(network, by=cast.decider, reason="จบงาน")
    thread.join(20)
    made.refresh_from_db()
    assert outcome and made.status == "INVITED"
