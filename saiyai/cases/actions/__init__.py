"""What officers do with cases. Only here is sealed text of a report opened for an officer, always on the record."""

from saiyai.cases.actions.comparing import same_files
from saiyai.cases.actions.doom import finish
from saiyai.cases.actions.ending import confirm, decline, delete_again, end_by_time, propose
from saiyai.cases.actions.entering import enter_report
from saiyai.cases.actions.files import make_safe_copy, open_original, open_safe_copy
from saiyai.cases.actions.handing import propose_export, take_out
from saiyai.cases.actions.leaving import off_board, recover
from saiyai.cases.actions.opening import Opened, open_case, titles
from saiyai.cases.actions.publishing import publish_batch, publish_desk, put_on_duty, take_off_duty
from saiyai.cases.actions.readers import change_part, declare_conflict, give, take_away
from saiyai.cases.actions.rekeying import follow_epoch, rekey, take_name_out, wants_name_out
from saiyai.cases.actions.telling import tell_all, tell_of_danger
from saiyai.cases.actions.wording import keep_wording
from saiyai.cases.actions.writing import ask_identity, move, see_identity, send, withdraw_ask, write_note

__all__ = [
    "Opened", "ask_identity", "change_part", "confirm", "declare_conflict", "decline", "delete_again", "end_by_time", "enter_report", "finish", "follow_epoch", "give",
    "keep_wording",
    "make_safe_copy", "move", "off_board", "open_case", "open_original", "open_safe_copy", "propose", "propose_export", "publish_batch", "publish_desk", "put_on_duty", "recover", "rekey",
    "same_files", "see_identity", "send", "take_away", "take_name_out", "take_out", "take_off_duty", "tell_all", "tell_of_danger", "titles", "wants_name_out", "withdraw_ask",
    "write_note",
]  # fmt: skip
