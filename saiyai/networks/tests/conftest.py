"""A network that forms, three people with accounts, and a decider. Names are invented."""

import io
from types import SimpleNamespace

import pikepdf
import pytest

from saiyai.accounts import actions as accounts
from saiyai.directory import actions as directory
from saiyai.networks import actions, patterns
from saiyai.policy.actors import SYSTEM

TEXTS = {"objectives_th": "ช่วยกันเฝ้าระวัง", "rules_th": "รักษาความลับ"}


@pytest.fixture
def people(cast, network):
    return make_people(cast)


def make_people(cast):
    """The member with an entry in the directory, and two more with accounts."""
    found = {"member": directory.add_person("มาลี", "ใจเย็น", by=SYSTEM, user=cast.member)}
    for key, name in (("anong", "อนงค์"), ("bunmi", "บุญมี")):
        user = accounts.invite(f"{key}@saiyai.example", f"{name} ร่วมก่อ", by=SYSTEM)
        found[key] = directory.add_person(name, "ร่วมก่อ", by=SYSTEM, user=user, listed=True)
    return SimpleNamespace(**found)


@pytest.fixture
def proposed(people, cast, network):
    return make_proposal(people, cast, network)


def make_proposal(people, cast, network):
    return actions.propose(
        patterns.all_patterns()["theme"], "เครือข่ายเยาวชนใสสะอาด", "Clean Youth Network",
        by=cast.member, founders=[people.anong, people.bunmi], parent=network,
    )  # fmt: skip


@pytest.fixture
def forming(proposed, cast):
    return make_forming(proposed, cast)


def make_forming(proposed, cast):
    """All founders agreed, and it was approved."""
    for founder in proposed.founders.filter(answer="ASKED"):
        actions.answer_founding(founder, by=founder.person.user, accepts=True)
    actions.approve(proposed, by=cast.decider)
    return proposed


def a_pdf():
    """One empty page."""
    document, out = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    document.save(out)
    return out.getvalue()
