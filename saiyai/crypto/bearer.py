"""What can be drawn from a code that a reporter carries. None of it is stored but the name of the row and public halves."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from saiyai.crypto import hybrid, slow
from saiyai.crypto.envelopes import Sealed, mix


class Receipt:
    """Of a receipt: `lookup` finds the row, `seed` opens what is wrapped to `public`, `sign` proves who filed it.

    `tried`: it came from outside, and there may be no such report.
    """

    def __init__(self, code: str, *, tried=False):
        self._draw(slow.derive(code, salt=slow.site_salt("receipt"), tried=tried))

    def _draw(self, root):
        self.root = Sealed(root)
        self.lookup = mix(root, info=b"lookup")
        self.seed = Sealed(mix(root, info=b"reporter key", length=hybrid.SEED))
        self._signing = mix(root, info=b"claim key")

    @classmethod
    def of_root(cls, root: bytes) -> "Receipt":
        """The same without the slow derivation, from the `root` of an earlier one: as secret as the code itself."""
        receipt = cls.__new__(cls)
        receipt._draw(root)
        return receipt

    @property
    def public(self) -> bytes:
        """The public half, 1,216 bytes."""
        return hybrid.public_bytes(self.seed)

    @property
    def claim_key(self) -> bytes:
        """The public half of the signing key, 32 bytes (Ed25519)."""
        return Ed25519PrivateKey.from_private_bytes(self._signing).public_key().public_bytes_raw()

    def sign(self, claim: bytes) -> bytes:
        """Sign a claim as whoever filed this report, without any name (64 bytes)."""
        return Ed25519PrivateKey.from_private_bytes(self._signing).sign(claim)

    def __repr__(self):
        return "‹receipt›"


class ConsentCode:
    """Of a consent code: the key to which the identity is sealed. `tried`: as it was typed, and it may open nothing."""

    def __init__(self, code: str, *, tried=False):
        root = slow.derive(code, salt=slow.site_salt("consent"), tried=tried)
        self.seed = Sealed(mix(root, info=b"consent key", length=96))

    @property
    def public(self) -> bytes:
        return hybrid.public_bytes(self.seed)

    def __repr__(self):
        return "‹consent code›"


def is_signed(claim: bytes, signature: bytes, claim_key: bytes) -> bool:
    """Whether the holder of this claim key signed this claim."""
    from cryptography.exceptions import InvalidSignature

    try:
        Ed25519PublicKey.from_public_bytes(claim_key).verify(signature, claim)
    except (InvalidSignature, ValueError):
        return False
    return True
