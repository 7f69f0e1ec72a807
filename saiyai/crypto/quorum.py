"""Split a secret so that any M of N trustees find it again, and fewer nothing.

For every subset of M trustees the secret is split by XOR, and each piece is sealed to its trustee: 10 subsets for 3 of 5,
35 for 4 of 7. Each trustee gets one bundle with their pieces of all subsets. Each piece carries the authentication of its
sealing, and the secret a check of its own, so that a wrong one is noticed at once.
"""

from hashlib import sha256
from itertools import combinations

from saiyai.crypto import hybrid
from saiyai.crypto.envelopes import KEY, Sealed, new_key
from saiyai.crypto.places import place

FEWEST, MOST, MOST_SUBSETS = 2, 9, 130


class NotEnough(ValueError):
    """Fewer pieces than are needed, or pieces that do not belong together."""


def split(secret: bytes, trustees: dict[str, bytes], needed: int, *, epoch: str) -> dict[str, Sealed]:
    """Trustee -> bundle, sealed to their public key. `epoch` names this split; old bundles do not fit a new one."""
    names = sorted(trustees)
    if len(secret) != KEY or not FEWEST <= needed <= len(names) <= MOST:
        raise ValueError("32 bytes, two to nine trustees, and no more needed than there are")
    pieces: dict[str, dict] = {name: {} for name in names}
    for subset in combinations(names, needed):
        rest = secret
        for name in subset[:-1]:
            pieces[name][subset] = new_key()
            rest = _xor(rest, pieces[name][subset])
        pieces[subset[-1]][subset] = rest
    check = sha256(place("quorum", epoch) + secret).digest()
    return {
        name: hybrid.wrap(check + _pack(pieces[name]), trustees[name], info=bundle_place(epoch, name, needed, names))
        for name in names
    }


def bundle_place(epoch: str, trustee: str, needed: int, names: list[str]) -> bytes:
    """To what a bundle is bound: this split, this trustee, this M and these N."""
    return place("quorum bundle", epoch, trustee, needed, *sorted(names))


def combine(bundles: dict[str, bytes], names: list[str], needed: int, *, epoch: str) -> bytes:
    """The secret from opened bundles of at least `needed` trustees; raises NotEnough."""
    having = sorted(bundles)
    if len(having) < needed:
        raise NotEnough(f"{needed} are needed, {len(having)} are here")
    subset = tuple(having[:needed])
    secret = bytes(KEY)
    for name in subset:
        mine = [s for s in combinations(sorted(names), needed) if name in s]
        at = KEY * (1 + mine.index(subset)) if subset in mine else None
        if at is None or len(bundles[name]) != KEY * (1 + len(mine)):
            raise NotEnough("these bundles are not of one split")
        secret = _xor(secret, bundles[name][at : at + KEY])
    check = sha256(place("quorum", epoch) + secret).digest()
    if any(bundles[name][:KEY] != check for name in subset):
        raise NotEnough("these bundles are not of one split")
    return secret


def _pack(mine):
    return b"".join(mine[subset] for subset in sorted(mine))


def _xor(one, other):
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
