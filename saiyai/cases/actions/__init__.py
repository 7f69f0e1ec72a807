"""What officers do with cases. Only here is sealed text of a report opened for an officer, always on the record."""

from saiyai.cases.actions.opening import Opened, open_case, titles
from saiyai.cases.actions.publishing import publish_batch, publish_desk, put_on_duty, take_off_duty
from saiyai.cases.actions.readers import declare_conflict, give, take_away
from saiyai.cases.actions.telling import tell_all, tell_of_danger
from saiyai.cases.actions.writing import ask_identity, move, see_identity, send, withdraw_ask, write_note

__all__ = [
    "Opened", "ask_identity", "declare_conflict", "give", "move", "open_case", "publish_batch", "publish_desk",
    "put_on_duty", "see_identity", "send", "take_away", "take_off_duty", "tell_all", "tell_of_danger", "titles",
    "withdraw_ask", "write_note",
]  # fmt: skip
