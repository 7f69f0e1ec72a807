"""Reading the trail. Who may is asked by the modules above: the trail knows no permissions."""

from saiyai.audit.models import Checkpoint, Event


def events_about(label, key):
    """What was done to one record, newest first."""
    return Event.objects.filter(subject=label, key=str(key)).order_by("-seq")


def visible_events(viewer):
    """The whole trail for who may read it; nobody else sees a line."""
    return Event.objects.order_by("-seq") if viewer.allows("audit.read") else Event.objects.none()


def latest_checkpoint():
    return Checkpoint.objects.order_by("-day").first()
