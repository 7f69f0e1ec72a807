"""Two administrators appoint a member for a unit; the member looks after it on a telephone. And a role sees less from now on."""

from datetime import date

import pytest
from django.urls import reverse

from conftest import PASSWORD
from saiyai.accounts.models import Grant
from saiyai.directory import actions as directory
from saiyai.networks import actions as networks
from saiyai.networks.models import Delegate
from saiyai.networks.tests.conftest import TEXTS, a_pdf
from saiyai.policy.actors import SYSTEM
from tests.browser.filling import fits
from tests.browser.test_keeping import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def unit(cast, network):
    networks.publish_charter(networks.write_charter(network, by=SYSTEM, **TEXTS), by=cast.decider)
    department = directory.add_organization("กรมคลองหลอด", "DEPARTMENT", by=SYSTEM)
    division = directory.add_organization("กองประตูน้ำ", "DIVISION", by=SYSTEM, parent=department)
    chief = directory.add_post(department, "อธิบดีกรมคลองหลอด", by=SYSTEM)
    directory.add_post(department, "รองอธิบดีกรมคลองหลอด", by=SYSTEM)
    hidden = directory.add_person("ปัณณธร", "พายเก่ง", by=SYSTEM, title="นาย")
    directory.hold(hidden, chief, by=SYSTEM, starts_on=date(2021, 1, 1))
    directory.add_contact_point(hidden, "PHONE", "02-000-1188", by=SYSTEM)
    directory.add_person("มาลี", "ใจเย็น", by=SYSTEM, user=cast.member)
    for organization, scope in ((department, "จัดอบรมเรื่องการจัดซื้อจัดจ้างให้สมาชิกปีละสองครั้ง"), (division, "เฝ้าดูประตูน้ำ")):
        made, _token = networks.invite(network, organization, by=SYSTEM)
        networks.record_signing(
            made, by=SYSTEM, number=1, scope=scope, limits="ไม่เปิดเผยข้อมูลส่วนบุคคล", offers="วิทยากรและห้องประชุม",
            mandate_number="ที่ ตย 1/2569", mandate_on=date(2026, 10, 5), signer_name="นางอารี ตัวอย่างดี",
            signer_post="อธิบดี", mandate=("m.pdf", a_pdf()), delegates=[{"part": "FOCAL", "name": "นางสาวณดา ประสานดี"}],
        )  # fmt: skip
        networks.accept(made, by=SYSTEM)
    department.participation, department.hidden = department.participations.get(), hidden
    return department


def show_again(page):
    """The password once more, where it is asked for."""
    box = page.locator("input[name=password]")
    if box.count():
        fits(page)
        box.fill(PASSWORD)
        page.locator("main form button[type=submit]").first.click()


def test_a_member_is_appointed_for_a_unit_and_looks_after_it(phone, cast, network, unit, live_server):
    page, _scripts = phone
    sign_in(page, cast.admin, live_server)
    page.goto(reverse("networks:participation", args=[network.slug, unit.participation.pk]))
    fits(page)
    page.get_by_role("link", name="เสนอผู้ประสานงานประจำหน่วยงาน").click()
    show_again(page)
    fits(page)
    assert page.locator("[name=unit]").input_value() == "กรมคลองหลอด"
    assert page.locator("[name=role]").input_value() == "unit_coordinator"
    page.locator("[name=user]").fill(cast.outsider.email)
    page.locator("[name=reason]").fill("หนังสือที่ ตย 9/2569")
    page.get_by_role("button", name="เสนอบทบาท").click()
    fits(page)
    assert "แต่งตั้งได้เฉพาะสมาชิก" in page.inner_text("main")
    page.locator("[name=user]").fill(cast.member.email)
    page.get_by_role("button", name="เสนอบทบาท").click()
    fits(page)
    assert "ทุกคนที่ดำรงตำแหน่งในหน่วยงานหรือหน่วยงานใต้สังกัด" in page.inner_text("main")

    grant = Grant.objects.get(role="unit_coordinator")
    sign_in(page, cast.admin2, live_server)
    page.goto(reverse("accounts:grant", args=[grant.pk]))
    page.get_by_role("button", name="ยืนยันบทบาท").click()
    show_again(page)
    if Grant.objects.get(pk=grant.pk).status != "CONFIRMED":  # the first press was lost to the password
        page.get_by_role("button", name="ยืนยันบทบาท").click()
    assert Grant.objects.get(pk=grant.pk).status == "CONFIRMED"

    sign_in(page, cast.member, live_server)
    page.goto("/")
    page.get_by_role("link", name="เปิดหน้าหน่วยงานของฉัน").click()
    fits(page)
    said = page.inner_text("main")
    for text in ("กรมคลองหลอด", "วิทยากรและห้องประชุม", "ที่ ตย 1/2569", "นางสาวณดา ประสานดี", "ไม่มีผู้ดำรงตำแหน่ง", "กองประตูน้ำ"):
        assert text in said
    page.get_by_role("link", name="ปัณณธร").click()
    fits(page)
    assert "1188" in page.inner_text("main").replace("-", "").replace(" ", "")
    page.goto(reverse("networks:my_unit"))
    page.get_by_role("link", name="ระบุผู้แทนหน่วยงาน").first.click()
    fits(page)
    page.locator("[name=focal_name]").fill("นายใหม่ ประสานต่อ")
    page.locator("[name=focal_post]").fill("นิติกร")
    page.locator("[name=focal_email]").fill("mai@saiyai.example")
    page.locator("main form button[type=submit]").first.click()
    fits(page)
    now = Delegate.objects.filter(participation=unit.participation, ends_on=None)
    assert [one.name for one in now] == ["นายใหม่ ประสานต่อ"]


def test_a_role_sees_less_once_a_second_administrator_agrees(phone, cast, network, unit, live_server):
    page, _scripts = phone
    grant = Grant.objects.get(user=cast.somying)
    sign_in(page, cast.somying, live_server)
    assert page.goto(reverse("directory:person", args=[unit.hidden.pk])).status == 200
    sign_in(page, cast.admin, live_server)
    page.goto(reverse("accounts:grant", args=[grant.pk]))
    fits(page)
    page.get_by_text("เปลี่ยนขอบเขตที่มองเห็น").click()
    fits(page)
    page.get_by_label("สำนักงาน:").check()
    page.locator("#reach_reason").fill("ตกลงกับเขตข้างเคียง")
    page.get_by_role("button", name="เสนอเปลี่ยนขอบเขต").click()
    show_again(page)
    if not Grant.objects.filter(replaces=grant).exists():
        page.get_by_text("เปลี่ยนขอบเขตที่มองเห็น").click()
        page.get_by_label("สำนักงาน:").check()
        page.locator("#reach_reason").fill("ตกลงกับเขตข้างเคียง")
        page.get_by_role("button", name="เสนอเปลี่ยนขอบเขต").click()
    made = Grant.objects.get(replaces=grant)
    page.goto(reverse("accounts:grant", args=[made.pk]))
    fits(page)
    assert "ระหว่างนี้มองเห็นอะไรบ้าง" in page.inner_text("main")
    sign_in(page, cast.admin2, live_server)
    page.goto(reverse("accounts:grant", args=[made.pk]))
    page.get_by_role("button", name="ยืนยันบทบาท").click()
    show_again(page)
    if Grant.objects.get(pk=made.pk).status != "CONFIRMED":
        page.get_by_role("button", name="ยืนยันบทบาท").click()
    sign_in(page, cast.somying, live_server)
    assert page.goto(reverse("directory:person", args=[unit.hidden.pk])).status == 404
