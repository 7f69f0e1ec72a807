from django.db import models


class Job(models.Model):
    """One line of the schedule: when it last ran, when it runs next, and what went wrong."""

    name = models.CharField(max_length=80, primary_key=True)
    next_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True, blank=True, help_text="A worker is at it until then at the latest")
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    result = models.TextField(blank=True, default="")
    error = models.TextField(blank=True, default="")
    failures = models.PositiveIntegerField(default=0, help_text="In a row")
    runs = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["name"]
