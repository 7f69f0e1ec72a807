"""The shape of the table and of the file, and when a bar breaks."""

from dataclasses import fields

from bench import plan, rows
from bench.plan import PARTS, SIZES


def some_rows():
    return [
        rows.against("search: time", 40, 12.345, "ms", "bare view", 5.0, 3),
        rows.against("person page: time", 40, 20, "ms", "bare view", 5.0, 3),
        rows.limit("search: queries", 1, 9, "queries", "≤ 12", True),
        rows.skipped("recall", "no texts here"),
    ]


def test_a_row_holds_up_to_its_bar_and_no_further():
    assert [row.holds for row in some_rows()] == [True, False, True, None]
    assert [row.ratio for row in some_rows()] == [2.47, 4.0, None, None]
    assert [row.name for row in rows.broken(some_rows())] == ["person page: time"]


def test_the_file_holds_the_agreed_fields_and_reads_back(tmp_path):
    rows.write(some_rows(), tmp_path / "results.json")
    assert rows.read(tmp_path / "results.json") == some_rows()
    names = [field.name for field in fields(rows.Row)]
    assert names == ["name", "n", "value", "unit", "baseline", "ratio", "bar", "holds"]


def test_the_table_marks_what_does_not_hold():
    lines = rows.table(some_rows()).splitlines()
    assert len(lines) == 5
    assert lines[2].startswith("NO") and "bare view: 5.0 ms" in lines[2]


def test_the_95th_of_100():
    assert rows.p95(range(1, 101)) == 95
    assert rows.p95([7]) == 7


def test_every_part_is_a_module_that_can_be_run():
    from importlib.util import find_spec

    assert set(SIZES) == {"smoke", "full", "million"}
    assert all(find_spec(f"bench.{part}") for part in PARTS)


def test_what_changes_a_network_comes_after_what_measures_it():
    order = list(PARTS)
    shared = [part for part in order if PARTS[part] == plan.LARGE]
    assert shared[-1] == "announcing" and set(plan.OF_MANY) == set(shared)
    assert [*plan.ON_POSTGRESQL] == [part for part in order if part in plan.ON_POSTGRESQL]
    assert set(plan.SMOKE_ON_POSTGRESQL) <= set(plan.ON_POSTGRESQL)


def test_a_million_is_a_million_and_asks_for_what_grows():
    size = SIZES["million"]
    assert (size.small, size.large, size.requests) == (1000, 1_000_000, 10_000) and not size.copies
    assert set(size.only) <= set(PARTS)
