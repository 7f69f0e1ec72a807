"""Whatever an officer opens of somebody is noted, by whichever door; and what members open is not."""

import pytest
from django.urls import reverse

from saiyai.api import actions as api
from saiyai.api import rules as programs
from saiyai.audit.models import Look
from saiyai.rights.tests.shared import cast, network, offices, world, world_of_the_file

__all__ = ["cast", "network", "offices", "world", "world_of_the_file"]
pytestmark = pytest.mark.django_db

# Who opens which page with which keys; of which record that tells, and under which kind of page it is noted.
PAGES = [
    ("somying", "directory:person", {"pk": "person"}, "person", "person"),
    ("somying", "directory:edit_person", {"pk": "person"}, "person", "person"),
    ("somying", "directory:person_profile", {"pk": "person"}, "person", "person"),
    ("somying", "directory:person_posts", {"pk": "person"}, "person", "person"),
    ("somying", "directory:person_contacts", {"pk": "person"}, "person", "person_contacts"),
    ("somying", "directory:person_ties", {"pk": "person"}, "person", "person_ties"),
    ("somying", "directory:person_introduction", {"pk": "person"}, "person", "person_ties"),
    ("somying", "directory:ask_person", {"pk": "person"}, "person", "person_contacts"),
    ("somying", "directory:correction", {"pk": "correction"}, "person", "person"),
    ("somying", "directory:edit_tie", {"pk": "tie"}, "person", "person_ties"),
    ("somying", "directory:withdraw_tie", {"pk": "tie"}, "person", "person_ties"),
    ("somying", "membership:application", {"pk": "waiting"}, "waiting", "application"),
    ("somying", "membership:application_pdf", {"pk": "waiting"}, "waiting", "application"),
    ("somying", "membership:application_letter", {"pk": "waiting"}, "waiting", "application"),
    ("somying", "membership:paper", {"pk": "paper"}, "paper", "application"),
    ("somying", "membership:member", {"pk": "member"}, "member", "member"),
    ("somying", "membership:member_card_pdf", {"pk": "member"}, "member", "member"),
    ("decider", "rights:erasure", {"pk": "erasure"}, "unlisted", "erasure"),
]


def looks():
    return set(Look.objects.values_list("viewer", "key", "page"))


@pytest.mark.parametrize(("who", "address", "named", "about", "kind"), PAGES)
def test_every_page_of_somebody_is_noted(client, cast, world, who, address, named, about, kind):
    Look.objects.all().delete()
    client.force_login(getattr(cast, who))
    client.get(reverse(address, kwargs={name: world[key].pk for name, key in named.items()}))
    assert (str(getattr(cast, who).pk), str(world[about].pk), kind) in looks()


def test_a_page_that_comes_back_after_something_was_sent_is_noted_too(client, cast, world):
    client.force_login(cast.somying)
    client.post(reverse("membership:open_identity", args=[world["waiting"].pk]), {})
    assert (str(cast.somying.pk), str(world["waiting"].pk), "application") in looks()


@pytest.mark.parametrize(
    ("path", "about"),
    [("people", "person"), ("people/{}", "person"), ("people/{}/ties", "person"), ("applications", "waiting"),
     ("applications/{}", "waiting"), ("members", "member"), ("members/{}", "member")],
)  # fmt: skip
def test_what_a_program_of_an_officer_reads_is_noted_also_of_lists(client, cast, world, path, about):
    _token, secret = api.make_token("โปรแกรม", list(programs.SCOPES), 30, by=cast.somying, two_step=True)
    _token, own = api.make_token("โปรแกรม", list(programs.SCOPES), 30, by=cast.member, two_step=True)
    Look.objects.all().delete()
    address = f"/api/v1/{path.format(world[about].pk)}"
    client.get(address, headers={"Authorization": f"Bearer {own}"})
    assert looks() == set()
    for _twice in range(2):
        assert client.get(address, headers={"Authorization": f"Bearer {secret}"}).status_code == 200
    assert (str(cast.somying.pk), str(world[about].pk), "api") in looks()
    assert Look.objects.filter(key=str(world[about].pk)).count() == 1


def test_what_is_held_is_shown_to_who_answers_and_not_to_every_office(client, cast, world):
    name = world["unlisted"].name
    page = reverse("rights:erasure", args=[world["erasure"].pk])
    client.force_login(cast.officer_r1)
    answer = client.get(page)
    assert answer.context["holdings"] == []
    client.force_login(cast.decider)
    assert client.get(page).context["holdings"] and name in client.get(page).content.decode()


@pytest.mark.parametrize("address", ["directory:person", "directory:person_ties", "directory:person_introduction"])
def test_a_member_who_looks_is_not_noted(client, cast, world, address):
    client.force_login(cast.member)
    client.get(reverse(address, args=[world["person"].pk]))
    assert looks() == set()
