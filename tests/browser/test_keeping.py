"""An officer keeps the directory on a telephone: a new organisation, a post and its holder, then a merger."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from saiyai.directory import actions, queries
from saiyai.directory.models import Organization
from saiyai.policy.actors import SYSTEM
from tests.browser.filling import fits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sign_in(page, user, live_server):
    client = Client()
    client.force_login(user)
    page.context.add_cookies([{"name": "sessionid", "value": client.session.session_key, "url": live_server.url}])


def name_it(page, label, typed, whole, scripts):
    """A part of the name: chosen from the list while typing, or by a radio button after sending."""
    if scripts:
        page.get_by_label(label).first.press_sequentially(typed, delay=10)
        page.get_by_role("option", name=whole).first.click()
    else:
        page.get_by_label(label).first.fill(typed)


def choose(page, whole, scripts, button):
    page.get_by_role("button", name=button).click()
    if not scripts:
        fits(page)
        page.get_by_role("radio", name=whole).first.check()
        page.get_by_role("button", name=button).click()


def test_an_organisation_is_added_and_goes_into_another(phone, cast, live_server):
    page, scripts = phone
    department = actions.add_organization("กรมคลองหลอด", "DEPARTMENT", by=SYSTEM)
    actions.add_organization("กองคลองใหญ่", "DIVISION", by=SYSTEM, parent=department)
    someone = actions.add_person("ณัฐพงษ์", "เรือเร็ว", by=SYSTEM, listed=True)
    sign_in(page, cast.somying, live_server)

    page.goto(reverse("directory:organizations"))
    page.get_by_role("link", name="เพิ่มหน่วยงาน").click()
    fits(page)
    page.get_by_role("link", name="กอง สำนัก หรือกลุ่มงาน").click()
    fits(page)
    page.get_by_label("ชื่อภาษาไทย").fill("กองฝายน้ำล้น")
    name_it(page, "สังกัด (ถ้ามี)", "คลองหล", "กรมคลองหลอด", scripts)
    page.get_by_label("สังกัดที่นั่นตั้งแต่วันที่").fill("1 ต.ค. 67")
    page.get_by_role("button", name="เพิ่มหน่วยงานนี้").click()
    fits(page)
    assert "4 หลัก" in page.inner_text("main")
    page.get_by_label("สังกัดที่นั่นตั้งแต่วันที่").fill("1 ต.ค. 2567")
    choose(page, "กรมคลองหลอด", scripts, "เพิ่มหน่วยงานนี้")
    fits(page)
    assert page.get_by_role("heading", level=1).inner_text().startswith("กองฝายน้ำล้น")
    weirs = Organization.objects.get(name_th="กองฝายน้ำล้น")
    assert queries.ancestors(weirs) == [department]

    page.get_by_role("link", name="เพิ่มตำแหน่ง").click()
    page.get_by_label("ตำแหน่ง", exact=True).fill("นายช่างฝาย")
    page.get_by_role("button", name="บันทึก").click()
    actions.hold(someone, weirs.posts.get(), by=SYSTEM, starts_on=date(2024, 10, 1))

    page.goto(reverse("directory:organization", args=[weirs.pk]))
    page.locator("summary", has_text="ปรับโครงสร้าง").click()
    page.get_by_role("link", name="บันทึกการปรับโครงสร้าง").click()
    fits(page)
    page.get_by_role("radio", name="รวมเข้ากับ").check()
    page.get_by_label("วันแรกที่โครงสร้างใหม่มีผล").fill("1 ม.ค. 2569")
    name_it(page, "หน่วยงานที่รับช่วงต่อ (ถ้ามี)", "คลองใหญ่", "กองคลองใหญ่", scripts)
    page.get_by_role("checkbox", name="ย้ายไปยังหน่วยงานที่รับช่วงต่อ").check()
    choose(page, "กองคลองใหญ่", scripts, "ดูผลก่อนบันทึก")
    fits(page)
    assert "ณัฐพงษ์ เรือเร็ว" in page.inner_text("main") and not weirs.successions.exists()
    page.get_by_role("button", name="ยืนยันและบันทึก").click()
    fits(page)
    assert weirs.successions.get().successor.name_th == "กองคลองใหญ่"

    page.goto(reverse("directory:person", args=[someone.pk]))
    assert "กองคลองใหญ่" in page.inner_text("main")
    for words in ("กองฝายน้ำล้น", "เรือเร็ว กองคลองใหญ่"):
        page.goto(reverse("directory:find", query={"q": words}))
        fits(page)
        assert page.get_by_role("link", name="กองคลองใหญ่" if "ฝาย" in words else "ณัฐพงษ์").first.is_visible()
