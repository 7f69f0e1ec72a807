"""A lost line and a file that is far too large: what was typed stays, and a Thai sentence says what to do."""

import pytest
from django.urls import reverse

from saiyai.membership.models import Application, Document

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MB = 1024 * 1024


def begin(page):
    """A new draft; returns where it begins."""
    page.goto(reverse("membership:apply"))
    page.get_by_role("radio", name="บุคคล").check()
    page.get_by_role("button", name="เริ่มกรอกใบสมัคร").click()
    page.wait_for_url(lambda address: not address.endswith("/apply/"))
    return page.url


def name_page(page):
    page.goto(begin(page) + "name/")
    page.get_by_label("ชื่อ", exact=True).fill("สมชาย")
    page.get_by_label("นามสกุล", exact=False).first.fill("ใจดี")


def typed(page):
    return [page.locator(f"#id_{name}").input_value() for name in ("given_name", "family_name")]


def go_on(page):
    page.get_by_role("button", name="ไปข้อถัดไป").click()


@pytest.mark.parametrize("phone", [True], ids=["scripts"], indirect=True)
def test_a_lost_line_is_told_and_the_page_waits(phone):
    page, _scripts = phone
    name_page(page)
    page.context.set_offline(True)
    said = page.locator("[data-offline]")
    said.wait_for(state="visible")
    go_on(page)
    assert "ไม่มีสัญญาณ" in said.inner_text() and "สิ่งที่พิมพ์ยังอยู่" in said.inner_text()
    box = said.bounding_box()
    assert box["y"] >= 0 and box["y"] + box["height"] <= 844
    assert typed(page) == ["สมชาย", "ใจดี"] and not Application.objects.get().given_name
    page.context.set_offline(False)
    said.wait_for(state="hidden")
    go_on(page)
    page.wait_for_url("**/identity/")
    assert Application.objects.get().given_name == "สมชาย"


@pytest.mark.parametrize("phone", [True], ids=["scripts"], indirect=True)
def test_a_line_that_is_dead_without_the_browser_knowing(phone):
    page, _scripts = phone
    name_page(page)
    page.route("**/*", lambda route: route.abort())
    page.get_by_role("button", name="ไปข้อถัดไป").focus()
    said = page.locator("[data-offline]")
    said.wait_for(state="visible")
    go_on(page)
    assert "สิ่งที่พิมพ์ยังอยู่" in said.inner_text() and typed(page) == ["สมชาย", "ใจดี"]
    page.unroute("**/*")
    go_on(page)
    page.wait_for_url("**/identity/")
    assert Application.objects.get().given_name == "สมชาย"


@pytest.fixture(scope="module")
def heavy(tmp_path_factory):
    """A picture of fifty megabytes, and one of a hundred: more than one request may carry."""
    folder = tmp_path_factory.mktemp("heavy")
    paths = {size: folder / f"{size}.jpg" for size in (50, 100)}
    for size, path in paths.items():
        path.write_bytes(b"\xff\xd8\xff" + bytes(size * MB))
    return paths


def test_a_file_of_fifty_megabytes_is_told_beside_its_box(phone, heavy):
    page, scripts = phone
    page.goto(begin(page) + "documents/")
    box = page.get_by_label("สำเนาบัตรประจำตัวประชาชน")
    box.set_input_files(heavy[50])
    if not scripts:
        go_on(page)
    field = page.locator(".field.has-err")
    field.wait_for()
    said = field.locator(".err").inner_text().replace("\u00a0", " ")
    assert "50.0 MB" in said and "ไม่เกิน 10.0 MB" in said
    assert field.get_by_label("สำเนาบัตรประจำตัวประชาชน").count() == 1
    assert not Document.objects.exists()
    if scripts:
        assert box.evaluate("box => box.files.length") == 0 and page.locator("[data-told]").count() == 1


@pytest.mark.parametrize("phone", [False], ids=["no-scripts"], indirect=True)
def test_more_than_one_request_may_carry_is_told_on_a_page(phone, heavy):
    page, _scripts = phone
    page.goto(begin(page) + "documents/")
    page.get_by_label("สำเนาบัตรประจำตัวประชาชน").set_input_files(heavy[100])
    go_on(page)
    page.get_by_role("heading", name="ใหญ่เกินไป").wait_for()
    assert "10.0" in page.inner_text("main")
    page.locator("main .btn-primary").click()
    page.get_by_label("สำเนาบัตรประจำตัวประชาชน").wait_for()
