"""Everything one traveller might do, step by step, and what each lacks: alone, or beside what a plan uses."""

from dataclasses import replace
from datetime import datetime
from functools import cached_property

from dodomu.engines.planner.explaining.answers import Lack
from dodomu.engines.planner.explaining.left_over import Hop, LeftOver
from dodomu.engines.planner.explaining.reading import MILLION, Reading, Traveller
from dodomu.engines.planner.problem import Fleet, Leg, Link, Round
from dodomu.engines.planner.reasons import Because, Code

START = 0  # the traveller's own place before the first movement
HOME = -1
Lacks = tuple[Lack, ...]
Offer = tuple[Hop, int, Lacks]  # a movement, the node it leads to, what it lacks


def _numbered(reading: Reading, start: str) -> tuple[dict[str, int], list[str]]:
    """Number the places that can be reached at all; 0 is the start itself, which can be come back to as another."""
    if start in reading.reached_from:
        return reading.reached_from[start]
    places, numbers, at = [start], dict[str, int](), 0
    while at < len(places):
        place, first = places[at], at == START
        at += 1
        targets = [leg.target for leg in reading.legs_from.get(place, ())]
        targets += [link.target for link in reading.links_from.get(place, ()) if first or not link.needs_car]
        targets += [fleet.hub for fleet, _ in reading.rounds_at.get(place, ())]
        for target in targets:
            if target not in numbers and target not in reading.homes:
                numbers[target] = len(places)
                places.append(target)
    reading.reached_from[start] = numbers, places
    return numbers, places


class World:
    """What a traveller could do. `left` is what a plan leaves over; without it nobody else travels.

    Nodes are numbered: 0 the own place before setting out, then every place that can be reached at all, -1 home.
    """

    def __init__(self, reading: Reading, who: Traveller, left: LeftOver | None = None) -> None:
        self.reading, self.who, self.left = reading, who, left
        self.steps = reading.steps
        self.node, self.place_of = _numbered(reading, who.place)
        self.legs: dict[str, Lacks] = {}  # what each leg that was looked at lacks
        self._one: dict[tuple[str, str, str], dict[int, list[Offer]]] = {}
        self._closure_lacks: dict[tuple[int, int], Lack] = {}
        self._wait: dict[int, list[Lacks]] = {}
        self._process: dict[int, list[Lacks] | None] = {}

    @cached_property
    def offers(self) -> list[dict[int, list[Offer]]]:
        """Every movement by node and step, also those that lack something."""
        return [self._offers(place, first=number == START) for number, place in enumerate(self.place_of)]

    # -- what there is

    def _offers(self, place: str, *, first: bool) -> dict[int, list[Offer]]:
        offers: dict[int, list[Offer]] = {}
        reading = self.reading
        for leg in reading.legs_from.get(place, ()):
            lacks = self.lacks_of_leg(leg)
            if reading.ready(leg) >= 0 and reading.there(leg) <= self.steps:
                self._add(offers, self.hop_of_leg(leg), leg.target, lacks)
        for link in reading.links_from.get(place, ()):
            if first or not link.needs_car:
                self._add_link(offers, link)
        for fleet, each in reading.rounds_at.get(place, ()):
            self._add_rounds(offers, fleet, each)
        if self.left is not None:
            for rotation in self.left.rotations_at.get(place, ()):
                hop = self.left.hop_of(rotation)
                self._add(offers, hop, hop.target, self._rotation_lacks(rotation.id, reading.fleets[rotation.fleet]))
        return offers

    def _add(self, offers: dict[int, list[Offer]], hop: Hop, target: str, lacks: Lacks) -> None:
        if 0 <= hop.begin < hop.end <= self.steps:
            node = HOME if target in self.reading.homes else self.node[target]
            offers.setdefault(hop.begin, []).append((hop, node, lacks))

    def hop_of_leg(self, leg: Leg) -> Hop:
        """Return a leg as a movement."""
        reading = self.reading
        price = leg.price if leg.paid_by == "state" else 0
        needs = reading.needs_processing(leg)
        danger = round(leg.danger * MILLION)
        return Hop("leg", leg.id, leg.origin, leg.target, reading.ready(leg), reading.there(leg), danger, price, needs)

    # -- what each lacks

    def lacks_of_leg(self, leg: Leg) -> Lacks:
        """Return what keeps the traveller from a leg, apart from getting to it and on from it."""
        if leg.id not in self.legs:
            taken = {lack.key: lack for lack in self._taken(leg)}
            found = []
            for lack in self.reading.leg_stops(leg, self.who):
                beside = taken.pop(lack.key, lack)  # what does not fit even when it is empty lacks what is taken, too
                found.append(replace(lack, short=max(lack.short, beside.short)))
            self.legs[leg.id] = (*found, *taken.values())
        return self.legs[leg.id]

    def _taken(self, leg: Leg) -> list[Lack]:
        found = list[Lack]()
        persons = self.who.persons
        charter = self.reading.charters.get(leg.charter or "")
        if charter is not None and (self.left is None or charter.id not in self.left.plan.charters):
            money = self.money_left()
            if self.left is not None or (money is not None and charter.price > money):
                facts: dict[str, object] = {"charter": charter.id, "price": charter.price}
                found.append(Lack(("charter", charter.id, ""), Because(Code.NOT_HIRED, facts), charter.price))
        found += self._money_lacks(leg.price if leg.paid_by == "state" else 0)
        if self.left is None:
            return found
        for kind, many in sorted(self.who.takes.items()):
            free = self.left.seats_left(leg.id, kind)
            if many > free:
                used = self.left.seats.get((leg.id, kind), 0)
                facts = {"kind": kind, "needed": many, "left": max(0, free), "seats": used + max(0, free)}
                found.append(Lack(("seat", leg.id, kind), Because(Code.FULL, facts), many - free))
        permission = self.reading.permissions.get(leg.permission or "")
        if permission is not None:
            free = permission.quota - self.left.permission.get(permission.id, 0)
            if persons > free:
                facts = {
                    "permission": permission.id,
                    "needed": persons,
                    "left": max(0, free),
                    "quota": permission.quota,
                }
                found.append(Lack(("permission", permission.id, ""), Because(Code.QUOTA, facts), persons - free))
        return found

    def money_left(self) -> int | None:
        """Return what may still be spent; none if there is no limit."""
        return self.reading.problem.budget if self.left is None else self.left.money_left()

    def _money_lacks(self, price: int) -> list[Lack]:
        money, cost = self.money_left(), price * self.who.persons
        if money is None or not cost or cost <= money:
            return []
        facts: dict[str, object] = {"cost": cost, "left": max(0, money)}
        return [Lack(("budget", "", ""), Because(Code.BUDGET, facts), cost - money)]

    def _add_link(self, offers: dict[int, list[Offer]], link: Link) -> None:
        reading = self.reading
        always = self._money_lacks(link.price)
        if link.needs_car and not self.who.party.car:
            always.append(Lack(("car", "", ""), Because(Code.NO_CAR, {"link": link.id})))
        danger = round(link.danger * MILLION)
        long = reading.long(link.minutes)
        begins = reading.closed(link.origin, "departures", road=True)
        ends, named = reading.closed(link.target, "arrivals", road=True), reading.closed_by_name(link.id)
        for k in range(self.steps - long + 1):
            lacks = (*always, *self._shut(begins, k), *self._shut(named, k), *self._shut(ends, k + long))
            hop = Hop("link", link.id, link.origin, link.target, k, k + long, danger, link.price)
            self._add(offers, hop, link.target, lacks)

    def _shut(self, closed: list[tuple[int, ...]], k: int) -> Lacks:
        if not closed[k]:
            return ()
        return tuple(self._closure_lack(index, k) for index in closed[k])

    def _closure_lack(self, index: int, k: int) -> Lack:
        if (index, k) not in self._closure_lacks:
            self._closure_lacks[index, k] = self.reading.closure_lack(index, self.reading.moments[k])
        return self._closure_lacks[index, k]

    def _rotation_lacks(self, rotation: str, fleet: Fleet) -> Lacks:
        if self.left is None:
            return ()
        found = list[Lack]()
        for kind, many in sorted(self.who.takes.items()):
            seats = fleet.seats.get(kind, 0)
            free = seats - self.left.rotation_seats.get((rotation, kind), 0)
            if many > free:
                facts: dict[str, object] = {"kind": kind, "needed": many, "left": max(0, free), "seats": seats}
                found.append(Lack(("rotation", rotation, kind), Because(Code.FULL, facts), many - free))
        return tuple(found)

    def _add_rounds(self, offers: dict[int, list[Offer]], fleet: Fleet, each: Round) -> None:
        reading = self.reading
        always = list[Lack]()
        for kind, many in sorted(self.who.takes.items()):
            offered = fleet.seats.get(kind, 0)
            if many > offered:
                facts: dict[str, object] = {"kind": kind, "needed": many, "offered": offered, "held": 0}
                found = Because(Code.NEVER_FITS, facts)
                always.append(Lack(("fleet-seat", fleet.id, kind), found, many - offered))
        out, back, danger = reading.long(each.out), reading.long(each.back), round(each.danger * MILLION)
        hub_out = reading.closed(fleet.hub, "departures", road=True)
        hub_in = reading.closed(fleet.hub, "arrivals", road=True)
        in_, off = (
            reading.closed(each.place, "arrivals", road=True),
            reading.closed(each.place, "departures", road=True),
        )
        named = reading.closed_by_name(fleet.id)
        full_until = self._full_until(fleet)
        no_vehicle = Lack(("vehicle", fleet.id, ""), Because(Code.NO_VEHICLE, {"fleet": fleet.id}), 1)
        for s in range(self.steps - out - back + 1):
            begin, end = s + out, s + out + back
            lacks = (
                *always,
                *self._shut(hub_out, s), *self._shut(named, s), *self._shut(in_, begin), *self._shut(off, begin),
                *self._shut(hub_in, end),
                *((no_vehicle,) if full_until[end] > s else ()),
                *self._drivers_lacks(fleet, each.out + each.back, s),
            )  # fmt: skip
            hop = Hop("shuttle", fleet.id, each.place, fleet.hub, begin, end, danger, leaves=s)
            self._add(offers, hop, fleet.hub, lacks)

    def _full_until(self, fleet: Fleet) -> list[int]:
        """For each step: the end of the last step before it in which every vehicle is away."""
        busy = self.left.busy.get(fleet.id) if self.left is not None else None
        made, last = [0], 0
        for k in range(self.steps):
            if (busy[k] if busy else 0) >= fleet.vehicles:
                last = k + 1
            made.append(last)
        return made

    def _drivers_lacks(self, fleet: Fleet, minutes: int, s: int) -> Lacks:
        if fleet.drivers_minutes is None:
            return ()
        day = self.reading.when(s).date()
        used = self.left.drivers.get((fleet.id, day), 0) if self.left is not None else 0
        short = used + minutes - fleet.drivers_minutes
        if short <= 0:
            return ()
        facts: dict[str, object] = {"fleet": fleet.id, "day": day.isoformat()}
        return (Lack(("drivers", fleet.id, ""), Because(Code.NO_DRIVERS, facts), short),)

    # -- waiting and being processed

    def waiting(self, node: int) -> list[Lacks]:
        """Return what waiting in each step at a node lacks."""
        if node not in self._wait:
            place = self.place_of[node]
            room = self.reading.places[place].room
            if room is None or place == self.who.place:
                self._wait[node] = [()] * (self.steps + 1)
            else:
                present = self.left.present(place) if self.left is not None else [0] * (self.steps + 1)
                self._wait[node] = [self._room_lacks(place, room, present[k], k) for k in range(self.steps + 1)]
        return self._wait[node]

    def _room_lacks(self, place: str, room: int, present: int, k: int) -> Lacks:
        short = present + self.who.persons - room
        if short <= 0:
            return ()
        moment = self.reading.when(k)
        facts: dict[str, object] = {"place": self.reading.name(place), "room": room, "hour": moment}
        return (Lack(("room", place, ""), Because(Code.ROOM_FULL, facts), short, (moment,)),)

    def processing(self, node: int) -> list[Lacks] | None:
        """Return what being processed in each step at a node lacks; none where nobody needs to be."""
        if node not in self._process:
            place = self.place_of[node]
            known = self.reading.places[place].processing is not None
            self._process[node] = self._processing(place) if known else None
        return self._process[node]

    def _processing(self, place: str) -> list[Lacks]:
        reading = self.reading
        closed = reading.closed(place, "departures", road=False)
        full: dict[datetime, Lacks] = {}
        found: list[Lacks] = []
        for k in range(self.steps):
            hour = reading.hour_of[k]
            if hour not in full:
                full[hour] = self._processing_lacks(place, hour)
            found.append(full[hour] + self._shut(closed, k) if closed[k] else full[hour])
        return [*found, ()]

    def _processing_lacks(self, place: str, hour: datetime) -> Lacks:
        reading = self.reading
        capacity = reading.capacity(place, hour)
        free = capacity if self.left is None else self.left.processing_left(place, hour)
        if self.who.persons <= free:
            return ()
        facts: dict[str, object] = {
            "place": reading.name(place), "hour": reading.local(hour), "left": max(0, free), "capacity": capacity,
            "needed": self.who.persons,
        }  # fmt: skip
        key = ("processing", place, hour.isoformat())
        return (Lack(key, Because(Code.PROCESSING_HOUR_FULL, facts), self.who.persons - free, (hour,)),)

    # -- of a chain

    def lacks_on(self, hops: list[Hop], since: int | None = None) -> list[Lack]:
        """Return what a chain of movements lacks here, one for each scarce thing, in the order in which they come.

        `since` is the step at which it is at the first movement's origin after having come there; none: from the start.
        """
        found: dict[tuple[str, str, str], Lack] = {}
        now = self.who.start if since is None else since
        for number, hop in enumerate(hops):
            node = START if number == 0 and since is None else self.node.get(hop.origin, START)
            waits, processes = self.waiting(node), self.processing(node)
            lacks = [lack for k in range(max(0, now), min(hop.begin, self.steps)) for lack in waits[k]]
            if hop.processed is not None and processes is not None and 0 <= hop.processed < self.steps:
                lacks += processes[hop.processed]
            lacks += self._lacks_of(node, hop)
            for lack in lacks:
                held = found.get(lack.key)
                if held is None:
                    found[lack.key] = lack
                elif lack.moments and lack.moments[0] not in held.moments:
                    more = (*held.moments, *lack.moments)
                    found[lack.key] = replace(held, short=max(held.short, lack.short), moments=more)
            now = hop.end
        return list(found.values())

    def _lacks_of(self, node: int, hop: Hop) -> Lacks:
        reading = self.reading
        if hop.by == "leg":
            return self.lacks_of_leg(reading.legs[hop.id])
        if hop.by == "link" and reading.links[hop.id].needs_car and node != START:
            return (Lack(("car", "", ""), Because(Code.NO_CAR, {"link": hop.id})),)
        if hop.by == "shuttle" and hop.leaves is None:
            return self._rotation_lacks(hop.id, reading.fleets[self.left.rotations[hop.id].fleet]) if self.left else ()
        for other, _, lacks in self._alike(hop).get(hop.begin, ()):
            if (other.by, other.id, other.end, other.leaves) == (hop.by, hop.id, hop.end, hop.leaves):
                return lacks
        facts: dict[str, object] = {"arrives": reading.when(hop.end), "ends": reading.when(self.steps)}
        return (Lack(("horizon", "", ""), Because(Code.HORIZON, facts)),)

    def _alike(self, hop: Hop) -> dict[int, list[Offer]]:
        """The same link or round at every hour; one chain alone is not worth looking at everything else for."""
        key = (hop.by, hop.id, hop.origin)
        if key not in self._one:
            offers = dict[int, list[Offer]]()
            if hop.by == "link":
                self._add_link(offers, self.reading.links[hop.id])
            else:
                self._add_rounds(offers, self.reading.fleets[hop.id], self.reading.rounds[hop.id, hop.origin])
            self._one[key] = offers
        return self._one[key]

    def cost(self, hops: list[Hop]) -> int:
        """Return what a chain costs the state for all of the traveller's persons, with charters not hired yet."""
        hired: frozenset[str] = self.left.plan.charters if self.left is not None else frozenset()
        charters = {self.reading.legs[hop.id].charter for hop in hops if hop.by == "leg"} - hired - {None}
        fixed = sum(self.reading.charters[each].price for each in charters if each is not None)
        return fixed + sum(hop.price for hop in hops) * self.who.persons
