"""Every template keeps to the strict policy; the style page, language and colours work."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

pytestmark = pytest.mark.urls("saiyai.ui.tests.urls")

SITE = Path(settings.ROOT) / "saiyai"
TEMPLATES = sorted(SITE.glob("*/templates/**/*.html"))
INLINE = re.compile(r"""\sstyle\s*=|<style\b|\son[a-z]+\s*=\s*["']|javascript:|<script(?![^>]*\ssrc=)""", re.IGNORECASE)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(SITE)))
def test_no_template_holds_inline_script_or_style(template):
    assert not INLINE.search(template.read_text())


@pytest.mark.parametrize("code", ["<p style='x'>", '<a onclick="x">', "<script>", '<a href="javascript:x">', "<style>"])
def test_the_search_for_inline_code_finds_it(code):
    assert INLINE.search(code)


def test_every_icon_used_is_in_the_sprite():
    known = set((Path(settings.ROOT) / "assets" / "icons.txt").read_text().split())
    used = {
        name
        for template in TEMPLATES
        for name in re.findall(r"""{% (?:icon|empty_state) "([a-z0-9-]+)\"""", template.read_text())
    }
    assert used <= known


def test_the_style_page_shows_every_component_in_demo_only(client, settings):
    settings.DEMO = False
    assert client.get("/style/").status_code == 404
    settings.DEMO = True
    response = client.get("/style/")
    html = response.content.decode()
    assert response.status_code == 200
    assert "ข้อมูลตัวอย่าง" in html
    for part in ("badge-stop", "note-done", "note-wait", "errors", "thread", "knots", "pages", "chip", "fold", "empty"):
        assert part in html


@pytest.mark.parametrize("code", [400, 403, 404, 409, 413, 422, 500])
def test_the_style_page_shows_every_error(client, settings, code):
    settings.DEMO = True
    assert client.get(f"/style/error/{code}/").status_code == code


def test_the_language_switch_works_without_scripts_and_keeps_the_page(client, settings):
    settings.DEMO = True
    response = client.post("/language/", {"language": "en", "next": "/style/?page=2"})
    assert response.url == "/style/?page=2"
    html = client.get("/style/?page=2").content.decode()
    assert '<html lang="en">' in html
    assert "Skip to the content" in html


def test_the_reader_chooses_the_colours(client, settings):
    settings.DEMO = True
    assert "prefers-color-scheme:dark" in client.get("/style/").content.decode()
    client.post("/theme/", {"theme": "dark", "next": "/style/"})
    assert 'media="screen">' in client.get("/style/").content.decode()
    client.post("/theme/", {"theme": "light"})
    assert "dark.css" not in client.get("/style/").content.decode()
    client.post("/theme/", {"theme": "device"})
    assert "prefers-color-scheme:dark" in client.get("/style/").content.decode()


def test_the_colours_form_never_sends_the_reader_elsewhere(client):
    assert client.post("/theme/", {"theme": "dark", "next": "https://evil.example/"}).url == "/"


@pytest.mark.parametrize("template", ["public", "member", "officer", "form_page"])
def test_base_templates_compile(template):
    assert get_template(f"ui/{template}.html")
