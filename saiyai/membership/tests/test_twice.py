"""The same person or unit twice: seen while it is typed, and never a member twice, whatever the way."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from saiyai.directory import actions as directory
from saiyai.membership import actions, queries
from saiyai.membership.actors import applicant
from saiyai.membership.models import Application, Member
from saiyai.membership.tests import ready
from saiyai.policy.actors import SYSTEM
from saiyai.policy.lifecycle import Refused

pytestmark = pytest.mark.django_db


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def decided(application, cast):
    actions.submit(application, by=applicant(application))
    Application.objects.filter(pk=application.pk).update(status="DECISION")
    application.refresh_from_db()
    return actions.approve(application, by=cast.decider)


def unit(name, phone):
    application = ready.draft(given=name)
    Application.objects.filter(pk=application.pk).update(
        kind="UNIT", unit_name="ศูนย์บริการ", organization_name="มหาวิทยาลัยตัวอย่าง", resources="ห้อง", goals="สอน",
        mandate="เฝ้าระวัง", head_name="ก", head_position="ข", head_email="head@saiyai.example", phone=phone,
    )  # fmt: skip
    application.refresh_from_db()
    actions.add_document(application, "MANDATE", "m.jpg", ready.PICTURE, "image/jpeg", by=applicant(application))
    return application


def test_a_unit_does_not_become_a_member_twice_and_the_second_is_seen(cast, network):
    first, second = unit("ก้อย", "081 111 2222"), unit("เก่ง", "082 333 4444")
    decided(first, cast)
    assert [(other, why) for other, why in queries.duplicates_of(second)] == [(first, "name")]
    with translation.override("en"), pytest.raises(Refused, match="member already"):
        decided(second, cast)
    second.refresh_from_db()
    assert second.status == "DECISION"  # the refusal undid the whole approval
    assert Member.objects.count() == 1


def test_a_member_who_applies_with_another_card_stays_one_member(cast, network):
    member = ready.a_member(cast)
    owner = member.application.applicant_user
    again = ready.draft(email=owner.email)
    Application.objects.filter(pk=again.pk).update(applicant_user=owner)
    again.refresh_from_db()
    actions.submit(again, by=applicant(again))
    Application.objects.filter(pk=again.pk).update(status="DECISION")
    answer = signed_in(cast.decider).post(reverse("membership:approve", args=[again.pk]), {"approve-reason": ""})
    assert answer.status_code == 409
    assert "เป็นสมาชิกอยู่แล้ว" in answer.content.decode()


def test_who_types_a_paper_form_sees_at_once_who_may_be_the_same(cast, network, offices):
    other = ready.at("DOCUMENTS", cast, given="ปิติ", family="ชูใจ")
    person = directory.add_person("ปิติ", "ชูใจ", by=SYSTEM)
    draft = actions.begin_paper("PERSON", by=cast.somying)
    officer = signed_in(cast.somying)
    name = {"title": "นาย", "given_name": "ปิติ", "family_name": "ชูใจ"}
    page = officer.post(reverse("membership:paper_step", args=[draft.pk, "name"]), name, follow=True).content.decode()
    assert other.number in page and other.party_name in page
    Application.objects.filter(pk=other.pk).update(office=offices["R1"])
    page = officer.get(reverse("membership:paper_step", args=[draft.pk, "contact"])).content.decode()
    assert other.number in page and "นางสาวปิติ" not in page  # of another office: that there is one, and not who
    assert reverse("directory:person", args=[person.pk]) in page


def test_the_usual_time_is_measured_and_not_told_from_too_few(cast, network):
    first = ready.at("APPROVED", cast)
    now = timezone.now()
    Application.objects.filter(pk=first.pk).update(submitted_at=now - timedelta(days=12), decided_at=now)
    assert queries.usual_days() is None
    row = Application.objects.get(pk=first.pk)
    for n, days in enumerate((8, 10, 14, 16)):
        row.pk, row.number, row.id_digest = None, f"4-2569-{n + 100}", ""
        row.submitted_at, row._state.adding = now - timedelta(days=days), True
        row.pk = Application._meta.pk.get_default()
        row.save(force_insert=True)
    assert queries.usual_days() == 12
    assert queries.usual_days(first.office) == 12
    Application.objects.update(submitted_at=now - timedelta(days=412), decided_at=now - timedelta(days=400))
    assert queries.usual_days() is None
