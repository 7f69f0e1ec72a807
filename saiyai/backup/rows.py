"""Rows of any table as lines of JSON and back, the same from either database."""

import base64
import json
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import models

from saiyai.policy.fields import SealedField

# Sign-ins, and with them unlocked vaults, end with a move to another machine. So does a permission to see a reporter's name:
# they may have taken it back since, and nobody would know. The others Django writes anew when it brings the tables up to date.
LEFT_OUT = {
    "accounts.session", "accounts.unlock", "accounts.tally", "sessions.session", "contenttypes.contenttype",
    "auth.permission", "intake.identitygrant",
}  # fmt: skip


def tables(apps):
    """Every table that belongs into a backup, in the order of its name."""
    found = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    found = [model for model in found if not model._meta.proxy and model._meta.label_lower not in LEFT_OUT]
    return sorted(found, key=lambda model: model._meta.label_lower)


def lines(model, queryset):
    """Each row as one line, in the order of the primary key; the same line for the same row, whichever database holds it.

    PostgreSQL puts the names inside a JSON value into an order of its own, SQLite keeps that of their writing: here they
    are sorted.
    """
    fields = model._meta.concrete_fields
    for values in queryset.order_by("pk").values_list(*(field.attname for field in fields)).iterator(2000):
        plain = [_plain(value) for value in values]
        yield json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


def _plain(value):
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, timedelta):
        return value / timedelta(microseconds=1)
    return value


def columns(model):
    """The names of what a line holds, in its order."""
    return [field.attname for field in model._meta.concrete_fields]


def row(model, names, line):
    """A row that is not saved yet, from a line whose values have these names."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return model(**{name: _value(fields[name], value) for name, value in zip(names, json.loads(line), strict=True)})


def _value(field, value):
    if value is None or isinstance(field, models.JSONField):
        return value
    if isinstance(field, models.BinaryField):
        return field.to_python(base64.b64decode(value)) if isinstance(field, SealedField) else base64.b64decode(value)
    if isinstance(field, models.DurationField):
        return timedelta(microseconds=value)
    return field.target_field.to_python(value) if field.is_relation else field.to_python(value)
