"""What is done with vaults: setting up, unlocking, new keys, ending them, resets, and the quorum of trustees."""

from saiyai.accounts.vault.actions.ceremonies import (
    confirm_ceremony,
    end_ceremony,
    expire_ceremonies,
    finish_change,
    finish_drill,
    give_piece,
    note_reminder,
    open_ceremony,
    recovered_seed,
)
from saiyai.accounts.vault.actions.closing import bind_passkey, change_passphrase, public_seen, unbind_passkey
from saiyai.accounts.vault.actions.ending import (
    close_vault,
    confirm_reset,
    decline_reset,
    forget_vault,
    propose_reset,
    withdraw_reset,
)
from saiyai.accounts.vault.actions.opening import (
    lock,
    refuse_passkey,
    refuse_passphrase,
    retire,
    rotate,
    set_up_vault,
    sweep,
    unlock,
)
from saiyai.accounts.vault.actions.quorums import (
    decline_quorum,
    found_quorum,
    needs_ceremony,
    propose_quorum,
)

__all__ = [
    "bind_passkey",
    "change_passphrase",
    "close_vault",
    "confirm_ceremony",
    "confirm_reset",
    "decline_quorum",
    "decline_reset",
    "end_ceremony",
    "expire_ceremonies",
    "finish_change",
    "finish_drill",
    "forget_vault",
    "found_quorum",
    "give_piece",
    "lock",
    "needs_ceremony",
    "note_reminder",
    "open_ceremony",
    "propose_quorum",
    "propose_reset",
    "public_seen",
    "recovered_seed",
    "refuse_passkey",
    "refuse_passphrase",
    "retire",
    "rotate",
    "set_up_vault",
    "sweep",
    "unbind_passkey",
    "unlock",
    "withdraw_reset",
]
