"""Every way home of one party, or of a part of one: all sequences of movements at all hours.

Left out is only

- a way that another way of the same part betters or equals in danger, money and the promise while using nothing that
  the other does not use: it can take the other's place in every plan;
- of the steps in which one could be processed, all but one of each clock hour: they use the same;
- of what is used, what cannot run out: seats of a leg that has more than all parties together need, and the like.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from dodomu.engines.planner.plan import Ride, Travel
from dodomu.engines.planner.problem import Party, Problem
from tests.engines.planner.meaning import Meaning, danger, packs

Key = tuple[Any, ...]  # something scarce: ("leg", id), ("hour", place, hour), ("room", place, step), …


class TooLargeError(Exception):
    """More to try than a test may take."""


@dataclass(frozen=True, slots=True)
class Part:
    """Persons who take one way together."""

    party: Party
    persons: int
    needs: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Way:
    """From somewhere at some step until home: danger and money of one person, what is used, the movements."""

    danger: int
    money: int
    kept: bool  # whether the promised leg is among them
    uses: int  # a set of bits, see `Ways.bit`
    moves: tuple[Any, ...] = ()  # Ride, Travel, or ("shuttle", fleet, place, step)


@dataclass(frozen=True, slots=True)
class Move:
    """One movement. `danger` and `price` are of one person."""

    what: Any
    start: int
    end: int
    target: str
    danger: float
    price: int
    uses: tuple[Key, ...] = ()


class Ways:
    """Lists the ways of parts of one problem. `effort` limits how many are looked at."""

    def __init__(self, problem: Problem, effort: int) -> None:
        self.problem, self.effort = problem, effort
        self.means = Meaning(problem)
        self.bits: dict[tuple[Key, int], int] = {}
        self.known: dict[int, list[Key]] = {}
        self.everybody = sum(party.persons for party in problem.parties)
        self.all_needs = sum((Counter(party.takes) for party in problem.parties), Counter())

    def spend(self, effort: int = 1) -> None:
        self.effort -= effort
        if self.effort < 0:
            raise TooLargeError

    # what is used

    def bit(self, keys: Iterable[Key], uses: int) -> int:
        """Add what a movement uses to what is used after it; the second use of a thing is another bit."""
        for key in keys:
            time = 1
            while uses & (1 << self.bits.setdefault((key, time), len(self.bits))):
                time += 1
            uses |= 1 << self.bits[key, time]
        return uses

    def keys_of(self, uses: int) -> list[Key]:
        """Return what is used, twice what is used twice."""
        if uses not in self.known:
            self.known[uses] = [key for (key, _), number in self.bits.items() if uses & (1 << number)]
        return self.known[uses]

    def lacks(self, key: Key, persons: int, needs: Mapping[str, int]) -> bool:
        """Whether there is too little of it for so many. Vehicles are looked at for all together, elsewhere."""
        match key:
            case ("leg", leg):
                seats = self.means.seats(self.means.legs[leg])
                return any(count > seats.get(kind, 0) for kind, count in needs.items())
            case ("hour", place, hour):
                return persons > self.means.processing_in(place, hour)
            case ("room", place, _):
                return persons > self.means.room(place)
            case ("permission", name):
                return persons > self.means.permissions[name].quota
        return False

    def can_run_out(self, key: Key) -> bool:
        """Whether it would be too little if everybody used it as often as anybody can."""
        times = {"hour": 60 // self.problem.step, "permission": len(self.problem.legs)}.get(key[0], 1)
        return key[0] == "rotation" or self.lacks(key, self.everybody * times, self.all_needs)

    # ways

    def of(self, part: Part, hired: frozenset[str]) -> list[Way]:
        """Return every way home of a part that is worth looking at."""
        means, party = self.means, part.party

        def fits(keys: Iterable[Key]) -> bool:
            return not any(self.lacks(key, part.persons, part.needs) for key in keys)

        @cache
        def onwards(place: str, since: int, first: bool) -> list[Way]:
            if place in means.homes:
                return [] if first else [Way(0, 0, False, 0)]
            found = []
            for move in self.moves(part, hired, place, since, first):
                waits = [("room", place, k) for k in range(since, move.start) if place != party.place]
                if not fits([*waits, *move.uses]):
                    continue
                keys = [key for key in [*waits, *move.uses] if self.can_run_out(key)]
                before = means.waiting(place, 0 if first else since, move.start) + danger(move.danger)
                promised = isinstance(move.what, Ride) and party.promise and move.what.leg == party.promise.leg
                for way in onwards(move.target, move.end, False):
                    self.spend()
                    kept, uses = bool(promised) or way.kept, self.bit(keys, way.uses)
                    moves = (move.what, *way.moves)
                    found.append(Way(before + way.danger, move.price + way.money, kept, uses, moves))
            return self.undominated(found)

        return onwards(party.place, means.available(party), True)

    def moves(self, part: Part, hired: frozenset[str], place: str, since: int, first: bool) -> Iterator[Move]:
        """Yield each movement that can follow when they are at a place since some step."""
        yield from self.rides(part.party, hired, place, since)
        yield from self.travels(part.party, place, since, first)
        yield from self.shuttles(part, place, since)

    def rides(self, party: Party, hired: frozenset[str], place: str, since: int) -> Iterator[Move]:
        means = self.means
        for leg in self.problem.legs:
            start = means.ready(leg)
            hires = leg.charter is None or leg.charter in hired
            if leg.origin != place or start < since or not hires:
                continue
            if not means.leg_runs(leg) or not means.leg_suits(party, leg):
                continue
            uses: tuple[Key, ...] = (("leg", leg.id), *([("permission", leg.permission)] if leg.permission else []))
            rest = (start, means.there(leg), leg.target, leg.danger, leg.price if leg.paid_by == "state" else 0)
            if not means.is_processed(leg):
                yield Move(Ride(leg.id), *rest, uses)
                continue
            hours = {means.hour(p): p for p in reversed(range(since, start)) if means.processing_open(place, p)}
            for hour, p in hours.items():
                yield Move(Ride(leg.id, means.moment(p)), *rest, (*uses, ("hour", place, hour)))

    def travels(self, party: Party, place: str, since: int, first: bool) -> Iterator[Move]:
        for link in self.problem.links:
            if link.origin != place or (link.needs_car and not (first and party.car)):
                continue
            for start in range(since, self.means.steps):
                end = start + self.means.lasting(link.minutes)
                if end <= self.means.steps and self.means.travel_runs(place, link.target, link.id, start, end):
                    what = Travel(link.id, self.means.moment(start))
                    yield Move(what, start, end, link.target, link.danger, link.price)

    def shuttles(self, part: Part, place: str, since: int) -> Iterator[Move]:
        for fleet in self.problem.fleets:
            for round_ in fleet.rounds:
                if round_.place != place or not fleet.vehicles or packs([part.needs], fleet.seats) is None:
                    continue
                for leaves in range(self.means.steps):
                    start = leaves + self.means.lasting(round_.out)
                    end = start + self.means.lasting(round_.back)
                    if (
                        since <= start
                        and end <= self.means.steps
                        and self.means.rotation_runs(fleet.id, round_, leaves)
                    ):
                        who = (fleet.id, place, leaves)
                        yield Move(("shuttle", *who), start, end, fleet.hub, round_.danger, 0, (("rotation", *who),))

    def undominated(self, ways: list[Way]) -> list[Way]:
        kept: list[Way] = []
        for way in sorted(ways, key=lambda way: (way.danger, way.money, not way.kept, way.uses.bit_count())):
            self.spend(len(kept) // 10)
            if not any(
                other.money <= way.money and other.kept >= way.kept and not other.uses & ~way.uses for other in kept
            ):
                kept.append(way)
        return kept
