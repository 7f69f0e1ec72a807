"""Who has a vault, the public halves of their keys, and the trustees who can bring reports back.

Nothing here opens anything: what is secret lies sealed in the keyring, outside the tables and outside every backup.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from saiyai.policy.fields import SealedField

TWO_PEOPLE = Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by"))


class Vault(models.Model):
    """That an officer has a vault. `root_name` says under which name its sealed root lies in the keyring."""

    class Status(models.TextChoices):
        IN_USE = "IN_USE", _("in use")
        LOST = "LOST", _("passphrase lost; a new one may be set")
        CLOSED = "CLOSED", _("closed for good")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="vault"
    )
    status = models.CharField(max_length=8, choices=Status, default=Status.IN_USE)
    root_name = models.CharField(max_length=16)
    set_up_on = models.DateField(default=timezone.localdate)


class VaultKey(models.Model):
    """One key pair of an officer, of one quarter: its public half. The private half lies sealed in the keyring."""

    class Status(models.TextChoices):
        CURRENT = "CURRENT", _("in use")
        KEPT = "KEPT", _("kept for what was closed to it")
        RETIRED = "RETIRED", _("destroyed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="vault_keys")
    epoch = models.PositiveIntegerField()
    public_key = models.BinaryField()
    status = models.CharField(max_length=8, choices=Status, default=Status.CURRENT)
    made_on = models.DateField(default=timezone.localdate)
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_vault_key_an_epoch", fields=["user", "epoch"]),
            models.UniqueConstraint(name="one_current_vault_key", fields=["user"], condition=Q(status="CURRENT")),
        ]


class Unlock(models.Model):
    """That a vault is unlocked in one sign-in. The root is sealed under the half that only the browser holds."""

    session = models.OneToOneField(
        "accounts.Session", on_delete=models.CASCADE, primary_key=True, related_name="unlock"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="unlocks")
    root_sealed = SealedField()
    proven_at = models.DateTimeField()
    idle_at = models.DateTimeField()
    expires_at = models.DateTimeField()


class BoundPasskey(models.Model):
    """A passkey that an officer's vault needs besides the passphrase.

    It holds what proves an answer of the passkey by itself, so that a sign-in that is recovered does not shut the vault.
    What the passkey computes is kept nowhere: only the public half of the key pair drawn from it, sealed under the root.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="bound_passkeys")
    name = models.TextField()
    credential = models.BinaryField(help_text="Name and public key of the passkey, as WebAuthn writes them")
    digest = models.CharField(max_length=64, unique=True, help_text="Of the name of the passkey")
    salt = models.BinaryField(help_text="From which the passkey computes its secret")
    public_sealed = SealedField()
    sign_count = models.PositiveBigIntegerField(default=0)
    bound_on = models.DateField(default=timezone.localdate)


class VaultReset(models.Model):
    """A way on for who has forgotten the passphrase: an administrator proposes it, a trustee confirms it.

    It destroys the old keys. It brings nothing back: colleagues or the quorum do that.
    """

    class Status(models.TextChoices):
        PROPOSED = "PROPOSED", _("Proposed, waits for a trustee")
        CONFIRMED = "CONFIRMED", _("Old keys destroyed")
        DECLINED = "DECLINED", _("Declined")
        ENDED = "ENDED", _("New passphrase set")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="vault_resets")
    status = models.CharField(max_length=12, choices=Status, default=Status.PROPOSED)
    reason = models.TextField()
    created_on = models.DateField(default=timezone.localdate)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_vault_reset_waits", fields=["user"], condition=Q(status__in=("PROPOSED", "CONFIRMED"))
            ),
            models.CheckConstraint(
                name="vault_reset_is_for_somebody_else",
                condition=~Q(proposed_by=F("user"))
                & TWO_PEOPLE
                & (Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("user"))),
            ),
        ]


class Quorum(models.Model):
    """The trustees of one epoch: any `needed` of them bring the recovery key back, fewer nothing.

    The private half of the recovery key lies in the keyring, sealed under a secret that is split among the trustees.
    """

    class Status(models.TextChoices):
        PROPOSED = "PROPOSED", _("Proposed, waits for a second person")
        CONFIRMED = "CONFIRMED", _("In force")
        DECLINED = "DECLINED", _("Declined")
        ENDED = "ENDED", _("Another one took its place")

    epoch = models.PositiveIntegerField(primary_key=True)
    key_since = models.PositiveIntegerField(default=0, help_text="The first epoch with this key pair")
    status = models.CharField(max_length=12, choices=Status, default=Status.PROPOSED)
    needed = models.PositiveSmallIntegerField()
    begins_anew = models.BooleanField(default=False, help_text="Another key pair: what was closed to the old is lost")
    reason = models.TextField(blank=True)
    public_key = models.BinaryField(null=True)
    canary_sealed = SealedField(null=True)
    canary_hash = models.CharField(max_length=64, blank=True)
    proposed_on = models.DateField(default=timezone.localdate)
    founded_on = models.DateField(null=True, blank=True)
    drilled_on = models.DateField(null=True, blank=True, help_text="First day of the month of the last drill")
    reminded_on = models.DateField(null=True, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_quorum_in_force", fields=["status"], condition=Q(status="CONFIRMED")),
            models.UniqueConstraint(name="one_quorum_waits", fields=["status"], condition=Q(status="PROPOSED")),
            models.CheckConstraint(name="quorum_confirmed_by_another", condition=TWO_PEOPLE),
        ]


class Trustee(models.Model):
    """A seat in a quorum, and the pieces that are sealed to its holder."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    quorum = models.ForeignKey(Quorum, on_delete=models.CASCADE, related_name="trustees")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="trusteeships")
    key_epoch = models.PositiveIntegerField(default=0)
    bundle_sealed = SealedField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="one_seat_a_trustee", fields=["quorum", "user"])]


class Ceremony(models.Model):
    """The trustees give their pieces, sealed to a key of this ceremony alone, until enough are here."""

    class Purpose(models.TextChoices):
        RECOVERY = "RECOVERY", _("Bring reports back")
        CHANGE = "CHANGE", _("Change the trustees")
        DRILL = "DRILL", _("Drill")

    class Status(models.TextChoices):
        PROPOSED = "PROPOSED", _("Waits for a second person")
        CONFIRMED = "CONFIRMED", _("Gathers pieces")
        DECLINED = "DECLINED", _("Declined")
        ENDED = "ENDED", _("Over")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    quorum = models.ForeignKey(Quorum, on_delete=models.PROTECT, related_name="ceremonies")
    purpose = models.CharField(max_length=8, choices=Purpose)
    status = models.CharField(max_length=12, choices=Status, default=Status.PROPOSED)
    reason = models.TextField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    opener_epoch = models.PositiveIntegerField()
    public_key = models.BinaryField()
    seed_sealed = SealedField(null=True, help_text="Private half, sealed to the key of who opened it; gone when over")
    opened_on = models.DateField(default=timezone.localdate)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="ceremony_confirmed_by_another", condition=TWO_PEOPLE)]


class Piece(models.Model):
    """What one trustee gave to a ceremony, sealed to its key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ceremony = models.ForeignKey(Ceremony, on_delete=models.CASCADE, related_name="pieces")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    piece_sealed = SealedField()
    given_on = models.DateField(default=timezone.localdate)

    class Meta:
        constraints = [models.UniqueConstraint(name="one_piece_a_trustee", fields=["ceremony", "user"])]
