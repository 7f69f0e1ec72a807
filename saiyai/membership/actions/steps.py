"""What every move of an application has in common: the story, the clock, the trail, the running numbers."""

from django.db.models import F
from django.utils import timezone

from saiyai.accounts.models import User
from saiyai.audit import trail
from saiyai.membership import rules
from saiyai.membership.models import Counter, Entry, MemberEntry


def as_user(by):
    """The user behind an actor; None for the system and for holders of private links."""
    return by if isinstance(by, User) else None


def make_move(application, move, *, by, text="", shown=True, **facts):
    """Move, set the clock of the new stage, save, and tell the story and the trail."""
    rules.APPLICATION.move(application, move, by=by)
    now = timezone.now()
    application.stage_since, application.due_on = now, rules.due_after(application.status, now)
    application.save()
    tell(application, move, by=by, text=text, shown=shown)
    trail.record(f"application.{move}", application, by=by, status=application.status, **facts)


def tell(application, move, *, by, text="", shown=True):
    """Add a step to the story of an application."""
    return Entry.objects.create(
        application=application,
        move=move,
        status=application.status,
        by=as_user(by),
        by_label=by.actor_label.partition(":")[0],
        text=text,
        shown=shown,
    )


def tell_member(member, move, *, by, text="", shown=True, **facts):
    """Add a step to the story of a membership, and the line of the trail."""
    MemberEntry.objects.create(
        member=member,
        move=move,
        status=member.status,
        by=as_user(by),
        by_label=by.actor_label.partition(":")[0],
        text=text,
        shown=shown,
    )
    trail.record(f"member.{move}", member, by=by, status=member.status, **facts)


def next_number(series, count=1):
    """The next number of a series, or the first of the next `count`.

    Its row is locked until the transaction ends, so no number is given twice.
    """
    Counter.objects.get_or_create(series=series)
    Counter.objects.filter(series=series).update(value=F("value") + count)
    return Counter.objects.get(series=series).value - count + 1
