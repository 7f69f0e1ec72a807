"""Who may move a record from one status to another, and when: one table a record type."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from saiyai.policy.permissions import Permission


class Refused(Exception):
    """The move is not allowed. `reason` says why, `remedy` what would make it possible; both fit to show."""

    def __init__(self, reason, remedy=""):
        super().__init__(str(reason))
        self.reason, self.remedy = reason, remedy


@dataclass(frozen=True)
class Move:
    """From any of `sources` to `target`, by who holds `permission`, unless a guard objects.

    A guard takes (record, by) and gives its objection as text, or "".
    """

    name: str
    sources: tuple
    target: str
    permission: Permission
    guards: tuple = ()
    label: str | Promise = ""


class Lifecycle:
    """A table of moves over one status field. `office_of` and `network_of` tell of a record whose officers may act."""

    def __init__(self, *moves, field="status", office_of=lambda record: None, network_of=lambda record: None):
        self.field, self.office_of, self.network_of = field, office_of, network_of
        self.moves = {move.name: move for move in moves}

    def why_not(self, record, name, by):
        """The reason this user may not make this move now, or "" if they may."""
        move = self.moves[name]
        if getattr(record, self.field) not in move.sources:
            return _("Not possible at this stage.")
        if not by.allows(move.permission, office=self.office_of(record), network=self.network_of(record)):
            return _("You do not have permission to do this.")
        return next((reason for guard in move.guards if (reason := guard(record, by))), "")

    def open_to(self, record, by):
        """The moves to offer: buttons on a page, links in the API."""
        return [move for move in self.moves.values() if not self.why_not(record, move.name, by)]

    def move(self, record, name, *, by):
        """Lock the row, check the rules on its present state, and set the new status (the action saves)."""
        record.refresh_from_db(from_queryset=type(record)._base_manager.select_for_update())
        if reason := self.why_not(record, name, by):
            raise Refused(reason)
        setattr(record, self.field, self.moves[name].target)

    def mermaid(self):
        """The state diagram that the docs show."""
        arrows = [
            f"    {source} --> {move.target}: {move.name}" for move in self.moves.values() for source in move.sources
        ]
        return "\n".join(["stateDiagram-v2", *arrows])
