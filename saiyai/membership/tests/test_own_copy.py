"""The filled form: what the office wrote among itself stands on its copy, and not on the applicant's own."""

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from saiyai.membership import actions
from saiyai.membership.models import Application
from saiyai.membership.tests import ready

pytestmark = pytest.mark.django_db


def all_of(user, name, application):
    """The text of the paper and of what is attached to it."""
    client = Client()
    client.force_login(user)
    pdf = PdfReader(BytesIO(client.get(reverse(f"membership:{name}", args=[application.pk])).content))
    attached = "".join(part.decode() for parts in pdf.attachments.values() for part in parts)
    return "".join(page.extract_text() for page in pdf.pages) + attached


@pytest.fixture
def advised(cast, network):
    application = ready.at("BACKGROUND", cast)
    Application.objects.filter(pk=application.pk).update(
        documents_note="เอกสารตรงกับทะเบียน", applicant_user=cast.outsider
    )
    application.refresh_from_db()
    actions.pass_background(application, by=cast.somying, note="ไม่พบข้อขัดข้อง")
    actions.advise(application, by=cast.thiradet, opinion="OBJECT", reason="ผู้บังคับบัญชาเดิมไม่สนับสนุน")
    return application


def test_the_applicant_reads_neither_notes_nor_opinion(cast, advised):
    own = all_of(cast.outsider, "own_form_pdf", advised)
    assert advised.number in own  # the attached table is there to be looked through
    for inside in (
        "ผู้บังคับบัญชาเดิมไม่สนับสนุน",
        "เอกสารตรงกับทะเบียน",
        '"object"',
        cast.thiradet.display_name,
        cast.somying.display_name,
    ):
        assert inside not in own


def test_the_copy_of_the_office_says_who_checked_and_advised_and_when(cast, advised):
    text = all_of(cast.somying, "application_pdf", advised)
    for inside in (
        "ผู้บังคับบัญชาเดิมไม่สนับสนุน",
        "เอกสารตรงกับทะเบียน",
        '"object"',
        cast.thiradet.display_name,
        cast.somying.display_name,
    ):
        assert inside in text


def test_a_decision_stands_on_both(cast, network):
    application = ready.at("REJECTED", cast)
    Application.objects.filter(pk=application.pk).update(applicant_user=cast.outsider)
    for user, name in ((cast.outsider, "own_form_pdf"), (cast.decider, "application_pdf")):
        text = all_of(user, name, application)
        assert '"rejected"' in text and application.decision_reason in text


def test_a_note_for_the_office_is_read_at_the_office_alone(cast, network):
    application = ready.at("DOCUMENTS", cast)
    Application.objects.filter(pk=application.pk).update(applicant_user=cast.outsider)
    for file in application.documents.all():
        actions.judge_document(file, by=cast.somying, accepted=True)
    application.refresh_from_db()
    actions.pass_documents(application, by=cast.somying, note="โทรถามต้นสังกัดแล้ว")
    pages = []
    for user, name in ((cast.outsider, "own"), (cast.somying, "application")):
        client = Client()
        client.force_login(user)
        pages.append(client.get(reverse(f"membership:{name}", args=[application.pk])).content.decode())
    assert "โทรถามต้นสังกัดแล้ว" not in pages[0]
    assert "โทรถามต้นสังกัดแล้ว" in pages[1]
