"""An invited user opens the account by the link in the letter, once."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from saiyai.accounts import actions, queries
from saiyai.accounts.models import PrivateLink
from saiyai.accounts.tests.ways import make_user, sign_in
from saiyai.audit.models import Event
from saiyai.policy.actors import SYSTEM, LinkHolder
from saiyai.policy.lifecycle import Refused

NEW = "ทุ่งรวงทองยามเช้า"


@pytest.fixture
def invited(db):
    user = actions.invite("New@Saiyai.Example", "ใหม่ มาเยือน", by=SYSTEM)
    actions.send_invitation(user, by=SYSTEM)
    return user


def link_in(letter):
    return re.search(r"http\S+", letter.body)[0]


def accept(client, address):
    return client.post(address, {"password1": NEW, "password2": NEW})


def test_the_invited_sets_a_password_and_is_signed_in(client, invited):
    address = link_in(mail.outbox[0])
    assert mail.outbox[0].to == ["new@saiyai.example"]
    assert invited.display_name in client.get(address).text
    answer = accept(client, address)
    assert answer.url == reverse("accounts:security")
    assert "_auth_user_id" in client.session
    invited.refresh_from_db()
    assert invited.check_password(NEW)
    assert EmailAddress.objects.get(user=invited).verified
    assert set(Event.objects.filter(key=str(invited.pk)).values_list("verb", flat=True)) >= {
        "user.invited", "user.invitation_sent", "user.password_set", "user.invitation_accepted", "user.signed_in",
    }  # fmt: skip
    token = address.rstrip("/").rpartition("/")[2]
    assert not Event.objects.filter(facts__icontains=token).exists()
    assert client.get(reverse("mfa_add_webauthn")).status_code == 200, "a second factor can be added at once"


def test_a_used_link_opens_nothing_and_changes_nothing(client, invited):
    address = link_in(mail.outbox[0])
    accept(client, address)
    again = client.__class__()
    assert again.get(address).status_code == 404
    again.post(address, {"password1": "คนอื่นมาเปลี่ยนรหัส", "password2": "คนอื่นมาเปลี่ยนรหัส"})
    invited.refresh_from_db()
    assert invited.check_password(NEW)
    assert "_auth_user_id" not in again.session


def test_an_expired_link_offers_a_new_one_which_works(client, invited):
    PrivateLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    address = link_in(mail.outbox[0])
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 200
    assert len(mail.outbox) == 2
    assert mail.outbox[1].to == ["new@saiyai.example"]
    assert accept(client, link_in(mail.outbox[1])).status_code == 302
    client.post(address)
    assert len(mail.outbox) == 2, "no more letters once the account is open"


def test_unknown_expired_and_used_links_answer_alike(client, invited):
    address = link_in(mail.outbox[0])
    PrivateLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    wrong = reverse("accounts:invitation", args=["x" * 32])

    def seen(answer):
        return re.sub(r'value="[^"]*"|href="[^"]*"|/accounts/invitation/[^"&]*', "", answer.text)

    assert seen(client.get(address)) == seen(client.get(wrong))
    assert seen(client.post(address)) == seen(client.post(wrong))
    assert new_letters() == 1


def new_letters():
    return len(mail.outbox) - 1


def test_a_newer_invitation_replaces_the_older(client, invited):
    actions.send_invitation(invited, by=SYSTEM)
    assert client.get(link_in(mail.outbox[0])).status_code == 404
    assert client.get(link_in(mail.outbox[1])).status_code == 200


def test_two_forms_at_once_set_one_password(invited):
    token = link_in(mail.outbox[0]).rstrip("/").rpartition("/")[2]
    link = queries.living_link(token, PrivateLink.Purpose.INVITATION)
    holder = LinkHolder(actor_label="link:invitation", pk=str(link.pk))
    actions.accept_invitation(link, NEW, by=holder)
    with pytest.raises(Refused):
        actions.accept_invitation(link, "อันที่สองมาช้าไป", by=holder)
    invited.refresh_from_db()
    assert invited.check_password(NEW)


def test_passwords_that_differ_are_told_beside_the_field(client, invited):
    answer = client.post(link_in(mail.outbox[0]), {"password1": NEW, "password2": NEW + "x"})
    assert answer.status_code == 422
    assert answer.context["form"].errors["password2"]


def test_a_letter_alone_does_not_pass_the_second_factor(client, db):
    user = make_user(password="เดิมเคยตั้งไว้แล้ว")
    TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    actions.send_invitation(user, by=SYSTEM)
    answer = accept(client, link_in(mail.outbox[0]))
    assert answer.url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session


def test_inviting_an_address_twice_is_one_account(db):
    first = actions.invite("same@saiyai.example", "หนึ่ง", by=SYSTEM)
    assert actions.invite(" SAME@saiyai.example", "สอง", by=SYSTEM) == first


def test_without_a_password_nobody_signs_in(client, invited):
    sign_in(client, invited, "")
    assert "_auth_user_id" not in client.session
