"""axe on every page that a role can open, on a telephone and on a desk, in Thai and English, light and dark.

The windows have the heights of real screens: what lies behind the bar at the bottom must come out when it gets focus.
"""

import pytest
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse

from conftest import PASSWORD
from tests.architecture.house import ROOT
from tests.browser.filling import NARROW
from tests.permissions.addresses import address, names
from tests.permissions.test_matrix import APART, ROLES, table

pytestmark = [pytest.mark.browser, pytest.mark.django_db(databases="__all__", transaction=True)]
AXE = ROOT / "assets" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TELEPHONE, DESK = {"width": NARROW, "height": 844}, {"width": 1280, "height": 800}
NARROWEST, TABLET = {"width": 320, "height": 640}, {"width": 992, "height": 700}
LOOKS = (ROOT / "tests" / "browser" / "looks.js").read_text(encoding="utf-8")


class Eyes:
    """A page in which the test may run axe, whatever the content policy says."""

    def __init__(self, context, base):
        self.context, self.base, self.page, self.wrong = context, base, context.new_page(), []

    def speak(self, language):
        cookie = {"name": configured.LANGUAGE_COOKIE_NAME, "value": language, "url": self.base}
        self.context.add_cookies([cookie])

    def sign_in(self, user):
        client = Client()
        client.force_login(user)
        cookie = {"name": configured.SESSION_COOKIE_NAME, "value": client.session.session_key, "url": self.base}
        self.context.add_cookies([cookie])
        return client

    def look(self, name, size=TELEPHONE):
        """What is wrong with the page as it stands: every rule, its width, what gets focus; then its dark colours."""
        self.page.wait_for_load_state()  # axe fails on a page of which nothing is there yet
        self.page.set_viewport_size(size)
        found = self.page.evaluate("(tags) => looks.all(tags)", RULES)
        self.page.emulate_media(color_scheme="dark")
        found += [f"dark: {one}" for one in self.page.evaluate("() => looks.colours()")]
        self.page.emulate_media(color_scheme="light")
        self.wrong += [f"{name}  {size['width']}  {one}" for one in found]

    def measure(self, name):
        """No sideways scroll on other screens, among them the narrowest that shows the whole menu in one line."""
        for size in (NARROWEST, TABLET, DESK):
            self.page.set_viewport_size(size)
            self.wrong += [f"{name}  {size['width']}  {one}" for one in self.page.evaluate("() => looks.wide()")]

    def visit(self, url):
        """The page on a telephone in Thai, then on a desk in English."""
        for language, size in (("th", TELEPHONE), ("en", DESK)):
            self.speak(language)
            self.page.set_viewport_size(size)
            self.page.goto(url)
            assert self.page.locator("html").get_attribute("lang") == language
            self.look(url, size)
            self.measure(f"{url} {language}")


@pytest.fixture
def eyes(browser, live_server, settings):
    settings.SITE_URL = live_server.url
    context = browser.new_context(
        viewport=TELEPHONE, locale="th-TH", reduced_motion="reduce", bypass_csp=True, base_url=live_server.url
    )
    context.add_init_script(path=AXE)
    context.add_init_script(LOOKS)
    seeing = Eyes(context, live_server.url)
    yield seeing
    context.close()
    assert seeing.wrong == [], "\n".join(seeing.wrong)


def pages(role, world, client):
    """The addresses that show this role a page, and not a file or a way on. What anyone sees is seen by a member too."""
    rows = table()
    for name, arguments in names().items():
        if name in APART or rows[name, "GET"][role] != "ok":
            continue
        if role not in ("anyone", "member") and rows[name, "GET"]["anyone"] == "ok" and name != "home":
            continue
        url = address(name, arguments, world)
        response = client.get(url)
        if response.status_code == 200 and b"<html" in response.content[:500]:
            yield url


@pytest.mark.parametrize("role", ["anyone", "member", "officer", "auditor", "administrator"])
def test_no_page_breaks_a_rule(role, eyes, world):
    client = eyes.sign_in(getattr(world["cast"], ROLES[role])) if ROLES[role] else Client()
    found = list(pages(role, world, client))
    for url in found:
        eyes.visit(url)
    assert len(found) > 5


def test_the_pages_of_an_example_site_break_no_rule(eyes, settings):
    settings.DEMO = True
    for url in (reverse("ui:style"), reverse("ui:style_error", args=[404]), reverse("demo:mailbox")):
        eyes.visit(url)


def test_pages_between_two_steps_break_no_rule(eyes, world):
    """What only a sent form shows: errors with offers, what a reorganisation means, and the folds of a page opened."""
    eyes.sign_in(world["cast"].somying)
    page, seen = address("directory:organization", ["pk"], world), eyes.page

    def open_folds():
        seen.goto(page)
        seen.evaluate("document.querySelectorAll('details.fold').forEach((fold) => { fold.open = true })")

    def send(path, button, **boxes):
        seen.goto(path)
        for name, value in boxes.items():
            seen.locator(f"[name={name}]").fill(value)
        if button == "sure":
            seen.locator("[name=kind][value=DISSOLVED]").check()
        seen.locator("form.form-page button").first.click()

    def dissolve():
        send(f"{page}reorganize/", "sure", on="1 ม.ค. 2569")
        seen.locator("button[name=sure]").click()
        open_folds()

    steps = {
        "folds": open_folds,
        "offers": lambda: send(f"{page}places/", "", parent_name="ตัวอย่า", on="1/1/69"),
        "told": lambda: send(f"{page}reorganize/", "sure", on="1 ม.ค. 2569"),
        "gone": dissolve,
    }
    for name, step in steps.items():
        step()
        eyes.look(name)


def test_a_token_is_made_used_and_revoked_on_a_telephone(eyes, world):
    """From the page of one's sign-in on; each page on the way breaks no rule, and the token opens what it is for."""
    eyes.sign_in(world["cast"].somying)
    page = eyes.page
    page.goto(reverse("accounts:security"))
    page.locator(f"a[href='{reverse('api:tokens')}']").click()
    page.locator(f"a[href='{reverse('api:make_token')}']").click()
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").first.click()
    eyes.look("make a token")
    page.locator("[name=name]").fill("รายงาน")
    page.locator("[name=scopes][value='me.read']").check()
    page.locator("main form button[type=submit]").click()
    eyes.look("the token")
    secret = page.locator(".secret code").inner_text()

    def answered():
        asked = page.request.get(f"{eyes.base}/api/v1/me", headers={"Authorization": f"Bearer {secret}"})
        return asked.status

    assert answered() == 200
    page.goto(reverse("api:tokens"))
    page.locator("main form button[type=submit]").click()
    eyes.look("revoked")
    assert answered() == 401
