"""An officer on a telephone: whose mail comes back, a corrected address, somebody asked in their inbox."""

import pytest
from django.urls import reverse

from saiyai.directory import actions as directory
from saiyai.directory.models import ContactPoint
from saiyai.notify import actions as notify
from saiyai.notify.models import Bounce
from saiyai.policy.actors import SYSTEM
from tests.browser.filling import fits
from tests.browser.test_keeping import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_mail_that_comes_back_is_seen_and_mended(phone, cast, live_server):
    page, _scripts = phone
    person = directory.add_person("วิภา", "รักงาน", by=SYSTEM, title="นาง", province_code="40")
    directory.add_contact_point(person, "PHONE", "081-234-5678", by=SYSTEM)
    directory.add_contact_point(person, "EMAIL", "wipa@saiyai.example", by=SYSTEM)
    directory.add_person("มาลี", "ใจเย็น", by=SYSTEM, user=cast.member)
    sign_in(page, cast.somying, live_server)
    page.goto(reverse("directory:returned"))
    fits(page)
    assert "ไม่มีจดหมายตีกลับ" in page.inner_text("main")

    notify.record_bounce("wipa@saiyai.example", "5.1.1", by=SYSTEM)
    notify.record_bounce(cast.member.email, "4.2.2", by=SYSTEM)
    page.goto(reverse("directory:details"))
    page.get_by_role("link", name="จดหมายที่ตีกลับ 2").click()
    fits(page)
    said = page.inner_text("main")
    assert "ไม่มีกล่องจดหมายนี้" in said and "กล่องจดหมายเต็ม" in said
    if page.locator("details.more:not([open])").count():
        page.get_by_text("ตัวกรอง", exact=True).click()
    page.get_by_label("สิ่งที่เกิดขึ้น").select_option("HARD")
    page.get_by_role("button", name="ค้นหา").last.click()
    fits(page)
    assert "kind_of=HARD" in page.url and "มาลี" not in page.inner_text("main")

    page.get_by_role("link", name="นางวิภา รักงาน").first.click()
    fits(page)
    assert "081-234-5678" in page.inner_text("main")  # how to ask otherwise
    page.get_by_label("ที่อยู่อีเมลที่ใช้ได้").fill("ไม่ใช่อีเมล")
    page.get_by_role("button", name="แก้ที่อยู่อีเมล").click()
    fits(page)
    page.get_by_label("ที่อยู่อีเมลที่ใช้ได้").fill("wipa.r@saiyai.example")
    page.get_by_role("button", name="แก้ที่อยู่อีเมล").click()
    fits(page)
    now = ContactPoint.objects.get(person=person, kind="EMAIL", ends_on__isnull=True)
    assert now.value == "wipa.r@saiyai.example" and now.verified_on is None

    page.goto(reverse("directory:returned"))
    assert "วิภา" not in page.inner_text("main")
    page.get_by_role("link", name="มาลี ใจเย็น").first.click()
    fits(page)
    page.get_by_text("ในกล่องข้อความบนเว็บไซต์นี้").first.click()
    page.get_by_role("button", name="ขอ หรือบันทึกว่าขอแล้ว").click()
    fits(page)
    assert "ขอผ่านช่องทางอื่นแล้ว" in page.inner_text("main")
    assert Bounce.objects.get(user=cast.member).asked_how == "INBOX" and cast.member.notices.count() == 1
