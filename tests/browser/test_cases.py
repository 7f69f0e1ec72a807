"""Whole ways of a report in Thai, at 390 px: from a telephone without scripts to the desk of an officer and back again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from saiyai.accounts.tests.vaults import PASSPHRASE
from saiyai.accounts.vault import actions as vaults
from saiyai.cases import actions
from saiyai.cases.models import Case
from saiyai.crypto import codes
from saiyai.documents.tests.test_cleaning import picture
from saiyai.intake.models import Ask, Blob, IdentityGrant, Message, Report
from saiyai.policy.actors import SYSTEM
from saiyai.thai import dates
from tests.browser.desks import NAMES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(databases="__all__", transaction=True)]


def lock_vault_of(person):
    """As after a quarter of an hour."""
    vaults.lock(person.user, by=person.user)


def test_an_anonymous_report_with_files_is_asked_about_and_answered(sites, people, officers, reporter):
    sites.turn_to_desk()
    reporter.tell("ไม่บอกชื่อ")
    files = [(f"ภาพ {n}.jpg", picture(mark=f"CANARY{n}"), "image/jpeg") for n in (1, 2, 3)]
    reporter.page.set_input_files("#id_files", [{"name": n, "mimeType": k, "buffer": c} for n, c, k in files])
    reporter.press("ส่งเรื่อง")
    (receipt,) = reporter.numbers()
    sites.turn_to_house()
    kaew = officers("kaew")
    kaew.page.goto("/desk/")
    assert kaew.page.locator("ul.rows li").count() == 0
    assert not Case.objects.exists(), "before the round nobody sees that anything came in"

    actions.publish_batch(by=SYSTEM)
    lock_vault_of(people.kaew)
    ref = Case.objects.get().ref
    kaew.page.goto("/desk/")
    assert "/accounts/vault/" in kaew.page.url and ref not in kaew.page.content()
    kaew.page.get_by_label("วลีรหัสผ่านของตู้นิรภัย").fill(PASSPHRASE)
    kaew.press("เปิดตู้นิรภัย")
    assert "คุณยังไม่ได้เปิดอ่าน" in kaew.text() and "ผู้รับเหมา" not in kaew.text()
    kaew.shows("desk")
    kaew.page.get_by_role("link", name=f"เปิดเรื่อง {ref}").click()
    assert "ผู้รับเหมาจ่ายเงินทอนทุกงวด" in kaew.text()
    kaew.shows("case")
    kaew.page.get_by_label("ข้อความถึงผู้แจ้ง").fill("เหตุเกิดในปีใด")
    kaew.press("ส่งถึงผู้แจ้ง")
    with kaew.page.expect_download() as copy:
        kaew.press("สำเนาปลอดภัย")
    content = copy.value.path().read_bytes()
    assert content.startswith(b"\xff\xd8") and b"CANARY" not in content
    assert copy.value.suggested_filename == "evidence-01.jpg" and Blob.objects.count() == 3

    sites.turn_to_desk()
    reporter.come_back(receipt)
    assert "เหตุเกิดในปีใด" in reporter.page.locator("main").inner_text()
    reporter.press("เขียนข้อความ")
    reporter.page.fill("#id_text", "ปี 2568 เดือนมีนาคม")
    reporter.press("ส่งข้อความ")
    assert reporter.fits()
    sites.turn_to_house()
    kaew.page.goto(f"/desk/{ref}/")
    assert "ปี 2568 เดือนมีนาคม" not in kaew.text(), "an answer waits for the round, so that its hour says nothing"
    actions.publish_batch(by=SYSTEM)
    kaew.page.goto(f"/desk/{ref}/")
    assert "ปี 2568 เดือนมีนาคม" in kaew.text()
    assert Message.objects.count() == 2
    reporter.left_nothing(receipt)


def ask_for_the_name(officer, ref, why):
    officer.page.goto(f"/desk/{ref}/")
    officer.unfold("ขอดูชื่อ")
    officer.page.get_by_role("radio", name="ติดต่อคุณโดยตรง").check()
    officer.page.locator("#identity [name=until]").fill(dates.short(timezone.localdate() + timedelta(days=60)))
    officer.page.locator("#identity [name=why]").fill(why)
    officer.press("ส่งคำขอถึงผู้แจ้ง")


def test_a_sealed_name_opens_for_one_officer_and_the_excluded_one_finds_no_trace(sites, people, officers, reporter):
    sites.turn_to_desk()
    reporter.tell("บอกชื่อ แต่ปิดผนึกไว้", exclude="บุญมี ฟังให้จบ")
    reporter.press("ส่งเรื่อง")
    receipt, consent = reporter.numbers()
    sites.turn_to_house()
    actions.publish_batch(by=SYSTEM)
    ref, name = Case.objects.get().ref, "ผู้แจ้งคนหนึ่ง"

    boonmee = officers("boonmee")
    for path in ("/", "/desk/", "/desk/?status=all", f"/desk/?q={ref}"):
        boonmee.page.goto(path)
        assert boonmee.page.locator(f"a[href*='/{ref}/']").count() == 0 and "ผู้รับเหมา" not in boonmee.text()
    there, nowhere = (boonmee.page.goto(f"/desk/{one}/") for one in (ref, "NOWHERE2"))
    assert there.status == nowhere.status == 404

    kaew, suda = officers("kaew"), officers("suda")
    ask_for_the_name(kaew, ref, "จะโทรนัดดูถนน")
    ask_for_the_name(suda, ref, "จะขอเอกสาร")
    assert name not in kaew.text() and name not in suda.text()
    yes, no = (Ask.objects.get(officer=one.user.pk) for one in (people.kaew, people.suda))

    sites.turn_to_desk()
    reporter.come_back(receipt)
    reporter.page.locator(f'button[value="ask:{yes.pk}"]').click()
    assert NAMES["kaew"] in reporter.page.locator("main").inner_text() and reporter.fits()
    reporter.page.fill("#id_consent", codes.shown(consent))
    reporter.press("ให้เจ้าหน้าที่คนนี้เห็นชื่อของฉัน")
    reporter.page.locator(f'button[value="ask:{no.pk}"]').click()
    reporter.press("ไม่ให้ใครเห็น")
    sites.turn_to_house()

    assert IdentityGrant.objects.get().ask_id == yes.pk
    suda.page.goto(f"/desk/{ref}/")
    assert suda.page.locator("form[action$='/identity/']").count() == 0
    kaew.page.goto(f"/desk/{ref}/")
    assert name not in kaew.text(), "it opens by a deed, not by looking"
    kaew.page.locator("form[action$='/identity/'] button").click()
    assert name in kaew.page.locator("#shown-once").inner_text()
    assert kaew.page.locator("#shown-once").bounding_box()["y"] < 500, "shown once, so it stands where one looks"
    kaew.shows("case-identity")
    kaew.page.goto(f"/desk/{ref}/")
    assert name not in kaew.text() and Report.objects.count() == 1
    reporter.left_nothing(receipt, consent)
