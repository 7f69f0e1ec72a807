"""What a tester would try against the house as a whole: cookies of one site at the other, the tools of an administrator, packages."""

import re

import pytest
from django.conf import settings

from saiyai import cli, frontdesk_settings
from saiyai.accounts.vault import session
from tests.architecture.house import ROOT


def test_the_front_desk_reads_no_cookie_and_the_site_none_of_its_own_there():
    """Who is signed in to the site and tells something in the same browser: nothing of the one reaches the other."""
    kinds = [
        name
        for name in frontdesk_settings.MIDDLEWARE
        if re.search("session|csrf|auth|message|cookie", name, re.IGNORECASE)
    ]
    assert kinds == [] and not [app for app in frontdesk_settings.INSTALLED_APPS if "session" in app or "auth" in app]
    names = {
        settings.SESSION_COOKIE_NAME,
        settings.CSRF_COOKIE_NAME,
        session.cookie_name(),
        settings.LANGUAGE_COOKIE_NAME,
    }
    source = "".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "saiyai" / "intake").rglob("*.py")
        if "tests" not in path.parts
    )
    assert not [name for name in names if f'"{name}"' in source] and "COOKIES" not in source


def test_there_is_no_page_and_no_command_by_which_an_administrator_opens_a_report():
    """No admin pages, and no command that takes a passphrase or says that it opens."""
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    words = cli._parser().format_help() + " ".join(
        sub.format_help()
        for action in cli._parser()._actions
        if hasattr(action.choices, "values")
        for sub in action.choices.values()
    )
    assert not re.search(r"passphrase|decrypt|unseal|--receipt|--consent", words)
    contracts = (ROOT / ".importlinter").read_text(encoding="utf-8")
    assert (
        "saiyai.crypto.unseal" in contracts
        and "saiyai.cli" not in contracts.partition("saiyai.crypto.unseal")[2].partition("[")[0]
    )


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock", "requirements-assets.lock"])
def test_every_package_is_pinned_with_its_digest(lock):
    lines = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    packages = [line for line in lines if line and not line.lstrip().startswith("#")]
    assert packages and not [line for line in packages if not re.match(r"[\w.\-\[\]]+==\S+.*--hash=sha256:", line)]
    assert "--require-hashes" in (ROOT / "Makefile").read_text(encoding="utf-8")
