"""Reading the trail. Who may is asked by the modules above: the trail knows no permissions."""

from django.db.models import Max

from saiyai.audit.models import Checkpoint, Event


def events_about(label, key):
    """What was done to one record, newest first."""
    return Event.objects.filter(subject=label, key=str(key)).order_by("-seq")


def visible_events(viewer):
    """The whole trail for who may read it; nobody else sees a line."""
    return Event.objects.order_by("-seq") if viewer.allows("audit.read") else Event.objects.none()


def latest_checkpoint():
    return Checkpoint.objects.order_by("-day").first()


def last_line():
    """The number of the last line of the trail; 0 while it is empty."""
    return Event.objects.aggregate(last=Max("seq"))["last"] or 0


def lines_after(seq, verbs):
    """The lines of these verbs that came after this one, in order."""
    return Event.objects.filter(seq__gt=seq, verb__in=verbs).order_by("seq")
