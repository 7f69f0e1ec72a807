"""The pages of the desk and of the vault looked at by axe, narrow in Thai and wide in English; and by who has only a keyboard."""

from datetime import timedelta

import pytest
from django.conf import settings as configured
from django.urls import reverse
from django.utils import timezone

from saiyai.accounts.models import Ceremony, Grant, Quorum, User
from saiyai.accounts.tests.vaults import PASSPHRASE, keys_of, quickly_signed_in
from saiyai.accounts.vault import actions as vaults
from saiyai.accounts.vault import rules, session
from saiyai.cases import actions
from saiyai.cases.models import Case
from saiyai.cases.tests import world
from saiyai.cases.tests.test_ending import add_file
from saiyai.crypto import codes
from saiyai.intake.models import Report
from saiyai.policy.actors import SYSTEM
from tests.browser.test_accessibility import AXE, DESK, LOOKS, TELEPHONE, Eyes
from tests.browser.test_frontdesk import Reporter
from tests.browser.test_keyboard import Keys

pytestmark = [pytest.mark.browser, pytest.mark.django_db(databases="__all__", transaction=True)]
OPEN_FOLDS = "document.querySelectorAll('main details').forEach((fold) => { fold.open = true })"


class OfficersEyes(Eyes):
    """As one of the officers, with every fold open."""

    def be(self, client):
        self.context.clear_cookies()
        names = [one for one in (configured.SESSION_COOKIE_NAME, session.cookie_name()) if one in client.cookies]
        self.context.add_cookies([{"name": one, "value": client.cookies[one].value, "url": self.base} for one in names])

    def visit(self, url, *, status=200):
        for language, size in (("th", TELEPHONE), ("en", DESK)):
            self.speak(language)
            self.page.set_viewport_size(size)
            assert self.page.goto(url).status == status, url
            self.page.evaluate(OPEN_FOLDS)
            self.look(f"{url} {language}", size)
            self.measure(f"{url} {language}")

    def send(self, url, action, name):
        """What a form that was sent empty says."""
        self.speak("th")
        self.page.goto(url)
        self.page.evaluate(OPEN_FOLDS)
        form = f"form[action$='{action}']" if action else "form"
        self.page.locator(f"main {form} button[type=submit]").last.click()
        self.page.evaluate(OPEN_FOLDS)
        self.look(name)
        self.measure(name)


@pytest.fixture
def eyes(browser, sites):
    context = browser.new_context(
        viewport=TELEPHONE, locale="th-TH", reduced_motion="reduce", bypass_csp=True, base_url=sites.house
    )
    context.set_default_timeout(20_000)
    context.add_init_script(path=AXE)
    context.add_init_script(LOOKS)
    seeing = OfficersEyes(context, sites.house)
    yield seeing
    context.close()
    assert seeing.wrong == [], "\n".join(seeing.wrong)


@pytest.fixture
def case(people):
    """A case in which everything has happened that a page can show."""
    filed = world.file_report("R4", identity={"name": "ผู้แจ้งคนหนึ่ง", "phone": "081 000 0000"})
    add_file(filed)
    add_file(filed, n=2)
    Report.objects.update(in_danger=True, wants_deletion=True)
    (found,) = world.published(filed)
    filed.writes("มีคนมายืนหน้าบ้าน")
    kaew, boonmee = people.kaew, people.boonmee
    own = actions.open_case(found, keys_of(kaew.client, kaew.user), by=kaew.user)
    actions.send(own, "ขอบคุณที่แจ้ง", by=kaew.user)
    actions.write_note(own, "บันทึกของทีม", "READERS", by=kaew.user)
    ask = actions.ask_identity(own, "CONTACT", timezone.localdate() + timedelta(days=30), "จะโทรนัด", by=kaew.user)
    filed.agrees(ask)
    actions.give(own, kaew.user, "LEAD", by=kaew.user)
    actions.move(own, "take", "", by=kaew.user)
    other = actions.open_case(found, keys_of(boonmee.client, boonmee.user), by=boonmee.user)
    actions.propose(other, "CLOSE", "ซ้ำกับเรื่องก่อน", closing="DUPLICATE", by=boonmee.user)
    Case.objects.update(needs_new_key=True)
    actions.publish_batch(by=SYSTEM)
    return Case.objects.get()


def lead(office):
    """Somebody who leads the desk and has a vault."""
    from saiyai.accounts.tests.vaults import quickly_with_vault

    user = User.objects.create(email="lead@saiyai.example", display_name="นางนำ หน้าโต๊ะ")
    Grant.objects.create(user=user, role="case_lead", office=office, status="CONFIRMED", starts_on=timezone.localdate())
    return quickly_with_vault(User.objects.get(pk=user.pk))


def test_axe_finds_nothing_on_any_page_of_the_desk(eyes, people, case, monkeypatch):
    leads = lead(people.kaew.user.grants.get().office)  # somebody to whom the case can be given
    eyes.be(people.kaew.client)
    there = reverse("cases:case", args=[case.ref])
    for url in (reverse("cases:cases"), reverse("cases:cases") + "?status=all&q=ซ่อม", there, reverse("cases:enter")):
        eyes.visit(url)
    for action in (
        f"{there}note/",
        f"{there}propose/",
        f"{there}ask/",
        f"{there}give/",
        f"{there}part/{people.boonmee.user.pk}/",
    ):
        eyes.send(there, action, action)
    eyes.send(reverse("cases:enter"), "", "enter")
    with monkeypatch.context() as later:
        later.setattr(rules, "FRESH", timedelta(0))
        eyes.visit(there)
        eyes.send(there, "/identity/", "the passphrase missing beside the name")
    eyes.page.goto(there)
    eyes.page.locator("form[action$='/identity/'] button").click()
    eyes.look("the name, shown once")
    eyes.be(leads)
    eyes.visit(reverse("cases:duty"))
    eyes.visit(reverse("cases:cases"))
    for one in (people.kaew, people.boonmee, people.suda):
        one.user.vault_keys.update(status="RETIRED")
    eyes.be(people.suda.client)
    eyes.visit(reverse("vault:own"))


def test_axe_finds_nothing_on_any_page_of_the_vault(eyes, people, keepers, case, monkeypatch):
    kaew, trustee, admin = people.kaew, keepers.trustees[0], keepers.admin
    eyes.be(kaew.client)
    for name in ("own", "change_passphrase", "quorum", "open_ceremony"):
        eyes.visit(reverse(f"vault:{name}"))
    eyes.send(reverse("vault:change_passphrase"), "", "passphrase missing")
    eyes.send(reverse("vault:open_ceremony"), "", "reason missing")
    with monkeypatch.context() as later:
        later.setattr(rules, "FRESH", timedelta(0))
        eyes.visit(reverse("vault:open_ceremony"))
        eyes.send(reverse("vault:open_ceremony"), "", "the passphrase missing before the page")
    reset = vaults.propose_reset(people.suda.user, "แสดงบัตร", by=admin.user)
    opened = vaults.open_ceremony("RECOVERY", "กุญแจหาย", keys_of(kaew.client, kaew.user), by=kaew.user)
    where = reverse("vault:ceremony", args=[opened.pk])
    eyes.visit(where)
    eyes.be(trustee.client)
    for url in (where, reverse("vault:vaults"), reverse("vault:reset", args=[reset.pk])):
        eyes.visit(url)
    eyes.send(reverse("vault:reset", args=[reset.pk]), "/decline/", "why not")
    vaults.confirm_ceremony(opened, by=trustee.user)
    for one in keepers.trustees[:3]:
        vaults.give_piece(Ceremony.objects.get(), keys_of(one.client, one.user), by=one.user)
    eyes.visit(where)
    eyes.be(kaew.client)
    eyes.visit(where)
    eyes.be(admin.client)
    for name, arguments in (
        ("vaults", []),
        ("quorum", []),
        ("propose_quorum", []),
        ("propose_reset", [people.boonmee.user.pk]),
    ):
        eyes.visit(reverse(f"vault:{name}", args=arguments))
    eyes.send(reverse("vault:propose_quorum"), "", "nobody chosen")
    eyes.visit(reverse("cases:leave", args=[people.suda.user.pk]))
    vaults.propose_quorum([one.user for one in keepers.trustees[:4]], 3, by=admin.user, reason="คนหนึ่งพ้นหน้าที่")
    eyes.visit(reverse("vault:quorum"))
    vaults.confirm_reset(reset, by=trustee.user)
    eyes.be(quickly_signed_in(people.suda.user))
    eyes.visit(reverse("vault:set_up"))
    eyes.send(reverse("vault:set_up"), "", "nothing typed")
    vaults.lock(people.boonmee.user, by=people.boonmee.user)
    eyes.be(people.boonmee.client)
    eyes.visit(reverse("vault:unlock"))
    eyes.send(reverse("vault:unlock"), "", "no passphrase")
    assert Quorum.objects.count() == 2


@pytest.fixture
def hands(browser, sites):
    context = browser.new_context(viewport=TELEPHONE, locale="th-TH", reduced_motion="reduce", base_url=sites.house)
    context.set_default_timeout(15_000)
    yield Keys(context.new_page())
    context.close()


def to_box(hands, key):
    """Step on to the box with this id."""
    for _step in range(60):
        if hands.page.evaluate("document.activeElement.id") == key:
            return
        hands.stop()
    raise AssertionError(f"{hands.page.url}: no way to {key}")


def fill_in(hands, key, words):
    to_box(hands, key)
    hands.type(words)


def on(hands, words="ไปคำถามถัดไป"):
    hands.go_to(words)
    hands.send()


def choose(hands, first, words):
    """To a group of choices, whose first is this one, and down to the other."""
    hands.go_to(first)
    for _step in range(6):
        if words in hands.stop("ArrowDown"):
            return
    raise AssertionError(words)


def tell_by_keys(hands, desk):
    """From the first page to the receipt."""
    hands.page.goto(f"{desk}/report/")
    on(hands, "เริ่มแจ้งเรื่อง")
    fill_in(hands, "id_what", "ผู้รับเหมาจ่ายเงินทอนทุกงวด")
    on(hands)
    fill_in(hands, "id_agency", "เทศบาลตำบลหนึ่ง")
    on(hands)
    fill_in(hands, "id_province", "")
    hands.page.keyboard.type("ขอนแก่น")
    on(hands)
    on(hands)
    on(hands)
    on(hands)
    on(hands)
    hands.go_to("ไม่บอกชื่อ")
    hands.press("Space")
    on(hands)
    choose(hands, "เป็น และ", "ไม่อยากบอก")
    on(hands)
    reporter = Reporter.__new__(Reporter)
    reporter.page, reporter.next = hands.page, lambda: on(hands)
    reporter.answer_puzzle()
    on(hands, "ส่งเรื่อง")
    return reporter.numbers()[0]


def test_telling_coming_back_unlocking_and_opening_by_keys_alone(hands, sites, people):
    page = hands.page
    sites.turn_to_desk()
    receipt = tell_by_keys(hands, sites.desk)
    fill_in(hands, "id_code", receipt)
    on(hands, "ตรวจรหัส")
    assert "คุณจดถูกแล้ว" in page.inner_text("h1")
    page.goto(f"{sites.desk}/report/")
    on(hands, "มีรหัสรับเรื่องแล้ว ต้องการติดตามเรื่อง")
    fill_in(hands, "id_code", codes.shown(receipt))
    on(hands, "ไปต่อ")
    on(hands, "แสดง")
    on(hands, "เขียนข้อความ")
    fill_in(hands, "id_text", "ถนนสายหมู่ 7")
    on(hands, "ส่งข้อความ")
    assert "ถนนสายหมู่ 7" in page.inner_text("main")
    sites.turn_to_house()
    actions.publish_batch(by=SYSTEM)

    vaults.lock(people.kaew.user, by=people.kaew.user)
    value = people.kaew.client.cookies[configured.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": configured.SESSION_COOKIE_NAME, "value": value, "url": sites.house}])
    page.goto("/desk/")
    fill_in(hands, "id_passphrase", PASSPHRASE)
    hands.send()
    ref = Case.objects.get().ref
    on(hands, ref)
    assert "ผู้รับเหมาจ่ายเงินทอนทุกงวด" in page.inner_text("main") and "ถนนสายหมู่ 7" in page.inner_text("main")
    hands.go_to("ข้อความถึงผู้แจ้ง")
    hands.type("ขอบคุณ เราจะไปดูถนน")
    on(hands, "ส่งถึงผู้แจ้ง")
    assert "ขอบคุณ เราจะไปดูถนน" in page.inner_text("main")
