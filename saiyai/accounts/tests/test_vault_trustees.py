"""The drill of the trustees, what is said of a choice of them, and their pages."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from saiyai.accounts import actions as accounts
from saiyai.accounts import jobs
from saiyai.accounts.models import Grant
from saiyai.accounts.tests.rooms import cast, made, officers, offices, once, ring, room
from saiyai.accounts.tests.vaults import PASSPHRASE, fresh
from saiyai.accounts.vault import actions, queries, rules
from saiyai.accounts.vault.models import Ceremony, Piece, Quorum
from saiyai.crypto import hybrid
from saiyai.crypto.places import place
from saiyai.policy.lifecycle import Refused

__all__ = ["cast", "made", "offices", "officers", "once", "ring", "room"]
RECOVERY, CHANGE, DRILL = Ceremony.Purpose.RECOVERY, Ceremony.Purpose.CHANGE, Ceremony.Purpose.DRILL
HERE = place("test of recovery", 1)


def test_a_drill_notes_the_month_and_brings_nobody_anything(room):
    founded = room.found()
    drill = room.open(DRILL)
    room.give(drill, *room.users[2:])
    assert actions.finish_drill(drill, room.keys(room.people.lead), by=fresh(room.people.lead)) is None
    founded.refresh_from_db()
    drill.refresh_from_db()
    assert founded.drilled_on == timezone.localdate().replace(day=1)
    assert (drill.status, drill.seed_sealed, Piece.objects.count()) == ("ENDED", None, 0)


def test_a_drill_fails_where_the_recovery_key_would_not_open(room):
    founded = room.found()
    Quorum.objects.update(canary_sealed=hybrid.wrap(b"x" * 32, hybrid.public_bytes(hybrid.new_seed()), info=HERE))
    drill = room.open(DRILL)
    room.give(drill, *room.users[2:])
    with pytest.raises(Refused):
        actions.finish_drill(drill, room.keys(room.people.lead), by=fresh(room.people.lead))
    founded.refresh_from_db()
    assert founded.drilled_on is None


@pytest.mark.parametrize(("days", "reminded", "letters"), [(91, None, 0), (92, None, 5), (100, 10, 0), (130, 31, 5)])
def test_trustees_are_reminded_of_a_drill_each_quarter(room, days, reminded, letters):
    room.found()
    today = timezone.localdate()
    Quorum.objects.update(
        founded_on=today - timedelta(days=days), reminded_on=reminded and today - timedelta(days=reminded)
    )
    jobs.tend_vaults(timezone.now())
    assert len(mail.outbox) == letters
    jobs.tend_vaults(timezone.now())
    assert len(mail.outbox) == letters, "once a month at most"


# --- truth tables ---


@pytest.mark.parametrize(
    ("count", "needed", "fits"),
    [(5, 3, True), (2, 2, True), (9, 5, True), (9, 2, True), (1, 1, False), (5, 1, False), (3, 4, False),
     (10, 5, False), (9, 4, True), (8, 4, True)],
)  # fmt: skip
def test_how_many_of_how_many(count, needed, fits):
    assert (rules.unfit_quorum(count, needed) == "") == fits


@pytest.mark.parametrize(
    ("count", "needed", "offices", "lines"),
    [(5, 3, {"R1", "R2", ""}, 0), (3, 3, {"R1", "R2"}, 1), (5, 2, {"R1", "R2"}, 1), (2, 2, {""}, 2), (4, 2, {"R4"}, 2)],
)
def test_what_is_unwise_is_said(count, needed, offices, lines):
    assert len(rules.quorum_advice(count, needed, offices)) == lines


def test_the_code_that_is_said_aloud_belongs_to_the_key(room):
    room.found()
    one, other = room.open(), room.open()
    assert rules.spoken_code(one) != rules.spoken_code(other)
    before = rules.spoken_code(one)
    Ceremony.objects.filter(pk=one.pk).update(public_key=hybrid.public_bytes(hybrid.new_seed()))
    one.refresh_from_db()
    assert rules.spoken_code(one) != before


def test_the_whole_way_on_the_pages(room, cast):
    from saiyai.accounts.tests.vaults import signed_in

    admin, first, lead = signed_in(cast.admin), room.clients[room.users[0].pk], room.clients[room.people.lead.pk]
    page = reverse("vault:quorum")
    given = {"trustees": [str(user.pk) for user in room.users], "needed": "3", "reason": "ตั้งต้น"}
    assert admin.post(reverse("vault:propose_quorum"), given).url == page
    assert reverse("vault:confirm_quorum") not in admin.get(page).text
    assert admin.post(reverse("vault:confirm_quorum")).status_code == 404
    assert first.post(reverse("vault:confirm_quorum")).url == page
    assert "3 จาก 5" in admin.get(page).text
    opened = lead.post(reverse("vault:open_ceremony"), {"purpose": "DRILL", "reason": "ซ้อมประจำไตรมาส"})
    ceremony = Ceremony.objects.get()
    assert opened.url == reverse("vault:ceremony", args=[ceremony.pk])
    assert lead.post(reverse("vault:confirm_ceremony", args=[ceremony.pk])).status_code == 409
    assert first.post(reverse("vault:confirm_ceremony", args=[ceremony.pk])).status_code == 302
    for user in room.users[:3]:
        client = room.clients[user.pk]
        assert reverse("vault:give_piece", args=[ceremony.pk]) in client.get(opened.url).text
        assert client.post(reverse("vault:give_piece", args=[ceremony.pk])).status_code == 302
        assert reverse("vault:give_piece", args=[ceremony.pk]) not in client.get(opened.url).text
    finish = reverse("vault:finish_ceremony", args=[ceremony.pk])
    assert finish not in first.get(opened.url).text and finish in lead.get(opened.url).text
    assert lead.post(finish).url == page
    assert queries.quorum_in_force().drilled_on


def test_a_locked_trustee_is_sent_to_unlock_first(room):
    room.found()
    ceremony = room.open()
    client = room.clients[room.users[0].pk]
    client.post(reverse("vault:lock"))
    answer = client.post(reverse("vault:give_piece", args=[ceremony.pk]))
    assert answer.url.startswith(reverse("vault:unlock")) and not Piece.objects.exists()
    client.post(reverse("vault:unlock"), {"passphrase": PASSPHRASE})
    assert client.post(reverse("vault:give_piece", args=[ceremony.pk])).status_code == 302 and Piece.objects.exists()


def test_others_see_nothing_of_it(room, cast, client):
    room.found()
    ceremony = room.open()
    for user in (cast.somying, cast.member, cast.decider):
        client.force_login(user)
        for address in (
            reverse("vault:quorum"),
            reverse("vault:ceremony", args=[ceremony.pk]),
            reverse("vault:vaults"),
        ):
            assert client.get(address).status_code == 404


def test_a_role_that_has_ended_takes_a_trustee_out_of_count(room, cast):
    room.found()
    accounts.end_grant(Grant.objects.get(user=room.users[0]), by=cast.admin, reason="ย้าย")
    Grant.objects.filter(user=room.users[0]).update(ends_on=timezone.localdate() - timedelta(days=1))
    assert len(queries.able_seats(queries.quorum_in_force())) == 4
