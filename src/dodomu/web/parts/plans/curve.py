"""Who is home when: a curve that rises with every arrival, with everybody above it and the bound at its end."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dodomu.engines.planner.plan import LevelName, Outcome
from dodomu.engines.planner.simulate import Simulated
from dodomu.web.parts.map.lettering import width_of
from dodomu.web.parts.map.symbols import path_of
from dodomu.web.parts.plans.facts import Facts
from dodomu.web.parts.plans.markup import joined, tag
from dodomu.web.parts.plans.words import day_short, gap_words, number, people_words

_STEPS: Final = (1, 2, 5)
_TICKS: Final = 4
_LETTERS: Final = 12.0
_RUNS: Final = (5, 50, 95)  # percent


@dataclass(frozen=True)
class _Page:
    """One layout: its size, and the room around the curve."""

    name: str
    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    widest_label: float

    def x(self, facts: Facts, moment: datetime) -> float:
        whole = (facts.problem.ends - facts.problem.begins).total_seconds() or 1.0
        part = (moment - facts.problem.begins).total_seconds() / whole
        return self.left + min(max(part, 0.0), 1.0) * (self.width - self.left - self.right)

    def y(self, persons: float, highest: float) -> float:
        return self.height - self.bottom - persons / highest * (self.height - self.top - self.bottom)

    @property
    def floor(self) -> float:
        return self.height - self.bottom


_WIDE: Final = _Page("plan-wide", 920, 300, 52, 18, 20, 46, 46)
_NARROW: Final = _Page("plan-narrow", 300, 230, 40, 8, 18, 46, 40)


def draw_home_by_day(facts: Facts, outcome: Outcome, played: Simulated | None = None) -> SafeString:
    """Return the curve in two layouts, for a desk and for a telephone, with its key; the style sheet chooses.

    Where the plan was `played` against its chances, what came out in nine runs of ten stands at the end of each day.
    """
    drawings = [_curve(facts, outcome, played, page) for page in (_WIDE, _NARROW)]
    return tag("figure", *drawings, _key(facts, outcome, played), class_="plan-curve")


def bound_in_people(facts: Facts, outcome: Outcome) -> float | None:
    """Return where the bound stands beside people: it is of priority-weighted people, so by its ratio to the plan."""
    level = next((each for each in outcome.levels if each.name is LevelName.HOME), None)
    if level is None or not level.value:
        return None
    return min(facts.people_home * level.bound / level.value, float(facts.people))


def _curve(facts: Facts, outcome: Outcome, played: Simulated | None, page: _Page) -> SafeString:
    highest = max(facts.people, 1)
    parts = [*_rulers(facts, page, highest), *_days(facts, page)]
    steps = _steps(facts, page, highest)
    area = path_of((page.left, page.floor), *steps, (steps[-1][0], page.floor), closed=True)
    parts += [
        tag("path", class_="plan-area", d=area),
        tag("path", class_="plan-line", d=path_of(*steps)),
        _level_line(page, facts.people, highest, "plan-everyone"),
    ]
    bound = bound_in_people(facts, outcome)
    if bound is not None and facts.people_home < facts.people:
        parts.append(_level_line(page, bound, highest, "plan-bound"))
    if played is not None:
        parts += _whiskers(facts, played, page, highest)
    parts.append(_end(facts, page, steps))
    told = _("%(home)s of %(all)s are home at the end.") % {
        "home": number(facts.people_home),
        "all": people_words(facts.people),
    }
    label = _("People home, day by day.") + " " + told
    size = f"0 0 {page.width:g} {page.height:g}"
    return tag("svg", *parts, class_=f"plan-drawing {page.name}", viewBox=size, role="img", aria_label=label)


def _steps(facts: Facts, page: _Page, highest: int) -> list[tuple[float, float]]:
    """The corners of the curve; arrivals that fall on one point of the page are one step."""
    spots = [(page.left, page.floor)]
    home = 0
    for moment, persons in facts.arrivals:
        home += persons
        x, y = page.x(facts, moment), page.y(home, highest)
        if x - spots[-1][0] < 0.3 and len(spots) > 1:  # noqa: PLR2004
            spots[-1] = (spots[-1][0], y)
        else:
            spots += [(x, spots[-1][1]), (x, y)]
    return [*spots, (page.width - page.right, spots[-1][1])]


def _whiskers(facts: Facts, played: Simulated, page: _Page, highest: int) -> list[SafeString]:
    """What came out of the runs by the end of each day: nine of ten lie on the line, the middle one is its dot."""
    begins = dict(facts.days)
    parts = []
    for at, day in enumerate(played.days):
        end = begins.get(day + timedelta(days=1), facts.problem.ends)
        x = min(page.x(facts, end), page.width - page.right - 8)
        low, middle, high = (page.y(played.home_by_day.percentiles[each][at], highest) for each in _RUNS)
        parts += [
            tag("line", class_="plan-runs", x1=x, x2=x, y1=low, y2=high),
            tag("circle", class_="plan-middle", cx=x, cy=middle, r=3),
        ]
    return parts


def _rulers(facts: Facts, page: _Page, highest: int) -> list[SafeString]:
    lines = []
    for many in _ticks(facts.people):
        y = page.y(many, highest)
        lines.append(tag("line", class_="plan-ruler", x1=page.left, x2=page.width - page.right, y1=y, y2=y))
        lines.append(tag("text", number(many), class_="plan-axis", x=page.left - 7, y=y + 4, text_anchor="end"))
    return lines


def _ticks(people: int) -> Sequence[int]:
    """Round numbers up the side, and the number of all at the top in place of one that would stand on it."""
    if people <= 0:
        return (0,)
    rough = people / _TICKS
    scale = 10 ** max(0, math.floor(math.log10(rough))) if rough >= 1 else 1
    step = next((each * scale for each in _STEPS if each * scale >= rough), 10 * scale)
    return [*(many for many in range(0, people, step) if people - many > step * 0.4), people]


def _days(facts: Facts, page: _Page) -> list[SafeString]:
    """A line for each midnight; under it the day, and how many come home on it, as often as there is room."""
    days = facts.days
    room = (page.width - page.left - page.right) / max(len(days), 1)
    every = max(1, math.ceil(page.widest_label / max(room, 1)))
    widest = max((width_of(_plus(many), _LETTERS) for many in facts.home_by_day.values()), default=0.0)
    tell_each = every == 1 and widest < room
    parts = []
    for at, (day, start) in enumerate(days):
        begins = max(start, facts.problem.begins)
        ends = min(days[at + 1][1] if at + 1 < len(days) else facts.problem.ends, facts.problem.ends)
        left, right = page.x(facts, begins), page.x(facts, ends)
        if start > facts.problem.begins:
            parts.append(tag("line", class_="plan-day", x1=left, x2=left, y1=page.top, y2=page.floor + 5))
        # A first or last day of a few hours has no room for its name.
        if at % every == 0 and (right - left > page.widest_label * 0.75 or every > 1):
            middle = (left + right) / 2
            name = tag("text", day_short(day), class_="plan-axis", x=middle, y=page.floor + 19, text_anchor="middle")
            parts.append(name)
            if tell_each and (came := facts.home_by_day.get(day, 0)):
                under = tag("text", _plus(came), class_="plan-came", x=middle, y=page.floor + 36, text_anchor="middle")
                parts.append(under)
    return parts


def _plus(many: int) -> str:
    return f"+{number(many)}"


def _level_line(page: _Page, persons: float, highest: int, kind: str) -> SafeString:
    y = page.y(persons, highest)
    return tag("line", class_=kind, x1=page.left, x2=page.width - page.right, y1=y, y2=y)


def _end(facts: Facts, page: _Page, steps: Sequence[tuple[float, float]]) -> SafeString:
    """A dot with the number where the curve ends: above it, or below where it ends at the very top."""
    x, y = steps[-1]
    at = y - 9 if y - 9 > page.top + 4 else y + 20
    dot = tag("circle", class_="plan-dot", cx=x, cy=y, r=4)
    text = tag("text", number(facts.people_home), class_="plan-total", x=x - 8, y=at, text_anchor="end")
    return joined(dot, text)


def _key(facts: Facts, outcome: Outcome, played: Simulated | None) -> SafeString:
    """What the lines are, in words under the drawing: there they have room in every language."""
    entries = [
        _entry("plan-line", _("people home")),
        *([_entry("plan-runs", _("when played: nine runs of ten, and the middle one"))] if played else []),
        _entry("plan-everyone", _("everybody: %(people)s") % {"people": people_words(facts.people)}),
    ]
    bound = bound_in_people(facts, outcome)
    if bound is not None and facts.people_home < facts.people:
        level = outcome.levels[0]
        told = (
            _("bound: no plan brings more home by priority")
            if level.proven
            else _("bound: at most %(gap)s more, counted by priority") % {"gap": gap_words(level.gap)}
        )
        entries.append(_entry("plan-bound", told))
    return tag("figcaption", *entries, class_="plan-key")


def _entry(kind: str, text: str) -> SafeString:
    line = tag("line", class_=kind, x1=1, x2=25, y1=5, y2=5)
    sample = tag("svg", line, class_="plan-sample", viewBox="0 0 26 10", aria_hidden="true")
    return tag("span", sample, text, class_="plan-entry")
