"""What is due before a delicate act is asked in place: the act follows at once, nothing is done before, nothing is kept."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from conftest import PASSWORD
from saiyai.accounts.models import VaultKey
from saiyai.accounts.tests.vaults import PASSPHRASE, keys_of, with_vault
from saiyai.accounts.vault.models import Unlock
from saiyai.audit.models import Event

pytestmark = pytest.mark.django_db(databases="__all__")
NEW_KEY, CALL = reverse("vault:new_key"), reverse("vault:open_ceremony")
RIGHT = {"proof": "act", "password": PASSWORD, "passphrase": PASSPHRASE}


@pytest.fixture
def later(monkeypatch):
    """`later(client)`: six minutes on, password and passphrase are both due."""
    now = timezone.now()

    def goes_by(client):
        kept = client.session
        for record in kept["account_authentication_methods"]:
            record["at"] -= 360
        kept.save()
        monkeypatch.setattr(timezone, "now", lambda: now + timedelta(minutes=6))
        return client

    return goes_by


def epochs(user):
    return VaultKey.objects.filter(user=user).count()


def test_password_and_passphrase_are_asked_on_one_page_and_the_act_follows(officers, later):
    browser = later(with_vault(officers.case))
    page = browser.post(NEW_KEY, HTTP_REFERER=f"http://testserver{reverse('vault:own')}")
    assert page.status_code == 200 and epochs(officers.case) == 1
    assert [list(form.fields) for form in page.context["asked"]] == [["password"], ["passphrase"]]
    assert page.context["back"].endswith(reverse("vault:own"))
    done = browser.post(NEW_KEY, RIGHT)
    assert done.status_code == 302 and epochs(officers.case) == 2
    assert keys_of(browser, officers.case) is not None, "the browser has the half of the vault that was opened anew"
    assert browser.post(NEW_KEY).status_code == 302 and epochs(officers.case) == 3, "not again for five minutes"


@pytest.mark.parametrize(
    ("typed", "left", "noted"),
    [
        ({"password": "not this one", "passphrase": PASSPHRASE}, ["password", "passphrase"], 0),
        ({"password": PASSWORD, "passphrase": "not the passphrase at all"}, ["passphrase"], 1),
        ({"password": PASSWORD, "passphrase": ""}, ["passphrase"], 0),
        ({"password": "", "passphrase": PASSPHRASE}, ["password", "passphrase"], 0),
    ],
)
def test_nothing_is_done_until_both_are_right(officers, later, typed, left, noted):
    browser = later(with_vault(officers.case))
    row, opened = Unlock.objects.get(), Event.objects.filter(verb="vault.unlocked").count()
    page = browser.post(NEW_KEY, {**typed, "proof": "act"})
    assert page.status_code == 422 and epochs(officers.case) == 1
    assert [name for form in page.context["asked"] for name in form.fields] == left
    assert all(word not in page.text for word in typed.values() if word)
    assert Unlock.objects.get().proven_at == row.proven_at
    assert Event.objects.filter(verb="vault.unlocked").count() == opened
    assert Event.objects.filter(verb="vault.passphrase_refused").count() == noted
    assert browser.post(NEW_KEY).status_code == 200 and epochs(officers.case) == 1


def test_a_page_that_is_delicate_opens_after_the_answer(officers, later):
    browser = later(with_vault(officers.case))
    page = browser.get(CALL)
    assert page.status_code == 200 and page.context["goes_on"] == "look"
    answer = browser.post(CALL, {**RIGHT, "proof": "look"})
    assert answer.status_code == 302 and answer.url == CALL
    assert "purpose" in browser.get(CALL).context["form"].fields


def test_what_was_typed_goes_on_from_the_page_that_asks_and_no_secret_is_written_into_it(officers, later):
    browser = later(with_vault(officers.case))
    page = browser.post(CALL, {"purpose": "DRILL", "reason": "ซ้อม <b>ประจำไตรมาส"})
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
    assert hidden["purpose"] == "DRILL" and hidden["reason"] == "ซ้อม &lt;b&gt;ประจำไตรมาส"
    assert hidden["proof"] == "act" and not {"password", "passphrase"} & set(hidden)
    change = reverse("vault:change_passphrase")
    assert browser.post(change, {"present": PASSPHRASE}).status_code == 302
    assert "purpose" not in browser.session and "reason" not in str(dict(browser.session))


def test_wrong_passphrases_are_counted_with_those_of_the_page_of_unlocking(officers, later):
    browser = later(with_vault(officers.case))
    for _n in range(5):
        browser.post(NEW_KEY, {**RIGHT, "passphrase": "not the passphrase at all"})
    assert browser.post(NEW_KEY, RIGHT).status_code == 422 and epochs(officers.case) == 1
    assert browser.post(reverse("vault:unlock"), {"passphrase": PASSPHRASE}).status_code == 422


def test_wrong_passwords_are_counted_with_those_of_the_page_that_asks_for_them(officers, later):
    browser = later(with_vault(officers.case))
    answers = {browser.post(NEW_KEY, {**RIGHT, "password": "not this one"}).status_code for _n in range(12)}
    assert answers == {422, 429} and browser.post(NEW_KEY, RIGHT).status_code == 429
    assert epochs(officers.case) == 1


def test_who_has_bound_a_passkey_is_sent_from_one_page_to_the_next_and_back(officers, later, monkeypatch):
    from saiyai.accounts.vault.views import proving

    monkeypatch.setattr(proving.queries, "bound_passkeys", lambda user: ["one"])
    browser = later(with_vault(officers.case))
    answer = browser.post(NEW_KEY, HTTP_REFERER=f"http://testserver{reverse('vault:own')}")
    assert answer.url.startswith(reverse("account_reauthenticate")) and "unlock%2F%3Fnext" in answer.url
    onward = browser.post(answer.url, {"password": PASSWORD}).url
    assert onward.startswith(reverse("vault:unlock")) and "again=1" in onward
    assert epochs(officers.case) == 1
