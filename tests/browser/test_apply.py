"""The whole form in Thai on a telephone, from the empty page to a number: once with scripts, once without."""

import os
from pathlib import Path

import pytest

from saiyai.membership.models import Application, Endorsement
from saiyai.membership.tests.form_answers import identity_number, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("SAIYAI_SHOTS", "")


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def phone(request, browser, live_server, settings, offices, network):
    """A page of 390 px in Thai, and whether it runs scripts; nothing on it may break the content policy."""
    settings.SITE_URL = live_server.url
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="th-TH", java_script_enabled=request.param, base_url=live_server.url
    )
    page = context.new_page()
    wrong = []
    page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page, request.param
    context.close()
    assert wrong == []


def shot(page, name):
    """A picture of the page for whoever asks by SAIYAI_SHOTS, and no sideways scrolling ever."""
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


def on(page):
    """To the next topic."""
    page.get_by_role("button", name="ไปข้อถัดไป").click()


def file(upload):
    return {"name": upload.name, "mimeType": "image/jpeg", "buffer": upload.read()}


def choose_place(page, scripts):
    if scripts:
        page.get_by_label("ตำบล อำเภอ หรือรหัสไปรษณีย์").first.press_sequentially("ในเมือง เมืองขอนแก่น", delay=10)
        page.get_by_role("option").first.click()
        return
    page.get_by_label("ตำบล อำเภอ หรือรหัสไปรษณีย์").first.fill("ในเมือง ขอนแก่น")
    page.get_by_role("button", name="ค้นหาพื้นที่").first.click()
    page.get_by_role("radio", name="เมืองขอนแก่น").first.check()


def test_from_an_empty_form_to_a_number(phone):
    page, scripts = phone
    page.goto("/apply/")
    shot(page, "start")
    page.get_by_role("radio", name="บุคคล").check()
    page.get_by_role("button", name="เริ่มกรอกใบสมัคร").click()
    shot(page, "draft")
    page.get_by_role("link", name="ทำต่อ:").click()

    page.get_by_label("ชื่อ", exact=True).fill("สมชาย")
    page.get_by_label("นามสกุล", exact=False).first.fill("ใจดี")
    shot(page, "name")
    on(page)

    page.get_by_role("radio", name="บัตรประจำตัวประชาชน").check()
    page.get_by_label("เลขบนบัตร").fill("1101700203451")
    page.get_by_label("วันเกิด").fill("5/3/28")
    on(page)
    shot(page, "identity-wrong")
    assert "หลักสุดท้าย" in page.content() and page.get_by_label("เลขบนบัตร").input_value() == "1101700203451"
    page.get_by_label("เลขบนบัตร").fill(identity_number())
    page.get_by_label("วันเกิด").fill("5 มีนาคม 2528")
    on(page)

    page.get_by_label("บ้านเลขที่").first.fill("118/4 หมู่ 7")
    choose_place(page, scripts)
    page.get_by_role("radio", name="ตรงกัน", exact=True).check()
    shot(page, "address")
    on(page)

    page.get_by_label("โทรศัพท์", exact=True).fill("081 234 5678")
    page.get_by_label("อีเมล", exact=True).fill("somchai@example.go.th")
    on(page)

    page.get_by_role("radio", name="เจ้าหน้าที่ของรัฐ").check()
    page.get_by_label("ตำแหน่ง", exact=False).first.fill("นักวิชาการตรวจสอบภายใน")
    page.locator("#id_organization_name").fill("สำนักงานจังหวัดขอนแก่น")
    page.get_by_label("จังหวัดที่ปฏิบัติงาน").select_option("40")
    page.get_by_label("ชื่อผู้บังคับบัญชา").fill("นางสาวอารี มีสุข")
    page.get_by_label("อีเมลผู้บังคับบัญชา").fill("aree@example.go.th")
    shot(page, "work")
    on(page)
    on(page)

    page.locator("summary", has_text="เขต 4").click()
    page.get_by_role("checkbox", name="ขอนแก่น").check()
    page.get_by_role("checkbox", name="เฝ้าระวังงานของรัฐ").check()
    shot(page, "areas")
    on(page)

    page.get_by_role("checkbox", name="ขอรับรองว่าไม่มีลักษณะ").check()
    page.get_by_role("radio", name="ไม่ใช่").check()
    shot(page, "declarations")
    on(page)

    page.get_by_label("สำเนาบัตรประจำตัวประชาชน").set_input_files(file(picture("บัตร.jpg")))
    shot(page, "documents")
    on(page)

    assert page.locator("input[type=checkbox]:checked").count() == 0
    for pledge in ("เป็นความจริง", "รักษาความลับ", "จรรยาบรรณ"):
        page.get_by_role("checkbox", name=pledge).check()
    shot(page, "consents")
    page.get_by_role("button", name="ตรวจทาน").click()
    shot(page, "review")
    page.get_by_role("button", name="ส่งใบสมัคร").click()

    application = Application.objects.get()
    assert application.status == "ENDORSEMENT" and application.office_id == "R4" and application.area_code == "400101"
    assert application.number in page.content() and Endorsement.objects.get().email == "aree@example.go.th"
    shot(page, "status")
    page.go_back()
    page.reload()
    assert Application.objects.count() == 1


def test_no_page_scrolls_sideways(phone, django_db_blocker):
    page, scripts = phone
    if not scripts:
        pytest.skip("measured by a script")
    page.goto("/apply/")
    page.get_by_role("radio", name="หน่วยขององค์กร").check()
    page.get_by_role("button", name="เริ่มกรอกใบสมัคร").click()
    start = page.url
    topics = ("", "unit/", "head/", "name/", "contact/", "profile/", "areas/", "declarations/", "documents/", "consents/", "review/")
    for topic in topics:
        page.goto(start + topic)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, topic
        shot(page, f"unit-{topic.strip('/')}")
