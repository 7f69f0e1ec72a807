"""Read the whole trail again and name the first line that is not as it was written."""

from dataclasses import asdict, dataclass

from saiyai.audit import seals
from saiyai.audit.models import Checkpoint, Event, Head
from saiyai.crypto import merkle


@dataclass
class Verdict:
    """`seq` is the number of the first bad line (None when all is well); `problem` a short code."""

    ok: bool
    size: int
    root: str
    problem: str = ""
    seq: int | None = None
    detail: str = ""

    def as_dict(self):
        return asdict(self)


def verify() -> Verdict:
    """Check every seal, the tree, the signed head and every signed checkpoint. Constant memory."""
    checkpoints = {}
    for point in Checkpoint.objects.order_by("size", "day"):
        checkpoints.setdefault(point.size, []).append(point)
    frontier, size, previous = [], 0, ""
    if bad := _bad_checkpoint(checkpoints.get(0, []), frontier, 0):
        return bad
    for event in Event.objects.order_by("seq").iterator(chunk_size=2000):
        if event.seq != size + 1:
            return _bad(size, frontier, "missing", size + 1, f"line {size + 1} is missing; the next is {event.seq}")
        content = seals.canonical(event)
        if seals.seal(previous, content) != event.seal:
            return _bad(size, frontier, "changed", event.seq, f"line {event.seq} was changed or put in")
        frontier, size, previous = merkle.grow(frontier, size, merkle.leaf_hash(content)), event.seq, event.seal
        if bad := _bad_checkpoint(checkpoints.get(size, []), frontier, size):
            return bad
    return _against_head(frontier, size, checkpoints)


def _bad(size, frontier, problem, seq, detail):
    return Verdict(False, size, merkle.root(frontier).hex(), problem, seq, detail)


def _bad_checkpoint(points, frontier, size):
    """A checkpoint of this size that is not signed by us or has another root."""
    root = merkle.root(frontier)
    for point in points:
        if not seals.signed(seals.statement(size, root, point.day.isoformat()), point.signature):
            return _bad(size, frontier, "checkpoint", size or 1, f"the checkpoint of {point.day} does not fit")
    return None


def _against_head(frontier, size, checkpoints):
    """Lines cut off the end show against the signed head and the signed checkpoints."""
    head = Head.objects.filter(id=1).first()
    longest = max([*checkpoints, head.size if head else 0])
    if longest > size:
        return _bad(size, frontier, "cut", size + 1, f"lines {size + 1} to {longest} were cut off")
    if size == 0 and head is None:
        return Verdict(True, 0, merkle.EMPTY.hex())
    if head is None or head.size < size:
        return _bad(size, frontier, "head", (head.size if head else 0) + 1, "lines were put in after the signed head")
    if not seals.signed(seals.statement(size, merkle.root(frontier)), head.signature):
        return _bad(size, frontier, "head", size, "the signature of the head does not fit")
    return Verdict(True, size, merkle.root(frontier).hex())
