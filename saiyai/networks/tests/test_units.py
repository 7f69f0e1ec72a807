"""The participation of a unit, from the invitation to the exit."""

from datetime import date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from saiyai.accounts.models import PrivateLink
from saiyai.audit.models import Event
from saiyai.directory import actions as directory
from saiyai.networks import actions, queries, rules
from saiyai.networks.actors import of_unit, signer
from saiyai.networks.models import Network, Participation, ParticipationEntry
from saiyai.networks.tests.conftest import TEXTS, a_pdf
from saiyai.notify.models import Letter
from saiyai.policy.actors import SYSTEM
from saiyai.policy.lifecycle import Refused
from tests.once import cast, made, network, offices, once

__all__ = ["cast", "made", "network", "offices", "once"]
pytestmark = pytest.mark.django_db
MAKES = {
    "charter": lambda made: a_charter(made.network),
    "ministry": lambda made: directory.add_organization("กระทรวงทางน้ำ", "MINISTRY", by=SYSTEM),
    "unit": lambda made: directory.add_organization("กรมคลองหลอด", "DEPARTMENT", by=SYSTEM, parent=made.ministry),
    "invited": lambda made: an_invitation(made),
}
U = Participation.Status
FOCAL = {"part": "FOCAL", "name": "ณดา ประสาน", "email": "nada@unit.example", "post": "นักวิชาการ", "phone": "020000000"}
DEPUTY = {"part": "DEPUTY", "name": "สำรอง รองรับ", "email": "rong@unit.example"}
WORDS = {
    "scope": "อบรมเรื่องจัดซื้อ", "limits": "ไม่ให้ข้อมูลส่วนบุคคล", "offers": "ห้องประชุม",
    "mandate_number": "ที่ 12/2569", "mandate_on": date(2026, 1, 5), "signer_name": "อารี ลงนาม", "signer_post": "อธิบดี",
}  # fmt: skip
MANDATE = ("mandate.pdf", b"%PDF-mandate of the unit")


def a_charter(network):
    version = actions.write_charter(network, by=SYSTEM, **TEXTS)
    actions.publish_charter(version, by=SYSTEM)
    return version


def an_invitation(made):
    invited, token = actions.invite(made.network, made.unit, by=made.cast.decider, email="Unit@Canal.example")
    invited.token = token
    return invited


@pytest.fixture
def charter(made):
    return made.charter


@pytest.fixture
def ministry(made):
    return made.ministry


@pytest.fixture
def unit(made):
    return made.unit


@pytest.fixture
def invited(made):
    return made.invited


def signed(invited, **more):
    values = {"number": 1, "mandate": MANDATE, "delegates": [FOCAL, DEPUTY], **WORDS, **more}
    actions.sign(invited, by=signer(invited), **values)
    return invited


def active(invited, cast):
    actions.accept(signed(invited), by=cast.decider)
    return invited


def test_an_invitation_goes_out_with_a_link_and_is_on_the_record(invited, cast):
    letter = Letter.objects.get(kind="unit_invited")
    assert (letter.purpose, letter.about_key) == ("network", str(invited.pk))
    assert Event.objects.filter(verb="participation.invite", actor=str(cast.decider.pk)).exists()
    assert invited.entries.get().by_label == cast.decider.display_name


def test_a_unit_is_invited_once_and_again_after_it_left(invited, network, unit, cast):
    with pytest.raises(Refused):
        actions.invite(network, unit, by=cast.decider)
    actions.end(active(invited, cast), by=cast.decider, reason="จบโครงการ")
    again, _token = actions.invite(network, unit, by=cast.decider)
    assert again.pk != invited.pk and Participation.objects.filter(organization=unit).count() == 2


@pytest.mark.parametrize("who", ["member", "somying", "admin", "outsider"])
def test_only_who_runs_the_network_invites(network, unit, charter, cast, who):
    with pytest.raises(Refused):
        actions.invite(network, unit, by=getattr(cast, who))


def test_signing_keeps_everything_and_closes_the_link(invited):
    signed(invited)
    invited.refresh_from_db()
    assert (invited.status, invited.signed_on, invited.charter.number) == (U.SIGNED, timezone.localdate(), 1)
    assert {name: getattr(invited, name) for name in WORDS} == WORDS
    assert sorted(invited.delegates.values_list("part", "name")) == [
        ("DEPUTY", DEPUTY["name"]), ("FOCAL", FOCAL["name"])
    ]  # fmt: skip
    link = PrivateLink.objects.get(purpose="PARTICIPATE", key=str(invited.pk))
    assert link.closed_at is not None
    assert MANDATE[1] not in bytes(invited.mandate_sealed)


def test_the_mandate_opens_for_who_runs_the_network_and_on_the_record(invited, cast):
    signed(invited)
    for by in (cast.member, cast.somying, cast.auditor):
        with pytest.raises(Refused):
            actions.open_mandate(invited, by=by)
    assert actions.open_mandate(invited, by=cast.decider) == MANDATE
    assert Event.objects.filter(verb="participation.mandate_opened", actor=str(cast.decider.pk)).count() == 1


def test_a_mandate_does_not_open_for_another_unit(invited, network, cast, ministry):
    signed(invited)
    other, _token = actions.invite(network, ministry, by=cast.decider)
    other.mandate_name, other.mandate_sealed = invited.mandate_name, invited.mandate_sealed
    with pytest.raises(ValueError, match="wrong key"):
        actions.open_mandate(other, by=cast.decider)


def test_nothing_is_accepted_without_a_mandate_and_what_was_written_is_kept(invited, cast):
    signed(invited, mandate=None)
    with pytest.raises(Refused):
        actions.accept(invited, by=cast.decider)
    actions.ask_again(invited, by=cast.decider, reason="แนบหนังสือด้วย")
    invited.refresh_from_db()
    assert (invited.status, invited.scope) == (U.INVITED, WORDS["scope"])
    assert Letter.objects.filter(kind="unit_asked_again").count() == 1
    signed(invited)
    actions.accept(invited, by=cast.decider)
    assert invited.delegates.count() == 2  # those who stayed were not ended and begun anew


def test_a_charter_that_changed_while_the_unit_read_is_not_signed(invited, network):
    actions.publish_charter(actions.write_charter(network, by=SYSTEM, **TEXTS), by=SYSTEM)
    with pytest.raises(Refused):
        signed(invited)
    invited.refresh_from_db()
    assert invited.status == U.INVITED
    signed(invited, number=2)


def test_a_charter_withdrawn_to_nothing_is_not_signed(invited, charter, cast):
    actions.withdraw_charter(charter, by=cast.decider, reason="ผิดพลาด")
    with pytest.raises(Refused):
        signed(invited)


@pytest.mark.parametrize("lack", ["scope", "signer_name"])
def test_scope_and_signer_are_needed(invited, lack):
    with pytest.raises(Refused):
        signed(invited, **{lack: " "})


MOVES = {
    (U.INVITED, "sign"): U.SIGNED,
    (U.INVITED, "record_signing"): U.SIGNED,
    (U.INVITED, "decline"): U.DECLINED,
    (U.INVITED, "take_back"): U.TAKEN_BACK,
    (U.SIGNED, "accept"): U.ACTIVE,
    (U.SIGNED, "ask_again"): U.INVITED,
    (U.ACTIVE, "end"): U.ENDED,
    (U.ACTIVE, "leave"): U.ENDED,
}


@pytest.mark.parametrize("status", U.values)
@pytest.mark.parametrize("name", sorted(rules.PARTICIPATION.moves))
def test_each_move_leads_from_where_the_table_says_and_from_nowhere_else(invited, status, name):
    signed(invited)
    Participation.objects.filter(pk=invited.pk).update(status=status)
    invited.refresh_from_db()
    possible = rules.PARTICIPATION.why_not(invited, name, SYSTEM) == ""
    assert possible == ((status, name) in MOVES)
    if possible:
        assert rules.PARTICIPATION.moves[name].target == MOVES[status, name]


@pytest.mark.parametrize("status", Network.Status.values)
def test_units_join_what_forms_or_works(invited, network, status):
    network.status = invited.network.status = status
    open_to = rules.PARTICIPATION.why_not(invited, "sign", SYSTEM) == ""
    assert open_to == (status in ("FORMING", "ACTIVE"))


def test_the_holder_of_the_link_signs_or_declines_and_nothing_else(invited):
    by = signer(invited)
    able = {name for name in rules.PARTICIPATION.moves if rules.PARTICIPATION.why_not(invited, name, by) == ""}
    assert able == {"sign", "decline"}


def test_a_unit_that_was_dissolved_neither_signs_nor_is_invited(invited, network, cast, unit):
    yesterday = timezone.localdate() - timedelta(days=1)
    directory.reorganize(unit, "DISSOLVED", on=yesterday, by=SYSTEM)
    invited = Participation.objects.get(pk=invited.pk)
    with pytest.raises(Refused):
        signed(invited)
    actions.take_back(invited, by=cast.decider)
    unit.refresh_from_db()
    with pytest.raises(Refused):
        actions.invite(network, unit, by=cast.decider)


def test_a_unit_whose_parent_is_dissolved_goes_on_and_its_mandate_is_asked_for_anew(invited, cast, ministry, client):
    active(invited, cast)
    assert rules.parents_that_ended(invited.organization) == []
    type(ministry).objects.filter(pk=ministry.pk).update(ends_on=timezone.localdate() - timedelta(days=1))
    assert rules.parents_that_ended(invited.organization) == [ministry]
    client.force_login(cast.decider)
    page = client.get(reverse("networks:participation", args=[invited.network.slug, invited.pk])).content.decode()
    assert "ขอหนังสือมอบหมายฉบับใหม่" in page


def test_who_speaks_for_a_unit_changes_and_the_history_stays(invited, cast):
    active(invited, cast)
    other = {**FOCAL, "name": "คนใหม่ มาแทน", "email": "new@unit.example"}
    actions.set_delegates(invited, by=cast.decider, delegates=[other])
    assert invited.delegates.filter(ends_on__isnull=True).get().name == other["name"]
    assert invited.delegates.filter(ends_on__isnull=False).count() == 2
    with pytest.raises(Refused):
        actions.set_delegates(invited, by=cast.decider, delegates=[DEPUTY])
    with pytest.raises(Refused):
        actions.set_delegates(invited, by=cast.outsider, delegates=[FOCAL])


def test_a_delegate_with_an_account_leaves_for_the_unit(invited, cast):
    person = directory.add_person("มาลี", "ใจเย็น", by=SYSTEM, user=cast.member)
    signed(invited, delegates=[{**FOCAL, "email": cast.member.email}])
    actions.accept(invited, by=cast.decider)
    assert invited.delegates.get().person == person
    with pytest.raises(Refused):
        actions.leave(invited, by=of_unit(invited, cast.outsider))
    actions.leave(invited, by=of_unit(invited, cast.member), reason="ภารกิจเปลี่ยน")
    invited.refresh_from_db()
    assert (invited.status, invited.ends_on) == (U.ENDED, timezone.localdate())
    assert invited.delegates.get().ends_on == timezone.localdate()
    assert of_unit(invited, cast.member) is cast.member
    assert [entry.move for entry in invited.entries.all()] == ["invite", "sign", "accept", "leave"]


def test_a_network_with_units_is_not_closed(invited, network, cast):
    Network.objects.filter(pk=network.pk).update(is_default=False)
    active(invited, cast)
    with pytest.raises(Refused):
        actions.close(network, by=cast.decider, reason="จบ")


def test_the_public_sees_who_takes_part_and_not_who_was_invited_or_who_speaks(invited, cast, client):
    address = reverse("networks:participation", args=[invited.network.slug, invited.pk])
    assert client.get(address).status_code == 404
    active(invited, cast)
    page = client.get(address).content.decode()
    assert WORDS["scope"] in page
    assert not any(
        word in page for word in (FOCAL["name"], FOCAL["email"], WORDS["signer_name"], WORDS["mandate_number"])
    )


def _sent(**more):
    return {
        **{name: value for name, value in WORDS.items() if name != "mandate_on"}, "mandate_on": "5 ม.ค. 2569",
        "focal_name": FOCAL["name"], "focal_email": FOCAL["email"], "agrees": "on", "number": "1", **more,
    }  # fmt: skip


def test_the_page_behind_the_link_signs_once(invited, client):
    address = reverse("networks:participate", args=[invited.token])
    answer = client.post(address, _sent(mandate=SimpleUploadedFile("m.pdf", a_pdf(), "application/pdf")))
    assert answer.status_code == 302
    invited.refresh_from_db()
    assert (invited.status, invited.mandate_name) == (U.SIGNED, "m.pdf")
    again = client.post(address, _sent(scope="เปลี่ยน"))
    invited.refresh_from_db()
    assert again.status_code == 200 and invited.scope == WORDS["scope"]


@pytest.mark.parametrize(
    ("more", "status"),
    [({"scope": ""}, 422), ({"agrees": ""}, 422), ({"mandate_on": "5 ม.ค. 69"}, 422), ({"number": "9"}, 409),
     ({"focal_email": "no address"}, 422), ({"number": "x"}, 422),
     ({"mandate": SimpleUploadedFile("m.pdf", b"MZ no pdf")}, 422)],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_signed(invited, client, more, status):
    answer = client.post(reverse("networks:participate", args=[invited.token]), _sent(**more))
    assert answer.status_code == status
    invited.refresh_from_db()
    assert invited.status == U.INVITED


def test_a_link_that_was_replaced_no_longer_works(invited, cast, client):
    actions.ask_again(signed(invited), by=cast.decider, reason="แนบหนังสือด้วย")
    assert client.get(reverse("networks:participate", args=[invited.token])).status_code == 404


def test_the_database_keeps_a_signed_participation_whole(invited):
    with pytest.raises(IntegrityError), transaction.atomic():
        Participation.objects.filter(pk=invited.pk).update(status="ACTIVE")


def test_a_step_shortly_after_midnight_is_of_that_day_here_and_not_of_the_day_in_greenwich(invited, network):
    """By it a network falls dormant: a day too early, where the day of Greenwich is taken."""
    ParticipationEntry.objects.update(at=datetime(2030, 3, 1, 0, 30, tzinfo=timezone.get_default_timezone()))
    assert queries.last_signs()[network.pk] == date(2030, 3, 1)
