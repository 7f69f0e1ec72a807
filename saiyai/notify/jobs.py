"""Hand waiting letters to the server of their channel; send summaries; forget old ones."""

from datetime import timedelta

import structlog
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import F
from django.utils import translation

from saiyai.crypto import unseal
from saiyai.notify import actions, channels, outbox, queries, rules, writing
from saiyai.notify.actions import LINE_PURPOSE
from saiyai.notify.models import Circular, Letter, Notice
from saiyai.notify.writing import PURPOSE
from saiyai.policy.actors import SYSTEM

GIVE_UP_AFTER = 12
KEEP = timedelta(days=90)
KEEP_NOTICES = timedelta(days=365)
BATCH = 100
# A worker that dies while it hands a letter over leaves it to the next one after this long.
HELD = timedelta(minutes=5)
TITLES_IN_A_SUMMARY = 20

log = structlog.get_logger("saiyai.notify")


def send_waiting(now):
    """Send what is due. Each letter is claimed and closed by itself: a killed worker repeats one at the most.

    No mail server at all is an error of the job (the administrator sees it), counts against no letter, and holds up
    no other channel.
    """
    outcomes, broken = [], None
    for name in Letter.Channel.values:
        keys = list(queries.due(now).filter(channel=name).values_list("pk", flat=True)[:BATCH])
        if not keys:
            continue
        try:
            with channels.ALL[name].line() as connection:
                outcomes += [_hand_over(pk, connection, now) for pk in keys]
        except OSError as problem:
            broken = problem
    if broken is not None:
        raise broken
    if not outcomes:
        return "nothing to send"
    return f"sent {outcomes.count('sent')}, failed {outcomes.count('failed')}"


def _hand_over(pk, connection, now):
    """Claim one letter, send it, note how it went."""
    held = queries.due(now).order_by().filter(pk=pk).update(next_try_at=now + HELD, attempts=F("attempts") + 1)
    if not held:
        return "another worker has it"
    letter, message = Letter.objects.select_related("circular", "user").get(pk=pk), None
    try:
        message = _message(letter, connection)
        channels.ALL[letter.channel].send(message, connection)
    except NotToBeSent as reason:
        _give_up(letter, reason)
        return "failed"
    except OSError as problem:  # smtplib's exceptions are OSErrors too
        connection.close()  # whatever state it is in: the next letter opens it again
        _postpone(letter, message, now, problem)
        return "failed"
    except Exception as problem:  # sealed with another key, or not a letter: it must not hold up the others
        log.error("letter cannot be made", exc_info=problem)
        _give_up(letter, problem)
        return "failed"
    _close(letter, now)
    return "sent"


class NotToBeSent(Exception):
    """Why nothing is handed over. `told` is what an administrator sees."""

    def __init__(self, told):
        super().__init__(told)
        self.told = told


def _message(letter, connection):
    """The letter, opened. Where a LINE message goes is looked up now: who unlinked it meanwhile gets none."""
    if letter.circular is not None and not letter.body_sealed:
        return _of_circular(letter)
    bound = {"purpose": PURPOSE, "bound_to": str(letter.pk)}
    to = unseal.unseal(letter.recipient_sealed, **bound)
    if letter.channel == Letter.Channel.LINE:
        to = _line_account(letter.user)
    attachment = None
    if letter.attachment_sealed is not None:
        attachment = (letter.attachment_name, unseal.unseal_bytes(bytes(letter.attachment_sealed), **bound))
    subject, body = (unseal.unseal(text, **bound) for text in (letter.subject_sealed, letter.body_sealed))
    return channels.Message(str(letter.pk), to, subject, body, attachment)


def _line_account(user):
    linked = queries.preference_of(user).line_sealed
    return unseal.unseal(linked, purpose=LINE_PURPOSE, bound_to=str(user.pk))


def _of_circular(letter):
    """One of many: written for this reader, whose address is that of today; the digest of it stays with the letter."""
    user = letter.user
    if user is None or not user.is_active:
        raise NotToBeSent("AccountClosed")
    if letter.channel == Letter.Channel.LINE:
        to = _line_account(user)
    else:
        to, letter.recipient_digest = user.email, queries.address_digest(user.email)
        if queries.bounce_of(to):
            raise NotToBeSent(writing.CAME_BACK)
    return channels.Message(str(letter.pk), to, *outbox.written(letter.circular, letter.channel, user.language))


def _postpone(letter, message, now, problem):
    if letter.attempts >= GIVE_UP_AFTER or channels.for_good(problem):
        if reason := channels.address_is_gone(problem):
            actions.record_bounce(message.to, reason, by=SYSTEM)
        return _give_up(letter, problem)
    letter.error = _named(problem)
    letter.next_try_at = now + rules.pause(letter.attempts, letter.pk)
    letter.save(update_fields=["error", "next_try_at"])


def _named(problem):
    return getattr(problem, "told", type(problem).__name__)


def _give_up(letter, problem):
    """Kept, sealed, until it is forgotten: the administrator may try again."""
    letter.status, letter.error = Letter.Status.FAILED, _named(problem)
    letter.save(update_fields=["status", "error"])


def _close(letter, now):
    """Sent: wipe what it said and to whom."""
    letter.status, letter.sent_at, letter.error = Letter.Status.SENT, now, ""
    letter.subject_sealed = letter.body_sealed = letter.recipient_sealed = letter.attachment_name = ""
    letter.attachment_sealed = None
    if letter.circular is not None and letter.channel == Letter.Channel.EMAIL:
        letter.user = None  # the digest of the address is enough to tell a mail that came back
    letter.save()


def send_digests(now):
    """Each morning: one letter for all that waited for a summary."""
    waiting = Notice.objects.filter(gathered=True).values_list("user", flat=True).distinct()
    sent = 0
    for user in get_user_model().objects.filter(pk__in=waiting, is_active=True).iterator(chunk_size=500):
        preference = queries.preference_of(user)
        if rules.digest_due(preference, now):
            sent += _send_digest(user, preference, now)
    return f"sent {sent}"


def _send_digest(user, preference, now):
    with transaction.atomic():
        notices = Notice.objects.select_for_update(of=("self",)).select_related("circular")
        titles = [one.said.title for one in notices.filter(user=user, gathered=True).order_by("created_at")]
        if not titles:
            return 0
        facts = {
            "titles": titles[:TITLES_IN_A_SUMMARY],
            "count": len(titles),
            "more": max(0, len(titles) - TITLES_IN_A_SUMMARY),
            "page": settings.SITE_URL + "/inbox/",
            "preferences": settings.SITE_URL + "/inbox/preferences/",
        }
        with translation.override(user.language):
            subject, body = writing.rendered("notify/letters/digest", facts, user.language)
        after = rules.not_before(preference, "announcement", rules.EMAIL, now)
        writing.queue_text(
            to=user.email, subject=subject, body=body, purpose="announcement", kind="digest", after=after
        )
        Notice.objects.filter(user=user, gathered=True).update(gathered=False)
    return 1


def forget_notices(now):
    """Delete messages of inboxes a year after they came."""
    with transaction.atomic():
        count, _ = Notice.objects.filter(created_at__lt=now - KEEP_NOTICES).delete()
        over = Circular.objects.filter(created_at__lt=now - KEEP_NOTICES, notices=None, letters=None)
        over.delete()
    return f"forgot {count}"


def forget_old(now):
    """Delete the rows of letters that were sent or given up long ago."""
    with transaction.atomic():
        count, _ = Letter.objects.exclude(status=Letter.Status.WAITING).filter(created_at__lt=now - KEEP).delete()
    return f"forgot {count}"


def follow_bounces(now):
    """Each night: marks on addresses leave who has another address now, and end where they were for a time."""
    return f"followed {actions.follow_bounces(by=SYSTEM, now=now)}"
