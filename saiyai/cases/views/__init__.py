from saiyai.cases.views.acts import ask, conflict, give, identity, move, note, take_away, withdraw_ask, write
from saiyai.cases.views.case import case
from saiyai.cases.views.duty import duty, end_duty
from saiyai.cases.views.list import cases

__all__ = [
    "ask", "case", "cases", "conflict", "duty", "end_duty", "give", "identity", "move", "note", "take_away",
    "withdraw_ask", "write",
]  # fmt: skip
