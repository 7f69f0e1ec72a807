"""Signing in from outside, with a provider on this machine that lies in every way it can."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from saiyai.accounts import actions, fetching, openid, providers
from saiyai.accounts.models import Grant, OutsideIdentity
from saiyai.accounts.tests.from_outside import BACK, LINK, SECURITY, START, come_back, link, linked, signed_in, why
from saiyai.accounts.tests.liar import SECRET
from saiyai.accounts.tests.ways import app_code, make_user, sign_in
from saiyai.audit.models import Event
from saiyai.policy.lifecycle import Refused

KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def test_a_member_links_signs_out_and_signs_in_from_outside(client, liar, cast):
    assert link(client, liar, cast.member, "subject-1")["Location"] == SECURITY
    identity = OutsideIdentity.objects.get()
    assert identity.user == cast.member and identity.used_on is None
    assert "subject-1" not in str(vars(identity)) and len(identity.digest) == 64
    client.logout()
    answer = come_back(client, liar, "subject-1", start=f"{START}?next={SECURITY}")
    assert answer["Location"] == SECURITY and signed_in(client) == str(cast.member.pk)
    identity.refresh_from_db()
    assert identity.used_on is not None
    assert Event.objects.filter(verb="user.signed_in").last().facts == {"method": "outside"}
    line = Event.objects.get(verb="user.outside_linked")
    assert line.facts == {"issuer": liar.issuer} and line.actor == str(cast.member.pk)
    assert len(mail.outbox) == 1


def test_the_secret_goes_in_the_header_or_the_body_and_nothing_else_is_asked(client, liar, cast, settings):
    linked(liar, cast.member, "s")
    come_back(client, liar, "s")
    assert [path for path, _form, _header in liar.asked] == ["/.well-known/openid-configuration", "/token", "/keys"]
    _path, form, header = liar.asked[1]
    assert header.startswith("Basic ") and "client_secret" not in form
    client.logout()
    settings.OUTSIDE = {"test": liar.table(client_auth="post")}
    come_back(client, liar, "s")
    assert signed_in(client) and liar.asked[-1][2] == "" and liar.asked[-1][1]["client_secret"] == [SECRET]


def test_a_provider_that_lies_about_the_e_mail_gains_nothing(client, liar, cast):
    """It says that its user has the address of an officer, confirmed; that address finds and joins no account."""
    liar.lie(email=cast.admin.email, email_verified=True, preferred_username=cast.admin.email, name="ก้อง ดูแลระบบ")
    before = type(cast.admin).objects.count()
    assert why(come_back(client, liar, "stranger")) == "unknown" and not signed_in(client)
    assert type(cast.admin).objects.count() == before and not OutsideIdentity.objects.exists()
    linked(liar, cast.member, "s")
    come_back(client, liar, "s")
    assert signed_in(client) == str(cast.member.pk)
    cast.member.refresh_from_db()
    assert cast.member.email == "member@saiyai.example"
    assert liar.asked and all("userinfo" not in path for path, *_rest in liar.asked)


def test_who_is_not_linked_is_told_to_sign_in_first(client, liar, cast):
    answer = client.get(come_back(client, liar, "stranger")["Location"])
    assert answer.status_code == 200 and "ยังไม่มีบัญชี" in answer.text and "code-" not in answer.wsgi_request.path


@pytest.mark.parametrize("onward", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1"])
def test_the_way_on_stays_on_this_site(client, liar, cast, onward):
    linked(liar, cast.member, "s")
    start = client.get(START, {"next": onward})["Location"]
    assert client.get(liar.allow(start, "s"))["Location"] == reverse("home")


def test_no_other_page_signs_a_visitor_in(client, liar):
    answer = client.get(START, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer["Location"] == reverse("account_login") and "outside_try" not in client.session


def test_an_officer_without_a_second_factor_does_not_get_in(client, liar, cast):
    linked(liar, cast.somying, "s")
    assert why(come_back(client, liar, "s")) == "officer" and not signed_in(client)


def test_an_officer_passes_the_second_factor_after_the_provider(client, liar, cast, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    TOTP.activate(cast.somying, KEY)
    linked(liar, cast.somying, "s")
    assert come_back(client, liar, "s")["Location"] == reverse("mfa_authenticate")
    queue = reverse("membership:queue")
    assert not signed_in(client) and client.get(queue)["Location"].startswith(reverse("account_login"))
    client.post(reverse("mfa_authenticate"), {"code": app_code(KEY)})
    assert signed_in(client) and client.get(queue).status_code == 200
    assert Event.objects.filter(verb="user.signed_in").last().facts == {"method": "outside+totp"}


def test_who_becomes_an_officer_in_a_session_from_outside_is_signed_out(client, liar, cast, offices):
    linked(liar, cast.outsider, "s")
    come_back(client, liar, "s")
    assert client.get(SECURITY).status_code == 200
    today = "2020-01-01"
    Grant.objects.create(user=cast.outsider, role="membership_officer", office=offices["R4"], reach="ALL", status="CONFIRMED", starts_on=today)  # fmt: skip
    assert client.get(SECURITY)["Location"] == reverse("account_login") and not signed_in(client)


def test_a_session_from_outside_does_not_change_how_one_signs_in(client, liar, cast):
    linked(liar, cast.member, "s")
    come_back(client, liar, "s")
    again = reverse("account_reauthenticate")
    for name in ("account_email", "mfa_activate_totp", "mfa_add_webauthn"):
        assert client.get(reverse(name)).headers.get("Location", "").startswith(again), name
    assert client.post(LINK)["Location"].startswith(again)
    identity = OutsideIdentity.objects.get()
    unlink = client.post(reverse("accounts:unlink_outside", args=[identity.pk]))
    assert unlink["Location"].startswith(again) and OutsideIdentity.objects.exists()


def test_a_closed_account_is_refused_and_a_resting_membership_opens_no_more_than_by_password(client, liar, cast):
    linked(liar, cast.member, "s")
    Grant.objects.filter(user=cast.member).update(status="ENDED", ends_on="2020-02-01")
    paths = [SECURITY, reverse("home"), reverse("directory:find")]
    come_back(client, liar, "s")
    outside = [client.get(path).status_code for path in paths]
    sign_in(client, cast.member)
    assert outside == [client.get(path).status_code for path in paths]
    type(cast.member).objects.filter(pk=cast.member.pk).update(is_active=False)
    client.logout()
    assert come_back(client, liar, "s")["Location"] == reverse("account_inactive") and not signed_in(client)
    failed = Event.objects.filter(verb="user.sign_in_failed").last()
    assert failed.key == str(cast.member.pk)


def test_one_identity_opens_one_account_and_one_account_has_one_of_a_provider(client, liar, cast):
    linked(liar, cast.member, "s")
    with pytest.raises(Refused):
        linked(liar, cast.outsider, "s")
    with pytest.raises(Refused):
        linked(liar, cast.member, "t")
    with pytest.raises(Refused):
        linked(liar, cast.member, "s")
    with pytest.raises(Refused):
        actions.link_outside(cast.outsider, liar.issuer, "u", by=cast.admin)
    assert OutsideIdentity.objects.count() == 1
    link(client, liar, cast.outsider, "s")
    assert "ผูกไว้กับบัญชีอื่น" in client.get(SECURITY).text


def test_linking_counts_for_who_set_out_and_nobody_else(client, liar, cast):
    """Who signs out on the way, or comes back as another, links nothing."""
    sign_in(client, cast.member)
    answer = liar.allow(client.post(LINK).context["address"], "s")
    session = client.session
    waiting = session["outside_try"]
    sign_in(client, cast.outsider)
    session = client.session
    session["outside_try"] = waiting
    session.save()
    assert why(client.get(answer)) == "state" and not OutsideIdentity.objects.exists()


def test_unlinking_ends_other_sessions_and_tells_by_letter(client, liar, cast):
    identity = linked(liar, cast.member, "s")
    other = client.__class__()
    come_back(other, liar, "s")
    sign_in(client, cast.member)
    assert client.post(reverse("accounts:unlink_outside", args=[identity.pk]))["Location"] == SECURITY
    assert not OutsideIdentity.objects.exists() and len(mail.outbox) == 2
    assert Event.objects.filter(verb="user.outside_unlinked").count() == 1
    assert other.get(SECURITY)["Location"].startswith(reverse("account_login"))
    other.logout()
    assert why(come_back(other, liar, "s")) == "unknown"


def test_the_last_way_in_is_not_taken_away(client, liar, cast):
    identity = linked(liar, cast.member, "s")
    sign_in(client, cast.member)
    cast.member.set_unusable_password()
    cast.member.save()
    with pytest.raises(Refused):
        actions.unlink_outside(identity, by=cast.member)
    Authenticator.objects.create(user=cast.member, type="webauthn", data={})
    actions.unlink_outside(identity, by=cast.member)
    assert not OutsideIdentity.objects.exists()


def test_nobody_unlinks_for_another(client, liar, cast):
    identity = linked(liar, cast.member, "s")
    sign_in(client, cast.admin)
    assert client.post(reverse("accounts:unlink_outside", args=[identity.pk])).status_code == 404
    with pytest.raises(Refused):
        actions.unlink_outside(identity, by=cast.admin)


def test_a_provider_that_is_no_more_can_still_be_unlinked(client, liar, cast, settings):
    linked(liar, cast.member, "s")
    settings.OUTSIDE = {}
    sign_in(client, cast.member)
    page = client.get(SECURITY)
    assert "127.0.0.1" in page.text and client.get(START).status_code == 404 and client.get(BACK).status_code == 404
    client.logout()
    assert "/outside/" not in client.get(reverse("account_login")).text


@pytest.mark.parametrize("fault", ["fails", "redirects", "no-json", "document"])
def test_a_provider_that_does_not_answer_well_is_told_plainly(client, liar, fault):
    liar.lie(fault)
    answer = client.get(START)
    assert why(answer) == ("untrue" if fault == "document" else "down")
    assert "/elsewhere" not in [path for path, *_rest in liar.asked]
    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.slow
def test_a_provider_that_hangs_is_left_and_takes_few_threads(client, liar, monkeypatch):
    monkeypatch.setattr(fetching, "PAUSE", 0.6)
    liar.lie("hangs")
    began = time.monotonic()
    assert why(client.get(START)) == "down" and time.monotonic() - began < 10
    monkeypatch.setattr(fetching, "PAUSE", 30)
    monkeypatch.setattr(fetching, "DEADLINE", 0.6)
    assert why(client.get(START)) == "down" and time.monotonic() - began < 20
    for _ in range(openid.AT_ONCE):
        assert openid._turns.acquire(blocking=False)
    try:
        assert why(client.get(START)) == "busy"
    finally:
        for _ in range(openid.AT_ONCE):
            openid._turns.release()


def test_a_provider_that_is_not_there(client, liar, settings):
    settings.OUTSIDE = {"test": liar.table(issuer="http://127.0.0.1:9")}
    assert why(client.get(START)) == "down"


def test_too_many_tries_are_slowed(client, liar, monkeypatch):
    monkeypatch.setattr("saiyai.accounts.views.outside.CAME_BACK_A_MINUTE", 1)
    assert why(come_back(client, liar, "x")) == "unknown"
    assert why(come_back(client, liar, "x")) == "busy"
    monkeypatch.setattr("saiyai.accounts.views.outside.BEGUN_A_MINUTE", 2)
    assert why(client.get(START)) == "busy"
    cache.clear()


def test_a_recovery_takes_the_links_away(client, liar, cast):
    from saiyai.accounts.models import PrivateLink
    from saiyai.accounts.queries import living_link
    from saiyai.policy.actors import SYSTEM

    linked(liar, cast.member, "s")
    asked = actions.propose_recovery(cast.member, "โทรศัพท์หาย", by=cast.admin)
    actions.confirm_recovery(asked, by=cast.admin2)
    asked.refresh_from_db()
    token = actions.make_link(PrivateLink.Purpose.RECOVERY, asked, by=SYSTEM)
    actions.recover(living_link(token, PrivateLink.Purpose.RECOVERY), "รหัสใหม่-ฝนตก-2570", by=SYSTEM)
    assert not OutsideIdentity.objects.exists()


def test_who_is_signed_in_already_goes_home(client, liar, cast):
    sign_in(client, cast.member)
    assert client.get(START)["Location"] == reverse("home")


def test_the_pages_offer_it_in_thai_only_where_it_is_set_up(client, liar, cast, settings):
    assert "เข้าสู่ระบบผ่าน ผู้ให้บริการทดสอบ" in client.get(reverse("account_login")).text
    settings.OUTSIDE = {"test": liar.table(client_secret="")}
    assert "ผู้ให้บริการทดสอบ" not in client.get(reverse("account_login")).text
    assert providers.named("test") is None
    new = make_user(password="ฝนตกที่ริมโขง-2569")
    sign_in(client, new)
    assert "ผู้ให้บริการภายนอก" not in client.get(SECURITY).text


def test_the_link_is_shown_among_what_is_held_and_goes_with_the_account(client, liar, cast):
    from saiyai.accounts.held import KEEPER
    from saiyai.policy.actors import SYSTEM
    from saiyai.policy.held import Subject

    linked(liar, cast.member, "s")
    told = [str(holding) for holding in KEEPER.held(Subject(user=cast.member, person=None))]
    assert "ผู้ให้บริการทดสอบ" in " ".join(told)
    actions.erase_account(cast.member, by=SYSTEM)
    assert not OutsideIdentity.objects.exists()
