"""Passphrases, new keys each quarter, leaving, and who may have a vault at all."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from saiyai.accounts import actions as accounts
from saiyai.accounts.models import Grant, Session, User
from saiyai.accounts.tests.vaults import (
    HERE,
    OTHER,
    PASSPHRASE,
    closed_to,
    fresh,
    keys_of,
    opens,
    put_half,
    request_of,
    signed_in,
    with_vault,
)
from saiyai.accounts.tests.ways import PASSWORD, sign_in
from saiyai.accounts.vault import actions, keeping, needs, queries, rules, session
from saiyai.accounts.vault.models import Unlock, Vault, VaultKey
from saiyai.audit.models import Event
from saiyai.crypto import keyring
from saiyai.crypto.unseal import CannotOpen
from saiyai.policy.lifecycle import Refused


@pytest.mark.parametrize(
    ("passphrase", "fits"),
    [
        (PASSPHRASE, True),
        ("correct horse battery staple", True),
        ("สี่คำ ห้าคำ ไม่ซ้ำ กันเลยนะ", True),
        ("fifteen letters", False),
        ("1234512345123451234512345", False),
        ("aaaaaaaaaaaaaaaaaaaaaaaaaaa", False),
        ("ฝนตกฝนตกฝนตกฝนตกฝนตกฝนตก", False),
        ("case@saiyai.example case", False),
        ("คนที่ case คนที่ case คนที่", False),
        ("", False),
    ],
)
def test_what_a_passphrase_must_be(officers, passphrase, fits):
    assert (rules.weak(passphrase, officers.case) == "") == fits


def test_the_password_of_the_sign_in_is_no_passphrase(officers):
    client = signed_in(officers.case)
    twice = {"passphrase": PASSWORD, "again": PASSWORD, "knows": "on"}
    answer = client.post(reverse("vault:set_up"), twice)
    assert answer.status_code == 422 and not Vault.objects.exists()
    assert not keyring.names("vault") and not keyring.names("officer"), "nothing is left of a vault that was refused"


def test_thai_marks_typed_in_another_order_are_the_same_passphrase(officers):
    typed = "นํ้าใส ปลาว่าย เรือน้อยลอยลำ"
    client = with_vault(officers.case, typed)
    assert client.post(reverse("vault:unlock"), {"passphrase": typed.replace("นํ้า", "น้ำ")}).status_code == 302


def test_wrong_passphrases_are_slowed_and_the_right_one_waits_as_well(officers):
    client = with_vault(officers.case)
    for _try in range(5):
        client.post(reverse("vault:unlock"), {"passphrase": "wrong"})
    assert client.post(reverse("vault:unlock"), {"passphrase": PASSPHRASE}).status_code == 422
    assert Event.objects.filter(verb="vault.passphrase_refused").count() == 5


def test_another_officer_is_not_slowed(officers):
    client, other = with_vault(officers.case), with_vault(officers.lead)
    for _try in range(6):
        client.post(reverse("vault:unlock"), {"passphrase": "wrong"})
    assert other.post(reverse("vault:unlock"), {"passphrase": PASSPHRASE}).status_code == 302


def test_another_passphrase_opens_the_same_keys_and_the_old_one_nothing(officers, django_capture_on_commit_callbacks):
    client = with_vault(officers.case)
    wrapped, epoch = closed_to(officers.case)
    with django_capture_on_commit_callbacks(execute=True):
        given = {"present": PASSPHRASE, "passphrase": OTHER, "again": OTHER}
        assert client.post(reverse("vault:change_passphrase"), given).status_code == 302
    assert opens(client, officers.case, wrapped, epoch)
    assert len(keyring.names(f"vault|{officers.case.pk}")) == 1
    with pytest.raises(CannotOpen):
        actions.unlock(officers.case, PASSPHRASE, client.session.session_key, by=officers.case)
    assert actions.unlock(officers.case, OTHER, client.session.session_key, by=officers.case)


# --- epochs ---


@pytest.mark.parametrize(
    ("made", "today", "due"),
    [
        (date(2026, 1, 1), date(2026, 3, 31), False),
        (date(2026, 3, 31), date(2026, 4, 1), True),
        (date(2026, 12, 31), date(2027, 1, 1), True),
        (date(2026, 7, 1), date(2026, 9, 30), False),
        (date(2026, 4, 1), date(2026, 3, 31), False),
    ],
)
def test_when_a_new_key_is_due(made, today, due):
    assert rules.is_new_key_due(made, today) == due


def test_a_new_quarter_brings_a_new_key_and_the_old_one_still_opens(officers):
    client = with_vault(officers.case)
    wrapped, epoch = closed_to(officers.case)
    VaultKey.objects.update(made_on=timezone.localdate() - timedelta(days=100))
    client.post(reverse("vault:unlock"), {"passphrase": PASSPHRASE})
    assert queries.active_key(officers.case).epoch == epoch + 1
    assert opens(client, officers.case, wrapped, epoch)
    assert opens(client, officers.case, *closed_to(officers.case))


def test_an_old_key_goes_when_nothing_needs_it_and_not_before(
    officers, monkeypatch, django_capture_on_commit_callbacks
):
    client = with_vault(officers.case)
    wrapped, epoch = closed_to(officers.case)
    actions.rotate(officers.case, session.root_of(request_of(client, officers.case)), by=officers.case)
    needed = {epoch}
    monkeypatch.setattr(needs, "_questions", [lambda officer, epoch: epoch in needed])
    with pytest.raises(Refused):
        actions.retire(officers.case, epoch, by=officers.case)
    needed.clear()
    with django_capture_on_commit_callbacks(execute=True):
        actions.retire(officers.case, epoch, by=officers.case)
    assert not keyring.has(keeping.seed_ring(officers.case.pk, epoch))
    with pytest.raises(CannotOpen):
        keys_of(client, officers.case).unwrap(wrapped, epoch=epoch, info=HERE)
    assert opens(client, officers.case, *closed_to(officers.case))


def test_while_nobody_tells_what_is_needed_no_key_is_destroyed(officers, monkeypatch):
    client = with_vault(officers.case)
    actions.rotate(officers.case, session.root_of(request_of(client, officers.case)), by=officers.case)
    monkeypatch.setattr(needs, "_questions", [])
    with pytest.raises(Refused):
        actions.retire(officers.case, 1, by=officers.case)


def test_a_key_that_a_died_machine_left_is_not_written_over(officers):
    client = with_vault(officers.case)
    keyring.put({keeping.seed_ring(officers.case.pk, 2): b"left by a machine that died"})
    actions.rotate(officers.case, session.root_of(request_of(client, officers.case)), by=officers.case)
    assert queries.active_key(officers.case).epoch == 3


# --- leaving ---


def test_off_boarding_takes_everything_in_one_action(officers, cast, django_capture_on_commit_callbacks):
    """B14: the old passphrase, a copy of the tables, the cookie and printed wraps open nothing any more."""
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    client = with_vault(officers.case)
    RecoveryCodes.activate(officers.case)
    wrapped, epoch = closed_to(officers.case)
    request, row, vault = request_of(client, officers.case), Unlock.objects.get(), Vault.objects.get()
    half = session.half_of(request)
    root = keeping.open_for_session(half, row)
    with django_capture_on_commit_callbacks(execute=True):
        actions.close_vault(officers.case, by=cast.admin)
    assert queries.active_key(fresh(officers.case)) is None and not fresh(officers.case).is_officer
    assert not Session.objects.filter(user=officers.case).exists()
    assert not officers.case.authenticator_set.exists()
    assert keyring.names(f"vault|{officers.case.pk}") == keyring.names(f"officer|{officers.case.pk}") == []
    row.save(force_insert=True) if Session.objects.filter(pk=row.session_id).exists() else None
    with pytest.raises(CannotOpen):
        keeping.open_root(PASSPHRASE, user=officers.case.pk, name=vault.root_name)
    with pytest.raises(keyring.Destroyed):
        keeping.open_seed(root, user=officers.case.pk, epoch=epoch)


def test_off_boarding_is_for_administrators_and_not_for_oneself(officers, cast):
    with_vault(officers.case)
    for by in (officers.lead, officers.trustee1, cast.auditor, officers.case, cast.somying):
        with pytest.raises(Refused):
            actions.close_vault(officers.case, by=by)
    assert queries.active_key(officers.case)


def test_a_role_that_has_ended_has_no_public_key_in_force(officers, cast):
    with_vault(officers.case)
    assert queries.active_keys([officers.case.pk, officers.lead.pk]).keys() == {officers.case.pk}
    accounts.end_grant(Grant.objects.get(user=officers.case), by=cast.admin, reason="ย้าย")
    Grant.objects.filter(user=officers.case).update(ends_on=timezone.localdate() - timedelta(days=1))
    assert queries.active_keys([officers.case.pk]) == {}


def test_what_a_died_machine_left_is_swept(officers, cast, django_capture_on_commit_callbacks):
    from saiyai.policy.actors import SYSTEM

    with_vault(officers.case)
    with django_capture_on_commit_callbacks(execute=False):
        actions.close_vault(officers.case, by=cast.admin)
    assert keyring.names("officer"), "the machine died before the keys were destroyed"
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.sweep(by=SYSTEM) == 2
    assert keyring.names("officer") == keyring.names("vault") == []
    assert actions.sweep(by=SYSTEM) == 0


# --- who gets what ---


def test_only_who_works_with_reports_has_a_vault(officers, cast, client):
    for user in (cast.admin, cast.somying, cast.auditor, cast.member, cast.decider):
        client.force_login(user)
        for name in ("own", "set_up", "unlock", "change_passphrase"):
            assert client.get(reverse(f"vault:{name}")).status_code == 404
        with pytest.raises(Refused):
            actions.set_up_vault(user, PASSPHRASE, client.session.session_key, by=user)
    for user in (officers.case, officers.lead, officers.case_decider, officers.trustee1):
        client.force_login(user)
        assert client.get(reverse("vault:own")).status_code == 200


def test_nobody_unlocks_for_somebody_else(officers):
    client = with_vault(officers.case)
    for act in (actions.set_up_vault, actions.unlock):
        with pytest.raises(Refused):
            act(officers.case, PASSPHRASE, client.session.session_key, by=officers.lead)


def test_a_second_vault_does_not_take_the_place_of_the_first(officers):
    client = with_vault(officers.case)
    with pytest.raises(Refused):
        actions.set_up_vault(officers.case, OTHER, client.session.session_key, by=officers.case)
    assert client.get(reverse("vault:set_up")).status_code == 302


def test_letters_and_trail_tell_no_secret(officers):
    with_vault(officers.case)
    told = " ".join(f"{event.verb} {event.facts}" for event in Event.objects.all())
    assert PASSPHRASE not in told and not mail.outbox


def test_pages_that_need_a_vault_send_to_the_unlock_page_and_back(officers, rf):
    seen = []
    view = session.needs_vault(lambda request: seen.append(request.vault) or HttpResponse())
    client = with_vault(officers.case)
    view(request_of(client, officers.case))
    assert seen[0].officer == officers.case.pk
    locked = request_of(signed_in(officers.case), officers.case)
    assert view(locked).url == f"{reverse('vault:unlock')}?next=%2F" and len(seen) == 1
    new = request_of(signed_in(officers.lead), officers.lead)
    assert view(new).url.startswith(reverse("vault:set_up"))


def test_delicate_acts_ask_for_the_passphrase_again_after_five_minutes(officers, monkeypatch):
    done = []
    view = session.fresh_vault(lambda request: done.append(1) or HttpResponse())
    client = with_vault(officers.case)
    view(request_of(client, officers.case))
    assert done == [1]
    later = timezone.now() + timedelta(minutes=6)
    monkeypatch.setattr(timezone, "now", lambda: later)
    answer = view(request_of(client, officers.case))
    assert "again=1" in answer.url and done == [1]


def test_a_stale_sign_in_is_asked_for_the_password_first(officers):
    view = session.fresh_vault(lambda request: None)
    client = with_vault(officers.case)
    stale = client.session
    for record in stale["account_authentication_methods"]:
        record["at"] -= 3600
    stale.save()
    assert view(request_of(client, officers.case)).url.startswith(reverse("account_reauthenticate"))


def test_the_page_of_the_vault_tells_how_it_stands(officers):
    client = signed_in(officers.case)
    assert reverse("vault:set_up") in client.get(reverse("vault:own")).text
    client = with_vault(officers.case)
    assert reverse("vault:lock") in client.get(reverse("vault:own")).text
    client.post(reverse("vault:lock"))
    assert reverse("vault:unlock") in client.get(reverse("vault:own")).text


@pytest.mark.slow
def test_with_real_costs_a_passphrase_takes_its_time(officers, settings):
    del settings.SLOW_DERIVATION
    import time

    client = with_vault(officers.case)
    begun = time.perf_counter()
    assert client.post(reverse("vault:unlock"), {"passphrase": PASSPHRASE}).status_code == 302
    assert time.perf_counter() - begun > 0.05


def test_the_account_of_an_officer_is_not_erased_while_the_role_stands(officers):
    from saiyai.accounts.held import KEEPER
    from saiyai.policy.held import Subject

    assert KEEPER.objection(Subject(user=User.objects.get(pk=officers.case.pk)))


def test_signing_in_again_needs_the_passphrase_again(officers):
    client = with_vault(officers.case)
    half = session.half_of(request_of(client, officers.case))
    sign_in(client, officers.case)
    put_half(client, half)
    assert keys_of(client, officers.case) is None
