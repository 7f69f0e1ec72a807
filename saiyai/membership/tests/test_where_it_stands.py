"""What the applicant reads: with whom it is, what comes next and how long, what was found of the files."""

import pytest
from django.test import Client
from django.urls import reverse

from saiyai.membership import actions
from saiyai.membership.models import Application
from saiyai.membership.tests import ready

pytestmark = pytest.mark.django_db


def page(user, name, application):
    client = Client()
    client.force_login(user)
    return client.get(reverse(f"membership:{name}", args=[application.pk]))


def own(cast, application):
    Application.objects.filter(pk=application.pk).update(applicant_user=cast.outsider)
    return page(cast.outsider, "own", application)


@pytest.mark.parametrize(
    ("status", "official", "states"),
    [
        ("ENDORSEMENT", True, ["now", "", "", "", ""]),
        ("BACKGROUND", True, ["past", "past", "now", "", ""]),
        ("DOCUMENTS", False, ["now", "", "", ""]),
        ("SUPPLY", False, ["now", "", "", ""]),
        ("DECISION", False, ["past", "past", "past", "now"]),
        ("APPROVED", False, []),
        ("APPEAL", False, []),
    ],
)
def test_the_way_shows_where_it_is_and_how_long_each_stage_takes(cast, network, status, official, states):
    response = own(cast, ready.at(status, cast, official=official))
    way = response.context["way"]
    assert [one["state"] for one in way] == states
    text = response.content.decode()
    assert ('id="way"' in text) is bool(states)
    assert ("ขณะนี้รอคุณ" in text) is (status == "SUPPLY")
    for one in way:
        assert str(one["title"]) in text and str(one["text"]) in text
        assert "วันทำการ" in str(one["text"])


def test_after_a_superior_declined_the_way_leads_to_another_superior(cast, network):
    application = ready.at("ENDORSEMENT", cast, official=True)
    asked = application.endorsements.get()
    actions.decline_endorsement(asked, by=ready.endorser(asked), reason="ไม่รู้จัก")
    assert [one["state"] for one in own(cast, application).context["way"]] == ["now", "", "", "", ""]


def test_each_file_says_what_the_office_found(cast, network):
    application = ready.at("DOCUMENTS", cast)
    assert "ยังไม่ได้ตรวจ" in own(cast, application).content.decode()
    file = application.documents.get()
    actions.judge_document(file, by=cast.somying, accepted=False, note="ภาพไม่ชัด")
    text = own(cast, application).content.decode()
    assert "ภาพไม่ชัด" in text and 'id="files"' in text


@pytest.mark.parametrize(("consents", "warned"), [(("BACKGROUND",), False), (("DIRECTORY",), True), ((), True)])
def test_the_officer_sees_whether_the_background_may_be_checked(cast, network, consents, warned):
    application = ready.at("BACKGROUND", cast, consents=consents)
    response = page(cast.somying, "application", application)
    assert response.context["unconsented"] is warned
    assert ("ไม่ยินยอมให้ตรวจประวัติ" in response.content.decode()) is warned
    if not warned:
        actions.withdraw_consent(application.consents.get(), by=ready.applicant(application))
        assert page(cast.somying, "application", application).context["unconsented"]
