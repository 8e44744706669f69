"""Rows as a table, as JSON beside the code, and in benchmarks/README.md."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from benchmarks.planner.measuring import NO_PLAN, Row

HERE = Path(__file__).parent
KEPT = HERE / "results.json"
README = HERE.parent / "README.md"
BEGIN, END = "<!-- planner: written by python -m benchmarks.planner --kept -->", "<!-- planner: end -->"
HEAD = (
    "instance", "solver", "value", "bound", "gap to own bound", "gap to best bound", "first plan, s", "seconds",
    "memory, MB", "danger, risk-hours", "gap of danger", "faults", "how it ended",
)  # fmt: skip
MILLION = 1_000_000


def best_bounds(rows: Iterable[Row]) -> Mapping[str, int]:
    """Return the best bound that any solver proved for each instance."""
    found: dict[str, int] = {}
    for row in rows:
        if row.bound is not None:
            found[row.instance] = min(row.bound, found.get(row.instance, row.bound))
    return found


def table(rows: Sequence[Row], beside: Sequence[Row] = ()) -> str:
    """Return rows as a Markdown table; the best value of each instance, of these rows and those beside, is bold."""
    every = [*rows, *beside]
    bounds = best_bounds(every)
    values = {each.instance: max((row.value or 0) for row in every if row.instance == each.instance) for each in rows}
    lines = [_line(HEAD), _line("---" for _ in HEAD)]
    lines += [_line(_cells(row, bounds.get(row.instance), values[row.instance])) for row in rows]
    return "\n".join(lines)


def _cells(row: Row, best: int | None, value: int) -> tuple[str, ...]:
    how = row.how
    if row.value is None and row.bound is not None and "bound only" not in how:
        how = f"{NO_PLAN} ({how})"
    return (
        row.instance,
        row.solver,
        f"**{row.value:,}**" if row.value is not None and row.value == value and not row.faults else _whole(row.value),
        _whole(row.bound),
        _share(row.gap),
        _share(row.gap_to(best)),
        _tenths(row.first),
        _tenths(row.seconds),
        _whole(None if row.memory is None else round(row.memory)),
        _whole(None if row.danger is None else round(row.danger / MILLION)),
        _share(row.danger_gap),
        _whole(row.faults) if not row.fault else f"{row.faults}: {row.fault}",
        how,
    )


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _whole(number: int | None) -> str:
    return "–" if number is None else f"{number:,}"


def _tenths(number: float | None) -> str:
    return "–" if number is None else f"{number:.1f}"


def _share(number: float | None) -> str:
    return "–" if number is None else f"{number * 100:.2f} %"


@dataclass(frozen=True, slots=True)
class Run:
    """What one run measured: on what machine and when, the rows, and replanning."""

    machine: str
    rows: tuple[Row, ...]
    replanned: tuple[Mapping[str, object], ...] = ()

    def without(self, newer: "Run") -> "Run":
        """Return what of this run was not measured again."""
        again = {(row.instance, row.solver) for row in newer.rows}
        instances = {each.get("instance") for each in newer.replanned}
        return replace(
            self,
            rows=tuple(row for row in self.rows if (row.instance, row.solver) not in again),
            replanned=tuple(each for each in self.replanned if each.get("instance") not in instances),
        )


def kept_with(run: Run) -> list[Run]:
    """Return what was kept before and not measured again, and this run."""
    told = json.loads(KEPT.read_text()) if KEPT.exists() else []
    before = [
        Run(each["machine"], tuple(Row(**row) for row in each["rows"]), tuple(each["replanned"])) for each in told
    ]
    older = [each.without(run) for each in before]
    return [*(each for each in older if each.rows or each.replanned), run]


def text(runs: Sequence[Run]) -> str:
    """Return all runs in words: the machine, the table, and replanning of each."""
    parts = []
    for run in runs:
        beside = [row for each in runs if each is not run for row in each.rows]
        parts.append(run.machine.replace("\n", "  \n"))
        parts += [table(run.rows, beside)] if run.rows else []
        parts += (
            ["Replanning after a hub is closed for a day and one leg in twenty cancelled:"] if run.replanned else []
        )
        parts += [", ".join(f"{name} {_told(value)}" for name, value in each.items()) for each in run.replanned]
    return "\n\n".join(parts)


def _told(value: object) -> str:
    return f"{value:.1f} s" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)


def keep(runs: Sequence[Run]) -> None:
    """Write results.json, and the text into the planner's section of the README (which it adds at first)."""
    KEPT.write_text(json.dumps([asdict(run) for run in runs], indent=1) + "\n")
    before = README.read_text()
    links = "Growth: [growth.svg](planner/growth.svg); all figures: [results.json](planner/results.json)."
    section = f"{BEGIN}\n{text(runs)}\n\n{links}\n{END}"
    if BEGIN in before and END in before:
        after = before[: before.index(BEGIN)] + section + before[before.index(END) + len(END) :]
    else:
        after = f"{before.rstrip()}\n\n## Last figures: planner\n\n{section}\n"
    README.write_text(after)
