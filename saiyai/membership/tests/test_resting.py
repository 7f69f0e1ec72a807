"""Whose membership is suspended runs no network meanwhile."""

import pytest

from saiyai.membership import actions, queries
from saiyai.networks.actors import in_network
from saiyai.networks.models import Coordinator
from saiyai.networks.rules import may_manage
from tests.world import world

__all__ = ["world"]


@pytest.mark.django_db
def test_a_suspended_member_coordinates_nothing_until_reinstated(cast, world, network):
    member = world["member"]
    Coordinator.objects.create(network=network, person=member.person)

    def runs():
        return may_manage(network, in_network(network, cast.member))

    assert runs() and not queries.rests(cast.member)
    actions.suspend(member, by=cast.thiradet, reason="มีเรื่องตรวจสอบ")
    assert queries.rests(cast.member) and not runs()
    actions.propose_removal(member, by=cast.somying, reason="ผิดข้อตกลง")
    assert not runs()
    member.refresh_from_db()
    type(member).objects.filter(pk=member.pk).update(status="SUSPENDED", before_proposal="")
    member.refresh_from_db()
    actions.reinstate(member, by=cast.thiradet)
    assert runs()
