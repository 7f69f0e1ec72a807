"""Trustees come together: each gives a piece, sealed to the key of this ceremony, until enough are here.

The private half of that key is sealed to the vault of who opened it: pieces meet only in a request of theirs, and what they
bring back lives as long as that request.
"""

import uuid
from datetime import timedelta
from hashlib import sha256

from django.utils import timezone
from django.utils.translation import gettext as _

from saiyai.accounts.models import User
from saiyai.accounts.vault import keeping, queries, rules
from saiyai.accounts.vault.actions.quorums import install, needs_ceremony, wipe
from saiyai.accounts.vault.models import Ceremony, Piece, Quorum
from saiyai.audit import trail
from saiyai.crypto import hybrid, keyring, quorum
from saiyai.crypto.envelopes import Sealed
from saiyai.crypto.unseal import CannotOpen, open_envelope, unwrap
from saiyai.policy.action import action
from saiyai.policy.lifecycle import Refused
from saiyai.policy.permissions import Permission as P

CONFIRMED, ENDED = Ceremony.Status.CONFIRMED, Ceremony.Status.ENDED
RECOVERY, CHANGE, DRILL = Ceremony.Purpose.RECOVERY, Ceremony.Purpose.CHANGE, Ceremony.Purpose.DRILL


def _is_own(unlocked, by):
    if unlocked is None or unlocked.officer != by.pk or not by.allows(P.VAULT_OWN):
        raise Refused(_("You do not have permission to do this."))


@action
def open_ceremony(purpose, reason, unlocked, *, by):
    """Ask the trustees to come together, with a reason. A second person confirms before anybody gives a piece."""
    _is_own(unlocked, by)
    in_force = queries.quorum_in_force()
    if in_force is None:
        raise Refused(_("There is no recovery key yet."), _("An administrator chooses the trustees first."))
    if purpose == CHANGE:
        _check_change(by)
    seed = hybrid.new_seed()
    ceremony = Ceremony(
        pk=uuid.uuid4(), quorum=in_force, purpose=purpose, reason=reason, proposed_by=by, opener_epoch=unlocked.epoch,
        public_key=hybrid.public_bytes(seed), expires_at=timezone.now() + timedelta(days=rules.CEREMONY_DAYS),
    )  # fmt: skip
    own = queries.active_key(by)
    if own is None or own.epoch != unlocked.epoch:
        raise Refused(_("You have a new key."), _("Lock the vault and unlock it again."))
    ceremony.seed_sealed = hybrid.wrap(seed, bytes(own.public_key), info=keeping.ceremony_place(ceremony))
    if purpose == CHANGE:  # the choice of trustees was proposed by one; who opens this is the second
        ceremony.status, ceremony.confirmed_by = CONFIRMED, queries.waiting_quorum().proposed_by
    ceremony.save()
    facts = {"purpose": str(purpose), "reason": reason, "public": sha256(ceremony.public_key).hexdigest()}
    trail.record("ceremony.opened", ceremony, by=by, **facts)
    return ceremony


def _check_change(by):
    proposed = queries.waiting_quorum()
    if proposed is None or not needs_ceremony(proposed):
        raise Refused(_("No other choice of trustees waits."))
    if reason := rules.QUORUM.why_not(proposed, "confirm", by):
        raise Refused(reason)
    if Ceremony.objects.filter(purpose=CHANGE, status=CONFIRMED, expires_at__gt=timezone.now()).exists():
        raise Refused(_("A ceremony for this is open already."))


@action
def confirm_ceremony(ceremony, *, by):
    """The second person agrees; now trustees can give their pieces."""
    rules.CEREMONY.move(ceremony, "confirm", by=by)
    ceremony.confirmed_by = by
    ceremony.save()
    trail.record("ceremony.confirmed", ceremony, by=by)


@action
def end_ceremony(ceremony, *, by, reason=""):
    """It is declined or over: its key and all pieces go."""
    rules.CEREMONY.move(ceremony, "decline" if ceremony.status == Ceremony.Status.PROPOSED else "end", by=by)
    wipe(ceremony, ceremony.status)
    trail.record("ceremony.ended", ceremony, by=by, reason=reason)


@action
def expire_ceremonies(now, *, by):
    """End the ceremonies that have run out after seven days. Returns how many."""
    over = Ceremony.objects.filter(status__in=(Ceremony.Status.PROPOSED, CONFIRMED), expires_at__lte=now)
    ended = [wipe(ceremony, ENDED) for ceremony in over]
    trail.record("ceremony.expired", ("accounts.ceremony", "all"), by=by, count=len(ended))
    return len(ended)


def _gathering(ceremony):
    ceremony.refresh_from_db(from_queryset=Ceremony.objects.select_for_update().select_related("quorum"))
    if ceremony.status != CONFIRMED or ceremony.quorum.status != Quorum.Status.CONFIRMED:
        raise Refused(_("Not possible at this stage."))
    if objection := rules.has_run_out(ceremony, None):
        raise Refused(objection)
    return ceremony.quorum


@action
def give_piece(ceremony, unlocked, *, by):
    """A trustee gives their piece: opened with their vault, sealed to the key of this ceremony at once."""
    _is_own(unlocked, by)
    in_force = _gathering(ceremony)
    seat = in_force.trustees.filter(user=by).first()
    if seat is None or not by.allows(P.VAULT_TRUST):
        raise Refused(_("You are no trustee of this recovery key."))
    if ceremony.pieces.filter(user=by).exists():
        raise Refused(_("You have given your piece already."))
    names = [str(user) for user in in_force.trustees.values_list("user", flat=True)]
    where = quorum.bundle_place(str(in_force.epoch), str(by.pk), in_force.needed, names)
    try:
        bundle = unlocked.unwrap(bytes(seat.bundle_sealed), epoch=seat.key_epoch, info=where)
    except CannotOpen:
        raise Refused(
            _("Your piece does not open with your vault any more."), _("Others give theirs; then change the trustees.")
        ) from None
    piece = hybrid.wrap(bundle, bytes(ceremony.public_key), info=keeping.piece_place(ceremony, by.pk))
    Piece.objects.create(ceremony=ceremony, user=by, piece_sealed=piece)
    trail.record("ceremony.piece_given", ceremony, by=by)


def _brought_back(ceremony, unlocked, by):
    """The private half of the recovery key, from the pieces that are here."""
    _is_own(unlocked, by)
    in_force = _gathering(ceremony)
    if ceremony.proposed_by_id != by.pk:
        raise Refused(_("Only who opened this ceremony can go on with it."))
    names = [str(user) for user in in_force.trustees.values_list("user", flat=True)]
    try:
        seed = unlocked.unwrap(
            bytes(ceremony.seed_sealed), epoch=ceremony.opener_epoch, info=keeping.ceremony_place(ceremony)
        )
        bundles = {
            str(piece.user_id): unwrap(
                bytes(piece.piece_sealed), seed, info=keeping.piece_place(ceremony, piece.user_id)
            )
            for piece in ceremony.pieces.all()
        }
        secret = quorum.combine(bundles, names, in_force.needed, epoch=str(in_force.epoch))
        closed = keyring.get(keeping.recovery_ring(in_force.epoch))
        return Sealed(open_envelope(closed, secret, place=keeping.recovery_place(in_force.epoch)))
    except quorum.NotEnough:
        raise Refused(_("Not enough trustees have given their piece yet.")) from None
    except (CannotOpen, keyring.Destroyed):
        raise Refused(_("These pieces do not open the recovery key."), _("Tell the administrators at once.")) from None


@action
def recovered_seed(ceremony, unlocked, *, by):
    """The private half of the recovery key, for the length of this request: only for who opened the ceremony.

    It opens wraps of every epoch in `queries.epochs_of_recovery(ceremony.quorum)`, and no identity ever.
    """
    if ceremony.purpose != RECOVERY:
        raise Refused(_("Not possible at this stage."))
    seed = _brought_back(ceremony, unlocked, by)
    trail.record("ceremony.key_brought_back", ceremony, by=by, pieces=ceremony.pieces.count())
    return seed


@action
def finish_drill(ceremony, unlocked, *, by):
    """Try the pieces on a test key that was closed to the recovery key. Notes the month, and that it works."""
    if ceremony.purpose != DRILL:
        raise Refused(_("Not possible at this stage."))
    seed, in_force = _brought_back(ceremony, unlocked, by), ceremony.quorum
    try:
        canary = unwrap(bytes(in_force.canary_sealed), seed, info=keeping.canary_place(in_force.epoch))
    except CannotOpen:
        canary = b""
    if sha256(canary).hexdigest() != in_force.canary_hash or hybrid.public_bytes(seed) != bytes(in_force.public_key):
        raise Refused(_("These pieces do not open the recovery key."), _("Tell the administrators at once."))
    in_force.drilled_on, in_force.reminded_on = timezone.localdate().replace(day=1), None
    in_force.save()
    wipe(ceremony, ENDED)
    trail.record("quorum.drilled", in_force, by=by)


@action
def finish_change(ceremony, unlocked, *, by):
    """The old trustees are here: the same recovery key under a new secret, split among the new ones."""
    proposed = queries.waiting_quorum()
    if ceremony.purpose != CHANGE or proposed is None:
        raise Refused(_("No other choice of trustees waits."))
    if reason := rules.QUORUM.why_not(proposed, "confirm", by):
        raise Refused(reason)
    seed = _brought_back(ceremony, unlocked, by)
    proposed.key_since = ceremony.quorum.key_since
    install(proposed, seed, by=by)
    ceremony.refresh_from_db()
    trail.record("ceremony.ended", ceremony, by=by)


@action
def note_reminder(in_force, *, by):
    """Note that trustees and administrators were reminded of the drill. Returns whom to write to."""
    in_force.reminded_on = timezone.localdate()
    in_force.save()
    trail.record("quorum.drill_reminded", in_force, by=by)
    seats = in_force.trustees.values("user")
    return User.objects.filter(pk__in=seats, is_active=True)
