"""What happened, as the trail tells it, on its way to receivers: signed, repeated with pauses, given up in the end.

Like the outbox, these rows are book-keeping: they leave no lines in the trail, from which they are made.
"""

import base64
import hashlib
import hmac
import json
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLong
from datetime import timedelta

import structlog
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from saiyai.api import actions, queries, rules, sending
from saiyai.api.models import Delivery, Receiver
from saiyai.audit import queries as audit
from saiyai.crypto import unseal
from saiyai.jobs.rules import pause_after
from saiyai.policy.actors import SYSTEM

AT_ONCE = 8  # receivers that are spoken with at the same time
A_TURN = 10  # deliveries to one receiver in one run
MOST_LINES = 500  # of the trail, for one receiver in one run
HELD = timedelta(minutes=5)  # until another worker believes that this one died
PATIENCE = 30  # seconds for one delivery with everything, also a slow look-up of the name
KEEP = timedelta(days=30)
S = Delivery.Status
log = structlog.get_logger("saiyai.api")


def gather(now):
    """Make a delivery of each new line of the trail for each receiver whose owner may know of it. Returns how many."""
    last, made = audit.last_line(), 0
    for receiver in queries.working_receivers().filter(after__lt=last):
        made += _gather(receiver, last, now)
    return made


def _gather(receiver, last, now):
    """Lines and place in the trail move on together, or not at all; of two workers one moves on."""
    verbs = [verb for topic in receiver.topics for verb in rules.EVENTS.get(topic, ())]
    lines = list(audit.lines_after(receiver.after, verbs).filter(seq__lte=last)[:MOST_LINES])
    upto = lines[-1].seq if len(lines) == MOST_LINES else last
    rows = [_delivery(receiver, line, now) for line in _seen(receiver.user, lines)]
    with transaction.atomic():
        if not Receiver.objects.filter(pk=receiver.pk, after=receiver.after, off="").update(after=upto):
            return 0
        Delivery.objects.bulk_create(rows)
    return len(rows)


def _delivery(receiver, line, now):
    return Delivery(receiver=receiver, event=line.verb, key=line.key, happened_at=line.at, next_try_at=now)


def _seen(user, lines):
    """The lines about what the owner sees now."""
    if not lines or queries.why_not_hold(user):
        return []
    keys = {}
    for line in lines:
        keys.setdefault(line.verb.partition(".")[0], set()).add(line.key)
    seen = {topic: queries.seen_by(user, topic, known) for topic, known in keys.items()}
    return [line for line in lines if line.key in seen[line.verb.partition(".")[0]]]


def send_due(now):
    """Tell each receiver what is due, several at a time; returns how many were told and how many not."""
    turns = [(receiver, claimed) for receiver in queries.working_receivers() if (claimed := _claim(receiver, now))]
    told = failed = 0
    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        for start in range(0, len(turns), AT_ONCE):
            tasks = [(receiver, rows, pool.submit(_speak, *_words(receiver, rows))) for receiver, rows in
                     turns[start : start + AT_ONCE]]  # fmt: skip
            for receiver, rows, task in tasks:
                good, bad = _close(receiver, rows, _outcomes(task, len(rows)), now)
                told, failed = told + good, failed + bad
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    return told, failed


def _claim(receiver, now):
    """What this receiver is told in this run: one thing while it fails, several while it works."""
    if queries.why_not_hold(receiver.user):
        queries.due(receiver, now).update(status=S.FAILED, outcome="owner", ended_at=now)
        return []
    rows = []
    for row in queries.due(receiver, now)[: 1 if receiver.failures else A_TURN]:
        if queries.due(receiver, now).filter(pk=row.pk).update(next_try_at=now + HELD, attempts=F("attempts") + 1):
            row.attempts += 1
            rows.append(row)
    return rows


def _words(receiver, rows):
    """(address, secret, what to send) for a thread that touches no table."""
    secret = unseal.unseal(receiver.secret_sealed, purpose="webhook", bound_to=str(receiver.pk))
    return receiver.address, base64.b64decode(secret), [(str(row.pk), body_of(row)) for row in rows]


def body_of(row):
    """The event: its name, when it happened, and the key of the record; nobody's name, and no text."""
    content = {"type": row.event, "timestamp": row.happened_at.isoformat(), "data": {"id": row.key}}
    return json.dumps(content).encode()


def signed(key, secret, body, at):
    """The three headers of Standard Webhooks."""
    stamp = str(int(at.timestamp()))
    mark = hmac.new(secret, b".".join((key.encode(), stamp.encode(), body)), hashlib.sha256).digest()
    return {
        "webhook-id": key,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(mark).decode()}",
        "Content-Type": "application/json",
        "User-Agent": "Saiyai",
    }


def _speak(address, secret, messages):
    """Send one after the other; after the first that fails the rest waits. Returns the outcomes."""
    outcomes = []
    for key, body in messages:
        try:
            outcomes.append(str(sending.post(address, body, signed(key, secret, body, timezone.now()))))
        except sending.NotSent as problem:
            outcomes.append(problem.outcome)
        if not outcomes[-1].startswith("2"):
            break
    return outcomes


def _outcomes(task, count):
    try:
        return task.result(timeout=PATIENCE * count)
    except TooLong:
        return ["timeout"]
    except Exception as problem:  # whatever a stranger sends must not hold up the others
        log.error("delivery failed", exc_info=problem)
        return ["unreachable"]


def _close(receiver, rows, outcomes, now):
    """Write down how it went. What was not reached in this turn is due again at once."""
    good = bad = 0
    for row, outcome in zip(rows, outcomes, strict=False):
        mine = Delivery.objects.filter(pk=row.pk, status=S.WAITING)
        if outcome.startswith("2"):
            mine.update(status=S.DELIVERED, outcome=outcome, ended_at=timezone.now())
            good, receiver.failures = good + 1, 0
            continue
        bad, receiver.failures = bad + 1, receiver.failures + 1
        mine.update(outcome=outcome, next_try_at=now + pause_after(receiver.failures))
    untried = [row.pk for row in rows[len(outcomes) :]]
    pause = pause_after(receiver.failures) if receiver.failures else timedelta()
    Delivery.objects.filter(pk__in=untried).update(next_try_at=now + pause, attempts=F("attempts") - 1)
    Receiver.objects.filter(pk=receiver.pk).update(failures=receiver.failures)
    if receiver.failures >= rules.MOST_FAILURES:
        actions.switch_off(receiver, by=SYSTEM, because=Receiver.Off.FAILING)
    return good, bad


def forget_old(now):
    """Delete deliveries that ended long ago. Returns how many."""
    count, _kinds = Delivery.objects.exclude(status=S.WAITING).filter(ended_at__lt=now - KEEP).delete()
    return count
