"""What people do on the pages of networks, one step a function: the proposal, its founders, the charter, a unit that signs."""

import re

from django.urls import reverse

from saiyai.accounts import actions as accounts
from saiyai.crypto import unseal
from saiyai.directory import actions as directory
from saiyai.networks.models import Network, Participation
from saiyai.networks.tests.conftest import a_pdf
from saiyai.notify import writing
from saiyai.notify.models import Letter
from saiyai.policy.actors import SYSTEM
from tests.browser.filling import fits
from tests.browser.test_keeping import choose, name_it, sign_in


def mail_of(letter):
    """The text of a letter that waits."""
    return unseal.unseal(letter.body_sealed, purpose=writing.PURPOSE, bound_to=str(letter.pk))


def member(key, given, family="ร่วมก่อ"):
    """Somebody with an account and an entry in the directory that members see."""
    user = accounts.invite(f"{key}@saiyai.example", f"{given} {family}", by=SYSTEM)
    accounts.grant_role(user, "member", by=SYSTEM)
    directory.add_person(given, family, by=SYSTEM, user=user, listed=True)
    return user


def propose(page, scripts, user, live_server):
    """From the list of networks to the page of the proposal, with two founders chosen by a part of their names."""
    sign_in(page, user, live_server)
    page.goto(reverse("networks:networks"))
    fits(page)
    page.get_by_role("link", name="เสนอจัดตั้งเครือข่าย").click()
    fits(page)
    page.get_by_label("เครือข่ายตามประเด็น").check()
    page.get_by_label("ชื่อภาษาไทย").fill("เครือข่ายเยาวชนใสสะอาด")
    page.get_by_label("ชื่อภาษาอังกฤษ").fill("Clean Youth Network")
    page.get_by_label("เครือข่ายทำเรื่องใด").fill("เรียนรู้เรื่องความซื่อสัตย์ร่วมกัน")
    name_it(page, "ผู้ร่วมก่อตั้งคนที่หนึ่ง", "อนงค์", "อนงค์ ร่วมก่อ", scripts)
    name_it(page, "ผู้ร่วมก่อตั้งคนที่สอง", "บุญมี", "บุญมี ร่วมก่อ", scripts)
    button = "เสนอจัดตั้งเครือข่ายนี้"
    page.get_by_role("button", name=button).click()
    if not scripts:
        fits(page)
        page.get_by_role("radio", name="อนงค์ ร่วมก่อ").check()
        page.get_by_role("radio", name="บุญมี ร่วมก่อ").check()
        page.get_by_role("button", name=button).click()
    fits(page)
    assert page.url.endswith("/networks/clean-youth-network/")
    return Network.objects.get(slug="clean-youth-network")


def say_yes(page, user, live_server):
    """A founder finds the question on the first page, looks, and answers."""
    sign_in(page, user, live_server)
    page.goto("/")
    page.get_by_role("link", name="ดูรายละเอียดและตอบ").click()
    fits(page)
    page.get_by_role("button", name="รับเป็นผู้ก่อตั้ง").click()
    assert "เป็นผู้ก่อตั้ง" in page.inner_text("main")


def decide(page, user, made, live_server):
    """Another person finds the proposal on the first page, approves it and puts its charter in force."""
    sign_in(page, user, live_server)
    page.goto("/")
    page.get_by_role("link", name=str(made)).click()
    page.get_by_role("link", name="อนุมัติ").click()
    fits(page)
    page.get_by_role("button", name="อนุมัติ").click()
    page.get_by_role("link", name="ดูฉบับร่าง").click()
    fits(page)
    page.get_by_role("button", name="ประกาศใช้ฉบับนี้").click()
    fits(page)


def open_it(page, user, made, live_server):
    """Who runs the network opens it."""
    sign_in(page, user, live_server)
    page.goto(reverse("networks:network", args=[made.slug]))
    page.get_by_role("link", name="เปิดดำเนินงานเครือข่าย").click()
    page.get_by_role("button", name="เปิดดำเนินงานเครือข่าย").click()
    made.refresh_from_db()
    assert made.status == "ACTIVE"


def acknowledge(page, user, made, live_server):
    """The charter is asked for on the page of the network until it is read."""
    sign_in(page, user, live_server)
    page.goto(reverse("networks:network", args=[made.slug]))
    page.get_by_role("link", name="อ่านธรรมนูญ").click()
    fits(page)
    page.get_by_role("button", name="ข้าพเจ้าได้อ่านธรรมนูญแล้ว").click()
    fits(page)
    assert page.get_by_role("link", name="อ่านธรรมนูญ").count() == 0


def invite(page, scripts, user, made, live_server):
    """The unit is chosen by a part of its name; its letter brings the private link."""
    sign_in(page, user, live_server)
    page.goto(reverse("networks:network", args=[made.slug]))
    page.get_by_role("link", name="เชิญหน่วยงาน").click()
    fits(page)
    name_it(page, "หน่วยงานที่จะเชิญ", "คลองหล", "กรมคลองหลอด", scripts)
    page.get_by_label("อีเมลของหน่วยงาน").fill("unit@canal.example")
    choose(page, "กรมคลองหลอด", scripts, "เชิญหน่วยงานนี้")
    fits(page)
    return Participation.objects.get(network=made)


def sign_for_the_unit(page, found):
    """Without an account, behind the link of the letter: the scope, its limits, the mandate and who speaks."""
    page.context.clear_cookies()
    letter = mail_of(Letter.objects.get(kind="unit_invited"))
    page.goto(re.search(r"https?://\S+/participate/\S+", letter)[0])
    fits(page)
    page.get_by_label("ขอบเขตการเข้าร่วม").fill("อบรมเรื่องจัดซื้อจัดจ้างให้เครือข่าย")
    page.get_by_label("ข้อจำกัด").fill("ไม่ให้ข้อมูลส่วนบุคคลของผู้ร้อง")
    page.get_by_label("เลขที่หนังสือมอบหมาย").fill("ที่ 12/2569")
    page.get_by_label("ลงวันที่").fill("5 ม.ค. 2569")
    page.get_by_label("เอกสารหนังสือมอบหมาย").set_input_files(
        {"name": "มอบหมาย.pdf", "mimeType": "application/pdf", "buffer": a_pdf()}
    )
    page.get_by_label("ผู้ประสานงาน", exact=True).fill("ณดา ประสาน")
    page.get_by_label("อีเมลของผู้ประสานงาน", exact=True).fill("nada@canal.example")
    page.get_by_label("ผู้ลงนาม", exact=True).fill("อารี ลงนาม")
    page.get_by_label("ตำแหน่งผู้ลงนาม").fill("อธิบดี")
    page.get_by_label("ข้าพเจ้าได้อ่านธรรมนูญแล้วและลงนามแทนหน่วยงานนี้").check()
    page.get_by_role("button", name="ลงนามแทนหน่วยงาน").click()
    fits(page)
    found.refresh_from_db()
    assert (found.status, found.limits) == ("SIGNED", "ไม่ให้ข้อมูลส่วนบุคคลของผู้ร้อง")


def accept(page, user, found, live_server):
    """Who runs the network takes the unit in."""
    sign_in(page, user, live_server)
    page.goto(reverse("networks:participation", args=[found.network.slug, found.pk]))
    fits(page)
    page.get_by_role("link", name="ตอบรับหน่วยงาน").click()
    page.get_by_role("button", name="ตอบรับหน่วยงาน").click()
    fits(page)


def see_the_unit(page, made):
    """Anybody reads what the unit takes part in, and nobody's name."""
    page.context.clear_cookies()
    page.goto(reverse("networks:units", args=[made.slug]))
    page.get_by_role("link", name="กรมคลองหลอด").click()
    fits(page)
    assert "อบรมเรื่องจัดซื้อจัดจ้างให้เครือข่าย" in page.inner_text("main")
    assert "ณดา" not in page.inner_text("main")


def find_through(page, user, goal, between, tie, live_server):
    """A member finds somebody two steps away and sees through whom, then goes to who stands between."""
    sign_in(page, user, live_server)
    page.goto(reverse("directory:people"))
    page.get_by_role("searchbox").first.fill(goal)
    page.get_by_role("searchbox").first.press("Enter")
    page.get_by_role("link", name=goal).first.click()
    fits(page)
    page.get_by_role("link", name="ใครแนะนำให้รู้จักได้บ้าง").click()
    fits(page)
    said = page.inner_text("main")
    assert between in said and tie in said
    page.get_by_role("link", name=between).click()
    fits(page)
    assert page.get_by_role("heading", name=between).is_visible()
