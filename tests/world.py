"""A small world with one of each record, so that every address has something to show."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from saiyai.accounts import actions as accounts
from saiyai.accounts.models import (
    Ceremony,
    Grant,
    OutsideIdentity,
    PrivateLink,
    Quorum,
    Recovery,
    Trustee,
    VaultReset,
)
from saiyai.api import actions as api
from saiyai.directory import actions as directory
from saiyai.directory.models import Correction
from saiyai.jobs.models import Job
from saiyai.law import actions as law
from saiyai.membership import actions as membership
from saiyai.membership.actors import VISITOR, applicant
from saiyai.membership.models import Application, Consent
from saiyai.networks import actions as networks
from saiyai.networks.models import Founder, Network
from saiyai.notify import outbox, writing
from saiyai.policy.actors import SYSTEM
from saiyai.policy.held import Subject
from saiyai.rights import actions as rights


def _fill(application, by):
    save = lambda step, **values: membership.save_step(application, step, values, by=by)  # noqa: E731
    save("name", title="นาง", given_name="มาลี", family_name="ใจเย็น")
    save("identity", id_kind="NATIONAL", born_on=date(1980, 2, 29), nationality="ไทย")
    membership.save_identity(application, "1101700203450", by=by)
    save("address", address="1 หมู่ 2", area_code="400101", postcode="40000", registered_same=True)
    save("contact", phone="0812345678", email=application.email)
    save("work", applicant_kind="CITIZEN", occupation="ค้าขาย", province_code="40")
    save("areas", watch_provinces=["40"], roles=["watch"])
    save("declarations", declares_qualified=True, state_contractor=False)
    document = membership.add_document(application, "ID_CARD", "card.jpg", b"x", "image/jpeg", by=by)
    save("consents", pledges_truth=True, pledges_confidence=True, pledges_code=True)
    membership.give_consents(application, [Consent.Purpose.DIRECTORY, Consent.Purpose.PUBLISH], by=by)
    return document


def _ceremony(cast, ends):
    """A call to trustees that waits for a second person."""
    quorum = Quorum.objects.create(
        epoch=1, key_since=1, status="CONFIRMED", needed=2, proposed_by=cast.admin2, founded_on=timezone.localdate()
    )
    Trustee.objects.bulk_create([Trustee(quorum=quorum, user=user) for user in (cast.outsider, cast.member)])
    asked = {"purpose": "DRILL", "reason": "ซ้อมประจำไตรมาส", "proposed_by": cast.outsider, "opener_epoch": 1}
    return Ceremony.objects.create(quorum=quorum, public_key=b"x", expires_at=ends, **asked)


@pytest.fixture
def world(cast, network, offices):
    """The small world, for one test."""
    return make_world(cast, network, offices)


def make_world(cast, network, offices):
    """Keys for every address: name of the argument -> value; one application waits, one became a member."""
    waiting, token = membership.begin("PERSON", by=VISITOR, email="waiting@saiyai.example")
    document = _fill(waiting, applicant(waiting))
    Application.objects.filter(pk=waiting.pk).update(id_digest="other")
    waiting.refresh_from_db()
    membership.submit(waiting, by=applicant(waiting))
    draft, draft_token = membership.begin("PERSON", by=VISITOR, email="draft@saiyai.example")
    draft_document = _fill(draft, applicant(draft))
    paper = membership.begin_paper("PERSON", by=cast.somying)
    admitted, _token = membership.begin("PERSON", by=VISITOR, email=cast.member.email)
    _fill(admitted, applicant(admitted))
    Application.objects.filter(pk=admitted.pk).update(id_digest="third")
    admitted.refresh_from_db()
    membership.submit(admitted, by=applicant(admitted))
    for file in admitted.documents.all():
        membership.judge_document(file, by=SYSTEM, accepted=True)
    membership.pass_documents(admitted, by=SYSTEM)
    membership.pass_background(admitted, by=SYSTEM)
    membership.advise(admitted, by=cast.thiradet, opinion="SUPPORT", reason="ดี")
    member = membership.approve(admitted, by=cast.decider)
    unlisted = directory.add_person("ลับ", "ไม่เปิดเผย", by=SYSTEM)
    ministry = directory.add_organization("กระทรวงตัวอย่าง", "MINISTRY", by=SYSTEM)
    organization = directory.add_organization("กรมตัวอย่าง", "DEPARTMENT", by=SYSTEM, parent=ministry)
    post = directory.add_post(organization, "นิติกร", by=SYSTEM)
    holding = directory.hold(member.person, post, by=SYSTEM, starts_on=date(2024, 1, 1))
    group = directory.add_group("ชมรมตัวอย่าง", by=SYSTEM)
    seat = directory.seat(member.person, group, by=SYSTEM, role="เลขานุการ")
    colleague = directory.add_person("กนก", "ร่วมงาน", by=SYSTEM, listed=True)
    tie = directory.add_tie("WORKED_WITH", member.person, colleague, by=SYSTEM)
    grant = Grant.objects.create(
        user=cast.outsider, role="auditor", starts_on=timezone.localdate(), proposed_by=cast.admin2
    )
    outside = OutsideIdentity.objects.create(user=cast.member, issuer="https://id.example", digest="0" * 64)
    asked = {"user": cast.outsider, "proposed_by": cast.admin2, "reason": "แสดงบัตรที่สำนักงาน"}
    recovery = Recovery.objects.create(**asked)
    in_a_day = timezone.now() + timedelta(days=1)
    agreed = Recovery.objects.create(**asked, status="CONFIRMED", confirmed_by=cast.admin, expires_at=in_a_day)
    job = Job.objects.create(name="test.job", next_at=in_a_day, ended_at=timezone.now())
    outbox.tell(cast.member, purpose="announcement", title="ประชุมเครือข่าย", page="/networks/")
    letter = writing.queue_text(to="a@saiyai.example", subject="s", body="b", purpose="test")
    texts = {"objectives_th": "ช่วยกันเฝ้าระวัง", "rules_th": "รักษาความลับ"}
    networks.publish_charter(networks.write_charter(network, by=SYSTEM, **texts), by=SYSTEM)
    networks.write_charter(network, by=SYSTEM, **texts)
    chapter = networks.add_chapter(network, "PROVINCE", "ภาคีขอนแก่น", by=SYSTEM, province_code="40")
    networks.publish_charter(network.charters.get(number=2), by=SYSTEM)
    networks.write_charter(network, by=SYSTEM, **texts)
    invited, participate_token = networks.invite(network, ministry, by=SYSTEM, email="unit@saiyai.example")
    unit, _token = networks.invite(network, organization, by=SYSTEM)
    signed = {"scope": "อบรม", "signer_name": "อารี ลงนาม", "signer_post": "อธิบดี", "mandate": ("m.pdf", b"%PDF-")}
    speaks = {"part": "FOCAL", "name": "ณดา ประสาน", "email": "nada@saiyai.example"}
    networks.record_signing(unit, by=SYSTEM, number=2, delegates=[speaks], **signed)
    networks.accept(unit, by=SYSTEM)
    coordinator = networks.name_coordinator(network, colleague, by=SYSTEM)
    proposal = Network.objects.create(slug="asked", name_th="ข้อเสนอ", name_en="Proposal", status="PROPOSED")
    founder = Founder.objects.create(network=proposal, person=colleague)
    theme = networks.add_chapter(network, "THEME", "จัดซื้อ", by=SYSTEM)
    program, _secret = api.make_token("โปรแกรมตัวอย่าง", ["me.read"], 30, by=cast.member, two_step=False)
    receiver, _secret = api.make_receiver("https://hooks.saiyai.example/", ["member"], by=cast.member)
    act = law.add_act("example-act", "ACT", "พระราชบัญญัติตัวอย่าง", by=SYSTEM, short_th="พ.ร.บ. ตัวอย่าง")
    provision = law.add_provision(act, "example.1", "ข้อ ก", by=SYSTEM)
    version = law.add_version(provision, "ตัวอย่าง", by=SYSTEM, source="เอกสารตัวอย่าง")
    law.verify(version, by=cast.reviewer, source="เอกสารตัวอย่าง")
    announcement = membership.announce(network, "ประชุม", "ขอเชิญประชุม", by=cast.decider)
    membership.tell_next(announcement, by=SYSTEM)
    erasure = rights.ask_erasure(Subject(None, unlisted), by=cast.somying, reason="หนังสือที่ ๑/๒๕๖๙")
    confirmation = directory.ask_to_confirm(member.person, by=cast.somying)
    said = {"person": member.person, "holding": holding, "confirmation": confirmation, "kind": "GONE"}
    return {
        "confirmation": confirmation,
        "correction": Correction.objects.create(**said),
        "confirm_token": accounts.make_link(PrivateLink.Purpose.CONFIRM, confirmation, by=SYSTEM),
        "saved": membership.save_filter("ขอนแก่น", "MEMBERS", {"province": "40"}, by=cast.somying, office=offices["R4"]),
        "erasure": erasure,
        "announcement": announcement,
        "version": version,
        "verification": version.verifications.get(),
        "program": program,
        "receiver": receiver,
        "chapter_seat": membership.join_chapter(member, theme, by=SYSTEM),
        "unit": unit,
        "invited": invited,
        "participate_token": participate_token,
        "coordinator": coordinator,
        "founding_token": accounts.make_link(PrivateLink.Purpose.FOUNDING, founder, by=SYSTEM),
        "network": network,
        "chapter": chapter,
        "waiting": waiting,
        "token": token,
        "draft": draft,
        "draft_token": draft_token,
        "draft_document": draft_document,
        "document": document,
        "paper": paper,
        "admitted": admitted,
        "member": member,
        "card": member.cards.get(),
        "consent": member.consents.first(),
        "person": member.person,
        "unlisted": unlisted,
        "organization": organization,
        "post": post,
        "holding": holding,
        "contact": member.person.contact_points.first(),
        "mail": member.person.contact_points.get(kind="EMAIL"),
        "group": group,
        "seat": seat,
        "tie": tie,
        "placement": organization.placements.get(),
        "grant": grant,
        "job": job,
        "letter": letter,
        "notice": cast.member.notices.get(title="ประชุมเครือข่าย"),
        "invitation": accounts.make_link(PrivateLink.Purpose.INVITATION, cast.outsider, by=SYSTEM),
        "outside": outside,
        "recovery": recovery,
        "vault_reset": VaultReset.objects.create(**asked),
        "ceremony": _ceremony(cast, in_a_day),
        "recovery_token": accounts.make_link(PrivateLink.Purpose.RECOVERY, agreed, by=SYSTEM),
        "cast": cast,
    }
