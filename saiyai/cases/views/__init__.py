from saiyai.cases.views.acts import ask, conflict, give, identity, move, note, take_away, withdraw_ask, write
from saiyai.cases.views.case import case
from saiyai.cases.views.duty import duty, end_duty
from saiyai.cases.views.leaving import leave, recover
from saiyai.cases.views.list import cases
from saiyai.cases.views.two import confirm, decline, propose, rekey

__all__ = [
    "ask", "case", "cases", "confirm", "conflict", "decline", "duty", "end_duty", "give", "identity", "leave", "move",
    "note", "propose", "recover", "rekey", "take_away", "withdraw_ask", "write",
]  # fmt: skip
