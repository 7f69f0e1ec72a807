"""The folder in which a test run keeps its keys and its database; gone with the run, or with the next one."""

import os
import re
import shutil
import tempfile
import time
from pathlib import Path

NAME = re.compile(r"saiyai-test-(?:(\d+)-)?\w+")
A_DAY = 24 * 60 * 60


def make(parent=None):
    """A new folder that names the process it belongs to."""
    return tempfile.mkdtemp(prefix=f"saiyai-test-{os.getpid()}-", dir=parent)


def sweep(parent=None):
    """Delete the folders of our runs that ended without clearing up: killed ones, and nameless ones of other days."""
    for folder in Path(parent or tempfile.gettempdir()).glob("saiyai-test-*"):
        named = NAME.fullmatch(folder.name)
        try:
            seen = folder.lstat()
        except OSError:
            continue  # another run was quicker
        if named is None or seen.st_uid != os.getuid() or not folder.is_dir() or folder.is_symlink():
            continue
        if not (_lives(int(named[1])) if named[1] else time.time() - seen.st_mtime < A_DAY):
            shutil.rmtree(folder, ignore_errors=True)


def _lives(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
