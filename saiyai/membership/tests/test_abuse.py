"""What somebody hostile tries with the actions themselves, with old pages, and with letters and files without end."""

from datetime import date

import pytest

from saiyai.accounts.models import Grant, User
from saiyai.membership import actions
from saiyai.membership.actors import VISITOR, applicant, endorser
from saiyai.membership.models import Application, Member
from saiyai.membership.tests import ready
from saiyai.notify.models import Letter
from saiyai.policy.lifecycle import Refused

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("deed", "status", "words"),
    [
        ("submit", "DRAFT", {}),
        ("give_consents", "DRAFT", {"purposes": ["LINE"]}),
        ("change_endorser", "ENDORSEMENT", {"name": "ก", "position": "", "email": "x@saiyai.example"}),
        ("supply", "SUPPLY", {}),
        ("withdraw", "DOCUMENTS", {}),
        ("appeal", "REJECTED", {"reason": "ขอให้ทบทวน"}),
    ],
)
def test_the_link_of_one_application_moves_no_other(cast, network, deed, status, words):
    theirs = ready.at(status, cast, official=status == "ENDORSEMENT")
    with pytest.raises(Refused):
        getattr(actions, deed)(theirs, by=applicant(ready.draft()), **words)
    assert Application.objects.get(pk=theirs.pk).status == status


def test_the_link_of_one_superior_answers_no_other_request(cast, network):
    one, other = (ready.at("ENDORSEMENT", cast, official=True).endorsements.get() for _ in range(2))
    with pytest.raises(Refused):
        actions.endorse(one, by=endorser(other))


def test_consents_are_not_given_for_a_form_that_was_sent_in(cast, network):
    sent = ready.at("DOCUMENTS", cast, consents=())
    with pytest.raises(Refused):
        actions.give_consents(sent, ["PUBLISH"], by=applicant(sent))


def test_an_officer_whose_role_has_ended_neither_fills_nor_opens_what_they_typed(cast, network):
    typed = actions.begin_paper("PERSON", by=cast.somying)
    scan = actions.add_document(typed, "PAPER_FORM", "a.jpg", ready.PICTURE, "image/jpeg", by=cast.somying)
    Grant.objects.filter(user=cast.somying).update(status="ENDED", ends_on=date(2020, 1, 2))
    gone = User.objects.get(pk=cast.somying.pk)
    with pytest.raises(Refused):
        actions.save_step(typed, "name", {"given_name": "ปลอม"}, by=gone)
    with pytest.raises(Refused):
        actions.open_document(scan, by=gone, reason="ของเดิม")


@pytest.mark.parametrize("change", ["name", "identity"])
def test_an_endorsement_does_not_pass_to_somebody_else(cast, network, change):
    asked = ready.at("DOCUMENTS", cast, official=True)
    actions.ask_for(asked, by=cast.somying, reason="ขอภาพใหม่")
    if change == "name":
        actions.save_step(asked, "name", {"given_name": "คนอื่น"}, by=applicant(asked))
    else:
        actions.save_identity(asked, "9000000000001", by=applicant(asked))
    actions.supply(asked, by=applicant(asked))
    assert asked.status == "ENDORSEMENT"


def test_an_endorsement_stands_when_only_something_else_is_supplied(cast, network):
    asked = ready.at("DOCUMENTS", cast, official=True)
    actions.ask_for(asked, by=cast.somying, reason="ขอเบอร์ใหม่")
    actions.save_step(asked, "name", {"given_name": asked.given_name, "given_name_en": "Mani"}, by=applicant(asked))
    actions.supply(asked, by=applicant(asked))
    assert asked.status == "DOCUMENTS"


@pytest.mark.parametrize("other", ["DOCUMENTS", "APPROVED"])
def test_nobody_supplies_the_identity_of_another(cast, network, other):
    theirs, mine = ready.at(other, cast), ready.at("SUPPLY", cast)
    number = actions.open_identity(theirs, by=applicant(theirs), reason="ทดสอบ")
    with pytest.raises(Refused):
        actions.save_identity(mine, number, by=applicant(mine))
    assert Application.objects.get(pk=mine.pk).id_digest != theirs.id_digest


def test_an_old_page_does_not_take_back_the_answer_of_the_superior(cast, network):
    asked = ready.at("ENDORSEMENT", cast, official=True)
    old = Application.objects.get(pk=asked.pk)
    request = asked.endorsements.get()
    actions.endorse(request, by=endorser(request))
    with pytest.raises(Refused):
        actions.change_endorser(old, by=applicant(old), name="ข", position="", email="x@saiyai.example")
    assert Application.objects.get(pk=asked.pk).status == "DOCUMENTS"


def test_who_advised_does_not_decide_the_appeal(cast, network):
    appealed = ready.at("APPEAL", cast)
    Grant.objects.create(
        user=cast.thiradet, role="appeal_reviewer", reach="ALL", status="CONFIRMED", starts_on=date(2020, 1, 1)
    )
    both = User.objects.get(pk=cast.thiradet.pk)
    for decide in (actions.overturn, actions.uphold):
        with pytest.raises(Refused):
            decide(appealed, by=both, reason="เห็นควร")


def test_nobody_fills_a_mailbox_by_beginning_drafts(cast, network):
    for _ in range(8):
        actions.begin("PERSON", by=VISITOR, email="victim@saiyai.example")
    assert Letter.objects.count() == 5


def test_nobody_fills_a_mailbox_by_naming_superiors(cast, network):
    asked, refused = ready.at("ENDORSEMENT", cast, official=True), 0
    for _ in range(6):
        try:
            actions.change_endorser(asked, by=applicant(asked), name="ข", position="", email="victim@saiyai.example")
        except Refused:
            refused += 1
    assert (asked.endorsements.count(), refused) == (3, 4)


def test_files_that_were_replaced_unseen_do_not_pile_up(cast, network, django_capture_on_commit_callbacks):
    filled = ready.draft()
    with django_capture_on_commit_callbacks(execute=True):
        kept = [
            actions.add_document(filled, "PHOTO", "a.jpg", b"picture %d" % n, "image/jpeg", by=applicant(filled))
            for n in range(4)
        ]
    assert filled.documents.filter(kind="PHOTO").count() == 1
    assert [(actions.documents_folder() / one.path).exists() for one in kept] == [False, False, False, True]


def test_a_file_is_gone_from_the_disk_only_when_its_row_is(cast, network, django_capture_on_commit_callbacks):
    filled = ready.draft()
    path = actions.documents_folder() / filled.documents.get().path
    with django_capture_on_commit_callbacks(execute=False):
        actions.remove_document(filled.documents.get(), by=applicant(filled))
        assert path.exists()  # a machine that dies here leaves a file without a row, never a row without its file


def test_a_suspension_that_came_meanwhile_is_not_lost_by_a_proposal(cast, network):
    member = ready.a_member(cast)
    old = Member.objects.get(pk=member.pk)
    actions.suspend(member, by=cast.somying, reason="ตรวจสอบ")
    actions.propose_removal(old, by=cast.somying, reason="ผิดข้อปฏิบัติ")
    assert Member.objects.get(pk=member.pk).before_proposal == "SUSPENDED"


def test_an_explanation_is_not_overwritten_from_another_window(cast, network):
    member = ready.a_member(cast)
    actions.propose_removal(member, by=cast.somying, reason="ผิดข้อปฏิบัติ")
    one, other = (Member.objects.get(pk=member.pk) for _ in range(2))
    actions.explain(one, by=member.application.applicant_user, text="เหตุผลแรก")
    with pytest.raises(Refused):
        actions.explain(other, by=member.application.applicant_user, text="เหตุผลที่สอง")
    assert Member.objects.get(pk=member.pk).explanation == "เหตุผลแรก"


def test_a_key_that_is_none_is_not_seen_and_breaks_nothing(client, cast, network):
    client.force_login(cast.decider)
    assert client.post("/applications/bulk/", {"do": "approve", "id": ["-" * 36]}).status_code == 422
