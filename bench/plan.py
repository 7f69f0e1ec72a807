"""Which parts there are, how large, and in which order. Each runs in a process of its own."""

import json
import os
import shutil
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

from bench import rows
from bench.scratch import kept_database, scratch_database

ROOT = Path(__file__).resolve().parent.parent
SMALL, LARGE, EMPTY = "small", "large", "empty"
ENGINES = ("sqlite", "postgresql")
BUILT = "built.json"  # how a network was made; it stands there when that came to its end


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
    rounds: int  # batches of people that are loaded
    batch: int  # people in each
    members: int = 0  # who are told of an announcement, at least
    cold: int = 10  # ways that are looked for while nothing of the tables is in memory
    copies: bool = True  # each part works on a copy of its network; where that is too large, one after the other on it
    only: tuple = ()  # parts; none stands for all


# Part → which network it works on. What changes a network stands last among those that share it.
PARTS = {
    "growth": LARGE,
    "pages": LARGE,
    "programs": LARGE,
    "search": LARGE,
    "ties": LARGE,
    "load": LARGE,
    "memory": LARGE,
    "announcing": LARGE,
    "recall": EMPTY,
    "sealing": EMPTY,
    "papers": SMALL,
    "deciding": SMALL,
    "telling": SMALL,
    "sending": SMALL,
}
ON_POSTGRESQL = ("growth", "pages", "programs", "search", "ties", "load", "memory", "announcing")
OF_MANY = ("growth", "pages", "programs", "search", "ties", "load", "memory", "announcing")
SIZES = {
    "smoke": Size(1000, 5000, 60, 40, 150, 8, 6, 200, 6, 500),
    "full": Size(1000, 100_000, 300, 200, 1000, 200, 60, 10_000, 20, 5000, 100_000, 60),
    "million": Size(1000, 1_000_000, 300, 200, 1000, 0, 0, 10_000, 20, 5000, 100_000, 60, copies=False, only=OF_MANY),
}
SMOKE_ON_POSTGRESQL = ("growth", "load", "announcing")


def measure(size, folder, only=(), on=ENGINES, kept=False):
    """Every row, in order: on SQLite, and where SAIYAI_DATABASE names a server, on PostgreSQL.

    `kept`: the folder stays, with its networks; what was made there to its end before is measured again.
    """
    wanted = [part for part in PARTS if part in (only or size.only or PARTS)]
    found = _on_sqlite(size, folder, wanted, kept) if "sqlite" in on else []
    if os.environ.get("SAIYAI_DATABASE") and "postgresql" in on:
        found += _on_postgresql(size, folder / "postgresql", wanted, kept)
    return found


def _on_sqlite(size, folder, wanted, kept):
    networks = {PARTS[part] for part in wanted} | ({SMALL} if "growth" in wanted else set())
    for network in sorted(networks):
        if kept and not _is_built(folder / network):
            shutil.rmtree(folder / network, ignore_errors=True)  # broken off: begun anew
        _build(size, folder / network, network)
    found = []
    for part in wanted:
        var = folder / PARTS[part]
        if size.copies:
            var = Path(shutil.copytree(var, folder / part))
        places = {network: _place(folder / network) for network in (SMALL, LARGE)}
        found += _part(part, size, var, places=places)
        if size.copies:
            shutil.rmtree(var)
    return found


def _on_postgresql(size, folder, wanted, kept):
    """Databases of their own, dropped afterwards unless kept. The officers decide over a fresh small network."""
    server, found = os.environ["SAIYAI_DATABASE"], []
    parts = [part for part in wanted if part in (SMOKE_ON_POSTGRESQL if size.large < 10_000 else ON_POSTGRESQL)]
    with ExitStack() as stack:
        places = {}
        for network in (SMALL, LARGE) if parts else ():
            made = kept_database(server, network, _is_built(folder / network)) if kept else scratch_database(server)
            places[network] = _place(folder / network, stack.enter_context(made))
            _build(size, folder / network, network, places[network]["database"])
        for part in parts:
            found += _part(part, size, folder / LARGE, places[LARGE]["database"], places)
    alone = [part for part in ("deciding", "telling", "sending") if part in wanted]
    if alone:
        with scratch_database(server) as address:
            _build(size, folder / "deciding", SMALL, address)
            for part in alone:
                found += _part(part, size, folder / "deciding", address)
    return found


def _is_built(var):
    """Whether a network was made here to its end."""
    return (var / BUILT).exists()


def _place(var, database=""):
    return {"var": str(var), "database": database}


def _build(size, var, network, database=""):
    people = {SMALL: size.small, LARGE: size.large, EMPTY: 0}[network]
    print(f"… {people} people{' on PostgreSQL' if database else ''}", file=sys.stderr, flush=True)
    _child("bench.build", size, var, {"people": people, "report": str(var / BUILT)}, database)


def _part(part, size, var, database="", places=None):
    print(f"… {part}{' on PostgreSQL' if database else ''}", file=sys.stderr, flush=True)
    report = var / "report.json"
    _child(f"bench.{part}", size, var, {"report": str(report), "places": places}, database)
    found = rows.read(report)
    if database and part != "deciding":  # that part says so itself
        for row in found:
            row.name += " (PostgreSQL)"
    return found


def surroundings(var, database=""):
    """The environment of a process over this network."""
    place = {"SAIYAI_VAR": str(var), "SAIYAI_KEYS": f"{var}/keys", "SAIYAI_DATABASE": database, "SAIYAI_DEMO": "1"}
    place |= {"DJANGO_SETTINGS_MODULE": "bench.settings", "SAIYAI_SECRET_KEY": "for measurements only"}
    return {**os.environ, **place}


def _child(module, size, var, more, database=""):
    var.mkdir(parents=True, exist_ok=True)
    told = json.dumps({**asdict(size), **more})
    subprocess.run([sys.executable, "-m", module, told], cwd=ROOT, env=surroundings(var, database), check=True)
