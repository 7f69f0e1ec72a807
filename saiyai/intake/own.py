"""A report as its own reporter reads it, while one request runs."""

from functools import cached_property

from saiyai.crypto import keyring
from saiyai.intake import keys, opening, queries
from saiyai.intake.told import Told


class Gone(LookupError):
    """The keys of this report were destroyed: nobody can open it any more."""


class Own:
    """A report and the key that the receipt of its reporter opens; raises Gone."""

    def __init__(self, report, holder):
        self.report, self.holder = report, holder
        wrap = queries.own_wrap(report)
        if wrap is None:
            raise Gone
        try:
            self.inner = opening.inner_key(report, wrap, holder)
            self.key = keys.data_key(report.pk, report.generation, self.inner)
        except (keyring.Destroyed, opening.CannotOpen):
            raise Gone from None

    def _open(self, table, field, row, sealed):
        place = keys.text_place(table, field, self.report.pk, row.pk, getattr(row, "generation", 0))
        return opening.open_data(sealed, self.key, place=place)

    def close(self, table, field, row, data):
        """Seal facts of a row of this report."""
        place = keys.text_place(table, field, self.report.pk, row.pk, self.report.generation)
        return keys.close_data(data, self.key, place=place)

    @cached_property
    def told(self) -> Told:
        """What was told."""
        return Told.from_dict(self._open("intake.Report", "body", self.report, self.report.body_sealed))

    @cached_property
    def letters(self) -> list:
        """Pairs of row and content of the letters both ways, in order."""
        found = [
            (row, self._open("intake.Message", "content", row, row.content_sealed))
            for row in queries.messages_of(self.report)
        ]
        return sorted(found, key=lambda pair: (pair[1].get("n", 0), pair[0].side))

    @property
    def next_number(self) -> int:
        """The number of the next letter."""
        return 1 + max((content.get("n", 0) for _row, content in self.letters), default=0)

    @cached_property
    def files(self) -> list:
        """Pairs of row and label of the files, in order."""
        found = [
            (row, self._open("intake.Blob", "label", row, row.label_sealed)) for row in queries.blobs_of(self.report)
        ]
        return sorted(found, key=lambda pair: pair[1].get("n", 0))

    @property
    def bytes_taken(self) -> int:
        """How much its files have together."""
        return sum(label.get("length", 0) for _row, label in self.files)

    @cached_property
    def asks(self) -> list:
        """Pairs of row and words of what officers asked about the identity, the open ones first."""
        found = [
            (row, self._open("intake.Ask", "words", row, row.words_sealed)) for row in queries.asks_of(self.report)
        ]
        return sorted(found, key=lambda pair: (pair[0].status != "ASKED", pair[0].until, pair[0].pk))

    @cached_property
    def seen(self) -> list:
        """Who did what with it, in order."""
        found = [self._open("intake.Seen", "words", row, row.words_sealed) for row in queries.seen_of(self.report)]
        return sorted(found, key=lambda words: words.get("n", 0))
