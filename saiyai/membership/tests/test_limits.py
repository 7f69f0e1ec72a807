"""Ends of rights and of links: the last day counts whole, and what is over is over for everybody."""

import uuid
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from saiyai.accounts.models import PrivateLink
from saiyai.accounts.queries import any_link
from saiyai.directory.models import Organization
from saiyai.membership import actions, jobs, queries, rules
from saiyai.membership.actors import applicant
from saiyai.membership.forms.files import Document
from saiyai.membership.models import Application, Consent, Member
from saiyai.membership.tests import ready
from saiyai.policy.lifecycle import Refused

pytestmark = pytest.mark.django_db


def test_the_superior_reads_nothing_more_after_a_withdrawal(cast, network, client, monkeypatch):
    from saiyai.membership import letters

    tokens = []
    monkeypatch.setattr(letters, "endorsement_request", lambda one, token: tokens.append(token))
    application = ready.at("ENDORSEMENT", cast, official=True)
    address = reverse("membership:endorse", args=tokens)
    assert application.name in client.get(address).content.decode()
    actions.withdraw(application, by=applicant(application))
    page = client.get(address)
    assert page.status_code == 404
    assert application.name not in page.content.decode()
    assert any_link(tokens[0], PrivateLink.Purpose.ENDORSE).closed_at


def test_the_last_day_of_an_appeal_counts_whole(cast, network):
    application = ready.at("REJECTED", cast)
    own = applicant(application)
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    application.decided_at = midnight - timedelta(days=rules.APPEAL_DAYS)
    assert rules.appeal_until(application) == timezone.localdate()
    assert not rules.APPLICATION.why_not(application, "appeal", own)
    application.decided_at -= timedelta(seconds=1)
    assert rules.APPLICATION.why_not(application, "appeal", own)


def test_who_has_left_may_apply_again_and_is_not_told_otherwise(cast, network):
    member = ready.a_member(cast)
    again = Application.objects.create(network=network, kind="PERSON", id_digest=member.application.id_digest)
    assert queries.twin_of(again) == member.application
    actions.resign(member, by=member.application.applicant_user)
    assert queries.twin_of(again) is None


def test_an_old_membership_is_not_renewed_beside_a_newer_one(cast, network):
    old = ready.a_member(cast)
    Member.objects.filter(pk=old.pk).update(
        status="EXPIRED", starts_on=date(2020, 1, 1), ends_on=timezone.localdate() - timedelta(days=5)
    )
    old.refresh_from_db()
    assert not rules.MEMBER.why_not(old, "renew", cast.somying)
    Member.objects.create(
        network=old.network, person=old.person, office=old.office, number="M4-2569-99999",
        starts_on=timezone.localdate(), ends_on=timezone.localdate() + timedelta(days=400),
    )  # fmt: skip
    with translation.override("en"), pytest.raises(Refused, match="newer"):
        actions.renew(old, by=cast.somying)


def test_a_death_is_recorded_also_while_a_removal_is_proposed(cast, network):
    member = ready.a_member(cast)
    actions.propose_removal(member, by=cast.somying, reason="ขาดการติดต่อ")
    actions.record_death(member, by=cast.somying, on=timezone.localdate())
    member.refresh_from_db()
    assert member.status == "DECEASED"


def test_a_photograph_is_printed_on_the_card_only_with_consent(cast, network, monkeypatch):
    from saiyai.membership import papers
    from saiyai.membership.tests.form_answers import picture

    member = ready.a_member(cast)
    owner = member.application.applicant_user
    Application.objects.filter(pk=member.application_id).update(status="SUPPLY")
    actions.add_document(member.application, Document.Kind.PHOTO, "me.jpg", picture().read(), "image/jpeg", by=owner)
    printed = []
    monkeypatch.setattr(papers, "card_pdf", lambda paper: printed.append(paper.photo) or b"%PDF-")
    own = Client()
    own.force_login(owner)
    own.get(reverse("membership:card_pdf"))
    consent = Consent.objects.get(member=member, purpose="PUBLISH", withdrawn_at__isnull=True)
    actions.withdraw_consent(consent, by=owner)
    own.get(reverse("membership:card_pdf"))
    assert printed[0]
    assert printed[1] is None


def _expired(member, days):
    Member.objects.filter(pk=member.pk).update(
        status="EXPIRED", starts_on=date(2020, 1, 1), ends_on=timezone.localdate() - timedelta(days=days)
    )
    member.refresh_from_db()


def test_who_does_not_renew_in_time_loses_what_members_see(cast, network):
    member = ready.a_member(cast)
    owner = member.application.applicant_user
    _expired(member, 180)
    assert jobs.close_expired(timezone.now()) == "closed 0"
    assert owner.grants.standing().filter(role="member").exists()
    _expired(member, 181)
    assert jobs.close_expired(timezone.now()) == "closed 1"
    assert jobs.close_expired(timezone.now()) == "closed 0"
    assert not owner.grants.filter(role="member", status="CONFIRMED").exists()
    member.person.refresh_from_db()
    assert not member.person.listed
    card = Client().get(reverse("membership:verify", args=[member.cards.get().code])).content.decode()
    assert 'data-standing="expired"' in card


def test_one_membership_that_ends_takes_nothing_from_another_of_the_same_account(cast, network):
    member = ready.a_member(cast)
    owner = member.application.applicant_user
    unit = Organization.objects.create(kind="DIVISION", name_th="กองตัวอย่าง")
    application = Application.objects.get(pk=member.application_id)
    application.pk, application.kind, application.number = uuid.uuid4(), "UNIT", "4-2569-9999"
    application.save(force_insert=True)
    focal = Member.objects.create(
        network=network, organization=unit, office=member.office, number="M4-2569-99998", application=application,
        starts_on=timezone.localdate(), ends_on=timezone.localdate() + timedelta(days=400),
    )  # fmt: skip
    actions.resign(focal, by=owner)
    assert owner.grants.filter(role="member", status="CONFIRMED").exists()
    actions.resign(member, by=owner)
    assert not owner.grants.filter(role="member", status="CONFIRMED").exists()
