"""What was signed and laid outside the database: a trail cut back together with its head shows against it.

One line of JSON each in `VAR/checkpoints.log`. Copy the file away (to paper, to another office): who changes the
database and this machine's disk cannot change the copy.
"""

import json
import os
from pathlib import Path

from django.conf import settings

from saiyai.audit.models import Checkpoint

HEAD = "head"
FIELDS = {"day": str, "size": int, "root": str, "signature": str}


def path() -> Path:
    return Path(settings.VAR) / "checkpoints.log"


def append(day: str, size: int, root: str, signature: str) -> None:
    """Add a line and see it on the disk. `day` is an ISO date, or "head" for the running head."""
    line = json.dumps({"day": day, "size": size, "root": root, "signature": signature}) + "\n"
    path().parent.mkdir(parents=True, exist_ok=True)
    with path().open("a", encoding="ascii") as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())


def read() -> list[dict]:
    """Every whole line; a torn last line (the machine stopped while writing), or one that says nothing, is left out."""
    try:
        lines = path().read_text(encoding="ascii", errors="replace").splitlines()
    except FileNotFoundError:
        return []
    found = []
    for line in lines:
        try:
            one = json.loads(line)
            found.append({name: kind(one[name]) for name, kind in FIELDS.items()})
        except (ValueError, TypeError, KeyError, RecursionError):
            continue
    return found


def has(checkpoint: Checkpoint) -> bool:
    """Whether the checkpoint of this day has been laid outside."""
    return any(line["day"] == checkpoint.day.isoformat() for line in read())
