"""How often something was tried, counted once for all web processes: a small cache of Django's kind in the database.

Whose tries they are cannot be read from the table: a row is found by an HMAC of its name, with a key that changes at
midnight, so that no row can be read back, and none be linked with one of another day. Counting does not begin anew at
midnight: for one hour rows of the evening before are found as well. No row counts for longer than that hour.

These rows leave no line in the trail: a line that stays for ever would tell when somebody tried.
"""

import json
from datetime import timedelta

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection, transaction
from django.utils import timezone

from saiyai.crypto.digest import keyed_digest

LONGEST = timedelta(hours=1)
# A code of an app is let through in its own half minute and in one to either side (MFA_TOTP_TOLERANCE), but allauth
# remembers a used one for half a minute: who looked over the shoulder could use it once more a moment later.
CODE_USED, CODE_LIVES = "allauth.mfa.totp.used", 3 * 30
# One statement, so that of two processes exactly one has added; works alike on SQLite and PostgreSQL.
PUT = (
    "INSERT INTO accounts_tally (digest, value, expires_at) VALUES (%s, %s, %s) ON CONFLICT (digest)"
    " DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at"
)
IF_ENDED = " WHERE accounts_tally.expires_at <= %s"


def _rows():
    from saiyai.accounts.models import Tally  # settings name this module before the models are ready

    return Tally.objects


def purge(now):
    """Delete what counts no more. Returns how many."""
    count, _kinds = _rows().filter(expires_at__lte=now).delete()
    return count


class SharedTallies(BaseCache):
    """The cache that rate limits use, ours and those of the sign-in pages. Values are JSON."""

    def __init__(self, location, params):
        super().__init__(params)

    def make_key(self, key, version=None, day=None):
        name = f"{self.version if version is None else version}:{key}"
        return keyed_digest(name, purpose=f"tally:{day or timezone.localdate().isoformat()}")

    def _names(self, key, version):
        """The name of today, and in the first hour that of yesterday."""
        now = timezone.localtime()
        days = [now.date(), (now - LONGEST).date()]
        return [self.make_key(key, version, day.isoformat()) for day in dict.fromkeys(days)]

    def _living(self, names):
        """The row that counts now, today's first."""
        found = {row.digest: row for row in _rows().filter(digest__in=names, expires_at__gt=timezone.now())}
        return next((found[name] for name in names if name in found), None)

    def _end(self, timeout):
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        longest = LONGEST.total_seconds()
        return timezone.now() + timedelta(seconds=longest if seconds is None else min(seconds, longest))

    def _put(self, name, value, timeout, condition="", values=()):
        end, texts = self._end(timeout), json.dumps(value)
        field = _rows().model._meta.get_field("expires_at")
        moments = [field.get_db_prep_value(moment, connection) for moment in (end, *values)]
        with connection.cursor() as cursor:
            cursor.execute(PUT + condition, [name, texts, *moments])
            return cursor.rowcount == 1

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        timeout = CODE_LIVES if key.startswith(CODE_USED) else timeout
        today, *evening = self._names(key, version)
        if evening and self._living(evening):
            return False
        return self._put(today, value, timeout, IF_ENDED, [timezone.now()])

    def get(self, key, default=None, version=None):
        row = self._living(self._names(key, version))
        return default if row is None else json.loads(row.value)

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        today, *evening = self._names(key, version)
        self._put(today, value, timeout)
        if evening:
            _rows().filter(digest__in=evening).delete()

    def touch(self, key, timeout=DEFAULT_TIMEOUT, version=None):
        row = self._living(self._names(key, version))
        return row is not None and bool(_rows().filter(pk=row.pk).update(expires_at=self._end(timeout)))

    def incr(self, key, delta=1, version=None):
        """Add to a number; the row is locked, so that nothing is lost between processes."""
        with transaction.atomic():
            living = self._living(self._names(key, version))
            row = _rows().select_for_update().filter(pk=living.pk).first() if living else None
            if row is None:
                raise ValueError("nothing is counted under this name")
            number = json.loads(row.value) + delta
            row.value = json.dumps(number)
            row.save(update_fields=["value"])
        return number

    def delete(self, key, version=None):
        count, _kinds = _rows().filter(digest__in=self._names(key, version)).delete()
        return count > 0

    def clear(self):
        _rows().all().delete()
