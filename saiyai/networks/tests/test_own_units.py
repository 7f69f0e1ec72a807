"""The coordinator of a unit: what they see of it, what they change, and where it ends."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from saiyai.accounts.models import Grant, User
from saiyai.audit.models import Look
from saiyai.directory import actions as directory
from saiyai.networks import actions, queries
from saiyai.networks.models import Delegate
from saiyai.networks.tests.conftest import TEXTS, a_pdf, make_people
from saiyai.policy.actors import SYSTEM
from saiyai.policy.lifecycle import Refused
from tests.once import cast, made, network, offices, once

__all__ = ["cast", "made", "network", "offices", "once"]


def appoint(user, unit):
    row = {"role": "unit_coordinator", "reach": "UNIT", "status": "CONFIRMED", "starts_on": timezone.localdate()}
    Grant.objects.create(user=user, unit=unit.pk, **row)
    return User.objects.get(pk=user.pk)


def a_unit(cast, network):
    """A department with a division, posts, people who are not listed, and a participation."""
    actions.publish_charter(actions.write_charter(network, by=SYSTEM, **TEXTS), by=cast.decider)
    department = directory.add_organization("กรมคลองหลอด", "DEPARTMENT", by=SYSTEM)
    division = directory.add_organization("กองประตูน้ำ", "DIVISION", by=SYSTEM, parent=department)
    department.chief = directory.add_post(department, "อธิบดี", by=SYSTEM)
    department.vacant = directory.add_post(department, "รองอธิบดี", by=SYSTEM)
    department.hidden = directory.add_person("ปัณณธร", "พายเก่ง", by=SYSTEM)
    directory.hold(department.hidden, department.chief, by=SYSTEM, starts_on=date(2021, 1, 1))
    department.division = division
    return department


MAKES = {"people": lambda made: make_people(made.cast), "unit": lambda made: a_unit(made.cast, made.network)}


@pytest.fixture
def people(made):
    return made.people


@pytest.fixture
def unit(made):
    return made.unit


def take_part(network, unit, focal="อารี ประสาน"):
    made, _token = actions.invite(network, unit, by=SYSTEM)
    actions.record_signing(
        made, by=SYSTEM, number=1, scope="อบรม", offers="วิทยากร", signer_name="อารี", signer_post="อธิบดี",
        mandate=("m.pdf", a_pdf()), delegates=[{"part": "FOCAL", "name": focal}],
    )  # fmt: skip
    actions.accept(made, by=SYSTEM)
    return made


def page_of(client, user):
    client.force_login(user)
    return client.get(reverse("networks:my_unit"))


def test_the_page_shows_participation_and_posts_the_vacant_ones_first(client, cast, network, unit):
    one = take_part(network, unit)
    page = page_of(client, appoint(cast.member, unit))
    (part,) = page.context["parts"]
    assert (part["unit"], part["living"], part["vacant"]) == (unit, [one], 1)
    assert [post.pk for post in part["posts"]] == [unit.vacant.pk, unit.chief.pk]
    assert [row.person for row in part["posts"][1].people] == [unit.hidden]
    assert [row.name for row in part["living"][0].speakers] == ["อารี ประสาน"]


@pytest.mark.parametrize("viewer", ["member", "somying", "decider", "auditor", "outsider"])
def test_nobody_else_has_such_a_page(client, cast, network, unit, viewer):
    assert page_of(client, getattr(cast, viewer)).status_code == 404


def test_a_unit_that_takes_part_nowhere_says_so(client, cast, network, unit):
    page = page_of(client, appoint(cast.member, unit))
    assert page.status_code == 200 and page.context["parts"][0]["living"] == []


def test_units_below_are_named_and_units_beside_are_not(client, cast, network, unit):
    below = take_part(network, unit.division)
    take_part(network, directory.add_organization("กรมอื่น", "DEPARTMENT", by=SYSTEM))
    page = page_of(client, appoint(cast.member, unit))
    assert page.context["below"] == [below]


def test_what_has_ended_stays_as_history(client, cast, network, unit):
    one = take_part(network, unit)
    actions.end(one, by=SYSTEM, reason="เลิก")
    (part,) = page_of(client, appoint(cast.member, unit)).context["parts"]
    assert (part["living"], part["before"]) == ([], [one])


def test_they_name_who_speaks_for_their_unit_and_for_no_other(client, cast, network, unit):
    one, other = (
        take_part(network, unit.division),
        take_part(network, directory.add_organization("กรมอื่น", "DEPARTMENT", by=SYSTEM)),
    )
    user = appoint(cast.member, unit)
    client.force_login(user)
    named = {"focal_name": "ณดา ใหม่", "focal_post": "นิติกร", "focal_email": "nada@saiyai.example", "focal_phone": ""}
    answer = client.post(reverse("networks:delegates", args=[network.slug, one.pk]), named)
    assert answer.status_code == 302
    assert Delegate.objects.get(participation=one, ends_on=None).name == "ณดา ใหม่"
    assert client.get(reverse("networks:delegates", args=[network.slug, other.pk])).status_code == 404
    with pytest.raises(Refused):
        actions.set_delegates(other, by=user, delegates=[{"part": "FOCAL", "name": "แทรก"}])
    assert Delegate.objects.get(participation=other, ends_on=None).name == "อารี ประสาน"


def test_they_neither_run_the_network_nor_leave_with_the_unit(client, cast, network, unit):
    one = take_part(network, unit)
    client.force_login(appoint(cast.member, unit))
    page = client.get(reverse("networks:participation", args=[network.slug, one.pk]))
    assert page.context["speaks"] and not page.context["manages"] and page.context["moves"] == []
    for name in ("end", "leave", "mandate"):
        assert client.get(reverse(f"networks:{name}", args=[network.slug, one.pk])).status_code == 404


def test_an_appointment_ends_with_its_last_day(client, cast, network, unit):
    user = appoint(cast.member, unit)
    user.grants.filter(role="unit_coordinator").update(starts_on=date(2020, 1, 1), ends_on=date(2024, 1, 1))
    assert page_of(client, User.objects.get(pk=user.pk)).status_code == 404


def test_whom_they_open_is_told_from_where_it_was_looked(client, cast, network, unit, people):
    user = appoint(cast.member, unit)
    client.force_login(user)
    assert client.get(reverse("directory:person", args=[unit.hidden.pk])).status_code == 200
    look = Look.objects.get(key=str(unit.hidden.pk))
    assert (look.viewer, look.office) == (str(user.pk), str(unit.pk))
    unit.hidden.user = people.anong.user
    people.anong.user = None
    people.anong.save(), unit.hidden.save()
    client.force_login(unit.hidden.user)
    seen = client.get(reverse("rights:my_data")).context["seen"]
    assert [str(unit) in one["office"] for one in seen] == [True]


def test_the_page_asks_a_fixed_number_of_queries(client, cast, network, unit, django_assert_max_num_queries):
    take_part(network, unit)
    for number in range(4):
        take_part(network, directory.add_organization(f"กอง {number}", "DIVISION", by=SYSTEM, parent=unit))
        directory.add_post(unit, f"นิติกร {number}", by=SYSTEM)
    user = appoint(cast.member, unit)
    page_of(client, user)
    with django_assert_max_num_queries(12):
        client.get(reverse("networks:my_unit"))


def test_the_first_page_of_a_member_leads_there(client, cast, network, unit):
    client.force_login(appoint(cast.member, unit))
    assert reverse("networks:my_unit") in client.get("/").text
    client.force_login(cast.outsider)
    assert reverse("networks:my_unit") not in client.get("/").text


def test_a_role_for_a_unit_is_proposed_from_its_page_by_its_name(client, cast, network, unit):
    one = take_part(network, unit)
    client.force_login(cast.admin)
    page = client.get(reverse("networks:participation", args=[network.slug, one.pk]))
    assert page.context["may_appoint"]
    assert queries.units_called("กรมคลองหลอด") == [unit.pk]
    assert queries.units_called("กองประตูน้ำ") == []  # takes part nowhere
    assert queries.names_of_units({unit.pk}) == {unit.pk: str(unit)}
