"""The main job in Thai on a telephone: from an empty form to a card that anyone verifies, with scripts and without."""

import re

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from conftest import PASSWORD
from saiyai.audit import verify
from saiyai.membership.models import Application, Member
from saiyai.notify import jobs
from tests.browser.filling import apply_as_official, fits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
APPLICANT = "somchai@example.go.th"
SUPERIOR = "aree@example.go.th"


def links(to):
    """The addresses in the newest letter to somebody, after the worker has handed over what waits."""
    jobs.send_waiting(timezone.now())
    newest = [letter for letter in mail.outbox if letter.to == [to]][-1]
    return re.findall(r"http\S+", newest.body)


def opened(page, address):
    page.goto(address)
    fits(page)


def sign_in(page, email):
    """A new person at the telephone, through the sign-in page."""
    page.context.clear_cookies()
    opened(page, reverse("account_login"))
    page.get_by_label("อีเมล", exact=True).fill(email)
    page.get_by_label("รหัสผ่าน", exact=True).fill(PASSWORD)
    page.locator("form:not([data-passkey]) button[type=submit].btn-primary").click()
    page.wait_for_url(lambda address: "/login/" not in address)
    fits(page)


def press(page, move, words="", choice=""):
    """Do one of the moves that the page of the application offers."""
    form = page.locator(f'form[action$="/{move}/"]').first
    if words:
        form.locator("textarea").fill(words)
    if choice:
        form.locator(f'input[value="{choice}"]').check()
    form.locator("button[type=submit]").first.click()
    fits(page)


def endorse(page):
    (link,) = links(SUPERIOR)
    opened(page, link)
    page.locator("input[name=answer][value=endorse]").check()
    page.locator("main form button[type=submit]").click()
    page.get_by_role("button", name="ยืนยัน").click()
    fits(page)


def office_work(page, cast, application):
    """Each signs in, finds the application in the own queue, and does their part."""

    def find(who):
        sign_in(page, who.email)
        opened(page, reverse("membership:queue"))
        page.get_by_role("link", name=re.compile("สมชาย")).first.click()
        page.wait_for_url(lambda address: str(application.pk) in address)
        fits(page)

    find(cast.somying)
    press(page, "judge_document")
    press(page, "pass_documents")
    press(page, "pass_background")
    find(cast.thiradet)
    press(page, "advise", "ทำงานตรวจสอบภายในมาสิบปี", "SUPPORT")
    find(cast.decider)
    press(page, "approve")


def test_from_an_empty_form_to_a_verified_card(phone, cast, settings):
    settings.SMTP_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    page, scripts = phone
    apply_as_official(page, scripts)
    application = Application.objects.get()
    endorse(page)
    application.refresh_from_db()
    assert application.status == "DOCUMENTS"
    office_work(page, cast, application)
    application.refresh_from_db()
    member = Member.objects.get()
    assert application.status == "APPROVED" and member.application == application

    page.context.clear_cookies()
    invitation, card = links(APPLICANT)
    opened(page, invitation)
    page.locator("[name=password1]").fill(PASSWORD)
    page.locator("[name=password2]").fill(PASSWORD)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(lambda address: address != invitation)
    opened(page, reverse("membership:my_membership"))
    assert member.number in page.inner_text("main") and "สมชาย" in page.inner_text("main")

    page.context.clear_cookies()
    opened(page, card)
    assert page.locator("[data-standing=valid]").count() == 1
    assert page.get_by_role("heading", name="บัตรนี้ใช้ได้").count() == 1
    assert verify.verify().ok
