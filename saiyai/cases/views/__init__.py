from saiyai.cases.views.acts import (
    ask,
    change_part,
    conflict,
    give,
    identity,
    move,
    note,
    take_away,
    withdraw_ask,
    write,
)
from saiyai.cases.views.case import case
from saiyai.cases.views.duty import duty, end_duty
from saiyai.cases.views.entering import enter
from saiyai.cases.views.figures import figures_of_desk
from saiyai.cases.views.files import ask_original, original, safe_copy
from saiyai.cases.views.leaving import leave, recover
from saiyai.cases.views.list import cases
from saiyai.cases.views.two import confirm, decline, propose, propose_export, rekey, take_name_out, take_out
from saiyai.cases.views.wording import wordings

__all__ = [
    "ask", "ask_original", "case", "cases", "change_part", "confirm", "conflict", "decline", "duty", "end_duty", "enter", "figures_of_desk", "give", "identity", "leave", "move",
    "note", "original", "propose", "propose_export", "recover", "rekey", "safe_copy", "take_away", "take_name_out", "take_out", "withdraw_ask", "wordings", "write",
]  # fmt: skip
