"""Sessions that know whose they are, so that their owner can list and end them."""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.cached_db import SessionStore as CachedStore


class SessionStore(CachedStore):
    """Django's cached database sessions with the user beside them."""

    cache_key_prefix = "saiyai.accounts.sessions"

    @classmethod
    def get_model_class(cls):
        from saiyai.accounts.models import Session

        return Session

    def create_model_instance(self, data):
        row = super().create_model_instance(data)
        row.user_id = data.get(SESSION_KEY) or None
        return row
