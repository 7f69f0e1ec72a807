"""The front desk in a browser: in Thai, on a telephone, with scripts blocked; and every page of it looked at by axe."""

import re

import pytest
from django.db import connections
from django.test import Client
from django.test.testcases import LiveServerThread
from playwright.sync_api import Error

from saiyai import frontdesk_settings
from saiyai.crypto import codes
from saiyai.intake import puzzles
from saiyai.intake.models import Ask, Blob, Report
from saiyai.intake.opening import CannotOpen
from saiyai.intake.tests import telling
from saiyai.intake.tests.test_pages import every_page
from saiyai.intake.views import telling as view
from tests.browser.test_accessibility import AXE, DESK, LOOKS, TELEPHONE, Eyes
from tests.browser.test_screens import SIZES, WANTED, keep

pytestmark = [pytest.mark.browser, pytest.mark.django_db(databases="__all__", transaction=True)]


class Plain:
    """In place of the handler that would serve files of the main site: the front desk serves its own."""

    def __new__(cls, handler):
        return handler


@pytest.fixture
def desk(transactional_db, settings, tmp_path, monkeypatch):
    """The address of a front desk that runs, and its officers."""
    for name in (
        "ROOT_URLCONF", "MIDDLEWARE", "FILE_UPLOAD_HANDLERS", "TEMPLATES", "STATIC_URL", "DATA_UPLOAD_MAX_MEMORY_SIZE",
        "DATA_UPLOAD_MAX_NUMBER_FILES",
    ):  # fmt: skip
        setattr(settings, name, getattr(frontdesk_settings, name))
    settings.PRIVATE_DIR = tmp_path / "private"
    settings.KEYRING, settings.KEYRING_MIRROR = tmp_path / "keyring" / "ring.sqlite3", ""
    settings.ALLOWED_HOSTS = ["localhost"]
    monkeypatch.setattr(view, "SHORTEST", 0)
    shared = {one.alias: one for one in connections.all() if one.vendor == "sqlite" and one.is_in_memory_db()}
    for one in shared.values():
        one.inc_thread_sharing()
    server = LiveServerThread("localhost", Plain, connections_override=shared)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    assert server.error is None, server.error
    settings.FRONTDESK_URL = f"http://localhost:{server.port}"
    yield settings.FRONTDESK_URL, telling.make_offices()
    server.terminate()
    for one in shared.values():
        one.dec_thread_sharing()


class Reporter:
    """Somebody with a telephone on which scripts are blocked."""

    def __init__(self, context, base):
        self.context, self.page, self.base, self.been = context, context.new_page(), base, []
        self.page.on("framenavigated", lambda frame: self.been.append((frame.url, frame.page.title())))

    def press(self, words):
        self.page.get_by_role("button", name=words, exact=True).first.click()

    def next(self):
        self.press("ไปคำถามถัดไป")

    def heading(self):
        return self.page.locator("h1").inner_text()

    def numbers(self):
        return [one.replace(" ", "") for one in self.page.locator("p.number").all_inner_texts()]

    def answer_puzzle(self):
        question = self.page.locator("label[for=id_answer]").inner_text()
        asked = [[kind, start] for kind in puzzles.KINDS for start in range(7 if kind.startswith("day") else 12)]
        puzzle = next(one for one in asked if puzzles.question(one) == question)
        self.page.fill("#id_answer", telling.right(puzzle))
        self.next()

    def shows(self, name):
        """Where pictures are wanted, one for the guides: on a telephone and on a desk."""
        if WANTED:
            for width, height in SIZES.items():
                self.page.set_viewport_size({"width": width, "height": height})
                keep(self.page, f"frontdesk-{name}-{width}")
            self.page.set_viewport_size(TELEPHONE)

    def tell(self, mode, *, exclude=""):
        """From the first page to the last one."""
        self.page.goto(f"{self.base}/report/")
        self.shows("first")
        self.page.get_by_role("link", name="เริ่มแจ้งเรื่อง").click()
        self.shows("question")
        self.page.fill("#id_what", "ผู้รับเหมาจ่ายเงินทอนทุกงวด")
        self.next()
        self.next()
        assert "กรุณาบอกหน่วยงาน" in self.page.locator(".note.bad").inner_text()
        self.page.fill("#id_agency", "เทศบาลตำบลหนึ่ง")
        self.next()
        self.page.select_option("#id_province", label="ขอนแก่น")
        self.next()
        self.next()
        self.next()
        self.page.fill("#id_names", exclude)
        self.next()
        assert self.page.get_by_label("สำนักงานเขต 4").is_checked()
        self.next()
        assert self.page.locator("input:checked").count() == 0
        self.shows("mode")
        self.page.get_by_text(mode, exact=True).click()
        self.next()
        if self.heading() == "คุณเป็นใคร":
            self.page.fill("#id_name", "ผู้แจ้งคนหนึ่ง")
            self.next()
        self.page.get_by_text("ไม่อยากบอก", exact=True).click()
        self.next()
        self.answer_puzzle()
        assert self.heading() == "ตรวจทานแล้วส่งเรื่อง"

    def come_back(self, receipt):
        self.page.goto(f"{self.base}/report/")
        self.page.get_by_role("link", name="มีรหัสรับเรื่องแล้ว ต้องการติดตามเรื่อง").click()
        self.page.fill("#id_code", codes.shown(receipt))
        self.press("ไปต่อ")
        assert self.heading() == "คุณอยู่คนเดียวหรือไม่"
        self.press("แสดง")
        assert self.heading() == "เรื่องของคุณ"

    def fits(self):
        return self.page.locator("html").bounding_box()["width"] <= 390

    def left_nothing(self, *secrets):
        """No address and no title that the browser keeps holds a code."""
        kept = " ".join(f"{url} {title}" for url, title in self.been)
        assert len(self.been) > 5 and self.context.cookies() == []
        for secret in secrets:
            assert secret not in re.sub(r"\s", "", kept)


@pytest.fixture
def reporter(browser, desk):
    context = browser.new_context(viewport=TELEPHONE, locale="th-TH", java_script_enabled=False)
    context.set_default_timeout(15_000)
    yield Reporter(context, desk[0])
    context.close()


def test_an_anonymous_report_with_three_files_and_answers_both_ways(reporter, desk):
    officers, page = desk[1], reporter.page
    reporter.tell("ไม่บอกชื่อ")
    files = [(f"ภาพ {n} ที่ี่.jpg", b"canary" * 1000 * n, "image/jpeg") for n in (1, 2, 3)]
    page.set_input_files("#id_files", [{"name": n, "mimeType": k, "buffer": c} for n, c, k in files])
    reporter.press("ส่งเรื่อง")
    assert reporter.heading() == "เราได้รับเรื่องของคุณแล้ว" and reporter.fits()
    reporter.shows("receipt")
    (receipt,) = reporter.numbers()
    with page.expect_download() as sheet:
        reporter.press("ดาวน์โหลดใบรหัสสำหรับพิมพ์ (PDF)")
    assert sheet.value.suggested_filename == "notes.pdf"
    page.fill("#id_code", receipt)
    reporter.press("ตรวจรหัส")
    assert reporter.heading() == "คุณจดถูกแล้ว"
    report = Report.objects.get()
    assert officers["r4a"].body(report).what == "ผู้รับเหมาจ่ายเงินทอนทุกงวด" and Blob.objects.count() == 3

    telling.office_writes(officers["r4a"], report, "เหตุเกิดในปีใด")
    reporter.come_back(receipt)
    assert "เหตุเกิดในปีใด" in page.locator("main").inner_text()
    reporter.shows("visit")
    reporter.press("เขียนข้อความ")
    page.fill("#id_text", "ปี 2568")
    reporter.press("ส่งข้อความ")
    assert telling.read_letters(officers["r4b"], report)[1] == ("message", "ปี 2568", "REPORTER")
    reporter.press("เพิ่มไฟล์ (มีแล้ว 3 ไฟล์)")
    page.set_input_files("#id_files", [{"name": "สัญญา.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"}])
    reporter.press("ส่งไฟล์")
    assert Blob.objects.count() == 4 and reporter.fits()
    reporter.press("จบการเข้าดูครั้งนี้")
    assert reporter.heading() == "จบการเข้าดูแล้ว"
    page.get_by_role("main").get_by_role("link", name="ออกจากหน้านี้").click()
    assert reporter.heading() == "มาตราวัดที่ดินไทย"
    with pytest.raises(Error, match="ERR_CACHE_MISS"):  # Back finds nothing: the browser was allowed to keep no page
        page.go_back()
    shown = page.locator("html").inner_text()  # waits for whatever stands there, where content() asks once
    assert "ปี 2568" not in shown and receipt not in shown
    reporter.left_nothing(receipt)


def test_a_sealed_name_with_somebody_left_out_and_a_yes_to_one_and_a_no_to_another(reporter, desk):
    officers, page = desk[1], reporter.page
    reporter.tell("บอกชื่อ แต่ปิดผนึกไว้", exclude="ณัฐพงศ์ ริมโขง")
    assert "นายณัฐพงษ์ ริมโขง" in page.locator("main").inner_text()
    reporter.press("ส่งเรื่อง")
    receipt, consent = reporter.numbers()
    report = Report.objects.get()
    assert set(report.wraps.filter(kind="OFFICER").values_list("reader", flat=True)) == {str(officers["r4b"].key)}

    yes = telling.office_asks(officers["r4b"], report)
    no = telling.office_asks(officers["r4b"], report, purpose="CITE")
    reporter.come_back(receipt)
    page.locator(f'button[value="ask:{yes.pk}"]').click()
    assert "31 มกราคม พ.ศ. 2642" in page.locator("main").inner_text().replace("\u00a0", " ") and reporter.fits()
    page.fill("#id_consent", receipt)
    reporter.press("ให้เจ้าหน้าที่คนนี้เห็นชื่อของฉัน")
    assert page.locator(".note.bad").count() == 1
    page.fill("#id_consent", codes.shown(consent))
    reporter.press("ให้เจ้าหน้าที่คนนี้เห็นชื่อของฉัน")
    page.locator(f'button[value="ask:{no.pk}"]').click()
    reporter.press("ไม่ให้ใครเห็น")
    yes, no = Ask.objects.get(pk=yes.pk), Ask.objects.get(pk=no.pk)
    assert (yes.status, no.status) == ("GRANTED", "REFUSED")
    assert telling.granted_name(officers["r4b"], yes) == "ผู้แจ้งคนหนึ่ง"
    with pytest.raises(CannotOpen):
        telling.granted_name(officers["r4b"], yes, seed=officers["hq1"].seed)
    reporter.left_nothing(receipt, consent)


def test_a_draft_comes_back_in_another_browser(reporter, desk, browser):
    page = reporter.page
    page.goto(f"{reporter.base}/report/tell/")
    page.fill("#id_what", "เขียนค้างไว้")
    reporter.press("บันทึกเป็นไฟล์ร่าง")
    (code,) = reporter.numbers()
    with page.expect_download() as draft:
        reporter.press("ดาวน์โหลดไฟล์ร่าง")
    content = draft.value.path().read_bytes()
    context = browser.new_context(viewport=TELEPHONE, java_script_enabled=False)
    other = Reporter(context, reporter.base)
    other.page.goto(f"{reporter.base}/report/draft/")
    other.page.set_input_files(
        "#id_file", [{"name": "notes.bin", "mimeType": "application/octet-stream", "buffer": content}]
    )
    other.page.fill("#id_code", code)
    other.press("เปิดไฟล์ร่าง")
    other.press("ย้อนกลับหนึ่งข้อ")
    assert other.page.locator("#id_what").input_value() == "เขียนค้างไว้"
    context.close()


@pytest.mark.parametrize("path", ["/report/tell/", "/en/report/tell/"])
def test_enter_goes_on_and_does_not_change_the_language(reporter, desk, path):
    page = reporter.page
    page.goto(f"{reporter.base}{path}")
    page.fill("#id_what", "ผู้รับเหมาจ่ายเงินทอน")
    page.press("#id_short", "Enter")
    page.fill("#id_agency", "เทศบาลตำบลหนึ่ง")
    page.press("#id_agency", "Enter")
    page.wait_for_selector("#id_province")
    assert page.url == f"{reporter.base}{path}"


@pytest.fixture
def eyes(browser, desk):
    context = browser.new_context(viewport=TELEPHONE, locale="th-TH", reduced_motion="reduce", bypass_csp=True)
    context.set_default_timeout(15_000)
    context.add_init_script(path=AXE)
    context.add_init_script(LOOKS)
    seeing = Eyes(context, desk[0])
    yield seeing
    context.close()
    assert seeing.wrong == [], "\n".join(seeing.wrong)


def test_axe_finds_nothing_on_any_page(eyes, desk, browser):
    """Every page in Thai, narrow and wide, light and dark; errors as well."""
    walker = Reporter.__new__(Reporter)
    walker.context, walker.page, walker.base, walker.been = eyes.context, eyes.page, desk[0], []
    looked = set()

    def look():
        name = walker.heading()
        if (name, walker.page.locator(".note.bad").count()) not in looked:
            looked.add((name, walker.page.locator(".note.bad").count()))
            eyes.look(name)
            eyes.measure(name)
            walker.page.set_viewport_size(TELEPHONE)

    press = walker.press

    def press_and_look(words):
        press(words)
        look()

    walker.press = press_and_look
    for path in ("", "draft/", "back/", "measures/", "promises/", "nowhere/"):
        walker.page.goto(f"{walker.base}/report/{path}")
        look()
    walker.tell("บอกชื่อ แต่ปิดผนึกไว้", exclude="ณัฐพงศ์ ริมโขง")
    walker.press("บันทึกเป็นไฟล์ร่าง")
    walker.press("กลับไปที่คำถาม")
    walker.press("ส่งเรื่อง")
    receipt, _consent = walker.numbers()
    walker.press("ตรวจรหัส")
    walker.page.fill("#id_code", receipt)
    walker.press("ตรวจรหัส")
    report = Report.objects.get()
    telling.office_asks(desk[1]["r4b"], report)
    telling.office_writes(desk[1]["r4b"], report, "เหตุเกิดในปีใด")
    walker.come_back(receipt)
    walker.press("อ่านแล้วตอบว่าให้หรือไม่ให้")
    walker.press("ให้เจ้าหน้าที่คนนี้เห็นชื่อของฉัน")
    for name in (
        "เพิ่มไฟล์ (มีแล้ว 0 ไฟล์)", "อ่านเรื่องที่คุณแจ้ง", "ดูว่าใครเปิดเรื่องแล้วบ้าง", "บอกชื่อแบบปิดผนึก หรือลบชื่อ", "แจ้งว่ามีอันตราย",
        "ขอให้ลบเรื่อง", "เขียนข้อความ",
    ):  # fmt: skip
        walker.press("กลับไปหน้าภาพรวม")
        walker.press(name)
    walker.press("กลับไปหน้าภาพรวม")
    for name in ("บอกชื่อแบบปิดผนึก หรือลบชื่อ", "อ่านว่าจะเกิดอะไรขึ้น", "ทำลายกุญแจของชื่อฉัน", "เขียนข้อความ"):
        walker.press(name)
    walker.press("ส่งข้อความ")
    Report.objects.update(must_renew=True)
    walker.press("กลับไปหน้าภาพรวม")
    walker.press("จบการเข้าดูครั้งนี้")
    assert len(looked) > 30


def showing(body):
    return lambda route: route.fulfill(body=body, content_type="text/html")


def test_axe_finds_nothing_on_any_page_in_english_on_a_wide_screen(eyes, desk, settings):
    """Every page that a reporter can meet, as a client got it and with the style sheet of the real one."""
    client, seen = Client(SERVER_NAME="localhost", headers={"origin": settings.FRONTDESK_URL}), set()
    for name, answer in every_page(client, desk[1], "/en"):
        eyes.page.route("**/en/shown/", showing(answer.content))
        eyes.page.goto(f"{desk[0]}/en/shown/")
        assert eyes.page.locator("html").get_attribute("lang") == "en"
        eyes.look(f"{name} en", DESK)
        eyes.page.unroute("**/en/shown/")
        seen.add(name)
    assert len(seen) > 45
