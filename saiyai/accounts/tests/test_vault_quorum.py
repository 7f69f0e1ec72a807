"""M of N trustees bring the recovery key back; fewer, others, old ones and a copy of the tables bring nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from saiyai.accounts import jobs
from saiyai.accounts.models import Grant
from saiyai.accounts.tests.rooms import cast, made, officers, offices, once, ring, room
from saiyai.accounts.tests.vaults import fresh
from saiyai.accounts.vault import actions, keeping, queries, rules
from saiyai.accounts.vault.models import Ceremony, Piece, Trustee, Vault
from saiyai.audit.models import Event
from saiyai.crypto import hybrid, keyring, quorum
from saiyai.crypto.envelopes import Sealed
from saiyai.crypto.places import place
from saiyai.crypto.unseal import CannotOpen, unwrap
from saiyai.policy.lifecycle import Refused

__all__ = ["cast", "made", "offices", "officers", "once", "ring", "room"]
RECOVERY, CHANGE, DRILL = Ceremony.Purpose.RECOVERY, Ceremony.Purpose.CHANGE, Ceremony.Purpose.DRILL
HERE = place("test of recovery", 1)


def closed_to_recovery(content=b"r" * 32):
    return hybrid.wrap(content, queries.recovery().public_key, info=HERE)


def test_three_of_five_bring_back_what_was_closed_to_the_recovery_key(room):
    room.found()
    wrapped = closed_to_recovery()
    ceremony = room.open()
    for number, user in enumerate(room.users[:3]):
        with pytest.raises(Refused):
            room.seed(ceremony)
        assert ceremony.pieces.count() == number
        room.give(ceremony, user)
    seed = room.seed(ceremony)
    assert unwrap(wrapped, seed, info=HERE) == b"r" * 32
    assert (repr(seed), str(seed)) == ("‹sealed›", "‹sealed›")
    verbs = list(Event.objects.order_by("seq").values_list("verb", flat=True))
    for verb, times in {"quorum.proposed": 1, "quorum.founded": 1, "ceremony.opened": 1, "ceremony.confirmed": 1,
                        "ceremony.piece_given": 3, "ceremony.key_brought_back": 1}.items():  # fmt: skip
        assert verbs.count(verb) == times, verb


def test_two_of_three_pieces_and_every_table_and_the_keyring_give_nothing(room):
    """E9: who has two coerced trustees, a copy of everything and the opener's keys is no further."""
    room.found()
    ceremony = room.open()
    room.give(ceremony, *room.users[:2])
    ceremony.refresh_from_db()
    lead = room.keys(room.people.lead)
    private = lead.unwrap(bytes(ceremony.seed_sealed), epoch=1, info=keeping.ceremony_place(ceremony))
    bundles = {
        str(piece.user_id): unwrap(
            bytes(piece.piece_sealed), private, info=keeping.piece_place(ceremony, piece.user_id)
        )
        for piece in ceremony.pieces.all()
    }
    names = [str(user.pk) for user in room.users]
    for needed in (2, 3):
        with pytest.raises(quorum.NotEnough):
            quorum.combine(bundles, names, needed, epoch=str(ceremony.quorum_id))
    sealed = keyring.get(keeping.recovery_ring(ceremony.quorum_id))
    for bundle in bundles.values():
        for at in range(0, len(bundle), 32):
            with pytest.raises(CannotOpen):
                keeping.open_envelope(sealed, bundle[at : at + 32], place=keeping.recovery_place(ceremony.quorum_id))


def test_a_piece_is_bound_to_its_ceremony_and_trustee(room):
    room.found()
    first, second = room.open(), room.open()
    room.give(first, *room.users[:3])
    for piece in first.pieces.all():
        Piece.objects.create(ceremony=second, user=piece.user, piece_sealed=piece.piece_sealed)
    with pytest.raises(Refused):
        room.seed(second)
    lead = room.keys(room.people.lead)
    first.refresh_from_db()
    private = lead.unwrap(bytes(first.seed_sealed), epoch=1, info=keeping.ceremony_place(first))
    one, other = first.pieces.all()[:2]
    assert unwrap(bytes(one.piece_sealed), private, info=keeping.piece_place(first, one.user_id))
    for where in (keeping.piece_place(first, other.user_id), keeping.piece_place(second, one.user_id)):
        with pytest.raises(CannotOpen):
            unwrap(bytes(one.piece_sealed), private, info=where)
    Piece.objects.filter(pk=one.pk).update(piece_sealed=other.piece_sealed)
    with pytest.raises(Refused):
        room.seed(first)


def test_only_who_opened_it_gets_the_key_and_only_for_recovery(room):
    room.found()
    ceremony, drill = room.open(), room.open(DRILL)
    room.give(ceremony, *room.users[:3])
    room.give(drill, *room.users[:3])
    for user in room.users[:3]:
        with pytest.raises(Refused):
            room.seed(ceremony, by=user)
    with pytest.raises(Refused):
        actions.recovered_seed(ceremony, room.keys(room.people.lead), by=fresh(room.users[0]))
    with pytest.raises(Refused):
        room.seed(drill)


@pytest.mark.parametrize("state", ["not confirmed", "declined", "ended", "too old", "quorum ended"])
def test_when_no_piece_is_taken(room, state):
    room.found()
    ceremony = room.open(confirm=state not in ("not confirmed", "declined"))
    if state in ("declined", "ended"):
        actions.end_ceremony(ceremony, by=fresh(room.users[1]), reason="ไม่จำเป็น")
    elif state == "too old":
        Ceremony.objects.update(expires_at=timezone.now())
    elif state == "quorum ended":
        room.found(room.users[:4], begins_anew=True)
    with pytest.raises(Refused):
        room.give(ceremony, room.users[0])
    assert not Piece.objects.exists()


@pytest.mark.parametrize("confirmed", [False, True])
def test_only_who_opened_it_or_a_trustee_ends_a_ceremony(room, confirmed):
    """An officer whom a report accuses has a vault as well, and would end every ceremony."""
    room.found()
    ceremony = room.open(confirm=confirmed)
    for stranger in (room.people.case, room.people.case_r1, room.people.case_decider, room.admin):
        with pytest.raises(Refused):
            actions.end_ceremony(ceremony, by=fresh(stranger), reason="ไม่ต้อง")
    room.give(ceremony, room.users[0]) if confirmed else None
    actions.end_ceremony(ceremony, by=fresh(room.people.lead), reason="หายแล้ว")
    other = room.open(confirm=confirmed)
    actions.end_ceremony(other, by=fresh(room.users[2]), reason="ไม่จำเป็น")


def test_a_ceremony_that_is_over_keeps_nothing(room):
    room.found()
    ceremony = room.open()
    room.give(ceremony, *room.users[:3])
    later = timezone.now() + timedelta(days=rules.CEREMONY_DAYS, minutes=1)
    assert jobs.tend_vaults(later).startswith("ended 1")
    ceremony.refresh_from_db()
    assert (ceremony.status, ceremony.seed_sealed, Piece.objects.count()) == ("ENDED", None, 0)


def test_nobody_else_gives_a_piece_or_gives_for_somebody(room):
    room.found(room.users[:4])
    ceremony = room.open()
    with pytest.raises(Refused):
        room.give(ceremony, room.users[4])
    with pytest.raises(Refused):
        actions.give_piece(ceremony, room.keys(room.users[0]), by=fresh(room.users[1]))
    room.give(ceremony, room.users[0])
    with pytest.raises(Refused):
        room.give(ceremony, room.users[0])


# --- two people ---


@pytest.mark.parametrize(
    ("proposer", "confirmer", "works"),
    [("admin", "trustee1", True), ("admin", "admin2", False), ("admin", "lead", False), ("trustee1", "trustee2", False),
     ("admin", "admin", False), ("case", "trustee1", False)],
)  # fmt: skip
def test_an_administrator_proposes_and_a_trustee_confirms(room, cast, proposer, confirmer, works):
    somebody = lambda name: fresh(getattr(cast, name, None) or getattr(room.people, name))  # noqa: E731
    try:
        proposed = actions.propose_quorum(room.users, 3, by=somebody(proposer), reason="ตั้งต้น")
        actions.found_quorum(proposed, by=somebody(confirmer))
        done = True
    except Refused:
        done = False
    assert done == works == (queries.recovery() is not None) == bool(keyring.names("recovery"))


@pytest.mark.parametrize("who", ["administrator", "no vault", "no role", "one", "too many needed"])
def test_who_cannot_be_trustees(room, cast, offices, who):
    users, needed = list(room.users), 3
    if who == "administrator":
        Grant.objects.create(user=users[0], role="administrator", status="CONFIRMED", starts_on=timezone.localdate())
    elif who == "no vault":
        Vault.objects.filter(user=users[0]).update(status="CLOSED")
    elif who == "no role":
        users.append(room.people.lead)
    elif who == "one":
        users, needed = users[:1], 1
    else:
        needed = 6
    with pytest.raises(Refused):
        room.propose(users, needed)


def test_nobody_confirms_their_own_ceremony(room):
    room.found()
    ceremony = room.open(by=room.users[0], confirm=False)
    for by in (room.users[0], room.people.lead):
        with pytest.raises(Refused):
            actions.confirm_ceremony(ceremony, by=fresh(by))
    actions.confirm_ceremony(ceremony, by=fresh(room.users[1]))


# --- changes ---


def change(room, users, needed=3, givers=None):
    room.propose(users, needed)
    opener = room.users[0]
    ceremony = room.open(CHANGE, by=opener)
    room.give(ceremony, *(givers or room.users[:3]))
    with room.capture(execute=True):
        actions.finish_change(ceremony, room.keys(opener), by=fresh(opener))
    return ceremony


def test_a_change_of_trustees_keeps_the_key_and_makes_old_pieces_worthless(room):
    old = room.found()
    wrapped, public = closed_to_recovery(), queries.recovery().public_key
    seats = {seat.user_id: bytes(seat.bundle_sealed) for seat in Trustee.objects.filter(quorum=old)}
    change(room, room.users[1:], 3)
    found = queries.recovery()
    assert (found.epoch, found.public_key, len(found.trustees)) == (old.epoch + 1, public, 4)
    assert list(queries.epochs_of_recovery(queries.quorum_in_force())) == [old.epoch, old.epoch + 1]
    assert not keyring.has(keeping.recovery_ring(old.epoch)) and keyring.has(keeping.recovery_ring(found.epoch))
    ceremony = room.open()
    with pytest.raises(Refused):
        room.give(ceremony, room.users[0])
    Trustee.objects.filter(quorum_id=found.epoch, user=room.users[1]).update(
        bundle_sealed=Sealed(seats[room.users[1].pk])
    )
    with pytest.raises(Refused):
        room.give(ceremony, room.users[1])
    room.give(ceremony, *room.users[2:])
    assert unwrap(wrapped, room.seed(ceremony), info=HERE) == b"r" * 32


def test_a_change_needs_the_old_trustees(room):
    room.found()
    room.propose(room.users[1:], 2)
    with pytest.raises(Refused):
        actions.found_quorum(queries.waiting_quorum(), by=fresh(room.users[0]))
    ceremony = room.open(CHANGE, by=room.users[0])
    room.give(ceremony, *room.users[:2])
    with pytest.raises(Refused):
        actions.finish_change(ceremony, room.keys(room.users[0]), by=fresh(room.users[0]))
    assert queries.quorum_in_force().epoch == 1 and queries.waiting_quorum()


def test_beginning_anew_makes_another_key_and_destroys_the_old_one(room):
    old = room.found()
    public = queries.recovery().public_key
    new = room.found(room.users[:4], begins_anew=True)
    assert queries.recovery().public_key != public and new.key_since == new.epoch
    assert keyring.names("recovery") == [keeping.recovery_ring(new.epoch)]
    assert not Trustee.objects.filter(quorum=old, bundle_sealed__isnull=False).exists()


def test_nobody_alone_breaks_the_quorum_by_off_boarding(room, cast):
    room.found(room.users, 3)
    for user in room.users[:2]:
        actions.close_vault(user, by=cast.admin)
    with pytest.raises(Refused):
        actions.close_vault(room.users[2], by=cast.admin)
    assert len(queries.able_seats(queries.quorum_in_force())) == 3


def test_a_trustee_with_a_new_quarter_s_key_can_still_give(room):
    room.found()
    from saiyai.accounts.tests.vaults import request_of
    from saiyai.accounts.vault import session

    user = room.users[0]
    root = session.root_of(request_of(room.clients[user.pk], user))
    actions.rotate(user, root, by=fresh(user))
    ceremony = room.open()
    room.give(ceremony, *room.users[:3])
    assert room.seed(ceremony)
    with pytest.raises(Refused):
        actions.retire(user, 1, by=user)
