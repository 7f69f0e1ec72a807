"""A proposal: who makes it, who answers, who sees it."""

import pytest
from django.utils import timezone

from saiyai.audit.models import Event
from saiyai.networks import actions, patterns, queries, rules
from saiyai.networks.models import Founder, Network
from saiyai.networks.tests.conftest import make_people, make_proposal
from saiyai.policy.lifecycle import Refused
from tests.once import cast, made, network, offices, once

__all__ = ["cast", "made", "network", "offices", "once"]
pytestmark = pytest.mark.django_db
MAKES = {
    "people": lambda made: make_people(made.cast),
    "proposed": lambda made: make_proposal(made.people, made.cast, made.network),
}
S = Network.Status


@pytest.fixture
def people(made):
    return made.people


@pytest.fixture
def proposed(made):
    return made.proposed


def test_a_proposal_begins_with_its_founders_its_parent_and_a_draft_of_the_charter(proposed, people, network, cast):
    assert (proposed.status, proposed.parent, proposed.slug) == (S.PROPOSED, network, "clean-youth-network")
    answers = dict(proposed.founders.values_list("person", "answer"))
    assert answers == {people.member.pk: "ACCEPTED", people.anong.pk: "ASKED", people.bunmi.pk: "ASKED"}
    draft = proposed.charters.get()
    assert (draft.number, draft.status, draft.rules_th) == (1, "DRAFT", patterns.all_patterns()["theme"].rules_th)
    assert Event.objects.filter(verb="network.proposed", actor=str(cast.member.pk)).exists()


def test_the_same_name_gets_a_web_address_of_its_own(proposed, people, cast):
    again = actions.propose(
        patterns.all_patterns()["theme"], "อีกแห่ง", "Clean youth network", by=cast.member,
        founders=[people.anong, people.bunmi],
    )  # fmt: skip
    assert again.slug == "clean-youth-network-2"


def test_oneself_twice_is_one_founder(people, cast):
    with pytest.raises(Refused):
        actions.propose(
            patterns.all_patterns()["theme"], "น้อยไป", "Too few", by=cast.member, founders=[people.member, people.anong]
        )


def test_who_has_no_permission_or_no_entry_proposes_nothing(people, cast):
    for by in (cast.outsider, cast.admin, cast.somying):
        with pytest.raises(Refused):
            actions.propose(
                patterns.all_patterns()["theme"], "ชื่อ", "Name", by=by, founders=[people.anong, people.bunmi]
            )
    assert Network.objects.filter(slug="name").count() == 0


def test_only_the_one_who_was_asked_answers_and_only_once(proposed, people, cast):
    founder = Founder.objects.get(network=proposed, person=people.anong)
    for by in (cast.member, cast.decider, cast.outsider):
        with pytest.raises(Refused):
            actions.answer_founding(founder, by=by, accepts=True)
    actions.answer_founding(founder, by=people.anong.user, accepts=False)
    with pytest.raises(Refused):
        actions.answer_founding(founder, by=people.anong.user, accepts=True)
    founder.refresh_from_db()
    assert (founder.answer, founder.answered_on) == ("DECLINED", timezone.localdate())


def test_a_proposal_waits_for_its_founders(proposed, cast):
    assert rules.NETWORK.why_not(proposed, "approve", cast.decider)
    for founder in proposed.founders.filter(answer="ASKED"):
        actions.answer_founding(founder, by=founder.person.user, accepts=True)
    assert rules.NETWORK.why_not(proposed, "approve", cast.decider) == ""


def test_turning_down_and_closing_need_a_reason_that_stays(proposed, cast):
    with pytest.raises(Refused):
        actions.turn_down(proposed, by=cast.decider, reason="  ")
    actions.turn_down(proposed, by=cast.decider, reason="มีเครือข่ายเดียวกันอยู่แล้ว")
    proposed.refresh_from_db()
    assert (proposed.status, proposed.closed_because) == (S.CLOSED, "มีเครือข่ายเดียวกันอยู่แล้ว")


def test_who_sees_a_proposal(proposed, people, cast):
    sees = lambda user: queries.visible_networks(user).filter(pk=proposed.pk).exists()  # noqa: E731
    assert sees(cast.member) and sees(people.anong.user) and sees(cast.decider)
    assert not sees(cast.outsider) and not sees(cast.auditor)
