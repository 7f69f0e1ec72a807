"""A member founds a network on a telephone; founders, the central office and members each do their part."""

import re

import pytest
from django.urls import reverse

from saiyai.accounts import actions as accounts
from saiyai.crypto import unseal
from saiyai.directory import actions as directory
from saiyai.networks import actions as networks
from saiyai.networks import rules
from saiyai.networks.models import Network, Participation
from saiyai.networks.tests.conftest import a_pdf
from saiyai.notify import outbox
from saiyai.notify.models import Letter
from saiyai.policy.actors import SYSTEM
from tests.browser.filling import fits
from tests.browser.test_keeping import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def mail_of(letter):
    """The text of a letter that waits."""
    return unseal.unseal(letter.body_sealed, purpose=outbox.PURPOSE, bound_to=str(letter.pk))


def _founder(key, given):
    user = accounts.invite(f"{key}@saiyai.example", f"{given} ร่วมก่อ", by=SYSTEM)
    accounts.grant_role(user, "member", by=SYSTEM)
    directory.add_person(given, "ร่วมก่อ", by=SYSTEM, user=user, listed=True)
    return user


def test_a_network_is_founded_from_a_pattern_and_its_charter_is_acknowledged(phone, cast, network, live_server):
    page, _scripts = phone
    directory.add_person("มาลี", "ใจเย็น", by=SYSTEM, user=cast.member)
    founders = [_founder("anong", "อนงค์"), _founder("bunmi", "บุญมี")]

    sign_in(page, cast.member, live_server)
    page.goto(reverse("networks:networks"))
    fits(page)
    page.get_by_role("link", name="เสนอจัดตั้งเครือข่าย").click()
    fits(page)
    page.get_by_label("เครือข่ายตามประเด็น").check()
    page.get_by_label("ชื่อภาษาไทย").fill("เครือข่ายเยาวชนใสสะอาด")
    page.get_by_label("ชื่อภาษาอังกฤษ").fill("Clean Youth Network")
    page.get_by_label("เครือข่ายทำเรื่องใด").fill("เรียนรู้เรื่องความซื่อสัตย์ร่วมกัน")
    page.get_by_label("ผู้ร่วมก่อตั้งคนที่หนึ่ง").fill("อนงค์ ร่วมก่อ")
    page.get_by_label("ผู้ร่วมก่อตั้งคนที่สอง").fill("บุญมี ร่วมก่อ")
    page.get_by_role("button", name="เสนอจัดตั้งเครือข่ายนี้").click()
    fits(page)
    assert page.url.endswith("/networks/clean-youth-network/")
    made = Network.objects.get(slug="clean-youth-network")
    assert (made.status, made.parent) == ("PROPOSED", network)

    for user in founders:
        sign_in(page, user, live_server)
        page.goto("/")
        page.get_by_role("link", name="ดูรายละเอียดและตอบ").click()
        fits(page)
        page.get_by_role("button", name="รับเป็นผู้ก่อตั้ง").click()
        assert "เป็นผู้ก่อตั้ง" in page.inner_text("main")

    sign_in(page, cast.decider, live_server)
    page.goto(reverse("networks:network", args=[made.slug]))
    page.get_by_role("link", name="อนุมัติ").click()
    fits(page)
    page.get_by_role("button", name="อนุมัติ").click()
    page.get_by_role("link", name="ดูฉบับร่าง").click()
    fits(page)
    page.get_by_role("button", name="ประกาศใช้ฉบับนี้").click()
    fits(page)

    sign_in(page, cast.member, live_server)
    page.goto(reverse("networks:network", args=[made.slug]))
    page.get_by_role("link", name="เปิดดำเนินงานเครือข่าย").click()
    page.get_by_role("button", name="เปิดดำเนินงานเครือข่าย").click()
    made.refresh_from_db()
    assert made.status == "ACTIVE"
    page.get_by_role("link", name="อ่านธรรมนูญ").click()
    fits(page)
    page.get_by_role("button", name="ข้าพเจ้าได้อ่านธรรมนูญแล้ว").click()
    fits(page)
    assert rules.has_acknowledged(made, cast.member)
    assert page.get_by_role("link", name="อ่านธรรมนูญ").count() == 0


def test_a_unit_is_invited_and_signs_with_its_scope(phone, cast, network, live_server):
    page, _scripts = phone
    directory.add_organization("กรมคลองหลอด", "DEPARTMENT", by=SYSTEM)
    texts = {"objectives_th": "ช่วยกันเฝ้าระวัง", "rules_th": "รักษาความลับ"}
    networks.publish_charter(networks.write_charter(network, by=SYSTEM, **texts), by=SYSTEM)

    sign_in(page, cast.decider, live_server)
    page.goto(reverse("networks:network", args=[network.slug]))
    page.get_by_role("link", name="เชิญหน่วยงาน").click()
    fits(page)
    page.locator("#id_organization_name").fill("กรมคลองหลอด")
    page.get_by_label("อีเมลของหน่วยงาน").fill("unit@canal.example")
    page.get_by_role("button", name="เชิญหน่วยงานนี้").click()
    fits(page)
    found = Participation.objects.get()

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

    sign_in(page, cast.decider, live_server)
    page.goto(reverse("networks:participation", args=[network.slug, found.pk]))
    fits(page)
    page.get_by_role("link", name="ตอบรับหน่วยงาน").click()
    page.get_by_role("button", name="ตอบรับหน่วยงาน").click()
    fits(page)
    page.context.clear_cookies()
    page.goto(reverse("networks:units", args=[network.slug]))
    page.get_by_role("link", name="กรมคลองหลอด").click()
    fits(page)
    assert "อบรมเรื่องจัดซื้อจัดจ้างให้เครือข่าย" in page.inner_text("main")
    assert "ณดา" not in page.inner_text("main")
