"""Read the whole trail again and name the first line that is not as it was written.

Nothing is locked: what is to be compared is read in such an order (signed roots, number of the last line, head,
then the lines up to the head) that lines written meanwhile cannot look like a fault.
"""

from collections import defaultdict
from dataclasses import asdict, dataclass

from django.db.models import Max

from saiyai.audit import published, seals
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

    def as_dict(self) -> dict:
        return asdict(self)


@dataclass(frozen=True)
class _Signed:
    """A root that was signed: a checkpoint of the database, or a line that lies outside it."""

    name: str
    size: int
    root: str
    signature: str
    day: str


def verify() -> Verdict:
    """Check every seal, the tree, the signed head and every signed root. Constant memory."""
    roots = _signed_roots()
    last = Event.objects.aggregate(last=Max("seq"))["last"] or 0
    head = Head.objects.filter(id=1).first() or Head()
    frontier: list[bytes] = []
    size, previous = 0, ""
    if bad := _bad_root(roots.pop(0, ()), frontier, 0):
        return bad
    for event in Event.objects.filter(seq__lte=head.size).order_by("seq").iterator(chunk_size=2000):
        if event.seq > size + 1:
            return _bad(size, frontier, "missing", size + 1, f"line {size + 1} is missing; the next is {event.seq}")
        content = seals.canonical(event)
        if event.seq <= size or seals.seal(previous, content) != event.seal:
            return _bad(size, frontier, "changed", event.seq, f"line {event.seq} was changed or put in")
        frontier, size, previous = merkle.grow(frontier, size, merkle.leaf_hash(content)), event.seq, event.seal
        if bad := _bad_root(roots.pop(size, ()), frontier, size):
            return bad
    return _against_head(frontier, size, previous, max([head.size, *roots]), head, last)


def _signed_roots() -> dict[int, list[_Signed]]:
    """All signed roots by the size of their tree, from the database and from outside it."""
    roots = defaultdict(list)
    for point in Checkpoint.objects.order_by("day"):
        roots[point.size].append(
            _Signed(f"checkpoint of {point.day}", point.size, point.root, point.signature, str(point.day))
        )
    for line in published.read():
        name = f"line of {published.path().name} ({line['day']})"
        roots[line["size"]].append(_Signed(name, line["size"], line["root"], line["signature"], line["day"]))
    return roots


def _bad(size, frontier, problem, seq, detail):
    return Verdict(False, size, merkle.root(frontier).hex(), problem, seq, detail)


def _bad_root(roots, frontier, size):
    """A root of this size that is not signed by us, or that was signed over other lines."""
    for signed in roots:
        root = merkle.root(frontier)
        if signed.root != root.hex() or not seals.signed(seals.statement(size, root, signed.day), signed.signature):
            return _bad(size, frontier, "checkpoint", size or 1, f"the {signed.name} does not fit")
    return None


def _against_head(frontier, size, previous, longest, head, last):
    """Lines cut off the end show against the signed head and the signed roots; lines put on, against the head."""
    if longest > size:
        return _bad(size, frontier, "cut", size + 1, f"lines {size + 1} to {longest} were cut off")
    if last > head.size:
        return _bad(size, frontier, "head", head.size + 1, "lines were put in after the signed head")
    if size and not seals.signed(seals.statement(size, merkle.root(frontier)), head.signature):
        return _bad(size, frontier, "head", size, "the signature of the head does not fit")
    if (head.last_seal, head.frontier) != (previous, seals.to_hex(frontier)):
        return _bad(size, frontier, "head", size, "what the next line builds on was changed")
    return Verdict(True, size, merkle.root(frontier).hex())


def recent(lines: int = 500) -> Verdict:
    """The quick part: the signature of the head, and the seals of the last lines. For `doctor` and for pages."""
    head = Head.objects.filter(id=1).first() or Head()
    frontier = seals.to_bytes(head.frontier)
    if head.size and not seals.signed(seals.statement(head.size, merkle.root(frontier)), head.signature):
        return _bad(head.size, frontier, "head", head.size, "the signature of the head does not fit")
    tail = list(Event.objects.filter(seq__gt=head.size - lines - 1, seq__lte=head.size).order_by("seq"))
    expected = range(max(1, head.size - lines), head.size + 1)
    seals_before = [None, *(event.seal for event in tail)]
    for event, seq, previous in zip(tail, expected, seals_before, strict=False):
        if event.seq != seq:
            return _bad(head.size, frontier, "missing", seq, f"line {seq} is missing")
        previous = "" if seq == 1 else previous
        if previous is not None and seals.seal(previous, seals.canonical(event)) != event.seal:
            return _bad(head.size, frontier, "changed", seq, f"line {seq} was changed or put in")
    if len(tail) < len(expected):
        return _bad(head.size, frontier, "cut", head.size - len(expected) + len(tail) + 1, "lines were cut off")
    return Verdict(True, head.size, merkle.root(frontier).hex())
