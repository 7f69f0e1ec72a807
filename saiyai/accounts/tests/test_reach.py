"""How far a role sees: proposed and confirmed by two, said in words, changed by two; and where a role acts at all."""

import pytest
from django.urls import reverse
from django.utils import timezone

from saiyai.accounts import actions, forms, queries, rules
from saiyai.accounts.models import Grant, User
from saiyai.accounts.tests.ways import sign_in
from saiyai.audit.models import Event
from saiyai.networks.models import Network
from saiyai.policy.actors import carrying_out
from saiyai.policy.lifecycle import Refused
from saiyai.policy.permissions import Permission as P
from saiyai.policy.reach import Kind, Reach, Scope, in_words


def again(user):
    return User.objects.get(pk=user.pk)


def granted(cast, role="membership_officer", who="outsider", **more):
    grant = actions.grant_role(getattr(cast, who), role, by=cast.admin, reason="คำสั่ง", **more)
    actions.confirm_grant(grant, by=cast.admin2)
    return grant


def standing(grant):
    return [(one.reach, one.status) for one in Grant.objects.filter(user=grant.user).order_by("status")]


@pytest.mark.parametrize(
    ("role", "more", "field"),
    [
        ("membership_officer", {"office": "R4", "reach": "OFFICE"}, None),
        ("membership_officer", {"office": "R4", "reach": "NETWORK"}, "network"),
        ("membership_officer", {"reach": "ALL"}, "office"),
        ("membership_officer", {"network": True, "reach": "NETWORK"}, None),
        ("membership_officer", {"network": True, "reach": "OFFICE"}, "office"),
        ("membership_officer", {"office": "R4", "reach": "UNIT"}, "reach"),
        ("membership_officer", {"office": "R4", "unit": "u", "reach": "ALL"}, "unit"),
        ("membership_decider", {"reach": "ALL"}, None),
        ("membership_decider", {"reach": "OFFICE"}, "reach"),
        ("unit_coordinator", {"reach": "UNIT"}, "unit"),
        ("unit_coordinator", {"unit": "u", "reach": "UNIT"}, None),
        ("unit_coordinator", {"unit": "u", "reach": "ALL"}, "reach"),
        ("auditor", {"reach": "OWN"}, None),
        ("auditor", {"reach": "ALL"}, "reach"),
    ],
)
def test_a_role_names_what_its_reach_needs(role, more, field):
    given = {name: more.get(name) for name in ("office", "network", "unit")}
    wrong = rules.does_not_name(role, Reach(more["reach"]), **given)
    assert (wrong and wrong[0]) == field


def test_without_a_choice_a_role_sees_as_is_usual(cast, offices):
    assert granted(cast, office=offices["R4"]).reach == "ALL"
    assert granted(cast, "auditor").reach == "OWN"


def test_another_reach_waits_for_a_second_person_and_takes_the_place_of_the_one_before(cast, offices):
    grant = granted(cast, office=offices["R4"])
    made = actions.change_reach(grant, Reach.OFFICE, by=cast.admin, reason="ตกลงกับเขตข้างเคียง")
    assert standing(grant) == [("ALL", "CONFIRMED"), ("OFFICE", "PROPOSED")]
    assert again(cast.outsider).scopes(P.MEMBER_READ) == (Scope(Reach.ALL, "R4"),)
    for nobody in (cast.admin, cast.outsider, cast.somying):
        with pytest.raises(Refused):
            actions.confirm_grant(made, by=nobody)
    actions.confirm_grant(made, by=cast.admin2)
    assert standing(grant) == [("OFFICE", "CONFIRMED"), ("ALL", "ENDED")]
    assert again(cast.outsider).scopes(P.MEMBER_READ) == (Scope(Reach.OFFICE, "R4"),)
    facts = Event.objects.get(verb="grant.confirmed", key=str(made.pk)).facts
    assert (facts["reach"], facts["office"]) == ("OFFICE", "R4")
    assert Event.objects.filter(verb="grant.ended", key=str(grant.pk)).exists()


def test_a_declined_reach_changes_nothing(cast, offices):
    grant = granted(cast, office=offices["R4"])
    actions.decline_grant(actions.change_reach(grant, Reach.OFFICE, by=cast.admin), by=cast.admin2)
    assert again(cast.outsider).scopes(P.MEMBER_READ) == (Scope(Reach.ALL, "R4"),)


def test_a_reach_is_not_changed_twice_at_once_nor_after_the_role_has_ended(cast, offices):
    grant = granted(cast, office=offices["R4"])
    made = actions.change_reach(grant, Reach.OFFICE, by=cast.admin)
    with pytest.raises(Refused):
        actions.change_reach(grant, Reach.OFFICE, by=cast.admin)
    actions.end_grant(grant, by=cast.admin)
    with pytest.raises(Refused):
        actions.confirm_grant(made, by=cast.admin2)
    with pytest.raises(Refused):
        actions.change_reach(grant, Reach.OFFICE, by=cast.admin)
    assert not again(cast.outsider).allows(P.MEMBER_READ)


@pytest.mark.parametrize(("who", "reach"), [("somying", "OFFICE"), ("auditor", "OFFICE"), ("admin", "UNIT")])
def test_who_may_not_propose_another_reach_and_which_one_nobody_may(cast, offices, who, reach):
    grant = granted(cast, office=offices["R4"])
    with pytest.raises(Refused):
        actions.change_reach(grant, Reach(reach), by=getattr(cast, who))
    assert standing(grant) == [("ALL", "CONFIRMED")]


def test_only_a_member_coordinates_a_unit(cast, offices, network):
    with pytest.raises(Refused):
        actions.grant_role(cast.outsider, "unit_coordinator", by=cast.admin, unit=network.pk)
    grant = granted(cast, "unit_coordinator", "member", unit=network.pk)
    member = again(cast.member)
    assert member.sees_beyond and not member.is_officer
    assert member.scopes(P.PARTICIPATION_COORDINATE) == (Scope(Reach.UNIT, unit=network.pk),)
    assert not member.allows(P.MEMBER_READ) and not member.allows(P.NETWORK_MANAGE)
    actions.end_member_role(grant, by=carrying_out(cast.decider))
    assert not again(cast.member).sees_beyond


def test_a_role_of_an_office_does_not_end_like_a_member_s(cast, offices):
    grant = granted(cast, office=offices["R4"])
    with pytest.raises(Refused):
        actions.end_member_role(grant, by=carrying_out(cast.decider))


@pytest.mark.parametrize(
    ("names", "asked", "answer"),
    [
        ((), (None, None), True),
        ((), ("R1", "y"), True),
        (("office",), ("R4", "y"), True),
        (("office",), ("R1", "x"), False),
        (("office",), (None, "x"), True),
        (("network",), (None, None), True),
        (("network",), ("R1", "x"), True),
        (("network",), ("R4", "y"), False),
        (("network",), ("R4", None), False),  # a record that does not say its network
        (("office", "network"), ("R4", "x"), True),
        (("office", "network"), ("R4", "y"), False),
        (("office", "network"), ("R1", "x"), False),
    ],
)
def test_where_a_role_acts(cast, offices, network, names, asked, answer):
    other = Network.objects.create(slug="y", name_th="อื่น", name_en="Other")
    networks = {"x": network, "y": other, None: None}
    given = {"office": offices["R4"], "network": network.pk}
    named = {name: given[name] for name in names}
    row = {"user": cast.outsider, "role": "membership_officer", "reach": "ALL", "status": "CONFIRMED"}
    Grant.objects.create(**row, **named, starts_on=timezone.localdate())
    office, of_network = offices.get(asked[0]), networks[asked[1]]
    allowed = again(cast.outsider).allows(P.APPLICATION_CHECK, office=office, network=of_network and of_network.pk)
    assert allowed is answer


def test_a_member_acts_on_their_own_in_every_network(cast, network):
    Grant.objects.filter(user=cast.member).update(network=network.pk)
    assert again(cast.member).allows(P.OWN_MEMBERSHIP, office=None, network=cast.admin.pk)


def test_the_officers_of_a_network_are_found_for_its_records_only(cast, offices, network):
    granted(cast, network=network.pk, reach="NETWORK")
    mine = queries.users_allowed(P.APPLICATION_CHECK, offices["R1"], network.pk)
    others = queries.users_allowed(P.APPLICATION_CHECK, offices["R1"], cast.admin.pk)
    assert cast.outsider in mine and cast.outsider not in others
    assert cast.officer_r1 in mine and cast.officer_r1 in others


def _details(**more):
    return {"user": "outsider@saiyai.example", "role": "membership_officer", "reason": "คำสั่งที่ 7"} | more


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({"office": "R4", "reach": "OFFICE"}, set()),
        ({"reach": "NETWORK"}, {"office"}),
        ({"office": "R4", "reach": "NETWORK"}, {"network"}),
        ({"role": "unit_coordinator"}, {"user", "unit"}),
        ({"role": "unit_coordinator", "unit": "ไม่มีหน่วยงานนี้"}, {"user", "unit"}),
        ({"role": "auditor", "reach": "ALL"}, {"reach"}),
    ],
)
def test_the_form_says_what_is_missing_at_its_field(cast, offices, network, more, wrong):
    assert set(forms.GrantRole(_details(**more), by=cast.admin).errors) == wrong


def test_the_form_takes_a_network_and_the_page_names_it(client, cast, offices, network):
    sign_in(client, cast.admin)
    answer = client.post(reverse("accounts:grant_role"), _details(network=str(network.pk), reach="NETWORK"))
    grant = Grant.objects.get(user=cast.outsider)
    assert answer.url == reverse("accounts:grant", args=[grant.pk])
    assert (grant.network, grant.reach, grant.office) == (network.pk, "NETWORK", None)
    page = client.get(answer.url)
    assert page.context["grant"].network_name == str(network)
    assert str(network) in client.get(reverse("accounts:grants")).text


def test_both_see_in_words_what_a_role_sees_before_and_after(client, cast, offices):
    grant = granted(cast, office=offices["R4"])
    sign_in(client, cast.admin)
    page = client.get(reverse("accounts:grant", args=[grant.pk]))
    assert [choice[0] for choice in page.context["reach_form"].fields["reach"].choices] == ["OFFICE"]
    answer = client.post(reverse("accounts:change_reach", args=[grant.pk]), {"reach": "OFFICE", "reason": "ตกลงกัน"})
    made = Grant.objects.get(replaces=grant)
    assert answer.url == reverse("accounts:grant", args=[made.pk])
    page = client.get(answer.url)
    assert dict(page.context["sees"])["บุคคล"] == in_words(made.scope, Kind.PERSON)
    assert any(str(offices["R4"]) in text for text in dict(page.context["sees"])["ใบสมัคร"])
    assert "ใบสมัคร" not in dict(page.context["saw"])  # only what changes is said twice
    assert dict(page.context["saw"])["บุคคล"] == in_words(grant.scope, Kind.PERSON)
    assert in_words(made.scope, Kind.PERSON) != in_words(grant.scope, Kind.PERSON)
    assert client.get(reverse("accounts:grant", args=[grant.pk])).context["reach_form"] is None  # one proposal waits


def test_who_only_reads_roles_is_offered_no_other_reach(client, cast, offices):
    grant = granted(cast, office=offices["R4"])
    sign_in(client, cast.auditor)
    assert client.get(reverse("accounts:grant", args=[grant.pk])).context["reach_form"] is None
    posted = client.post(reverse("accounts:change_reach", args=[grant.pk]), {"reach": "OFFICE", "reason": "ก"})
    assert posted.status_code == 409 and not Grant.objects.filter(replaces=grant).exists()


@pytest.mark.parametrize("role", ["membership_officer", "auditor", "unit_coordinator"])
def test_every_role_has_its_page_in_words(client, cast, offices, network, role):
    more = {"membership_officer": {"office": offices["R4"]}, "unit_coordinator": {"unit": network.pk}}.get(role, {})
    grant = granted(cast, role, "member" if role == "unit_coordinator" else "outsider", **more)
    sign_in(client, cast.admin)
    page = client.get(reverse("accounts:grant", args=[grant.pk]))
    kinds = {"membership_officer": 6, "auditor": 0, "unit_coordinator": 3}
    assert len(page.context["sees"]) == kinds[role]
    assert all(words for _kind, words in page.context["sees"])


def test_the_list_of_roles_asks_for_all_names_at_once(client, cast, offices, network, django_assert_max_num_queries):
    for user in ("outsider", "member", "somying", "thiradet"):
        granted(cast, who=user, network=network.pk, reach="NETWORK")
    sign_in(client, cast.admin)
    with django_assert_max_num_queries(12):
        client.get(reverse("accounts:grants"))
