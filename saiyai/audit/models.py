from django.db import models
from django.db.models import Q


class Event(models.Model):
    """One line of the trail: who did what to which record, and when.

    Rows are only ever added. There are no foreign keys: the trail outlives what it describes. `facts` are small and
    never hold sealed text or contact details. `seal` is a keyed hash over this line and the seal before it.
    """

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.TextField()
    actor_label = models.TextField()
    verb = models.TextField()
    subject = models.TextField()
    key = models.TextField()
    facts = models.JSONField(default=dict)
    seal = models.TextField()

    class Meta:
        constraints = [models.CheckConstraint(name="event_seq_starts_at_one", condition=Q(seq__gte=1))]
        indexes = [
            models.Index(fields=["subject", "key"], name="event_subject"),
            models.Index(fields=["actor"], name="event_actor"),
        ]


class Head(models.Model):
    """Where the trail ends: its size, the frontier of its Merkle tree, and our signature. One row."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField(default=0)
    frontier = models.JSONField(default=list)
    last_seal = models.TextField(blank=True, default="")
    signature = models.TextField(blank=True, default="")

    class Meta:
        constraints = [models.CheckConstraint(name="head_is_one_row", condition=Q(id=1))]


class Checkpoint(models.Model):
    """The signed root of the trail at the end of a day, fit to be published."""

    day = models.DateField(primary_key=True)
    size = models.BigIntegerField()
    root = models.TextField()
    signature = models.TextField()


class Look(models.Model):
    """An officer, or a unit's coordinator, opened a record about somebody. One row a day, viewer, record and page."""

    day = models.DateField()
    viewer = models.TextField()
    office = models.TextField(blank=True, default="", help_text="Of the officer on that day; empty for the centre")
    subject = models.TextField()
    key = models.TextField()
    page = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="look_once_a_day", fields=["subject", "key", "day", "viewer", "page"])
        ]
        indexes = [models.Index(fields=["day"], name="look_day")]
