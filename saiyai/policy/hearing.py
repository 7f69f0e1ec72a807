"""A form is heard out before it is answered, whatever the answer is."""

from contextlib import suppress

PIECE, BEYOND = 64 * 1024, 256 * 1024 * 1024  # bytes


def hear_out(request, expected: int) -> None:
    """What nobody wanted of a form is read and thrown away: as many bytes as are `expected` at most, and `BEYOND` more.

    Else the line is torn while the browser still sends, and it, or a proxy between, shows that instead of our answer.
    """
    left = expected + BEYOND
    with suppress(OSError):
        while left > 0 and (piece := request._stream.read(min(left, PIECE))):
            left -= len(piece)
