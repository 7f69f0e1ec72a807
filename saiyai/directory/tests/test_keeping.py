"""Screens of the keepers: organisations, their places, reorganisations, posts and groups."""

import uuid
from datetime import date

import pytest
from django.urls import reverse

from saiyai.audit.models import Event
from saiyai.directory import actions, queries
from saiyai.directory.models import Group, Holding, Organization, Placement, Post, Seat, Succession
from saiyai.policy.actors import SYSTEM
from saiyai.policy.lifecycle import Refused

MOST = 12


def url(name, *args, **query):
    return reverse(f"directory:{name}", args=args, query=query or None)


@pytest.fixture
def keeper(world, client):
    client.force_login(world.somying)
    return client


def text_of(answer):
    return answer.content.decode()


def add(client, **values):
    values = {"kind": "DIVISION", "name_th": "กองฝายน้ำล้น", "id": str(uuid.uuid4()), **values}
    return client.post(url("add_organization"), values)


def verbs():
    return list(Event.objects.order_by("-pk").values_list("verb", flat=True)[:3])


def test_an_organisation_is_added_under_another_by_name_alone(keeper, world):
    number = {"kind": "PUBLIC_ORGANIZATION", "juristic_id": "0-10-5-536-11201-4"}
    answer = add(keeper, parent_name="กรมคลองหลอด", placed_from="1 ต.ค. 2569", **number)
    made = Organization.objects.get(name_th="กองฝายน้ำล้น")
    assert answer.url == url("organization", made.pk)
    assert made.juristic_id == "0105536112014"
    placed = made.placements.get()
    assert (placed.parent, placed.starts_on) == (world.department, date(2026, 10, 1))
    assert "organization.added" in verbs()


def test_words_that_mean_several_are_offered_and_nothing_typed_is_lost(keeper, world):
    answer = add(keeper, parent_name="คลอง", name_en="Weirs")
    page = text_of(answer)
    assert answer.status_code == 422
    assert f'value="{world.department.pk}"' in page and 'name="parent_choice"' in page
    assert 'value="Weirs"' in page and 'value="คลอง"' in page
    assert add(keeper, parent_name="คลอง", parent_choice=str(world.department.pk)).status_code == 302
    assert Placement.objects.get(child__name_th="กองฝายน้ำล้น").parent == world.department


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"kind": "COMPANY", "juristic_id": "0105536112015"}, "หลักสุดท้าย"),
        ({"kind": "COMPANY", "juristic_id": "1101700203450"}, "ขึ้นต้นด้วย 0"),
        ({"starts_on": "1 ต.ค. 69"}, "4 หลัก"),
        ({"parent_name": "ไม่มีที่ไหนเลยสักแห่ง"}, "ไม่พบหน่วยงาน"),
        ({"name_th": " \u200b "}, "error"),
        ({"starts_on": "1 ต.ค. 2569", "placed_from": "1 ต.ค. 2568"}, "ยังไม่มีในวันดังกล่าว"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(keeper, values, said):
    answer = add(keeper, **{"short_name": "กฝน.", **values})
    page = text_of(answer)
    assert answer.status_code == 422
    assert said in page and 'class="err"' in page
    assert 'value="กฝน."' in page
    assert not Organization.objects.filter(name_th="กองฝายน้ำล้น").exists()


def test_a_form_sent_twice_makes_one(keeper):
    key = str(uuid.uuid4())
    first, second = add(keeper, id=key), add(keeper, id=key)
    assert first.url == second.url
    assert Organization.objects.filter(name_th="กองฝายน้ำล้น").count() == 1
    with pytest.raises(Refused):
        actions.add_organization("กองฝายน้ำล้น", "DIVISION", by=SYSTEM, id=uuid.UUID(key))


def test_one_of_the_same_name_is_shown_first(keeper, world):
    answer = add(keeper, name_th="กองประตูน้ำ")
    assert answer.status_code == 422 and url("organization", world.division.pk) in text_of(answer)
    assert add(keeper, name_th="กองประตูน้ำ", sure="1").status_code == 302


def test_the_kind_is_asked_first_and_then_only_what_fits_it(keeper, world):
    page = url("add_organization")
    first = text_of(keeper.get(page))
    assert "?kind=MINISTRY" in first and 'name="name_th"' not in first
    assert keeper.post(page, {"name_th": "กองลอย"}).status_code == 422
    asked = {
        kind: set(keeper.get(page, {"kind": kind}).context["form"].fields) for kind in ("MINISTRY", "DIVISION", "CIVIC")
    }
    boxes = {"parent_name", "placed_from", "province_code", "juristic_id"}
    assert {kind: fields & boxes for kind, fields in asked.items()} == {
        "MINISTRY": set(),
        "DIVISION": boxes - {"juristic_id"},
        "CIVIC": {"province_code", "juristic_id"},
    }
    below = keeper.get(page, {"under": world.department.pk}).context["form"]
    assert below["kind"].value() == "DIVISION" and below["parent_name"].value() == str(world.department)
    assert add(keeper, kind="MINISTRY", name_th="กระทรวงฝนหลวงทดลอง").status_code == 302


def test_what_is_written_already_is_shown_whatever_the_kind(keeper, world):
    Organization.objects.filter(pk=world.division.pk).update(juristic_id="0105536112014")
    page = url("edit_organization", world.division.pk)
    assert "juristic_id" in keeper.get(page).context["form"].fields
    page = url("edit_organization", world.department.pk)
    shown = keeper.get(page).context["form"]
    assert "juristic_id" not in shown.fields
    values = {"kind": "COMPANY", "seen": shown["seen"].value(), "name_th": "กรมคลองหลอด"}
    assert keeper.post(page, values).status_code == 302
    assert "juristic_id" in keeper.get(page).context["form"].fields


def test_two_tabs_on_one_entry(keeper, world):
    page = url("edit_organization", world.division.pk)
    seen = keeper.get(page).context["form"]["seen"].value()
    values = {"kind": "DIVISION", "seen": seen}
    assert keeper.post(page, {**values, "name_th": "กองประตูใหญ่"}).status_code == 302
    answer = keeper.post(page, {**values, "name_th": "กองประตูเล็ก"})
    assert answer.status_code == 409
    assert "มีผู้แก้ไขรายการนี้" in text_of(answer) and 'value="กองประตูเล็ก"' in text_of(answer)
    again = answer.context["form"]["seen"].value()
    assert keeper.post(page, {**values, "seen": again, "name_th": "กองประตูเล็ก"}).status_code == 302
    assert Organization.objects.get(pk=world.division.pk).name_th == "กองประตูเล็ก"


def move(client, body, parent, on, **values):
    values = {"parent_name": str(parent), "parent": str(parent.pk), "on": on, "tree": "COMMAND", **values}
    return client.post(url("organization_places", body.pk), values)


def test_a_move_from_a_day_on(keeper, world):
    other = actions.add_organization("กระทรวงฝายใหม่", "MINISTRY", by=SYSTEM)
    assert move(keeper, world.department, other, "1 ม.ค. 2569").status_code == 302
    assert [row.ends_on for row in world.department.placements.order_by("starts_on")] == [date(2025, 12, 31), None]
    page = text_of(keeper.get(url("organization", world.department.pk)))
    assert "กระทรวงทางน้ำ" in page and "กระทรวงฝายใหม่" in page
    assert queries.find("กระทรวงฝายใหม่ กองประตูน้ำ", world.member).count


def test_circles_and_gone_parents_are_told_beside_the_parent(keeper, world):
    answer = move(keeper, world.ministry, world.division, "1 ม.ค. 2569")
    assert answer.status_code == 422 and "parent_name" in answer.context["form"].errors
    gone = actions.add_organization("กรมเก่า", "DEPARTMENT", by=SYSTEM, ends_on=date(2020, 1, 1))
    answer = move(keeper, world.division, gone, "1 ม.ค. 2569")
    assert "สิ้นสุดไปแล้ว" in text_of(answer) and 'value="1 ม.ค. 2569"' in text_of(answer)
    assert world.division.placements.count() == 1


def test_a_circle_that_would_begin_later_is_seen_now(world):
    first, second = (actions.add_organization(f"กองวน{n}", "DIVISION", by=SYSTEM) for n in "กข")
    actions.place(first, second, by=SYSTEM, on=date(2040, 1, 1))
    with pytest.raises(Refused):
        actions.place(second, first, by=SYSTEM, on=date(2026, 1, 1))


def test_a_place_is_ended_corrected_and_taken_out(keeper, world):
    row = world.division.placements.get()
    page = url("organization_place", world.division.pk, row.pk)
    answer = keeper.post(page, {"starts_on": "1 ม.ค. 2558", "ends_on": "1 ม.ค. 2550"})
    assert answer.status_code == 422 and "ends_on" in answer.context["form"].errors
    assert keeper.post(page, {"starts_on": "1 ม.ค. 2558", "ends_on": "30 ก.ย. 2568"}).status_code == 302
    assert verbs()[0] == "organization.unplaced"
    assert keeper.post(page, {"starts_on": "1 ม.ค. 2557", "ends_on": ""}).status_code == 302
    assert (verbs()[0], world.division.placements.get().starts_on) == (
        "organization.placement_corrected", date(2014, 1, 1),
    )  # fmt: skip
    assert keeper.post(page, {"drop": "on"}).status_code == 302
    assert keeper.post(page, {"drop": "on"}).status_code == 404
    assert not world.division.placements.exists()
    assert keeper.get(url("organization_place", world.ministry.pk, row.pk)).status_code == 404


def reorganize(client, body, **values):
    return client.post(url("organization_reorganize", body.pk), values)


def test_a_merger_is_told_before_it_is_confirmed_and_people_follow(keeper, world):
    heir = actions.add_organization("กรมทางน้ำใหม่", "DEPARTMENT", by=SYSTEM, parent=world.ministry)
    values = {"kind": "MERGED", "on": "1 ม.ค. 2569", "first_name": "กรมทางน้ำใหม่", "moves_posts": "on"}
    told = reorganize(keeper, world.department, **values)
    page = text_of(told)
    assert told.status_code == 200
    assert "ณัฐพงษ์" in page and "กองประตูน้ำ" in page and "ผู้ดำรงตำแหน่ง 1 คน" in page
    assert not Succession.objects.exists()
    back = text_of(reorganize(keeper, world.department, again="1", **values))
    assert 'value="กรมทางน้ำใหม่"' in back and not Succession.objects.exists()
    assert reorganize(keeper, world.department, sure="1", **values).status_code == 302
    assert queries.holding_now(world.listed).get().post.organization == heir
    assert heir.pk in [entry.object_id for entry in queries.find("กรมคลองหลอด", world.member).entries]
    answer = reorganize(keeper, world.department, sure="1", **values)
    assert answer.status_code == 409 and Succession.objects.count() == 1
    assert "กรมทางน้ำใหม่" in text_of(keeper.get(url("organization", world.department.pk)))


def test_a_rename_makes_the_next_organisation_at_the_same_place(keeper, world):
    actions.add_contact_point(world.department, "PHONE", "02-000-1111", by=SYSTEM)
    values = {"kind": "RENAMED", "on": "1 ม.ค. 2569", "id": str(uuid.uuid4())}
    answer = reorganize(keeper, world.department, **values)
    assert answer.status_code == 422 and "name_th" in answer.context["form"].errors
    reorganize(keeper, world.department, name_th="กรมคลองหลวง", sure="1", **values)
    heir = Organization.objects.get(name_th="กรมคลองหลวง")
    assert queries.ancestors(heir) == [world.ministry] and list(queries.units(heir)) == [world.division]
    assert queries.holding_now(world.listed).get().post.organization == heir
    assert heir.contact_points.count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "MERGED"}, "first_name"),
        ({"kind": "SPLIT", "first_name": "กองประตูน้ำ"}, "first_name"),
        ({"kind": "MERGED", "first_name": "กรมคลองหลอด"}, "first_name"),
        ({"kind": "DISSOLVED", "on": "1 ต.ค. 69"}, "on"),
        ({"on": "1 ต.ค. 2569"}, "kind"),
    ],
)
def test_a_reorganisation_that_cannot_be(keeper, world, values, field):
    answer = reorganize(keeper, world.department, **{"on": "1 ต.ค. 2569", **values})
    assert answer.status_code == 422 and field in answer.context["form"].errors


def test_what_was_entered_by_mistake_is_taken_back(keeper, world):
    heir = actions.add_organization("กรมทางน้ำใหม่", "DEPARTMENT", by=SYSTEM, parent=world.ministry)
    before = set(Holding.objects.values_list("person", "post", "starts_on", "ends_on"))
    on = date(2026, 1, 1)
    actions.reorganize(world.department, "MERGED", on, successors=[heir], moves_posts=True, by=SYSTEM)
    page = url("organization_take_back", world.department.pk)
    assert keeper.post(page, {"reason": ""}).status_code == 422
    assert keeper.post(page, {"reason": "บันทึกผิดหน่วยงาน"}).status_code == 302
    assert set(Holding.objects.values_list("person", "post", "starts_on", "ends_on")) == before
    assert queries.ancestors(world.division) == [world.department, world.ministry]
    assert Organization.objects.get(pk=world.department.pk).ends_on is None
    assert not heir.posts.exists() and not Succession.objects.exists()
    assert "organization.reorganization_taken_back" in verbs()
    assert keeper.post(page, {"reason": "อีกครั้ง"}).status_code == 409


def test_posts_are_added_once_corrected_and_closed(keeper, world):
    key = str(uuid.uuid4())
    for _time in range(2):
        values = {"title_th": "นายตรวจคลอง", "id": key, "starts_on": "1 ต.ค. 2567"}
        assert keeper.post(url("organization_posts", world.division.pk), values).status_code == 302
    post = Post.objects.get(title_th="นายตรวจคลอง")
    assert post.starts_on == date(2024, 10, 1)
    answer = keeper.post(url("edit_post", post.pk), {"title_th": "นายตรวจ", "starts_on": "", "ends_on": "1/1/69"})
    assert answer.status_code == 422 and "ends_on" in answer.context["form"].errors
    keeper.post(url("edit_post", post.pk), {"title_th": "นายตรวจประตูน้ำ"})
    post.refresh_from_db()
    assert (post.title_th, post.starts_on) == ("นายตรวจประตูน้ำ", None)
    close = url("post_close", world.engineer.pk)
    assert "ณัฐพงษ์" in text_of(keeper.get(close))
    assert keeper.post(close, {"on": "31 ธ.ค. 2568"}).status_code == 302
    assert Holding.objects.get(pk=world.holding.pk).ends_on == date(2025, 12, 31)
    assert keeper.post(close, {"on": "31 ธ.ค. 2568"}).status_code == 409


def test_a_group_from_its_beginning_to_its_end(keeper, world):
    key = str(uuid.uuid4())
    for _time in range(2):
        answer = keeper.post(url("add_group"), {"kind": "WORKING", "name_th": "คณะทำงานน้ำใส", "id": key})
        assert answer.url == url("group", key)
    circle = Group.objects.get(pk=key)
    people = url("group_people", circle.pk)
    assert keeper.post(people, {"person_name": "ไม่มีใครเลยจริงๆ"}).status_code == 422
    values = {"person_name": "เรือเร็ว", "person_choice": str(world.listed.pk), "role": "ประธาน"}
    assert keeper.post(people, values).status_code == 302
    assert keeper.post(people, values).status_code == 409
    seat = Seat.objects.get(group=circle)
    page = url("group_seat", circle.pk, seat.pk)
    assert keeper.post(page, {"role": "เลขานุการ", "starts_on": "1 ม.ค. 2569"}).status_code == 302
    seat.refresh_from_db()
    assert (seat.role, seat.starts_on, seat.ends_on) == ("เลขานุการ", date(2026, 1, 1), None)
    assert "เรือเร็ว" in text_of(keeper.get(url("group_end", circle.pk)))
    assert keeper.post(url("group_end", circle.pk), {"on": "30 มิ.ย. 2569"}).status_code == 302
    seat.refresh_from_db()
    assert seat.ends_on == date(2026, 6, 30)
    assert keeper.post(people, values).status_code == 409
    assert "กลุ่มนี้สิ้นสุดแล้ว" in text_of(keeper.get(url("group", circle.pk)))


NEW = {
    "add_organization": None, "edit_organization": "department", "organization_places": "department",
    "organization_reorganize": "department", "edit_post": "engineer", "post_close": "engineer", "add_group": None,
    "edit_group": "group", "group_people": "group", "group_end": "group", "organization_posts": "department",
}  # fmt: skip


@pytest.mark.parametrize("name", NEW)
def test_each_page_is_for_keepers_and_asks_little(world, client, django_assert_max_num_queries, name):
    page = url(name, *([getattr(world, NEW[name]).pk] if NEW[name] else []))
    client.force_login(world.member)
    assert client.get(page).status_code == 404
    client.force_login(world.somying)
    client.get(url("groups"))
    with django_assert_max_num_queries(MOST):
        assert client.get(page).status_code == 200


def test_a_member_sees_no_button(world, client):
    client.force_login(world.member)
    pages = [
        url("organization", world.department.pk),
        url("group", world.group.pk),
        url("organizations"),
        url("groups"),
    ]
    shown = "".join(text_of(client.get(page)) for page in pages)
    parties = {"department": world.department, "engineer": world.engineer, "group": world.group}
    for name, party in NEW.items():
        assert url(name, *([parties[party].pk] if party else [])) not in shown, name
