"""In Thai at 390 px: link a provider, sign out, sign in through it, unlink; with scripts and without."""

import pytest
from django.core.cache import caches
from django.urls import reverse

from conftest import PASSWORD
from saiyai.accounts.models import OutsideIdentity
from tests.outside import provider

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def issuer():
    with provider() as running:
        yield running


@pytest.fixture
def site(settings, issuer):
    caches["process"].clear()
    settings.OUTSIDE = {
        "test": {"label": "ผู้ให้บริการทดสอบ", "issuer": issuer, "client_id": "saiyai", "client_secret": "s" * 40}
    }


def at_the_provider(page, subject):
    page.wait_for_selector("text=Authorize Client")
    page.fill("[name=sub]", subject)
    page.click("button:has-text('Authorize')")


def fits(page):
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_link_sign_out_sign_in_and_unlink(phone, cast, site):
    page, scripts = phone
    page.goto(reverse("account_login"))
    page.fill("[name=login]", cast.member.email)
    page.fill("[name=password]", PASSWORD)
    page.click("form:not([data-passkey]) button[type=submit].btn-primary")
    page.goto(reverse("accounts:security"))
    page.click("button:has-text('ผูกบัญชี')")
    assert "จะทราบว่าคุณใช้ระบบนี้" in page.inner_text("main")
    if scripts:
        fits(page)
    page.click("text=ไปที่ ผู้ให้บริการทดสอบ")
    at_the_provider(page, "someone-1")
    page.wait_for_url("**/security/")
    assert "ผูกบัญชีแล้ว" in page.inner_text("body")
    assert OutsideIdentity.objects.get().user == cast.member

    page.context.clear_cookies()
    page.goto(reverse("accounts:security"))
    page.click("text=เข้าสู่ระบบผ่าน ผู้ให้บริการทดสอบ")
    at_the_provider(page, "someone-1")
    page.wait_for_url("**/security/")
    if scripts:
        fits(page)
    page.click("button:has-text('ยกเลิกการผูก')")
    assert "/reauthenticate/" in page.url, "the provider's word is not enough to change how one signs in"
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit].btn-primary")
    page.wait_for_url("**/security/")
    assert not OutsideIdentity.objects.exists()

    page.context.clear_cookies()
    page.goto(reverse("account_login"))
    page.click("text=เข้าสู่ระบบผ่าน ผู้ให้บริการทดสอบ")
    at_the_provider(page, "someone-1")
    page.wait_for_url("**/problem/unknown/")
    assert "ยังไม่มีบัญชีใดในระบบนี้" in page.inner_text("main")
