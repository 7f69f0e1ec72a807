"""A member on a telephone: what is held, who looked, a consent withdrawn that works; and the way to somebody through others."""

import pytest
from django.test import Client
from django.urls import reverse

from saiyai.accounts import actions as accounts
from saiyai.directory import actions as directory
from saiyai.directory.models import Person
from saiyai.membership import actions as membership
from saiyai.policy.actors import SYSTEM
from tests.browser import founding
from tests.browser.filling import fits
from tests.browser.test_keeping import sign_in
from tests.world import world

__all__ = ["world"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def opens(user, name, record):
    client = Client()
    client.force_login(user)
    assert client.get(reverse(name, args=[record.pk])).status_code == 200


def test_a_member_reads_what_is_held_who_looked_and_withdraws_a_consent(phone, cast, world, live_server):
    page, _scripts = phone
    person = world["person"]
    directory.list_person(person, by=SYSTEM)
    accounts.grant_role(cast.outsider, "member", by=SYSTEM)
    opens(cast.somying, "directory:person", person)
    opens(cast.somying, "membership:application", world["admitted"])

    sign_in(page, cast.outsider, live_server)
    assert page.goto(reverse("directory:person", args=[person.pk])).status == 200

    sign_in(page, cast.member, live_server)
    page.goto(reverse("rights:my_data"))
    fits(page)
    page.get_by_text("ข้อมูลของฉันในทำเนียบ").click()
    fits(page)
    assert page.get_by_text("มาลี ใจเย็น").first.is_visible()
    page.get_by_text("ช่องทางติดต่อ", exact=True).first.click()
    assert page.get_by_text("081-234-5678").or_(page.get_by_text("0812345678")).first.is_visible()
    looked = page.locator("#looks").inner_text()
    assert "เขต 4" in looked and "ข้อมูลในทำเนียบ" in looked and "ใบสมัคร" in looked
    assert cast.somying.display_name not in looked

    page.get_by_role("link", name="ดูหรือถอนความยินยอมของฉัน").click()
    fits(page)
    page.get_by_role("button", name="ถอน แสดงข้อมูลให้สมาชิกคนอื่นเห็น").click()
    fits(page)
    assert "ถอนแล้วเมื่อ" in page.locator("#consents").inner_text()
    person.refresh_from_db()
    assert not person.listed
    sign_in(page, cast.outsider, live_server)
    assert page.goto(reverse("directory:person", args=[person.pk])).status == 404
    sign_in(page, cast.member, live_server)
    page.goto(reverse("rights:my_data"))
    page.get_by_text("ข้อมูลของฉันในทำเนียบ").click()
    assert page.locator("dt", has_text="แสดงแก่สมาชิก").locator("xpath=following-sibling::dd[1]").inner_text() == "ไม่ใช่"


def test_a_member_asks_for_erasure_after_leaving_and_takes_it_back(phone, cast, world, live_server):
    page, _scripts = phone
    sign_in(page, cast.member, live_server)
    page.goto(reverse("rights:ask_erasure"))
    fits(page)
    assert "คุณยังเป็นสมาชิกอยู่" in page.inner_text("main")
    assert page.get_by_role("button", name="ส่งคำขอ").count() == 0
    membership.resign(world["member"], by=cast.member, reason="")
    page.goto(reverse("rights:ask_erasure"))
    page.get_by_role("button", name="ส่งคำขอ").click()
    fits(page)
    assert page.get_by_role("checkbox").is_visible()  # it asks to be sure before anything is sent


def test_somebody_two_steps_away_is_found_and_through_whom(phone, cast, network, live_server):
    page, _scripts = phone
    me = directory.add_person("มาลี", "ใจเย็น", by=SYSTEM, user=cast.member, listed=True)
    friend = directory.add_person("กนก", "คนกลาง", by=SYSTEM, listed=True)
    goal = directory.add_person("วิไล", "ปลายทาง", by=SYSTEM, listed=True)
    directory.add_tie("WORKED_WITH", me, friend, by=SYSTEM, evidence="อบรมปี 2568")
    directory.add_tie("KNOWS", friend, goal, by=SYSTEM)
    assert Person.objects.count() == 3

    founding.find_through(page, cast.member, "วิไล ปลายทาง", "กนก คนกลาง", "เคยทำงานร่วมกัน", live_server)
