"""The whole way of a reporter in Firefox as Tor Browser sets it up: without scripts, without fonts of ours, at an onion address."""

import os
import re
from pathlib import Path

import pytest

from saiyai.crypto import codes
from saiyai.intake import puzzles
from saiyai.intake.models import Blob, Report
from saiyai.intake.tests import telling
from tests.browser.firefox import ONION, PROGRAM, SAFEST, Firefox, Refused
from tests.browser.test_frontdesk import desk  # noqa: F401

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(databases="__all__", transaction=True),
    pytest.mark.skipif(not PROGRAM, reason="Firefox is not installed"),
]
PICTURES = os.environ.get("SAIYAI_FIREFOX_PICTURES", "")  # a folder for a picture of each page


class Walker(Firefox):
    """Looks at each page that it comes to: it fits, it is in Thai, and it runs nothing."""

    def looks(self, name):
        assert self.width() <= 390 and self.has("html", "lang") == "th", name
        assert self.has("html", "scrollWidth") <= 390, name
        if PICTURES:
            Path(PICTURES).mkdir(exist_ok=True)
            self.seen = getattr(self, "seen", 0) + 1
            self.picture(Path(PICTURES) / f"{self.seen:02}-{name}.png")

    def heading(self):
        return self.text("h1")

    def next(self, name):
        self.looks(name)
        self.press("ไปคำถามถัดไป")

    def answer_puzzle(self):
        asked = [[kind, start] for kind in puzzles.KINDS for start in range(7 if kind.startswith("day") else 12)]
        question = self.text("label[for=id_answer]")
        self.fill("#id_answer", telling.right(next(one for one in asked if puzzles.question(one) == question)))

    def tell(self, base):
        self.go(f"{base}/report/")
        self.looks("first")
        self.follow("เริ่มแจ้งเรื่อง")
        self.fill("#id_what", "ผู้รับเหมาจ่ายเงินทอนทุกงวด")
        self.next("what")
        self.next("who")
        assert "กรุณาบอกหน่วยงาน" in self.text(".note.bad")
        self.fill("#id_agency", "เทศบาลตำบลหนึ่ง")
        self.next("who-again")
        self.click("//select[@id='id_province']/option[normalize-space()='ขอนแก่น']")
        for name in ("where", "harm", "evidence", "exclude"):
            self.next(name)
        assert self.has("//label[normalize-space()='สำนักงานเขต 4']/input | //input[@value='R4']", "checked")
        self.next("desk")
        self.click("//label[contains(normalize-space(), 'ไม่บอกชื่อ')]")
        self.next("mode")
        self.click("//label[normalize-space()='ไม่อยากบอก']")
        self.next("network")
        self.answer_puzzle()
        self.next("puzzle")
        assert self.heading() == "ตรวจทานแล้วส่งเรื่อง"

    def number(self):
        (found,) = self.texts("p.number")
        return re.sub(r"\s", "", found)

    def come_back(self, base, receipt):
        self.go(f"{base}/report/")
        self.follow("มีรหัสรับเรื่องแล้ว ต้องการติดตามเรื่อง")
        self.fill("#id_code", codes.shown(receipt))
        self.looks("back")
        self.press("ไปต่อ")
        assert self.heading() == "คุณอยู่คนเดียวหรือไม่"
        self.looks("alone")
        self.press("แสดง")
        assert self.heading() == "เรื่องของคุณ"


@pytest.fixture(params=["onion", "plain"])
def walker(request, desk, settings, tmp_path):  # noqa: F811
    """At its safest level at the onion address, and Firefox as it comes at the address of the site."""
    base = desk[0]
    if request.param == "onion":
        settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, ONION]
        settings.ONION_ADDRESS = f"http://{ONION}/report/"
        base = base.replace("localhost", ONION)
    walker = Walker(tmp_path, **(SAFEST if request.param == "onion" else {"javascript.enabled": False}))
    walker.base, walker.officers = base, desk[1]
    yield walker
    walker.end()


def test_a_report_with_three_files_and_a_return(walker, tmp_path, caplog):
    walker.tell(walker.base)
    files = [tmp_path / f"ภาพ {n} ที่ี่.jpg" for n in (1, 2, 3)]
    for n, file in enumerate(files, 1):
        file.write_bytes(b"canary" * 1000 * n)
    walker.give("#id_files", *files)
    walker.looks("check")
    walker.press("ส่งเรื่อง")
    assert walker.heading() == "เราได้รับเรื่องของคุณแล้ว", walker.texts(".note")
    receipt = walker.number()
    walker.looks("receipt")
    walker.fill("#id_code", receipt)
    walker.press("ตรวจรหัส")
    assert walker.heading() == "คุณจดถูกแล้ว"
    walker.looks("kept")
    report = Report.objects.get()
    assert walker.officers["r4a"].body(report).what == "ผู้รับเหมาจ่ายเงินทอนทุกงวด" and Blob.objects.count() == 3

    telling.office_writes(walker.officers["r4a"], report, "เหตุเกิดในปีใด")
    walker.come_back(walker.base, receipt)
    assert "เหตุเกิดในปีใด" in walker.text("main")
    walker.looks("visit")
    walker.press("เขียนข้อความ")
    walker.fill("#id_text", "ปี 2568")
    walker.looks("write")
    walker.press("ส่งข้อความ")
    assert telling.read_letters(walker.officers["r4b"], report)[1] == ("message", "ปี 2568", "REPORTER")
    walker.press("เพิ่มไฟล์ (มีแล้ว 3 ไฟล์)")
    walker.looks("files")
    walker.press("กลับไปหน้าภาพรวม")
    walker.press("จบการเข้าดูครั้งนี้")
    assert walker.heading() == "จบการเข้าดูแล้ว"
    walker.looks("over")
    walker.follow("ออกจากหน้านี้")
    assert walker.heading() == "มาตราวัดที่ดินไทย"
    walker.looks("left")
    with pytest.raises(Refused, match="notCached"):  # Back finds nothing: Firefox was allowed to keep no page
        walker.ask("WebDriver:Back")
    assert "favicon" not in caplog.text, "the icon was asked of the site, with the cookie of who is signed in there"
    left_nothing(walker, receipt)


def left_nothing(walker, receipt):
    """What Firefox wrote into its profile tells neither the receipt nor what was written; at its safest, nothing at all."""
    assert walker.ask("WebDriver:GetCookies") == []
    walker.end()
    kept = b"".join(
        path.read_bytes() for path in walker.profile.rglob("*") if path.is_file() and path.name != "user.js"
    )
    for word in (receipt, codes.shown(receipt), "ผู้รับเหมา", "ปี 2568"):
        assert word.encode() not in kept, word
    assert (b"/report/back/" in kept) == ("onion" not in walker.base), "the search finds what is there: the history"
