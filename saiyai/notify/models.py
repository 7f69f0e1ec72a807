import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

OF_CIRCULAR = models.Q(circular__isnull=False)


class Circular(models.Model):
    """What many are told at once, written once: the messages in inboxes and the letters of all of them point here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField(max_length=40)
    title = models.TextField()
    body = models.TextField(blank=True, default="")
    address = models.TextField(blank=True, default="", help_text="Path of the page where it goes on")
    about = models.CharField(max_length=60, help_text="Label of the record, as in the trail")
    about_key = models.CharField(max_length=40)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(name="circular_once", fields=["about_key", "about"])]


class Letter(models.Model):
    """A message on its way. Text and attachment are sealed, and wiped once the server of its channel has taken them.

    A letter of a circular has no text of its own: it is written, and its address looked up, when it is handed over.
    """

    class Status(models.TextChoices):
        WAITING = "WAITING", _("Waiting")
        SENT = "SENT", _("Sent")
        FAILED = "FAILED", _("Not delivered")
        BOUNCED = "BOUNCED", _("Came back")

    class Channel(models.TextChoices):
        EMAIL = "EMAIL", _("E-mail")
        LINE = "LINE", _("LINE")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.EMAIL)
    purpose = models.CharField(max_length=40)
    circular = models.ForeignKey(Circular, on_delete=models.PROTECT, null=True, related_name="letters", db_index=False)
    # Who gets it by LINE, or as a letter of a circular; any other letter by e-mail knows its address only.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    # Which letter it is and which record it is about: what is listed to those who may see that record, never opened.
    kind = models.CharField(max_length=60, blank=True, default="", help_text="Name of its template")
    about = models.CharField(max_length=60, blank=True, default="", help_text="Label of the record, as in the trail")
    about_key = models.CharField(max_length=40, blank=True, default="")
    recipient_sealed = models.TextField()
    recipient_digest = models.CharField(max_length=64, blank=True, default="", help_text="Tells a mail that came back")
    subject_sealed = models.TextField()
    body_sealed = models.TextField()
    attachment_name = models.TextField(blank=True, default="")
    attachment_sealed = models.BinaryField(null=True)
    status = models.CharField(max_length=8, choices=Status, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    next_try_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["status", "next_try_at"], name="letter_due"),
            models.Index(fields=["about", "about_key"], name="letter_about"),
            models.Index(fields=["circular", "status"], name="letter_circular", condition=OF_CIRCULAR),
        ]


class Notice(models.Model):
    """A message in somebody's inbox. It says what there is to read, and where; nothing personal beyond that.

    One of a circular says it by that, and stands in an inbox once: the database refuses a second one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    circular = models.ForeignKey(Circular, on_delete=models.PROTECT, null=True, related_name="notices", db_index=False)
    purpose = models.CharField(max_length=40)
    title = models.TextField(blank=True, default="")
    body = models.TextField(blank=True, default="")
    address = models.TextField(blank=True, default="", help_text="Path of the page where it goes on")
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    gathered = models.BooleanField(default=False, help_text="Waits for the next summary by e-mail")

    class Meta:
        indexes = [
            models.Index(fields=["user", "-created_at"], name="notice_of_user"),
            models.Index(fields=["user"], name="notice_unread", condition=models.Q(read_at__isnull=True)),
            models.Index(fields=["user"], name="notice_gathered", condition=models.Q(gathered=True)),
        ]
        constraints = [
            models.UniqueConstraint(name="notice_once", fields=["circular", "user"], condition=OF_CIRCULAR),
            models.CheckConstraint(name="notice_says_something", condition=OF_CIRCULAR | ~models.Q(title="")),
        ]

    @property
    def said(self):
        """What holds its title, body and address."""
        return self.circular or self


class Preference(models.Model):
    """How somebody wants to be told: what is switched off, summaries, quiet hours, their LINE account."""

    class Digest(models.TextChoices):
        NONE = "NONE", _("Each one at once")
        DAILY = "DAILY", _("One summary a day")
        WEEKLY = "WEEKLY", _("One summary a week")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="preference"
    )
    off = models.JSONField(default=list, blank=True, help_text="purpose:CHANNEL, one entry each")
    digest = models.CharField(max_length=8, choices=Digest, default=Digest.NONE)
    quiet_from = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Hour of the day in Thailand")
    quiet_until = models.PositiveSmallIntegerField(null=True, blank=True)
    line_sealed = models.TextField(blank=True, default="", help_text="The LINE account that has shown it is theirs")
    line_digest = models.CharField(max_length=64, blank=True, default="", help_text="Keyed: finds who left")
    line_code = models.CharField(
        max_length=64, blank=True, default="", help_text="Digest of the code that they send us"
    )
    line_code_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="line_account_once", fields=["line_digest"], condition=~models.Q(line_digest="")
            ),
            models.UniqueConstraint(name="line_code_once", fields=["line_code"], condition=~models.Q(line_code="")),
            models.CheckConstraint(
                name="line_is_proven",
                condition=models.Q(line_sealed="", line_digest="")
                | ~(models.Q(line_sealed="") | models.Q(line_digest="")),
            ),
            models.CheckConstraint(
                name="quiet_hours_are_both_or_none",
                condition=models.Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | models.Q(quiet_from__lte=23, quiet_until__lte=23),
            ),
        ]


class Bounce(models.Model):
    """An address from which mail came back. The address itself is not kept, only its keyed digest.

    `user` is the account whose address it was when mail came back.
    """

    class Kind(models.TextChoices):
        HARD = "HARD", _("The address does not work")
        SOFT = "SOFT", _("Could not be delivered for a time")

    class Asked(models.TextChoices):
        INBOX = "INBOX", _("In the inbox on this site")
        PHONE = "PHONE", _("By telephone")
        LINE = "LINE", _("By LINE")
        PAPER = "PAPER", _("By a letter on paper")

    address_digest = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=4, choices=Kind, default=Kind.HARD)
    reason = models.CharField(max_length=200, blank=True, default="")
    times = models.PositiveSmallIntegerField(default=1, help_text="How often mail came back since it last worked")
    since = models.DateTimeField(default=timezone.now)
    noted_at = models.DateTimeField(default=timezone.now)
    lifted_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    asked_how = models.CharField(max_length=5, choices=Asked, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["-noted_at"], name="bounce_standing", condition=models.Q(lifted_at__isnull=True))
        ]
