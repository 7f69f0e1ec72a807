"""The pictures of the documents. Without SAIYAI_SHOTS=1 the same pages are only opened and looked at."""

import io
import os
from collections import Counter

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from saiyai.accounts.models import User
from saiyai.demo.cast import CAST
from saiyai.demo.load import load
from saiyai.directory.models import Holding, Person, Tie
from tests.architecture.house import ROOT
from tests.browser.filling import on

pytestmark = [pytest.mark.browser, pytest.mark.django_db(databases="__all__", transaction=True)]
FOLDER = ROOT / "docs" / "images"
WANTED = os.environ.get("SAIYAI_SHOTS") == "1"
SIZES = {390: 844, 1280: 860}
LARGEST = 300_000


def user(role):
    part = next(part for part in CAST if part.role == role)
    return User.objects.get(email=part.email)


def somebody_listed():
    """A person of the demo with the most posts."""
    keys = Holding.objects.filter(person__listed=True).order_by("-starts_on").values_list("person", flat=True)
    return Person.objects.get(pk=keys[0])


def somebody_tied():
    """A listed person of the demo with the most ties."""
    rows = (
        Tie.objects.filter(a_person__listed=True, b_person__listed=True)
        .order_by("pk")
        .values_list("a_person", "b_person")
    )
    return Person.objects.get(pk=Counter(key for row in rows for key in row).most_common(1)[0][0])


def turn_pages(page):
    """(name of the picture, whom the page is for), with the page opened in the browser."""

    def open_as(role, path):
        page.context.clear_cookies()
        if role:
            client = Client()
            client.force_login(user(role))
            page.context.add_cookies([{"name": "sessionid", "value": client.session.session_key, "url": page.base}])
        assert page.goto(page.base + path).status == 200

    open_as("", "/")
    yield "home", "เครือข่าย"
    open_as("", reverse("membership:apply"))
    page.get_by_role("radio", name="บุคคล").check()
    page.get_by_role("button", name="เริ่มกรอกใบสมัคร").click()
    page.get_by_role("link", name="ทำต่อ:").click()
    page.get_by_label("ชื่อ", exact=True).fill("สมชาย")
    page.get_by_label("นามสกุล", exact=False).first.fill("ใจดี")
    on(page)
    yield "apply", "บัตร"
    open_as("membership_officer", reverse("membership:queue"))
    yield "queue", "ใบสมัคร"
    person = somebody_listed()
    open_as("member", reverse("directory:person", args=[person.pk]))
    yield "person", person.family_name
    open_as("member", reverse("directory:person_ties", args=[somebody_tied().pk]))
    page.locator(".ties-map[data-ready]").scroll_into_view_if_needed()
    page.locator(".ties-map").evaluate("(map) => map.closest('section').scrollIntoView()")
    yield "ties", "ความสัมพันธ์โดยรอบ"
    open_as("member", reverse("membership:my_membership"))
    yield "card", user("member").display_name.split()[-1]
    open_as("member", reverse("rights:my_data"))
    yield "my-data", "ข้อมูลของฉัน"
    open_as("member", reverse("law:acts"))
    yield "law", "กฎหมาย"
    open_as("", reverse("ui:style"))
    yield "style", "ปุ่ม"


def keep(page, name):
    """A picture of what one sees first, with few colours so that the file stays small."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(128, dither=Image.Dither.NONE)
    picture.save(FOLDER / f"{name}.png", optimize=True)
    assert (FOLDER / f"{name}.png").stat().st_size < LARGEST


@pytest.fixture
def site(db, live_server, settings, tmp_path):
    """The demo network in small."""
    settings.KEYRING, settings.KEYRING_MIRROR = tmp_path / "ring" / "ring.sqlite3", ""
    settings.PRIVATE_DIR = tmp_path / "private"
    settings.SITE_URL, settings.DEMO = live_server.url, True
    load(people=200, applications=60)
    return live_server.url


def test_the_pages_of_the_pictures(browser, site):
    for width, height in SIZES.items():
        context = browser.new_context(viewport={"width": width, "height": height}, locale="th-TH")
        page = context.new_page()
        page.base = site
        for name, words in turn_pages(page):
            assert words in page.title() + page.inner_text("main"), name
            assert page.evaluate("document.scrollingElement.scrollWidth") <= width, name
            if WANTED:
                keep(page, f"{name}-{width}")
        context.close()
