"""Founding the quorum of trustees, and changing it: two people, and for a change as many old trustees as are needed."""

import os
from hashlib import sha256

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from saiyai.accounts.vault import keeping, queries, rules
from saiyai.accounts.vault.models import Ceremony, Quorum, Trustee
from saiyai.audit import trail
from saiyai.crypto import envelopes, hybrid, keyring, quorum
from saiyai.policy.action import action
from saiyai.policy.lifecycle import Refused
from saiyai.policy.permissions import Permission as P

CONFIRMED, ENDED = Quorum.Status.CONFIRMED, Quorum.Status.ENDED


def _check_trustees(users, needed):
    if objection := rules.unfit_quorum(len(users), needed):
        raise Refused(objection)
    able = set(queries.may_be_trustees().values_list("pk", flat=True))
    if any(user.pk not in able for user in users):
        raise Refused(
            _("Somebody of these cannot be a trustee."),
            _("Take people who hold the role of a trustee, have a vault, and are no administrators."),
        )


@action
def propose_quorum(users, needed, *, by, reason="", begins_anew=False):
    """Say who shall hold the recovery key together. Nothing changes yet."""
    if not by.allows(P.VAULT_RESET):
        raise Refused(_("You do not have permission to do this."))
    _check_trustees(users, needed)
    if queries.waiting_quorum():
        raise Refused(_("A choice of trustees waits already."), _("Let it be confirmed or declined first."))
    known = Quorum.objects.aggregate(last=Max("epoch"))["last"] or 0
    left = [int(name.rpartition("|")[2]) for name in keyring.names("recovery")]
    proposed = Quorum.objects.create(
        epoch=max([known, *left]) + 1, needed=needed, reason=reason, begins_anew=begins_anew, proposed_by=by
    )
    Trustee.objects.bulk_create([Trustee(quorum=proposed, user=user) for user in users])
    facts = {"needed": needed, "trustees": [str(user.pk) for user in users], "anew": begins_anew}
    trail.record("quorum.proposed", proposed, by=by, reason=reason, **facts)
    return proposed


def needs_ceremony(proposed):
    """Whether the old trustees must come together: another choice of trustees for the same recovery key."""
    return queries.quorum_in_force() is not None and not proposed.begins_anew


@action
def found_quorum(proposed, *, by):
    """The second person agrees to a first quorum, or to one that begins anew: a new recovery key, split at once."""
    if needs_ceremony(proposed):
        raise Refused(_("The present trustees have to come together for this."), _("Open a ceremony."))
    rules.QUORUM.move(proposed, "confirm", by=by)
    proposed.key_since = proposed.epoch
    install(proposed, hybrid.new_seed(), by=by)
    return proposed


@action
def decline_quorum(proposed, *, by, reason=""):
    """The second person does not agree, or an administrator takes the choice back."""
    rules.QUORUM.move(proposed, "decline" if by.allows(P.VAULT_TRUST) else "withdraw", by=by)
    proposed.save()
    trail.record("quorum.declined", proposed, by=by, reason=reason)


@action
def install(proposed, seed, *, by):
    """Split a new secret among the trustees, seal the recovery key under it, and end the quorum before."""
    if not by.allows(P.VAULT_TRUST):
        raise Refused(_("You do not have permission to do this."))
    seats = list(proposed.trustees.select_related("user"))
    _check_trustees([seat.user for seat in seats], proposed.needed)
    ring = keeping.recovery_ring(proposed.epoch)
    if keyring.has(ring):
        raise Refused(_("A machine died while this was founded."), _("Decline it, and propose it anew."))
    before = Quorum.objects.select_for_update().filter(status=CONFIRMED).first()
    if before:
        _end(before)
    _seal_to(proposed, seats, seed)
    proposed.status, proposed.confirmed_by, proposed.founded_on = CONFIRMED, by, timezone.localdate()
    proposed.save()
    trail.record(
        "quorum.founded", proposed, by=by, needed=proposed.needed, of=len(seats), key_since=proposed.key_since,
        public=sha256(proposed.public_key).hexdigest(),
    )  # fmt: skip


def _seal_to(proposed, seats, seed):
    """New secret, bundles and canary; the sealed recovery key goes into the keyring."""
    secret, canary, epoch = envelopes.new_key(), os.urandom(32), proposed.epoch
    keys = queries.active_keys([seat.user_id for seat in seats])
    bundles = quorum.split(
        secret, {str(user): bytes(key.public_key) for user, key in keys.items()}, proposed.needed, epoch=str(epoch)
    )
    for seat in seats:
        seat.key_epoch, seat.bundle_sealed = keys[seat.user_id].epoch, bundles[str(seat.user_id)]
        seat.save()
    proposed.public_key = hybrid.public_bytes(seed)
    proposed.canary_sealed = hybrid.wrap(canary, proposed.public_key, info=keeping.canary_place(epoch))
    proposed.canary_hash = sha256(canary).hexdigest()
    closed = envelopes.close(seed, secret, place=keeping.recovery_place(epoch), smallest=keeping.SMALLEST)
    keyring.put({keeping.recovery_ring(epoch): closed})


def _end(before):
    """Another quorum takes the place: old pieces and the old sealed key go."""
    before.status = ENDED
    before.save()
    before.trustees.update(bundle_sealed=None)
    for ceremony in Ceremony.objects.filter(quorum=before, status__in=("PROPOSED", "CONFIRMED")):
        wipe(ceremony, Ceremony.Status.ENDED)
    transaction.on_commit(lambda: keyring.destroy(keeping.recovery_ring(before.epoch)))


def wipe(ceremony, status):
    """A ceremony is over: its private key and every piece that was given go."""
    ceremony.status, ceremony.seed_sealed = status, None
    ceremony.save()
    ceremony.pieces.all().delete()
