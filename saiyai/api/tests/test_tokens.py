"""A token is made by its owner, kept as a digest, and refused as soon as its owner may no longer."""

from datetime import date

import pytest
from allauth.account.internal.flows.login import _AUTHENTICATION_METHODS_USER_SESSION_KEY as WHOSE
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY as METHODS
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from saiyai.api import actions, queries, rules
from saiyai.api.models import Token
from saiyai.audit.models import Event
from saiyai.membership.models import Member
from saiyai.policy.lifecycle import Refused


def test_only_the_digest_and_the_day_are_kept(cast, program_of, membership):
    token, secret = actions.make_token("โปรแกรม", ["me.read"], 30, by=cast.member, two_step=False)
    row = str(Token.objects.filter(pk=token.pk).values().get())
    assert secret not in row and secret.removeprefix(rules.MARK)[4:] not in row
    assert token.prefix == secret[:11]
    assert secret not in str(list(Event.objects.values()))
    assert queries.token_in_force(secret) == token


def test_the_day_of_use_is_written_once_a_day(cast, program_of, membership, django_assert_num_queries):
    program = program_of(cast.member)
    assert program.get("/me").status_code == 200
    assert Token.objects.get().used_on == timezone.localdate()
    with django_assert_num_queries(3):  # token with owner, roles, membership: no write
        program.get("/me")


@pytest.mark.parametrize("status", ["REMOVED", "SUSPENDED", "RESIGNED", "DECEASED", "EXPIRED"])
def test_a_membership_that_does_not_stand_closes_its_tokens_at_once(cast, program_of, membership, status):
    program = program_of(cast.member)
    assert program.get("/me").status_code == 200
    Member.objects.filter(pk=membership.pk).update(status=status)
    assert program.get("/me").status_code == 401
    with pytest.raises(Refused):
        actions.make_token("x", ["me.read"], 30, by=cast.member, two_step=False)


def test_a_term_that_ran_out_and_a_proposed_removal(cast, program_of, membership):
    program = program_of(cast.member)
    rows = Member.objects.filter(pk=membership.pk)
    rows.update(status="REMOVAL_PROPOSED", before_proposal="ACTIVE")
    assert program.get("/me").status_code == 200
    rows.update(before_proposal="SUSPENDED")
    assert program.get("/me").status_code == 401
    rows.update(status="ACTIVE", ends_on=date(2025, 1, 1))
    assert program.get("/me").status_code == 401


def test_what_ends_a_token(cast, program_of):
    program = program_of(cast.somying)
    token = Token.objects.get()
    for change in ({"revoked_on": timezone.localdate()}, {"made_on": "2020-01-01", "expires_on": "2020-01-02"}):
        before = {name: getattr(token, name) for name in change}
        Token.objects.update(**change)
        assert program.get("/me").status_code == 401
        Token.objects.update(**before)
    assert program.get("/me").status_code == 200
    cast.somying.grants.update(status="ENDED")
    assert program.get("/me").status_code == 401


def test_a_new_password_and_a_closed_account_end_tokens(cast, program_of):
    program, other = program_of(cast.somying), program_of(cast.decider)
    cast.somying.set_password("อีกรหัสหนึ่ง-2569")
    cast.somying.save()
    assert program.get("/me").status_code == 401
    type(cast.decider).objects.filter(pk=cast.decider.pk).update(is_active=False)
    assert other.get("/me").status_code == 401


def test_an_officer_needs_a_second_factor_then_and_now(cast, program_of, settings, monkeypatch):
    program = program_of(cast.somying)
    settings.REQUIRE_SECOND_FACTOR = True
    assert program.get("/me").status_code == 401  # none now
    monkeypatch.setattr(queries.accounts, "has_second_factor", lambda user: True)
    assert program.get("/me").status_code == 200
    Token.objects.update(two_step=False)  # made while the owner was no officer yet
    assert program.get("/me").status_code == 401


def test_a_token_is_for_its_scopes(cast, program_of, membership):
    program = program_of(cast.member, "me.read")
    assert program.get("/me").status_code == 200
    refused = program.get("/people")
    assert refused.status_code == 403
    assert refused.json()["type"].endswith("#scope") and "directory.read" in refused["WWW-Authenticate"]


def test_a_cookie_and_a_wrong_token_open_nothing(cast, nobody):
    nobody.client.force_login(cast.somying)
    for headers in ({}, {"Authorization": "Bearer saiyai_no"}, {"Authorization": "Basic eDp5"}):
        answer = nobody.get("/me", **headers)
        assert answer.status_code == 401 and answer["WWW-Authenticate"].startswith("Bearer")


def test_nobody_revokes_anothers(cast, membership):
    token, _secret = actions.make_token("x", ["me.read"], 30, by=cast.member, two_step=False)
    with pytest.raises(Refused):
        actions.revoke_token(token, by=cast.somying)


def test_not_more_tokens_than_one_may_have(cast, monkeypatch):
    monkeypatch.setattr(rules, "MOST_TOKENS", 2)
    make = lambda: actions.make_token("x", ["me.read"], 30, by=cast.somying, two_step=False)  # noqa: E731
    make(), make()
    with pytest.raises(Refused):
        make()
    Token.objects.filter(pk=Token.objects.first().pk).update(made_on="2020-01-01", expires_on="2020-01-02")
    make()  # one that has run out makes room
    for wrong in ((["no.such"], 30), ([], 30), (["me.read"], 3650)):
        with pytest.raises(Refused):
            actions.make_token("x", *wrong, by=cast.decider, two_step=False)


@pytest.fixture
def pages(cast, membership):
    client = Client()
    client.force_login(cast.member)
    return client


def signed_in_by(client, *methods):
    import time

    session = client.session
    session[WHOSE] = session["_auth_user_id"]
    session[METHODS] = [{"method": method, "at": time.time(), "reauthenticated": True} for method in methods]
    session.save()


def test_make_and_revoke_on_the_pages(pages, cast):
    make, listed = reverse("api:make_token"), reverse("api:tokens")
    assert "reauthenticate" in pages.get(make)["Location"]
    signed_in_by(pages, "password")
    assert pages.get(make).status_code == 200
    assert pages.post(make, {"name": "รายงาน", "days": "30"}).status_code == 422
    made = pages.post(make, {"name": "รายงาน", "scopes": ["me.read"], "days": "30"})
    token = Token.objects.get()
    assert made.status_code == 200 and "no-store" in made["Cache-Control"]
    assert f"{token.prefix}" in made.content.decode()
    page = pages.get(listed).content.decode()
    assert token.prefix in page and "รายงาน" in page
    pages.post(reverse("api:revoke_token", args=[token.pk]))
    assert not queries.working_tokens(cast.member).exists()
    assert "รายงาน" in pages.get(listed).content.decode()
    assert reverse("api:tokens") in pages.get(reverse("accounts:security")).content.decode()


def test_a_token_that_ended_with_the_password_says_so_and_makes_room(pages, cast, monkeypatch):
    monkeypatch.setattr(rules, "MOST_TOKENS", 1)
    actions.make_token("เดิม", ["me.read"], 30, by=cast.member, two_step=False)
    page = pages.get(reverse("api:tokens")).content.decode()
    assert "ใช้ได้ถึง" in page and "สิ้นสุดพร้อมรหัสผ่านเดิม" not in page
    cast.member.set_password("อีกรหัสหนึ่ง-2569")
    cast.member.save()
    pages.force_login(cast.member)
    page = pages.get(reverse("api:tokens")).content.decode()
    assert "สิ้นสุดพร้อมรหัสผ่านเดิม" in page and "ใช้ได้ถึง" not in page and "revoke" not in page
    actions.make_token("ใหม่", ["me.read"], 30, by=cast.member, two_step=False)


def test_who_has_a_second_factor_shows_it_before_a_token_is_made(pages, cast):
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(user=cast.member, type="totp", data={"secret": "x"})
    make = reverse("api:make_token")
    signed_in_by(pages, "password")
    assert "second-factor" in pages.get(make)["Location"]
    signed_in_by(pages, "password", "mfa")
    assert pages.get(make).status_code == 200
    pages.post(make, {"name": "รายงาน", "scopes": ["me.read"], "days": "30"})
    assert Token.objects.get().two_step
