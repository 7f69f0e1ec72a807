"""Hand waiting letters to the mail server; forget old ones."""

import smtplib
from datetime import timedelta
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F

from saiyai.crypto import unseal
from saiyai.jobs.rules import pause_after
from saiyai.notify import queries
from saiyai.notify.models import Letter
from saiyai.notify.outbox import PURPOSE

GIVE_UP_AFTER = 12
KEEP = timedelta(days=90)
BATCH = 100
# A worker that dies while it hands a letter over leaves it to the next one after this long.
HELD = timedelta(minutes=5)

log = structlog.get_logger("saiyai.notify")


def send_waiting(now):
    """Send what is due. Each letter is claimed and closed by itself: a killed worker repeats one at the most.

    No mail server at all is an error of the job (the administrator sees it) and counts against no letter.
    """
    keys = list(queries.due(now).values_list("pk", flat=True)[:BATCH])
    if not keys:
        return "nothing to send"
    with get_connection(settings.SMTP_BACKEND) as connection:
        outcomes = [_hand_over(pk, connection, now) for pk in keys]
    return f"sent {outcomes.count('sent')}, failed {outcomes.count('failed')}"


def _hand_over(pk, connection, now):
    """Claim one letter, send it, note how it went."""
    held = queries.due(now).order_by().filter(pk=pk).update(next_try_at=now + HELD, attempts=F("attempts") + 1)
    if not held:
        return "another worker has it"
    letter = Letter.objects.get(pk=pk)
    try:
        _message(letter, connection).send()
    except OSError as problem:  # smtplib's exceptions are OSErrors too
        connection.close()  # whatever state it is in: the next letter opens it again
        _postpone(letter, now, problem)
        return "failed"
    except Exception as problem:  # sealed with another key, or not a letter: it must not hold up the others
        log.error("letter cannot be made", exc_info=problem)
        _give_up(letter, problem)
        return "failed"
    _close(letter, now)
    return "sent"


def _message(letter, connection):
    bound = {"purpose": PURPOSE, "bound_to": str(letter.pk)}
    message = EmailMessage(
        unseal.unseal(letter.subject_sealed, **bound),
        unseal.unseal(letter.body_sealed, **bound),
        settings.DEFAULT_FROM_EMAIL,
        [unseal.unseal(letter.recipient_sealed, **bound)],
        connection=connection,
        headers={
            # The same on every try, so that a mail server can tell a repetition.
            "Message-ID": f"<{letter.pk}@{urlsplit(settings.SITE_URL).hostname}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    if letter.attachment_sealed is not None:
        content = unseal.unseal_bytes(bytes(letter.attachment_sealed), **bound)
        message.attach(letter.attachment_name, content, "application/pdf")
    return message


def _refused_for_good(problem):
    """Whether the mail server said that trying again is of no use (5xx for the only recipient)."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _text in problem.recipients.values())
    return False


def _postpone(letter, now, problem):
    if letter.attempts >= GIVE_UP_AFTER or _refused_for_good(problem):
        return _give_up(letter, problem)
    letter.error = type(problem).__name__
    letter.next_try_at = now + pause_after(letter.attempts)
    letter.save(update_fields=["error", "next_try_at"])


def _give_up(letter, problem):
    """Kept, sealed, until it is forgotten: the administrator may try again."""
    letter.status, letter.error = Letter.Status.FAILED, type(problem).__name__
    letter.save(update_fields=["status", "error"])


def _close(letter, now):
    """Sent: wipe what it said and to whom."""
    letter.status, letter.sent_at, letter.error = Letter.Status.SENT, now, ""
    letter.subject_sealed = letter.body_sealed = letter.recipient_sealed = letter.attachment_name = ""
    letter.attachment_sealed = None
    letter.save()


def forget_old(now):
    """Delete the rows of letters that were sent or given up long ago."""
    with transaction.atomic():
        count, _ = Letter.objects.exclude(status=Letter.Status.WAITING).filter(created_at__lt=now - KEEP).delete()
    return f"forgot {count}"
