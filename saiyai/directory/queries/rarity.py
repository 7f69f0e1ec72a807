"""In how many rows of the trigram index a piece of three letters stands: what is rare is asked first (SQLite).

To count a piece the index reads every row that holds it, so counts are kept for a while in the memory of the process.
They choose the order of the work; a piece that stood nowhere is always asked again.
"""

from time import monotonic

from django.db import connection

MOST_KEPT = 20_000
KEPT_FOR = 600  # seconds
SOUND = ("sound",)
TEXT = ("public", "private")


class _Counts:
    """The counts of pieces that stand somewhere, {piece: {column: rows}}; forgotten together."""

    def __init__(self):
        self.forget()

    def forget(self):
        self.kept, self.since = {}, monotonic()

    def of(self, pieces):
        if len(self.kept) > MOST_KEPT or monotonic() - self.since > KEPT_FOR:
            self.forget()
        kept = self.kept
        found = {piece: kept[piece] for piece in pieces if piece in kept}
        counted = {}
        for piece, column, rows in _count(sorted(set(pieces) - found.keys())):
            counted.setdefault(piece, {})[column] = rows
        kept |= counted
        return found | counted


_counts = _Counts()


def _count(pieces):
    if not pieces:
        return []
    marks = ", ".join(["%s"] * len(pieces))
    sql = f"SELECT term, col, doc FROM directory_searchvocabulary WHERE term IN ({marks})"  # noqa: S608  only marks
    with connection.cursor() as cursor:
        return cursor.execute(sql, pieces).fetchall()


def forget_counts():
    """Count afresh from now on."""
    _counts.forget()


def rarest_first(pieces, columns):
    """The pieces that stand in any row, as [(rows that hold it in these columns, piece)]; 0 where none did lately."""
    counts = _counts.of(pieces)
    return sorted((sum(rows.get(column, 0) for column in columns), piece) for piece, rows in counts.items())
