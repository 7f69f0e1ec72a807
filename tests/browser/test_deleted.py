"""A report that was deleted as its reporter wished: last night's backup and the keys of all officers do not open it.

The backup is made and brought back by the commands, into a site of its own that serves its pages. Only the keyring is the
same one: it lies outside of every backup. From it the restore knows what was deleted, and clears the rows away as well.
"""

import os
import subprocess
import sys

import pytest
from django.conf import settings as configured
from django.db import connections
from django.urls import reverse

from conftest import PASSWORD
from saiyai import cli
from saiyai.accounts.tests.vaults import PASSPHRASE
from saiyai.cases import actions
from saiyai.cases.models import Case
from saiyai.cases.tests import world
from saiyai.cli import serving
from saiyai.cli.tests.test_commands import free_ports
from saiyai.crypto import codes
from saiyai.documents.tests.test_cleaning import picture
from saiyai.intake.models import Report
from saiyai.intake.uploads import blob_path
from saiyai.policy.actors import SYSTEM
from tests.browser.desks import NAMES
from tests.browser.test_accessibility import TELEPHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(databases="__all__", transaction=True)]
STORY = "ผู้รับเหมาจ่ายเงินทอนทุกงวด"


def here(*words):
    """A command, in this site."""
    options = cli._parser().parse_args([str(word) for word in words])
    assert options.do(options) == 0, words


class Elsewhere:
    """Another machine: an empty site of its own, to which nothing of this one came but the keyring."""

    def __init__(self, folder):
        self.folder, self.ports = folder, free_ports(2)
        self.address, self.desk = (f"http://localhost:{port}" for port in self.ports)
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("SAIYAI_")} | {
            "SAIYAI_VAR": str(folder), "SAIYAI_KEYRING": str(configured.KEYRING), "SAIYAI_SITE_URL": self.address,
            "SAIYAI_FRONTDESK_URL": self.desk, "PYTHONPATH": str(configured.ROOT), "LANGUAGE": "en",
            "SAIYAI_TESTING": "1",  # the derivation of the vaults, quick as in the site that was backed up
        }  # fmt: skip
        self.started = []

    def run(self, *words):
        command = [sys.executable, "-m", "saiyai", *map(str, words)]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=240)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def serve(self):
        """The pages of the officers and the front desk, each a process of its own."""
        for port, application in zip(
            self.ports, ("saiyai.wsgi:application", "saiyai.frontdesk_wsgi:application"), strict=True
        ):
            command = serving.granian("127.0.0.1", port, 1, application=application)
            more = {"DJANGO_SETTINGS_MODULE": "saiyai.frontdesk_settings"} if "frontdesk" in application else {}
            more |= {"SAIYAI_CARRY_KEY": "00" * 32} if more else {}
            self.started.append(subprocess.Popen(command, env=self.environment | more, cwd=configured.ROOT))
        for port, process in zip(self.ports, self.started, strict=True):
            assert serving._answers("127.0.0.1", port, process), "it did not start"

    def end(self):
        for process in self.started:
            process.terminate()
        for process in self.started:
            process.wait(30)


@pytest.fixture
def elsewhere(tmp_path, sites):
    found = Elsewhere(tmp_path / "elsewhere")
    yield found
    found.end()


def back_up(folder, capsys):
    """Last night, in two files, closed to a key that is kept elsewhere."""
    capsys.readouterr()
    here("pair", folder / "identity")
    public = capsys.readouterr().out.strip()
    connections.close_all()
    here("backup", folder / "site.age", "--to", public)
    here("backup", folder / "keys.age", "--keys", "--to", public)


def delete_by_two(officers, ref):
    """One officer has read the wish and proposes, another confirms."""
    kaew, boonmee = officers("kaew"), officers("boonmee")
    kaew.page.goto(f"/desk/{ref}/")
    assert "ผู้แจ้งขอให้ลบเรื่อง" in kaew.text() and "ขอถอนเรื่อง" in kaew.text()
    kaew.unfold("ปิด เก็บไว้ หรือลบ")
    kaew.page.locator("form[action$='/propose/'] [name=kind]").select_option(label="ลบเรื่อง")
    kaew.page.locator("form[action$='/propose/'] [name=text]").fill("ผู้แจ้งขอให้ลบ")
    kaew.press("เสนอ")
    boonmee.page.goto(f"/desk/{ref}/")
    boonmee.press("ยืนยัน")
    assert "ไม่มีใครเปิดได้อีก" in boonmee.page.content()
    for one in (kaew, boonmee):
        assert one.page.goto(f"/desk/{ref}/").status == 404


def tries_elsewhere(browser, elsewhere, person, gone, kept):
    """An officer signs in to the site that was brought back, unlocks, and opens both."""
    context = browser.new_context(viewport=TELEPHONE, locale="th-TH", base_url=elsewhere.address)
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.goto(reverse("account_login"))
    page.fill("[name=login]", person.user.email)
    page.fill("[name=password]", PASSWORD)
    page.locator("form:not([data-passkey]) button[type=submit].btn-primary").first.click()
    page.wait_for_url(lambda address: "/login/" not in address)
    page.goto(f"/desk/{kept}/")
    page.get_by_label("วลีรหัสผ่านของตู้นิรภัย").fill(PASSPHRASE)
    page.get_by_role("button", name="เปิดตู้นิรภัย").first.click()
    assert world.STORY in page.inner_text("main"), "the same keys open what was not deleted"
    page.goto("/desk/?status=all")
    assert kept in page.content() and gone not in page.content() and STORY not in page.content()
    assert page.goto(f"/desk/{gone}/").status == 404, "as right after the deletion"
    context.close()


def test_a_deleted_report_opens_nowhere_from_last_nights_backup(
    browser, sites, people, officers, reporter, elsewhere, tmp_path, capsys
):
    sites.turn_to_desk()
    reporter.tell("ไม่บอกชื่อ")
    file = {"name": "หลักฐาน.jpg", "mimeType": "image/jpeg", "buffer": picture(mark="CANARY")}
    reporter.page.set_input_files("#id_files", [file])
    reporter.press("ส่งเรื่อง")
    (receipt,) = reporter.numbers()
    sites.turn_to_house()
    report = Report.objects.get()
    blob = report.blobs.get().name
    kept = world.file_report("R4")
    actions.publish_batch(by=SYSTEM)
    gone, kept_ref = report.case.ref, kept.fresh().case.ref
    suda = officers("suda")
    suda.page.goto(f"/desk/{gone}/")
    assert STORY in suda.text()
    back_up(tmp_path, capsys)

    sites.turn_to_desk()
    reporter.come_back(receipt)
    reporter.press("ขอให้ลบเรื่อง")
    reporter.page.fill("#id_text", "ขอถอนเรื่อง กลัวคนรู้")
    reporter.page.locator("button[value='do:delete']").click()
    assert "คุณขอให้ลบเรื่องนี้แล้ว" in reporter.page.locator("main").inner_text() and reporter.fits()
    sites.turn_to_house()
    actions.publish_batch(by=SYSTEM)
    delete_by_two(officers, gone)
    assert [one.ref for one in Case.objects.all()] == [kept_ref] and not blob_path(blob).exists()
    sites.turn_to_desk()
    says_it_is_gone(reporter, receipt, reporter.base)
    sites.turn_to_house()

    elsewhere.run("restore", tmp_path / "keys.age", "--keys", "--identity", tmp_path / "identity")
    told = elsewhere.run("restore", tmp_path / "site.age", "--identity", tmp_path / "identity")
    assert "The trail is whole" in told and "cleared away again" in told
    assert not list((elsewhere.folder / "private").rglob(blob)), "the sealed file went with the rows"
    assert "The trail is whole" in elsewhere.run("audit", "verify")
    elsewhere.serve()
    for key in NAMES:
        tries_elsewhere(browser, elsewhere, getattr(people, key), gone, kept_ref)
    says_it_is_gone(reporter, receipt, elsewhere.desk)
    reporter.left_nothing(receipt)


def says_it_is_gone(reporter, receipt, base):
    """The receipt leads nowhere any more, and the page says why."""
    reporter.page.goto(f"{base}/report/back/")
    reporter.page.fill("#id_code", codes.shown(receipt))
    reporter.press("ไปต่อ")
    said = reporter.page.locator("main").inner_text()
    assert "หรือเรื่องถูกลบไปแล้ว" in said and STORY not in said and reporter.fits()
