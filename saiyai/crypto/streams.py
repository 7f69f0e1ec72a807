"""Close a file while it comes in: libsodium's secretstream (XChaCha20-Poly1305) in frames of 64 KiB.

Nothing is ever written unsealed. The content is followed by zeros up to a Padmé bucket, and the true length stands in the
sealed list of files. The last frame carries TAG_FINAL; a reader that does not see it refuses the file. Opening stands in
`unseal`.
"""

import os
from hashlib import sha256

from nacl import bindings

from saiyai.crypto import padding

MAGIC = b"SYF1"
FRAME = 64 * 1024
TAIL = bindings.crypto_secretstream_xchacha20poly1305_ABYTES
SMALLEST = 16 * 1024


class SealingWriter:
    """Takes a file in pieces and writes it sealed. `key` is new for each file; `length`, `plain_hash` and `sealed_hash`
    are known after `finish`."""

    def __init__(self, file):
        self.key = bindings.crypto_secretstream_xchacha20poly1305_keygen()
        self.length = 0
        self._file, self._plain, self._sealed = file, sha256(), sha256()
        self._waiting = bytearray()
        self._state = bindings.crypto_secretstream_xchacha20poly1305_state()
        header = bindings.crypto_secretstream_xchacha20poly1305_init_push(self._state, self.key)
        self._put(MAGIC + header)

    def write(self, piece: bytes):
        """The next bytes of the file."""
        self.length += len(piece)
        self._plain.update(piece)
        self._take(piece)

    def _take(self, piece):
        self._waiting += piece
        while len(self._waiting) > FRAME:
            self._push(bytes(self._waiting[:FRAME]), bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE)
            del self._waiting[:FRAME]

    def finish(self):
        """Pad, close with the last frame, and make sure that it lies on the disk."""
        missing = padding.bucket(self.length, SMALLEST) - self.length
        while missing:
            step = min(missing, FRAME)
            self._take(bytes(step))
            missing -= step
        self._push(bytes(self._waiting), bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL)
        self._waiting.clear()
        self._file.flush()
        os.fsync(self._file.fileno())
        self.plain_hash, self.sealed_hash = self._plain.hexdigest(), self._sealed.hexdigest()

    def _push(self, frame, tag):
        self._put(bindings.crypto_secretstream_xchacha20poly1305_push(self._state, frame, None, tag))

    def _put(self, sealed):
        self._sealed.update(sealed)
        self._file.write(sealed)


def sealed_size(length: int) -> int:
    """How many bytes a file of this length takes on the disk."""
    padded = padding.bucket(length, SMALLEST)
    frames = max(1, -(-padded // FRAME))
    return len(MAGIC) + bindings.crypto_secretstream_xchacha20poly1305_HEADERBYTES + padded + frames * TAIL
