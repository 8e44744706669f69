"""Growth from S to XL as a picture: seconds, memory and gap over persons, one line for each solver."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from statistics import median

from benchmarks.planner.measuring import Row
from benchmarks.planner.tables import best_bounds

FILE = Path(__file__).parent / "growth.svg"
WIDTH, HEIGHT, LEFT, TOP, APART = 300, 220, 62, 36, 86
# told apart with any kind of sight for colours (the palette of Okabe and Ito), and by their marks
COLOURS = ("#000000", "#e69f00", "#56b4e9", "#009e73", "#d55e00", "#0072b2", "#cc79a7")
MARKS = ("circle", "square", "diamond", "triangle", "cross", "circle", "square")


@dataclass(frozen=True, slots=True)
class Panel:
    """One quantity; its axis is logarithmic from `least`, below which all is drawn as that."""

    title: str
    least: float
    of: Callable[[Row, Mapping[str, int]], float | None]
    show: Callable[[float], str]


PANELS = (
    Panel("seconds", 0.01, lambda row, _: None if _is_without(row) else row.seconds, lambda at: f"{at:g}"),
    Panel("memory, MB", 10, lambda row, _: row.memory, lambda at: f"{at:,.0f}"),
    Panel("gap to the best bound", 1e-4, lambda row, best: row.gap_to(best.get(row.instance)), lambda at: f"{at:.2%}"),
)


def draw(rows: Sequence[Row]) -> str:
    """Return the picture as SVG. Of several seeds of a size, the median is drawn."""
    solvers = list(dict.fromkeys(row.solver for row in rows))
    best = best_bounds(rows)
    wide = len(PANELS) * (WIDTH + APART) + LEFT
    high = TOP + HEIGHT + 60 + 18 * math.ceil(len(solvers) / 4)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" font-family="sans-serif" font-size="12">',
        "<title>Growth of time, memory and gap with the number of persons</title>",
        f'<rect width="{wide}" height="{high}" fill="#ffffff"/>',
    ]
    for number, panel in enumerate(PANELS):
        parts += _panel(panel, rows, solvers, best, LEFT + number * (WIDTH + APART))
    for number, solver in enumerate(solvers):
        x, y = LEFT + number % 4 * 260, TOP + HEIGHT + 60 + number // 4 * 18
        parts += [_mark(number, x, y - 4), f'<text x="{x + 12}" y="{y}">{escape(solver)}</text>']
    return "\n".join([*parts, "</svg>", ""])


def _is_without(row: Row) -> bool:
    return row.value is None and row.bound is None


def _panel(panel: Panel, rows: Sequence[Row], solvers: Sequence[str], best: Mapping[str, int], left: int) -> list[str]:
    lines = {solver: _points(panel, [row for row in rows if row.solver == solver], best) for solver in solvers}
    values = [value for points in lines.values() for _, value in points]
    persons = [row.persons for row in rows]
    if not values or not persons:
        return []
    low, top = panel.least, max(*values, panel.least * 10)
    least, most = min(persons), max(persons)

    def x_of(many: float) -> float:
        return left + WIDTH * _along(many, least, max(most, least * 2))

    def y_of(value: float) -> float:
        return TOP + HEIGHT * (1 - _along(value, low, top))

    parts = [
        f'<text x="{left}" y="{TOP - 14}" font-weight="bold">{escape(panel.title)}</text>',
        f'<path d="M{left} {TOP}V{TOP + HEIGHT}H{left + WIDTH}" fill="none" stroke="#444444"/>',
    ]
    for power in range(math.ceil(math.log10(low) - 1e-9), math.floor(math.log10(top)) + 1):
        y = y_of(10.0**power)
        parts.append(f'<path d="M{left} {y:.1f}h{WIDTH}" stroke="#dddddd"/>')
        parts.append(f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end">{panel.show(10.0**power)}</text>')
    for many in sorted({*persons}):
        parts.append(f'<text x="{x_of(many):.1f}" y="{TOP + HEIGHT + 18}" text-anchor="middle">{many:,}</text>')
    parts.append(f'<text x="{left + WIDTH / 2}" y="{TOP + HEIGHT + 36}" text-anchor="middle">persons</text>')
    for number, solver in enumerate(solvers):
        at = [(x_of(many), y_of(value)) for many, value in lines[solver]]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in at)
        colour = COLOURS[number % len(COLOURS)]
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.6"/>')
        parts += [_mark(number, x, y) for x, y in at]
    return parts


def _points(panel: Panel, rows: Sequence[Row], best: Mapping[str, int]) -> list[tuple[int, float]]:
    found: dict[int, list[float]] = {}
    for row in rows:
        value = panel.of(row, best)
        if value is not None:
            found.setdefault(row.persons, []).append(max(value, panel.least))
    return [(many, median(values)) for many, values in sorted(found.items())]


def _along(value: float, low: float, high: float) -> float:
    return (math.log(value) - math.log(low)) / (math.log(high) - math.log(low))


def _mark(number: int, x: float, y: float) -> str:
    colour = COLOURS[number % len(COLOURS)]
    shapes = {
        "circle": f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>',
        "square": f'<rect x="{x - 3:.1f}" y="{y - 3:.1f}" width="6" height="6" fill="{colour}"/>',
        "diamond": f'<path d="M{x:.1f} {y - 4.5:.1f}l4.5 4.5-4.5 4.5-4.5-4.5z" fill="{colour}"/>',
        "triangle": f'<path d="M{x:.1f} {y - 4.5:.1f}l4.5 8h-9z" fill="{colour}"/>',
        "cross": f'<path d="M{x - 3.5:.1f} {y - 3.5:.1f}l7 7m0-7l-7 7" stroke="{colour}" stroke-width="2"/>',
    }
    return shapes[MARKS[number % len(MARKS)]]
