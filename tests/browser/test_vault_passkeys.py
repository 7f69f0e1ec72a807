"""A passkey is bound to a vault and opens it with the passphrase, in Chromium with a virtual authenticator that computes (PRF)."""

import json
from urllib.parse import parse_qs

import pytest
from django.conf import settings as configured
from django.urls import reverse
from fido2.utils import websafe_decode

from saiyai.accounts.models import BoundPasskey, Unlock
from saiyai.accounts.tests.conftest import officers, ring  # noqa: F401  (people and their own keyring)
from saiyai.accounts.tests.vaults import PASSPHRASE, quickly_with_vault
from saiyai.accounts.vault import session
from saiyai.audit.models import Event
from tests.browser.filling import fits
from tests.browser.test_accessibility import AXE, LOOKS, TELEPHONE, Eyes
from tests.browser.test_screens import WANTED, keep

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Officer(Eyes):
    """An officer with an unlocked vault at a telephone that always finds the right finger; every page is looked at by axe."""

    def __init__(self, context, base, user):
        super().__init__(context, base)
        self.user, client = user, quickly_with_vault(user)
        names = (configured.SESSION_COOKIE_NAME, session.cookie_name())
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": base} for name in names])
        self.posted = []
        self.page.on("request", lambda asked: self.posted.append(asked) if asked.method == "POST" else None)
        self.cdp = context.new_cdp_session(self.page)
        self.cdp.send("WebAuthn.enable")
        self.finger = self.new_authenticator()

    def new_authenticator(self):
        options = {
            "protocol": "ctap2",
            "ctap2Version": "ctap2_1",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
            "hasPrf": True,
        }
        return self.cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    def wrong_finger(self, is_wrong):
        self.cdp.send("WebAuthn.setUserVerified", {"authenticatorId": self.finger, "isUserVerified": not is_wrong})

    def text(self):
        return self.page.inner_text("main")

    def press(self, name):  # `fits` would end its own session of the protocol, and with it the authenticator
        self.page.get_by_role("button", name=name, exact=True).click()

    def shows(self, name, *, picture=False):
        """No rule of axe is broken, nothing is too wide; for the guide, where pictures are wanted."""
        self.look(name)
        self.measure(name)
        self.page.set_viewport_size(TELEPHONE)
        if picture and WANTED:
            keep(self.page, f"{name}-390")

    def add_passkey(self, name):
        self.page.goto(reverse("mfa_add_webauthn"))
        self.page.fill("[name=name]", name)
        self.page.click("form[data-passkey=create] button[type=submit]")
        self.page.wait_for_url(lambda address: "/add/" not in address)

    def bind(self):
        self.page.goto(reverse("vault:bind_passkey"))
        self.press("ลองพาสคีย์")
        self.page.get_by_label("วลีรหัสผ่านของตู้นิรภัย").fill(PASSPHRASE)
        self.press("ผูกพาสคีย์นี้")
        self.page.wait_for_url("**" + reverse("vault:own"))

    def unlock(self, passphrase=PASSPHRASE):
        self.page.goto(reverse("vault:unlock"))
        self.page.get_by_label("วลีรหัสผ่านของตู้นิรภัย").fill(passphrase)
        with self.page.expect_navigation():
            self.press("เปิดตู้ด้วยพาสคีย์")

    def answer(self):
        """What the last form sent: (answer of the passkey, what it computed)."""
        (form,) = [parse_qs(one.post_data) for one in self.posted[-1:]]
        return json.loads(form["credential"][0]), form.get("prf", [""])[0]


def open_browser(browser, live_server, settings, *, policy):
    settings.SITE_URL = live_server.url.replace("127.0.0.1", "localhost")
    return browser.new_context(
        viewport=TELEPHONE, locale="th-TH", reduced_motion="reduce", bypass_csp=not policy, base_url=settings.SITE_URL
    )


@pytest.fixture
def officer(browser, live_server, settings, officers):  # noqa: F811
    context = open_browser(browser, live_server, settings, policy=False)
    context.add_init_script(path=AXE)
    context.add_init_script(LOOKS)
    context.set_default_timeout(20_000)
    found = Officer(context, settings.SITE_URL, officers.case)
    yield found
    context.close()
    assert found.wrong == [], "\n".join(found.wrong)


def test_an_officer_binds_a_passkey_and_unlocks_with_both(officer):
    page = officer.page
    page.goto(reverse("vault:own"))
    officer.shows("vault-none-bound")
    page.get_by_role("link", name="ผูกพาสคีย์กับตู้นิรภัย").click()
    assert "คุณไม่มีพาสคีย์อื่นให้ผูก" in officer.text()
    officer.shows("vault-no-passkey")
    officer.add_passkey("โทรศัพท์ที่ทำงาน")
    made, _nothing = officer.answer()
    assert made["clientExtensionResults"]["prf"] == {"enabled": True}

    page.goto(reverse("vault:bind_passkey"))
    officer.shows("vault-bind", picture=True)
    officer.press("ลองพาสคีย์")
    page.get_by_label("วลีรหัสผ่านของตู้นิรภัย").wait_for()
    assert "“โทรศัพท์ที่ทำงาน” ใช้กับตู้นิรภัยได้" in officer.text()
    officer.shows("vault-bind-once-more")
    page.get_by_label("วลีรหัสผ่านของตู้นิรภัย").fill(PASSPHRASE)
    officer.press("ผูกพาสคีย์นี้")
    page.wait_for_url("**" + reverse("vault:own"))
    assert "โทรศัพท์ที่ทำงาน" in officer.text() and "กรุณาผูกอันที่สอง" in officer.text()
    officer.shows("vault-bound")
    assert BoundPasskey.objects.get().user == officer.user

    officer.press("ล็อกตู้นิรภัย")
    page.goto(reverse("vault:unlock"))
    officer.shows("vault-unlock-passkey", picture=True)
    officer.unlock("ผิดวลี ผิดวลี ผิดวลี ผิดวลี")
    assert "นี่ไม่ใช่วลีรหัสผ่านของตู้นิรภัย" in officer.text() and not Unlock.objects.exists()
    officer.shows("vault-unlock-passkey-wrong")
    officer.unlock()
    assert page.url.endswith(reverse("vault:own")) and "จะล็อกเองเวลา" in officer.text()
    signed, computed = officer.answer()
    assert len(websafe_decode(computed)) == 32
    assert "results" not in signed["clientExtensionResults"].get("prf", {}) and computed not in json.dumps(signed)

    page.get_by_role("link", name="เลิกผูก").click()
    officer.shows("vault-unbind")
    page.get_by_label("วลีรหัสผ่านของตู้นิรภัย").fill(PASSPHRASE)
    officer.press("เลิกผูกพาสคีย์นี้")
    page.wait_for_url("**" + reverse("vault:unlock"))
    page.get_by_label("วลีรหัสผ่านของตู้นิรภัย").fill(PASSPHRASE)
    officer.press("เปิดตู้นิรภัย")
    page.wait_for_url("**" + reverse("vault:own"))
    assert not BoundPasskey.objects.exists() and "จะล็อกเองเวลา" in officer.text()


def test_a_bound_passkey_stays_in_the_sign_in(officer):
    officer.add_passkey("โทรศัพท์")
    officer.bind()
    officer.page.goto(reverse("accounts:security"))
    officer.page.locator("a[href$='/remove/']").click()
    assert "พาสคีย์นี้ใช้เปิดตู้นิรภัยของคุณ" in officer.text()
    officer.shows("passkey-opens-vault")


def test_the_wrong_finger_or_another_telephone_opens_nothing(officer):
    officer.add_passkey("โทรศัพท์")
    officer.bind()
    officer.press("ล็อกตู้นิรภัย")
    officer.wrong_finger(True)
    officer.page.goto(reverse("vault:unlock"))
    officer.page.get_by_label("วลีรหัสผ่านของตู้นิรภัย").fill(PASSPHRASE)
    before = len(officer.posted)
    officer.press("เปิดตู้ด้วยพาสคีย์")
    officer.page.wait_for_selector("[data-passkey-failed]:not([hidden])")
    officer.shows("vault-wrong-finger")
    assert len(officer.posted) == before and not Unlock.objects.exists()
    officer.wrong_finger(False)
    officer.cdp.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": officer.finger})
    officer.new_authenticator()
    officer.press("เปิดตู้ด้วยพาสคีย์")
    officer.page.wait_for_selector("[data-passkey-failed]:not([hidden])")
    assert len(officer.posted) == before and not Unlock.objects.exists()


def test_under_the_strict_policy_an_answer_that_went_over_the_line_works_once(browser, live_server, settings, officers):  # noqa: F811
    context = open_browser(browser, live_server, settings, policy=True)
    context.set_default_timeout(20_000)
    officer, refused = Officer(context, settings.SITE_URL, officers.case), []
    officer.page.on("console", lambda line: refused.append(line.text) if "Content Security" in line.text else None)
    officer.add_passkey("โทรศัพท์")
    officer.bind()
    officer.press("ล็อกตู้นิรภัย")
    officer.unlock()
    sent = officer.posted[-1]
    assert Unlock.objects.count() == 1
    officer.press("ล็อกตู้นิรภัย")
    officer.page.goto(reverse("vault:unlock"))
    token = officer.page.locator("form[data-passkey] [name=csrfmiddlewaretoken]").get_attribute("value")
    form = {name: values[0] for name, values in parse_qs(sent.post_data).items()} | {"csrfmiddlewaretoken": token}
    again = officer.page.request.post(sent.url, form=form, headers={"Referer": sent.url, "Origin": settings.SITE_URL})
    assert again.status == 422 and not Unlock.objects.exists() and refused == []
    assert "no-store" in again.headers["cache-control"] and form["prf"] not in again.text()
    assert Event.objects.filter(verb="vault.passkey_refused").count() == 1
    context.close()


def test_without_scripts_the_page_says_in_thai_what_is_needed(browser, officer):
    officer.add_passkey("โทรศัพท์")
    officer.bind()
    officer.press("ล็อกตู้นิรภัย")
    context = browser.new_context(viewport=TELEPHONE, locale="th-TH", java_script_enabled=False, base_url=officer.base)
    context.add_cookies(officer.context.cookies())
    page = context.new_page()
    page.goto(reverse("vault:unlock"))
    fits(page)
    told = page.inner_text("main")
    assert "หน้านี้ต้องใช้พาสคีย์ ซึ่งต้องเปิดใช้สคริปต์" in told and "ไปพบผู้ดูแลระบบ" in told
    assert not page.is_visible("form[data-passkey]")
    context.close()
