"""Two people grant an officer role; roles begin and end by date; provinces are routed by date."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from saiyai.accounts import actions, queries
from saiyai.accounts.models import Grant, OfficeProvince, User
from saiyai.accounts.tests.ways import PASSWORD, sign_in
from saiyai.audit.models import Event
from saiyai.policy.lifecycle import Refused
from saiyai.policy.permissions import Permission as P

TODAY = timezone.localdate


def propose(cast, offices, user="outsider", by="admin"):
    who = getattr(cast, user)
    return actions.grant_role(who, "membership_officer", by=getattr(cast, by), office=offices["R4"], reason="คำสั่งที่ 1")


def again(user):
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize(
    ("proposer", "for_whom", "confirmer", "works"),
    [
        ("admin", "outsider", "admin2", True),
        ("admin", "outsider", "admin", False),  # who proposed
        ("admin", "admin2", "admin2", False),  # for oneself
        ("admin2", "admin2", "admin", True),  # proposed for oneself, confirmed by another
        ("admin", "outsider", "somying", False),  # no permission
        ("admin", "outsider", "auditor", False),
        ("admin", "outsider", "outsider", False),
    ],
)
def test_who_may_confirm(cast, offices, proposer, for_whom, confirmer, works):
    grant = propose(cast, offices, for_whom, proposer)
    assert not again(getattr(cast, for_whom)).allows(P.APPLICATION_CHECK, offices["R4"])
    if works:
        actions.confirm_grant(grant, by=getattr(cast, confirmer))
    else:
        with pytest.raises(Refused):
            actions.confirm_grant(grant, by=getattr(cast, confirmer))
    holder = again(getattr(cast, for_whom))
    assert holder.allows(P.APPLICATION_CHECK, offices["R4"]) is works
    assert not holder.allows(P.APPLICATION_CHECK, offices["R1"])
    assert Event.objects.filter(verb="grant.confirmed", key=str(grant.pk)).exists() is works


@pytest.mark.parametrize("proposer", ["somying", "auditor", "member", "outsider"])
def test_who_may_not_propose(cast, offices, proposer):
    with pytest.raises(Refused):
        propose(cast, offices, "member", proposer)
    assert not Grant.objects.filter(status="PROPOSED").exists()


def test_the_table_itself_refuses_one_person_in_two_parts(cast, offices):
    grant = propose(cast, offices)
    for confirmer in (cast.admin, cast.outsider):
        with pytest.raises(IntegrityError), transaction.atomic():
            Grant.objects.filter(pk=grant.pk).update(confirmed_by=confirmer, status="CONFIRMED")


def test_a_confirmed_or_declined_proposal_cannot_be_confirmed_again(cast, offices):
    grant = propose(cast, offices)
    actions.decline_grant(grant, by=cast.admin2, reason="ผิดคน")
    with pytest.raises(Refused):
        actions.confirm_grant(grant, by=cast.admin2)


def test_the_same_role_is_not_proposed_twice(cast, offices):
    propose(cast, offices)
    with pytest.raises(Refused):
        propose(cast, offices)
    with pytest.raises(Refused):
        actions.grant_role(cast.somying, "membership_officer", by=cast.admin, office=offices["R4"])
    actions.grant_role(cast.somying, "membership_officer", by=cast.admin, office=offices["R5"])


def test_roles_begin_and_end_by_date(cast, offices):
    day = timedelta(days=1)
    for starts, ends, holds in (
        (TODAY(), None, True),
        (TODAY() - day, TODAY(), True),
        (TODAY() + day, None, False),
        (TODAY() - 2 * day, TODAY() - day, False),
    ):
        Grant.objects.filter(user=cast.somying).update(starts_on=starts, ends_on=ends)
        assert again(cast.somying).allows(P.APPLICATION_CHECK, offices["R4"]) is holds
        assert (cast.somying in queries.users_allowed(P.APPLICATION_CHECK, offices["R4"])) is holds


def test_the_whole_way_on_the_pages(client, cast, offices):
    sign_in(client, cast.admin)
    details = {
        "user": "outsider@saiyai.example",
        "role": "membership_officer",
        "office": "R4",
        "reason": "คำสั่งที่ 7/2569",
    }
    answer = client.post(reverse("accounts:grant_role"), details)
    grant = Grant.objects.get(user=cast.outsider)
    assert answer.url == reverse("accounts:grant", args=[grant.pk])
    assert "confirm" not in client.get(answer.url).context["moves"]
    assert client.post(reverse("accounts:confirm_grant", args=[grant.pk])).status_code == 409
    sign_in(client, cast.admin2)
    client.post(reverse("accounts:confirm_grant", args=[grant.pk]))
    assert again(cast.outsider).allows(P.APPLICATION_CHECK, offices["R4"])
    assert client.post(reverse("accounts:end_grant", args=[grant.pk]), {"reason": ""}).status_code == 422
    client.post(reverse("accounts:end_grant", args=[grant.pk]), {"reason": "ย้าย"})
    assert not again(cast.outsider).allows(P.APPLICATION_CHECK, offices["R4"])
    assert Event.objects.get(verb="grant.ended").facts["reason"] == "ย้าย"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"user": "nobody@saiyai.example"}, "user"),
        ({"office": ""}, "office"),
        ({"role": "member"}, "role"),
        ({"reason": ""}, "reason"),
        ({"starts_on": "1/1/69"}, "starts_on"),
        ({"starts_on": "1/10/2569", "ends_on": "30/9/2569"}, "ends_on"),
    ],
)
def test_what_is_wrong_is_told_beside_the_field(client, cast, change, field):
    sign_in(client, cast.admin)
    details = {"user": "outsider@saiyai.example", "role": "membership_officer", "office": "R4", "reason": "คำสั่ง"}
    answer = client.post(reverse("accounts:grant_role"), details | change)
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert not Grant.objects.filter(user=cast.outsider).exists()


def test_a_province_goes_to_another_office_from_a_day_on(client, cast, offices):
    sign_in(client, cast.admin)
    details = {"province_code": "42", "office": "R5", "starts_on": "1/10/2570", "source": "ประกาศ", "verified": "on"}
    assert client.post(reverse("accounts:route_province"), details).status_code == 302
    assert queries.office_for("42", date(2027, 9, 30)) == offices["R4"]
    assert queries.office_for("42", date(2027, 10, 1)) == offices["R5"]
    assert queries.office_for("99").code == "HQ"
    rows = OfficeProvince.objects.filter(province_code="42").order_by("starts_on")
    assert [(row.office_id, row.ends_on, row.verified) for row in rows] == [
        ("R4", date(2027, 9, 30), False), ("R5", None, True)
    ]  # fmt: skip
    with pytest.raises(Refused):
        actions.route_province("42", offices["R1"], by=cast.admin, starts_on=date(2027, 10, 1))


def test_an_office_is_edited_by_administrators_only(client, cast, offices):
    sign_in(client, cast.admin)
    words = {"name_th": "สำนักงานเขต 4", "name_en": "Region 4 office", "address": "ขอนแก่น", "phone": "", "email": ""}
    assert client.post(reverse("accounts:save_office", args=["R4"]), words).status_code == 302
    offices["R4"].refresh_from_db()
    assert offices["R4"].name_th == "สำนักงานเขต 4"
    assert client.post(reverse("accounts:save_office", args=["R4"]), words | {"name_th": ""}).status_code == 422
    with pytest.raises(Refused):
        actions.save_office(offices["R4"], by=cast.somying)


def test_who_may_not_is_never_asked_for_the_password(client, cast, offices):
    grant = propose(cast, offices)
    for user, status in (("somying", 404), ("auditor", 409), ("admin", 409)):  # admin proposed it
        client.force_login(getattr(cast, user))
        answer = client.post(reverse("accounts:confirm_grant", args=[grant.pk]))
        assert answer.status_code == status, user
    client.force_login(cast.somying)
    assert client.get(reverse("accounts:grant_role")).status_code == 404


def test_the_reason_of_a_refused_role_survives_the_way_over_the_password(client, cast, offices):
    grant = propose(cast, offices)
    client.force_login(cast.admin2)
    detour = client.post(reverse("accounts:decline_grant", args=[grant.pk]), {"reason": "ยังไม่มีคำสั่ง"})
    assert detour.url.startswith(reverse("account_reauthenticate"))
    grant.refresh_from_db()
    assert grant.status == "PROPOSED"
    client.post(detour.url, {"password": PASSWORD, "next": reverse("accounts:decline_grant", args=[grant.pk])})
    grant.refresh_from_db()
    assert grant.status == "DECLINED"
    assert Event.objects.filter(verb="grant.declined", facts__reason="ยังไม่มีคำสั่ง").exists()
