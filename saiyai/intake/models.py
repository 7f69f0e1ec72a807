"""What the front desk keeps: envelopes, wraps, and the public halves of keys.

No table here has a time, an address, a language, a title or a number that counts up. Keys are random, also as the place in
the file. Days are set twice a day by the batch that publishes what came in (cases/jobs.py).
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from saiyai.policy.fields import RandomID, SealedField


class Desk(models.Model):
    """An office to which a report can go, as the front desk knows it: a public copy."""

    code = models.CharField(max_length=8, primary_key=True)
    name_th = models.TextField()
    name_en = models.TextField()
    provinces = models.JSONField(default=list)
    is_central = models.BooleanField(default=False)


class Reader(models.Model):
    """Somebody to whose public key a report may be wrapped: an officer on duty, by name."""

    id = RandomID()
    officer = models.UUIDField()
    epoch = models.PositiveIntegerField()
    desk = models.CharField(max_length=8)
    public_key = models.BinaryField()
    name = models.TextField()
    post = models.TextField(blank=True)
    agency = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="one_reader_a_desk", fields=["officer", "desk"])]


class RecoveryKey(models.Model):
    """The public half of the key that M of N trustees can bring back, and who they are, for exclusion."""

    epoch = models.PositiveIntegerField(primary_key=True)
    public_key = models.BinaryField()
    trustees = models.JSONField(default=list, help_text="[{officer, name, agency}]")


class Report(models.Model):
    """One report: its envelope, and what its reporter needs to come back. Found by `lookup` and by nothing else."""

    id = RandomID()
    lookup = models.BinaryField(unique=True, max_length=32)
    reporter_key = models.BinaryField()
    claim_key = models.BinaryField()
    desk = models.CharField(max_length=8)
    generation = models.PositiveSmallIntegerField(default=0)
    body_sealed = SealedField()
    identity_key = models.BinaryField(help_text="Public half of the consent code; random where there is none")
    identity_wrap_sealed = SealedField()
    identity_sealed = SealedField(help_text="Always there and always of one length")
    must_renew = models.BooleanField(default=False, help_text="Entered by an officer: the reporter makes a receipt")
    published = models.BooleanField(default=False, db_index=True)
    in_danger = models.BooleanField(default=False)
    danger_told = models.BooleanField(default=False)
    wants_deletion = models.BooleanField(default=False)
    state = models.CharField(max_length=12, default="WAITING", help_text="What its reporter reads; set by the desk")
    received_on = models.DateField(null=True, blank=True)
    acknowledge_by = models.DateField(null=True, blank=True)
    answer_by = models.DateField(null=True, blank=True)


class Wrap(models.Model):
    """The inner key of a report, wrapped to one reader."""

    class Kind(models.TextChoices):
        REPORTER = "REPORTER", _("reporter")
        OFFICER = "OFFICER", _("officer")
        RECOVERY = "RECOVERY", _("recovery")

    id = RandomID()
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="wraps")
    kind = models.CharField(max_length=8, choices=Kind)
    reader = models.CharField(max_length=36, blank=True, help_text="Key of the officer; nothing for the others")
    epoch = models.PositiveIntegerField(default=0)
    generation = models.PositiveSmallIntegerField(default=0)
    key_sealed = SealedField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_wrap_a_reader", fields=["report", "generation", "kind", "reader", "epoch"]
            )
        ]
        indexes = [models.Index(fields=["kind", "reader"], name="wrap_reader")]


class Message(models.Model):
    """One letter between reporter and desk, in either direction. Order and day stand inside the envelope."""

    class Side(models.TextChoices):
        REPORTER = "REPORTER", _("from the reporter")
        OFFICE = "OFFICE", _("from the office")

    id = RandomID()
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="messages")
    side = models.CharField(max_length=8, choices=Side)
    generation = models.PositiveSmallIntegerField(default=0)
    content_sealed = SealedField()
    published = models.BooleanField(default=False)
    sent_on = models.DateField(null=True, blank=True)


class Blob(models.Model):
    """A sealed file on the disk, under a random name. Its own name, kind, length and key stand in a sealed list."""

    id = RandomID()
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="blobs")
    name = models.CharField(max_length=32, unique=True)
    generation = models.PositiveSmallIntegerField(default=0)
    label_sealed = SealedField(help_text="Name, kind, length, hash and key of the file")
    published = models.BooleanField(default=False)


class Ask(models.Model):
    """An officer asks the reporter to let them see the identity, for one purpose and until a day."""

    class Status(models.TextChoices):
        ASKED = "ASKED", _("Waits for the answer of the reporter")
        GRANTED = "GRANTED", _("Granted by the reporter")
        REFUSED = "REFUSED", _("Refused by the reporter")
        WITHDRAWN = "WITHDRAWN", _("Taken back")

    class Purpose(models.TextChoices):
        CONTACT = "CONTACT", _("Contact you directly")
        INQUIRY = "INQUIRY", _("Use it in the inquiry")
        PROTECTION = "PROTECTION", _("Ask for your protection")
        REWARD = "REWARD", _("Pay a reward")
        CITE = "CITE", _("Name you as the source")
        HANDOVER = "HANDOVER", _("Hand your name over with the report")

    id = RandomID()
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="asks")
    officer = models.UUIDField()
    epoch = models.PositiveIntegerField()
    officer_key = models.BinaryField(help_text="Public key to which a grant would be wrapped")
    purpose = models.CharField(max_length=12, choices=Purpose)
    until = models.DateField()
    status = models.CharField(max_length=12, choices=Status, default=Status.ASKED)
    generation = models.PositiveSmallIntegerField(default=0)
    words_sealed = SealedField(help_text="Who asks, why, and the text of the consent")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_open_ask", fields=["report", "officer", "purpose"], condition=Q(status="ASKED")
            )
        ]


class IdentityGrant(models.Model):
    """The identity key, wrapped by its reporter to one officer for one purpose until a day."""

    id = RandomID()
    ask = models.OneToOneField(Ask, on_delete=models.CASCADE, related_name="grant")
    key_sealed = SealedField()


class Seen(models.Model):
    """What the reporter is shown of who did what with the report. The words are sealed like a message."""

    id = RandomID()
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="seen")
    generation = models.PositiveSmallIntegerField(default=0)
    words_sealed = SealedField()
