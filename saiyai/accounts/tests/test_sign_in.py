"""Signing in by password, app and recovery code; nothing tells whether an address has an account."""

import re
import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from saiyai.accounts.models import Session
from saiyai.accounts.tests.ways import PASSWORD, app_code, make_user, sign_in
from saiyai.audit.models import Event
from saiyai.crypto.unseal import unseal

LOGIN = "/accounts/login/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def signed_in(client):
    return "_auth_user_id" in client.session


def without_secrets(page):
    """A page without what differs at every load: form tokens, and what was typed."""
    return re.sub(r"[\w.+-]+@saiyai\.example", "", re.sub(r'value="[^"]*"', "", page.text))


def test_password_signs_in_and_leaves_a_line_without_address_or_device(client, cast):
    answer = sign_in(client, cast.member)
    assert answer.status_code == 302
    assert signed_in(client)
    line = Event.objects.get(verb="user.signed_in")
    assert line.facts == {"method": "password"}
    assert (line.actor, line.key) == (str(cast.member.pk), str(cast.member.pk))
    client.post(reverse("account_logout"))
    assert not signed_in(client)
    assert Event.objects.filter(verb="user.signed_out").count() == 1


def test_capital_letters_in_the_address_do_not_matter(client, cast):
    client.post(LOGIN, {"login": " Member@Saiyai.Example ", "password": PASSWORD})
    assert signed_in(client)


def test_wrong_password_and_unknown_address_look_and_weigh_the_same(client, cast):
    answers = [
        client.post(LOGIN, {"login": address, "password": "ไม่ใช่รหัสผ่านนี้"})
        for address in ("member@saiyai.example", "nobody@saiyai.example")
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert without_secrets(answers[0]) == without_secrets(answers[1])
    assert Event.objects.filter(verb="user.sign_in_failed").count() == 2
    assert not mail.outbox
    assert not signed_in(client)


@pytest.mark.parametrize("address", ["member@saiyai.example", "nobody@saiyai.example"])
def test_guessing_is_slowed_for_known_and_unknown_alike(client, cast, address):
    for _ in range(5):
        client.post(LOGIN, {"login": address, "password": "เดาสุ่มไปเรื่อย"})
    answer = client.post(LOGIN, {"login": address, "password": PASSWORD})
    assert not signed_in(client)
    assert "Wait five minutes" in answer.text or "5 นาที" in answer.text
    client.post(LOGIN, {"login": "thiradet@saiyai.example", "password": PASSWORD})
    assert signed_in(client), "another account is not slowed"


def test_a_closed_account_does_not_open(client, cast):
    type(cast.member).objects.filter(pk=cast.member.pk).update(is_active=False)
    sign_in(client, cast.member)
    assert not signed_in(client)


def test_app_code_is_the_second_step_and_works_once(client, cast):
    TOTP.activate(cast.member, SECRET)
    answer = sign_in(client, cast.member)
    assert answer.url == reverse("mfa_authenticate")
    assert not signed_in(client)
    assert client.get(answer.url).status_code == 200
    code = app_code(SECRET)
    client.post(answer.url, {"code": f"{(int(code) + 1) % 10**6:06}"})
    assert not signed_in(client)
    assert Event.objects.filter(verb="user.sign_in_failed").count() == 1
    client.post(answer.url, {"code": code})
    assert signed_in(client)
    assert Event.objects.get(verb="user.signed_in").facts == {"method": "password+totp"}
    sign_in(client, cast.member)
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert not signed_in(client), "a code seen over the shoulder is worth nothing"


def test_codes_of_two_half_minutes_work_once_each_also_by_turns(client, cast, monkeypatch):
    """A, B and A again, all within the half minutes that are let through: the second A is refused."""
    TOTP.activate(cast.member, SECRET)
    moment = time.time()
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time", SimpleNamespace(time=lambda: moment))
    before, now = app_code(SECRET, moment - 30), app_code(SECRET, moment)
    tried = []
    for code in (before, now, before, now):
        client.post(reverse("account_logout"))
        sign_in(client, cast.member)
        client.post(reverse("mfa_authenticate"), {"code": code})
        tried.append(signed_in(client))
    assert tried == [True, before != now, False, False]


@pytest.mark.parametrize("seconds", [31, 58])
def test_a_used_code_stays_used_as_long_as_it_would_be_let_through(client, cast, monkeypatch, seconds):
    """A telephone that is slow gives codes of the half minute before: they are let through, and so remembered, longer."""
    TOTP.activate(cast.member, SECRET)
    moment, real = time.time() // 30 * 30, timezone.now
    clock = SimpleNamespace(time=lambda: moment)
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time", clock)
    code = app_code(SECRET, moment)
    sign_in(client, cast.member)
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert signed_in(client)
    client.post(reverse("account_logout"))
    clock.time = lambda: moment + seconds
    monkeypatch.setattr(timezone, "now", lambda: real() + timedelta(seconds=seconds))
    sign_in(client, cast.member)
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert not signed_in(client)


def test_recovery_code_works_once(client, cast):
    TOTP.activate(cast.member, SECRET)
    code = RecoveryCodes.activate(cast.member).get_unused_codes()[0]
    sign_in(client, cast.member)
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert signed_in(client)
    assert "9" in client.get(reverse("accounts:security")).text
    sign_in(client, cast.member)
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert not signed_in(client)


def test_secrets_are_sealed_in_the_table_and_in_the_session(client, cast, django_capture_on_commit_callbacks):
    sign_in(client, cast.member)
    client.get(reverse("mfa_activate_totp"))
    secret = client.session["mfa.totp.secret"]
    row = Session.objects.get(user=cast.member)
    assert secret not in row.session_data
    assert cast.member.email not in row.session_data
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_activate_totp"), {"code": app_code(secret)})
    stored = Authenticator.objects.get(user=cast.member, type="totp").data["secret"]
    assert secret not in stored
    assert unseal(stored, purpose="second-factor") == secret
    seed = Authenticator.objects.get(user=cast.member, type="recovery_codes").data["seed"]
    assert len(unseal(seed, purpose="second-factor")) == 80
    assert get_adapter().decrypt(stored) == secret
    assert Event.objects.filter(verb="user.totp_activated", key=str(cast.member.pk)).exists()
    assert [letter.to for letter in mail.outbox] == [[cast.member.email]] * len(mail.outbox)
    assert mail.outbox


def test_forgotten_password_answers_alike_and_writes_one_letter_either_way(client, cast):
    answers = []
    for address in ("member@saiyai.example", "nobody@saiyai.example"):
        answers.append(client.post(reverse("account_reset_password"), {"email": address}, follow=True))
    assert without_secrets(answers[0]) == without_secrets(answers[1])
    assert [letter.to for letter in mail.outbox] == [["member@saiyai.example"], ["nobody@saiyai.example"]]
    assert "/password/reset/key/" in mail.outbox[0].body
    assert "/password/reset/key/" not in mail.outbox[1].body


def test_link_in_the_letter_sets_a_password_and_ends_other_sessions(client, cast):
    sign_in(client, cast.member)
    other = client.__class__()
    other.post(reverse("account_reset_password"), {"email": cast.member.email})
    address = re.search(r"http\S+", mail.outbox[0].body)[0]
    form = other.get(address, follow=True)
    set_here = form.redirect_chain[-1][0]
    new = "แม่น้ำสามสาย-ยาวไกล"
    assert other.post(set_here, {"password1": new, "password2": new}).status_code == 302
    sign_in(other, cast.member, new)
    assert signed_in(other)
    assert client.get(reverse("accounts:security")).status_code == 302, "the old sign-in has ended"
    assert other.get(address, follow=True).redirect_chain == []  # the link is spent


@pytest.mark.parametrize("password", ["short", "12345678901", "password1234", "member@saiyai.example"])
def test_weak_passwords_are_refused_beside_the_field(client, cast, password):
    sign_in(client, cast.member)
    answer = client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": password, "password2": password}
    )
    assert answer.context["form"].errors["password1"]
    cast.member.refresh_from_db()
    assert cast.member.check_password(PASSWORD)


def test_change_of_address_asks_the_new_one_and_tells_the_old_one(client, cast):
    sign_in(client, cast.member)
    client.post(reverse("account_email"), {"action_add": "1", "email": "moved@saiyai.example"})
    cast.member.refresh_from_db()
    assert cast.member.email == "member@saiyai.example"
    address = re.search(r"http\S+", mail.outbox[-1].body)[0]
    assert mail.outbox[-1].to == ["moved@saiyai.example"]
    client.post(address)
    cast.member.refresh_from_db()
    assert cast.member.email == "moved@saiyai.example"
    assert {"member@saiyai.example", "moved@saiyai.example"} == {letter.to[0] for letter in mail.outbox[1:]}
    assert Event.objects.filter(verb="user.email_changed").count() == 1


def test_change_to_an_address_of_another_account_reveals_nothing_and_fails(client, cast):
    make_user("invited@saiyai.example")
    sign_in(client, cast.member)
    answers = []
    for address in ("thiradet@saiyai.example", "invited@saiyai.example", "free@saiyai.example"):
        cache.clear()
        answers.append(client.post(reverse("account_email"), {"action_add": "1", "email": address}, follow=True))
        link = re.search(r"http\S+", mail.outbox[-1].body)[0]
        assert mail.outbox[-1].to == [address]
        if address != "free@saiyai.example":
            client.__class__().post(link)
    assert without_secrets(answers[0]) == without_secrets(answers[1]) == without_secrets(answers[2])
    cast.member.refresh_from_db()
    assert cast.member.email == "member@saiyai.example"


def test_nobody_signs_up(client, db):
    answer = client.post(
        reverse("account_signup"), {"email": "x@saiyai.example", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert answer.status_code == 200
    assert not mail.outbox
    assert not Session.objects.exists()
    assert not signed_in(client)


def test_a_passkey_is_only_asked_for_where_there_is_one(client, cast):
    TOTP.activate(cast.member, SECRET)
    sign_in(client, cast.member)
    assert "data-passkey" not in client.get(reverse("mfa_authenticate")).text
