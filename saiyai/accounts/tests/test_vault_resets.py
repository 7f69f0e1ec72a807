"""A forgotten passphrase: two other people destroy the old keys, the officer sets new ones, and nothing comes back by itself."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from saiyai.accounts.models import Grant, VaultReset
from saiyai.accounts.tests.vaults import (
    HERE,
    OTHER,
    PASSPHRASE,
    closed_to,
    fresh,
    keys_of,
    opens,
    signed_in,
    with_vault,
)
from saiyai.accounts.vault import actions, queries
from saiyai.accounts.vault.models import Unlock, Vault
from saiyai.audit.models import Event
from saiyai.crypto import keyring
from saiyai.crypto.unseal import CannotOpen
from saiyai.policy.lifecycle import Refused

REASON = "มาที่สำนักงาน แสดงบัตรประจำตัวเจ้าหน้าที่"


@pytest.mark.parametrize(
    ("proposer", "confirmer", "works"),
    [
        ("admin", "trustee1", True),
        ("admin", "admin", False),  # B15: one administrator alone
        ("admin", "admin2", False),
        ("admin", "case", False),  # for oneself
        ("admin", "lead", False),
        ("trustee1", "trustee2", False),
        ("case", "trustee1", False),
        ("auditor", "trustee1", False),
    ],
)
def test_an_administrator_proposes_and_a_trustee_confirms(officers, cast, proposer, confirmer, works):
    with_vault(officers.case)
    somebody = lambda name: fresh(getattr(cast, name, None) or getattr(officers, name))  # noqa: E731
    try:
        reset = actions.propose_reset(officers.case, REASON, by=somebody(proposer))
        actions.confirm_reset(reset, by=somebody(confirmer))
        done = True
    except Refused:
        done = False
    assert done == works == (queries.active_key(officers.case) is None)


def test_the_whole_way_on_the_pages(officers, cast, django_capture_on_commit_callbacks):
    owner = with_vault(officers.case)
    wrapped, epoch = closed_to(officers.case)
    admin, trustee = signed_in(cast.admin), signed_in(officers.trustee1)
    assert reverse("vault:propose_reset", args=[officers.case.pk]) in admin.get(reverse("vault:vaults")).text
    page = admin.post(reverse("vault:propose_reset", args=[officers.case.pk]), {"reason": REASON}).url
    confirm = reverse("vault:confirm_reset", args=[VaultReset.objects.get().pk])
    assert confirm not in admin.get(page).text and admin.post(confirm).status_code == 409
    assert opens(owner, officers.case, wrapped, epoch), "nothing changes on the word of one"
    assert confirm in trustee.get(page).text
    with django_capture_on_commit_callbacks(execute=True):
        assert trustee.post(confirm).status_code == 302
    assert keys_of(owner, officers.case) is None and not Unlock.objects.filter(user=officers.case).exists()
    assert keyring.names(f"vault|{officers.case.pk}") == keyring.names(f"officer|{officers.case.pk}") == []
    assert "กุญแจเดิมของคุณถูกทำลายแล้ว" in owner.get(reverse("vault:own")).text
    assert owner.post(reverse("vault:unlock"), {"passphrase": PASSPHRASE}).url == reverse("vault:set_up")
    twice = {"passphrase": OTHER, "again": OTHER, "knows": "on"}
    assert owner.post(reverse("vault:set_up"), twice).status_code == 302
    keys = keys_of(owner, officers.case)
    assert keys.epoch == epoch + 1 and opens(owner, officers.case, *closed_to(officers.case))
    with pytest.raises(CannotOpen):
        keys.unwrap(wrapped, epoch=epoch, info=HERE)
    assert VaultReset.objects.get().status == "ENDED"
    verbs = set(Event.objects.values_list("verb", flat=True))
    assert {"vault.reset_proposed", "vault.reset_confirmed", "vault.set_up"} <= verbs


def test_what_was_declined_or_taken_back_changes_nothing(officers, cast):
    owner = with_vault(officers.case)
    one = actions.propose_reset(officers.case, REASON, by=cast.admin)
    actions.decline_reset(one, by=officers.trustee1, reason="ไม่ใช่เจ้าตัว")
    two = actions.propose_reset(officers.case, REASON, by=cast.admin)
    actions.withdraw_reset(two, by=cast.admin, reason="จำได้แล้ว")
    for reset in (one, two):
        with pytest.raises(Refused):
            actions.confirm_reset(reset, by=officers.trustee1)
    assert keys_of(owner, officers.case) and Vault.objects.get().status == "IN_USE"


def test_one_reset_waits_at_a_time_and_only_for_a_vault_that_is_there(officers, cast):
    with pytest.raises(Refused):
        actions.propose_reset(officers.case, REASON, by=cast.admin)
    with_vault(officers.case)
    actions.propose_reset(officers.case, REASON, by=cast.admin)
    with pytest.raises(Refused):
        actions.propose_reset(officers.case, REASON, by=cast.admin2)


def test_the_database_refuses_a_reset_by_one_person_or_for_oneself(officers, cast):
    wrong = ({"proposed_by": officers.case}, {"proposed_by": cast.admin, "confirmed_by": cast.admin},
             {"proposed_by": cast.admin, "confirmed_by": officers.case})  # fmt: skip
    for people in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            VaultReset.objects.create(user=officers.case, reason=REASON, **people)


def test_administrators_see_who_has_a_vault_and_never_more(officers, cast):
    with_vault(officers.case)
    page = signed_in(cast.admin).get(reverse("vault:vaults"))
    assert officers.case.display_name in page.text and officers.lead.display_name in page.text
    vault = Vault.objects.get()
    assert vault.root_name not in page.text and "Unlock" not in page.text
    for user in (officers.case, officers.lead):
        assert signed_in(user).get(reverse("vault:vaults")).status_code == 404


def test_the_list_of_vaults_tells_of_each_by_which_role(officers, cast):
    with_vault(officers.case)
    admin = signed_in(cast.admin)
    shown = {one.pk: one.roles for one in admin.get(reverse("vault:vaults")).context["page_obj"]}
    assert [(one.role, one.office_id) for one in shown[officers.trustee1.pk]] == [("trustee", None)]
    assert [(one.role, one.office_id) for one in shown[officers.case.pk]] == [("case_officer", "R4")]
    Grant.objects.filter(user=officers.trustee1).update(status=Grant.Status.ENDED)
    assert officers.trustee1.pk not in {one.pk for one in admin.get(reverse("vault:vaults")).context["page_obj"]}
