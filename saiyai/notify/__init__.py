"""The outbox: one row per letter, sent by the worker."""
