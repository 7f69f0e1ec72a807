"""Sessions that know whose they are, so that their owner can list and end them.

They stay in the database alone: a cache in each process would keep a session alive there after its owner ended it
elsewhere. What they hold is sealed, because it may be the secret of an authenticator app that is being set up.
"""

import json
import uuid
from datetime import date

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from saiyai.crypto import sealed
from saiyai.crypto.unseal import CannotOpen, unseal

PURPOSE = "session"
STARTED, USED, PUBLIC = "started_on", "used_on", "public_id"


class SessionStore(DatabaseStore):
    """Django's database sessions, sealed, with the user and two days beside them."""

    @classmethod
    def get_model_class(cls):
        from saiyai.accounts.models import Session

        return Session

    def encode(self, session_dict):
        return sealed.seal(json.dumps(session_dict), purpose=PURPOSE)

    def decode(self, session_data):
        try:
            return json.loads(unseal(session_data, purpose=PURPOSE) or "{}")
        except (CannotOpen, ValueError):
            return {}  # sealed with another key: as good as none, and the visitor signs in again

    def create(self):
        """A new row has a new public name: the row before it may still be there, and names are unique."""
        getattr(self, "_session_cache", {}).pop(PUBLIC, None)
        super().create()

    def create_model_instance(self, data):
        data.setdefault(PUBLIC, str(uuid.uuid4()))
        data.setdefault(STARTED, timezone.localdate().isoformat())
        row = super().create_model_instance(data)
        row.user_id = data.get(SESSION_KEY) or None
        row.public_id = uuid.UUID(data[PUBLIC])
        row.started_on = date.fromisoformat(data[STARTED])
        row.used_on = date.fromisoformat(data.get(USED, data[STARTED]))
        return row
