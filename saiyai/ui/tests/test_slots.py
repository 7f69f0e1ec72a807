"""A slot shows to each viewer only what its fillers allow."""

from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from saiyai.ui import slots
from saiyai.ui.slots import NavItem, Panel

pytestmark = pytest.mark.urls("saiyai.ui.tests.urls")

OFFICER, MEMBER = SimpleNamespace(officer=True), SimpleNamespace(officer=False)


@pytest.fixture(autouse=True)
def empty_slots(monkeypatch):
    monkeypatch.setattr(slots, "_slots", slots.defaultdict(list))


def show(source, viewer, path="/"):
    request = RequestFactory().get(path)
    request.user = viewer
    return Template("{% load ui %}" + source).render(Context({"request": request}))


def test_items_come_in_order_and_only_to_those_who_may():
    slots.fill("nav", NavItem("สอง", "ui:style", order=20))
    slots.fill("nav", NavItem("ลับ", "ui:style", order=5, visible=lambda viewer: viewer.officer))
    slots.fill("nav", NavItem("หนึ่ง", "ui:theme", order=10))
    assert [item.label for item in slots.items("nav", MEMBER)] == ["หนึ่ง", "สอง"]
    assert [item.label for item in slots.items("nav", OFFICER)] == ["ลับ", "หนึ่ง", "สอง"]


def test_filling_twice_shows_once():
    item = NavItem("หนึ่ง", "ui:style")
    slots.fill("nav", item)
    slots.fill("nav", item)
    assert len(slots.items("nav", MEMBER)) == 1


def test_the_menu_marks_the_present_page_and_hides_what_has_no_address():
    slots.fill("nav", NavItem("หน้าตัวอย่าง", "ui:style", "home"))
    slots.fill("nav", NavItem("ไม่มีหน้า", "nowhere:at_all", "home"))
    html = show('{% nav "nav" %}{% bar "nav" %}', MEMBER, "/style/error/404/")
    assert html.count('aria-current="page"') == 2
    assert "ไม่มีหน้า" not in html


def test_the_phone_bar_never_has_more_than_five_entries():
    for number in range(8):
        slots.fill("nav", NavItem(f"ที่ {number}", "ui:style", "home", order=number))
    bar = show('{% bar "nav" %}', MEMBER)
    assert bar.split("<details")[0].count("<a ") == 4
    assert all(f"ที่ {number}" in bar for number in range(8))


def test_a_panel_shows_its_context_and_may_stay_silent():
    slots.fill("aside", Panel("ui/_links.html", lambda viewer, subject: {"entries": [], "listed": subject}))
    slots.fill("aside", Panel("ui/_refusal.html", lambda viewer, subject: {"because": f"ของ {subject}<"}))
    slots.fill("aside", Panel("ui/404.html", lambda viewer, subject: None))
    slots.fill("aside", Panel("ui/404.html", visible=lambda viewer: viewer.officer))
    html = show('{% slot "aside" "กานต์สินี" %}', MEMBER)
    assert "ของ กานต์สินี&lt;" in html
    assert "<html" not in html
