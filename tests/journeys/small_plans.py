"""A problem of the planner's own, small enough to be checked by hand: one city, two flights, four families."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from dodomu.engines.planner.plan import Itinerary, Plan, Ride, Step, Travel
from dodomu.engines.planner.problem import Charter, Closure, Leg, Link, Party, Place, Problem, Promise

ALMATY = ZoneInfo("Asia/Almaty")
BEGINS = datetime(2022, 1, 11, 0, 0, tzinfo=ALMATY)
FRAIL, FAMILY, ONE, LATER = (UUID(int=number) for number in range(1, 5))


def hour(hours: float) -> datetime:
    """Return the moment so many hours after the beginning."""
    return BEGINS + timedelta(hours=hours)


def leg(name: str, origin: str, target: str, departs: float, arrives: float, seats: int, **changes: object) -> Leg:
    """Return a leg with seats and nothing else."""
    made = Leg(name, origin, target, hour(departs), hour(arrives), {"seat": seats}, processed=False, price=10)
    return replace(made, **changes)  # type: ignore[arg-type]


PLACES = (
    Place("almaty", kind="place", country="KZ", risk=1.0),
    Place("airport", kind="airport", country="KZ", risk=0.5),
    Place("istanbul", kind="abroad", country="TR"),
    Place("kyiv", kind="home", country="UA"),
)
PARTIES = (
    Party(str(FRAIL), "almaty", 2, priority="frail", waiting_since=BEGINS),
    Party(str(FAMILY), "almaty", 3, priority="family"),
    Party(str(ONE), "almaty", 1),
    Party(str(LATER), "almaty", 2, available_from=hour(30)),
)
LEGS = (
    leg("F1", "airport", "kyiv", 10, 16, 3),
    leg("F2", "airport", "istanbul", 20, 26, 3),
    leg("F3", "istanbul", "kyiv", 34, 37, 9),
    leg("C1", "airport", "kyiv", 40, 46, 9, charter="K"),
)
LINKS = (Link("taxi", "almaty", "airport", 60, danger=0.1),)
CHARTERS = (Charter("K", 1000),)


def problem(**changes: object) -> Problem:
    """Return the problem, changed as asked."""
    made = Problem(BEGINS, hour(72), ALMATY, PLACES, PARTIES, LEGS, CHARTERS, links=LINKS, step=60, name="small")
    return replace(made, **changes)  # type: ignore[arg-type]


def way(party: UUID, persons: int, sets_out: float, *legs: str) -> Itinerary:
    """Return an itinerary by taxi to the airport and on by legs."""
    steps: tuple[Step, ...] = (Travel("taxi", hour(sets_out).astimezone(UTC)), *(Ride(each) for each in legs))
    return Itinerary(str(party), persons, {"seat": persons}, steps)


def plan(*itineraries: Itinerary, charters: frozenset[str] = frozenset()) -> Plan:
    """Return a plan of some itineraries."""
    return Plan(itineraries, (), charters)


GOOD = plan(way(FRAIL, 2, 8, "F1"), way(ONE, 1, 8, "F1"), way(FAMILY, 3, 18, "F2", "F3"))


def with_promise(made: Problem, party: UUID, leg_id: str, cost: int = 1) -> Problem:
    """Return a problem in which a party was told a leg."""
    changed = (replace(each, promise=Promise(leg_id, cost)) if each.id == str(party) else each for each in made.parties)
    return replace(made, parties=tuple(changed))


def closed(at: str, begins: float, ends: float) -> Closure:
    """Return a closure for some hours."""
    return Closure(at, hour(begins), hour(ends), why="closed airport")
