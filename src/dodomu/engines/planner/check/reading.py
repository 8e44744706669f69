"""What a problem and a plan say, read once into integers, for the constraints and for the reports.

Nothing that a plan can hold is taken on trust: ids that do not exist, moments without a zone, numbers that are words.
Whatever cannot be read is a fault of `everything_written_can_be_read`, and the rest of its itinerary is still judged.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import TypeVar

from dodomu.engines.planner.check.faults import PlanFault, PlanFaultCode
from dodomu.engines.planner.check.grid import MILLION, MINUTE, Grid, danger_of_waiting
from dodomu.engines.planner.marking import Phrase, gettext_noop
from dodomu.engines.planner.plan import Itinerary, Plan, Ride, Rotation, Shuttle, Travel
from dodomu.engines.planner.problem import Fleet, Leg, Link, Party, Problem, Round

_LONGEST_NAME = 60
_Of = Mapping[str, str]
_NOTHING: _Of = {}
_Known = TypeVar("_Known")


@dataclass(frozen=True, slots=True, eq=False)
class Movement:
    """From one place to another: a leg, a link at a step, or the way back of a rotation.

    It takes the party from step `start` to step `end`. `departs` and `arrives` are the moments that closures are
    judged by; `danger` (millionths of a risk-hour) and `price` (what the state pays) are of one person. `processed`
    tells whether those who ride are processed for it. There is one object for each movement, so that what concerns the
    movement itself is judged once, however many ride.
    """

    by: Leg | Link | Rotation
    origin: str
    target: str
    start: int
    end: int
    departs: int
    arrives: int
    danger: int
    price: int
    processed: bool = False

    @property
    def words(self) -> str:
        """Return its name for a sentence."""
        return Phrase(_CALLED[type(self.by)], {"id": named(self.by.id)})


_CALLED: Mapping[type, str] = {
    Leg: gettext_noop("leg {id}"),
    Link: gettext_noop("link {id}"),
    Rotation: gettext_noop("rotation {id}"),
}
# What is wrong may be one of these, of a party or a rotation.
LEAVING_OF_ROTATION = gettext_noop("the leaving time of rotation {rotation}")
PROCESSING_OF_PARTY = gettext_noop("the processing of party {party}")
_LEAVING_OF_PARTY = gettext_noop("the leaving time of party {party}")
_LEAVING_ON_LINK = gettext_noop("the leaving time of party {party} on link {link}")
_TAKEN_BY_PARTY = gettext_noop("what party {party} takes")
# And this is what may be wrong with it.
_IS = gettext_noop("it is {given}")
_NO_MOMENT = gettext_noop("{given} is no moment")
_BEYOND = gettext_noop("{given} is beyond the calendar")
_NO_ID = gettext_noop("{given} is no id")
_HAS_NO_ID = gettext_noop("it has no id")
_NO_NUMBER = gettext_noop("{given} is no number")
_FOR_PERSONS = gettext_noop("it is for {given} persons")
_NO_COUNT = gettext_noop("there are {given} of {kind}")


@dataclass(slots=True)
class ReadItinerary:
    """An itinerary: what could not be read of it is None, and a number that is none counts as 0.

    `unknown` holds (what, id) of the steps that do not exist; `processed` the moments that belong to `moves`.
    """

    number: int
    name: str
    party: Party | None
    persons: int
    needs: Mapping[str, int]
    moves: tuple[Movement | None, ...]
    processed: tuple[int | None, ...]
    unknown: tuple[tuple[str, str], ...]
    unaligned: tuple[tuple[str, int], ...]

    @property
    def where(self) -> str:
        return f"party {self.name}"


@dataclass(slots=True)
class ReadRotation:
    """A rotation. Without fleet, round, vehicle or leaving time it can carry nobody; then `movement` is None."""

    given: Rotation
    fleet: Fleet | None
    round: Round | None
    vehicle: int | None
    leaves: int | None
    movement: Movement | None

    @property
    def where(self) -> str:
        return Phrase(_CALLED[Rotation], {"id": named(self.given.id)})


class Case:
    """A problem and a plan for it, as integers, with what several constraints want to know worked out once."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem = problem
        self.grid = Grid(problem)
        self.unreadable: list[PlanFault] = []
        self.places = {place.id: place for place in problem.places}
        self.parties = {party.id: party for party in problem.parties}
        self.legs = {leg.id: leg for leg in problem.legs}
        self.links = {link.id: link for link in problem.links}
        self.fleets = {fleet.id: fleet for fleet in problem.fleets}
        self.charters = {charter.id: charter for charter in problem.charters}
        self.permissions = {permission.id: permission for permission in problem.permissions}
        self.homes = frozenset(place.id for place in problem.places if place.kind == "home")
        self.home_countries = frozenset(place.country for place in problem.places if place.kind == "home")
        self._by_leg: dict[str, Movement | None] = {}
        self._by_link: dict[tuple[str, int], Movement] = {}
        self._by_rotation: dict[str, ReadRotation] = {}
        self.rotations = self._read_rotations(plan.rotations)
        self.hired = self._read_charters(plan.charters)
        self.itineraries = self._read_itineraries(plan.itineraries)

    # --- what several constraints ask ---

    @cached_property
    def users(self) -> Mapping[Movement, list[ReadItinerary]]:
        """Who rides on each movement; once for each time they do."""
        users: dict[Movement, list[ReadItinerary]] = {}
        for itinerary in self.itineraries:
            for move in itinerary.moves:
                if move is not None:
                    users.setdefault(move, []).append(itinerary)
        return users

    @cached_property
    def loads(self) -> Mapping[Movement, Mapping[str, int]]:
        """What is taken of each kind on each movement that is used."""
        loads: dict[Movement, dict[str, int]] = {}
        for move, users in self.users.items():
            taken = loads.setdefault(move, {})
            for itinerary in users:
                for kind, count in itinerary.needs.items():
                    taken[kind] = taken.get(kind, 0) + count
        return loads

    @cached_property
    def persons_on(self) -> Mapping[Movement, int]:
        """How many persons ride on each movement that is used."""
        return {move: sum(itinerary.persons for itinerary in users) for move, users in self.users.items()}

    @cached_property
    def parts(self) -> tuple[tuple[Party, list[ReadItinerary]], ...]:
        """The itineraries of each party that exists and has any."""
        grouped: dict[str, tuple[Party, list[ReadItinerary]]] = {}
        for itinerary in self.itineraries:
            if itinerary.party is not None:
                grouped.setdefault(itinerary.party.id, (itinerary.party, []))[1].append(itinerary)
        return tuple(grouped.values())

    @cached_property
    def _waiting(self) -> dict[str, list[int]]:
        return {}

    def waiting(self, place: str, first: int, until: int) -> int:
        """Return the danger of waiting at a place from one step to another, for one person, in millionths."""
        sums = self._waiting.get(place)
        if sums is None:
            known = self.places.get(place)
            sums = self._waiting[place] = danger_of_waiting(self.grid, known.risk if known else 0.0)
        last = self.grid.steps
        return sums[max(0, min(until, last))] - sums[max(0, min(first, last))] if until > first else 0

    def available(self, party: Party) -> int:
        """Return the step from which a party is available."""
        if party.available_from is None:
            return 0
        return max(0, self.grid.step_by(self.grid.moment(party.available_from)))

    def capacity(self, leg: Leg, kind: str) -> int:
        """Return how many of a kind may be used on a leg."""
        return max(0, leg.seats.get(kind, 0) - leg.held_back.get(kind, 0))

    def leg_movement(self, leg: Leg) -> Movement:
        """Return a leg as a movement."""
        movement = self._by_leg.get(leg.id)
        if movement is None:
            departs, arrives = self.grid.moment(leg.departs), self.grid.moment(leg.arrives)
            start = self.grid.step_at(departs - leg.buffer * MINUTE)
            price = leg.price if leg.paid_by == "state" else 0
            danger = round(leg.danger * MILLION)
            end = self.grid.step_by(arrives)
            place = self.places.get(leg.origin)
            processed = leg.processed and place is not None and place.processing is not None
            movement = Movement(leg, leg.origin, leg.target, start, end, departs, arrives, danger, price, processed)
            self._by_leg[leg.id] = movement
        return movement

    def link_movement(self, link: Link, start: int) -> Movement:
        """Return a link that is begun in a step as a movement."""
        movement = self._by_link.get((link.id, start))
        if movement is None:
            end = start + self.grid.long(link.minutes)
            width, danger = self.grid.width, round(link.danger * MILLION)
            movement = Movement(
                link, link.origin, link.target, start, end, start * width, end * width, danger, link.price
            )
            self._by_link[link.id, start] = movement
        return movement

    # --- reading what is written ---

    # The words of what is read are put together only when it cannot be read: `of` are the facts in them.
    def _complain(self, what: str, of: _Of, why: str, given: object, where: str) -> None:
        facts = {"what": Phrase(what, of), "why": Phrase(why, {"given": named(given)})}
        self.unreadable.append(PlanFault(PlanFaultCode.UNREADABLE, where, facts))

    def _listed(self, given: object, what: str, of: _Of = _NOTHING) -> tuple[object, ...]:
        if isinstance(given, Iterable) and not isinstance(given, str | bytes | Mapping):
            return tuple(given)
        self._complain(what, of, _IS, given, "plan")
        return ()

    def _moment(self, given: object, what: str, of: _Of, where: str) -> int | None:
        if not isinstance(given, datetime):
            self._complain(what, of, _NO_MOMENT, given, where)
            return None
        try:
            if given.tzinfo is UTC or given.utcoffset() is not None:
                return self.grid.moment(given)
        except (OverflowError, ValueError):
            self._complain(what, of, _BEYOND, str(given), where)
            return None
        facts = {"what": Phrase(what, of), "given": named(str(given))}
        self.unreadable.append(PlanFault(PlanFaultCode.NO_ZONE, where, facts))
        return None

    def _read_charters(self, given: object) -> frozenset[str]:
        hired: set[str] = set()
        for charter in self._listed(given, gettext_noop("the list of charters")):
            if isinstance(charter, str):
                hired.add(charter)
            else:
                self._complain(gettext_noop("a charter"), _NOTHING, _NO_ID, charter, "plan")
        return frozenset(hired)

    def _read_rotations(self, given: object) -> tuple[ReadRotation, ...]:
        read: list[ReadRotation] = []
        for number, rotation in enumerate(self._listed(given, gettext_noop("the list of rotations"))):
            if not isinstance(rotation, Rotation) or not is_words(rotation.id):
                what, of = gettext_noop("rotation number {number}"), {"number": str(number)}
                self._complain(what, of, _HAS_NO_ID, None, f"rotation number {number}")
                continue
            name = named(rotation.id)
            of, where = {"rotation": name}, f"rotation {name}"
            fleet = found(self.fleets, rotation.fleet)
            rounds = fleet.rounds if fleet else ()
            round_ = next((known for known in rounds if known.place == rotation.place), None)
            vehicle = whole(rotation.vehicle)
            if vehicle is None:
                what = gettext_noop("the vehicle of rotation {rotation}")
                self._complain(what, of, _NO_NUMBER, rotation.vehicle, where)
            leaves = self._moment(rotation.leaves, LEAVING_OF_ROTATION, of, where)
            movement = self._way_back(rotation, fleet, round_, leaves)
            entry = ReadRotation(rotation, fleet, round_, vehicle, leaves, movement)
            read.append(entry)
            self._by_rotation.setdefault(rotation.id, entry)
        return tuple(read)

    def _way_back(
        self, rotation: Rotation, fleet: Fleet | None, round_: Round | None, leaves: int | None
    ) -> Movement | None:
        if fleet is None or round_ is None or leaves is None:
            return None
        start = self.grid.step_at(leaves) + self.grid.long(round_.out)
        end = start + self.grid.long(round_.back)
        width, danger = self.grid.width, round(round_.danger * MILLION)
        return Movement(rotation, round_.place, fleet.hub, start, end, start * width, end * width, danger, 0)

    def _read_itineraries(self, given: object) -> tuple[ReadItinerary, ...]:
        read: list[ReadItinerary] = []
        for number, itinerary in enumerate(self._listed(given, gettext_noop("the list of itineraries"))):
            if isinstance(itinerary, Itinerary):
                read.append(self._read_itinerary(number, itinerary))
            else:
                what, of = gettext_noop("itinerary number {number}"), {"number": str(number)}
                self._complain(what, of, _IS, itinerary, f"itinerary number {number}")
        return tuple(read)

    def _read_itinerary(self, number: int, given: Itinerary) -> ReadItinerary:
        name = named(given.party)
        of = {"party": name}
        where = f"party {name}"
        persons = whole(given.persons)
        if persons is None or persons < 1:
            what = gettext_noop("the itinerary of party {party}")
            self._complain(what, of, _FOR_PERSONS, given.persons, where)
            persons = 0
        moves: list[Movement | None] = []
        processed: list[int | None] = []
        unknown: list[tuple[str, str]] = []
        unaligned: list[tuple[str, int]] = []
        for step in self._listed(given.steps, gettext_noop("the list of steps of party {party}"), of):
            move, moment = self._read_step(step, of, where, unknown, unaligned)
            moves.append(move)
            processed.append(moment)
        party = found(self.parties, given.party)
        needs = self._read_needs(given.needs, of, where)
        return ReadItinerary(
            number, name, party, persons, needs, tuple(moves), tuple(processed), tuple(unknown), tuple(unaligned)
        )

    def _read_step(
        self, step: object, of: _Of, where: str, unknown: list[tuple[str, str]], unaligned: list[tuple[str, int]]
    ) -> tuple[Movement | None, int | None]:
        if isinstance(step, Ride):
            leg = found(self.legs, step.leg)
            if leg is None:
                unknown.append(("leg", named(step.leg)))
            moment = None
            if step.processed is not None:
                moment = self._moment(step.processed, PROCESSING_OF_PARTY, of, where)
            return self.leg_movement(leg) if leg else None, moment
        if isinstance(step, Travel):
            return self._read_travel(step, of, where, unknown, unaligned), None
        if isinstance(step, Shuttle):
            rotation = found(self._by_rotation, step.rotation)
            if rotation is None:
                unknown.append(("rotation", named(step.rotation)))
            return rotation.movement if rotation else None, None
        self._complain(gettext_noop("a step of party {party}"), of, _IS, step, where)
        return None, None

    def _read_travel(
        self, step: Travel, of: _Of, where: str, unknown: list[tuple[str, str]], unaligned: list[tuple[str, int]]
    ) -> Movement | None:
        link = found(self.links, step.link)
        leaves = self._moment(step.leaves, _LEAVING_OF_PARTY, of, where)
        if link is None:
            unknown.append(("link", named(step.link)))
        if link is None or leaves is None:
            return None
        if leaves % self.grid.width:
            unaligned.append((Phrase(_LEAVING_ON_LINK, {**of, "link": named(link.id)}), leaves))
        return self.link_movement(link, self.grid.step_at(leaves))

    def _read_needs(self, given: object, of: _Of, where: str) -> Mapping[str, int]:
        if not isinstance(given, Mapping):
            self._complain(_TAKEN_BY_PARTY, of, _IS, given, where)
            return {}
        needs: dict[str, int] = {}
        for kind, count in given.items():
            number = whole(count)
            if not isinstance(kind, str) or number is None or number < 0:
                why = Phrase(_NO_COUNT, {"given": named(count), "kind": named(kind)})
                facts = {"what": Phrase(_TAKEN_BY_PARTY, of), "why": why}
                self.unreadable.append(PlanFault(PlanFaultCode.UNREADABLE, where, facts))
            elif number:
                needs[kind] = number
        return needs


def found(known: Mapping[str, _Known], name: object) -> _Known | None:
    """Return what has this name, also if the name is no id at all."""
    return known.get(name) if isinstance(name, str) else None


def is_words(given: object) -> bool:
    """Tell whether something can be an id."""
    return isinstance(given, str)


def whole(given: object) -> int | None:
    """Return a whole number as it is, and None for whatever is not one."""
    return given if isinstance(given, int) and not isinstance(given, bool) else None


def named(given: object) -> str:
    """Return an id, or whatever stands in its place, short enough for a sentence."""
    try:
        words = given if isinstance(given, str) else repr(given)
    except Exception:  # noqa: BLE001 - what somebody else's object does when it is named is no reason to stop
        words = f"a {type(given).__name__}"
    return words if len(words) <= _LONGEST_NAME else words[: _LONGEST_NAME - 1] + "…"
