"""The beginning and the end of a part: what it was told, Django, and its report."""

import json
import sys
from pathlib import Path
from types import SimpleNamespace

from bench import rows


def begin():
    """What the plan told this process, with Django set up."""
    import django

    told = SimpleNamespace(**json.loads(sys.argv[1]))
    django.setup()
    import logging

    logging.disable(logging.CRITICAL)  # refusals are counted here, not read
    return told


def end(told, measured):
    """Hand the rows to the plan."""
    rows.write(measured, Path(told.report))


def officer(key):
    """One of the cast."""
    from saiyai.accounts.models import User

    return User.objects.get(email=f"{key}@saiyai.example")


def signed_in(user):
    """A browser in which this user is signed in; errors of the server come as pages."""
    from django.test import Client

    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client
