"""The bar at the bottom of a telephone: one row for every role, in Thai, and what has no room opens without scripts."""

import pytest
from django.conf import settings as configured

from saiyai.accounts.tests.vaults import quickly_signed_in
from tests.browser.filling import NARROW, fits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(databases="__all__", transaction=True)]
WORDS = ".bar>a>span, .bar>.menu>summary>span"
ONE_LINE = 26  # pixels, of which two lines take 48


@pytest.fixture
def bar_of(browser, live_server, settings, cast, network):
    """`bar_of("admin")`: the first page of somebody, on a telephone that runs no scripts."""
    settings.SITE_URL = live_server.url
    made = []

    def open_telephone(key):
        client = quickly_signed_in(getattr(cast, key))
        context = browser.new_context(
            viewport={"width": NARROW, "height": 844},
            locale="th-TH",
            base_url=live_server.url,
            java_script_enabled=False,
        )
        made.append(context)
        name = configured.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        page = context.new_page()
        page.goto("/")
        return page

    yield open_telephone
    for context in made:
        context.close()


def test_every_role_has_one_row_at_the_bottom(bar_of, cast):
    for key in vars(cast):
        page = bar_of(key)
        heights = [one.bounding_box()["height"] for one in page.locator(WORDS).all()]
        assert heights and max(heights) <= ONE_LINE, key
        fits(page)


def test_what_has_no_room_opens_by_the_keyboard_without_scripts(bar_of):
    page = bar_of("admin")
    more = page.locator(".bar .menu")
    assert not more.locator("a").first.is_visible()
    more.locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert more.locator("a").first.is_visible()
    assert page.evaluate("document.activeElement.closest('.bar .menu-list') !== null")
