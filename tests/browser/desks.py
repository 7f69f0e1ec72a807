"""The front desk and the desk of the officers, both running, with the people and telephones of the journeys."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings as configured
from django.contrib.auth.hashers import make_password
from django.db import connections
from django.test.testcases import LiveServerThread
from django.utils import timezone

from conftest import PASSWORD, make_offices
from saiyai import frontdesk_settings
from saiyai.accounts.models import Grant, User
from saiyai.accounts.tests.vaults import quickly_signed_in, quickly_with_vault
from saiyai.accounts.vault import actions as vaults
from saiyai.accounts.vault import session
from saiyai.cases import actions
from saiyai.intake.views import telling as view
from saiyai.policy.actors import SYSTEM
from tests.browser.filling import fits
from tests.browser.test_accessibility import TELEPHONE
from tests.browser.test_frontdesk import Plain, Reporter
from tests.browser.test_screens import SIZES, WANTED, keep

OWN = (
    "ROOT_URLCONF", "MIDDLEWARE", "FILE_UPLOAD_HANDLERS", "TEMPLATES", "STATIC_URL", "DATA_UPLOAD_MAX_MEMORY_SIZE",
    "DATA_UPLOAD_MAX_NUMBER_FILES",
)  # fmt: skip
NAMES = {"kaew": "นางสาวแก้ว รับเรื่องดี", "boonmee": "นายบุญมี ฟังให้จบ", "suda": "นางสุดา อ่านทุกคำ"}


class Sites:
    """The front desk and the site of the officers, in one process: before each turn, the settings of the one are put on."""

    def __init__(self, settings, house):
        self.settings, self.house, self.desk = settings, house, ""
        self.of_house = {name: getattr(settings, name) for name in OWN}

    def turn_to_desk(self):
        for name in OWN:
            setattr(self.settings, name, getattr(frontdesk_settings, name))

    def turn_to_house(self):
        for name, value in self.of_house.items():
            setattr(self.settings, name, value)


@pytest.fixture
def sites(live_server, settings, tmp_path, monkeypatch):
    """Both sites, running."""
    settings.PRIVATE_DIR = tmp_path / "private"
    settings.KEYRING, settings.KEYRING_MIRROR = tmp_path / "keyring" / "ring.sqlite3", ""
    settings.ALLOWED_HOSTS, settings.SITE_URL = ["localhost"], live_server.url
    monkeypatch.setattr(view, "SHORTEST", 0)
    found = Sites(settings, live_server.url)
    shared = {one.alias: one for one in connections.all() if one.vendor == "sqlite" and one.is_in_memory_db()}
    found.turn_to_desk()
    server = LiveServerThread("localhost", Plain, connections_override=shared)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    assert server.error is None, server.error
    found.desk = settings.FRONTDESK_URL = f"http://localhost:{server.port}"
    found.turn_to_house()
    yield found
    server.terminate()


@pytest.fixture
def people(sites):
    """Three officers of region 4 with vaults, all on duty; the office is known to the front desk."""
    offices, found = make_offices(), SimpleNamespace()
    offices["R4"].name_th = "สำนักงานเขต 4"
    offices["R4"].save()
    for key, name in NAMES.items():
        user = User.objects.create(email=f"{key}@saiyai.example", display_name=name, password=make_password(PASSWORD))
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        start = timezone.localdate() - timedelta(days=9)
        Grant.objects.create(user=user, role="case_officer", office=offices["R4"], status="CONFIRMED", starts_on=start)
        client = quickly_with_vault(User.objects.get(pk=user.pk))
        setattr(found, key, SimpleNamespace(user=User.objects.get(pk=user.pk), client=client))
    for one in vars(found).values():
        actions.put_on_duty(one.user, offices["R4"], by=SYSTEM)
    actions.publish_desk(by=SYSTEM)
    return found


class Officer:
    """An officer with a telephone, signed in; the vault is locked unless it was opened."""

    def __init__(self, browser, sites, one, *, unlocked):
        self.context = browser.new_context(viewport=TELEPHONE, locale="th-TH", base_url=sites.house)
        self.context.set_default_timeout(15_000)
        names = [configured.SESSION_COOKIE_NAME, *([session.cookie_name()] if unlocked else [])]
        self.context.add_cookies(
            [{"name": name, "value": one.client.cookies[name].value, "url": sites.house} for name in names]
        )
        self.page = self.context.new_page()

    def press(self, words):
        fits(self.page)
        self.page.get_by_role("button", name=words).first.click()

    def unfold(self, words):
        self.page.locator("summary", has_text=words).first.click()

    def text(self):
        return self.page.inner_text("main")

    def shows(self, name):
        """It fits; where pictures are wanted, one is kept."""
        fits(self.page)
        if WANTED:
            for width, height in SIZES.items():
                self.page.set_viewport_size({"width": width, "height": height})
                keep(self.page, f"{name}-{width}")
            self.page.set_viewport_size(TELEPHONE)


@pytest.fixture
def officers(browser, sites, people):
    """`officers("kaew")`: that officer's telephone."""
    made = []

    def open_telephone(key, *, unlocked=True):
        made.append(Officer(browser, sites, getattr(people, key), unlocked=unlocked))
        return made[-1]

    yield open_telephone
    for one in made:
        one.context.close()


@pytest.fixture
def keepers(people):
    """An administrator, and five trustees with vaults of whom three open the recovery key; the front desk knows it."""
    found = SimpleNamespace(trustees=[])
    for n in range(1, 6):
        user = User.objects.create(email=f"trustee{n}@saiyai.example", display_name=f"นายผู้ถือ กุญแจที่ {n}")
        Grant.objects.create(user=user, role="trustee", status="CONFIRMED", starts_on=timezone.localdate())
        user = User.objects.get(pk=user.pk)
        found.trustees.append(SimpleNamespace(user=user, client=quickly_with_vault(user)))
    admin = User.objects.create(email="admin@saiyai.example", display_name="นายก้อง ดูแลระบบ")
    Grant.objects.create(user=admin, role="administrator", status="CONFIRMED", starts_on=timezone.localdate())
    found.admin = SimpleNamespace(user=User.objects.get(pk=admin.pk), client=quickly_signed_in(admin))
    users = [one.user for one in found.trustees]
    vaults.found_quorum(vaults.propose_quorum(users, 3, by=found.admin.user, reason="ตั้งต้น"), by=users[0])
    actions.publish_desk(by=SYSTEM)
    return found


@pytest.fixture
def telephone(browser, sites):
    """`telephone(somebody)`: theirs, signed in, and unlocked where they have a vault."""
    made = []

    def open_one(one, *, unlocked=True):
        made.append(Officer(browser, sites, one, unlocked=unlocked))
        return made[-1]

    yield open_one
    for one in made:
        one.context.close()


@pytest.fixture
def reporter(browser, sites):
    context = browser.new_context(viewport=TELEPHONE, locale="th-TH", java_script_enabled=False)
    context.set_default_timeout(15_000)
    yield Reporter(context, sites.desk)
    context.close()
