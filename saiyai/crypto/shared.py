"""Files of reports that two users of this machine may share: the front desk, and the rest of the site.

Whatever is made in an ordinary folder is for its owner alone. In a folder that gives its group to what is made in it
(`chmod 2770`, docs/guides/first-server.md) it is for that group as well, and never for others.
"""

import os
import stat
from pathlib import Path


def is_shared(folder) -> bool:
    """Whether what is made in this folder belongs to its group."""
    return bool(folder.stat().st_mode & stat.S_ISGID)


def make_folder(folder: Path):
    """Make a folder with the rights of the one above it."""
    if folder.exists():
        return
    if not folder.parent.exists():
        make_folder(folder.parent)
    if not is_shared(folder.parent):
        folder.mkdir(mode=0o700, exist_ok=True)
        return
    # The system hands the group on by itself; to ask for that bit is forbidden under systemd (RestrictSUIDSGID).
    before = os.umask(0o007)
    try:
        folder.mkdir(mode=0o770, exist_ok=True)
    finally:
        os.umask(before)


def open_file(path: Path, flags: int) -> int:
    """A descriptor of this file, made if it is not there."""
    new = not path.exists()
    descriptor = os.open(path, flags | os.O_CREAT, 0o600)
    if new and is_shared(path.parent) and os.fstat(descriptor).st_uid == os.geteuid():
        os.fchmod(descriptor, 0o660)
    return descriptor


def is_open_to_others(path: Path) -> bool:
    """Whether somebody could read it who is neither its owner nor of the group that shares it."""
    if not path.exists():
        return False
    folder = path if path.is_dir() else path.parent
    return bool(stat.S_IMODE(path.stat().st_mode) & (0o007 if is_shared(folder) else 0o077))
