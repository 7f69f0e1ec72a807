"""Make lengths tell less. Bytes are padded, never letters: a Thai letter is three bytes long."""

SMALLEST = 1024
MARK = b"\x80"


class NotPadded(ValueError):
    """The end of the padding is missing: not what `pad` made."""


def bucket(length: int, smallest: int = SMALLEST) -> int:
    """The length to which `length` is raised: Padmé (Nikitin et al., PURBs, 2019), at most 12 % more above `smallest`."""
    if length <= smallest:
        return smallest
    exponent = length.bit_length() - 1
    loose = exponent - exponent.bit_length()
    mask = (1 << loose) - 1
    return (length + mask) & ~mask


def pad(content: bytes, smallest: int = SMALLEST) -> bytes:
    """Content, a mark and zeros, up to exactly a bucket (ISO/IEC 7816-4)."""
    return content + MARK + bytes(bucket(len(content) + 1, smallest) - len(content) - 1)


def unpad(padded: bytes) -> bytes:
    """What was padded; raises NotPadded."""
    content, mark, zeros = padded.rpartition(MARK)
    if not mark or zeros.strip(b"\x00"):
        raise NotPadded("no end of the content")
    return content
