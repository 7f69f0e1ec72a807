"""Close a file while it comes in: ChaCha20-Poly1305 in frames of 64 KiB, chained as STREAM (Hoang, Reyhanitabar, Rogaway,
Vizár 2015; also in the format of age).

Nothing is ever written unsealed. A key closes one file only; the nonce of a frame is its number and whether it is the last,
so that no frame opens at another place, and a reader that does not come upon the last one refuses the file. The content is
followed by zeros up to a Padmé bucket; the true length stands in the sealed list of files, with the SHA-256 of the content.
Opening stands in `unseal`.
"""

import os
from collections.abc import Iterator
from hashlib import sha256

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from saiyai.crypto import padding
from saiyai.crypto.envelopes import new_key

MAGIC = b"SYF2"
FRAME = 64 * 1024
TAIL = 16
SMALLEST = 16 * 1024


class SealingWriter:
    """Takes a file in pieces and writes it sealed. `key` is new for each file; `length` and `plain_hash` are known after
    `finish`. Each byte is encrypted once and hashed once."""

    def __init__(self, file):
        self.key = new_key()
        self.length = self._count = self._held = 0
        self._file, self._cipher, self._plain = file, ChaCha20Poly1305(self.key), sha256()
        self._waiting: list[memoryview] = []
        self._file.write(MAGIC)

    def write(self, piece: bytes):
        """The next bytes of the file."""
        self.length += len(piece)
        self._plain.update(piece)
        self._take(piece)

    def _take(self, piece):
        for frame in self._full_frames(piece):
            self._push(frame, last=False)

    def _full_frames(self, piece) -> Iterator[bytes]:
        """The frames that are full with this piece. At least a byte waits on, because the last frame is another."""
        rest = memoryview(bytes(piece))  # no copy of what is `bytes` already
        while self._held + len(rest) > FRAME:
            missing = FRAME - self._held
            frame = b"".join([*self._waiting, rest[:missing]])
            rest, self._waiting, self._held = rest[missing:], [], 0
            yield frame
        self._waiting.append(rest)
        self._held += len(rest)

    def finish(self):
        """Pad, close with the last frame, and make sure that it lies on the disk."""
        missing = padding.bucket(self.length, SMALLEST) - self.length
        while missing:
            step = min(missing, FRAME)
            self._take(bytes(step))
            missing -= step
        self._push(b"".join(self._waiting), last=True)
        self._waiting.clear()
        self._file.flush()
        os.fsync(self._file.fileno())
        self.plain_hash = self._plain.hexdigest()

    def _push(self, frame, *, last):
        self._file.write(self._cipher.encrypt(nonce(self._count, last), frame, MAGIC))
        self._count += 1


def nonce(number: int, last: bool) -> bytes:
    """Of a frame: its number, and whether it is the last."""
    return number.to_bytes(11, "big") + bytes([last])


def sealed_size(length: int) -> int:
    """How many bytes a file of this length takes on the disk."""
    padded = padding.bucket(length, SMALLEST)
    return len(MAGIC) + padded + -(-padded // FRAME) * TAIL
