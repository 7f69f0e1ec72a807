"""Whole ways of a report in Thai, at 390 px: from a telephone without scripts to the desk of an officer and back again."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings as configured
from django.db import connections
from django.test.testcases import LiveServerThread
from django.utils import timezone

from conftest import make_offices
from saiyai import frontdesk_settings
from saiyai.accounts.models import Grant, User
from saiyai.accounts.tests.vaults import PASSPHRASE, quickly_with_vault
from saiyai.accounts.vault import actions as vaults
from saiyai.accounts.vault import session
from saiyai.cases import actions
from saiyai.cases.models import Case
from saiyai.crypto import codes
from saiyai.documents.tests.test_cleaning import picture
from saiyai.intake.models import Ask, Blob, IdentityGrant, Message, Report
from saiyai.intake.views import telling as view
from saiyai.policy.actors import SYSTEM
from saiyai.thai import dates
from tests.browser.filling import fits
from tests.browser.test_accessibility import TELEPHONE
from tests.browser.test_frontdesk import Plain, Reporter
from tests.browser.test_screens import WANTED, keep

pytestmark = [pytest.mark.browser, pytest.mark.django_db(databases="__all__", transaction=True)]
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
        user = User.objects.create(email=f"{key}@saiyai.example", display_name=name)
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
            keep(self.page, f"{name}-390")


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
def reporter(browser, sites):
    context = browser.new_context(viewport=TELEPHONE, locale="th-TH", java_script_enabled=False)
    context.set_default_timeout(15_000)
    yield Reporter(context, sites.desk)
    context.close()


def lock_vault_of(person):
    """As after a quarter of an hour."""
    vaults.lock(person.user, by=person.user)


def test_an_anonymous_report_with_files_is_asked_about_and_answered(sites, people, officers, reporter):
    sites.turn_to_desk()
    reporter.tell("ไม่บอกชื่อ")
    files = [(f"ภาพ {n}.jpg", picture(mark=f"CANARY{n}"), "image/jpeg") for n in (1, 2, 3)]
    reporter.page.set_input_files("#id_files", [{"name": n, "mimeType": k, "buffer": c} for n, c, k in files])
    reporter.press("ส่งเรื่อง")
    (receipt,) = reporter.numbers()
    sites.turn_to_house()
    kaew = officers("kaew")
    kaew.page.goto("/desk/")
    assert kaew.page.locator("ul.rows li").count() == 0
    assert not Case.objects.exists(), "before the round nobody sees that anything came in"

    actions.publish_batch(by=SYSTEM)
    lock_vault_of(people.kaew)
    ref = Case.objects.get().ref
    kaew.page.goto("/desk/")
    assert "/accounts/vault/" in kaew.page.url and ref not in kaew.page.content()
    kaew.page.get_by_label("วลีรหัสผ่านของตู้นิรภัย").fill(PASSPHRASE)
    kaew.press("เปิดตู้นิรภัย")
    assert "คุณยังไม่ได้เปิดอ่าน" in kaew.text() and "ผู้รับเหมา" not in kaew.text()
    kaew.shows("desk")
    kaew.page.get_by_role("link", name=f"เปิดเรื่อง {ref}").click()
    assert "ผู้รับเหมาจ่ายเงินทอนทุกงวด" in kaew.text()
    kaew.shows("case")
    kaew.page.get_by_label("ข้อความถึงผู้แจ้ง").fill("เหตุเกิดในปีใด")
    kaew.press("ส่งถึงผู้แจ้ง")
    with kaew.page.expect_download() as copy:
        kaew.press("สำเนาปลอดภัย")
    content = copy.value.path().read_bytes()
    assert content.startswith(b"\xff\xd8") and b"CANARY" not in content
    assert copy.value.suggested_filename == "evidence-01.jpg" and Blob.objects.count() == 3

    sites.turn_to_desk()
    reporter.come_back(receipt)
    assert "เหตุเกิดในปีใด" in reporter.page.locator("main").inner_text()
    reporter.press("เขียนข้อความ")
    reporter.page.fill("#id_text", "ปี 2568 เดือนมีนาคม")
    reporter.press("ส่งข้อความ")
    assert reporter.fits()
    sites.turn_to_house()
    kaew.page.goto(f"/desk/{ref}/")
    assert "ปี 2568 เดือนมีนาคม" not in kaew.text(), "an answer waits for the round, so that its hour says nothing"
    actions.publish_batch(by=SYSTEM)
    kaew.page.goto(f"/desk/{ref}/")
    assert "ปี 2568 เดือนมีนาคม" in kaew.text()
    assert Message.objects.count() == 2
    reporter.left_nothing(receipt)


def ask_for_the_name(officer, ref, why):
    officer.page.goto(f"/desk/{ref}/")
    officer.unfold("ขอดูชื่อ")
    officer.page.get_by_role("radio", name="ติดต่อคุณโดยตรง").check()
    officer.page.locator("#identity [name=until]").fill(dates.short(timezone.localdate() + timedelta(days=60)))
    officer.page.locator("#identity [name=why]").fill(why)
    officer.press("ส่งคำขอถึงผู้แจ้ง")


def test_a_sealed_name_opens_for_one_officer_and_the_excluded_one_finds_no_trace(sites, people, officers, reporter):
    sites.turn_to_desk()
    reporter.tell("บอกชื่อ แต่ปิดผนึกไว้", exclude="บุญมี ฟังให้จบ")
    reporter.press("ส่งเรื่อง")
    receipt, consent = reporter.numbers()
    sites.turn_to_house()
    actions.publish_batch(by=SYSTEM)
    ref, name = Case.objects.get().ref, "ผู้แจ้งคนหนึ่ง"

    boonmee = officers("boonmee")
    for path in ("/", "/desk/", "/desk/?status=all", f"/desk/?q={ref}"):
        boonmee.page.goto(path)
        assert boonmee.page.locator(f"a[href*='/{ref}/']").count() == 0 and "ผู้รับเหมา" not in boonmee.text()
    there, nowhere = (boonmee.page.goto(f"/desk/{one}/") for one in (ref, "NOWHERE2"))
    assert there.status == nowhere.status == 404

    kaew, suda = officers("kaew"), officers("suda")
    ask_for_the_name(kaew, ref, "จะโทรนัดดูถนน")
    ask_for_the_name(suda, ref, "จะขอเอกสาร")
    assert name not in kaew.text() and name not in suda.text()
    yes, no = (Ask.objects.get(officer=one.user.pk) for one in (people.kaew, people.suda))

    sites.turn_to_desk()
    reporter.come_back(receipt)
    reporter.page.locator(f'button[value="ask:{yes.pk}"]').click()
    assert NAMES["kaew"] in reporter.page.locator("main").inner_text() and reporter.fits()
    reporter.page.fill("#id_consent", codes.shown(consent))
    reporter.press("ให้เจ้าหน้าที่คนนี้เห็นชื่อของฉัน")
    reporter.page.locator(f'button[value="ask:{no.pk}"]').click()
    reporter.press("ไม่ให้ใครเห็น")
    sites.turn_to_house()

    assert IdentityGrant.objects.get().ask_id == yes.pk
    suda.page.goto(f"/desk/{ref}/")
    assert suda.page.locator("form[action$='/identity/']").count() == 0
    kaew.page.goto(f"/desk/{ref}/")
    assert name not in kaew.text(), "it opens by a deed, not by looking"
    kaew.page.locator("form[action$='/identity/'] button").click()
    assert name in kaew.page.locator("#shown-once").inner_text()
    assert kaew.page.locator("#shown-once").bounding_box()["y"] < 500, "shown once, so it stands where one looks"
    kaew.shows("case-identity")
    kaew.page.goto(f"/desk/{ref}/")
    assert name not in kaew.text() and Report.objects.count() == 1
    reporter.left_nothing(receipt, consent)
