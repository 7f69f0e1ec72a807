"""The map of ties on a telephone: drawn from the table on the page where scripts run, the table alone where they do not."""

import pytest
from django.urls import reverse

from saiyai.directory import actions as directory
from saiyai.directory.models import Group
from saiyai.policy.actors import SYSTEM
from tests.browser.filling import fits
from tests.browser.test_accessibility import DESK, TELEPHONE, Eyes, eyes
from tests.browser.test_keeping import sign_in

__all__ = ["Eyes", "eyes"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def middle(cast):
    """Somebody with three people and a group around, two of whom have to do with each other."""
    names = (("กมล", "ลำประโดง"), ("ขวัญ", "ท้ายคลอง"), ("ณัฐพงษ์", "เรือเร็ว"), ("ปัณณธร", "พายเก่ง"))
    one, *others = [directory.add_person(*name, by=SYSTEM, listed=True) for name in names]
    club = directory.add_group("ชมรมริมฝาย", by=SYSTEM, kind="CLUB")
    for other in others:
        directory.add_tie("KNOWS", one, other, by=SYSTEM)
    directory.add_tie("MENTORS", others[0], others[1], by=SYSTEM)
    directory.add_tie("SUPPORTS", one, club, by=SYSTEM)
    return one


DRAWN = """(box) => {
  const canvas = box.querySelector("canvas.sigma-labels");
  const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  let seen = 0;
  for (let at = 3; at < pixels.length; at += 4) seen += pixels[at] > 0;
  return seen;
}"""


def test_a_member_sees_who_is_around_and_goes_there(phone, cast, middle, live_server):
    page, scripts = phone
    sign_in(page, cast.member, live_server)
    page.goto(reverse("directory:person_ties", args=[middle.pk]))
    drawing, table = page.locator(".ties-map .drawn"), page.locator("#ties-around")
    page.get_by_text("ตารางความสัมพันธ์โดยรอบ").first.click()
    assert table.locator("tbody tr").count() == 5 and table.get_by_text("ขวัญ ท้ายคลอง").first.is_visible()
    fits(page)
    if not scripts:
        assert not drawing.is_visible()
        table.get_by_role("link", name="ชมรมริมฝาย").click()
    else:
        drawing.wait_for(state="visible")
        page.locator(".ties-map[data-ready]").wait_for()
        label = drawing.get_attribute("aria-label")
        assert drawing.get_attribute("role") == "img" and "4 ราย" in label and "5 รายการ" in label and "ตาราง" in label
        assert page.evaluate(f"({DRAWN})(document.querySelector('.ties-map .drawn'))") > 1000
        box = drawing.bounding_box()
        drawing.click(position={"x": box["width"] / 2, "y": box["height"] / 2})
        page.wait_for_url(f"**{reverse('directory:person', args=[middle.pk])}")
        page.go_back()
        page.get_by_text("ตารางความสัมพันธ์โดยรอบ").first.click()
        table.get_by_role("link", name="ชมรมริมฝาย").focus()
        page.keyboard.press("Enter")
    page.wait_for_url(f"**{reverse('directory:group', args=[Group.objects.get().pk])}")


def test_the_map_breaks_no_rule(eyes, cast, middle):
    eyes.sign_in(cast.member)
    for size in (TELEPHONE, DESK):
        eyes.page.set_viewport_size(size)
        eyes.page.goto(reverse("directory:person_ties", args=[middle.pk]))
        eyes.page.locator(".ties-map[data-ready]").wait_for()
        eyes.page.locator("details.fold summary").last.click()
        eyes.look("ties", size)
        eyes.measure("ties")
