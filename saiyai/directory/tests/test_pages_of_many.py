"""Pages among many people: how many queries."""

import uuid
from datetime import date

import pytest
from django.urls import reverse

from saiyai.directory import actions
from saiyai.directory.models import ContactPoint, Holding, Person
from saiyai.policy.actors import SYSTEM

MOST = 12


def url(name, *args, **query):
    return reverse(f"directory:{name}", args=args, query=query or None)


def load_many(world):
    """200 people of one division, with posts, skills, numbers and a group."""
    people = [Person(id=uuid.uuid4(), given_name=f"บุญมี{n}", family_name="ชาวคลอง", listed=True) for n in range(200)]
    posts = actions.load_posts(
        [{"organization": world.division, "title_th": f"เจ้าหน้าที่ {n}"} for n in range(200)], by=SYSTEM
    )
    actions.load_people(
        people,
        by=SYSTEM,
        holdings=[Holding(person=a, post=b, starts_on=date(2024, 1, 1)) for a, b in zip(people, posts, strict=True)],
        contact_points=[ContactPoint(person=a, kind="LINE", value=f"b{n}") for n, a in enumerate(people)],
        skills=[(a.pk, "audit") for a in people],
        seats=[{"person": a, "group": world.group} for a in people],
    )


@pytest.fixture(scope="module")
def world_of_the_file(world_of_the_file, django_db_blocker):
    with django_db_blocker.unblock():
        load_many(world_of_the_file)
    return world_of_the_file


@pytest.mark.parametrize("who", ["somying", "member"])
@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("find", {}),
        ("find", {"q": "คลอง"}),
        ("find", {"q": "บุญมี ตรวจบัญชี", "page": "3"}),
        ("find", {"q": "บุญหมี1ชาวคลง"}),
        ("people", {}),
        ("people", {"skill": "audit", "sort": "-name"}),
        ("organizations", {"q": "ประตู"}),
        ("groups", {}),
    ],
)
def test_lists_ask_little_of_the_database(world, client, django_assert_max_num_queries, who, name, query):
    client.force_login(getattr(world, who))
    client.get(url("groups"))  # the first request of a sign-in marks the session as used today
    with django_assert_max_num_queries(MOST):
        assert client.get(url(name, **query)).status_code == 200


@pytest.mark.parametrize("who", ["somying", "member"])
@pytest.mark.parametrize("kind", ["listed", "division", "department", "group"])
def test_pages_ask_little_of_the_database(world, client, django_assert_max_num_queries, who, kind):
    client.force_login(getattr(world, who))
    client.get(url("groups"))
    page = {"listed": "person", "group": "group"}.get(kind, "organization")
    with django_assert_max_num_queries(MOST):
        answer = client.get(url(page, getattr(world, kind).pk))
    assert answer.status_code == 200
