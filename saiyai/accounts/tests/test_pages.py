"""Every page of the module opens for whom it should, in both languages, and for nobody else."""

import pytest
from django.urls import reverse
from django.utils import translation

from saiyai.accounts.models import Grant
from saiyai.accounts.tests.ways import sign_in

PUBLIC = [
    "account_login",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_inactive",
    "account_reset_password_from_key_done",
    "account_email_verification_sent",
]
OWN = [
    "accounts:security",
    "account_change_password",
    "account_email",
    "account_logout",
    "mfa_activate_totp",
    "mfa_add_webauthn",
]


@pytest.mark.parametrize("name", PUBLIC)
@pytest.mark.parametrize("language", ["th", "en"])
def test_public_pages_open_without_an_account(client, db, name, language):
    client.cookies["django_language"] = language
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text
    assert ("เข้าสู่ระบบ" in answer.text) == (language == "th")


@pytest.mark.parametrize("name", OWN)
def test_pages_of_ones_own_account_need_a_sign_in(client, cast, name):
    assert client.get(reverse(name)).status_code == 302
    sign_in(client, cast.member)
    assert client.get(reverse(name)).status_code == 200


def test_roles_and_offices_are_out_of_sight_for_others(client, cast):
    grant = Grant.objects.get(user=cast.somying)
    paths = [
        reverse("accounts:grants"),
        reverse("accounts:grant_role"),
        reverse("accounts:grant", args=[grant.pk]),
        reverse("accounts:offices"),
        reverse("accounts:save_office", args=["R4"]),
        reverse("accounts:route_province"),
    ]
    for user in (cast.member, cast.somying, cast.decider):
        sign_in(client, user)
        assert {client.get(path).status_code for path in paths} == {404}
    sign_in(client, cast.admin)
    assert {client.get(path).status_code for path in paths} == {200}


def test_auditor_reads_roles_and_changes_none(client, cast):
    grant = Grant.objects.get(user=cast.somying)
    sign_in(client, cast.auditor)
    assert client.get(reverse("accounts:grants")).status_code == 200
    assert client.get(reverse("accounts:grant_role")).status_code == 404
    assert client.post(reverse("accounts:end_grant", args=[grant.pk]), {"reason": "ไม่มี"}).status_code == 409
    grant.refresh_from_db()
    assert grant.status == "CONFIRMED"


def test_language_of_the_account(client, cast):
    sign_in(client, cast.member)
    client.post(reverse("accounts:set_language"), {"language": "en"})
    assert "Sign-in and security" in client.get(reverse("accounts:security")).text
    translation.activate("th")


def test_list_of_roles_is_searched_filtered_and_short_of_queries(client, cast, django_assert_max_num_queries):
    sign_in(client, cast.admin)
    with django_assert_max_num_queries(12):
        page = client.get(reverse("accounts:grants"))
    assert cast.somying.email in page.text
    assert cast.thiradet.email in page.text
    found = client.get(reverse("accounts:grants"), {"q": "สมหญิง", "role": "membership_officer", "office": "R4"}).text
    assert cast.somying.email in found
    assert cast.thiradet.email not in found
    assert cast.somying.email not in client.get(reverse("accounts:grants"), {"status": "PROPOSED"}).text
