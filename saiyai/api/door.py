"""Who comes in: a token in force, for what it was made for, not too often. A cookie opens nothing here."""

from contextlib import suppress

from django.conf import settings
from django.core.cache import caches
from django.utils import timezone, translation
from ninja.security import HttpBearer

from saiyai.api import actions, queries, rules
from saiyai.api.problems import Problem

STEPS = 30  # in which a process takes what a token may ask in a minute


class NeedsToken(HttpBearer):
    """For tokens with one scope. The token, with its owner as `user`, becomes `request.auth`."""

    def __init__(self, scope):
        super().__init__()
        self.scope = scope

    def authenticate(self, request, token):
        found = queries.token_in_force(token) if token.startswith(rules.MARK) else None
        if found is None:
            return None
        if not asked_language(request):
            translation.activate(found.user.language)
        _count(found)
        if self.scope not in found.scopes:
            raise Problem(
                "scope", headers={"WWW-Authenticate": f'Bearer error="insufficient_scope" scope="{self.scope}"'}
            )
        today = timezone.localdate()
        if found.used_on != today:
            actions.note_use(found, today)
        return found


def _count(token):
    """Counted for all web processes together. Each takes a few requests at a time: not every read is a write."""
    now, most = timezone.now(), settings.API_REQUESTS_A_MINUTE
    key = f"api.requests.{token.pk}.{now:%H%M}"
    if _have_left(key) or _take(key, most, max(1, most // STEPS)):
        return
    raise Problem("too-many", headers={"Retry-After": str(60 - now.second)})


def _have_left(key):
    """Whether this process has taken a request before that it has not used yet."""
    mine = caches["process"]
    mine.add(key, 0, timeout=120)
    with suppress(ValueError):  # forgotten between the two, like what follows
        if mine.decr(key) >= 0:
            return True
        mine.incr(key)
    return False


def _take(key, most, some):
    """Takes the next of the requests that all processes may answer in this minute; one is used at once."""
    shared = caches["default"]
    shared.add(key, 0, timeout=120)
    left = some
    with suppress(ValueError):
        left -= max(0, shared.incr(key, some) - most)
        if left > 1:
            caches["process"].incr(key, left - 1)
    return left > 0


def asked_language(request):
    """The language that the program asks for, if it is one of ours: else the owner's, else Thai."""
    wanted = request.headers.get("Accept-Language", "").strip()[:2].lower()
    return wanted if wanted in ("th", "en") else ""
