"""A small country in trouble, and builders that say only what a test is about. Nothing here exists.

Selm is a city without an airport; Orv has one and Tikk, across the border, another; Homestead is home. Two hours of
road lie between Selm and Orv. All builders take the fields of what they build by name and fill in the rest:

    problem = a_problem(parties=[a_party("p", persons=2)], legs=[a_leg("l", departs=at(6), arrives=at(9))])

`at(6)` is six hours after the start. `a_problem()` has all four places; give `places` to have others.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from dodomu.engines.planner.plan import Itinerary, Plan, Ride, Rotation, Step, Travel
from dodomu.engines.planner.problem import (
    Charter,
    Closure,
    Fleet,
    Leg,
    Link,
    Party,
    Permission,
    Place,
    Problem,
    Round,
)

START = datetime(2031, 5, 12, 6, 0, tzinfo=UTC)
SELM, ORV, TIKK, HOMESTEAD = "selm", "orv", "tikk", "homestead"


def at(hours: float) -> datetime:
    """Return the moment so many hours after the start."""
    return START + timedelta(hours=hours)


def a_place(id: str, **fields: object) -> Place:  # noqa: A002 - it is the field's name
    """Return a place; dangerous, and with hands or room, only if the test says so."""
    return Place(id, **{"name": id.title(), "country": "QX", **fields})  # type: ignore[arg-type]


def the_places(**changes: Mapping[str, object]) -> tuple[Place, ...]:
    """Return the four places; `orv={"room": 3}` changes fields of one of them."""
    fields: dict[str, dict[str, object]] = {
        SELM: {"risk": 1.0},
        ORV: {"kind": "airport", "risk": 0.5},
        TIKK: {"kind": "abroad", "country": "QY"},
        HOMESTEAD: {"kind": "home", "country": "QH"},
    }
    return tuple(a_place(name, **{**given, **changes.get(name, {})}) for name, given in fields.items())


def a_party(id: str = "family", place: str = ORV, persons: int = 1, **fields: object) -> Party:  # noqa: A002
    """Return a party: one person at the airport of Orv, unless said otherwise."""
    return Party(id, place, persons, **fields)  # type: ignore[arg-type]


def a_leg(id: str = "flight", **fields: object) -> Leg:  # noqa: A002
    """Return a leg: ten seats from Orv home, departing after four hours and arriving after seven."""
    seats = fields.pop("seats", 10)
    given = {"origin": ORV, "target": HOMESTEAD, "departs": at(4), "arrives": at(7), **fields}
    return Leg(id, seats={"seat": seats} if isinstance(seats, int) else seats, **given)  # type: ignore[arg-type]


def a_link(id: str = "road", **fields: object) -> Link:  # noqa: A002
    """Return a link: two hours by road from Selm to Orv."""
    return Link(id, **{"origin": SELM, "target": ORV, "minutes": 120, **fields})  # type: ignore[arg-type]


def a_fleet(id: str = "buses", **fields: object) -> Fleet:  # noqa: A002
    """Return a fleet: one bus with four seats at Orv, an hour to Selm and two hours back."""
    given = {"hub": ORV, "vehicles": 1, "seats": {"seat": 4}, "rounds": (Round(SELM, out=60, back=120),), **fields}
    return Fleet(id, **given)  # type: ignore[arg-type]


def a_problem(
    parties: Iterable[Party] = (),
    legs: Iterable[Leg] = (),
    *,
    charters: Iterable[Charter] = (),
    fleets: Iterable[Fleet] = (),
    links: Iterable[Link] = (),
    closures: Iterable[Closure] = (),
    permissions: Iterable[Permission] = (),
    places: Iterable[Place] | None = None,
    hours: float = 24,
    **fields: object,
) -> Problem:
    """Return a problem of a day from the start, in steps of an hour."""
    return Problem(
        begins=START, ends=at(hours), **{"zone": UTC, **fields},  # type: ignore[arg-type]
        places=tuple(the_places() if places is None else places), parties=tuple(parties), legs=tuple(legs),
        charters=tuple(charters), fleets=tuple(fleets), links=tuple(links), closures=tuple(closures),
        permissions=tuple(permissions),
    )  # fmt: skip


def an_itinerary(party: Party | str, *steps: Step, persons: int | None = None, **needs: int) -> Itinerary:
    """Return how a party (or so many of its persons) comes home; it takes what the party takes unless said."""
    if isinstance(party, str):
        persons = 1 if persons is None else persons
        return Itinerary(party, persons, needs or {"seat": persons}, steps)
    taken = needs or (party.takes if persons is None else {"seat": persons})
    return Itinerary(party.id, party.persons if persons is None else persons, taken, steps)


def a_rotation(id: str = "trip", **fields: object) -> Rotation:  # noqa: A002
    """Return a rotation: the bus leaves Orv for Selm at the start."""
    given = {"fleet": "buses", "vehicle": 0, "place": SELM, "leaves": START, **fields}
    return Rotation(id, **given)  # type: ignore[arg-type]


def a_plan(*itineraries: Itinerary, rotations: Iterable[Rotation] = (), charters: Iterable[str] = ()) -> Plan:
    """Return a plan with these itineraries."""
    return Plan(itineraries, tuple(rotations), frozenset(charters))


def ride(leg: str = "flight", processed: datetime | None = None) -> Ride:
    """Return a ride on a leg."""
    return Ride(leg, processed)


def travel(link: str = "road", leaves: float = 0) -> Travel:
    """Return a journey by themselves, so many hours after the start."""
    return Travel(link, at(leaves))
