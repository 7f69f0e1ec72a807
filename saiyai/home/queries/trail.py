"""Reading the trail by filters."""

from datetime import datetime, time, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from saiyai.audit import queries as audit
from saiyai.audit.models import Checkpoint

VERIFIED = "trail.verified"


def _start_of(day):
    return timezone.make_aware(datetime.combine(day, time.min))


def lines(viewer, *, q="", verb="", subject="", key="", actor="", since=None, until=None):
    """Visible lines of the trail, newest first. `since` and `until` are days in Thailand, both included."""
    events = audit.visible_events(viewer)
    exact = {"verb": verb, "subject": subject, "key": key, "actor": actor}
    events = events.filter(**{name: value for name, value in exact.items() if value})
    if since:
        events = events.filter(at__gte=_start_of(since))
    if until:
        events = events.filter(at__lt=_start_of(until + timedelta(days=1)))
    for word in q.split():
        events = events.filter(
            Q(actor_label__icontains=word) | Q(verb__icontains=word) | Q(subject__icontains=word) | Q(key=word)
        )
    return events


def verbs_and_subjects(viewer):
    """Every deed and every kind of record that occurs, for the filters: one query."""
    pairs = audit.visible_events(viewer).order_by().values_list("verb", "subject").distinct()
    found = list(pairs)
    return sorted({verb for verb, _ in found}), sorted({subject for _, subject in found})


def last_verification(viewer):
    """The line that the last check of the trail left, or None."""
    return audit.visible_events(viewer).filter(verb=VERIFIED).first()


def by_verb(viewer, days=7):
    """What was done in the last days, most frequent first: (verb, how often)."""
    since = timezone.now() - timedelta(days=days)
    rows = audit.visible_events(viewer).order_by().filter(at__gte=since).values("verb")
    return list(rows.annotate(n=Count("seq")).order_by("-n", "verb").values_list("verb", "n"))


def checkpoints():
    """Every signed checkpoint, newest first; they are public."""
    return Checkpoint.objects.order_by("-day")
