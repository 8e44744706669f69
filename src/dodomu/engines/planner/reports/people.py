"""What a plan means for people: who is home when, who is left, and how dangerous each way is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from dodomu.engines.planner.check.reading import Case, ReadItinerary
from dodomu.engines.planner.check.values import comes_home, danger_of, danger_of_staying
from dodomu.engines.planner.plan import Plan
from dodomu.engines.planner.problem import Party, Problem


@dataclass(frozen=True, slots=True)
class HomePoint:
    """How many persons are home at a moment, and their weight by priority."""

    at: datetime
    persons: int
    weight: int


@dataclass(frozen=True, slots=True)
class HomeDay:
    """A day of the problem's zone: how many came home on it, and how many are home when it ends."""

    day: date
    came: int
    persons: int
    weight: int


@dataclass(frozen=True, slots=True)
class Journey:
    """What becomes of a party, or of the persons of it that travel together or are left.

    `home` is None for those left. `danger` is of one person from the start until home (or the end), in millionths of
    a risk-hour; `waiting` is the part of it that is spent waiting. `itinerary` is its number in the plan.
    """

    party: str
    persons: int
    needs: Mapping[str, int]
    itinerary: int | None
    home: datetime | None
    danger: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Left:
    """Who is not home at the end: journeys without `home` in standby order, and counts of persons."""

    journeys: tuple[Journey, ...]
    by_place: Mapping[str, int]
    by_priority: Mapping[str, int]

    @property
    def persons(self) -> int:
        return sum(self.by_priority.values())


def home_by_step(problem: Problem, plan: Plan) -> tuple[HomePoint, ...]:
    """Return who is home when each step begins, and at the end: one point more than there are steps."""
    case = Case(problem, plan)
    persons, weight = [0] * (case.grid.steps + 1), [0] * (case.grid.steps + 1)
    for itinerary in case.itineraries:
        move = itinerary.moves[-1] if itinerary.moves else None
        if move is not None and itinerary.party and comes_home(case, itinerary):
            persons[move.end] += itinerary.persons
            weight[move.end] += itinerary.persons * problem.priorities.get(itinerary.party.priority, 0)
    points, home, worth = [], 0, 0
    for step in range(case.grid.steps + 1):
        home, worth = home + persons[step], worth + weight[step]
        points.append(HomePoint(case.grid.datetime_of(step), home, worth))
    return tuple(points)


def home_by_day(problem: Problem, plan: Plan) -> tuple[HomeDay, ...]:
    """Return who comes home on each day of the problem's zone; who comes at midnight comes on the day that begins."""
    days: list[HomeDay] = []
    before = 0
    for point in home_by_step(problem, plan):
        day = point.at.astimezone(problem.zone).date()
        came = point.persons - before
        if days and days[-1].day == day:
            came += days.pop().came
        days.append(HomeDay(day, came, point.persons, point.weight))
        before = point.persons
    return tuple(days)


def journeys(problem: Problem, plan: Plan) -> tuple[Journey, ...]:
    """Return what becomes of everybody, in standby order: by weight, then who waits longest, then by content."""
    case = Case(problem, plan)
    return tuple(journey for journey, _, _ in journeys_of(case))


def left(problem: Problem, plan: Plan) -> Left:
    """Return who is not home at the end."""
    case = Case(problem, plan)
    found = [(journey, party) for journey, party, _ in journeys_of(case) if journey.home is None]
    by_place: dict[str, int] = {}
    by_priority = dict.fromkeys(problem.priorities, 0)
    for journey, party in found:
        by_place[party.place] = by_place.get(party.place, 0) + journey.persons
        by_priority[party.priority] = by_priority.get(party.priority, 0) + journey.persons
    most = dict(sorted(by_place.items(), key=lambda item: (-item[1], item[0])))
    return Left(tuple(journey for journey, _ in found), most, by_priority)


def journeys_of(case: Case) -> list[tuple[Journey, Party, ReadItinerary | None]]:
    """Return the journeys of all parties in standby order, each with its party and what it is read from."""
    going: dict[str, list[ReadItinerary]] = {}
    for itinerary in case.itineraries:
        if itinerary.party is not None and itinerary.persons and comes_home(case, itinerary):
            going.setdefault(itinerary.party.id, []).append(itinerary)
    found: list[tuple[Journey, Party, ReadItinerary | None]] = []
    for party in case.parties.values():
        rest = dict(party.takes)
        persons = party.persons
        for itinerary in going.get(party.id, ()):
            last = itinerary.moves[-1]
            danger = danger_of(case, itinerary, party)
            riding = sum(move.danger for move in itinerary.moves if move is not None)
            home = case.grid.datetime_of(last.end) if last is not None else None
            part = Journey(
                party.id, itinerary.persons, itinerary.needs, itinerary.number, home, danger, danger - riding
            )
            found.append((part, party, itinerary))
            persons -= itinerary.persons
            rest = {kind: count - itinerary.needs.get(kind, 0) for kind, count in rest.items()}
        if persons > 0:
            needs = {kind: count for kind, count in rest.items() if count > 0}
            danger = danger_of_staying(case, party)
            found.append((Journey(party.id, persons, needs, None, None, danger, danger), party, None))
    found.sort(key=lambda entry: _standing(case, entry[0], entry[1]))
    return found


def _standing(case: Case, journey: Journey, party: Party) -> tuple[object, ...]:
    """Return what decides who stands before whom. Ids come last, for those who are alike in everything else."""
    place = case.places.get(party.place)
    since = party.waiting_since
    return (
        -case.problem.priorities.get(party.priority, 0),
        (0, case.grid.moment(since)) if since else (1, 0),
        -journey.danger,
        -(case.grid.moment(journey.home) if journey.home else case.grid.steps * case.grid.width + 1),
        -journey.persons,
        sorted(journey.needs.items()),
        sorted(party.papers),
        case.available(party),
        party.car,
        party.may_split,
        sorted(party.refuses),
        (place.country, place.kind, place.position or ()) if place else ("", "", ()),
        party.place,
        party.id,
        -1 if journey.itinerary is None else journey.itinerary,
    )
