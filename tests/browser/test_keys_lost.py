"""All officers of a desk lose their keys: the trustees bring the report back by their pages, and who told it stays shut."""

import pytest
from django.urls import reverse

from saiyai.accounts.models import Ceremony, User, VaultKey
from saiyai.accounts.vault import actions as vaults
from saiyai.accounts.vault import keeping
from saiyai.accounts.vault.session import unlocked_by
from saiyai.cases import actions
from saiyai.cases.models import Case
from saiyai.crypto import codes
from saiyai.crypto.bearer import Receipt
from saiyai.crypto.unseal import CannotOpen, unwrap
from saiyai.intake import keys
from saiyai.intake.models import Ask, Report
from saiyai.policy.actors import SYSTEM
from tests.browser.test_cases import ask_for_the_name

pytestmark = [pytest.mark.browser, pytest.mark.django_db(databases="__all__", transaction=True)]
ANEW = "กระดาษ ว่าวจุฬา ลอยลม เหนือทุ่งรวงทอง"
LOST = ("kaew", "boonmee", "suda")
NAME = "ผู้แจ้งคนหนึ่ง"


def lose_the_keys(of, admin, trustee):
    """The passphrase is forgotten: an administrator has made sure who asks, a trustee confirms, the keys are destroyed."""
    admin.page.goto(reverse("vault:propose_reset", args=[of.user.pk]))
    admin.page.get_by_label("วิธีที่คุณตรวจว่าผู้ขอเป็นเจ้าของบัญชีจริง").fill("มาที่สำนักงานพร้อมบัตรประจำตัว")
    admin.press("เสนอให้ตั้งใหม่")
    trustee.page.goto(admin.page.url)
    trustee.press("ยืนยันและทำลายกุญแจเดิม")
    assert not VaultKey.objects.filter(user=of.user).exclude(status="RETIRED").exists()


def set_up_anew(officer, path):
    """The officer finds the way to a new passphrase from wherever they wanted to go."""
    officer.page.goto(path)
    assert reverse("vault:set_up") in officer.page.url
    officer.page.get_by_label("วลีรหัสผ่าน", exact=True).fill(ANEW)
    officer.page.get_by_label("วลีรหัสผ่านอีกครั้ง").fill(ANEW)
    officer.page.get_by_role("checkbox").check()
    officer.press("ตั้งตู้นิรภัย")


def come_together(opener, trustees):
    """The ceremony as pages: called with a reason, confirmed by one, given by three; returns where it is."""
    opener.page.get_by_role("link", name="เรียกผู้ร่วมถือกุญแจมาร่วมกัน").click()
    assert opener.page.get_by_role("radio", name="นำเรื่องกลับมา").is_checked()
    opener.page.get_by_label("เหตุผล").fill("เจ้าหน้าที่ทั้งสามคนลืมวลีรหัสผ่าน")
    opener.press("เรียกผู้ร่วมถือกุญแจมาร่วมกัน")
    where, code = opener.page.url, opener.page.locator("dd .nb").first.inner_text()
    confirming, giving = trustees[4], trustees[:3]
    confirming.page.goto(where)
    assert code in confirming.text(), "the code that is read aloud"
    confirming.press("ยืนยันการเปิดกุญแจร่วมกัน")
    for count, one in enumerate(giving, 1):
        opener.page.goto(where)
        assert opener.page.get_by_role("button", name="นำเรื่องกลับมา").count() == 0, f"{count - 1} pieces are too few"
        one.page.goto(where)
        one.press("ให้ชิ้นกุญแจของฉัน")
    return where


def nobody_opens_the_name(ref, receipt, kaew):
    """Everything that the house has together, and the receipt: the key of the name is closed to none of it."""
    report = Report.objects.get(case__ref=ref)
    root = keeping.open_root(ANEW, user=kaew.pk, name=User.objects.get(pk=kaew.pk).vault.root_name)
    vault = unlocked_by(root, kaew)
    recovery = vaults.recovered_seed(Ceremony.objects.get(), vault, by=kaew)
    held = [*vault.seeds.values(), recovery, Receipt(receipt).seed]
    assert len(held) == 3
    for seed in held:
        with pytest.raises(CannotOpen):
            unwrap(report.identity_wrap_sealed, seed, info=keys.identity_place(report.pk))


def test_three_trustees_bring_a_report_back_and_the_name_stays_shut(
    sites, people, keepers, officers, telephone, reporter
):
    sites.turn_to_desk()
    reporter.tell("บอกชื่อ แต่ปิดผนึกไว้")
    reporter.press("ส่งเรื่อง")
    receipt, consent = reporter.numbers()
    sites.turn_to_house()
    actions.publish_batch(by=SYSTEM)
    ref = Case.objects.get().ref
    admin, trustees = telephone(keepers.admin, unlocked=False), [telephone(one) for one in keepers.trustees]
    for key in LOST:
        lose_the_keys(getattr(people, key), admin, trustees[0])

    kaew, boonmee = officers("kaew"), officers("boonmee")
    set_up_anew(kaew, f"/desk/{ref}/")
    assert kaew.page.url.endswith(f"/desk/{ref}/") and "กุญแจปัจจุบันของคุณเปิดเรื่องนี้ไม่ได้" in kaew.text()
    assert "ผู้รับเหมา" not in kaew.text()
    where = come_together(kaew, trustees)
    kaew.page.goto(where)
    kaew.page.get_by_label("สำนักงาน").select_option(label="สำนักงานเขต 4")
    kaew.shows("ceremony-recovery")
    kaew.press("นำเรื่องกลับมา")
    assert "กู้คืนได้ 1 เรื่อง" in kaew.page.content()

    kaew.page.goto(f"/desk/{ref}/")
    assert "ผู้รับเหมาจ่ายเงินทอนทุกงวด" in kaew.text() and NAME not in kaew.page.content()
    set_up_anew(boonmee, f"/desk/{ref}/")
    assert "ผู้รับเหมา" not in boonmee.text(), "the report came back to who had a new key when the trustees met"
    nobody_opens_the_name(ref, receipt, people.kaew.user)
    ask_for_the_name(kaew, ref, "จะโทรนัดดูถนน")
    ask = Ask.objects.get()
    there = f"/desk/{ref}/ask/{ask.pk}/identity/"
    assert kaew.page.locator(f"form[action='{there}']").count() == 0 and NAME not in kaew.page.content()
    forced = kaew.page.evaluate(FORCE, there)
    assert forced["status"] == 409 and NAME not in forced["text"], "also not by sending the form that is not there"
    kaew.page.goto(where)
    kaew.unfold("สิ้นสุดการเปิดกุญแจร่วมกัน")
    kaew.page.get_by_label("เหตุผล").fill("เสร็จแล้ว")
    kaew.press("สิ้นสุดการเปิดกุญแจร่วมกัน")
    assert Ceremony.objects.get().status == "ENDED" and not Ceremony.objects.get().pieces.exists()

    sites.turn_to_desk()
    reporter.come_back(receipt)
    reporter.press("ดูว่าใครเปิดเรื่องแล้วบ้าง")
    assert "นำเรื่องกลับมาโดยความร่วมมือของผู้ร่วมถือกุญแจกู้คืน" in reporter.page.locator("main").inner_text() and reporter.fits()
    reporter.press("กลับไปหน้าภาพรวม")
    reporter.page.locator(f'button[value="ask:{ask.pk}"]').click()
    reporter.page.fill("#id_consent", codes.shown(consent))
    reporter.press("ให้เจ้าหน้าที่คนนี้เห็นชื่อของฉัน")
    sites.turn_to_house()
    kaew.page.goto(f"/desk/{ref}/")
    kaew.page.locator(f"form[action='{there}'] button").click()
    assert NAME in kaew.page.locator("#shown-once").inner_text(), "the reporter's yes opens it, and nothing else"
    reporter.left_nothing(receipt, consent)


FORCE = """async (path) => {
    const token = document.querySelector('[name=csrfmiddlewaretoken]').value
    const answer = await fetch(path, {method: 'POST', body: new URLSearchParams({csrfmiddlewaretoken: token})})
    return {status: answer.status, text: await answer.text()}
}"""
