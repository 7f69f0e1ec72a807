"""One measurement, the table of all, and the file of all."""

import json
from dataclasses import asdict, dataclass
from statistics import median


@dataclass
class Row:
    """`holds` is None where there is no bar to hold; `baseline` says against what, and how much that took."""

    name: str
    n: int
    value: float
    unit: str
    baseline: str
    ratio: float | None
    bar: str = ""
    holds: bool | None = None


def against(name, n, value, unit, baseline, base, most=None):
    """A row that holds when `value` is at most `most` times the baseline."""
    ratio = round(value / base, 2) if base else None
    bar = f"ratio ≤ {most}" if most is not None else ""
    holds = None if most is None else ratio is not None and ratio <= most
    return Row(name, n, tidy(value), unit, f"{baseline}: {tidy(base)} {unit}", ratio, bar, holds)


def limit(name, n, value, unit, bar, holds):
    """A row that is judged by itself, not against something else."""
    return Row(name, n, tidy(value), unit, "", None, bar, bool(holds))


def skipped(name, why):
    """A row that could not be measured here, and why."""
    return Row(name, 0, 0, "", f"not measured: {why}", None)


def tidy(number):
    """Three digits that mean something."""
    return float(f"{number:.3g}") if abs(number) < 1000 else round(number)


def p95(times):
    """The time that 95 of 100 stay below."""
    return sorted(times)[max(0, round(len(times) * 0.95) - 1)]


def middle(times):
    """Their median."""
    return median(times)


def table(rows):
    """All rows as text, in columns."""
    head = ("", "measured", "n", "value", "unit", "against", "ratio", "bar")
    marks = {True: "ok", False: "NO", None: "-"}
    lines = [head] + [
        (
            marks[row.holds],
            row.name,
            str(row.n),
            f"{row.value:g}",
            row.unit,
            row.baseline,
            "" if row.ratio is None else f"{row.ratio:g}",
            row.bar,
        )
        for row in rows
    ]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)


def write(rows, path):
    """Every row as JSON."""
    path.write_text(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1) + "\n")


def read(path):
    """The rows of a file."""
    return [Row(**row) for row in json.loads(path.read_text())]


def broken(rows):
    """The rows whose bar does not hold."""
    return [row for row in rows if row.holds is False]
