"""The moves as a truth table: every move, every status, every role; and the objections."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from saiyai.membership import actions, rules
from saiyai.membership.actors import applicant, endorser
from saiyai.membership.models import Application, Member
from saiyai.membership.tests import ready
from saiyai.policy.lifecycle import Refused

S, M = Application.Status, Member.Status

# Written out once more by hand: what the table of rules must say, move by move.
APPLICATION = {
    "submit": ({S.DRAFT}, S.DOCUMENTS, "link"),
    "seek_endorsement": ({S.DRAFT}, S.ENDORSEMENT, "link"),
    "enter_paper": ({S.DRAFT}, S.DOCUMENTS, "somying"),
    "endorse": ({S.ENDORSEMENT}, S.DOCUMENTS, "endorser"),
    "decline_endorsement": ({S.ENDORSEMENT}, S.SUPPLY, "endorser"),
    "pass_documents": ({S.DOCUMENTS}, S.BACKGROUND, "somying"),
    "ask_for": ({S.DOCUMENTS, S.BACKGROUND, S.OPINION}, S.SUPPLY, "somying"),
    "supply": ({S.SUPPLY}, S.DOCUMENTS, "link"),
    "supply_paper": ({S.SUPPLY}, S.DOCUMENTS, "somying"),
    "seek_endorsement_again": ({S.SUPPLY}, S.ENDORSEMENT, "link"),
    "pass_background": ({S.BACKGROUND}, S.OPINION, "somying"),
    "advise": ({S.OPINION}, S.DECISION, "thiradet"),
    "send_back": ({S.DECISION}, S.DOCUMENTS, "decider"),
    "approve": ({S.DECISION}, S.APPROVED, "decider"),
    "reject": ({S.DECISION}, S.REJECTED, "decider"),
    "appeal": ({S.REJECTED}, S.APPEAL, "link"),
    "uphold": ({S.APPEAL}, S.REJECTED, "reviewer"),
    "overturn": ({S.APPEAL}, S.APPROVED, "reviewer"),
    "appeal_paper": ({S.REJECTED}, S.APPEAL, "somying"),
    "withdraw_paper": (
        {S.ENDORSEMENT, S.DOCUMENTS, S.SUPPLY, S.BACKGROUND, S.OPINION, S.DECISION, S.APPEAL},
        S.WITHDRAWN,
        "somying",
    ),
    "withdraw": (
        {S.DRAFT, S.ENDORSEMENT, S.DOCUMENTS, S.SUPPLY, S.BACKGROUND, S.OPINION, S.DECISION, S.APPEAL},
        S.WITHDRAWN,
        "link",
    ),
}
LIVING = {M.ACTIVE, M.SUSPENDED}
MANAGERS = {"somying", "thiradet"}
MEMBER = {
    "renew": ({M.ACTIVE, M.EXPIRED}, MANAGERS),
    "suspend": ({M.ACTIVE}, MANAGERS),
    "reinstate": ({M.SUSPENDED}, MANAGERS),
    "propose_removal": (LIVING, MANAGERS),
    "remove": ({M.REMOVAL_PROPOSED}, {"decider"}),
    "drop_removal": ({M.REMOVAL_PROPOSED}, {"decider"}),
    "record_explanation": ({M.REMOVAL_PROPOSED}, MANAGERS),
    "record_resignation": ({M.ACTIVE, M.SUSPENDED, M.REMOVAL_PROPOSED}, MANAGERS),
    "expire": ({M.ACTIVE}, MANAGERS),
    "record_death": ({M.ACTIVE, M.SUSPENDED, M.REMOVAL_PROPOSED, M.EXPIRED}, MANAGERS),
    "ask_renewal": ({M.ACTIVE, M.EXPIRED}, {"member"}),
    "explain": ({M.REMOVAL_PROPOSED}, {"member"}),
    "resign": ({M.ACTIVE, M.SUSPENDED, M.REMOVAL_PROPOSED}, {"member"}),
}
NO_WAY = ("Not possible at this stage.", "You do not have permission to do this.")


@pytest.fixture(autouse=True)
def english(settings):
    from django.utils import translation

    with translation.override("en"):
        yield


def test_every_move_of_an_application_is_in_the_table():
    assert set(rules.APPLICATION.moves) == set(APPLICATION)
    assert set(rules.MEMBER.moves) == set(MEMBER)
    for name, (sources, target, _who) in APPLICATION.items():
        move = rules.APPLICATION.moves[name]
        assert (set(move.sources), move.target) == (sources, target), name


@pytest.mark.django_db
def test_who_may_move_an_application_from_where(cast, network):
    application = ready.at("DOCUMENTS", cast)
    other = SimpleNamespace(pk="e", email="")
    roles = {**vars(cast), "link": applicant(application), "endorser": endorser(other)}
    for name, (sources, _target, who) in APPLICATION.items():
        for status in S:
            application.status = status
            for role, by in roles.items():
                reason = str(rules.APPLICATION.why_not(application, name, by))
                allowed = status in sources and role == who
                if allowed:
                    assert reason not in NO_WAY, (name, status, role)
                else:
                    assert reason in NO_WAY, (name, status, role, reason)


@pytest.mark.django_db
def test_who_may_move_a_membership_from_where(cast, network):
    member = ready.a_member(cast)
    for name, (sources, who) in MEMBER.items():
        for status in M:
            member.status = status
            for role, by in vars(cast).items():
                reason = str(rules.MEMBER.why_not(member, name, by))
                if status in sources and role in who:
                    assert reason not in NO_WAY, (name, status, role)
                else:
                    assert reason in NO_WAY, (name, status, role, reason)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "move", ["pass_documents", "pass_background", "advise", "approve", "reject", "uphold", "overturn"]
)
def test_nobody_moves_their_own_application_or_one_they_endorsed(cast, network, move):
    application = ready.at("DOCUMENTS", cast, official=True)
    source, _target, role = APPLICATION[move]
    by = getattr(cast, role)
    application.status = next(iter(source))
    application.applicant_user_id = by.pk
    assert str(rules.APPLICATION.why_not(application, move, by)) == "Nobody decides on their own application."
    application.applicant_user_id = None
    application.email = by.email.upper()
    assert "their own" in str(rules.APPLICATION.why_not(application, move, by))
    application.email = "x@y.example"
    application.superior_email = by.email
    assert "endorsed" in str(rules.APPLICATION.why_not(application, move, by))
    application.superior_email = "x@y.example"
    endorsement = application.endorsements.get()
    endorsement.answered_by = by
    endorsement.save()
    assert "endorsed" in str(rules.APPLICATION.why_not(application, move, by))


@pytest.mark.django_db
def test_who_advised_does_not_decide_and_an_appeal_is_anothers(cast, network):
    application = ready.at("DECISION", cast)
    application.opinion_by = cast.decider
    assert "opinion" in str(rules.APPLICATION.why_not(application, "approve", cast.decider))
    application.status, application.decided_by = S.APPEAL, cast.reviewer
    assert "another person" in str(rules.APPLICATION.why_not(application, "overturn", cast.reviewer))


@pytest.mark.django_db
def test_an_appeal_comes_in_time_and_once(cast, network):
    application = ready.at("REJECTED", cast)
    own = applicant(application)
    assert not rules.APPLICATION.why_not(application, "appeal", own)
    application.decided_at -= timedelta(days=rules.APPEAL_DAYS + 1)
    assert "passed" in str(rules.APPLICATION.why_not(application, "appeal", own))
    application = ready.at("APPEAL", cast, given="ปิติ")
    actions.uphold(application, by=cast.reviewer, reason="เหตุผลเดิม")
    with pytest.raises(Refused, match="once"):
        actions.appeal(application, by=applicant(application), reason="อีกครั้ง")


@pytest.mark.django_db
def test_an_appeal_that_succeeds_makes_a_member(cast, network):
    application = ready.at("APPEAL", cast)
    member = actions.overturn(application, by=cast.reviewer, reason="พบผู้ประสานแล้ว")
    application.refresh_from_db()
    assert application.status == S.APPROVED
    assert (application.decided_by, application.appeal_decided_by) == (cast.decider, cast.reviewer)
    assert member.number


@pytest.mark.django_db
def test_documents_are_judged_by_the_impartial_before_they_pass(cast, network):
    application = ready.at("DOCUMENTS", cast)
    with pytest.raises(Refused, match="every document"):
        actions.pass_documents(application, by=cast.somying)
    document = application.documents.get()
    actions.judge_document(document, by=cast.somying, accepted=False, note="ไม่ชัด")
    with pytest.raises(Refused, match="not accepted"):
        actions.pass_documents(application, by=cast.somying)
    Application.objects.filter(pk=application.pk).update(applicant_user=cast.somying)
    document.application.refresh_from_db()
    with pytest.raises(Refused, match="their own"):
        actions.judge_document(document, by=cast.somying, accepted=True)


@pytest.mark.django_db
def test_who_proposed_a_removal_does_not_decide_it(cast, network):
    member = ready.a_member(cast)
    member.status, member.proposed_by, member.explanation = M.REMOVAL_PROPOSED, cast.decider, "ชี้แจง"
    assert "Another person" in str(rules.MEMBER.why_not(member, "remove", cast.decider))
    member.proposed_by = cast.somying
    assert not rules.MEMBER.why_not(member, "remove", cast.decider)
    member.explanation, member.explain_until = "", timezone.localdate()
    assert "may still explain" in str(rules.MEMBER.why_not(member, "remove", cast.decider))
    member.explain_until -= timedelta(days=1)
    assert not rules.MEMBER.why_not(member, "remove", cast.decider)


@pytest.mark.django_db
def test_an_application_of_another_office_is_not_moved(cast, network):
    application = ready.at("DOCUMENTS", cast)
    assert "permission" in str(rules.why_not(application, "ask_for", cast.officer_r1))
    assert "permission" in str(rules.why_not(application, "assign", cast.officer_r1))
    assert not rules.why_not(application, "assign", cast.somying)
