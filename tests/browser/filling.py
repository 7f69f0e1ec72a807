"""How an official fills in the form on a telephone, topic by topic; what every journey needs besides."""

from saiyai.membership.tests.form_answers import identity_number, picture

NARROW = 390


def fits(page):
    """Nothing on the page is wider than the telephone. Measured by the browser, so also where scripts are off."""
    page.wait_for_load_state()  # half a page fits everywhere
    session = page.context.new_cdp_session(page)
    width = session.send("Page.getLayoutMetrics")["cssContentSize"]["width"]
    session.detach()
    assert width <= NARROW, f"{page.url} is {width} px wide"


def on(page):
    """To the next topic."""
    page.get_by_role("button", name="ไปข้อถัดไป").click()


def file(upload):
    return {"name": upload.name, "mimeType": "image/jpeg", "buffer": upload.read()}


def choose_place(page, scripts):
    if scripts:
        page.get_by_label("ตำบล อำเภอ หรือรหัสไปรษณีย์").first.press_sequentially("ในเมือง เมืองขอนแก่น", delay=10)
        page.get_by_role("option", name="เมืองขอนแก่น").first.click()  # half the words find another place
        return
    page.get_by_label("ตำบล อำเภอ หรือรหัสไปรษณีย์").first.fill("ในเมือง ขอนแก่น")
    page.get_by_role("button", name="ค้นหาพื้นที่").first.click()
    page.get_by_role("radio", name="เมืองขอนแก่น").first.check()


def apply_as_official(page, scripts):
    """From the empty first page to the application that is sent in; ends on the page that tells where it stands."""
    _fill_who(page, scripts)
    _fill_work(page)
    _fill_pledges(page)


def _fill_who(page, scripts):
    page.goto("/apply/")
    fits(page)
    page.get_by_role("radio", name="บุคคล").check()
    page.get_by_role("button", name="เริ่มกรอกใบสมัคร").click()
    fits(page)
    page.get_by_role("link", name="ทำต่อ:").click()

    page.get_by_label("ชื่อ", exact=True).fill("สมชาย")
    page.get_by_label("นามสกุล", exact=False).first.fill("ใจดี")
    fits(page)
    on(page)

    page.get_by_role("radio", name="บัตรประจำตัวประชาชน").check()
    page.get_by_label("เลขบนบัตร").fill("1101700203451")
    page.get_by_label("วันเกิด").fill("5/3/28")
    on(page)
    fits(page)
    assert "หลักสุดท้าย" in page.content() and page.get_by_label("เลขบนบัตร").input_value() == "1101700203451"
    page.get_by_label("เลขบนบัตร").fill(identity_number())
    page.get_by_label("วันเกิด").fill("5 มีนาคม 2528")
    on(page)

    page.get_by_label("บ้านเลขที่").first.fill("118/4 หมู่ 7")
    choose_place(page, scripts)
    page.get_by_role("radio", name="ตรงกัน", exact=True).check()
    fits(page)
    on(page)

    page.get_by_label("โทรศัพท์", exact=True).fill("081 234 5678")
    page.get_by_label("อีเมล", exact=True).fill("somchai@example.go.th")
    on(page)


def _fill_work(page):
    page.get_by_role("radio", name="เจ้าหน้าที่ของรัฐ").check()
    page.get_by_label("ตำแหน่ง", exact=False).first.fill("นักวิชาการตรวจสอบภายใน")
    page.locator("#id_organization_name").fill("สำนักงานจังหวัดขอนแก่น")
    page.get_by_label("จังหวัดที่ปฏิบัติงาน").select_option("40")
    page.get_by_label("ชื่อผู้บังคับบัญชา").fill("นางสาวอารี มีสุข")
    page.get_by_label("อีเมลผู้บังคับบัญชา").fill("aree@example.go.th")
    fits(page)
    on(page)
    on(page)

    page.locator("summary", has_text="เขต 4").click()
    page.get_by_role("checkbox", name="ขอนแก่น").check()
    page.get_by_role("checkbox", name="เฝ้าระวังงานของรัฐ").check()
    fits(page)
    on(page)


def _fill_pledges(page):
    page.get_by_role("checkbox", name="ขอรับรองว่าไม่มีลักษณะ").check()
    page.get_by_role("radio", name="ไม่ใช่").check()
    fits(page)
    on(page)

    page.get_by_label("สำเนาบัตรประจำตัวประชาชน").set_input_files(file(picture("บัตร.jpg")))
    fits(page)
    on(page)

    assert page.locator("input[type=checkbox]:checked").count() == 0
    for pledge in ("เป็นความจริง", "รักษาความลับ", "จรรยาบรรณ"):
        page.get_by_role("checkbox", name=pledge).check()
    fits(page)
    page.get_by_role("button", name="ตรวจทาน").click()
    fits(page)
    page.get_by_role("button", name="ส่งใบสมัคร").click()
    fits(page)
