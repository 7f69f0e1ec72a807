"""What an officer's vault gives while it is unlocked."""

from dataclasses import dataclass, field
from uuid import UUID

from saiyai.crypto.envelopes import Sealed
from saiyai.crypto.unseal import CannotOpen, unwrap


@dataclass(frozen=True)
class Unlocked:
    """The private keys of one officer for the length of one request: epoch -> 96 bytes of seed."""

    officer: UUID
    epoch: int
    seeds: dict[int, Sealed] = field(repr=False)

    def unwrap(self, wrapped: bytes, *, epoch: int, info: bytes) -> bytes:
        """What was wrapped to this officer's key of that epoch for this place; raises CannotOpen."""
        if epoch not in self.seeds:
            raise CannotOpen("this officer has no key of that epoch")
        return unwrap(wrapped, self.seeds[epoch], info=info)
