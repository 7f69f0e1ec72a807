"""How fast the demo is loaded, against the bare insertion of the same rows into the same tables, batch by batch in turn.

Each batch of new people is loaded into the network that stands there, taken back, and its rows are written again by bare
statements: both meet the same tables, indexes and machine. All of it is taken back in the end.
"""

import json
from itertools import islice
from pathlib import Path
from random import Random

from bench import raw
from bench.rows import Row, against, limit, middle, tidy
from bench.start import begin, end

SLOWEST = 4  # times the bare insertion: a quarter of its speed
MOST_MEGABYTES = 600
WARM = 2


def rounds(told, people):
    """[(seconds of ours, seconds of the bare insertion)] of some batches."""
    from django.db import transaction

    from saiyai.demo import people as invented
    from saiyai.demo.community import Community
    from saiyai.directory.models import Organization
    from saiyai.networks.queries import default_network

    found, drawn = [], invented.people((told.rounds + WARM) * told.batch, seed=people)
    with transaction.atomic():
        community = Community(list(Organization.objects.all()), default_network())
        community.number, community.draw.rng = people, Random("ties beside those that are there")
        for _round in range(told.rounds + WARM):
            batch = list(islice(drawn, told.batch))
            with raw.kept() as rows, raw.undone() as ours:
                community.load(batch)
            at = transaction.savepoint()
            with raw.undone() as bare:
                raw.put(rows)
            transaction.savepoint_commit(at)
            found.append((ours[0], bare[0]))
        transaction.set_rollback(True)
    return found[WARM:]


def main():
    told = begin()
    built = json.loads((Path(told.report).parent / "built.json").read_text())
    found = rounds(told, built["people"])
    ours, bare = (middle([pair[side] for pair in found]) * 1000 for side in (0, 1))
    name = f"demo: {told.batch} people more beside {built['people']}"
    speed = built["people"] / built["seconds"]
    end(
        told,
        [
            against(name, len(found), ours, "ms", "bare insertion of the same rows", bare, SLOWEST),
            Row("demo network loaded", built["people"], tidy(speed), "people/s", "", None),
            limit(
                "demo network loaded: memory", built["people"], built["megabytes"], "MB",
                f"≤ {MOST_MEGABYTES} MB", built["megabytes"] <= MOST_MEGABYTES,
            ),
        ],
    )  # fmt: skip


if __name__ == "__main__":
    main()
