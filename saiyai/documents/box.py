"""Run a program of ours on a stranger's file in a box: no network, no files but the program itself, little memory and time.

The box is made by bubblewrap. Where it is missing nothing is run, and the caller says that no safe copy could be made: a
box that does not hold is worse than none.
"""

import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

PATIENCE = 30  # seconds
ROOT = Path(__file__).resolve().parents[2]


class NoBox(RuntimeError):
    """There is no bubblewrap on this machine, or it may not make a box here."""


class NotClean(RuntimeError):
    """The program did not make a clean copy. There is none."""


def _read_only():
    """What the program needs to see: the system's libraries, Python, our package. Each only to be read."""
    seen = {Path("/usr"), Path("/lib"), Path("/lib64"), Path("/bin"), Path(sys.base_prefix), Path(sys.prefix)}
    seen |= {Path(sysconfig.get_paths()["purelib"]).resolve(), ROOT / "saiyai"}
    for path in sorted(seen):
        if path.exists():
            yield from ("--ro-bind", str(path.resolve()), str(path))
    yield from ("--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache")


def command(module):
    """The command line of the box around `python -m module`."""
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        raise NoBox("bubblewrap is not installed")
    return [
        bwrap, "--unshare-all", "--die-with-parent", "--new-session", "--clearenv", "--cap-drop", "ALL",
        # First the empty folder: the site itself may lie below it.
        "--tmpfs", "/tmp", *_read_only(), "--proc", "/proc", "--dev", "/dev",  # noqa: S108
        "--setenv", "PYTHONPATH", str(ROOT), "--setenv", "PYTHONDONTWRITEBYTECODE", "1", "--chdir", "/tmp",  # noqa: S108
        sys.executable, "-m", module,
    ]  # fmt: skip


def clean(content: bytes) -> tuple[bytes, str]:
    """(the clean copy, its ending) of a file, made in a box; raises NoBox or NotClean."""
    try:
        done = subprocess.run(
            command("saiyai.documents.cleaning"), input=content, capture_output=True, timeout=PATIENCE
        )
    except subprocess.TimeoutExpired:
        raise NotClean("took too long") from None
    if done.returncode == 3:
        raise NotClean(done.stderr.decode(errors="replace")[:100])
    if done.returncode or len(done.stdout) < 9:
        said = done.stderr.decode(errors="replace")
        raise NoBox("the box could not be made") if said.startswith("bwrap:") else NotClean("ended by itself")
    return done.stdout[8:], done.stdout[:8].decode().strip()
