"""Figures of benchmarks: a new run takes the place of what it measured again, and of nothing else."""

import json
from pathlib import Path

import pytest
from benchmarks.planner import tables
from benchmarks.planner.measuring import Row
from benchmarks.planner.tables import Run


def row(instance: str, solver: str, value: int) -> Row:
    return Row(instance, 116, solver, 60.0, value=value, bound=250, faults=0)


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("# Benchmarks\n")
    monkeypatch.setattr(tables, "KEPT", tmp_path / "results.json")
    monkeypatch.setattr(tables, "README", readme)


def test_only_what_was_measured_again_is_replaced() -> None:
    first = Run("a machine, Monday", (row("S-1", "ours", 240), row("S-1", "HiGHS", 248)), ({"instance": "XL-1"},))
    tables.keep(tables.kept_with(first))
    tables.keep(tables.kept_with(Run("a machine, Tuesday", (row("S-1", "ours", 245),))))
    kept = json.loads(tables.KEPT.read_text())
    assert [(each["machine"], [row["value"] for row in each["rows"]]) for each in kept] == [
        ("a machine, Monday", [248]),
        ("a machine, Tuesday", [245]),
    ]
    assert kept[0]["replanned"] == [{"instance": "XL-1"}]
    shown = tables.README.read_text()
    assert "240" not in shown
    assert shown.count("# Benchmarks") == shown.count("Monday") == shown.count("Tuesday") == 1
    assert "**248**" in shown  # the best of the instance is bold, whichever run it comes from
    assert "**245**" not in shown


def test_a_run_of_which_nothing_is_left_is_forgotten() -> None:
    tables.keep(tables.kept_with(Run("Monday", (row("S-1", "ours", 240),))))
    tables.keep(tables.kept_with(Run("Tuesday", (row("S-1", "ours", 245),))))
    assert "Monday" not in tables.README.read_text()
