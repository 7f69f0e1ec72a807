"""Who comes in: a token in force, for what it was made for, not too often. A cookie opens nothing here."""

from django.conf import settings
from django.core.cache import caches
from django.utils import timezone, translation
from ninja.security import HttpBearer

from saiyai.api import actions, queries, rules
from saiyai.api.problems import Problem


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
    """Counted in each web process by itself: a count shared by all would be a write for each read."""
    counts, now = caches["process"], timezone.now()
    key = f"api.requests.{token.pk}.{now:%H%M}"
    counts.add(key, 0, timeout=120)
    if counts.incr(key) > settings.API_REQUESTS_A_MINUTE:
        raise Problem("too-many", headers={"Retry-After": str(60 - now.second)})


def asked_language(request):
    """The language that the program asks for, if it is one of ours: else the owner's, else Thai."""
    wanted = request.headers.get("Accept-Language", "").strip()[:2].lower()
    return wanted if wanted in ("th", "en") else ""
