"""Browser journeys run in the Chromium of the system (SAIYAI_CHROMIUM names another)."""

import os
import shutil

import pytest

# Playwright's loop runs in the thread of the test, so Django must be told that its queries are no mistake there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


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
