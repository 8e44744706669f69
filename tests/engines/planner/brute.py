"""The best plan of a tiny problem, found by trying everything.

For each set of charters, every choice of one way (of `ways`) for each party, or for each part of one that may be split,
is tried. Left out are only choices that cannot come before the best one found, even if everybody who is not decided
yet got their best way.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, combinations_with_replacement, product
from typing import Any

from dodomu.engines.planner.plan import Itinerary, LevelName, Plan, Rotation, Shuttle
from dodomu.engines.planner.problem import Party, Problem
from tests.engines.planner.meaning import packs, parts_fit, values, wrongs
from tests.engines.planner.ways import Key, Part, TooLargeError, Way, Ways

__all__ = ["Best", "TooLargeError", "best", "best_on", "is_feasible"]

LEVELS = tuple(LevelName)
Vector = tuple[int, int, int, int]  # one number for each level, less is better (so home is counted downwards)
EFFORT = 400_000  # ways and choices that may be looked at; a second or two


@dataclass(frozen=True, slots=True)
class Choice:
    """What becomes of one whole party."""

    cost: Vector
    ways: tuple[tuple[Part, Way], ...]


@dataclass(frozen=True, slots=True)
class Record:
    """The best so far: what it costs on the levels asked for, in their order."""

    reached: Sequence[int]
    hired: frozenset[str]
    chosen: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Best:
    """The best plan; what it is worth on each level."""

    plan: Plan
    values: Mapping[LevelName, int]


def best(problem: Problem, *, effort: int = EFFORT) -> Best:
    """Return a plan that no plan betters, level by level."""
    return Brute(problem, effort).search(LEVELS, {})


def best_on(problem: Problem, level: LevelName, limits: Mapping[LevelName, int], *, effort: int = EFFORT) -> int:
    """Return the best value of one level among plans that are at least as good as `limits` on other levels."""
    return Brute(problem, effort).search((level,), limits).values[level]


def is_feasible(problem: Problem, plan: Plan) -> bool:
    """Whether a plan of a faultless problem holds, by a test that shares nothing with the engine's."""
    return not wrongs(problem, plan)


class Brute(Ways):
    """One search."""

    # choices of one party

    def choices(self, party: Party, hired: frozenset[str]) -> list[Choice]:
        """Everything that can become of a party, being left included."""
        if not party.may_split:
            whole = Part(party, party.persons, dict(party.takes))
            return [self.choice(party, ())] + [self.choice(party, ((whole, way),)) for way in self.of(whole, hired)]
        found = []
        ways: dict[tuple[int, tuple[tuple[str, int], ...]], list[tuple[Part, Way]]] = {}
        for parts in splits(party):
            options = []
            for (persons, needs), times in Counter((n, tuple(sorted(needs.items()))) for n, needs in parts).items():
                if (persons, needs) not in ways:
                    part = Part(party, persons, dict(needs))
                    ways[persons, needs] = [(part, way) for way in self.of(part, hired)]
                options.append(list(combinations_with_replacement(ways[persons, needs], times)))
            for chosen in product(*options):
                self.spend(3)
                found.append(self.choice(party, [pair for group in chosen for pair in group]))
        return found

    def choice(self, party: Party, ways: Sequence[tuple[Part, Way]]) -> Choice:
        gone = sum(part.persons for part, _ in ways)
        kept = sum(part.persons for part, way in ways if way.kept)
        left = self.means.waiting(party.place, 0, self.means.steps) * (party.persons - gone)
        broken = party.promise.cost if party.promise and kept < party.persons else 0
        hurt = left + sum(way.danger * part.persons for part, way in ways)
        money = sum(way.money * part.persons for part, way in ways)
        return Choice((-self.means.weight(party) * gone, hurt, broken, money), tuple(ways))

    # all together

    def search(self, levels: tuple[LevelName, ...], limits: Mapping[LevelName, int]) -> Best:
        """Return the best plan on these levels, in this order, among those within the limits (danger: at most, …)."""
        order = [LEVELS.index(level) for level in levels]
        most = [limits.get(level) for level in LEVELS]
        most = [None if most[0] is None else -most[0], *most[1:]]
        if self.problem.budget is not None:
            most[3] = self.problem.budget if most[3] is None else min(most[3], self.problem.budget)
        names = [charter.id for charter in self.problem.charters]
        record: Record | None = None
        for hired in (frozenset(some) for n in range(len(names) + 1) for some in combinations(names, n)):
            record = self.decided(hired, order, most, record)
        if record is None:
            raise ValueError("no plan is within these limits")
        return self.written(record.hired, record.chosen)

    def decided(
        self, hired: frozenset[str], order: list[int], most: Sequence[int | None], record: Record | None
    ) -> Record | None:
        """Return what is better than the record when these charters are hired, or the record."""
        offered = sorted((self.choices(party, hired) for party in self.problem.parties), key=len)
        for choices in offered:
            choices.sort(key=lambda choice: [choice.cost[level] for level in order])
        least = [(0, 0, 0, 0)]  # of the parties from here on: no plan has less on any level
        first = [tuple(0 for _ in order)]  # … and none comes before this, level by level
        for choices in reversed(offered):
            lowest = [min(choice.cost[level] for choice in choices) for level in range(4)]
            least.insert(0, plus(lowest, least[0]))
            first.insert(0, plus([choices[0].cost[level] for level in order], first[0]))

        def decide(chosen: tuple[Choice, ...], cost: Sequence[int], used: Mapping[Key, list[Part]]) -> None:
            nonlocal record
            at = len(chosen)
            if at == len(offered):
                record = Record([cost[level] for level in order], hired, chosen)
                return
            for choice in offered[at]:
                self.spend()
                spent = plus(cost, choice.cost)
                reach = [spent[level] + first[at + 1][place] for place, level in enumerate(order)]
                if record and reach >= record.reached:
                    return  # those that follow come later still
                lowest = plus(spent, least[at + 1])
                over = any(limit is not None and low > limit for limit, low in zip(most, lowest, strict=True))
                if not over and (now := self.use(used, choice)) is not None:
                    decide((*chosen, choice), spent, now)

        hiring = sum(self.means.charters[name].price for name in hired)
        start = (0, 0, 0, hiring)
        if all(limit is None or low <= limit for limit, low in zip(most, plus(start, least[0]), strict=True)):
            decide((), start, {})
        return record

    def use(self, used: Mapping[Key, list[Part]], choice: Choice) -> Mapping[Key, list[Part]] | None:
        """Add what a choice uses to what is used; None when there is not enough."""
        self.spend(4)
        now = dict(used)
        uses = [(key, part) for part, way in choice.ways for key in self.keys_of(way.uses)]
        for key, part in uses:
            now[key] = [*now.get(key, ()), part]
        for key in dict(uses):
            needs: Counter[str] = Counter()
            for part in now[key]:
                needs.update(part.needs)
            if self.lacks(key, sum(part.persons for part in now[key]), needs):
                return None
        driven = any(key[0] == "rotation" for key, _ in uses)
        return now if not driven or self.fleets_hold(now) else None

    def fleets_hold(self, used: Mapping[Key, list[Part]]) -> bool:
        away: Counter[tuple[str, int]] = Counter()
        minutes: Counter[tuple[str, object]] = Counter()
        for key, parts in used.items():
            if key[0] != "rotation":
                continue
            fleet, round_ = self.round_of(key)
            packed = packs([part.needs for part in parts], fleet.seats)
            assert packed is not None
            count = max(packed) + 1
            lasts = self.means.lasting(round_.out) + self.means.lasting(round_.back)
            away.update({(fleet.id, step): count for step in range(key[3], key[3] + lasts)})
            minutes[fleet.id, self.means.day(key[3])] += count * (round_.out + round_.back)
        fleets = self.means.fleets
        return all(count <= fleets[name].vehicles for (name, _), count in away.items()) and not any(
            fleets[name].drivers_minutes is not None and total > fleets[name].drivers_minutes
            for (name, _), total in minutes.items()
        )

    def round_of(self, key: Key) -> tuple[Any, Any]:
        fleet = self.means.fleets[key[1]]
        return fleet, next(round_ for round_ in fleet.rounds if round_.place == key[2])

    def written(self, hired: frozenset[str], chosen: tuple[Choice, ...]) -> Best:
        """Write the choices as a plan, with vehicles numbered."""
        ways = [pair for choice in chosen for pair in choice.ways]
        loads: dict[Key, list[tuple[int, Mapping[str, int]]]] = {}
        for number, (part, way) in enumerate(ways):
            for move in way.moves:
                if isinstance(move, tuple):
                    loads.setdefault(("rotation", *move[1:]), []).append((number, part.needs))
        rotations: list[Rotation] = []
        rides: dict[tuple[int, Key], str] = {}
        free: dict[tuple[str, int], int] = {}
        for key in sorted(loads, key=lambda key: (key[3], key)):
            fleet, round_ = self.round_of(key)
            packed = packs([needs for _, needs in loads[key]], fleet.seats)
            assert packed is not None
            for inside in sorted(set(packed)):
                vehicle = next(v for v in range(fleet.vehicles) if free.get((fleet.id, v), 0) <= key[3])
                free[fleet.id, vehicle] = key[3] + self.means.lasting(round_.out) + self.means.lasting(round_.back)
                name = f"r{len(rotations)}"
                rotations.append(Rotation(name, fleet.id, vehicle, key[2], self.means.moment(key[3])))
                rides.update({(who, key): name for (who, _), v in zip(loads[key], packed, strict=True) if v == inside})
        itineraries = tuple(
            Itinerary(
                part.party.id,
                part.persons,
                part.needs,
                tuple(
                    Shuttle(rides[number, ("rotation", *move[1:])]) if isinstance(move, tuple) else move
                    for move in way.moves
                ),
            )
            for number, (part, way) in enumerate(ways)
        )
        plan = Plan(itineraries, tuple(rotations), hired)
        return Best(plan, values(self.problem, plan))


def plus(some: Sequence[int], more: Sequence[int]) -> tuple[int, ...]:
    return tuple(map(sum, zip(some, more, strict=True)))


def splits(party: Party) -> list[tuple[tuple[int, Mapping[str, int]], ...]]:
    """Every way to divide a party that may be split, and to leave some of it, as (persons, needs) of the parts."""
    simple = [(n, {"seat": n}) for n in range(1, party.persons + 1)]
    without = party.persons - party.takes.get("seat", 0)
    odd = [(n, {**party.takes, "seat": n - without}) for n in range(1, party.persons + 1)]
    odd = [(n, {kind: count for kind, count in needs.items() if count}) for n, needs in odd]
    found: list[tuple[tuple[int, Mapping[str, int]], ...]] = []
    for count in range(party.persons + 1):
        for parts in combinations_with_replacement(simple, count):
            found += [(*parts, *more) for more in [(), *((one,) for one in odd if one not in simple)]]
    return [parts for parts in found if parts_fit(party, list(parts))]
