"""A member founds a network on a telephone; founders, the central office and members each do their part."""

import pytest

from saiyai.directory import actions as directory
from saiyai.networks import actions as networks
from saiyai.networks import rules
from saiyai.networks.models import Delegate, Network
from saiyai.policy.actors import SYSTEM
from tests.browser import founding

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_network_from_its_pattern_to_somebody_two_steps_away(phone, cast, network, live_server):
    """In one piece: founded, answered, decided, opened; a unit joins; the charter is read; somebody is found."""
    page, scripts = phone
    mali = directory.add_person("มาลี", "ใจเย็น", by=SYSTEM, user=cast.member, listed=True)
    founders = [founding.member("anong", "อนงค์"), founding.member("bunmi", "บุญมี")]
    directory.add_organization("กรมคลองหลอด", "DEPARTMENT", by=SYSTEM)
    speaker = founding.member("nada", "ณดา", "ประสาน")
    speaker.email = "nada@canal.example"
    speaker.save(update_fields=["email"])

    made = founding.propose(page, scripts, cast.member, live_server)
    assert (made.status, made.parent) == ("PROPOSED", network)
    for user in founders:
        founding.say_yes(page, user, live_server)
    founding.decide(page, cast.decider, made, live_server)
    assert Network.objects.get(pk=made.pk).status == "FORMING"
    founding.open_it(page, cast.member, made, live_server)

    found = founding.invite(page, scripts, cast.member, made, live_server)
    founding.sign_for_the_unit(page, found)
    founding.accept(page, cast.member, found, live_server)
    founding.see_the_unit(page, made)

    founding.acknowledge(page, cast.member, made, live_server)
    assert rules.has_acknowledged(made, cast.member)

    anong = founders[0].person
    goal = Delegate.objects.get(participation=found).person
    assert goal == speaker.person  # who speaks for the unit is known by the address of the account
    directory.add_tie("WORKED_WITH", mali, anong, by=SYSTEM, evidence="ร่วมก่อตั้งเครือข่าย")
    directory.add_tie("KNOWS", anong, goal, by=SYSTEM)
    founding.find_through(page, cast.member, "ณดา ประสาน", "อนงค์ ร่วมก่อ", "เคยทำงานร่วมกัน", live_server)


def test_the_office_invites_a_unit_to_the_first_network(phone, cast, network, live_server):
    page, scripts = phone
    directory.add_organization("กรมคลองหลอด", "DEPARTMENT", by=SYSTEM)
    texts = {"objectives_th": "ช่วยกันเฝ้าระวัง", "rules_th": "รักษาความลับ"}
    networks.publish_charter(networks.write_charter(network, by=SYSTEM, **texts), by=SYSTEM)
    found = founding.invite(page, scripts, cast.decider, network, live_server)
    founding.sign_for_the_unit(page, found)
    founding.accept(page, cast.decider, found, live_server)
    founding.see_the_unit(page, network)
