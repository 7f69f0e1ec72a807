"""A file is sealed while it comes in, by the very handler of the front desk: against bare libsodium to the same disk."""

import os
import time
from pathlib import Path

from bench.rows import Row, limit, middle, skipped, tidy
from bench.start import begin, end

LEAST = 0.7
MOST_MEMORY = 40  # MB
MB = 1024 * 1024
FRAME = 64 * 1024
STATUS = Path("/proc/self/status")
CHUNK = FRAME - 57  # as a form brings them: the reader of forms holds back what may be a boundary
ROUNDS = {64: 15, 1024: 5}  # of this many MB


def ours(megabytes, piece, _folder):
    """All pieces through the handler; the sealed file is taken away again."""
    from saiyai.intake.uploads import SealingUploadHandler

    handler, left = SealingUploadHandler(), megabytes * MB
    handler.new_file("files", "หลักฐาน.mp4", "video/mp4", left)
    while left:
        step = min(left, len(piece))
        handler.receive_data_chunk(piece if step == len(piece) else piece[:step], 0)
        left -= step
    taken = handler.file_complete(megabytes * MB)
    stored = taken.sealed_path.stat().st_size
    taken.forget()
    return stored


def bare(megabytes, piece, folder):
    """The secretstream of libsodium alone, in frames of 64 KiB, into a file that is brought to the disk."""
    from nacl import bindings

    piece, path = piece[:FRAME].ljust(FRAME, b"0"), folder / "bare"
    with open(path, "wb") as file:
        state = bindings.crypto_secretstream_xchacha20poly1305_state()
        key = bindings.crypto_secretstream_xchacha20poly1305_keygen()
        file.write(bindings.crypto_secretstream_xchacha20poly1305_init_push(state, key))
        for _n in range(megabytes * MB // FRAME):
            file.write(bindings.crypto_secretstream_xchacha20poly1305_push(state, piece))
        file.flush()
        os.fsync(file.fileno())
    stored = path.stat().st_size
    path.unlink()
    return stored


def memory(act, megabytes, piece, folder):
    """By how many MB this process grew at most meanwhile."""

    def told(name):
        return int(STATUS.read_text().partition(f"{name}:")[2].split()[0]) / 1024

    Path("/proc/self/clear_refs").write_text("5")  # the highest mark begins anew
    before = told("VmRSS")
    act(megabytes, piece, folder)
    return told("VmHWM") - before


def main():
    told = begin()
    from django.conf import settings

    megabytes = 1024 if told.large >= 10_000 else 64
    settings.MAX_REPORT_BYTES = 2 * megabytes * MB
    folder, piece = Path(settings.PRIVATE_DIR) / "reports", os.urandom(CHUNK)
    for act in (ours, bare):  # libraries, folders, the first pages of the disk
        act(8, piece, folder)
    grown = limit("memory for sealing a file", megabytes, 0, "MB", f"≤ {MOST_MEMORY} MB", True)
    if STATUS.exists():
        grown.value = tidy(memory(ours, megabytes, piece, folder))
        grown.holds = grown.value <= MOST_MEMORY
    else:
        grown = skipped(grown.name, "this system does not tell it under /proc")
    pairs = [[_seconds(act, megabytes, piece, folder) for act in (bare, ours)] for _n in range(ROUNDS[megabytes])]
    base, own = (middle(times) for times in zip(*pairs, strict=True))
    row = Row("a file is sealed", megabytes, tidy(megabytes / own), "MB/s", "", round(base / own, 2))
    row.baseline, row.bar = f"bare libsodium: {tidy(megabytes / base)} MB/s", f"ratio ≥ {LEAST}"
    row.holds = row.ratio >= LEAST
    end(told, [row, grown])


def _seconds(act, *what):
    start = time.perf_counter()
    act(*what)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
