"""Run every measurement: `python -m bench --size smoke|full|million`. Exit code 1 when a bar does not hold."""

import argparse
import sys
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path

from bench import rows
from bench.plan import ENGINES, SIZES, measure

RESULTS = Path(__file__).resolve().parent / "results.json"


def main(arguments=None):
    """Measure, print the table, write the file."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--size", choices=list(SIZES), default="smoke")
    parser.add_argument("--only", default="", help="names of parts, with commas between them")
    parser.add_argument("--on", choices=ENGINES, help="one of the databases alone")
    parser.add_argument("--keep", type=Path, help="a folder for the networks, used again when it is named again")
    parser.add_argument("--out", type=Path, default=RESULTS)
    chosen = parser.parse_args(arguments)
    start = time.monotonic()
    only, on = set(filter(None, chosen.only.split(","))), {chosen.on} if chosen.on else ENGINES
    place = nullcontext(chosen.keep) if chosen.keep else tempfile.TemporaryDirectory(prefix="saiyai-bench-")
    with place as folder:
        measured = measure(SIZES[chosen.size], Path(folder).resolve(), only, on, kept=bool(chosen.keep))
    print(rows.table(measured))
    rows.write(measured, chosen.out)
    broken = rows.broken(measured)
    print(f"\n{len(measured)} rows in {time.monotonic() - start:.0f} s; {len(broken)} bars do not hold.")
    # 1: something is wrong (a count, a recall, an error page). 3: only a ratio of times is over its bar.
    return 0 if not broken else 3 if all(row.ratio is not None for row in broken) else 1


if __name__ == "__main__":
    sys.exit(main())
