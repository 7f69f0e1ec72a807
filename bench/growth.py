"""The same pages over the large network and over the small one, in turn: how much longer they take where there is more."""

import json
import subprocess
import sys
from contextlib import ExitStack, contextmanager

from bench.plan import ROOT, surroundings
from bench.rows import against, middle
from bench.start import begin, end

MOST_TIMES = 1.5
PAGES = ("person list", "search", "person page", "ties of a person", "application queue")
UNJUDGED = ("search for a province", "members of an office", "first page of an officer")
WARM = 5
FEW = 20  # of the pages without a bar, which may take seconds


@contextmanager
def answering(place):
    """A process over this network; gives the milliseconds of a page by its name."""
    child = subprocess.Popen(
        [sys.executable, "-m", "bench.answering", json.dumps(place)],
        cwd=ROOT, env=surroundings(place["var"], place["database"]), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip

    def ask(name):
        child.stdin.write(f"{name}\n")
        child.stdin.flush()
        return float(child.stdout.readline())

    child.stdout.readline()  # it is ready
    try:
        yield ask
    finally:
        child.stdin.close()
        child.wait()


def main():
    told, measured = begin(), []
    with ExitStack() as stack:
        small, large = (stack.enter_context(answering(told.places[name])) for name in ("small", "large"))
        for name in PAGES + UNJUDGED:
            runs = told.runs if name in PAGES else min(told.runs, FEW)
            pairs = [(large(name), small(name)) for _ in range(runs + WARM)][WARM:]
            own, base = (middle([pair[side] for pair in pairs]) for side in (0, 1))
            most = MOST_TIMES if name in PAGES else None
            against_what = f"with {told.small} people"
            measured.append(against(f"{name}: growth", runs, own, "ms", against_what, base, most))
    end(told, measured)


if __name__ == "__main__":
    main()
