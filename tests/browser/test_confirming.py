"""On a telephone, without an account: somebody answers the letter about their details; a keeper accepts what they say of a post."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from saiyai.crypto.unseal import unseal
from saiyai.directory import actions as directory
from saiyai.directory.models import ContactPoint, Correction, Holding, Person
from saiyai.notify.models import Letter
from saiyai.policy.actors import SYSTEM
from tests.browser.filling import fits
from tests.browser.test_keeping import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def somebody(cast):
    """A person with a number, an address, a post and a profile; the department they went to."""
    ministry = directory.add_organization("กระทรวงตัวอย่าง", "MINISTRY", by=SYSTEM)
    before = directory.add_organization("กรมตัวอย่าง", "DEPARTMENT", by=SYSTEM, parent=ministry)
    directory.add_organization("กรมปลายทาง", "DEPARTMENT", by=SYSTEM, parent=ministry)
    person = directory.add_person("วิภา", "รักงาน", by=SYSTEM, title="นาง", province_code="40")
    directory.hold(person, directory.add_post(before, "นิติกรชำนาญการ", by=SYSTEM), by=SYSTEM)
    directory.add_contact_point(person, "PHONE", "081-234-5678", by=SYSTEM)
    directory.add_contact_point(person, "EMAIL", "wipa@saiyai.example", by=SYSTEM)
    directory.save_profile(person, by=SYSTEM, resources="ห้องประชุม 40 ที่นั่ง และวิทยากรด้านการจัดซื้อจัดจ้างที่โปร่งใสของกรม")
    return person


def link_in_the_letter():
    letter = Letter.objects.filter(kind="confirm_details").latest("created_at")
    body = unseal(letter.body_sealed, purpose="letter", bound_to=str(letter.pk))
    return re.search(r"/confirm/\S+/", body).group(0), body


def test_details_are_asked_for_answered_by_link_and_accepted_by_a_keeper(phone, cast, somebody, live_server):
    page, _scripts = phone
    sign_in(page, cast.somying, live_server)
    page.goto(reverse("directory:people"))
    page.get_by_role("link", name="ขอให้ยืนยันข้อมูลที่เก่า").click()
    fits(page)
    page.goto(reverse("directory:details") + "?older=12")
    fits(page)
    assert "วิภา รักงาน" in page.inner_text("main")
    page.get_by_role("link", name="ขอให้คนเหล่านี้ยืนยันข้อมูล").click()
    fits(page)
    page.get_by_role("button", name="ขอให้ยืนยัน 1 คน").click()
    fits(page)
    assert "รอคำตอบ" in page.inner_text("main")
    page.context.clear_cookies()

    address, letter = link_in_the_letter()
    assert "เรียน นางวิภา รักงาน" in letter
    page.goto(address)
    fits(page)
    said = page.inner_text("main")
    assert "081-234-5678" not in said and "•••-678" in said and "wipa@saiyai.example" in said
    number = page.get_by_role("group", name=re.compile("โทรศัพท์"))
    new = page.get_by_label("ข้อมูลใหม่").first
    assert not new.is_visible()
    page.get_by_role("button", name="ส่งคำตอบ").click()
    fits(page)
    assert "โปรดตอบอย่างน้อยหนึ่งรายการ" in page.inner_text("main")
    boxes = page.locator(".box.said")
    phone_box = boxes.filter(has=number)
    phone_box.get_by_text("เปลี่ยนแล้ว", exact=True).click()
    phone_box.get_by_label("ข้อมูลใหม่").fill("089 765 4321")
    boxes.filter(has_text="wipa@").get_by_text("ยังถูกต้อง", exact=True).click()
    post = boxes.filter(has_text="นิติกรชำนาญการ")
    post.get_by_text("เปลี่ยนไปตำแหน่งอื่นแล้ว").click()
    post.get_by_label("ตำแหน่งปัจจุบันของคุณ").fill("ผู้อำนวยการกอง")
    post.get_by_label("หน่วยงาน").fill("กรมปลายทาง")
    post.get_by_label("ตั้งแต่วันใด").fill("1 ต.ค. 2569")
    fits(page)
    page.get_by_role("button", name="ส่งคำตอบ").click()
    fits(page)
    assert "ขอบคุณ" in page.inner_text("h1") and "วิภา" not in page.inner_text("main")
    point = ContactPoint.objects.get(person=somebody, kind="PHONE", ends_on__isnull=True)
    assert point.folded == "+66897654321" and point.said_by_self and point.verified_on == timezone.localdate()
    assert Holding.objects.get(person=somebody).ends_on is None and Correction.objects.get().status == "PROPOSED"

    sign_in(page, cast.somying, live_server)
    page.goto(reverse("directory:people"))
    page.get_by_role("link", name="มี 1 คำตอบรอผู้ดูแลทำเนียบ").click()
    fits(page)
    page.get_by_role("link", name="วิภา รักงาน").click()
    fits(page)
    assert page.locator("main").get_by_label("หน่วยงาน").first.input_value() == "กรมปลายทาง"
    page.get_by_role("button", name="รับ และบันทึกตำแหน่งใหม่").click()
    fits(page)
    now = Holding.objects.get(person=somebody, ends_on__isnull=True)
    assert (now.post.title_th, now.post.organization.name_th) == ("ผู้อำนวยการกอง", "กรมปลายทาง")
    page.goto(reverse("directory:person", args=[somebody.pk]))
    fits(page)
    assert "เจ้าตัวยืนยันเมื่อ" in page.inner_text("main")


def test_somebody_does_not_want_to_be_asked_again(phone, cast, somebody, live_server):
    page, _scripts = phone
    directory.ask_to_confirm(somebody, by=cast.somying)
    page.goto(link_in_the_letter()[0])
    page.get_by_role("button", name="ไม่ต้องถามฉันอีก").click()
    fits(page)
    assert "จะไม่ถามคุณอีก" in page.inner_text("h1")
    assert Person.objects.get(pk=somebody.pk).asks_refused_on == timezone.localdate()
    sign_in(page, cast.somying, live_server)
    page.goto(reverse("directory:ask_person", args=[somebody.pk]))
    fits(page)
    assert "ไม่ประสงค์ให้ถาม" in page.inner_text("main")
    assert page.get_by_role("button", name="ส่งจดหมาย").count() == 0
    page.get_by_role("button", name="เจ้าตัวบอกว่าถามได้อีก").click()
    assert Person.objects.get(pk=somebody.pk).asks_refused_on is None
