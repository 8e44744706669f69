"""A plan as text for a terminal: the answer first, then as much as a screen or two can tell."""

import shutil
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dodomu.engines.planner.explain import Bottleneck
from dodomu.engines.planner.plan import Outcome, Status
from dodomu.engines.planner.problem import Leg
from dodomu.engines.planner.simulate import Simulated
from dodomu.web.parts.plans.facts import Facts, Load
from dodomu.web.parts.plans.markup import called
from dodomu.web.parts.plans.reasons import Explanation, bottleneck_words
from dodomu.web.parts.plans.sheet import answer_words, left_words
from dodomu.web.parts.plans.tables import level_rows
from dodomu.web.parts.plans.words import (
    STATUSES,
    day_short,
    decimal,
    horizon_words,
    hour,
    kind_words,
    number,
    place_name,
    played_words,
    verdict,
)

MOST_LEGS = 40
MOST_ROUNDS = 15
MOST_PLACES = 10
_NAME = 26
_BAR = 30
_EMPTY = Load()


def table_of(facts: Facts, outcome: Outcome, scarce: Sequence[Bottleneck] = (), played: Simulated | None = None) -> str:
    """Return the whole text, without a line break at its end."""
    parts = [
        _answer(facts, outcome),
        _levels(facts, outcome),
        _days(facts),
        played_words(played) if played else (),
        _left(facts),
        _legs(facts),
        _charters(facts),
        _rounds(facts),
        _scarce(facts, scarce),
        _end(outcome),
    ]
    return "\n\n".join("\n".join(lines) for part in parts if (lines := list(part)))


def explanation_of(party: str, told: Explanation) -> str:
    """Return how one party travels and why, as text."""
    lines = [called(party), *(f"  {sentence}" for sentence in told.because)]
    if told.changes:
        lines += ["", _("What would have to be different"), *(f"  {sentence}" for sentence in told.changes)]
    if told.legs:
        lines += ["", _("Legs"), *(f"  {leg}: {sentence}" for leg, sentence in told.legs)]
    if told.all_legs > len(told.legs):
        beyond = {"most": number(len(told.legs)), "all": number(told.all_legs)}
        lines.append("  " + _("Here are the first %(most)s of %(all)s.") % beyond)
    return "\n".join(lines)


def grid(rows: Sequence[Sequence[str]], numbers: Iterable[int] = (), indent: str = "  ") -> Iterator[str]:
    """Return rows in columns as wide as they need to be, numbers to the right."""
    right = set(numbers)
    widths = [max(_width(row[at]) for row in rows) for at in range(len(rows[0]))]
    for row in rows:
        cells = [_padded(cell, widths[at], right=at in right) for at, cell in enumerate(row)]
        yield (indent + "  ".join(cells)).rstrip()


def _answer(facts: Facts, outcome: Outcome) -> Iterator[str]:
    if facts.problem.name:
        yield called(facts.problem.name)
    yield horizon_words(facts.problem)
    yield ""
    yield answer_words(facts) + "."
    if facts.people and outcome.status is not Status.NO_WAY_HOME:
        yield verdict(outcome)
    if left := left_words(facts):
        yield left


def _levels(facts: Facts, outcome: Outcome) -> Iterator[str]:
    if outcome.status not in {Status.NO_WAY_HOME, Status.NOTHING_TO_DO}:
        yield from grid(level_rows(facts, outcome), {1, 2, 3})


def _days(facts: Facts) -> Iterator[str]:
    if not facts.plan.itineraries:
        return
    yield _("Home, day by day")
    rows, home = [], 0
    bar = min(_BAR, max(10, shutil.get_terminal_size().columns - 30))
    for day, _start in facts.days:
        came = facts.home_by_day.get(day, 0)
        home += came
        full = round(bar * home / facts.people) if facts.people else 0
        rows.append((day_short(day), f"+{number(came)}" if came else "", number(home), "█" * full + "·" * (bar - full)))
    yield from grid(rows, {1, 2})


def _left(facts: Facts) -> Iterator[str]:
    if not facts.left:
        return
    by_priority: dict[str, int] = {}
    by_place: dict[str, int] = {}
    for party, many in facts.left:
        by_priority[party.priority] = by_priority.get(party.priority, 0) + many
        by_place[party.place] = by_place.get(party.place, 0) + many
    yield _("Who is left")
    order = sorted(by_priority, key=lambda each: (-facts.problem.priorities.get(each, 0), each))
    yield "  " + ", ".join(f"{kind_words(each)} {number(by_priority[each])}" for each in order)
    places = sorted(by_place, key=lambda each: (-by_place[each], each))
    told = ", ".join(f"{place_name(facts.places[each])} {number(by_place[each])}" for each in places[:MOST_PLACES])
    yield f"  {told}{' …' if len(places) > MOST_PLACES else ''}"


def _legs(facts: Facts) -> Iterator[str]:
    carrying = [leg for leg in facts.problem.legs if leg.id in facts.leg_loads]
    if not carrying:
        return
    fullest = sorted(carrying, key=lambda leg: (-facts.leg_loads[leg.id].persons, leg.id))[:MOST_LEGS]
    rows = [_leg(leg, facts) for leg in sorted(fullest, key=lambda leg: (leg.departs, leg.id))]
    yield _("Legs")
    head = (_("Leg"), _("From"), _("To"), _("Departs"), _("Arrives"), _("People"), _("Seats"), "")
    yield from grid([head, *rows], {5, 6})
    if len(carrying) > MOST_LEGS:
        yield "  " + _("Here are the %(most)s with most people of %(all)s.") % {
            "most": number(MOST_LEGS),
            "all": number(len(carrying)),
        }
    empty = len(facts.problem.legs) - len(carrying)
    if empty:
        told = ngettext("%(count)s leg carries nobody.", "%(count)s legs carry nobody.", empty)
        yield "  " + told % {"count": number(empty)}


def _leg(leg: Leg, facts: Facts) -> Sequence[str]:
    load, offered, zone = facts.leg_loads[leg.id], facts.offered(leg), facts.problem.zone
    seats, used = offered.get("seat", 0), load.used.get("seat", 0)
    also = [
        f"{kind_words(kind)} {number(load.used[kind])}/{number(offered.get(kind, 0))}"
        for kind in facts.problem.kinds
        if kind != "seat" and load.used.get(kind)
    ]
    return (
        _cut(leg.id), _cut(place_name(facts.places[leg.origin])), _cut(place_name(facts.places[leg.target])),
        hour(leg.departs, zone), hour(leg.arrives, zone), number(load.persons),
        f"{number(used)}/{number(seats)}", ", ".join([_meter(used, seats), *also]),
    )  # fmt: skip


def _charters(facts: Facts) -> Iterator[str]:
    hired = sorted(
        (each for each in facts.problem.charters if each.id in facts.plan.charters), key=lambda each: each.id
    )
    if not facts.problem.charters:
        return
    yield _("Charters")
    if hired:
        yield from grid([(_cut(each.id), number(each.price)) for each in hired], {1})
    if others := len(facts.problem.charters) - len(hired):
        told = ngettext("%(count)s charter is not hired.", "%(count)s charters are not hired.", others)
        yield "  " + told % {"count": number(others)}


def _rounds(facts: Facts) -> Iterator[str]:
    rotations = sorted(facts.plan.rotations, key=lambda each: (each.leaves, each.fleet, each.vehicle))
    if not rotations:
        return
    yield _("Rounds of vehicles")
    zone = facts.problem.zone
    rows = []
    for each in rotations[:MOST_ROUNDS]:
        load = facts.rotation_loads.get(each.id, _EMPTY)
        seats = facts.fleets[each.fleet].seats.get("seat", 0)
        place = _cut(place_name(facts.places[each.place]))
        back = hour(facts.shuttle(each).ends, zone)
        seated = f"{number(load.used.get('seat', 0))}/{number(seats)}"
        rows.append((f"{_cut(each.fleet)} {each.vehicle + 1}", place, hour(each.leaves, zone), back, seated))
    yield from grid([(_("Vehicle"), _("To"), _("Leaves"), _("Back"), _("Seats")), *rows], {4})
    if len(rotations) > MOST_ROUNDS:
        yield "  " + _("Here are the first %(most)s of %(all)s.") % {
            "most": number(MOST_ROUNDS),
            "all": number(len(rotations)),
        }


def _scarce(facts: Facts, scarce: Sequence[Bottleneck]) -> Iterator[str]:
    if not scarce:
        return
    yield _("Bottlenecks")
    head = (_("What is scarce"), _("Used"), _("Worth of one more"))
    rows = [
        (bottleneck_words(each, facts), f"{number(each.used)}/{number(each.capacity)}", decimal(each.worth, 2))
        for each in scarce
    ]
    yield from grid([head, *rows], {1, 2})
    yield "  " + _("In people by priority; a first guess from the last prices of the search, not checked.")


def _end(outcome: Outcome) -> Iterator[str]:
    yield _("%(seconds)s s, seed %(seed)s; %(status)s") % {
        "seconds": decimal(outcome.seconds, 1),
        "seed": outcome.seed,
        "status": STATUSES[outcome.status],
    }


def _meter(used: int, seats: int) -> str:
    """Eight boxes: one at least where somebody sits, and all only where no seat is left."""
    full = 8 if used >= seats > 0 else min(7, -(-8 * used // seats)) if seats else 0
    return "▮" * full + "▯" * (8 - full)


def _cut(text: str) -> str:
    clean = called(text)
    return clean if len(clean) <= _NAME else clean[: _NAME - 1].rstrip() + "…"


def _width(text: str) -> int:
    return sum(
        0 if unicodedata.combining(each) else 2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text
    )


def _padded(text: str, width: int, *, right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if right else text + space
