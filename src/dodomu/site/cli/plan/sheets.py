"""A plan as tables for a spreadsheet: one CSV file for each noun, hours in ISO 8601 with their zone."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from dodomu.engines.planner.plan import Itinerary, Outcome
from dodomu.web.parts.plans.facts import Facts, Load

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_EMPTY = Load()
Cell = str | int | float
Rows = Iterable[Sequence[Cell]]


def sheets_of(facts: Facts, outcome: Outcome) -> Mapping[str, str]:
    """Return the text of every table by the name of its file."""
    tables: dict[str, Rows] = {
        "levels.csv": _levels(outcome),
        "home_by_day.csv": _days(facts),
        "ways.csv": _ways(facts),
        "left.csv": _left(facts),
        "legs.csv": _legs(facts),
        "rotations.csv": _rotations(facts),
        "charters.csv": _charters(facts),
    }
    return {name: _written(rows) for name, rows in tables.items()}


def _written(rows: Rows) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([_safe(cell) for cell in row] for row in rows)
    return "\ufeff" + out.getvalue()  # spreadsheets take a file without this mark for Latin letters


def _safe(cell: Cell) -> Cell:
    """No name that somebody gave may run as a formula in the spreadsheet that opens it."""
    return "'" + cell if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _levels(outcome: Outcome) -> Rows:
    yield "level", "value", "bound", "gap"
    for each in outcome.levels:
        yield each.name.value, each.value, each.bound, round(each.gap, 6)


def _days(facts: Facts) -> Rows:
    yield "day", "came_home", "home"
    home = 0
    for day, _start in facts.days:
        home += facts.home_by_day.get(day, 0)
        yield day.isoformat(), facts.home_by_day.get(day, 0), home


def _ways(facts: Facts) -> Rows:
    yield (
        "party",
        "part",
        "persons",
        "place",
        "priority",
        "number",
        "by",
        "id",
        "from",
        "to",
        "begins",
        "ends",
        "processed",
    )
    parts: dict[str, int] = {}
    for itinerary in facts.plan.itineraries:
        parts[itinerary.party] = parts.get(itinerary.party, 0) + 1
        yield from _way(itinerary, parts[itinerary.party], facts)


def _way(itinerary: Itinerary, part: int, facts: Facts) -> Iterator[Sequence[Cell]]:
    party = facts.parties[itinerary.party]
    steps = zip(itinerary.steps, facts.movements(itinerary), strict=True)
    for at, (step, movement) in enumerate(steps, 1):
        processed = getattr(step, "processed", None)
        yield (
            party.id, part, itinerary.persons, party.place, party.priority, at, movement.way,
            getattr(step, "rotation", movement.name), movement.origin, movement.target, _hour(movement.begins, facts),
            _hour(movement.ends, facts), _hour(processed, facts) if processed else "",
        )  # fmt: skip


def _left(facts: Facts) -> Rows:
    yield "party", "persons_left", "persons", "place", "priority"
    for party, many in facts.left:
        yield party.id, many, party.persons, party.place, party.priority


def _legs(facts: Facts) -> Rows:
    kinds = facts.problem.kinds
    head = [name for kind in kinds for name in (f"{kind}_used", f"{kind}_offered")]
    yield "leg", "from", "to", "departs", "arrives", "charter", "runs", "parties", "persons", *head
    for leg in sorted(facts.problem.legs, key=lambda each: (each.departs, each.id)):
        load, offered = facts.leg_loads.get(leg.id, _EMPTY), facts.offered(leg)
        counts = [count for kind in kinds for count in (load.used.get(kind, 0), offered.get(kind, 0))]
        yield (
            leg.id, leg.origin, leg.target, _hour(leg.departs, facts), _hour(leg.arrives, facts), leg.charter or "",
            "yes" if facts.runs(leg) else "no", load.parties, load.persons, *counts,
        )  # fmt: skip


def _rotations(facts: Facts) -> Rows:
    yield (
        "rotation",
        "fleet",
        "vehicle",
        "place",
        "leaves",
        "loads",
        "back",
        "parties",
        "persons",
        "seats_used",
        "seats",
    )
    for each in sorted(facts.plan.rotations, key=lambda each: (each.leaves, each.fleet, each.vehicle)):
        load, back = facts.rotation_loads.get(each.id, _EMPTY), facts.shuttle(each)
        yield (
            each.id, each.fleet, each.vehicle, each.place, _hour(each.leaves, facts), _hour(back.begins, facts),
            _hour(back.ends, facts), load.parties, load.persons, load.used.get("seat", 0),
            facts.fleets[each.fleet].seats.get("seat", 0),
        )  # fmt: skip


def _charters(facts: Facts) -> Rows:
    yield "charter", "price", "hired"
    for each in facts.problem.charters:
        yield each.id, each.price, "yes" if each.id in facts.plan.charters else "no"


def _hour(moment: datetime, facts: Facts) -> str:
    return moment.astimezone(facts.problem.zone).isoformat(timespec="minutes")
