"""Consents do what they say: what begins with one ends with it, each by itself and from that day on."""

import pytest
from django.test import Client
from django.urls import reverse

from saiyai.accounts.models import OfficeProvince
from saiyai.membership import actions, queries
from saiyai.membership.actors import applicant
from saiyai.membership.models import Application, Consent
from saiyai.membership.tests import ready
from saiyai.policy.lifecycle import Refused

pytestmark = pytest.mark.django_db
MINE = reverse("membership:my_membership")


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def member_with(cast, *purposes, **values):
    application = ready.draft(consents=purposes)
    for name, value in values.items():
        setattr(application, name, value)
    application.save()
    actions.submit(application, by=applicant(application))
    Application.objects.filter(pk=application.pk).update(status="DECISION")
    return actions.approve(application, by=cast.decider)


def line_points(member):
    return list(member.person.contact_points.filter(kind="LINE", ends_on__isnull=True).values_list("value", flat=True))


def give(user, purpose):
    return signed_in(user).post(reverse("membership:give_consent", args=[purpose]))


def withdraw(user, member, purpose):
    consent = queries.consents_in_force(member).get(purpose=purpose)
    return signed_in(user).post(reverse("membership:withdraw_consent", args=[consent.pk]))


def test_line_is_a_way_to_reach_somebody_only_while_they_agree(cast, network):
    silent = member_with(cast, line_id="manee.line")
    owner = silent.application.applicant_user
    assert line_points(silent) == []
    assert give(owner, "LINE").status_code == 302
    assert give(owner, "LINE").status_code == 302  # pressed twice: one consent
    assert Consent.objects.filter(member=silent, purpose="LINE").count() == 1
    assert line_points(silent) == ["manee.line"]
    withdraw(owner, silent, "LINE")
    assert line_points(silent) == []
    assert line_points(member_with(cast, "LINE", line_id="other.line")) == ["other.line"]


def test_a_consent_is_given_anew_after_it_was_withdrawn_and_both_days_stand(cast, network):
    member = member_with(cast, "DIRECTORY")
    owner = member.application.applicant_user
    withdraw(owner, member, "DIRECTORY")
    page = signed_in(owner).get(MINE).content.decode()
    assert reverse("membership:give_consent", args=["DIRECTORY"]) in page
    give(owner, "DIRECTORY")
    member.person.refresh_from_db()
    assert member.person.listed
    rows = Consent.objects.filter(member=member, purpose="DIRECTORY").order_by("pk")
    assert [bool(one.withdrawn_at) for one in rows] == [True, False]
    assert reverse("membership:give_consent", args=["DIRECTORY"]) not in signed_in(owner).get(MINE).content.decode()


def test_nobody_agrees_for_another_nor_to_something_else_nor_after_the_end(cast, network):
    member = member_with(cast)
    owner = member.application.applicant_user
    with pytest.raises(Refused):
        actions.give_consent(member, "LINE", by=cast.somying)
    assert give(owner, "RELIGION").status_code == 404
    actions.resign(member, by=owner)
    with pytest.raises(Refused):
        actions.give_consent(member, "LINE", by=owner)
    assert "give_consent" not in signed_in(owner).get(MINE).content.decode()


def test_the_focal_person_of_a_unit_is_shown_only_with_consent(cast, network):
    unit = {"kind": "UNIT", "unit_name": "ศูนย์บริการ", "organization_name": "มหาวิทยาลัยตัวอย่าง", "resources": "ห้อง", "goals": "สอน",
            "mandate": "เฝ้าระวัง", "head_name": "ก", "head_position": "ข", "head_email": "head@saiyai.example"}  # fmt: skip
    shown, hidden = (ready.draft(given=name, consents=given) for name, given in (("ก้อย", ("DIRECTORY",)), ("เก่ง", ())))
    people = []
    for application in (shown, hidden):
        Application.objects.filter(pk=application.pk).update(**unit)
        application.refresh_from_db()
        actions.add_document(application, "MANDATE", "m.jpg", ready.PICTURE, "image/jpeg", by=applicant(application))
        actions.submit(application, by=applicant(application))
        Application.objects.filter(pk=application.pk).update(status="DECISION")
        if application is hidden:
            Application.objects.filter(pk=application.pk).update(unit_name="อีกศูนย์")
        member = actions.approve(application, by=cast.decider)
        people.append(member.application.applicant_user.person)
    assert [person.listed for person in people] == [True, False]
    withdraw(people[0].user, shown.member, "DIRECTORY")
    people[0].refresh_from_db()
    assert not people[0].listed


def test_the_office_of_a_province_learns_who_would_work_there_only_with_consent(cast, network, offices):
    code = OfficeProvince.objects.filter(office=offices["R1"], ends_on__isnull=True).first().province_code
    agreed = member_with(cast, "SHARE_OFFICE", watch_provinces=["40", code])
    silent = member_with(cast, watch_provinces=["40", code])
    assert list(queries.offering_to(cast.officer_r1)) == [agreed]
    page = signed_in(cast.officer_r1).get(reverse("membership:members")).content.decode()
    assert agreed.number in page and agreed.application.email in page
    assert silent.number not in page
    # To be told of somebody is not to act for them.
    assert signed_in(cast.officer_r1).get(reverse("membership:member", args=[agreed.pk])).status_code == 404
    assert list(queries.offering_to(cast.somying)) == []
    assert list(queries.offering_to(cast.member)) == []
    withdraw(agreed.application.applicant_user, agreed, "SHARE_OFFICE")
    assert list(queries.offering_to(cast.officer_r1)) == []
