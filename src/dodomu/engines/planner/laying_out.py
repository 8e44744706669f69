"""Laying a problem out: every id becomes an index, every hour a step, every closure a flag."""

import math
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

import numpy as np

from dodomu.engines.planner.grid import (
    GONE,
    HOME,
    MANY_CHARTERS,
    MICRO,
    NONE,
    UNLIMITED,
    Flags,
    Grid,
    Ints,
    seats_of,
    value_at,
    vector,
)
from dodomu.engines.planner.problem import EVERYWHERE, Closure, Leg, Party, Place, Problem


def lay_out(problem: Problem) -> Grid:
    """Return the grid of a problem without faults."""
    return _Layer(problem).grid()


def _content(place: Place) -> tuple[object, ...]:
    return (
        place.kind,
        place.country,
        str(place.position),
        str(place.risk),
        str(place.processing),
        -1 if place.room is None else place.room,
        place.name,
        place.id,
    )


class _Layer:
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.steps = problem.steps
        self.minutes = problem.step
        self.begins = problem.begins.astimezone(UTC)  # within one zone Python reckons by the wall clock
        self.home = {place.id for place in problem.places if place.kind == "home"}
        self.places = sorted((place for place in problem.places if place.id not in self.home), key=_content)
        self.by_id = {place.id: place for place in problem.places}
        self.index = {place.id: at for at, place in enumerate(self.places)} | dict.fromkeys(self.home, HOME)
        self.moments = [self.begins + timedelta(minutes=k * problem.step) for k in range(self.steps + 1)]
        self.closures: dict[str, list[Closure]] = {}
        for closure in problem.closures:
            self.closures.setdefault(closure.at, []).append(closure)

    # -- time

    def down(self, moment: datetime) -> int:
        return math.floor((moment.astimezone(UTC) - self.begins) / timedelta(minutes=self.minutes))

    def up(self, moment: datetime) -> int:
        return math.ceil((moment.astimezone(UTC) - self.begins) / timedelta(minutes=self.minutes))

    def long(self, minutes: int) -> int:
        return -(-minutes // self.minutes)

    def is_stopped(self, closure: Closure, moment: datetime) -> bool:
        if not closure.begins <= moment < closure.ends:
            return False
        if closure.daily is None:
            return True
        since, until = closure.daily
        wall = moment.astimezone(closure.zone or self.problem.zone).time()
        return since <= wall < until if since <= until else wall >= since or wall < until

    def stopped(self, ids: Iterable[str], moment: datetime, way: str, *, road: bool) -> bool:
        """Whether a movement is stopped at this moment by a closure of any of these."""
        return any(
            closure.stops in {way, "both"} and (road or not closure.road_only) and self.is_stopped(closure, moment)
            for each in ids
            for closure in self.closures.get(each, ())
        )

    def open_steps(self, ids: tuple[str, ...], way: str, *, road: bool) -> Flags:
        """[T + 1] whether a movement may begin or end in each step."""
        if not any(each in self.closures for each in ids):
            return np.ones(self.steps + 1, dtype=np.bool_)
        return np.array([not self.stopped(ids, moment, way, road=road) for moment in self.moments], dtype=np.bool_)

    # -- parts

    def grid(self) -> Grid:
        problem = self.problem
        self._open: dict[tuple[str, str, bool], Flags] = {}
        hour_of, hours = self._hours()
        days = self._days()
        legs = self._legs()
        parties = self._parties()
        ways, party_ways = self._ways(parties, legs)
        charters = sorted(problem.charters, key=lambda each: (each.price, self._rotations(each.id), each.id))
        permissions = sorted(problem.permissions, key=lambda each: (each.quota, str(each.begins), each.id))
        order = sorted(
            problem.kinds, key=lambda kind: (kind != "seat", kind)
        )  # seats first: shuttles are priced by them
        kinds = {kind: at for at, kind in enumerate(order)}
        leg_at = {leg.id: at for at, leg in enumerate(legs)}
        charter_at = {charter.id: at for at, charter in enumerate(charters)}
        permission_at = {each.id: at for at, each in enumerate(permissions)}
        links = sorted(
            problem.links,
            key=lambda each: (
                self.index[each.origin],
                self.index[each.target],
                each.minutes,
                each.needs_car,
                each.danger,
                each.price,
                each.id,
            ),
        )
        fleets = sorted(
            problem.fleets,
            key=lambda each: (
                self.index[each.hub],
                each.vehicles,
                str(sorted(each.seats.items())),
                str(each.drivers_minutes),
                str(each.rounds),
                each.id,
            ),
        )
        rounds = [
            (at, fleet, each)
            for at, fleet in enumerate(fleets)
            for each in sorted(fleet.rounds, key=lambda each: (self.index[each.place], each.out, each.back))
        ]
        waited = {party.id: rank for rank, party in enumerate(sorted(parties, key=lambda party: self.keys[party.id]))}
        return Grid(
            problem=problem,
            steps=self.steps,
            kinds=tuple(order),
            place_ids=tuple(place.id for place in self.places),
            place_risk=self._risk(),
            place_room=_ints(UNLIMITED if place.room is None else place.room for place in self.places),
            place_needs_processing=_flags(place.processing is not None for place in self.places),
            may_process=self._may_process(),
            hour_of=hour_of,
            hours=hours,
            processing=self._processing(hours),
            leg_ids=tuple(leg.id for leg in legs),
            leg_from=_ints(self.index[leg.origin] for leg in legs),
            leg_to=_ints(self.index[leg.target] for leg in legs),
            leg_start=_ints(self.leg_start(leg) for leg in legs),
            leg_end=_ints(self.up(leg.arrives) for leg in legs),
            leg_seats=_table((seats_of(leg, kinds) for leg in legs), len(kinds)),
            leg_processed=_flags(leg.processed and self.by_id[leg.origin].processing is not None for leg in legs),
            leg_price=_ints(leg.price if leg.paid_by == "state" else 0 for leg in legs),
            leg_danger=_ints(round(leg.danger * MICRO) for leg in legs),
            leg_charter=_ints(NONE if leg.charter is None else charter_at[leg.charter] for leg in legs),
            leg_permission=_ints(NONE if leg.permission is None else permission_at[leg.permission] for leg in legs),
            charter_ids=tuple(each.id for each in charters),
            charter_price=_ints(each.price for each in charters),
            permission_ids=tuple(each.id for each in permissions),
            permission_quota=_ints(each.quota for each in permissions),
            budget=UNLIMITED if problem.budget is None else problem.budget,
            link_ids=tuple(each.id for each in links),
            link_from=_ints(self.index[each.origin] for each in links),
            link_to=_ints(self.index[each.target] for each in links),
            link_steps=_ints(self.long(each.minutes) for each in links),
            link_car=_flags(each.needs_car for each in links),
            link_price=_ints(each.price for each in links),
            link_danger=_ints(round(each.danger * MICRO) for each in links),
            link_open=self._link_open(links),
            fleet_ids=tuple(each.id for each in fleets),
            fleet_vehicles=_ints(each.vehicles for each in fleets),
            fleet_seats=_table((vector(each.seats, kinds) for each in fleets), len(kinds)),
            fleet_drivers=_ints(UNLIMITED if each.drivers_minutes is None else each.drivers_minutes for each in fleets),
            day_of=days,
            days=int(days[-1]) + 1 if self.steps else 0,
            round_fleet=_ints(at for at, _, _ in rounds),
            round_hub=_ints(self.index[fleet.hub] for _, fleet, _ in rounds),
            round_place=_ints(self.index[each.place] for _, _, each in rounds),
            round_out=_ints(self.long(each.out) for _, _, each in rounds),
            round_back=_ints(self.long(each.back) for _, _, each in rounds),
            round_minutes=_ints(each.out + each.back for _, _, each in rounds),
            round_danger=_ints(round(each.danger * MICRO) for _, _, each in rounds),
            round_open=self._round_open(rounds),
            party_ids=tuple(party.id for party in parties),
            parties=tuple(parties),
            party_place=_ints(self.index[party.place] for party in parties),
            party_persons=_ints(party.persons for party in parties),
            party_needs=_table((vector(party.takes, kinds) for party in parties), len(kinds)),
            party_weight=_ints(problem.priorities[party.priority] for party in parties),
            party_from=_ints(self.first_step(party) for party in parties),
            party_car=_flags(party.car for party in parties),
            party_split=_flags(party.may_split for party in parties),
            party_ways=party_ways,
            ways=ways,
            party_promise=_ints(
                NONE if party.promise is None else leg_at.get(party.promise.leg, GONE) for party in parties
            ),
            party_promise_cost=_ints(0 if party.promise is None else party.promise.cost for party in parties),
            waited=_ints(waited[party.id] for party in parties),
        )

    def first_step(self, party: Party) -> int:
        return 0 if party.available_from is None else max(0, self.up(party.available_from))

    def leg_start(self, leg: Leg) -> int:
        return self.down(leg.departs.astimezone(UTC) - timedelta(minutes=leg.buffer))

    def _rotations(self, charter: str) -> str:
        return (
            str(
                sorted(
                    (leg.departs, leg.arrives, sorted(leg.seats.items()))
                    for leg in self.problem.legs
                    if leg.charter == charter
                )
            )
            if len(self.problem.charters) < MANY_CHARTERS
            else ""
        )

    def _hours(self) -> tuple[Ints, tuple[datetime, ...]]:
        starts = [moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0) for moment in self.moments[:-1]]
        order = sorted(set(starts))
        at = {hour: index for index, hour in enumerate(order)}
        return _ints(at[hour] for hour in starts), tuple(order)

    def _days(self) -> Ints:
        dates = [moment.astimezone(self.problem.zone).date() for moment in self.moments[:-1]]
        order = {day: index for index, day in enumerate(sorted(set(dates)))}
        return _ints(order[day] for day in dates)

    def _risk(self) -> Ints:
        rows = [
            [round(value_at(place.risk, moment) * MICRO * self.minutes / 60) for moment in self.moments[:-1]]
            if isinstance(place.risk, tuple)
            else [round(place.risk * MICRO * self.minutes / 60)] * self.steps
            for place in self.places
        ]
        return _table(rows, self.steps)

    def _processing(self, hours: tuple[datetime, ...]) -> Ints:
        rows = [
            [
                UNLIMITED
                if place.processing is None
                else max(0, math.floor(value_at(place.processing, max(hour, self.begins))))
                for hour in hours
            ]
            for place in self.places
        ]
        return _table(rows, len(hours))

    def _may_process(self) -> Flags:
        rows = [
            self.open_steps((place.id, EVERYWHERE), "departures", road=False)[:-1]
            if place.processing is not None
            else np.zeros(self.steps, dtype=np.bool_)
            for place in self.places
        ]
        return np.array(rows, dtype=np.bool_).reshape(len(self.places), self.steps)

    def _legs(self) -> list[Leg]:
        chosen = [leg for leg in self.problem.legs if self._is_of_use(leg)]
        return sorted(
            chosen,
            key=lambda leg: (
                self.leg_start(leg),
                self.up(leg.arrives),
                self.index[leg.origin],
                self.index[leg.target],
                leg.departs,
                str(sorted(leg.seats.items())),
                str(sorted(leg.papers)),
                leg.danger,
                leg.price,
                leg.id,
            ),
        )

    def _is_of_use(self, leg: Leg) -> bool:
        problem = self.problem
        permission = next((each for each in problem.permissions if each.id == leg.permission), None)
        return (
            leg.origin not in self.home
            and leg.chance >= problem.least_chance
            and leg.departs >= self.begins
            and self.leg_start(leg) >= 0
            and self.up(leg.arrives) <= self.steps
            and not (permission and permission.begins and leg.departs < permission.begins)
            and not (permission and permission.ends and leg.departs >= permission.ends)
            and not self.stopped((leg.origin, EVERYWHERE), leg.departs, "departures", road=False)
            and not self.stopped((leg.target, EVERYWHERE), leg.arrives, "arrivals", road=False)
            and not any(
                self.is_stopped(closure, leg.departs)
                for closure in self.closures.get(leg.id, ())
                if not closure.road_only
            )
        )

    def _flags_at(self, place: str, way: str) -> Flags:
        key = (place, way, True)
        if key not in self._open:
            self._open[key] = self.open_steps((place, EVERYWHERE), way, road=True)
        return self._open[key]

    def _named(self, id_: str) -> Flags:
        if id_ not in self.closures:
            return np.ones(self.steps + 1, dtype=np.bool_)
        return np.array(
            [not any(self.is_stopped(closure, moment) for closure in self.closures[id_]) for moment in self.moments],
            dtype=np.bool_,
        )

    def _link_open(self, links: list) -> Flags:  # type: ignore[type-arg]
        open_ = np.zeros((len(links), self.steps), dtype=np.bool_)
        for at, link in enumerate(links):
            if link.origin in self.home:
                continue
            long, last = self.long(link.minutes), self.steps - self.long(link.minutes)
            if last < 0:
                continue
            begin = self._flags_at(link.origin, "departures") & self._named(link.id)
            end = self._flags_at(link.target, "arrivals")
            many = min(last + 1, self.steps)
            open_[at, :many] = begin[:many] & end[long : long + many]
        return open_

    def _round_open(self, rounds: list) -> Flags:  # type: ignore[type-arg]
        open_ = np.zeros((len(rounds), self.steps), dtype=np.bool_)
        for at, (_, fleet, each) in enumerate(rounds):
            out, whole = self.long(each.out), self.long(each.out) + self.long(each.back)
            last = self.steps - whole
            if last < 0 or fleet.hub in self.home:
                continue
            many = min(last + 1, self.steps)
            hub_out, hub_in = self._flags_at(fleet.hub, "departures"), self._flags_at(fleet.hub, "arrivals")
            in_, off = self._flags_at(each.place, "arrivals"), self._flags_at(each.place, "departures")
            open_[at, :many] = (
                hub_out[:many]
                & self._named(fleet.id)[:many]
                & in_[out : out + many]
                & off[out : out + many]
                & hub_in[whole : whole + many]
            )
        return open_

    def _parties(self) -> list[Party]:
        here = [party for party in self.problem.parties if party.place not in self.home]
        key = _waiting(self.problem)
        self.keys = {party.id: key(party) for party in here}
        weight = self.problem.priorities
        return sorted(here, key=lambda party: (self.index[party.place], -weight[party.priority], self.keys[party.id]))

    def _ways(self, parties: list[Party], legs: list[Leg]) -> tuple[Flags, Ints]:
        """Which legs each party may take: few different sets, because few papers and refusals matter."""
        asked = frozenset(paper for leg in legs for paper in leg.papers)
        through = [leg.countries | {self.by_id[leg.origin].country, self.by_id[leg.target].country} for leg in legs]
        at_home = {self.by_id[each].country for each in self.home}
        known: dict[tuple[frozenset[str], frozenset[str]], int] = {}
        rows: list[list[bool]] = []
        indices = []
        for party in parties:
            refuses = party.refuses - at_home - {self.by_id[party.place].country} if party.refuses else party.refuses
            key = (party.papers & asked, refuses)
            if key not in known:
                known[key] = len(rows)
                rows.append(
                    [
                        leg.papers <= party.papers and leg.id not in refuses and not (refuses & countries)
                        for leg, countries in zip(legs, through, strict=True)
                    ]
                )
            indices.append(known[key])
        return np.array(rows, dtype=np.bool_).reshape(len(rows), len(legs)), _ints(indices)


def _waiting(problem: Problem) -> Callable[[Party], tuple[object, ...]]:
    """Longest waiting first; then what they are; names last, so that only names decide between complete equals."""

    def key(party: Party) -> tuple[object, ...]:
        available = party.available_from or problem.begins
        return (
            party.waiting_since or available,
            available,
            -party.persons,
            str(sorted(party.takes.items())),
            str(sorted(party.papers)),
            not party.car,
            party.may_split,
            str(sorted(party.refuses)),
            party.id,
        )

    return key


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, dtype=np.int64)


def _flags(values: Iterable[bool]) -> Flags:
    return np.fromiter(values, dtype=np.bool_)


def _table(rows: Iterable[Iterable[int]], width: int) -> Ints:
    made = [list(row) for row in rows]
    return np.array(made, dtype=np.int64).reshape(len(made), width)
