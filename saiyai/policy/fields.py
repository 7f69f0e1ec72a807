"""Fields of the confidential wing: keys that tell no order, and ciphertext that shows nothing."""

import secrets

from django.db import models

from saiyai.crypto.envelopes import Sealed


def new_random_id() -> int:
    """A positive number of 63 random bits."""
    return secrets.randbelow(2**63 - 1) + 1


class RandomID(models.BigIntegerField):
    """A random primary key. On SQLite it is the row's place in the file, so that even a dump shows no order of arrival."""

    def __init__(self, *args, **details):
        details |= {"primary_key": True, "default": new_random_id, "editable": False}
        super().__init__(*args, **details)

    def deconstruct(self):
        name, path, args, details = super().deconstruct()
        for key in ("primary_key", "default", "editable"):
            details.pop(key, None)
        return name, path, args, details

    def db_type(self, connection):
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)

    def rel_db_type(self, connection):
        return models.BigIntegerField().db_type(connection)


class SealedField(models.BinaryField):
    """Holds an envelope. Reading the attribute opens nothing; printing it shows ‹sealed›."""

    def from_db_value(self, value, expression, connection):
        return None if value is None else Sealed(value)

    def to_python(self, value):
        return None if value is None else Sealed(value)

    def get_db_prep_value(self, value, connection, prepared=False):
        if value is not None and not isinstance(value, Sealed):
            raise TypeError(f"{self.name} takes an envelope, not {type(value).__name__}")
        return super().get_db_prep_value(value, connection, prepared)
