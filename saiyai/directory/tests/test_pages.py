"""Pages: who may open what, what is shown, how many queries, what a form does."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from saiyai.directory import actions, rules
from saiyai.directory.models import Holding, Person
from saiyai.policy.actors import SYSTEM
from saiyai.policy.lifecycle import Refused

MOST = 12


def url(name, *args, **query):
    return reverse(f"directory:{name}", args=args, query=query or None)


def text_of(answer):
    return answer.content.decode()


def test_a_member_reads_a_listed_person(world, client):
    client.force_login(world.member)
    page = text_of(client.get(url("person", world.listed.pk)))
    assert "นายณัฐพงษ์ เรือเร็ว" in page
    assert "วิศวกรคลอง" in page
    assert "tel:+66800003344" in page  # the post's number, meant for members
    assert "080-000-1122" not in page  # the person's, for officers
    assert "เรือช้า" not in page  # the former name
    assert url("edit_person", world.listed.pk) not in page


@pytest.mark.parametrize(
    ("who", "name", "party", "status"),
    [
        ("member", "person", "hidden", 404),
        ("somying", "person", "hidden", 200),
        ("outsider", "person", "listed", 404),
        ("auditor", "organization", "ministry", 404),
        ("outsider", "group", "group", 404),
        ("member", "edit_person", "listed", 404),
        ("member", "person_contacts", "listed", 404),
        ("member", "person_contacts", "own", 200),
        ("member", "person_posts", "own", 404),
        ("thiradet", "edit_person", "listed", 404),
        ("somying", "edit_person", "listed", 200),
        ("somying", "person_posts", "listed", 200),
        ("somying", "organization_contacts", "department", 200),
        ("member", "organization_profile", "department", 404),
        ("somying", "group_profile", "group", 200),
    ],
)
def test_out_of_sight_is_not_found(world, client, who, name, party, status):
    client.force_login(getattr(world, who))
    assert client.get(url(name, getattr(world, party).pk)).status_code == status


@pytest.mark.parametrize(("who", "status"), [("member", 200), ("somying", 200), ("outsider", 404), ("auditor", 404)])
def test_lists_are_for_members_and_officers(world, client, who, status):
    client.force_login(getattr(world, who))
    for name in ("find", "people", "organizations", "groups"):
        assert client.get(url(name)).status_code == status


def test_without_signing_in_only_names_of_organisations_are_told(world, client):
    for name in ("find", "people", "find_export", "find_choices", "me"):
        assert client.get(url(name)).status_code == 302
    answer = client.get(url("organization_choices", q="คลองหลอด"))
    assert answer.json()["results"][0] == {
        "label": "กรมคลองหลอด",
        "sub": "กระทรวงทางน้ำ",
        "value": str(world.department.pk),
    }


def test_the_box_marks_what_it_found_and_keeps_its_filters_in_the_address(world, client):
    client.force_login(world.somying)
    page = text_of(client.get(url("find", q="คลองหลอด", province="40")))
    assert "<mark>คลองหลอด</mark>" in page
    assert 'value="คลองหลอด"' in page
    assert '<option value="40" selected>' in page
    assert "ขอนแก่น" in page


def test_what_is_no_choice_is_no_filter(world, client):
    client.force_login(world.member)
    for query in (
        {"province": "xx"},
        {"kind": "NONE"},
        {"page": "-1"},
        {"page": "9" * 30},
        {"sort": "drop"},
        {"skill": "'"},
    ):
        assert client.get(url("people", **query)).status_code == 200


@pytest.mark.parametrize("page", ["0", "9" * 5000, "๙๙", "²", "-1", "1e9"])
def test_any_number_of_a_page_is_answered(world, client, page):
    client.force_login(world.member)
    assert client.get(url("people", page=page)).status_code == 200


def test_a_name_that_only_sounds_alike_is_offered(world, client):
    client.force_login(world.member)
    page = text_of(client.get(url("find", q="นัทพง")))
    assert "นายณัฐพงษ์ เรือเร็ว" in page


def test_the_export_is_for_officers_escaped_and_on_record(world, client):
    from saiyai.audit.models import Event

    actions.add_person("=HYPERLINK(1)", by=SYSTEM)
    client.force_login(world.member)
    assert client.get(url("people_export")).status_code == 404
    client.force_login(world.somying)
    answer = client.get(url("people_export"))
    body = answer.content.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in body
    assert "วิศวกรคลอง" in body
    assert "080-000-1122" not in body
    assert Event.objects.get(verb="directory.exported").facts == {"kind": "PERSON", "count": 4}


def test_an_officer_adds_a_person_after_a_look_at_who_is_alike(world, client):
    client.force_login(world.somying)
    data = {"given_name": "นัฐพงศ์", "family_name": "เรือเร็ว"}
    answer = client.post(url("add_person"), data)
    assert answer.status_code == 422
    assert url("person", world.listed.pk) in text_of(answer)
    answer = client.post(url("add_person"), {**data, "sure": "1"})
    added = Person.objects.get(given_name="นัฐพงศ์")
    assert answer.headers["Location"] == url("person", added.pk)
    assert not added.listed


@pytest.mark.parametrize(
    "wrong",
    [
        {"given_name": ""},
        {"given_name": "ก" * 300},
        {"given_name": "สมชาย1"},
        {"birth_year": "1980"},
        {"birth_year": "20"},
    ],
)
def test_a_wrong_name_is_told_beside_the_field_and_kept(world, client, wrong):
    client.force_login(world.somying)
    answer = client.post(url("add_person"), {"given_name": "สมชาย", "family_name": "ดี", **wrong})
    assert answer.status_code == 422
    assert 'value="ดี"' in text_of(answer)
    assert not Person.objects.filter(family_name="ดี").exists()


def test_a_new_family_name_keeps_the_old_one(world, client):
    client.force_login(world.somying)
    data = {"given_name": "ณัฐพงษ์", "family_name": "เรือใหม่", "former_names": "ณัฐพล เรือช้า", "listed": "on"}
    assert client.post(url("edit_person", world.listed.pk), data).status_code == 302
    person = Person.objects.get(pk=world.listed.pk)
    assert person.former_names.splitlines() == ["ณัฐพล เรือช้า", "ณัฐพงษ์ เรือเร็ว"]
    assert person.listed


def test_a_transfer_by_its_pages(world, client):
    client.force_login(world.somying)
    address = url("person_posts", world.listed.pk)
    offered = text_of(client.get(address, {"q": "ประตูน้ำ"}))
    assert f"?organization={world.division.pk}" in offered
    form = f"{address}?organization={world.division.pk}"
    assert client.post(form, {"on": "1/10/69", "standing": "SUBSTANTIVE"}).status_code == 422
    answer = client.post(
        form,
        {"post": world.chief.pk, "on": "1 ต.ค. 2568", "standing": "SUBSTANTIVE", "leaving": world.holding.pk},
    )
    assert answer.status_code == 302
    assert Holding.objects.get(pk=world.holding.pk).ends_on == date(2025, 9, 30)
    assert Holding.objects.get(person=world.listed, post=world.chief).starts_on == date(2025, 10, 1)


def test_a_new_post_is_made_where_it_is_missing(world, client):
    client.force_login(world.somying)
    form = url("person_posts", world.own.pk, organization=world.ministry.pk)
    answer = client.post(form, {"new_post": "ที่ปรึกษา", "on": "2026-01-05", "standing": "ACTING"})
    assert answer.status_code == 302
    assert Holding.objects.get(person=world.own).post.title_th == "ที่ปรึกษา"
    assert client.get(url("person_posts", world.own.pk, organization="no-key")).status_code == 200


def test_leaving_a_post_today(world, client):
    client.force_login(world.somying)
    client.post(url("end_holding", world.holding.pk), {"on": ""})
    assert Holding.objects.get(pk=world.holding.pk).ends_on == timezone.localdate()
    answer = client.post(url("end_holding", world.holding.pk), {"on": ""})
    assert answer.status_code == 409


def test_contact_points_by_their_page(world, client):
    client.force_login(world.somying)
    address = url("organization_contacts", world.department.pk)
    bad = client.post(address, {"kind": "PHONE", "value": "12", "reach": "MEMBERS"})
    assert bad.status_code == 422
    assert 'value="12"' in text_of(bad)
    data = {
        "kind": "PHONE",
        "value": "02-123-4567 ต่อ 12",
        "reach": "MEMBERS",
        "verified": "on",
        "post": world.engineer.pk,
    }
    assert client.post(address, data).status_code == 302
    point = world.engineer.contact_points.get(folded="+6621234567")
    assert point.verified_on == timezone.localdate()
    client.post(url("set_reach", point.pk), {"reach": "OFFICERS"})
    client.post(url("end_contact_point", point.pk))
    point.refresh_from_db()
    assert (point.reach, point.ends_on) == ("OFFICERS", timezone.localdate())
    assert client.post(url("verify_contact_point", point.pk)).status_code == 404


def test_a_member_touches_only_their_own_contact_points(world, client):
    client.force_login(world.member)
    others = world.listed.contact_points.get(kind="EMAIL")
    for name in ("verify_contact_point", "end_contact_point", "set_reach"):
        assert client.post(url(name, others.pk), {"reach": "MEMBERS"}).status_code == 404
    client.post(url("person_contacts", world.own.pk), {"kind": "LINE", "value": "malee", "reach": "OFFICERS"})
    mine = world.own.contact_points.get()
    client.post(url("set_reach", mine.pk), {"reach": "MEMBERS"})
    mine.refresh_from_db()
    assert mine.reach == "MEMBERS"


def test_a_member_writes_their_own_profile(world, client):
    client.force_login(world.member)
    assert client.get(url("me")).status_code == 200
    answer = client.post(url("me"), {"resources": "ห้องประชุม 20 ที่นั่ง", "skills": ["audit"], "listed": "on"})
    assert answer.status_code == 302
    person = Person.objects.get(pk=world.own.pk)
    assert (person.resources, person.listed, person.skills.count()) == ("ห้องประชุม 20 ที่นั่ง", True, 1)
    too_long = client.post(url("me"), {"goals": "ก" * 5000})
    assert too_long.status_code == 422
    client.force_login(world.admin)
    assert client.get(url("me")).status_code == 200


def test_vacant_and_hidden_posts_on_the_page_of_an_organisation(world, client):
    actions.add_post(world.division, "ผู้ช่วย", by=SYSTEM)
    client.force_login(world.member)
    page = text_of(client.get(url("organization", world.division.pk)))
    assert "ปัณณธร" not in page
    client.force_login(world.somying)
    page = text_of(client.get(url("organization", world.division.pk)))
    assert "ปัณณธร" in page


def test_a_reorganised_organisation_leads_to_what_follows(world, client):
    heir = actions.add_organization("กรมทางน้ำใหม่", "DEPARTMENT", by=SYSTEM, parent=world.ministry)
    actions.reorganize(world.department, "MERGED", date(2025, 1, 1), successors=[heir], by=SYSTEM)
    client.force_login(world.member)
    assert url("organization", heir.pk) in text_of(client.get(url("organization", world.department.pk)))
    assert "กรมคลองหลอด" in text_of(client.get(url("organization", heir.pk)))


def test_the_search_box_offers_parties_while_typing(world, client):
    client.force_login(world.member)
    results = client.get(url("find_choices", q="ณัฐ")).json()["results"]
    assert [result["label"] for result in results] == ["นายณัฐพงษ์ เรือเร็ว"]
    assert results[0]["url"] == url("person", world.listed.pk)
    assert client.get(url("find_choices", q=" ")).json() == {"results": []}
    both = client.get(url("find_choices", q="คลองหลอด")).json()["results"]
    assert world.department.name_th in [result["label"] for result in both]
    people = client.get(url("find_choices", q="คลองหลอด", kind="person")).json()["results"]
    assert world.department.name_th not in [result["label"] for result in people]


def test_an_old_form_of_an_officer_does_not_show_somebody_who_withdrew(client, world):
    client.force_login(world.somying)
    address = reverse("directory:edit_person", args=[world.listed.pk])
    form = client.get(address).context["form"]
    typed = {name: value for name, value in form.initial.items() if value not in (None, False)}
    actions.unlist_person(world.listed, by=SYSTEM)
    answer = client.post(address, {**typed, "listed": "on", "nickname": "เรือ"})
    assert answer.status_code == 409 and "เรือ" in answer.content.decode()
    world.listed.refresh_from_db()
    assert not world.listed.listed and world.listed.nickname == ""
    again = answer.context["form"]
    assert again["seen"].value() == rules.stamp(world.listed) and not again["listed"].value()
    assert (
        client.post(address, {**typed, "seen": again["seen"].value(), "listed": "", "nickname": "เรือ"}).status_code
        == 302
    )


def test_nobody_dies_tomorrow_and_only_keepers_link_accounts(world):
    with pytest.raises(Refused):
        actions.mark_deceased(world.hidden, by=world.somying, on=timezone.localdate() + timedelta(days=1))
    for by in (world.member, world.outsider, world.auditor):
        with pytest.raises(Refused):
            actions.link_user(world.hidden, world.outsider, by=by)
