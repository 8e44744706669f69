"""What `dodomu exercise rehearse` prints: a line for each layer, a column for each day."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dodomu.exercise.chances import Luck
    from dodomu.exercise.rehearsing import Days, Rehearsal

WORDS = {
    "bound": "the bound: every leg runs, nobody has a family or needs a paper",
    "most-home": "the most that flows, with what the register knows",
    "all-known": "a plan with all that became known, families and papers",
    "no-hindsight": "planned as it became known; all accept, every leg runs",
    "legs-by-chance": "... where legs run by chance",
    "people-by-chance": "... where people decline, are silent, do not come: played",
}
KNOWN = "what could be by the morning's knowledge, whatever the plan"
WIDTH = 1 + max(map(len, [*WORDS.values(), KNOWN]))


def luck_of(luck: "Luck", decline: float | None, seed: int | None) -> "Luck":
    """Return the luck of an exercise with what was asked for instead."""
    asked = luck if decline is None else luck.declining(decline)
    return asked if seed is None else replace(asked, seed=seed)


def table(done: "Rehearsal") -> str:
    """Return who is home by each day in every layer, and how many each layer costs by the last day."""
    days = list(done.played.days)
    lines = [_line("citizens home when a day of January ends", (f"{day:%d}" for day in days))]
    lines += [_line(WORDS[layer.name], _figures(layer.days)) for layer in done.layers]
    lines += [
        _line(KNOWN, _figures(done.known_bound)),
        "",
        "what the difference to the bound is made of, in person-days",
    ]
    for before, after in zip(done.layers, done.layers[1:], strict=False):
        lost = (before.days[day] - after.days[day] for day in days)
        lines.append(_line(WORDS[after.name], [f"{sum(lost)}"]))
    lines += ["", f"plans adopted in the last play: {done.plans}"]
    return "\n".join(lines)


def _figures(days: "Days") -> list[str]:
    return [str(days[day]) for day in sorted(days)]


def _line(words: str, figures: Iterable[str]) -> str:
    return f"{words:<{WIDTH}}" + "".join(f"{figure:>5}" for figure in figures)
