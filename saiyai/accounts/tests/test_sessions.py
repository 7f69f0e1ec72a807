"""Sessions: listed, ended for real, sealed, purged; delicate pages ask again; officers need a second factor."""

from datetime import timedelta

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY as METHODS
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from saiyai.accounts import jobs
from saiyai.accounts.models import Session
from saiyai.accounts.tests.ways import PASSWORD, app_code, sign_in
from saiyai.audit.models import Event

SECURITY = "/accounts/security/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def two(client, cast):
    """The member, signed in on two devices."""
    other = client.__class__()
    sign_in(client, cast.member)
    sign_in(other, cast.member)
    return client, other


def age(client, seconds):
    session = client.session
    records = session[METHODS]
    for record in records:
        record["at"] -= seconds
    session[METHODS] = records
    session.save()


def test_both_sign_ins_are_listed_and_this_one_is_marked(two):
    here, _there = two
    shown = here.get(SECURITY).context["sessions"]
    assert [session["this"] for session in shown] == [True, False]
    assert shown[0]["row"].started_on == shown[0]["row"].used_on == timezone.localdate()


def test_sign_out_everywhere_ends_the_other_and_keeps_this(two):
    here, there = two
    assert here.post(reverse("accounts:sign_out_everywhere")).status_code == 302
    assert there.get(SECURITY).status_code == 302
    assert here.get(SECURITY).status_code == 200
    assert Event.objects.filter(verb="user.signed_out_everywhere").count() == 1


def test_one_other_sign_in_is_ended(two):
    here, there = two
    other = Session.objects.get(session_key=there.session.session_key)
    here.post(reverse("accounts:end_session", args=[other.public_id]))
    assert there.get(SECURITY).status_code == 302
    assert here.get(SECURITY).status_code == 200


def test_the_sign_in_of_somebody_else_is_out_of_sight(two, cast):
    here, _there = two
    stranger = here.__class__()
    sign_in(stranger, cast.thiradet)
    row = Session.objects.get(user=cast.thiradet)
    assert here.post(reverse("accounts:end_session", args=[row.public_id])).status_code == 404
    assert stranger.get(SECURITY).status_code == 200


def test_the_day_of_use_is_written_once_a_day(client, cast, django_assert_num_queries):
    sign_in(client, cast.member)
    client.get(SECURITY)
    row = Session.objects.get(user=cast.member)
    public, session = row.public_id, client.session
    session["used_on"] = (timezone.localdate() - timedelta(days=1)).isoformat()
    session.save()
    client.get(SECURITY)
    row.refresh_from_db()
    assert (row.used_on, row.public_id) == (timezone.localdate(), public)
    before = row.expire_date
    client.get(SECURITY)
    row.refresh_from_db()
    assert row.expire_date == before, "nothing is written at the second look"


def test_expired_sessions_are_purged_and_living_ones_kept(two):
    here, there = two
    now = timezone.now()
    Session.objects.filter(session_key=there.session.session_key).update(expire_date=now - timedelta(minutes=1))
    assert jobs.purge_sessions(now) == "purged 1"
    assert jobs.purge_sessions(now) == "purged 0"
    assert here.get(SECURITY).status_code == 200
    assert Event.objects.filter(verb="session.purged").count() == 1


def test_delicate_pages_ask_again_after_five_minutes(client, cast):
    sign_in(client, cast.admin)
    propose = reverse("accounts:grant_role")
    assert client.get(propose).status_code == 200
    age(client, 301)
    answer = client.get(propose)
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert client.get(answer.url).status_code == 200
    client.post(answer.url, {"password": "ไม่ใช่รหัสนี้"})
    assert client.get(propose).status_code == 302
    assert client.post(answer.url, {"password": PASSWORD}).url == propose
    assert client.get(propose).status_code == 200


def test_a_code_answers_as_well(client, cast):
    TOTP.activate(cast.admin, SECRET)
    sign_in(client, cast.admin)
    client.post(reverse("mfa_authenticate"), {"code": app_code(SECRET)})
    age(client, 400)
    cache.clear()
    where = client.get(reverse("accounts:grant_role")).url
    page = client.get(where)
    assert reverse("mfa_reauthenticate") in page.text
    client.post(reverse("mfa_reauthenticate"), {"code": app_code(SECRET)})
    assert client.get(reverse("accounts:grant_role")).status_code == 200


def test_officers_are_led_to_add_a_second_factor(client, cast, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    sign_in(client, cast.admin)
    answer = client.get(reverse("accounts:grants"))
    assert (answer.status_code, answer.url) == (302, SECURITY)
    assert client.get(SECURITY).context["needs_second_factor"]
    page = client.get(reverse("mfa_activate_totp"))
    client.post(reverse("mfa_activate_totp"), {"code": app_code(page.context["form"].secret)})
    assert client.get(reverse("accounts:grants")).status_code == 200
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=cast.admin, type="totp").exists(), "the last one of an officer stays"
    sign_in(client, cast.member)
    assert client.get("/").status_code == 200, "members are free to choose"


def test_a_member_may_take_the_app_away(client, cast, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    TOTP.activate(cast.member, SECRET)
    sign_in(client, cast.member)
    client.post(reverse("mfa_authenticate"), {"code": app_code(SECRET)})
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=cast.member).exists()
    assert Event.objects.filter(verb="user.totp_deactivated").count() == 1


def passkey_of(user):
    data = {"name": "กุญแจ", "credential": {"authenticatorData": "sample"}, "passwordless": True}
    return Authenticator.objects.create(user=user, type="webauthn", data=data)


@pytest.mark.parametrize("means", ["app", "passkey"])
def test_taking_a_means_away_ends_the_other_sign_ins_of_an_officer(client, cast, means, mailoutbox):
    TOTP.activate(cast.admin, SECRET)
    passkey = passkey_of(cast.admin) if means == "passkey" else None
    other = client.__class__()
    for device in (other, client):
        sign_in(device, cast.admin)
        cache.clear()  # a code counts once: the second device has the same half minute
        device.post(reverse("mfa_authenticate"), {"code": app_code(SECRET)})
    assert (client.get(SECURITY).status_code, other.get(SECURITY).status_code) == (200, 200)
    done = reverse("mfa_remove_webauthn", args=[passkey.pk]) if passkey else reverse("mfa_deactivate_totp")
    assert client.post(done).status_code == 302
    assert (client.get(SECURITY).status_code, other.get(SECURITY).status_code) == (200, 302)
    assert Session.objects.filter(user=cast.admin).count() == 1
    assert Event.objects.filter(verb="user.signed_out_everywhere").count() == 1
    assert "ให้เครื่องอื่นออกจากระบบทั้งหมดแล้ว" in mailoutbox[-1].body


def test_the_last_second_factor_of_an_officer_stays_whether_app_or_passkey(client, cast, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    TOTP.activate(cast.admin, SECRET)
    sign_in(client, cast.admin)
    cache.clear()
    client.post(reverse("mfa_authenticate"), {"code": app_code(SECRET)})
    where = reverse("mfa_remove_webauthn", args=[passkey_of(cast.admin).pk])
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert "เจ้าหน้าที่ต้องมี" in client.get(where).content.decode()
    assert client.post(where).status_code == 409
    assert [one.type for one in Authenticator.objects.filter(user=cast.admin)] == ["webauthn"]
    settings.REQUIRE_SECOND_FACTOR = False
    assert client.post(where).status_code == 302 and not Authenticator.objects.filter(user=cast.admin).exists()


def test_a_new_password_leaves_no_other_sign_in_on_the_list(two):
    here, _there = two
    new = "น้ำขึ้นให้รีบตัก-2570"
    here.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})
    shown = here.get(SECURITY).context["sessions"]
    assert [session["this"] for session in shown] == [True]
