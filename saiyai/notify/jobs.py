"""Hand waiting letters to the mail server; forget old ones."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction

from saiyai.crypto import unseal
from saiyai.jobs.rules import pause_after
from saiyai.notify.models import Letter
from saiyai.notify.outbox import PURPOSE

GIVE_UP_AFTER = 12
KEEP = timedelta(days=90)
BATCH = 100


def send_waiting(now):
    """Send what is due. A letter is marked before the next is tried: a killed worker repeats one at the most."""
    due = Letter.objects.filter(status=Letter.Status.WAITING, next_try_at__lte=now).order_by("next_try_at")
    sent = failed = 0
    keys = list(due.values_list("pk", flat=True)[:BATCH])
    connection = get_connection(settings.SMTP_BACKEND) if keys else None
    for pk in keys:
        letter = Letter.objects.filter(pk=pk, status=Letter.Status.WAITING).first()
        if letter is None:
            continue
        try:
            _message(letter, connection).send()
        except OSError as problem:  # smtplib's exceptions are OSErrors too
            failed += 1
            _postpone(letter, now, type(problem).__name__)
        else:
            sent += 1
            _close(letter, now)
    return f"sent {sent}, failed {failed}"


def _message(letter, connection):
    bound = {"purpose": PURPOSE, "bound_to": str(letter.pk)}
    message = EmailMessage(
        unseal.unseal(letter.subject_sealed, **bound),
        unseal.unseal(letter.body_sealed, **bound),
        settings.DEFAULT_FROM_EMAIL,
        [unseal.unseal(letter.recipient_sealed, **bound)],
        connection=connection,
    )
    if letter.attachment_sealed is not None:
        content = unseal.unseal_bytes(bytes(letter.attachment_sealed), **bound)
        message.attach(letter.attachment_name, content, "application/pdf")
    return message


def _postpone(letter, now, error):
    letter.attempts += 1
    letter.error = error
    letter.next_try_at = now + pause_after(letter.attempts)
    if letter.attempts >= GIVE_UP_AFTER:
        letter.status = Letter.Status.FAILED
    letter.save()


def _close(letter, now):
    """Sent: wipe what it said."""
    letter.status, letter.sent_at, letter.error = Letter.Status.SENT, now, ""
    letter.subject_sealed = letter.body_sealed = letter.recipient_sealed = ""
    letter.attachment_sealed = None
    letter.save()


def forget_old(now):
    """Delete the rows of letters that were sent or given up long ago."""
    with transaction.atomic():
        count, _ = Letter.objects.exclude(status=Letter.Status.WAITING).filter(created_at__lt=now - KEEP).delete()
    return f"forgot {count}"
