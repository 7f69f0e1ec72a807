"""Charters: two people, versions, who must read again."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from saiyai.networks import actions, queries, rules
from saiyai.networks.models import Acknowledgement
from saiyai.policy.actors import SYSTEM
from saiyai.policy.lifecycle import Refused

pytestmark = pytest.mark.django_db
TEXTS = {"objectives_th": "ช่วยกันเฝ้าระวัง", "rules_th": "รักษาความลับ"}


def publish(network, **more):
    version = actions.write_charter(network, by=SYSTEM, **TEXTS, **more)
    actions.publish_charter(version, by=SYSTEM)
    return version


@pytest.fixture
def first(network):
    return publish(network)


def test_who_wrote_a_charter_does_not_publish_it(network, cast):
    version = actions.write_charter(network, by=cast.decider, **TEXTS)
    with pytest.raises(Refused):
        actions.publish_charter(version, by=cast.decider)
    version.refresh_from_db()
    assert (version.status, rules.charter_of(network)) == ("DRAFT", None)


def test_there_is_one_draft_and_what_was_published_is_never_rewritten(network, first):
    one = actions.write_charter(network, by=SYSTEM, objectives_th="ก", rules_th="ข")
    two = actions.write_charter(network, by=SYSTEM, objectives_th="ค", rules_th="ง")
    first.refresh_from_db()
    assert (one.pk, two.number, first.objectives_th) == (two.pk, 2, TEXTS["objectives_th"])
    with pytest.raises(Refused):
        actions.publish_charter(first, by=SYSTEM)


def test_only_who_runs_the_network_writes(network, cast):
    for by in (cast.member, cast.somying, cast.admin, cast.outsider):
        with pytest.raises(Refused):
            actions.write_charter(network, by=by, **TEXTS)


@pytest.mark.parametrize("meaning", [True, False])
def test_members_are_asked_again_when_the_meaning_changes(network, first, cast, meaning):
    assert queries.charters_to_acknowledge(cast.member) == [network]
    actions.acknowledge(first, by=cast.member)
    assert queries.charters_to_acknowledge(cast.member) == []
    publish(network, changes_meaning=meaning)
    assert rules.has_acknowledged(network, cast.member) is not meaning
    assert queries.charters_to_acknowledge(cast.member) == ([network] if meaning else [])


def test_acknowledging_twice_is_once(first, cast):
    actions.acknowledge(first, by=cast.member)
    actions.acknowledge(first, by=cast.member)
    assert Acknowledgement.objects.filter(version=first, user=cast.member).count() == 1


@pytest.mark.parametrize("who", ["outsider", "auditor", "somying"])
def test_only_members_acknowledge(first, cast, who):
    with pytest.raises(Refused):
        actions.acknowledge(first, by=getattr(cast, who))


def test_a_version_withdrawn_while_somebody_reads_is_not_acknowledged(network, first, cast):
    second = publish(network)
    shown = type(second).objects.get(pk=second.pk)  # what the page of the member holds
    actions.withdraw_charter(second, by=cast.decider, reason="มีข้อผิดพลาด")
    with pytest.raises(Refused) as refusal:
        actions.acknowledge(shown, by=cast.member)
    assert refusal.value.remedy and not Acknowledgement.objects.exists()
    assert rules.charter_of(network) == first


def test_a_version_replaced_while_somebody_reads_is_not_acknowledged(network, first, cast):
    publish(network)
    with pytest.raises(Refused):
        actions.acknowledge(first, by=cast.member)


def test_after_a_withdrawal_who_read_only_that_version_is_asked_anew(network, first, cast):
    second = publish(network)
    actions.acknowledge(second, by=cast.member)
    actions.withdraw_charter(second, by=cast.decider, reason="มีข้อผิดพลาด")
    assert queries.charters_to_acknowledge(cast.member) == [network]
    assert not rules.has_acknowledged(network, cast.member)
    actions.acknowledge(first, by=cast.member)
    assert queries.charters_to_acknowledge(cast.member) == []
    assert rules.has_acknowledged(network, cast.member)


def test_a_number_is_never_given_twice(network, first, cast):
    actions.withdraw_charter(first, by=cast.decider, reason="มีข้อผิดพลาด")
    assert publish(network).number == 2


def test_the_database_keeps_one_draft_and_a_first_version_with_meaning(network, first):
    actions.write_charter(network, by=SYSTEM, **TEXTS)
    with pytest.raises(IntegrityError), transaction.atomic():
        network.charters.filter(pk=first.pk).update(status="DRAFT")
    with pytest.raises(IntegrityError), transaction.atomic():
        network.charters.filter(pk=first.pk).update(changes_meaning=False)


def test_the_page_says_what_to_do_when_the_charter_changed_meanwhile(network, first, cast, client):
    client.force_login(cast.member)
    publish(network)
    answer = client.post(reverse("networks:acknowledge", args=[network.slug]), {"number": 1})
    assert answer.status_code == 409
    assert client.post(reverse("networks:acknowledge", args=[network.slug]), {"number": 2}).status_code == 302
    assert rules.has_acknowledged(network, cast.member)


def test_a_draft_is_for_those_who_write_it(network, first, cast, client):
    actions.write_charter(network, by=SYSTEM, objectives_th="ลับเฉพาะ", rules_th="ร่าง")
    address = reverse("networks:charter", args=[network.slug]) + "?version=2"
    assert client.get(address).status_code == 404
    client.force_login(cast.decider)
    assert "ลับเฉพาะ" in client.get(address).content.decode()


@pytest.mark.parametrize("number", ["0", "99", "x", "-1", "99999999999999999999", "²"])
def test_a_version_that_is_not_there(network, first, client, number):
    assert client.get(reverse("networks:charter", args=[network.slug]), {"version": number}).status_code in (200, 404)
