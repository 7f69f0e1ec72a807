"""A PDF in its box without rights is still shown by the browser's own viewer, which can save it."""

import io

import pytest
from PIL import Image

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAVE = (1176, 28)  # the viewer is no page: its button is found by its place


def test_a_pdf_is_shown_and_saved_from_within_the_box(browser, live_server):
    context = browser.new_context(viewport={"width": 1280, "height": 720}, accept_downloads=True)
    page = context.new_page()
    address = f"{live_server.url}/apply/form.pdf"
    assert "sandbox" in context.request.get(address).headers["content-security-policy"]
    page.goto(address)
    for _ in range(40):
        picture = Image.open(io.BytesIO(page.screenshot())).convert("L").crop((400, 80, 1180, 700))
        shades = picture.histogram()
        dark, light = sum(shades[:50]), sum(shades[250:])
        if light > 300_000 and dark > 1_000:
            break
        page.wait_for_timeout(250)
    else:
        raise AssertionError(f"no written paper is to be seen: {light} light, {dark} dark points")
    with page.expect_download() as saving:
        page.mouse.click(*SAVE)
    assert saving.value.suggested_filename == "application.pdf"
    context.close()
