"""What the desk keeps beside the reports: statuses, clocks, who may read, notes. Texts are sealed under the key of the report."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from saiyai.intake.models import Report
from saiyai.policy.fields import RandomID, SealedField


class Duty(models.Model):
    """That an officer receives the new reports of a desk, by name, from a day to a day."""

    id = RandomID()
    officer = models.UUIDField()
    desk = models.CharField(max_length=8)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_duty_a_desk", fields=["officer", "desk"], condition=Q(ends_on__isnull=True)
            ),
            models.CheckConstraint(
                name="duty_ends_after_start", condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on"))
            ),
        ]


class Case(models.Model):
    """A report as officers work on it. It has no title, no names and no amounts in clear."""

    class Status(models.TextChoices):
        RECEIVED = "RECEIVED", _("Received")
        ASSIGNED = "ASSIGNED", _("With an officer")
        SCREENING = "SCREENING", _("Being looked into")
        NEED_INFO = "NEED_INFO", _("Waiting for the reporter")
        PROPOSED = "PROPOSED", _("Proposed for decision")
        DECIDED = "DECIDED", _("Decision made")
        CLOSED = "CLOSED", _("Closed")

    class Decision(models.TextChoices):
        ACCEPT = "ACCEPT", _("Taken up for inquiry")
        FACT_CHECK = "FACT_CHECK", _("Sent for fact-finding")
        FORWARD_NACC = "FORWARD_NACC", _("Sent to the national commission")
        FORWARD_OTHER = "FORWARD_OTHER", _("Sent to another agency")
        NOT_ACCEPTED = "NOT_ACCEPTED", _("Not taken up")

    class Closing(models.TextChoices):
        DONE = "DONE", _("Handed over")
        NOT_ACCEPTED = "NOT_ACCEPTED", _("Not taken up")
        DUPLICATE = "DUPLICATE", _("The same as another report")
        NO_ANSWER = "NO_ANSWER", _("The reporter did not answer")
        WITHDRAWN = "WITHDRAWN", _("Taken back by the reporter")
        SPAM = "SPAM", _("Not a report")

    id = RandomID()
    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="case")
    ref = models.CharField(max_length=12, unique=True, help_text="Random, said aloud between officers")
    desk = models.CharField(max_length=8)
    status = models.CharField(max_length=12, choices=Status, default=Status.RECEIVED)
    decision = models.CharField(max_length=16, choices=Decision, blank=True)
    closing = models.CharField(max_length=16, choices=Closing, blank=True)
    received_on = models.DateField()
    acknowledge_by = models.DateField(null=True, help_text="As of the report, whose row is long: a list reads none")
    answer_by = models.DateField(null=True)
    acknowledged_on = models.DateField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    waiting_since = models.DateField(null=True, blank=True, help_text="Since when the present status lasts")
    closed_on = models.DateField(null=True, blank=True)
    is_hidden = models.BooleanField(default=False, help_text="Set aside as no report; can be brought back")
    is_held = models.BooleanField(default=False, help_text="Not deleted while law wants it; two people")
    needs_new_key = models.BooleanField(default=False, help_text="Somebody who could read it has left")

    class Meta:
        indexes = [models.Index(fields=["desk", "status", "received_on"], name="case_desk_status")]


class Access(models.Model):
    """That an officer may read a case. Their wrap stands beside the report (intake.Wrap)."""

    class Part(models.TextChoices):
        DUTY = "DUTY", _("on duty")
        LEAD = "LEAD", _("in charge")
        HELPER = "HELPER", _("helps")
        DECIDER = "DECIDER", _("decides")

    id = RandomID()
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="accesses")
    officer = models.UUIDField()
    part = models.CharField(max_length=8, choices=Part)
    given_on = models.DateField()
    seen_on = models.DateField(null=True, blank=True, help_text="When it was last opened")
    received_on = models.DateField(help_text="Of the case: a list by clock needs no join")

    class Meta:
        constraints = [models.UniqueConstraint(name="one_access_an_officer", fields=["case", "officer"])]
        indexes = [models.Index(fields=["officer", "received_on", "case"], name="access_officer")]


class Barred(models.Model):
    """That an officer must never read a case, because its reporter or a declared conflict says so. Never shown to them."""

    class Why(models.TextChoices):
        REPORTER = "REPORTER", _("left out by the reporter")
        CONFLICT = "CONFLICT", _("declared a conflict of interest")

    id = RandomID()
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="barred")
    officer = models.UUIDField()
    why = models.CharField(max_length=8, choices=Why)

    class Meta:
        constraints = [models.UniqueConstraint(name="barred_once", fields=["case", "officer"])]
        indexes = [models.Index(fields=["officer", "case"], name="barred_officer")]


class Note(models.Model):
    """What officers write for themselves."""

    class Audience(models.TextChoices):
        ME = "ME", _("only me")
        READERS = "READERS", _("all who may read this case")
        REPORTER = "REPORTER", _("the reporter as well")

    id = RandomID()
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes")
    author = models.UUIDField()
    audience = models.CharField(max_length=8, choices=Audience)
    generation = models.PositiveSmallIntegerField(default=0)
    written_on = models.DateField()
    words_sealed = SealedField()
    key_sealed = SealedField(null=True, help_text="Of a note for oneself: its key, wrapped to its author alone")
    key_epoch = models.PositiveIntegerField(default=0)


class Step(models.Model):
    """One move of a case, with its reason, and who confirmed it where two are needed."""

    id = RandomID()
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="steps")
    move = models.CharField(max_length=24)
    made_on = models.DateField()
    by = models.UUIDField()
    confirmed_by = models.UUIDField(null=True, blank=True)
    generation = models.PositiveSmallIntegerField(default=0)
    reason_sealed = SealedField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="step_confirmed_by_another", condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("by"))
            )
        ]


class SafeCopy(models.Model):
    """A copy of a file without what may give away who made it; made in a box without rights, sealed like the original."""

    class Status(models.TextChoices):
        WAITING = "WAITING", _("Being made")
        READY = "READY", _("Ready")
        NONE = "NONE", _("No safe copy could be made")

    id = RandomID()
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="safe_copies")
    original = models.BigIntegerField(unique=True, help_text="Key of the intake.Blob")
    name = models.CharField(max_length=32, unique=True, null=True)
    status = models.CharField(max_length=8, choices=Status, default=Status.WAITING)
    generation = models.PositiveSmallIntegerField(default=0)
    label_sealed = SealedField(null=True)


class Proposal(models.Model):
    """Something delicate about a case that one officer proposes and another confirms."""

    class Kind(models.TextChoices):
        ORIGINAL = "ORIGINAL", _("open an original file")
        EXPORT = "EXPORT", _("take a case out")
        UNBAR = "UNBAR", _("change who is left out")
        HOLD = "HOLD", _("keep from deletion")
        CLOSE = "CLOSE", _("close the case")
        DELETE = "DELETE", _("delete the report")

    class Status(models.TextChoices):
        PROPOSED = "PROPOSED", _("Proposed, waits for a second person")
        CONFIRMED = "CONFIRMED", _("Confirmed")
        DECLINED = "DECLINED", _("Declined")
        USED = "USED", _("Used")

    id = RandomID()
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="proposals")
    kind = models.CharField(max_length=8, choices=Kind)
    about = models.BigIntegerField(null=True, blank=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.PROPOSED)
    proposed_by = models.UUIDField()
    confirmed_by = models.UUIDField(null=True, blank=True)
    proposed_on = models.DateField()
    generation = models.PositiveSmallIntegerField(default=0)
    reason_sealed = SealedField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="case_proposal_by_another",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")),
            )
        ]


class Wording(models.Model):
    """One version of a worded question to reporters. The highest of a key is in force; none is ever changed."""

    id = RandomID()
    key = models.CharField(max_length=24)
    version = models.PositiveSmallIntegerField()
    title_th = models.CharField(max_length=80)
    title_en = models.CharField(max_length=80)
    text_th = models.TextField()
    text_en = models.TextField()
    is_offered = models.BooleanField(default=True)
    written_by = models.UUIDField()
    written_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(name="one_wording_a_version", fields=["key", "version"])]


class DutyCount(models.Model):
    """How many reports came to a desk in a month. Counted when they are published; small numbers are not shown."""

    desk = models.CharField(max_length=8)
    month = models.DateField()
    received = models.PositiveIntegerField(default=0)
    closed = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(name="one_count_a_month", fields=["desk", "month"])]


class Doomed(models.Model):
    """Keys and files that are to be destroyed: written with the deed, carried out after it, tried again until it is done."""

    id = RandomID()
    rings = models.JSONField(default=list)
    blobs = models.JSONField(default=list)
