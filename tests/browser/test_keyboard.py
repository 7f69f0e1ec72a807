"""The main things without a mouse: every step by keys, with the focus always in sight."""

import pytest
from django.urls import reverse

from tests.browser.test_keeping import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST = 150  # no page of these journeys has so many stops
SEEN = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return "";
  const box = one.getClientRects()[0] ?? one.getBoundingClientRect();
  const text = (one.labels?.[0]?.innerText ?? one.innerText ?? "").trim();
  const words = one.getAttribute("aria-label") || text || one.name || one.id;
  const style = getComputedStyle(one);
  const x = Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1);
  const y = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
  const there = document.elementFromPoint(x, y);
  const uncovered = one.contains(there) || one.labels?.[0]?.contains(there);
  const marked = parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== "none";
  return [words, one.tagName, one.id === "main" || (uncovered && marked) ? "" : `covered ${!uncovered} marked ${marked}`];
}"""

IN = "(part) => document.activeElement.matches(`${part} *`)"


class Keys:
    """A person who has only a keyboard; each stop on the way must be seen."""

    def __init__(self, page):
        self.page = page

    def press(self, *names):
        for key in names:
            self.page.keyboard.press(key)

    def type(self, words):
        self.page.keyboard.insert_text(words)

    def stop(self, key="Tab"):
        self.page.keyboard.press(key)
        found = self.page.evaluate(SEEN)
        assert not found or not found[2], f"{self.page.url}: {found}"
        return found[0] if found else ""

    def go_to(self, words, into="main"):
        """Step on until the stop with these words in this part of the page."""
        passed = []
        for _step in range(MOST):
            passed.append(self.stop())
            if words in passed[-1] and self.page.evaluate(IN, into):
                return
        raise AssertionError(f"{self.page.url}: no stop “{words}” among {passed[:40]}")

    def send(self):
        """Press what has focus, and wait for the page it leads to."""
        with self.page.expect_navigation():
            self.press("Enter")


@pytest.fixture
def hands(browser, live_server, settings, offices, network):
    settings.SITE_URL = live_server.url
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="th-TH", reduced_motion="reduce", base_url=live_server.url
    )
    context.set_default_timeout(15_000)
    yield Keys(context.new_page())
    context.close()


def focus(page):
    return page.evaluate("document.activeElement.id || document.activeElement.tagName")


def test_the_first_stop_skips_to_the_content(hands):
    hands.page.goto("/")
    assert hands.stop() == "ข้ามไปยังเนื้อหา"
    hands.press("Enter")
    assert focus(hands.page) == "main"
    hands.stop()
    assert hands.page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_a_step_of_the_application_is_filled_and_sent(hands):
    page = hands.page
    page.goto(reverse("membership:apply"))
    hands.go_to("บุคคล")
    hands.press("Space")
    hands.go_to("เริ่มกรอกใบสมัคร")
    hands.send()
    hands.go_to("ทำต่อ:")
    hands.send()
    while focus(page) != "id_family_name":
        hands.stop()
    hands.type("ใจดี")
    hands.go_to("ไปข้อถัดไป")
    hands.send()
    hands.go_to("ชื่อ", into=".errors")
    hands.press("Enter")
    assert focus(page) == "id_given_name"
    hands.type("สมชาย")
    hands.send()  # Enter in a box saves and goes on
    assert "เลขประจำตัว" in page.inner_text("h1")


def test_the_search_box_is_reached_opened_and_closed(hands, cast, live_server):
    sign_in(hands.page, cast.member, live_server)
    hands.page.goto("/")
    hands.go_to("ค้นหา", into="header")
    hands.press("Enter")
    hands.page.wait_for_selector("[name=q]:focus")
    hands.press("Escape")
    assert hands.page.evaluate("document.activeElement.matches('.menu-find:not([open]) > summary')")
    hands.press("Enter")
    hands.page.wait_for_selector("[name=q]:focus")
    hands.type("ไม่มีใครชื่อนี้")
    hands.send()
    assert "ไม่มีใครชื่อนี้" in hands.page.inner_text("main")


def test_an_officer_decides(hands, cast, live_server, world):
    """From the queue to an application that has passed the check of its documents."""
    sign_in(hands.page, cast.somying, live_server)
    waiting = world["waiting"]
    hands.page.goto(reverse("membership:queue"))
    hands.go_to(waiting.party_name, into="tbody th")
    hands.send()
    hands.go_to("ใช้ได้")
    hands.send()
    hands.go_to("เอกสารครบถ้วน")
    hands.send()
    waiting.refresh_from_db()
    assert waiting.status == "BACKGROUND"


def test_the_language_is_switched(hands, cast, live_server):
    page = hands.page
    page.goto(reverse("home:about"))
    hands.go_to("English", into="header")
    hands.send()
    assert page.locator("html").get_attribute("lang") == "en"
    hands.go_to("ภาษาไทย", into="header")
    hands.send()
    assert page.locator("html").get_attribute("lang") == "th"


@pytest.mark.parametrize("backwards", [False, True], ids=["onwards", "backwards"])
def test_nothing_holds_the_focus(hands, cast, live_server, backwards):
    """Round the whole page and out again, in both directions; every stop in sight above the bar."""
    sign_in(hands.page, cast.member, live_server)
    for address in ("home", "directory:find", "directory:me", "membership:my_membership", "accounts:security"):
        hands.page.goto(reverse(address))
        stops = []
        for _step in range(MOST):
            stops.append(hands.stop("Shift+Tab" if backwards else "Tab"))
            if not stops[-1]:
                break
        assert not stops[-1] and len(stops) > 10, f"{address} has no end: {stops[-5:]}"
