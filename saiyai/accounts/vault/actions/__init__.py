"""What is done with vaults: setting up, unlocking, new keys, ending them, resets, and the quorum of trustees."""

from saiyai.accounts.vault.actions.ending import (
    close_vault,
    confirm_reset,
    decline_reset,
    forget_vault,
    propose_reset,
    withdraw_reset,
)
from saiyai.accounts.vault.actions.opening import (
    change_passphrase,
    lock,
    refuse_passphrase,
    retire,
    rotate,
    set_up_vault,
    sweep,
    unlock,
)

__all__ = [
    "change_passphrase",
    "close_vault",
    "confirm_reset",
    "decline_reset",
    "forget_vault",
    "lock",
    "propose_reset",
    "refuse_passphrase",
    "retire",
    "rotate",
    "set_up_vault",
    "sweep",
    "unlock",
    "withdraw_reset",
]
