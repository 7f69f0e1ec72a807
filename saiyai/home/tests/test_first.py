"""The first page of everybody: the right part, few queries, honest numbers."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from saiyai.accounts.models import Grant
from saiyai.accounts.vault.models import Vault, VaultKey
from saiyai.directory import actions as directory
from saiyai.home import health
from saiyai.home.queries import today
from saiyai.jobs.models import Job
from saiyai.membership.models import Member
from saiyai.policy.actors import SYSTEM

HOME = reverse("home")
MOST_QUERIES = 12


def make_member(network, office, given, province="40", listed=True, user=None, ends_in=400):
    person = directory.add_person(given, "ทดลอง", by=SYSTEM, province_code=province)
    person.listed, person.user = listed, user
    person.save()
    now = timezone.localdate()
    return Member.objects.create(
        network=network,
        person=person,
        office=office,
        number=f"T-{given}",
        starts_on=now - timedelta(days=1),
        ends_on=now + timedelta(days=ends_in),
    )


def shown(client, user=None, **parameters):
    if user:
        client.force_login(user)
    response = client.get(HOME, parameters)
    assert response.status_code == 200
    return response, response.content.decode()


def test_the_public_page_counts_members_and_names_nobody(client, network, offices):
    make_member(network, offices["R4"], "ก้อย")
    make_member(network, offices["R1"], "แก้ว", province="14")
    gone = make_member(network, offices["R1"], "ไก่", province="50")
    Member.objects.filter(pk=gone.pk).update(status=Member.Status.RESIGNED)
    response, text = shown(client)
    assert response.context["people"] == 2 and response.context["provinces"] == 2
    assert "ก้อย" not in text and "แก้ว" not in text
    assert text.count("<li><div><b>") >= 12
    assert reverse("membership:apply") in text and reverse("membership:resume") in text


@pytest.mark.parametrize(
    ("who", "part"),
    [("somying", "officer"), ("decider", "officer"), ("member", "member"), ("outsider", "applicant"),
     ("auditor", "auditor"), ("admin", "administrator")],
)  # fmt: skip
def test_everybody_sees_their_own_part_with_few_queries(client, cast, network, offices, who, part):
    for n in range(7):
        make_member(network, offices["R4"], f"ชื่อ{n}", ends_in=30)
        Job.objects.create(name=f"some.job{n}", next_at=timezone.now() + timedelta(hours=1))
    client.force_login(getattr(cast, who))
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as queries:
        response, _text = shown(client)
    assert response.context["part"].name == part
    assert len(queries) <= MOST_QUERIES, [query["sql"][:120] for query in queries]


@pytest.mark.parametrize("role", ["case_officer", "case_lead", "case_decider", "trustee"])
def test_who_has_a_vault_begins_at_the_vault_and_reads_nothing_of_cases(client, cast, role):
    Grant.objects.create(user=cast.outsider, role=role, status="CONFIRMED", starts_on=date(2020, 1, 1))
    response, text = shown(client, cast.outsider)
    assert response.context["part"].name == "vault" and reverse("vault:set_up") in text
    Vault.objects.create(user=cast.outsider, root_name="r")
    VaultKey.objects.create(user=cast.outsider, epoch=1, public_key=b"k")
    response, text = shown(client, cast.outsider)
    body = text[text.index("<main") : text.index("</main")]
    assert (reverse("vault:quorum") in body) == (role == "trustee")
    assert (reverse("cases:cases") in body) == (role != "trustee")


def test_several_roles_come_as_tabs_and_a_part_of_others_is_not_found(client, cast):
    Grant.objects.create(user=cast.somying, role="member", status="CONFIRMED", starts_on=date(2020, 1, 1))
    response, text = shown(client, cast.somying)
    assert [part.name for part in response.context["parts"]] == ["officer", "member"]
    assert '<a href="?part=member">' in text
    assert client.get(HOME, {"part": "member"}).context["part"].name == "member"
    assert client.get(HOME, {"part": "administrator"}).status_code == 404
    assert client.get(HOME, {"part": "nonsense"}).status_code == 404


def test_a_member_sees_new_members_near_who_agreed_to_be_shown(client, cast, network, offices):
    make_member(network, offices["R4"], "ฉัน", user=cast.member)
    make_member(network, offices["R4"], "ใกล้")
    make_member(network, offices["R1"], "ไกล", province="14")
    make_member(network, offices["R4"], "ลับ", listed=False)
    response, text = shown(client, cast.member)
    assert [str(member.person.given_name) for member in response.context["newest"]] == ["ใกล้"]
    assert "ลับ ทดลอง" not in text and "ขอนแก่น" in text


def test_an_officer_sees_posts_without_holder_of_their_own_provinces(client, cast, offices):
    here = directory.add_organization("จังหวัดทดลองใกล้", "PROVINCE", by=SYSTEM, province_code="40")
    away = directory.add_organization("จังหวัดทดลองไกล", "PROVINCE", by=SYSTEM, province_code="14")
    empty, held = (directory.add_post(here, title, by=SYSTEM) for title in ("ว่าง", "มีคน"))
    directory.add_post(away, "ว่างที่อื่น", by=SYSTEM)
    person = directory.add_person("ผู้ถือ", "ตำแหน่ง", by=SYSTEM)
    directory.hold(person, held, by=SYSTEM, starts_on=date(2024, 1, 1))
    response, _text = shown(client, cast.somying)
    assert response.context["empty_posts"] == [empty]
    everywhere = today.posts_without_holder(cast.decider, today.provinces_of(cast.decider))
    assert everywhere.count() == 2


def test_members_whose_term_ends_soon_are_those_of_the_office(client, cast, network, offices):
    soon = make_member(network, offices["R4"], "ใกล้ครบ", ends_in=20)
    make_member(network, offices["R4"], "ยังอีกนาน", ends_in=300)
    make_member(network, offices["R1"], "เขตอื่น", ends_in=20)
    response, _text = shown(client, cast.somying)
    assert response.context["ending"] == [soon]


def test_the_administrator_sees_failing_jobs_and_roles_that_wait(client, cast, offices):
    now = timezone.now()
    Job.objects.create(name="bad.job", next_at=now, error="ValueError in x.py:1", failures=3)
    Job.objects.create(name="late.job", next_at=now - timedelta(hours=1))
    Job.objects.create(name="good.job", next_at=now + timedelta(hours=1))
    Grant.objects.create(user=cast.outsider, role="auditor", starts_on=timezone.localdate(), proposed_by=cast.admin2)
    response, text = shown(client, cast.admin)
    assert {job.name for job in response.context["troubled"]} == {"bad.job", "late.job"}
    assert "ValueError in x.py:1" in text and cast.outsider.display_name in text
    assert response.context["unverified"] == 5


def test_health_says_what_to_do_where_something_is_missing(settings, db):
    def wrong():
        return {finding.what: finding.do for finding in health.examine(quick=True) if not finding.ok}

    assert not wrong().keys() & {"keys", "trail", "error pages", "site"}
    settings.DEBUG, settings.SITE_URL = True, "http://saiyai.example"
    settings.DEMO, settings.REQUIRE_SECOND_FACTOR = False, False
    assert wrong().keys() >= {"error pages", "site", "second factor"}
    assert all(wrong().values())


def test_a_list_of_what_was_looked_at_shows_the_worst_of_each(settings, db):
    settings.DEMO, settings.SITE_URL = True, "https://saiyai.example"
    listed = health.by_title(health.examine(quick=True))
    assert len({finding.what for finding in listed}) == len(listed)
    assert {finding.what: finding.level for finding in listed}["site"] == "fail"
    assert all(str(finding.title) != finding.what for finding in listed)


@pytest.mark.parametrize("name", ["about", "privacy", "accessibility", "sources", "checkpoints"])
@pytest.mark.parametrize("language", ["th", "en"])
def test_pages_about_us_are_open_to_everybody_in_both_languages(client, offices, network, name, language):
    client.cookies["django_language"] = language
    response = client.get(reverse(f"home:{name}"))
    assert response.status_code == 200
    assert f'<html lang="{language}">' in response.content.decode()


def test_the_source_is_offered(client, settings, offices):
    settings.SOURCE_URL = "https://source.example/saiyai"
    assert "https://source.example/saiyai" in client.get(reverse("home:sources")).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "path"), [("th", "/report/"), ("en", "/en/report/")])
def test_the_public_page_leads_to_the_front_desk_and_tells_it_nothing(client, network, settings, language, path):
    settings.FRONTDESK_URL = "https://desk.example"
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    tags = re.findall(r'<a [^>]*href="https://desk\.example([^"]*)"([^>]*)>', client.get(HOME).content.decode())
    assert [address for address, _rest in tags] == [path, path]
    assert all(
        'rel="noreferrer noopener nofollow"' in rest and 'referrerpolicy="no-referrer"' in rest for _a, rest in tags
    )
