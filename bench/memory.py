"""Whether a web process grows: its memory after many requests, against after the first ones."""

from itertools import cycle, islice
from pathlib import Path

from bench.pages import addresses
from bench.rows import against, skipped
from bench.start import begin, end, officer, signed_in

MOST_TIMES = 1.1
STATUS = Path("/proc/self/status")


def megabytes():
    """What this process holds in memory now."""
    line = next(line for line in STATUS.read_text().splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


def main():
    told = begin()
    name = "memory of a web process"
    if not STATUS.exists():
        end(told, [skipped(name, "this system does not tell it under /proc")])
        return
    client = signed_in(officer("somying"))
    pages, warm = cycle([page for _, page, _ in addresses()]), max(40, told.requests // 20)
    for page in islice(pages, warm):
        client.get(page)
    first = megabytes()
    for page in islice(pages, told.requests):
        client.get(page)
    end(told, [against(name, told.requests, megabytes(), "MB", f"after {warm} requests", first, MOST_TIMES)])


if __name__ == "__main__":
    main()
