"""The Merkle tree of RFC 6962 (section 2.1), grown one leaf at a time.

A tree of n leaves is kept as its frontier: the roots of its full subtrees, largest first, one for each bit set
in n. Adding a leaf and finding the root cost O(log n), so nobody has to read the whole trail to write one line.
"""

import hashlib

EMPTY = hashlib.sha256(b"").digest()


def leaf_hash(content: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def grow(frontier: list[bytes], size: int, leaf: bytes) -> list[bytes]:
    """The frontier of the tree with one more leaf; `size` is the number of leaves before."""
    frontier = [*frontier, leaf]
    while size & 1:
        right = frontier.pop()
        frontier[-1] = node_hash(frontier[-1], right)
        size >>= 1
    return frontier


def root(frontier: list[bytes]) -> bytes:
    """The root of the whole tree: the full subtrees folded from the right."""
    if not frontier:
        return EMPTY
    result = frontier[-1]
    for subtree in reversed(frontier[:-1]):
        result = node_hash(subtree, result)
    return result
