"""What a plan uses of each scarce thing, who uses it, and what it leaves over."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import accumulate, pairwise

from dodomu.engines.planner.explaining.answers import Stage, Way
from dodomu.engines.planner.explaining.reading import MILLION, Reading
from dodomu.engines.planner.plan import Itinerary, Plan, Ride, Rotation, Shuttle, Travel

Thing = tuple[str, str, datetime | None]


@dataclass(frozen=True, slots=True)
class Hop:
    """One movement in steps: it begins at `begin`, and those who make it are at the target at `end`.

    `id` is of the leg, link, rotation or, for a round that nobody drives yet, of the fleet; then `leaves` is the step
    in which a vehicle would leave its hub. `processed` is the step of processing, where that is settled already.
    """

    by: str
    id: str
    origin: str
    target: str
    begin: int
    end: int
    danger: int = 0
    price: int = 0
    needs_processing: bool = False
    processed: int | None = None
    leaves: int | None = None


def hop_of_rotation(reading: Reading, rotation: Rotation) -> Hop:
    """Return the loaded half of a rotation. Raises LookupError for one that nobody can drive."""
    each = reading.rounds.get((rotation.fleet, rotation.place))
    if each is None:
        raise LookupError(f"The plan has a rotation that no fleet can drive: {rotation.id}")
    begin = reading.up(rotation.leaves) + reading.long(each.out)
    end, danger = begin + reading.long(each.back), round(each.danger * MILLION)
    return Hop("shuttle", rotation.id, rotation.place, reading.fleets[rotation.fleet].hub, begin, end, danger)


def walk(reading: Reading, rotations: Mapping[str, Rotation], itinerary: Itinerary) -> list[Hop]:
    """Return an itinerary in steps. Raises LookupError for one that names what is not there."""
    hops = []
    for step in itinerary.steps:
        if isinstance(step, Ride):
            leg = reading.legs.get(step.leg)
            if leg is None:
                raise LookupError(f"The plan names a leg that the problem does not have: {step.leg}")
            processed = None if step.processed is None else reading.down(step.processed)
            price = leg.price if leg.paid_by == "state" else 0
            danger, needs = round(leg.danger * MILLION), reading.needs_processing(leg)
            begin, end = reading.ready(leg), reading.there(leg)
            hops.append(Hop("leg", leg.id, leg.origin, leg.target, begin, end, danger, price, needs, processed))
        elif isinstance(step, Travel):
            link = reading.links.get(step.link)
            if link is None:
                raise LookupError(f"The plan names a link that the problem does not have: {step.link}")
            begin = reading.up(step.leaves)
            end, danger = begin + reading.long(link.minutes), round(link.danger * MILLION)
            hops.append(Hop("link", link.id, link.origin, link.target, begin, end, danger, link.price))
        else:
            rotation = rotations.get(step.rotation)
            if rotation is None:
                raise LookupError(f"The plan names a rotation that it does not have: {step.rotation}")
            hops.append(hop_of_rotation(reading, rotation))
    return hops


def stays_on(reading: Reading, own: str, hops: Sequence[Hop]) -> list[tuple[str, int, int]]:
    """Return where a chain waits among those who came and there is only so much room: place, from step, to step."""
    found = []
    for one, after in pairwise(hops):
        place = one.target
        if place != own and one.end < after.begin and reading.places[place].room is not None:
            found.append((place, one.end, after.begin))
    return found


def things_used(reading: Reading, hops: Iterable[Hop]) -> set[Thing]:
    """Return the scarce things that a chain of movements uses, apart from room."""
    used: set[Thing] = set()
    for hop in hops:
        used.add((hop.by, hop.id, None))
        if hop.by == "leg":
            permission = reading.legs[hop.id].permission
            if permission is not None:
                used.add(("permission", permission, None))
        if hop.processed is not None and 0 <= hop.processed <= reading.steps:
            used.add(("processing", hop.origin, reading.hour_of[hop.processed]))
    return used


def way_of(reading: Reading, place: str, persons: int, hops: Iterable[Hop]) -> Way:
    """Return a chain of movements from a place as a way, with its waiting and what that costs."""
    stages: list[Stage] = []
    at, now, danger, money = place, 0, 0, 0
    for hop in hops:
        risk = reading.risk(at) if at not in reading.homes else []
        for by, since, until in _waits(now, hop):
            waited = sum(risk[since:until])
            danger += waited
            stages.append(Stage(by, "", at, at, reading.when(since), reading.when(until), waited))
        stages.append(
            Stage(hop.by, hop.id, hop.origin, hop.target, reading.when(hop.begin), reading.when(hop.end), hop.danger)
        )
        danger += hop.danger
        money += hop.price
        at, now = hop.target, hop.end
    return Way(persons, tuple(stages), reading.when(now), danger, money)


def _waits(now: int, hop: Hop) -> list[tuple[str, int, int]]:
    if hop.processed is None:
        parts = [("wait", now, hop.begin)]
    else:
        done = hop.processed + 1
        parts = [("wait", now, hop.processed), ("process", hop.processed, done), ("wait", done, hop.begin)]
    return [part for part in parts if part[1] < part[2]]


class LeftOver:
    """What a plan uses and leaves over. An empty plan leaves everything over."""

    def __init__(self, reading: Reading, plan: Plan) -> None:
        self.reading = reading
        self.plan = plan
        self.rotations = {rotation.id: rotation for rotation in plan.rotations}
        self.seats: dict[tuple[str, str], int] = {}
        self.rotation_seats: dict[tuple[str, str], int] = {}
        self.processing: dict[tuple[str, datetime], int] = {}
        self.permission: dict[str, int] = {}
        self.spent = sum(reading.charters[each].price for each in plan.charters if each in reading.charters)
        self.changes: dict[str, list[int]] = {}  # of presence, by place and step
        self.busy: dict[str, list[int]] = {}
        self.drivers: dict[tuple[str, date], int] = {}
        self.aboard: dict[str, list[Itinerary]] = {}
        self.of_party: dict[str, list[Itinerary]] = {}
        self.rotations_at: dict[str, list[Rotation]] = {}
        self.chains: dict[str, list[list[Hop]]] = {}  # of each party, beside its itineraries
        self.users: dict[Thing, list[Itinerary]] = {}
        self.money: dict[int, tuple[Itinerary, int]] = {}  # what each itinerary costs, by its number in the plan
        self.stays: dict[str, list[tuple[int, int, Itinerary]]] = {}  # where there is only so much room
        self._present: dict[str, list[int]] = {}
        for number, itinerary in enumerate(plan.itineraries):
            self.of_party.setdefault(itinerary.party, []).append(itinerary)
            hops = self._count(itinerary, 1)
            self.money[number] = (itinerary, itinerary.persons * sum(hop.price for hop in hops))
            self.chains.setdefault(itinerary.party, []).append(hops)
            self._note_stays(itinerary, hops)
            for thing in things_used(reading, hops):
                self.users.setdefault(thing, []).append(itinerary)
                if thing[0] == "leg":
                    self.aboard.setdefault(thing[1], []).append(itinerary)
        for rotation in plan.rotations:
            self._drive(rotation)

    def _drive(self, rotation: Rotation) -> None:
        reading = self.reading
        hop = hop_of_rotation(reading, rotation)
        each = reading.rounds[rotation.fleet, rotation.place]
        busy = self.busy.setdefault(rotation.fleet, [0] * (reading.steps + 1))
        for k in range(max(0, hop.begin - reading.long(each.out)), min(reading.steps, hop.end)):
            busy[k] += 1
        day = (rotation.fleet, reading.local(rotation.leaves).date())
        self.drivers[day] = self.drivers.get(day, 0) + each.out + each.back
        self.rotations_at.setdefault(rotation.place, []).append(rotation)

    def _count(self, itinerary: Itinerary, sign: int) -> list[Hop]:
        reading = self.reading
        party = reading.parties.get(itinerary.party)
        if party is None:
            raise LookupError(f"The plan names a party that the problem does not have: {itinerary.party}")
        hops, many = walk(reading, self.rotations, itinerary), sign * itinerary.persons
        for place, since, until in stays_on(reading, party.place, hops):
            self._stay(place, since, until, many)
        for hop in hops:
            if hop.by == "leg":
                self._ride(hop, itinerary, sign)
            elif hop.by == "shuttle":
                for kind, needed in itinerary.needs.items():
                    key = (hop.id, kind)
                    self.rotation_seats[key] = self.rotation_seats.get(key, 0) + sign * needed
            self.spent += many * hop.price
        return hops

    def _note_stays(self, itinerary: Itinerary, hops: list[Hop]) -> None:
        for place, since, until in stays_on(self.reading, self.reading.parties[itinerary.party].place, hops):
            self.stays.setdefault(place, []).append((since, until, itinerary))

    def _ride(self, hop: Hop, itinerary: Itinerary, sign: int) -> None:
        many = sign * itinerary.persons
        for kind, needed in itinerary.needs.items():
            key = (hop.id, kind)
            self.seats[key] = self.seats.get(key, 0) + sign * needed
        permission = self.reading.legs[hop.id].permission
        if permission is not None:
            self.permission[permission] = self.permission.get(permission, 0) + many
        if hop.processed is not None and 0 <= hop.processed <= self.reading.steps:
            hour = (hop.origin, self.reading.hour_of[hop.processed])
            self.processing[hour] = self.processing.get(hour, 0) + many

    def _stay(self, place: str, since: int, until: int, many: int) -> None:
        changes = self.changes.setdefault(place, [0] * (self.reading.steps + 2))
        changes[max(0, min(since, self.reading.steps))] += many
        changes[max(0, min(until, self.reading.steps))] -= many

    def present(self, place: str) -> list[int]:
        """Return how many of those who came are there, step by step."""
        if place not in self._present:
            changes = self.changes.get(place)
            none = [0] * (self.reading.steps + 1)
            self._present[place] = none if changes is None else list(accumulate(changes))[: self.reading.steps + 1]
        return self._present[place]

    def hop_of(self, rotation: Rotation) -> Hop:
        """Return the loaded half of one of its rotations."""
        return hop_of_rotation(self.reading, rotation)

    def ways_of(self, party: str) -> tuple[Way, ...]:
        """Return how a party travels in this plan, part by part."""
        planned = zip(self.of_party.get(party, ()), self.chains.get(party, ()), strict=True)
        place = self.reading.parties[party].place
        return tuple(way_of(self.reading, place, each.persons, hops) for each, hops in planned)

    def without(self, party: str) -> "LeftOver":
        """Return what would be left over if a party stayed at its place and everybody else travelled as planned."""
        made = object.__new__(LeftOver)
        made.reading, made.plan, made.rotations = self.reading, self.plan, self.rotations
        made.seats, made.rotation_seats = dict(self.seats), dict(self.rotation_seats)
        made.processing, made.permission = dict(self.processing), dict(self.permission)
        made.spent, made.busy, made.drivers = self.spent, self.busy, self.drivers
        made.changes = {place: list(changes) for place, changes in self.changes.items()}
        made.aboard, made.of_party, made.users, made.money = self.aboard, self.of_party, self.users, self.money
        made.stays, made.chains = self.stays, self.chains
        made.rotations_at, made._present = self.rotations_at, {}
        for itinerary in self.of_party.get(party, ()):
            made._count(itinerary, -1)
        return made

    def stretched(self, reading: Reading) -> "LeftOver":
        """Return the same for a problem that differs only in ending later."""
        made = self.without("")
        more = reading.steps - self.reading.steps
        made.reading = reading
        made.changes = {place: [*changes, *[0] * more] for place, changes in self.changes.items()}
        made.busy = {fleet: [*busy, *[0] * more] for fleet, busy in self.busy.items()}
        return made

    def seats_left(self, leg: str, kind: str) -> int:
        """Return how many of a kind are left on a leg."""
        known = self.reading.legs[leg]
        return max(0, known.seats.get(kind, 0) - known.held_back.get(kind, 0)) - self.seats.get((leg, kind), 0)

    def processing_left(self, place: str, hour: datetime) -> int:
        """Return how many more can be processed in a clock hour."""
        return self.reading.capacity(place, hour) - self.processing.get((place, hour.astimezone(UTC)), 0)

    def money_left(self) -> int | None:
        """Return what is left of the budget; none if there is no limit."""
        budget = self.reading.problem.budget
        return None if budget is None else budget - self.spent

    def rides_of(self, leg: str) -> list[Itinerary]:
        """Return who rides on a leg."""
        return self.aboard.get(leg, [])

    def is_on(self, party: str, leg: str) -> bool:
        """Return whether a part of a party rides on a leg."""
        return any(each.party == party for each in self.aboard.get(leg, ()))


def itinerary_of(
    reading: Reading, party: str, persons: int, needs: Mapping[str, int], hops: Iterable[Hop]
) -> Itinerary:
    """Return a chain of movements as an itinerary; rounds that nobody drives yet must have become rotations."""
    steps: list[Ride | Travel | Shuttle] = []
    for hop in hops:
        if hop.by == "leg":
            steps.append(Ride(hop.id, None if hop.processed is None else reading.moments[hop.processed]))
        elif hop.by == "link":
            steps.append(Travel(hop.id, reading.moments[hop.begin]))
        else:
            steps.append(Shuttle(hop.id))
    return Itinerary(party, persons, dict(needs), tuple(steps))
