"""Which parts there are, how large, and in which order. Each runs in a process and a folder of its own."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from bench import rows

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    small: int  # people in the small demo network
    large: int  # people in the large one
    applications: int
    runs: int  # of each page
    words: int  # searched for
    tries: int  # of the 200 applications, by each of the 50 officers
    papers: int
    requests: int  # of one web process, for its memory


SIZES = {
    "smoke": Size(1000, 5000, 60, 75, 150, 8, 6, 200),
    "full": Size(1000, 100_000, 300, 200, 1000, 200, 60, 5000),
}
# Part → which network it works on.
PARTS = {
    "load": "large",
    "pages": "large",
    "programs": "large",
    "growth": "small",
    "search": "large",
    "ties": "large",
    "recall": "empty",
    "announcing": "large",
    "memory": "large",
    "papers": "small",
    "deciding": "small",
}


def measure(size, folder, only=()):
    """Every row, in order."""
    found, built = [], {}
    for part, network in PARTS.items():
        if only and part not in only:
            continue
        if network not in built:
            built[network] = _build(size, folder / network, network)
        found += _part(part, size, _copy(built[network], folder / part))
        shutil.rmtree(folder / part, ignore_errors=True)
    if os.environ.get("SAIYAI_DATABASE") and (not only or "deciding" in only):
        found += _on_postgresql(size, folder)
    return found + _growth(found)


def _build(size, var, network):
    people = {"small": size.small, "large": size.large, "empty": 0}[network]
    _child("bench.build", size, var, {"people": people, "report": str(var / "built.json")})
    return var


def _copy(var, to):
    shutil.copytree(var, to)
    return to


def _part(part, size, var, database=""):
    print(f"… {part}{' on PostgreSQL' if database else ''}", file=sys.stderr, flush=True)
    report = var / "report.json"
    _child(f"bench.{part}", size, var, {"report": str(report)}, database)
    return rows.read(report)


def _child(module, size, var, more, database=""):
    var.mkdir(parents=True, exist_ok=True)
    told = json.dumps({**asdict(size), **more})
    place = {"SAIYAI_VAR": str(var), "SAIYAI_KEYS": str(var / "keys"), "SAIYAI_DATABASE": database, "SAIYAI_DEMO": "1"}
    place |= {"DJANGO_SETTINGS_MODULE": "bench.settings", "SAIYAI_SECRET_KEY": "for measurements only"}
    subprocess.run([sys.executable, "-m", module, told], cwd=ROOT, env={**os.environ, **place}, check=True)


def _on_postgresql(size, folder):
    """The same officers over the same applications in a database of their own, dropped afterwards."""
    from bench.scratch import scratch_database

    with scratch_database(os.environ["SAIYAI_DATABASE"]) as address:
        var = folder / "postgresql"
        _child("bench.build", size, var, {"people": size.small, "report": str(var / "built.json")}, address)
        return _part("deciding", size, var, address)


def _growth(found):
    """How much longer a page takes with the large network than with the small one."""
    by_name = {row.name: row for row in found}
    grown = []
    for row in found:
        small = by_name.get(f"{row.name}, small network")
        if small:
            grown.append(
                rows.against(f"{row.name}: growth", row.n, row.value, row.unit, f"with {small.n} people", small.value)
            )
    return grown
