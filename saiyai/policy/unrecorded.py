"""The front desk's door to its tables."""

from functools import wraps

from django.conf import settings
from django.db import transaction

from saiyai.policy import turns

UNRECORDED: dict = {}


def unrecorded(function):
    """Mark what a reporter does: one transaction in the vault store, and no line anywhere.

    A trail of what reporters did and when would be a weapon against them (docs/adr/0013). `by=` is said all the same.
    """
    name = f"{function.__module__.split('.')[1]}.{function.__name__}"

    @wraps(function)
    def run(*args, by, **details):
        with turns.writing(settings.VAULT), transaction.atomic(using=settings.VAULT):
            return function(*args, by=by, **details)

    UNRECORDED[name] = run
    return run
