"""A member founds a network on a telephone; founders, the central office and members each do their part."""

import pytest
from django.urls import reverse

from saiyai.accounts import actions as accounts
from saiyai.directory import actions as directory
from saiyai.networks import rules
from saiyai.networks.models import Network
from saiyai.policy.actors import SYSTEM
from tests.browser.filling import fits
from tests.browser.test_keeping import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


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
