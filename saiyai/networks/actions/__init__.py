"""What can be done with networks. Only these write."""

from saiyai.networks.actions.charters import acknowledge, publish_charter, tell_charter, withdraw_charter, write_charter
from saiyai.networks.actions.coordinating import end_coordinator, name_coordinator
from saiyai.networks.actions.founding import answer_founding, found, propose
from saiyai.networks.actions.keeping import (
    add_chapter,
    approve,
    change_network,
    close,
    end_chapter,
    fall_dormant,
    open_network,
    turn_down,
    wake,
)
from saiyai.networks.actions.participation import (
    accept,
    ask_again,
    decline,
    end,
    erase_part,
    invite,
    leave,
    open_mandate,
    record_signing,
    set_delegates,
    sign,
    take_back,
)

__all__ = [
    "accept",
    "ask_again",
    "decline",
    "end",
    "erase_part",
    "invite",
    "leave",
    "open_mandate",
    "record_signing",
    "set_delegates",
    "sign",
    "take_back",
    "acknowledge",
    "add_chapter",
    "answer_founding",
    "approve",
    "change_network",
    "close",
    "end_coordinator",
    "tell_charter",
    "end_chapter",
    "fall_dormant",
    "found",
    "name_coordinator",
    "open_network",
    "propose",
    "publish_charter",
    "turn_down",
    "wake",
    "withdraw_charter",
    "write_charter",
]
