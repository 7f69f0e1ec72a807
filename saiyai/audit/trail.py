"""Write the trail. Knows no other module: a subject is a label and a key.

Lines are gathered while an action runs and written at its end, just before the commit, so that the lock on the
head of the trail is held for one short insert and not for the whole action (docs/adr/0004).
"""

import json
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from saiyai.audit import seals
from saiyai.audit.models import Checkpoint, Event, Head
from saiyai.crypto import merkle

LONGEST_FACT = 2000


class NothingRecorded(AssertionError):
    """An action changed data and left no trace."""


@dataclass
class _Open:
    """The lines of the running action and of those that it called."""

    lines: list


_open: ContextVar[_Open | None] = ContextVar("the running action", default=None)


def record(verb, subject, *, by, **facts):
    """Add a line: `by` did `verb` to `subject` (a record, or a (label, key) pair). Inside an action only."""
    running = _open.get()
    if running is None:
        raise RuntimeError("trail.record() outside an action")
    label, key = subject if isinstance(subject, tuple) else (subject._meta.label_lower, subject.pk)
    facts = json.loads(json.dumps(facts, cls=DjangoJSONEncoder), parse_float=_no_floats, parse_constant=_no_floats)
    too_long = [name for name, value in facts.items() if isinstance(value, str) and len(value) > LONGEST_FACT]
    if too_long:
        raise ValueError(f"facts of the trail are small: {too_long}")
    running.lines.append(
        Event(
            at=timezone.now(),
            actor=str(by.pk),
            actor_label=str(by.actor_label),
            verb=verb,
            subject=label,
            key=str(key),
            facts=facts,
        )
    )


def _no_floats(text):
    # PostgreSQL writes 1e16 back in another way than it was given, and the seal would no longer fit.
    raise ValueError(f"facts of the trail are texts, whole numbers, yes or no: {text}")


@contextmanager
def must_record(name):
    """Run an action; write its lines at the end of the outermost one; fail if it recorded nothing."""
    outer = _open.get()
    running = outer or _Open([])
    before = len(running.lines)
    reset = None if outer else _open.set(running)
    try:
        yield
        if len(running.lines) == before:
            raise NothingRecorded(name)
        if outer is None:
            _append(running.lines)
    except BaseException:
        del running.lines[before:]
        raise
    finally:
        if reset:
            _open.reset(reset)


def _append(lines):
    """Give each line its number and seal under the lock of the head, and sign the new head."""
    locked = Head.objects.select_for_update().filter(id=1)
    head = locked.first()
    if head is None:  # the first line of all; of two that come at once, one waits for the other
        Head.objects.get_or_create(id=1)
        head = locked.get()
    frontier = seals.to_bytes(head.frontier)
    for event in lines:
        event.seq = head.size + 1
        content = seals.canonical(event)
        event.seal = head.last_seal = seals.seal(head.last_seal, content)
        frontier = merkle.grow(frontier, head.size, merkle.leaf_hash(content))
        head.size = event.seq
    Event.objects.bulk_create(lines)
    head.frontier = seals.to_hex(frontier)
    head.signature = seals.sign(seals.statement(head.size, merkle.root(frontier)))
    head.save()


def checkpoint(day):
    """Sign the root of the trail for this day; the same day again keeps the first. Returns the checkpoint."""
    head = Head.objects.filter(id=1).first() or Head()
    root = seals.root_of(head.frontier)
    made, _ = Checkpoint.objects.get_or_create(
        day=day,
        defaults={
            "size": head.size,
            "root": root.hex(),
            "signature": seals.sign(seals.statement(head.size, root, day.isoformat())),
        },
    )
    return made
