"""What the words of a planning problem mean, written a second time, as plainly as can be and as slow as it likes.

The brute force and the tests stand on this; it takes nothing from the engine but the dataclasses, so that a mistake in
the engine is not repeated here. `wrongs` is a feasibility test of its own, `values` works out the four levels.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from math import inf

from dodomu.engines.planner.plan import Itinerary, LevelName, Plan, Ride, Shuttle, Travel
from dodomu.engines.planner.problem import Closure, Leg, Party, Problem, Round, Steps

MILLION = 1_000_000


class Meaning:
    """A problem with its words made exact. Moments are in UTC, so that arithmetic on them is of elapsed time."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.begins = problem.begins.astimezone(UTC)
        self.width = timedelta(minutes=problem.step)
        self.steps = (problem.ends.astimezone(UTC) - self.begins) // self.width
        self.places = {place.id: place for place in problem.places}
        self.legs = {leg.id: leg for leg in problem.legs}
        self.links = {link.id: link for link in problem.links}
        self.fleets = {fleet.id: fleet for fleet in problem.fleets}
        self.parties = {party.id: party for party in problem.parties}
        self.permissions = {permission.id: permission for permission in problem.permissions}
        self.charters = {charter.id: charter for charter in problem.charters}
        self.homes = {place.id for place in problem.places if place.kind == "home"}
        self.risks = {
            place.id: [
                round(number(place.risk, self.moment(k)) * MILLION * problem.step / 60) for k in range(self.steps)
            ]
            for place in problem.places
        }

    # the grid

    def moment(self, step: int) -> datetime:
        return self.begins + step * self.width

    def floor(self, moment: datetime) -> int:
        return (moment.astimezone(UTC) - self.begins) // self.width

    def ceil(self, moment: datetime) -> int:
        return -((self.begins - moment.astimezone(UTC)) // self.width)

    def lasting(self, minutes: int) -> int:
        return -(-minutes // self.problem.step)

    def on_grid(self, moment: datetime) -> bool:
        return self.floor(moment) == self.ceil(moment) and self.floor(moment) >= 0

    def ready(self, leg: Leg) -> int:
        return self.floor(leg.departs.astimezone(UTC) - timedelta(minutes=leg.buffer))

    def there(self, leg: Leg) -> int:
        return self.ceil(leg.arrives)

    def available(self, party: Party) -> int:
        return 0 if party.available_from is None else max(0, self.ceil(party.available_from))

    # what is closed

    def covers(self, closure: Closure, moment: datetime) -> bool:
        if not closure.begins <= moment < closure.ends:
            return False
        if closure.daily is None:
            return True
        from_, to = closure.daily
        wall = moment.astimezone(closure.zone or self.problem.zone).time()
        return from_ <= wall < to if from_ <= to else (wall >= from_ or wall < to)

    def place_closed(self, place: str, what: str, moment: datetime, *, road: bool) -> bool:
        """Whether movements may not begin there (what="departures") or not end there (what="arrivals")."""
        return any(
            closure.at in (place, "*")
            and closure.stops in (what, "both")
            and (road or not closure.road_only)
            and self.covers(closure, moment)
            for closure in self.problem.closures
        )

    def named_closed(self, name: str, moment: datetime, *, road: bool) -> bool:
        return any(
            closure.at == name and (road or not closure.road_only) and self.covers(closure, moment)
            for closure in self.problem.closures
        )

    # what can be ridden

    def leg_runs(self, leg: Leg) -> bool:
        """Whether anybody can ride it, given that its charter is hired."""
        permission = self.permissions[leg.permission] if leg.permission else None
        departs = leg.departs.astimezone(UTC)  # two clocks of one zone are compared by their hands
        return not (
            departs < self.begins
            or leg.chance < self.problem.least_chance
            or self.ready(leg) < 0
            or self.there(leg) > self.steps
            or (permission and permission.begins and departs < permission.begins)
            or (permission and permission.ends and departs >= permission.ends)
            or self.named_closed(leg.id, departs, road=False)
            or self.place_closed(leg.origin, "departures", departs, road=False)
            or self.place_closed(leg.target, "arrivals", leg.arrives.astimezone(UTC), road=False)
            or leg.origin in self.homes
        )

    def leg_suits(self, party: Party, leg: Leg) -> bool:
        """Whether the party has the papers and does not refuse it."""
        countries = leg.countries | {self.places[leg.origin].country, self.places[leg.target].country}
        own = {self.places[party.place].country} | {self.places[home].country for home in self.homes}
        return leg.papers <= party.papers and leg.id not in party.refuses and not (countries - own) & party.refuses

    def travel_runs(self, origin: str, target: str, name: str, start: int, end: int) -> bool:
        """Whether a movement by road from one place to another can be made; `name` is of the link, if it is one."""
        leaves, comes = self.moment(start), self.moment(end)
        return not (
            origin in self.homes
            or (name and self.named_closed(name, leaves, road=True))
            or self.place_closed(origin, "departures", leaves, road=True)
            or self.place_closed(target, "arrivals", comes, road=True)
        )

    def rotation_runs(self, fleet: str, round_: Round, start: int) -> bool:
        hub = self.fleets[fleet].hub
        middle = start + self.lasting(round_.out)
        end = middle + self.lasting(round_.back)
        return not (
            start < 0
            or self.named_closed(fleet, self.moment(start), road=True)
            or self.place_closed(hub, "departures", self.moment(start), road=True)
            or self.place_closed(round_.place, "arrivals", self.moment(middle), road=True)
            or not self.travel_runs(round_.place, hub, "", middle, end)
        )

    def processing_open(self, place: str, step: int) -> bool:
        return not self.place_closed(place, "departures", self.moment(step), road=False)

    def is_processed(self, leg: Leg) -> bool:
        return leg.processed and self.places[leg.origin].processing is not None

    # what is counted

    def hour(self, step: int) -> datetime:
        return self.moment(step).replace(minute=0, second=0, microsecond=0)

    def processing_in(self, place: str, hour: datetime) -> int:
        rate = self.places[place].processing
        assert rate is not None
        return int(number(rate, max(hour, self.begins)) // 1)

    def room(self, place: str) -> float:
        room = self.places[place].room
        return inf if room is None or place in self.homes else room

    def seats(self, leg: Leg) -> Mapping[str, int]:
        return {kind: max(0, count - leg.held_back.get(kind, 0)) for kind, count in leg.seats.items()}

    def waiting(self, place: str, first: int, end: int) -> int:
        return sum(self.risks[place][first:end])

    def weight(self, party: Party) -> int:
        return self.problem.priorities[party.priority]

    def day(self, step: int) -> object:
        return self.moment(step).astimezone(self.problem.zone).date()


def number(value: Steps | float, moment: datetime) -> float:
    """What holds at a moment; before the first moment the first value does."""
    if not isinstance(value, tuple):
        return value
    return next((much for since, much in reversed(value) if since <= moment), value[0][1])


def danger(hours: float) -> int:
    return round(hours * MILLION)


def packs(loads: list[Mapping[str, int]], seats: Mapping[str, int]) -> list[int] | None:
    """Into which vehicle each load goes, in the fewest vehicles with these seats; None when one fits in none."""

    def place_rest(chosen: list[int], used: list[Counter[str]], vehicles: int) -> list[int] | None:
        if len(chosen) == len(loads):
            return chosen
        load = loads[len(chosen)]
        for number_, inside in enumerate(used):
            if fits(inside, load):
                rest = [inside + Counter(load) if other == number_ else has for other, has in enumerate(used)]
                found = place_rest([*chosen, number_], rest, vehicles)
                if found is not None:
                    return found
        if len(used) < vehicles and fits(Counter(), load):
            return place_rest([*chosen, len(used)], [*used, Counter(load)], vehicles)
        return None

    def fits(inside: Mapping[str, int], load: Mapping[str, int]) -> bool:
        return all(inside.get(kind, 0) + count <= seats.get(kind, 0) for kind, count in load.items())

    return next((found for n in range(len(loads) + 1) if (found := place_rest([], [], n)) is not None), None)


def values(problem: Problem, plan: Plan) -> dict[LevelName, int]:
    """What a plan that holds is worth on each level."""
    means = Meaning(problem)
    home, risk, broken = 0, 0, 0
    money = sum(means.charters[charter].price for charter in plan.charters)
    for party in problem.parties:
        gone, kept = 0, 0
        for itinerary in plan.itineraries:
            if itinerary.party != party.id:
                continue
            at, since, each = party.place, 0, 0
            for step in itinerary.steps:
                _, target, start, end, hurt, price = _movement(means, plan, step)
                each += means.waiting(at, since, start) + danger(hurt)
                money += price * itinerary.persons
                at, since = target, end
            gone += itinerary.persons
            risk += each * itinerary.persons
            rides = {step.leg for step in itinerary.steps if isinstance(step, Ride)}
            kept += itinerary.persons if party.promise and party.promise.leg in rides else 0
        home += means.weight(party) * gone
        risk += means.waiting(party.place, 0, means.steps) * (party.persons - gone)
        broken += party.promise.cost if party.promise and kept < party.persons else 0
    return {LevelName.HOME: home, LevelName.DANGER: risk, LevelName.PROMISES: broken, LevelName.MONEY: money}


def _movement(means: Meaning, plan: Plan, step: object) -> tuple[str, str, int, int, float, int]:
    """(origin, target, start, end, danger, price) of one movement, all of one person."""
    if isinstance(step, Ride):
        leg = means.legs[step.leg]
        price = leg.price if leg.paid_by == "state" else 0
        return leg.origin, leg.target, means.ready(leg), means.there(leg), leg.danger, price
    if isinstance(step, Travel):
        link, start = means.links[step.link], means.floor(step.leaves)
        return link.origin, link.target, start, start + means.lasting(link.minutes), link.danger, link.price
    assert isinstance(step, Shuttle)
    rotation = next(rotation for rotation in plan.rotations if rotation.id == step.rotation)
    fleet = means.fleets[rotation.fleet]
    round_ = next(round_ for round_ in fleet.rounds if round_.place == rotation.place)
    start = means.floor(rotation.leaves) + means.lasting(round_.out)
    return round_.place, fleet.hub, start, start + means.lasting(round_.back), round_.danger, 0


def wrongs(problem: Problem, plan: Plan) -> list[str]:
    """Everything for which this plan of a faultless problem does not hold, in any words."""
    means = Meaning(problem)
    known = {rotation.id: rotation for rotation in plan.rotations}
    if len(known) < len(plan.rotations):
        return ["two rotations have one id"]
    names = [str(name) for name in _strangers(means, plan, known)]
    if names:
        return [f"unknown: {names}"]
    return [*_wrong_rotations(means, plan), *_wrong_parties(means, plan), *_wrong_ways(means, plan)]


def _strangers(means: Meaning, plan: Plan, rotations: Mapping[str, object]) -> Iterable[str]:
    yield from plan.charters - set(means.charters)
    for rotation in plan.rotations:
        if rotation.fleet not in means.fleets:
            yield rotation.fleet
        elif rotation.place not in {round_.place for round_ in means.fleets[rotation.fleet].rounds}:
            yield rotation.place
    for itinerary in plan.itineraries:
        if itinerary.party not in means.parties:
            yield itinerary.party
        for step in itinerary.steps:
            name, names = {
                Ride: lambda step: (step.leg, means.legs),
                Travel: lambda step: (step.link, means.links),
                Shuttle: lambda step: (step.rotation, rotations),
            }[type(step)](step)
            if name not in names:
                yield name


def _wrong_rotations(means: Meaning, plan: Plan) -> Iterable[str]:
    away: dict[tuple[str, int, int], int] = Counter()
    minutes: dict[tuple[str, object], int] = Counter()
    for rotation in plan.rotations:
        fleet = means.fleets[rotation.fleet]
        round_ = next(round_ for round_ in fleet.rounds if round_.place == rotation.place)
        start = means.floor(rotation.leaves)
        if not means.on_grid(rotation.leaves) or not means.rotation_runs(fleet.id, round_, start):
            yield f"rotation {rotation.id} cannot run"
            continue
        if not 0 <= rotation.vehicle < fleet.vehicles:
            yield f"fleet {fleet.id} has no vehicle {rotation.vehicle}"
        minutes[fleet.id, means.day(start)] += round_.out + round_.back
        for step in range(start, start + means.lasting(round_.out) + means.lasting(round_.back)):
            away[fleet.id, rotation.vehicle, step] += 1
    yield from (f"vehicle is twice away: {where}" for where, times in away.items() if times > 1)
    for (name, day), total in minutes.items():
        limit = means.fleets[name].drivers_minutes
        if limit is not None and total > limit:
            yield f"drivers of {name} on {day}: {total} minutes"


def _wrong_parties(means: Meaning, plan: Plan) -> Iterable[str]:
    parts: dict[str, list[Itinerary]] = defaultdict(list)
    for itinerary in plan.itineraries:
        parts[itinerary.party].append(itinerary)
    for name, itineraries in parts.items():
        party = means.parties[name]
        takes = Counter(party.takes)
        if not party.may_split:
            whole = len(itineraries) == 1 and itineraries[0].persons == party.persons
            if not whole or +Counter(itineraries[0].needs) != +takes:
                yield f"{name} may not be split"
        elif not parts_fit(party, [(part.persons, part.needs) for part in itineraries]):
            yield f"{name} may not be split like this"


def parts_fit(party: Party, parts: list[tuple[int, Mapping[str, int]]]) -> bool:
    """Whether a party that may be split may be split into these parts, and perhaps some who are left.

    What is needed besides one seat for each person is odd, and stays with persons: all in one part, which may be left.
    """
    takes = +Counter(party.takes)
    odd = {kind: count for kind, count in takes.items() if kind != "seat"}
    without = party.persons - takes["seat"]  # on a lap or a stretcher; below 0: seats that nobody sits on
    must_stay = max(1, without + bool(takes["seat"])) if odd or without else 0  # persons of the odd part, at least
    carried = [(persons, +Counter(needs)) for persons, needs in parts]
    simple = [persons for persons, needs in carried if needs == {"seat": persons}]
    special = [(persons, needs) for persons, needs in carried if needs != {"seat": persons}]
    if any(persons < 1 for persons, _ in carried) or len(special) > bool(must_stay):
        return False
    if sum(simple) + max(must_stay, sum(persons for persons, _ in special)) > party.persons:
        return False
    return all(
        persons >= must_stay and needs == +Counter({**odd, "seat": persons - without}) for persons, needs in special
    )


def _wrong_ways(means: Meaning, plan: Plan) -> Iterable[str]:
    for itinerary in plan.itineraries:
        party = means.parties[itinerary.party]
        at, since = party.place, means.available(party)
        if not itinerary.steps:
            yield f"{party.id} goes nowhere"
        for index, step in enumerate(itinerary.steps):
            origin, target, start, end, _, _ = _movement(means, plan, step)
            if origin != at or start < since or end > means.steps:
                yield f"{party.id} cannot make movement {index}"
                break
            if isinstance(step, Travel):
                link = means.links[step.link]
                if not means.on_grid(step.leaves) or not means.travel_runs(origin, target, link.id, start, end):
                    yield f"{link.id} cannot be taken by {party.id}"
                if link.needs_car and (index or not party.car):
                    yield f"{party.id} has no car for {link.id}"
            elif isinstance(step, Ride):
                yield from _wrong_ride(means, plan, party, step, since)
            at, since = target, end
        if at not in means.homes:
            yield f"{party.id} does not come home"
    yield from _wrong_sums(means, plan)


def _wrong_ride(means: Meaning, plan: Plan, party: Party, ride: Ride, since: int) -> Iterable[str]:
    leg = means.legs[ride.leg]
    if leg.charter and leg.charter not in plan.charters:
        yield f"{leg.charter} is not hired"
    if not means.leg_runs(leg) or not means.leg_suits(party, leg):
        yield f"{leg.id} cannot be ridden by {party.id}"
    if means.is_processed(leg) != (ride.processed is not None):
        yield f"{party.id} and processing for {leg.id}"
    elif ride.processed:
        p = means.floor(ride.processed)
        in_time = since <= p < means.ready(leg)
        if not (means.on_grid(ride.processed) and in_time and means.processing_open(leg.origin, p)):
            yield f"{party.id} cannot be processed for {leg.id} at {ride.processed}"


def _wrong_sums(means: Meaning, plan: Plan) -> Iterable[str]:
    """What is used by all together, against what there is; asked only of itineraries that follow one another."""
    seats: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    hours: Counter[tuple[str, datetime]] = Counter()
    rooms: Counter[tuple[str, int]] = Counter()
    quotas: Counter[str] = Counter()
    for itinerary in plan.itineraries:
        own = means.parties[itinerary.party].place
        since = 0
        for step in itinerary.steps:
            origin, _, start, end, _, _ = _movement(means, plan, step)
            if origin != own:
                rooms.update({(origin, k): itinerary.persons for k in range(since, start)})
            if isinstance(step, Shuttle):
                seats["rotation", step.rotation].update(itinerary.needs)
            elif isinstance(step, Ride):
                leg = means.legs[step.leg]
                seats["leg", leg.id].update(itinerary.needs)
                quotas.update({leg.permission: itinerary.persons} if leg.permission else {})
                if step.processed and means.is_processed(leg):
                    hours[origin, means.hour(means.floor(step.processed))] += itinerary.persons
            since = end
    vehicles = {rotation.id: means.fleets[rotation.fleet].seats for rotation in plan.rotations}
    for (what, name), load in seats.items():
        has = vehicles[name] if what == "rotation" else means.seats(means.legs[name])
        yield from (f"{name}: {kind}" for kind, count in load.items() if count > has.get(kind, 0))
    yield from (f"{w}: {n} processed" for w, n in hours.items() if n > means.processing_in(*w))
    yield from (f"{n} at {where}" for where, n in rooms.items() if n > means.room(where[0]))
    yield from (f"{w}: {n} permitted" for w, n in quotas.items() if n > means.permissions[w].quota)
    spent = values(means.problem, plan)[LevelName.MONEY]
    if means.problem.budget is not None and spent > means.problem.budget:
        yield f"{spent} spent"
