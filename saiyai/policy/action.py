"""The one door to the tables."""

from functools import wraps

from django.conf import settings
from django.db import transaction

from saiyai.audit import trail
from saiyai.policy import turns

ACTIONS: dict = {}


def action(function):
    """Mark a function that changes data. Only these may.

    It runs in one transaction and must leave an audit event, or it is rolled back. Who acts is always said: `by=`.
    An action called by another joins its transaction.
    """
    name = f"{function.__module__.split('.')[1]}.{function.__name__}"

    @wraps(function)
    def run(*args, by, **details):
        with turns.writing(), transaction.atomic(), trail.must_record(name):
            return function(*args, by=by, **details)

    ACTIONS[name] = run
    return run


def vault_action(function):
    """An action that changes the vault store.

    The line in the trail and whatever else lies in the main store are committed first, the vault last: a machine that
    dies in between leaves a line of a deed that was not done, and never a deed without its line (docs/adr/0013).
    """
    recorded = action(function)

    @wraps(function)
    def run(*args, by, **details):
        with turns.writing(settings.VAULT), transaction.atomic(using=settings.VAULT):
            return recorded(*args, by=by, **details)

    return run
