"""Ask about a PDF from outside, at arm's length."""

import subprocess
import sys
from pathlib import Path

from saiyai.documents import looking

PROGRAM = str(Path(looking.__file__))
PATIENCE = 2 * looking.MOST_SECONDS


def look_into_pdf(content: bytes) -> str:
    """ "fine", "password", "empty" or "active"; "broken" also for what needs more memory or time than it gets."""
    try:
        asked = subprocess.run([sys.executable, "-I", PROGRAM], input=content, capture_output=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return "broken"
    return asked.stdout.decode("ascii", "replace") if asked.returncode == 0 else "broken"
