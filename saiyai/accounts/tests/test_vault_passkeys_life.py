"""Binding passkeys to a vault and taking them off, changing the passphrase, losing them, leaving, and bringing copies back."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from saiyai.accounts import actions as accounts
from saiyai.accounts.models import BoundPasskey, Unlock, Vault, VaultKey
from saiyai.accounts.tests.passkeys import Passkey, asked_on, bind, unlock
from saiyai.accounts.tests.vaults import (
    OTHER,
    PASSPHRASE,
    closed_to,
    fresh,
    keys_of,
    opens,
    quickly_signed_in,
    quickly_with_vault,
    request_of,
)
from saiyai.accounts.vault import actions, asking, keeping, session
from saiyai.accounts.vault.actions import closing
from saiyai.audit.models import Event
from saiyai.crypto import envelopes, hybrid, keyring
from saiyai.crypto.unseal import CannotOpen
from saiyai.policy.actors import SYSTEM
from saiyai.policy.lifecycle import Refused

pytestmark = pytest.mark.slow
BIND, LOCK, UNLOCK = reverse("vault:bind_passkey"), reverse("vault:lock"), reverse("vault:unlock")


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def two(officers, committed):
    """An officer with two bound passkeys, unlocked by the second: (user, client, first, second, something closed to them)."""
    user = officers.case
    client, first, second = quickly_with_vault(user), Passkey(user, "โทรศัพท์"), Passkey(user, "พวงกุญแจ", counts=False)
    closed = closed_to(user)
    with committed():
        assert bind(client, first).status_code == bind(client, second).status_code == 302
    return user, client, first, second, closed


def taken_off(client, passkey, passphrase=PASSPHRASE):
    where = reverse("vault:unbind_passkey", args=[BoundPasskey.objects.get(name=passkey.name).pk])
    return client.post(where, {"passphrase": passphrase})


def in_ring(user):
    return sorted(name.partition("|")[0] for name in keeping.names_of(user.pk))


def trail(user):
    return list(Event.objects.filter(key=str(user.pk), verb__startswith="vault.passkey").values_list("verb", "facts"))


# --- binding ---


def test_each_bound_passkey_opens_the_same_vault(two):
    user, client, first, second, closed = two
    for passkey in (first, second, first):
        client.post(LOCK)
        assert unlock(client, passkey).status_code == 302 and opens(client, user, *closed)
    assert in_ring(user) == ["officer", "second", "second", "second", "vault"]
    assert trail(user) == [("vault.passkey_bound", {"bound": 1}), ("vault.passkey_bound", {"bound": 2})]


def test_binding_locks_what_the_passphrase_alone_had_unlocked(officers):
    client, elsewhere = quickly_with_vault(officers.case), quickly_signed_in(officers.case)
    elsewhere.post(UNLOCK, {"passphrase": PASSPHRASE})
    assert Unlock.objects.count() == 2
    bind(client, Passkey(officers.case))
    assert keys_of(elsewhere, officers.case) is None and keys_of(client, officers.case)


def test_the_passphrase_alone_opens_nothing_any_more(two):
    user, _client, _first, _second, _closed = two
    with pytest.raises(CannotOpen):
        actions.unlock(user, PASSPHRASE, quickly_signed_in(user).session.session_key, by=user)
    names = keyring.names(f"vault|{user.pk}")
    assert len(names) == 1, "no root that the passphrase alone opens is left"


def test_one_that_computes_something_else_each_time_is_not_bound(officers):
    """It would shut the vault for good."""
    client, passkey = quickly_with_vault(officers.case), Passkey(officers.case)
    tried = client.post(BIND, passkey.answers(asked_on(client, BIND)))
    assert tried.status_code == 200
    given = passkey.answers(tried.context["js_data"], output=b"x" * 32)
    again = client.post(BIND, {"passphrase": PASSPHRASE} | given)
    assert again.status_code == 422 and not BoundPasskey.objects.exists()
    given = passkey.answers(again.context["js_data"])
    assert client.post(BIND, {"passphrase": PASSPHRASE} | given).status_code == 302


def test_the_first_answer_is_no_second_one(officers):
    client, passkey = quickly_with_vault(officers.case), Passkey(officers.case)
    given = {"passphrase": PASSPHRASE} | passkey.answers(asked_on(client, BIND))
    assert client.post(BIND, given).status_code == 422 and not BoundPasskey.objects.exists()
    assert client.post(BIND, {"passphrase": PASSPHRASE}).status_code == 422


def test_a_wrong_passphrase_binds_nothing_and_is_asked_once_more(officers):
    client, passkey = quickly_with_vault(officers.case), Passkey(officers.case)
    tried = client.post(BIND, passkey.answers(asked_on(client, BIND)))
    wrong = client.post(BIND, {"passphrase": OTHER} | passkey.answers(tried.context["js_data"]))
    assert wrong.status_code == 422 and not BoundPasskey.objects.exists() and "id_passphrase" in wrong.text
    right = client.post(BIND, {"passphrase": PASSPHRASE} | passkey.answers(wrong.context["js_data"]))
    assert right.status_code == 302 and BoundPasskey.objects.get().name == passkey.name


def test_only_ones_own_passkeys_are_bound_and_each_once(officers):
    client, other = quickly_with_vault(officers.case), Passkey(officers.lead)
    assert client.get(BIND).context["js_data"] is None
    passkey = Passkey(officers.case)
    assert client.post(BIND, other.answers(asked_on(client, BIND))).status_code == 422
    bind(client, passkey)
    assert client.get(BIND).context["js_data"] is None and reverse("mfa_add_webauthn") in client.get(BIND).text


def test_binding_and_taking_off_need_both_within_five_minutes(two, monkeypatch):
    user, client, first, _second, _closed = two
    Passkey(user, "อันที่สาม")
    pages = BIND, reverse("vault:unbind_passkey", args=[BoundPasskey.objects.get(name=first.name).pk])
    assert [client.get(page).status_code for page in pages] == [200, 200]
    later = timezone.now() + timedelta(minutes=6)
    monkeypatch.setattr(timezone, "now", lambda: later)
    for page in (*pages, reverse("vault:change_passphrase")):
        assert (
            client.get(page).url.startswith(UNLOCK) and client.post(page, {"passphrase": PASSPHRASE}).status_code == 302
        )
    client.post(LOCK)
    for page in (*pages, reverse("vault:change_passphrase")):
        assert client.get(page).url.startswith(UNLOCK)


# --- another passphrase, another quarter ---


def test_another_passphrase_keeps_the_binding(two, committed):
    user, client, first, second, closed = two
    given = {"present": PASSPHRASE, "passphrase": OTHER, "again": OTHER}
    wrong = client.post(reverse("vault:change_passphrase"), given | {"present": OTHER})
    assert wrong.status_code == 422
    with committed():
        done = client.post(reverse("vault:change_passphrase"), given)
    assert done.url == UNLOCK and keys_of(client, user) is None
    assert unlock(client, first).status_code == unlock(client, second).status_code == 422
    assert unlock(client, second, OTHER).status_code == 302 and opens(client, user, *closed)
    client.post(LOCK)
    assert unlock(client, first, OTHER).status_code == 302 and opens(client, user, *closed)
    assert in_ring(user) == ["officer", "second", "second", "second", "vault"]


def test_a_new_quarter_brings_a_new_key_as_before(two):
    user, client, first, _second, closed = two
    client.post(LOCK)
    VaultKey.objects.update(made_on=timezone.localdate() - timedelta(days=100))
    assert unlock(client, first).status_code == 302
    keys = keys_of(client, user)
    assert keys.epoch == 2 and opens(client, user, *closed) and opens(client, user, *closed_to(user))


# --- taking off ---


def test_what_was_taken_off_opens_nothing_and_the_others_do(two, committed):
    user, client, first, second, closed = two
    before = Vault.objects.get().root_name, BoundPasskey.objects.get(name=first.name)
    assert taken_off(client, first, OTHER).status_code == 422 and BoundPasskey.objects.count() == 2
    with committed():
        assert taken_off(client, first).url == UNLOCK
    assert keys_of(client, user) is None and unlock(client, first).status_code == 422
    assert unlock(client, second).status_code == 302 and opens(client, user, *closed)
    output = first.computes(bytes(before[1].salt))
    for name in (before[0], Vault.objects.get().root_name):
        with pytest.raises(CannotOpen):
            keeping.open_second_by_passkey(
                output, user=user.pk, name=name, passkey=before[1].pk, digest=before[1].digest
            )
    assert in_ring(user) == ["officer", "second", "second", "vault"]
    assert trail(user)[-1][0] == "vault.passkey_refused" and ("vault.passkey_unbound", {"bound": 1}) in trail(user)


def test_with_the_last_one_taken_off_the_passphrase_alone_opens_it_again(two, committed):
    user, client, first, second, closed = two
    for passkey in (first, second):
        with committed():
            taken_off(client, passkey)
        if passkey is first:
            unlock(client, second)
    assert client.post(UNLOCK, {"passphrase": PASSPHRASE}).status_code == 302 and opens(client, user, *closed)
    assert in_ring(user) == ["officer", "vault"] and not BoundPasskey.objects.exists()


def test_one_that_is_bound_anew_computes_from_another_salt(two, committed):
    user, client, first, second, closed = two
    salt = bytes(BoundPasskey.objects.get(name=first.name).salt)
    with committed():
        taken_off(client, first)
        unlock(client, second)
        assert bind(client, first).status_code == 302
    assert bytes(BoundPasskey.objects.get(name=first.name).salt) != salt
    client.post(LOCK)
    assert unlock(client, first).status_code == 302 and opens(client, user, *closed)


def test_who_takes_off_is_its_owner(two, officers):
    _user, client, first, _second, _closed = two
    passkey = BoundPasskey.objects.get(name=first.name)
    root = session.root_of(request_of(client, officers.case))
    for by in (officers.lead, SYSTEM):
        with pytest.raises((Refused, AttributeError)):
            actions.unbind_passkey(passkey, PASSPHRASE, root, by=by)
    assert BoundPasskey.objects.count() == 2


def test_a_bound_passkey_is_not_taken_from_the_sign_in(two, settings):
    _user, client, first, _second, _closed = two
    where = reverse("mfa_remove_webauthn", args=[first.row.pk])
    page = client.get(where)
    assert 'type="submit"' not in page.text.partition("<main")[2].partition("</main")[0]
    assert client.post(where).status_code == 409 and type(first.row).objects.filter(pk=first.row.pk).exists()
    taken_off(client, first)
    assert client.post(where).status_code == 302 and not type(first.row).objects.filter(pk=first.row.pk).exists()


def test_a_recovered_sign_in_leaves_the_vault_as_it_was(two, cast):
    """Two administrators bring the sign-in back and take its passkeys away: the vault still needs them, and opens with them."""
    user, _client, first, _second, closed = two
    recovery = accounts.propose_recovery(user, "มาเอง", by=cast.admin)
    accounts.confirm_recovery(recovery, by=cast.admin2)
    user.authenticator_set.all().delete()
    client = quickly_signed_in(fresh(user))
    assert client.post(UNLOCK, {"passphrase": PASSPHRASE}).status_code == 422
    assert unlock(client, first).status_code == 302 and opens(client, user, *closed)


# --- somebody who writes the tables ---


def test_a_passkey_that_somebody_put_into_the_table_is_never_wrapped_to(two):
    user, client, first, _second, _closed = two
    mine, root = BoundPasskey.objects.get(name=first.name), session.root_of(request_of(client, user))
    theirs = hybrid.public_bytes(hybrid.new_seed())
    elsewhere = BoundPasskey.objects.exclude(pk=mine.pk).get()
    for sealed in (
        envelopes.close(theirs, b"k" * 32, place=b"x"),
        keeping.close_public(theirs, b"k" * 32, mine, name=Vault.objects.get().root_name),
        keeping.close_public(theirs, root, mine, name="an earlier name"),
        elsewhere.public_sealed,
    ):
        BoundPasskey.objects.filter(pk=mine.pk).update(public_sealed=sealed)
        with pytest.raises(Refused):
            actions.change_passphrase(user, PASSPHRASE, OTHER, client.session.session_key, by=user, root=root)
    assert "ผู้ดูแล" in taken_off(client, first).text


def test_a_row_of_before_is_not_wrapped_to_again(two, committed):
    """A passkey that was taken off is put back into the table from a copy: the next change refuses."""
    user, client, first, second, _closed = two
    copy = BoundPasskey.objects.get(name=first.name)
    with committed():
        taken_off(client, first)
    unlock(client, second)
    BoundPasskey.objects.bulk_create([copy])
    given = {"present": PASSPHRASE, "passphrase": OTHER, "again": OTHER}
    assert client.post(reverse("vault:change_passphrase"), given).status_code == 422
    assert unlock(client, first).status_code == 422


# --- two at once ---


@pytest.mark.parametrize("other", ["passphrase", "passkey", "reset"])
def test_who_comes_second_changes_nothing(two, cast, officers, monkeypatch, other):
    """While one change derives, another is done: the first finds another name in force."""
    user, client, first, second, closed = two
    root, key = session.root_of(request_of(client, user)), client.session.session_key
    whole, done = closing._close, []

    def meanwhile(*given):
        found = whole(*given)
        if not done:
            done.append(1)
            if other == "passphrase":
                actions.change_passphrase(user, PASSPHRASE, OTHER, key, by=user, root=root)
            elif other == "passkey":
                actions.unbind_passkey(BoundPasskey.objects.get(name=first.name), PASSPHRASE, root, by=user)
            else:
                actions.confirm_reset(actions.propose_reset(user, "บัตร", by=cast.admin), by=officers.trustee1)
        return found

    monkeypatch.setattr(closing, "_close", meanwhile)
    with pytest.raises(Refused):
        actions.unbind_passkey(BoundPasskey.objects.get(name=second.name), PASSPHRASE, root, by=user)
    left = {"passphrase": 2, "passkey": 1, "reset": 0}[other]
    assert BoundPasskey.objects.count() == left
    if other != "reset":
        assert unlock(client, second, OTHER if other == "passphrase" else PASSPHRASE).status_code == 302
        assert opens(client, user, *closed)


def test_what_is_destroyed_late_is_only_what_was_there_before(two, committed):
    """Two changes are committed, and only then the first gets to destroying: the second is in force, and stays."""
    user, client, first, second, closed = two
    with committed():
        taken_off(client, first)
        assert unlock(client, second).status_code == 302
        assert client.post(
            reverse("vault:change_passphrase"), {"present": PASSPHRASE, "passphrase": OTHER, "again": OTHER}
        )
    assert unlock(client, second, OTHER).status_code == 302 and opens(client, user, *closed)
    assert in_ring(user) == ["officer", "second", "second", "vault"]


def test_unlocking_while_the_passkey_is_taken_off_is_refused(two, monkeypatch):
    user, client, first, _second, _closed = two
    root, other = session.root_of(request_of(client, user)), quickly_signed_in(user)
    whole, done = keeping.open_root, []

    def meanwhile(*given, **more):
        found = whole(*given, **more)
        if not done:
            done.append(1)
            actions.unbind_passkey(BoundPasskey.objects.get(name=first.name), PASSPHRASE, root, by=user)
        return found

    monkeypatch.setattr(keeping, "open_root", meanwhile)
    assert unlock(other, first).status_code == 422 and keys_of(other, user) is None


# --- the end ---


def test_a_lost_last_passkey_goes_the_way_of_a_lost_passphrase(two, officers, cast, committed):
    user, client, _first, _second, closed = two
    with committed():
        actions.confirm_reset(actions.propose_reset(user, "ทำกุญแจหาย", by=cast.admin), by=officers.trustee1)
    assert not BoundPasskey.objects.exists() and in_ring(user) == []
    assert client.get(UNLOCK).url == reverse("vault:set_up")
    client.post(reverse("vault:set_up"), {"passphrase": OTHER, "again": OTHER, "knows": "on"})
    assert opens(client, user, *closed_to(user)) and not opens_old(client, user, closed)


def opens_old(client, user, closed):
    try:
        return opens(client, user, *closed)
    except CannotOpen:
        return False


def test_off_boarding_takes_the_binding_and_what_a_died_machine_left_is_swept(two, cast, committed):
    user, _client, _first, _second, _closed = two
    actions.close_vault(user, by=cast.admin)
    assert not BoundPasskey.objects.exists() and len(in_ring(user)) == 5, (
        "the machine died before the keys were destroyed"
    )
    with committed():
        assert actions.sweep(by=SYSTEM) == 5
    assert in_ring(user) == []


def test_a_keyring_that_was_brought_back_opens_with_both(two, settings, tmp_path):
    user, client, first, _second, closed = two
    kept, marks = keyring.content()
    settings.KEYRING = tmp_path / "another disk" / "ring.sqlite3"
    keyring.merge(kept, marks)
    client.post(LOCK)
    assert unlock(client, first).status_code == 302 and opens(client, user, *closed)


def test_what_is_held_about_somebody_names_their_bound_passkeys(two):
    from saiyai.accounts.held import KEEPER
    from saiyai.policy.held import Subject

    told = str([holding.rows for holding in KEEPER.held(Subject(user=fresh(two[0])))])
    assert "โทรศัพท์" in told and "พวงกุญแจ" in told


def test_nothing_of_an_answer_stays_in_the_session(officers):
    client, passkey = quickly_with_vault(officers.case), Passkey(officers.case)
    tried = client.post(BIND, passkey.answers(asked_on(client, BIND)))
    asked = client.session[asking.KEPT]
    assert set(asked) == {"purpose", "state", "at", "salts", "seen"}
    given = passkey.answers(tried.context["js_data"])
    assert given["prf"] not in str(dict(client.session.items())) and len(asked["seen"]) == 64
