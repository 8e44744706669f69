"""What a plan comes to, in figures that can be laid side by side."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from dodomu.engines.planner import Plan, Problem, reports
from dodomu.engines.planner.explain import Explainer
from dodomu.engines.planner.plan import Ride, Step, Travel
from dodomu.engines.planner.problem import Party
from dodomu.engines.planner.reasons import Because, Code
from dodomu.engines.planner.reports import Journey
from dodomu.journeys.rules.most_home import most_home
from dodomu.journeys.rules.proposals import because_json, read_because

EXPLAINED = 50  # parties that are left or lose their promise, the most urgent first
MICRO = 1_000_000


@dataclass(frozen=True, slots=True)
class DayHome:
    """Who is home when a day of the crisis's zone ends, and how many no plan can exceed by then."""

    day: date
    persons: int
    citizens: int
    most: int


@dataclass(frozen=True, slots=True)
class LeftParty:
    """A party that has no way home by the plan. `because` is empty where nobody had the time to work it out."""

    party: str
    persons: int
    priority: str
    place: str
    because: tuple[Because, ...]


@dataclass(frozen=True, slots=True)
class LegFill:
    """What a leg carries by the plan: kind -> taken, and how many there are."""

    leg: str
    persons: int
    taken: Mapping[str, int] = field(hash=False)
    seats: Mapping[str, int] = field(hash=False)


@dataclass(frozen=True, slots=True)
class BrokenPromise:
    """A party that was told a leg by which the plan does not bring it home, and why."""

    party: str
    leg: str
    cost: int
    because: tuple[Because, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """A plan in figures: persons unless it says otherwise, danger in risk-hours, money in whole euros."""

    parties: int
    persons: int  # to be brought home
    citizens: int
    home: int
    home_citizens: int
    days: tuple[DayHome, ...]
    danger: float  # until each is home, or to the end
    waiting: float  # the part of it that is spent waiting
    charters_cost: int
    seats_cost: int  # what the state pays for persons on legs and links
    budget: int | None
    charters: tuple[str, ...]  # that are hired
    countries: Mapping[str, int] = field(hash=False)  # third country -> persons who pass it
    legs: tuple[LegFill, ...]  # that carry somebody or could, in order of departure
    left: tuple[LeftParty, ...]  # the most urgent first, not all of many
    left_persons: int
    left_by_place: Mapping[str, int] = field(hash=False)
    left_by_priority: Mapping[str, int] = field(hash=False)
    broken: tuple[BrokenPromise, ...]
    broken_parties: int

    @property
    def cost(self) -> int:
        """What the state pays in all."""
        return self.charters_cost + self.seats_cost

    def as_json(self) -> dict[str, Any]:
        """Return it as it is kept."""
        return {
            **{name: getattr(self, name) for name in _PLAIN},
            **{name: dict(getattr(self, name)) for name in _COUNTS},
            "charters": list(self.charters),
            "days": [[each.day.isoformat(), each.persons, each.citizens, each.most] for each in self.days],
            "legs": [[each.leg, each.persons, dict(each.taken), dict(each.seats)] for each in self.legs],
            "left": [_left_json(each) for each in self.left],
            "broken": [_broken_json(each) for each in self.broken],
        }


_PLAIN = (
    "parties", "persons", "citizens", "home", "home_citizens", "danger", "waiting", "charters_cost", "seats_cost",
    "budget", "left_persons", "broken_parties",
)  # fmt: skip
_COUNTS = ("countries", "left_by_place", "left_by_priority")


def read(content: Mapping[str, Any]) -> Summary:
    """Return the summary that was kept."""
    return Summary(
        **{name: content[name] for name in (*_PLAIN, *_COUNTS)},
        charters=tuple(content["charters"]),
        days=tuple(DayHome(date.fromisoformat(day), *counts) for day, *counts in content["days"]),
        legs=tuple(LegFill(*each) for each in content["legs"]),
        left=tuple(_read_left(*each) for each in content["left"]),
        broken=tuple(_read_broken(*each) for each in content["broken"]),
    )


def _reasons(content: Sequence[Mapping[str, Any]]) -> tuple[Because, ...]:
    return tuple(read_because(each) for each in content)


def _read_left(party: str, persons: int, priority: str, place: str, because: Sequence[Mapping[str, Any]]) -> LeftParty:
    return LeftParty(party, persons, priority, place, _reasons(because))


def _read_broken(party: str, leg: str, cost: int, because: Sequence[Mapping[str, Any]]) -> BrokenPromise:
    return BrokenPromise(party, leg, cost, _reasons(because))


def _left_json(each: LeftParty) -> list[Any]:
    return [each.party, each.persons, each.priority, each.place, [because_json(one) for one in each.because]]


def _broken_json(each: BrokenPromise) -> list[Any]:
    return [each.party, each.leg, each.cost, [because_json(one) for one in each.because]]


def summary_of(
    problem: Problem, plan: Plan, *, country: str, citizens: Mapping[str, int], goes_on: Callable[[], bool]
) -> Summary:
    """Return what a plan that has passed the check comes to; `goes_on` tells how long reasons may be looked for.

    `country` is where the crisis is, `citizens` how many of each party are our own.
    """
    homes = {place.id for place in problem.places if place.kind == "home"}
    parties = {party.id: party for party in problem.parties if party.place not in homes}
    journeys = [each for each in reports.journeys(problem, plan) if each.party in parties]
    left = [each for each in journeys if each.home is None]
    money = reports.money(problem, plan)
    broken = _broken(parties, plan)
    why = _Reasons(problem, plan, goes_on)
    return Summary(
        parties=len(parties),
        persons=sum(party.persons for party in parties.values()),
        citizens=sum(citizens.get(party, 0) for party in parties),
        home=sum(each.persons for each in journeys if each.home),
        home_citizens=sum(citizens.get(each.party, 0) for each in journeys if each.home),
        days=_days(problem, journeys, citizens),
        danger=sum(each.danger * each.persons for each in journeys) / MICRO,
        waiting=sum(each.waiting * each.persons for each in journeys) / MICRO,
        charters_cost=money.charters,
        seats_cost=money.legs + money.links,
        budget=money.budget,
        charters=tuple(sorted(plan.charters)),
        countries=_third_countries(problem, plan, country),
        legs=_fills(problem, plan),
        left=tuple(
            LeftParty(each.party, each.persons, parties[each.party].priority, parties[each.party].place,
                      why.left(each.party))
            for each in left[:EXPLAINED]
        ),
        left_persons=sum(each.persons for each in left),
        left_by_place=_counted((parties[each.party].place, each.persons) for each in left),
        left_by_priority=_counted((parties[each.party].priority, each.persons) for each in left),
        broken=tuple(
            BrokenPromise(party, leg, cost, why.broken(party, leg)) for party, leg, cost in broken[:EXPLAINED]
        ),
        broken_parties=len(broken),
    )  # fmt: skip


class _Reasons:
    """Why somebody is left or loses a promise, worked out for as long as there is time."""

    def __init__(self, problem: Problem, plan: Plan, goes_on: Callable[[], bool]) -> None:
        self.problem, self.plan, self.goes_on = problem, plan, goes_on
        self.legs = {leg.id for leg in problem.legs}

    @cached_property
    def _explainer(self) -> Explainer:
        return Explainer(self.problem, self.plan)  # reading a large plan takes seconds: only when somebody is left

    def left(self, party: str) -> tuple[Because, ...]:
        return self._explainer.why(party).because if self.goes_on() else ()

    def broken(self, party: str, leg: str) -> tuple[Because, ...]:
        if leg not in self.legs:
            return (Because(Code.PROMISED_LEG_GONE, {"leg": leg}),)
        return self._explainer.why_not(party, leg).because if self.goes_on() else ()


def rides_of(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Return for each party that travels the legs it rides, in order."""
    return {each.party: tuple(step.leg for step in each.steps if isinstance(step, Ride)) for each in plan.itineraries}


def _broken(parties: Mapping[str, Party], plan: Plan) -> list[tuple[str, str, int]]:
    """Return whose promise is not kept, the dearest first."""
    rides = rides_of(plan)
    found = [
        (party.id, party.promise.leg, party.promise.cost)
        for party in parties.values()
        if party.promise is not None and party.promise.leg not in rides.get(party.id, ())
    ]
    return sorted(found, key=lambda each: (-each[2], each[0]))


def _counted(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    counted: Counter[str] = Counter()
    for name, persons in pairs:
        counted[name] += persons
    return dict(counted.most_common())


def _fills(problem: Problem, plan: Plan) -> tuple[LegFill, ...]:
    return tuple(
        LegFill(
            each.leg, each.persons, {load.kind: load.used for load in each.loads if load.used},
            {load.kind: load.capacity for load in each.loads},
        )
        for each in reports.leg_loads(problem, plan)
        if each.runs
    )  # fmt: skip


# -- by day


def _days(problem: Problem, journeys: Sequence[Journey], citizens: Mapping[str, int]) -> tuple[DayHome, ...]:
    came: Counter[date] = Counter()
    ours: Counter[date] = Counter()
    for each in journeys:
        if each.home:
            day = each.home.astimezone(problem.zone).date()
            came[day] += each.persons
            ours[day] += citizens.get(each.party, 0)
    days = list(_days_of(problem))
    most = most_home(problem, [_end_of(problem, day) for day in days])
    found, home, home_ours = [], 0, 0
    for day, bound in zip(days, most, strict=True):
        home, home_ours = home + came[day], home_ours + ours[day]
        found.append(DayHome(day, home, home_ours, bound))
    return tuple(found)


def _days_of(problem: Problem) -> Iterator[date]:
    day, last = (moment.astimezone(problem.zone).date() for moment in (problem.begins, problem.ends))
    while day <= last:
        yield day
        day += timedelta(days=1)


def _end_of(problem: Problem, day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), problem.zone).astimezone(UTC)


# -- third countries


def _third_countries(problem: Problem, plan: Plan, country: str) -> dict[str, int]:
    """Return how many persons pass each country that is neither the crisis's nor home."""
    own = {country, *(place.country for place in problem.places if place.kind == "home"), ""}
    touched = _countries_touched(problem, plan)
    counted = (
        (each, itinerary.persons)
        for itinerary in plan.itineraries
        for each in {name for step in itinerary.steps for name in touched(step)} - own
    )
    return _counted(counted)


def _countries_touched(problem: Problem, plan: Plan) -> Callable[[Step], frozenset[str]]:
    where = {place.id: place.country for place in problem.places}
    legs = {leg.id: leg.countries | {where[leg.origin], where[leg.target]} for leg in problem.legs}
    links = {link.id: frozenset((where[link.origin], where[link.target])) for link in problem.links}
    hubs = {fleet.id: fleet.hub for fleet in problem.fleets}
    rounds = {each.id: frozenset((where[each.place], where[hubs[each.fleet]])) for each in plan.rotations}

    def touched(step: Step) -> frozenset[str]:
        if isinstance(step, Ride):
            return legs[step.leg]
        return links[step.link] if isinstance(step, Travel) else rounds[step.rotation]

    return touched
