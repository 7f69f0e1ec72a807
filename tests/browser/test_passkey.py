"""A passkey is made and signs in, in Chromium with a virtual authenticator, under the strict content policy."""

from urllib.parse import parse_qsl

import pytest
from django.urls import reverse

from conftest import PASSWORD
from saiyai.audit.models import Event

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def authenticator(page):
    """A telephone that always finds the right finger."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return lambda verified: session.send(
        "WebAuthn.setUserVerified", {"authenticatorId": made["authenticatorId"], "isUserVerified": verified}
    )


@pytest.fixture
def site(live_server, settings):
    settings.SITE_URL = live_server.url.replace("127.0.0.1", "localhost")
    return settings.SITE_URL


def sign_in_by_password(page, site, user):
    page.goto(site + reverse("account_login"))
    page.fill("[name=login]", user.email)
    page.fill("[name=password]", PASSWORD)
    page.click("form:not([data-passkey]) button[type=submit].btn-primary")
    page.wait_for_url(lambda address: "/login/" not in address)


def add_passkey(page, site, name):
    page.goto(site + reverse("mfa_add_webauthn"))
    page.fill("[name=name]", name)
    page.click("form[data-passkey=create] button[type=submit]")
    page.wait_for_url(lambda address: "/add/" not in address)


def test_a_passkey_is_added_and_signs_in_without_a_password(page, site, cast, authenticator):
    refused = []
    page.on("console", lambda line: refused.append(line.text) if "Content Security Policy" in line.text else None)
    sign_in_by_password(page, site, cast.member)
    add_passkey(page, site, "โทรศัพท์ที่ทำงาน")
    assert page.url.endswith(reverse("mfa_view_recovery_codes"))
    page.goto(site + reverse("accounts:security"))
    assert "โทรศัพท์ที่ทำงาน" in page.inner_text("main")

    page.context.clear_cookies()
    page.goto(site + reverse("account_login"))
    page.click("form[data-passkey=login] button[type=submit]")
    page.wait_for_url(lambda address: "/login/" not in address)
    page.goto(site + reverse("accounts:security"))
    assert page.url.endswith(reverse("accounts:security"))
    assert Event.objects.filter(verb="user.signed_in", key=str(cast.member.pk)).last().facts == {"method": "webauthn"}
    assert refused == []


def test_an_answer_of_a_passkey_works_once(page, site, cast, authenticator):
    """What went over the line is sent again, in the same browser and in another one: it lets nobody in."""
    sign_in_by_password(page, site, cast.member)
    add_passkey(page, site, "โทรศัพท์")
    page.context.clear_cookies()
    page.goto(site + reverse("account_login"))
    seen = []
    page.on("request", lambda asked: seen.append(asked) if asked.method == "POST" else None)
    page.click("form[data-passkey=login] button[type=submit]")
    page.wait_for_url(lambda address: "/login/" not in address)
    (sent,) = seen
    assert "credential" in sent.post_data
    for forget in (False, True):
        if forget:
            page.context.clear_cookies()
        else:
            page.goto(site + reverse("account_logout"))
            page.locator("main form button[type=submit]").first.click()
        page.goto(site + reverse("account_login"))
        token = page.locator("form[data-passkey=login] [name=csrfmiddlewaretoken]").get_attribute("value")
        form = dict(parse_qsl(sent.post_data)) | {"csrfmiddlewaretoken": token}
        page.request.post(sent.url, form=form, headers={"Referer": page.url, "Origin": site})
        page.goto(site + reverse("accounts:security"))
        assert "/login/" in page.url, "signed in by an answer of before"
    assert Event.objects.filter(verb="user.signed_in", facts={"method": "webauthn"}).count() == 1


def test_a_passkey_is_the_second_step_after_the_password(page, site, cast, authenticator):
    sign_in_by_password(page, site, cast.member)
    add_passkey(page, site, "เครื่องที่บ้าน")
    page.context.clear_cookies()
    sign_in_by_password(page, site, cast.member)
    assert page.url.endswith(reverse("mfa_authenticate"))
    page.click("form[data-passkey=get] button[type=submit]")
    page.wait_for_url(lambda address: "/authenticate/" not in address)
    page.goto(site + reverse("accounts:security"))
    assert page.url.endswith(reverse("accounts:security"))


def test_the_wrong_finger_is_told_and_the_password_still_works(page, site, cast, authenticator):
    sign_in_by_password(page, site, cast.member)
    authenticator(False)
    page.goto(site + reverse("mfa_add_webauthn"))
    page.click("form[data-passkey=create] button[type=submit]")
    page.wait_for_selector("[data-passkey-failed]:not([hidden])")
    assert not cast.member.authenticator_set.exists()


def test_without_scripts_the_page_offers_what_works(browser, site, cast):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in_by_password(page, site, cast.member)
    page.goto(site + reverse("mfa_add_webauthn"))
    assert page.is_hidden("form[data-passkey=create]")
    assert page.is_visible("[data-passkey-without]")
    context.close()
