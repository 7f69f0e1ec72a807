"""The whole form in Thai on a telephone, from the empty page to a number: once with scripts, once without."""

import pytest

from saiyai.membership.models import Application, Endorsement
from tests.browser.filling import apply_as_official, fits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_an_empty_form_to_a_number(phone):
    page, scripts = phone
    apply_as_official(page, scripts)
    application = Application.objects.get()
    assert application.status == "ENDORSEMENT" and application.office_id == "R4" and application.area_code == "400101"
    assert application.number in page.content() and Endorsement.objects.get().email == "aree@example.go.th"
    page.go_back()
    page.reload()
    assert Application.objects.count() == 1


def test_no_page_scrolls_sideways(phone):
    page, _scripts = phone
    page.goto("/apply/")
    page.get_by_role("radio", name="หน่วยขององค์กร").check()
    page.get_by_role("button", name="เริ่มกรอกใบสมัคร").click()
    start = page.url
    topics = (
        "",
        "unit/",
        "head/",
        "name/",
        "contact/",
        "profile/",
        "areas/",
        "declarations/",
        "documents/",
        "consents/",
        "review/",
    )
    for topic in topics:
        page.goto(start + topic)
        fits(page)
