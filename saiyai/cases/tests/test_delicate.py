"""A pack and a name open with what was entered beside their button: one step, on the page of the case."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone

from conftest import PASSWORD
from saiyai.accounts.models import User
from saiyai.accounts.tests.vaults import PASSPHRASE, put_half, signed_in
from saiyai.accounts.vault import actions as vaults
from saiyai.cases import actions
from saiyai.cases.models import Proposal
from saiyai.cases.tests import world
from saiyai.cases.tests.conftest import opened

pytestmark = pytest.mark.django_db(databases="__all__")


def with_real_vault(name, office):
    """Somebody who signs in with PASSWORD and unlocks with PASSPHRASE: (user, browser)."""
    user, _none = world.officer(name, "case_officer", office, keyed=False)
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    user = User.objects.get(pk=user.pk)
    browser = signed_in(user)
    put_half(browser, vaults.set_up_vault(user, PASSPHRASE, browser.session.session_key, by=user))
    return user, browser


@pytest.fixture
def officer(desk, offices):
    """An officer on duty whose vault is a real one: (user, browser)."""
    user, browser = with_real_vault("real", offices["R4"])
    actions.take_off_duty(desk.second, offices["R4"], by=desk.lead)
    actions.put_on_duty(user, offices["R4"], by=desk.lead)
    return user, browser


@pytest.fixture
def pack(desk, officer, monkeypatch):
    """A pack that a second person agreed to, and six minutes gone by since: (address of the case, address of the pack)."""
    user, browser = officer
    (case,) = world.published(world.file_report())
    page, propose = (reverse(f"cases:{name}", args=[case.ref]) for name in ("case", "propose_export"))
    assert browser.get(page).status_code == 200
    typed = {"receiver": "สตง. นายรับ", "unsealed": "หน่วยงานยังไม่มีกุญแจ", "text": "ส่งตามอำนาจ"}
    assert browser.post(propose, typed).status_code == 302
    row = Proposal.objects.get(case=case)
    actions.confirm(opened(case, desk.first, desk.first_vault), row, by=desk.first)
    session, now = browser.session, timezone.now()
    for record in session["account_authentication_methods"]:
        record["at"] -= 360
    session.save()
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(minutes=6))
    return page, reverse("cases:take_out", args=[case.ref, row.pk])


def fields(page, name):
    return [field for *_row, asked in page.context[name] for form in asked for field in form.fields]


def test_the_pack_is_saved_in_one_step_from_the_page_of_the_case(officer, pack):
    _user, browser = officer
    page, take_out = pack
    assert fields(browser.get(page), "agreed") == ["password", "passphrase"]
    wrong = browser.post(take_out, {"proof": "act", "password": PASSWORD, "passphrase": "not the passphrase"})
    assert wrong.status_code == 422 and fields(wrong, "agreed") == ["passphrase"] and PASSWORD not in wrong.text
    assert Proposal.objects.get().status == Proposal.Status.CONFIRMED
    saved = browser.post(take_out, {"proof": "act", "passphrase": PASSPHRASE})
    assert saved.status_code == 200 and "attachment" in saved["Content-Disposition"]
    assert Proposal.objects.get().status == Proposal.Status.USED
    assert browser.get(page).status_code == 200, "the vault is open, by the half that came with the pack"


def test_pressed_with_an_old_page_the_case_says_what_is_asked_and_nothing_is_saved(officer, pack):
    _user, browser = officer
    page, take_out = pack
    again = browser.post(take_out)
    assert (
        again.status_code == 422 and again.context["refusal"] and fields(again, "agreed") == ["password", "passphrase"]
    )
    assert Proposal.objects.get().status == Proposal.Status.CONFIRMED


def test_a_locked_vault_is_unlocked_on_its_own_page_first(officer, pack):
    user, browser = officer
    _page, take_out = pack
    vaults.lock(user, by=user)
    answers = [browser.post(take_out, typed) for typed in ({}, {"proof": "act", "passphrase": PASSPHRASE})]
    assert all(answer.status_code == 302 for answer in answers)
    assert Proposal.objects.get().status == Proposal.Status.CONFIRMED


def test_another_officer_who_enters_what_is_right_gets_no_pack(pack, offices):
    _page, take_out = pack
    _stranger, browser = with_real_vault("stranger", offices["R4"])
    assert browser.post(take_out, {"proof": "act", "password": PASSWORD, "passphrase": PASSPHRASE}).status_code == 404
    assert Proposal.objects.get().status == Proposal.Status.CONFIRMED
