"""Who has lost every means of sign-in comes back by two administrators and a letter; nobody else learns a secret."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from saiyai.accounts import actions
from saiyai.accounts.models import PrivateLink, Recovery, Session
from saiyai.accounts.tests.ways import make_user, sign_in
from saiyai.audit.models import Event
from saiyai.policy.lifecycle import Refused

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NEW = "ทุ่งรวงทองยามเช้า"
REASON = "มาที่สำนักงาน แสดงบัตรประจำตัวเจ้าหน้าที่"


@pytest.fixture
def locked_out(cast):
    """An officer whose app and codes are gone."""
    TOTP.activate(cast.somying, SECRET)
    RecoveryCodes.activate(cast.somying)
    return cast.somying


def agree(cast, user):
    recovery = actions.propose_recovery(user, REASON, by=cast.admin)
    actions.confirm_recovery(recovery, by=cast.admin2)
    return recovery


def link_in(letter):
    return re.search(r"http\S+", letter.body)[0]


def come_back(client, address):
    return client.post(address, {"password1": NEW, "password2": NEW})


def test_the_whole_way_on_the_pages(client, cast, locked_out):
    sign_in(client, cast.admin)
    proposed = client.post(reverse("accounts:propose_recovery"), {"user": locked_out.email, "reason": REASON})
    recovery = Recovery.objects.get(user=locked_out)
    assert proposed.url == reverse("accounts:recovery", args=[recovery.pk])
    page = client.get(proposed.url).text
    assert REASON in page and reverse("accounts:confirm_recovery", args=[recovery.pk]) not in page
    assert client.post(reverse("accounts:confirm_recovery", args=[recovery.pk])).status_code == 409
    assert not mail.outbox, "nothing is sent on the word of one"
    other = client.__class__()
    sign_in(other, cast.admin2)
    assert other.post(reverse("accounts:confirm_recovery", args=[recovery.pk])).status_code == 302
    letter = mail.outbox[-1]
    assert letter.to == [locked_out.email] and "กลับเข้าบัญชี" in letter.subject
    address = link_in(letter)
    assert address.rsplit("/", 2)[1] not in other.get(reverse("accounts:recovery", args=[recovery.pk])).text
    owner = client.__class__()
    assert locked_out.display_name in owner.get(address).text
    assert come_back(owner, address).url == reverse("accounts:security")
    assert owner.get(reverse("accounts:security")).status_code == 200
    locked_out.refresh_from_db()
    recovery.refresh_from_db()
    assert locked_out.check_password(NEW) and recovery.status == "ENDED"
    assert not Authenticator.objects.filter(user=locked_out).exists()
    assert "พาสคีย์" in mail.outbox[-1].body and mail.outbox[-1].to == [locked_out.email]
    verbs = Event.objects.filter(key=str(recovery.pk)).values_list("verb", "actor")
    assert {verb for verb, _actor in verbs} >= {"recovery.proposed", "recovery.confirmed", "recovery.ended"}
    assert not Event.objects.filter(facts__icontains=address.rsplit("/", 2)[1]).exists()


def test_all_sign_ins_end_when_two_agree_and_again_when_the_owner_is_back(client, cast, locked_out):
    client.force_login(locked_out)
    agree(cast, locked_out)
    assert client.get(reverse("accounts:security")).status_code == 302
    thief, owner = client.__class__(), client.__class__()
    thief.force_login(locked_out)
    come_back(owner, link_in(mail.outbox[0]))
    assert thief.get(reverse("accounts:security")).status_code == 302
    assert Session.objects.filter(user=locked_out).count() == 1


def test_until_the_link_is_opened_nothing_of_the_owner_is_changed(cast, locked_out):
    agree(cast, locked_out)
    locked_out.refresh_from_db()
    assert not locked_out.check_password(NEW) and Authenticator.objects.filter(user=locked_out).count() == 2


@pytest.mark.parametrize("end", ["used", "old", "declined", "closed account", "newer link"])
def test_a_link_that_is_over_changes_nothing(client, cast, locked_out, end):
    recovery = agree(cast, locked_out)
    address = link_in(mail.outbox[0])
    if end == "used":
        come_back(client.__class__(), address)
    elif end == "old":
        PrivateLink.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    elif end == "declined":
        actions.decline_recovery(recovery, by=cast.admin, reason="ไม่ใช่เจ้าของ")
    elif end == "closed account":
        locked_out.is_active = False
        locked_out.save()
    else:
        agree(cast, locked_out)
    locked_out.refresh_from_db()
    before = locked_out.password
    assert client.get(address).status_code == 404
    answer = come_back(client, address)
    locked_out.refresh_from_db()
    assert (answer.status_code, locked_out.password) == (404, before)


def test_a_wrong_password_is_told_beside_the_field_and_the_link_still_works(client, cast, locked_out):
    agree(cast, locked_out)
    address = link_in(mail.outbox[0])
    answer = client.post(address, {"password1": "1234567890", "password2": "1234567890"})
    assert answer.status_code == 422 and answer.context["form"].errors["password1"]
    assert come_back(client, address).status_code == 302


@pytest.mark.parametrize(
    ("proposer", "confirmer", "works"),
    [
        ("admin", "admin2", True),
        ("admin", "admin", False),  # alone
        ("admin", "member", False),  # for oneself, and without the role
        ("admin", "auditor", False),
        ("somying", "admin", False),
    ],
)
def test_two_administrators_are_needed(cast, proposer, confirmer, works):
    try:
        recovery = actions.propose_recovery(cast.member, REASON, by=getattr(cast, proposer))
        actions.confirm_recovery(recovery, by=getattr(cast, confirmer))
        done = True
    except Refused:
        done = False
    assert done == works == bool(mail.outbox)


def test_nobody_helps_oneself_and_the_table_guards_it_too(cast):
    with pytest.raises(Refused):
        actions.propose_recovery(cast.admin, REASON, by=cast.admin)
    for one, two in (("admin", "admin"), ("admin2", "admin")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Recovery.objects.create(
                user=cast.admin, reason="x", proposed_by=getattr(cast, one), confirmed_by=getattr(cast, two)
            )


def test_an_address_that_was_never_confirmed_gets_no_link(client, cast):
    never = make_user("never@saiyai.example")
    sign_in(client, cast.admin)
    answer = client.post(reverse("accounts:propose_recovery"), {"user": never.email, "reason": REASON})
    assert answer.status_code == 422 and answer.context["form"].errors["user"]
    assert not Recovery.objects.exists()


def test_a_second_proposal_while_one_waits_is_refused(cast):
    actions.propose_recovery(cast.member, REASON, by=cast.admin)
    with pytest.raises(Refused):
        actions.propose_recovery(cast.member, REASON, by=cast.admin2)
    assert Recovery.objects.count() == 1


def test_proposing_asks_for_the_password_again(client, cast):
    client.force_login(cast.admin)
    answer = client.post(reverse("accounts:propose_recovery"), {"user": cast.member.email, "reason": REASON})
    assert answer.url.startswith(reverse("account_reauthenticate")) and not Recovery.objects.exists()


def test_the_list_is_there_for_auditors_without_buttons(client, cast):
    recovery = actions.propose_recovery(cast.member, REASON, by=cast.admin)
    client.force_login(cast.auditor)
    assert cast.member.display_name in client.get(reverse("accounts:recoveries")).text
    page = client.get(reverse("accounts:recovery", args=[recovery.pk])).text
    assert "<button" not in page.split("<main")[1].split("</main")[0]
