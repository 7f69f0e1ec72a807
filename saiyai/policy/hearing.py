"""A form is heard out before it is answered, whatever the answer is."""

from contextlib import suppress

PIECE = 64 * 1024  # bytes


def hear_out(request, most: int) -> None:
    """What nobody wanted of a form is read and thrown away, up to so many bytes.

    Else the line is torn while the browser still sends, and it, or a proxy between, shows that instead of our answer.
    """
    left = most
    with suppress(OSError):
        while left > 0 and (piece := request._stream.read(min(left, PIECE))):
            left -= len(piece)
