"""Vaults and the recovery key on a telephone in Thai: set up, lock, unlock, three of five trustees, a ceremony."""

import re

import pytest
from django.conf import settings as configured
from django.urls import reverse

from conftest import PASSWORD
from saiyai.accounts.models import Ceremony, Quorum, Unlock
from saiyai.accounts.tests.conftest import officers, ring  # noqa: F401  (people and their own keyring)
from saiyai.accounts.tests.vaults import PASSPHRASE, quickly_with_vault
from saiyai.accounts.vault import session
from tests.browser.filling import fits
from tests.browser.test_screens import WANTED, keep

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BY_HAND = "กระดาษ ว่าวจุฬา ลอยลม เหนือทุ่งรวงทอง"


class Telephones:
    """A telephone for each person, all with or without scripts."""

    def __init__(self, browser, base, scripts):
        self.browser, self.base, self.scripts, self.contexts = browser, base, scripts, []

    def fresh(self):
        context = self.browser.new_context(
            viewport={"width": 390, "height": 844}, locale="th-TH", java_script_enabled=self.scripts, base_url=self.base
        )
        context.set_default_timeout(15_000)
        self.contexts.append(context)
        return context

    def unlocked(self, user):
        """Of somebody who has signed in and unlocked their vault elsewhere in this test."""
        context, client = self.fresh(), quickly_with_vault(user)
        names = (configured.SESSION_COOKIE_NAME, session.cookie_name())
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": self.base} for name in names])
        return context.new_page()

    def signed_in(self, user):
        page = self.fresh().new_page()
        page.goto(reverse("account_login"))
        page.fill("[name=login]", user.email)
        page.fill("[name=password]", PASSWORD)
        page.locator("form:not([data-passkey]) button[type=submit].btn-primary").first.click()
        page.wait_for_url(lambda address: "/login/" not in address)
        return page


@pytest.fixture
def telephones(phone, browser, live_server):
    _page, scripts = phone
    found = Telephones(browser, live_server.url, scripts)
    yield found
    for context in found.contexts:
        context.close()


def press(page, name):
    fits(page)
    page.get_by_role("button", name=name, exact=True).click()


def picture(page, name):
    """For the guide, where pictures are wanted."""
    if WANTED:
        keep(page, name)


def text(page):
    return page.inner_text("main")


def test_an_officer_sets_up_locks_and_unlocks_a_vault(telephones, officers):  # noqa: F811
    page = telephones.signed_in(officers.case)
    page.goto(reverse("vault:own"))
    fits(page)
    page.get_by_role("link", name="ตั้งตู้นิรภัย").click()
    picture(page, "vault-set-up-390")
    page.get_by_label("วลีรหัสผ่าน", exact=True).fill("สั้นไป")
    page.get_by_label("วลีรหัสผ่านอีกครั้ง").fill("สั้นไป")
    page.get_by_label(re.compile("ฉันเข้าใจว่า")).check()
    press(page, "ตั้งตู้นิรภัย")
    assert "สั้นเกินไป" in text(page) and page.get_by_label("วลีรหัสผ่าน", exact=True).input_value() == ""
    page.get_by_label("วลีรหัสผ่าน", exact=True).fill(BY_HAND)
    page.get_by_label("วลีรหัสผ่านอีกครั้ง").fill(BY_HAND)
    press(page, "ตั้งตู้นิรภัย")
    assert "พร้อมใช้และเปิดอยู่" in page.content() and "วลีรหัสผ่านนี้แข็งแรง" in page.content()
    [cookie] = [one for one in page.context.cookies() if one["name"] == session.cookie_name()]
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["expires"]) == (True, "Strict", -1)
    assert BY_HAND not in page.content()
    press(page, "ล็อกตู้นิรภัย")
    assert "ล็อกอยู่" in text(page) and not Unlock.objects.exists()
    assert session.cookie_name() not in {one["name"] for one in page.context.cookies()}
    page.get_by_role("link", name="เปิดตู้นิรภัย").click()
    page.get_by_label("วลีรหัสผ่านของตู้นิรภัย").fill(BY_HAND[:-1])
    press(page, "เปิดตู้นิรภัย")
    assert "นี่ไม่ใช่วลีรหัสผ่านของตู้นิรภัย" in text(page)
    page.get_by_label("วลีรหัสผ่านของตู้นิรภัย").fill(BY_HAND)
    press(page, "เปิดตู้นิรภัย")
    assert page.url.endswith(reverse("vault:own")) and "จะล็อกเองเวลา" in text(page)
    fits(page)


def test_three_of_five_are_chosen_and_come_together_for_a_drill(telephones, officers, cast):  # noqa: F811
    trustees = [getattr(officers, f"trustee{number}") for number in range(1, 6)]
    pages = [telephones.unlocked(user) for user in trustees]
    admin, lead = telephones.signed_in(cast.admin), telephones.unlocked(officers.lead)

    admin.goto(reverse("vault:quorum"))
    assert "ยังไม่มีกุญแจกู้คืน" in text(admin)
    admin.get_by_role("link", name="เลือกผู้ร่วมถือกุญแจ").click()
    for user in trustees:
        admin.get_by_label(user.display_name).check()
    admin.get_by_label("เหตุผล").fill("ตั้งต้น")
    press(admin, "เสนอผู้ร่วมถือกุญแจชุดนี้")
    assert "รอ" in text(admin) and Quorum.objects.get().status == "PROPOSED"

    pages[0].goto(reverse("vault:quorum"))
    press(pages[0], "ยืนยันและแบ่งกุญแจ")
    assert "3 จาก 5 คน" in text(pages[0])
    picture(pages[0], "vault-recovery-key-390")
    fits(pages[0])

    lead.goto(reverse("vault:quorum"))
    lead.get_by_role("link", name="เรียกผู้ร่วมถือกุญแจมาร่วมกัน").click()
    lead.get_by_role("radio", name="ซ้อม").check()
    lead.get_by_label("เหตุผล").fill("ซ้อมประจำไตรมาส")
    press(lead, "เรียกผู้ร่วมถือกุญแจมาร่วมกัน")
    where = lead.url
    pages[4].goto(where)
    press(pages[4], "ยืนยันการเปิดกุญแจร่วมกัน")
    for count, page in enumerate(pages[:3], 1):
        page.goto(where)
        press(page, "ให้ชิ้นกุญแจของฉัน")
        assert f"มีชิ้นกุญแจแล้ว {count} จาก 3 ชิ้น" in text(page)
        assert page.get_by_role("button", name="ให้ชิ้นกุญแจของฉัน").count() == 0
    lead.goto(where)
    press(lead, "ลองชิ้นกุญแจ")
    assert "ซ้อมสำเร็จ" in lead.content() and Quorum.objects.get().drilled_on
    assert Ceremony.objects.get().status == "ENDED"


def test_a_trustee_whose_vault_is_locked_unlocks_it_on_the_way(telephones, officers, cast):  # noqa: F811
    page = telephones.unlocked(officers.trustee1)
    page.goto(reverse("vault:own"))
    press(page, "ล็อกตู้นิรภัย")
    page.goto(reverse("vault:open_ceremony"))
    assert reverse("vault:unlock") in page.url
    page.get_by_label("วลีรหัสผ่านของตู้นิรภัย").fill(PASSPHRASE)
    press(page, "เปิดตู้นิรภัย")
    assert page.url.endswith(reverse("vault:open_ceremony"))
