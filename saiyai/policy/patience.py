"""Connections to PostgreSQL that do not wait for ever.

The time limits of the server (`statement_timeout`, `lock_timeout`) hold while the server runs, and `tcp_user_timeout` while
its machine does not answer. A server that is stopped, or waits for a disk that hangs, keeps neither: its machine answers,
and nothing comes. Then only who asked can end it.
"""

from typing import Any

from psycopg import Connection, OperationalError
from psycopg.pq import TransactionStatus


def patient(seconds: float) -> type[Connection[Any]]:
    """A kind of connection that waits so many seconds for each answer, then closes itself and raises OperationalError."""

    class Patient(Connection[Any]):
        def wait(self, gen, interval=0.1, timeout=None):
            try:
                return super().wait(gen, interval, seconds if timeout is None else timeout)
            except OperationalError:
                # Still asked: an answer that comes later must not be taken for that of the next question.
                if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                    self.pgconn.finish()
                raise

    return Patient
