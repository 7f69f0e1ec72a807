"""Make a fresh demo network, or bring a kept one up to date; note how long the people took."""

import json
import resource
import time
from pathlib import Path

from bench.start import begin


def main():
    """Tables, keys, and as many people as were asked for (none: the tables alone)."""
    told = begin()
    from saiyai.crypto import keys
    from saiyai.demo.load import load
    from saiyai.policy.migrating import migrate

    keys.create_missing()
    migrate()
    if Path(told.report).exists():
        return  # kept from a run before
    times = {}
    if told.people:
        load(
            people=told.people,
            applications=told.applications,
            say=lambda text: times.update({text: time.perf_counter()}),
        )
    took = times.get("the cast", 0) - times.get(f"{told.people} people", 0)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    Path(told.report).write_text(json.dumps({"people": told.people, "seconds": took, "megabytes": most}))


if __name__ == "__main__":
    main()
