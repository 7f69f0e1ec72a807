"""Browser journeys run in the Chromium of the system (SAIYAI_CHROMIUM names another)."""

import functools
import os
import shutil

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.desks import keepers, officers, people, reporter, sites, telephone  # noqa: F401  (for the journeys over both desks)

# Playwright's loop runs in the thread of the test, so Django must be told that its queries are no mistake there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


def _then_loaded(click):
    """A click ends when the first byte of the next page is there; what a test then reads may be half a page, or none."""

    @functools.wraps(click)
    def clicked(self, *args, **kwargs):
        click(self, *args, **kwargs)
        (self.page if isinstance(self, Locator) else self).wait_for_load_state()

    return clicked


@pytest.fixture(scope="session", autouse=True)
def clicks_end_with_the_whole_page():
    with pytest.MonkeyPatch.context() as patch:
        for acted in (Locator, Page):
            patch.setattr(acted, "click", _then_loaded(acted.click))
        yield


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    found = os.environ.get("SAIYAI_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    own = {"executable_path": found} if found else {}
    # Chromium refuses its sandbox to root, as whom containers run.
    return {**browser_type_launch_args, **own, "args": ["--no-sandbox"] if os.geteuid() == 0 else []}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "viewport": {"width": 390, "height": 844}, "locale": "th-TH"}


@pytest.fixture(scope="session")
def base_url():
    """In place of the plugin's own, which the newest pytest warns of. Journeys take addresses from `live_server`."""
    return None


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def phone(request, browser, live_server, settings, offices, network):
    """A page of 390 px in Thai, and whether it runs scripts; nothing on it may break the content policy."""
    settings.SITE_URL = live_server.url
    context = browser.new_context(
        viewport={"width": 390, "height": 844},
        locale="th-TH",
        java_script_enabled=request.param,
        base_url=live_server.url,
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    wrong = []
    page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page, request.param
    context.close()
    assert wrong == []
