"""Versions in time, two people to verify, citing."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.template import Context, Template
from django.urls import reverse

from saiyai import cli
from saiyai.audit.models import Event
from saiyai.law import actions, queries, rules, seeds
from saiyai.law.models import Provision, ProvisionVersion
from saiyai.policy.actors import SYSTEM
from saiyai.policy.lifecycle import Refused

pytestmark = pytest.mark.django_db(databases="__all__")
READ = {"source": "เอกสารตัวอย่าง"}


@pytest.fixture
def section(db):
    act = actions.add_act("act", "ACT", "พระราชบัญญัติตัวอย่าง", by=SYSTEM, short_th="พ.ร.บ. ตัวอย่าง")
    return actions.add_provision(act, "act.1", "มาตรา ๑", by=SYSTEM)


@pytest.fixture
def version(section):
    return actions.add_version(section, "เดิม", by=SYSTEM, starts_on=date(2020, 1, 1), **READ)


def test_a_new_version_ends_the_one_before_and_each_day_has_its_own(section, version):
    actions.add_version(section, "ใหม่", by=SYSTEM, starts_on=date(2025, 5, 1), **READ)
    read = {
        day: queries.cite("act.1", day).version for day in (date(2019, 12, 31), date(2025, 4, 30), date(2025, 5, 1))
    }
    assert [row and row.summary_th for row in read.values()] == [None, "เดิม", "ใหม่"]


@pytest.mark.parametrize("starts_on", [None, date(2019, 1, 1), date(2020, 1, 1)])
def test_a_version_that_does_not_follow_is_refused_and_nothing_is_ended(section, version, starts_on):
    with pytest.raises(Refused):
        actions.add_version(section, "ใหม่", by=SYSTEM, starts_on=starts_on, **READ)
    version.refresh_from_db()
    assert (version.ends_on, section.versions.count()) == (None, 1)


def test_the_database_keeps_one_open_version(section, version):
    with pytest.raises(IntegrityError), transaction.atomic():
        ProvisionVersion.objects.create(provision=section, summary_th="อื่น", source="-")


def test_two_people_verify_and_one_who_takes_it_back_counts_no_more(version, cast):
    assert not queries.cite("act.1").verified
    actions.verify(version, by=cast.decider, **READ)
    assert not queries.cite("act.1").verified
    actions.verify(version, by=cast.reviewer, **READ)
    assert queries.cite("act.1").verified
    actions.withdraw_verification(version.verifications.get(by=cast.reviewer), by=cast.reviewer, reason="อ่านผิด")
    assert not queries.cite("act.1").verified


def test_nobody_verifies_twice_or_what_they_entered(section, version, cast):
    actions.verify(version, by=cast.decider, **READ)
    with pytest.raises(Refused):
        actions.verify(version, by=cast.decider, **READ)
    own = actions.add_version(section, "ใหม่", by=cast.decider, starts_on=date(2025, 5, 1), **READ)
    with pytest.raises(Refused):
        actions.verify(own, by=cast.decider, **READ)
    assert not own.verifications.exists()


@pytest.mark.parametrize("role", ["member", "somying", "thiradet", "auditor", "admin"])
def test_others_neither_keep_nor_verify(version, section, cast, role):
    by = getattr(cast, role)
    with pytest.raises(Refused):
        actions.verify(version, by=by, **READ)
    with pytest.raises(Refused):
        actions.add_version(section, "ใหม่", by=by, starts_on=date(2025, 5, 1), **READ)
    assert not rules.may_keep(by)


def test_a_new_version_begins_unverified(section, version, cast):
    for one in (cast.decider, cast.reviewer):
        actions.verify(version, by=one, **READ)
    actions.add_version(section, "ใหม่", by=SYSTEM, starts_on=date(2025, 5, 1), **READ)
    assert queries.cite("act.1", date(2025, 4, 30)).verified
    assert not queries.cite("act.1", date(2025, 5, 1)).verified


@pytest.mark.parametrize(
    ("first", "second", "meet"),
    [
        ((None, None), (None, None), True),
        ((date(2020, 1, 1), date(2020, 12, 31)), (date(2021, 1, 1), None), False),
        ((date(2020, 1, 1), date(2020, 12, 31)), (date(2020, 12, 31), None), True),
        ((None, date(2020, 1, 1)), (date(2020, 1, 2), date(2020, 1, 3)), False),
    ],
)
def test_times_meet(first, second, meet):
    rows = [ProvisionVersion(starts_on=first[0], ends_on=first[1])]
    assert rules.overlaps(rows, *second) is meet


@pytest.fixture
def main_store_only(monkeypatch):
    """The tables of the vault store are made from the models in tests; migrating them has a test of its own."""
    from django.core.management import call_command

    from saiyai.policy import migrating

    monkeypatch.setattr(migrating, "migrate", lambda verbosity=0: call_command("migrate", verbosity=verbosity))


def test_a_site_of_an_older_release_is_given_the_table_when_it_migrates(network, capsys, main_store_only):
    assert cli.main(["migrate"]) == 0
    assert queries.cite("pacc.17-1").version


def test_an_empty_site_gets_no_law_before_it_begins(db, capsys, main_store_only):
    assert cli.main(["migrate"]) == 0
    assert not Provision.objects.exists()


def test_the_beginning_is_unverified_cites_itself_and_is_entered_once(db):
    assert seeds.add_missing(by=SYSTEM) == Provision.objects.count() > 30
    assert all(not queries.cite(code).verified for code in Provision.objects.values_list("pk", flat=True))
    before = Event.objects.count()
    assert (seeds.add_missing(by=SYSTEM), Event.objects.count()) == (0, before)


def test_a_citation_links_and_says_that_it_is_unverified(version, cast):
    page = Template('{% load law %}{% cite "act.1" %}|{% cite "no.such" %}')
    shown = page.render(Context())
    assert reverse("law:provision", args=["act.1"]) in shown
    assert "<small" in shown
    assert shown.endswith("|")
    for one in (cast.decider, cast.reviewer):
        actions.verify(version, by=one, **READ)
    assert "<small" not in page.render(Context())


def test_an_act_is_read_in_three_queries(version, client, django_assert_max_num_queries):
    seeds.add_missing(by=SYSTEM)
    with django_assert_max_num_queries(4):
        assert client.get(reverse("law:act", args=["pacc-act"])).status_code == 200


def test_the_decider_enters_and_the_reviewer_verifies_on_pages(client, cast):
    client.force_login(cast.decider)
    made = {"name_th": "พระราชบัญญัติใหม่", "short_th": "พ.ร.บ. ใหม่", "kind": "ACT", "slug": "new"}
    assert client.post(reverse("law:add_act"), made).status_code == 302
    assert client.post(reverse("law:add_act"), made).status_code == 409
    section = {"section_th": "ข้อ ก", "code": "new.a"}
    assert client.post(reverse("law:add_provision", args=["new"]), section).status_code == 302
    text = {"summary_th": "สาระ", "starts_on": "1 ม.ค. 2569", "source": "ราชกิจจานุเบกษา"}
    assert client.post(reverse("law:add_version", args=["new.a"]), text).status_code == 302
    version = queries.cite("new.a").version
    assert (version.starts_on, version.added_by) == (date(2026, 1, 1), cast.decider)
    assert client.post(reverse("law:verify", args=[version.pk]), READ).status_code == 409
    client.force_login(cast.reviewer)
    assert client.post(reverse("law:verify", args=[version.pk]), READ).status_code == 302
    assert queries.cite("new.a").version.standing == 1


def test_a_visitor_reads_no_names_of_who_verified(client, version, cast):
    actions.verify(version, by=cast.decider, **READ)
    address = reverse("law:provision", args=["act.1"])
    assert cast.decider.actor_label not in client.get(address).content.decode()
    client.force_login(cast.member)
    assert cast.decider.actor_label in client.get(address).content.decode()
