"""Official letters: which goes with what, with the right days; and on paper for who has no e-mail address."""

from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from saiyai.membership import actions, papers, paperwork
from saiyai.membership.models import Application, Member, MemberEntry
from saiyai.membership.tests import ready
from saiyai.notify.models import Letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(monkeypatch):
    """The values of every letter that is printed; printing itself is tested with the papers."""
    found = []
    monkeypatch.setattr(papers, "letter_pdf", lambda paper: found.append(paper) or b"%PDF-")
    return found


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def test_every_step_of_a_membership_goes_with_its_paper(cast, network, written):
    member = ready.a_member(cast)
    owner = member.application.applicant_user
    Member.objects.filter(pk=member.pk).update(ends_on=timezone.localdate() + timedelta(days=10))
    member.refresh_from_db()
    actions.announce_renewal(member, by=cast.somying)
    actions.renew(member, by=cast.somying)
    actions.suspend(member, by=cast.somying, reason="ก")
    actions.reinstate(member, by=cast.somying)
    actions.propose_removal(member, by=cast.somying, reason="ข")
    actions.drop_removal(member, by=cast.decider)
    actions.resign(member, by=owner, reason="ย้ายไปต่างประเทศ")
    kinds = ["approved", "renewal", "renewed", "suspension", "reinstatement", "explain", "dropped", "resignation"]
    assert [paper.kind for paper in written] == kinds
    sent = Letter.objects.filter(about="membership.member").exclude(attachment_name="").order_by("created_at")
    assert [one.attachment_name.partition("-")[0] for one in sent] == kinds[1:]
    # What somebody said on leaving is for the office; it is not held against them in the letter.
    assert written[-1].reasons == []


def test_whoever_is_removed_or_leaves_reads_the_day_of_the_end_and_not_of_the_beginning(cast, network, written):
    member = ready.a_member(cast)
    Member.objects.filter(pk=member.pk).update(starts_on=date(2020, 1, 1))
    member.refresh_from_db()
    actions.resign(member, by=member.application.applicant_user)
    assert written[-1].starts_on == paperwork.forms.full(timezone.localdate())
    Member.objects.filter(pk=member.pk).update(status="ACTIVE")
    MemberEntry.objects.filter(member=member).delete()
    member.refresh_from_db()
    actions.propose_removal(member, by=cast.somying, reason="ข")
    assert written[-1].deadlines == [f"ชี้แจงภายในวันที่ {paperwork.forms.full(member.explain_until)}"]
    Member.objects.filter(pk=member.pk).update(explanation="ขอชี้แจง")
    actions.remove(member, by=cast.decider, reason="ค")
    assert (written[-1].kind, written[-1].starts_on) == ("removal", paperwork.forms.full(timezone.localdate()))


def test_the_last_day_for_an_appeal_stands_in_the_letter_and_in_its_copy(cast, network, written):
    application = ready.at("REJECTED", cast)
    midday = timezone.make_aware(datetime(2026, 11, 24, 12, 0))
    Application.objects.filter(pk=application.pk).update(decided_at=midday)
    application.refresh_from_db()
    application.applicant_user = cast.outsider
    application.save()
    assert signed_in(cast.outsider).get(reverse("membership:own_letter_pdf", args=[application.pk])).status_code == 200
    sent, copy = written
    assert copy.deadlines == ["อุทธรณ์ภายในวันที่ 24 ธันวาคม พ.ศ. 2569"]
    assert "24 ธันวาคม พ.ศ. 2569" in copy.appeal
    assert (sent.kind, sent.reasons) == (copy.kind, copy.reasons)
    assert copy.date == "24 พฤศจิกายน พ.ศ. 2569"


def test_an_appeal_without_success_is_answered_with_its_own_reason(cast, network, written):
    application = ready.at("APPEAL", cast)
    actions.uphold(application, by=cast.reviewer, reason="เหตุผลเดิมยังมีน้ำหนัก")
    assert (written[-1].kind, written[-1].reasons) == ("upheld", ["เหตุผลเดิมยังมีน้ำหนัก"])
    assert Letter.objects.get(kind="upheld").attachment_name.startswith("upheld-")


def test_the_superior_gets_the_request_on_official_paper_with_the_link(cast, network, written):
    application = ready.at("ENDORSEMENT", cast, official=True)
    assert (written[0].kind, written[0].recipient) == ("endorsement", "หัวหน้า ใจดี")
    assert written[0].person == application.name
    assert "/endorse/" in written[0].link


@pytest.mark.parametrize(
    ("status", "kind"), [("DOCUMENTS", "received"), ("SUPPLY", "supply"), ("REJECTED", "rejected"), ("APPROVED", "approved")]
)  # fmt: skip
def test_the_office_prints_the_letter_for_who_has_no_address(cast, network, written, status, kind):
    application = ready.at(status, cast)
    Application.objects.filter(pk=application.pk).update(email="")
    Letter.objects.all().delete()
    officer = signed_in(cast.somying)
    address = reverse("membership:application_letter", args=[application.pk])
    page = officer.get(reverse("membership:application", args=[application.pk])).content.decode()
    assert address in page
    assert "ไม่มีการแจ้งทางอีเมล" in page
    assert officer.get(address)["Content-Type"] == "application/pdf"
    assert written[-1].kind == kind


def test_a_member_without_address_is_told_of_a_proposed_removal_on_paper(cast, network, written):
    member = ready.a_member(cast)
    Member.objects.filter(pk=member.pk).update(email="")
    member.refresh_from_db()
    officer = signed_in(cast.somying)
    address = reverse("membership:member_letter", args=[member.pk])
    assert officer.get(address).status_code == 200
    assert written[-1].kind == "approved"
    actions.propose_removal(member, by=cast.somying, reason="ขาดการติดต่อ")
    assert address in officer.get(reverse("membership:member", args=[member.pk])).content.decode()
    officer.get(address)
    assert (written[-1].kind, written[-1].reasons, written[-1].link) == ("explain", ["ขาดการติดต่อ"], "")


def test_nothing_is_printed_of_what_was_taken_back(cast, network, written):
    application = ready.at("WITHDRAWN", cast)
    officer = signed_in(cast.somying)
    address = reverse("membership:application_letter", args=[application.pk])
    assert address not in officer.get(reverse("membership:application", args=[application.pk])).content.decode()
    assert officer.get(address).status_code == 404


def test_a_printed_letter_says_its_words(cast, network):
    application = ready.at("APPEAL", cast)
    actions.uphold(application, by=cast.reviewer, reason="เหตุผลเดิมยังมีน้ำหนัก")
    _name, content = paperwork.letter_about(application)
    plain = next(iter(PdfReader(BytesIO(content)).attachments.values()))[0].decode()
    assert "ผลการพิจารณาอุทธรณ์" in plain
    assert "เหตุผลเดิมยังมีน้ำหนัก" in plain
