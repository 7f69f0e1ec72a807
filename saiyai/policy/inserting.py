"""Many rows at once, past the object layer: by executemany on SQLite, by COPY on PostgreSQL. For actions only.

Rows are unsaved records, or mappings that all name the same columns. What is saved is the same as by `bulk_create`:
defaults of fields, and the constraints of the table; nothing is read back.
"""

import json
from functools import lru_cache
from itertools import chain, islice
from operator import attrgetter, itemgetter

from django.db import connection, models

AT_ONCE = 5000


def insert_many(model, rows):
    """Insert rows of one table inside the running transaction. Returns how many."""
    rows = iter(rows)
    first = next(rows, None)
    if first is None:
        return 0
    fields, read = _reader(model, first)
    values = _prepared(fields, map(read, chain([first], rows)))
    names = [connection.ops.quote_name(field.column) for field in fields]
    target = f"{connection.ops.quote_name(model._meta.db_table)} ({', '.join(names)})"
    return (_copy if connection.vendor == "postgresql" else _execute)(target, len(fields), values)


def _reader(model, row):
    """(the columns that are written, what turns a row into their values)."""
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
    if isinstance(row, models.Model):
        return fields, attrgetter(*(field.attname for field in fields))
    named = [field for field in fields if field.attname in row]
    if unknown := row.keys() - {field.attname for field in named}:
        raise ValueError(f"{model.__name__} has no {', '.join(sorted(unknown))}")
    left = [field for field in fields if field.attname not in row]
    # Asked anew for each row; the other defaults are the same for all.
    fresh = [field for field in left if field.has_default() and callable(field.default)]
    fixed = [field for field in left if field not in fresh]
    pick, same = itemgetter(*(field.attname for field in named)), tuple(field.get_default() for field in fixed)
    picked = pick if len(named) > 1 else lambda row: (pick(row),)
    if not fresh:
        return named + fixed, lambda row: picked(row) + same
    return named + fixed + fresh, lambda row: (*picked(row), *same, *(field.get_default() for field in fresh))


def _prepared(fields, tuples):
    """The values as the database takes them. Only columns whose Python values it does not take are touched."""
    ways = [(at, way) for at, field in enumerate(fields) if (way := _way(field))]
    for values in tuples:
        row = list(values)
        for at, way in ways:
            if row[at] is not None:
                row[at] = way(row[at])
        yield row


def _way(field):
    target = field.target_field if field.is_relation else field
    if isinstance(target, models.JSONField):
        return lambda value: json.dumps(value, cls=target.encoder)
    if connection.vendor == "sqlite" and isinstance(target, models.UUIDField):
        return attrgetter("hex")
    if isinstance(target, models.DateTimeField):
        return lru_cache(maxsize=64)(connection.ops.adapt_datetimefield_value)  # thousands of rows share their moment
    return str if target.choices and isinstance(target, models.CharField) else None


def _execute(target, width, values):
    sql, count = f"INSERT INTO {target} VALUES ({', '.join(['%s'] * width)})", 0  # noqa: S608  only names of columns
    with connection.cursor() as cursor:
        while some := list(islice(values, AT_ONCE)):
            cursor.executemany(sql, some)
            count += len(some)
    return count


def _copy(target, width, values):
    count = 0
    sql = f"COPY {target} FROM STDIN"
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.cursor.copy(sql) as copy:
        for row in values:
            copy.write_row(row)
            count += 1
    return count
