"""The grid as the compiled functions read it: flat arrays, lists by node and step, a row for each scarce thing."""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dodomu.engines.planner.grid import UNLIMITED, Floats, Grid, Ints

Small = NDArray[np.int32]
Bytes = NDArray[np.uint8]


class Network(NamedTuple):
    """Everything that does not change while a plan is sought. Sizes as in `Grid`; H hubs are places that people pass.

    Rows: one for each scarce thing (a kind of seat on a leg, an hour of processing, a step of room, a vehicle in a
    step, a day of drivers, a permission, the money), numbered through.
    """

    steps: int
    kinds: int
    legs: int
    links: int
    # places; -1 where a place has no such row
    risk: Ints
    node_hub: Small  # [N] index among hubs or -1
    hub_node: Small  # [H]
    needs_processing: Bytes
    may_process: Bytes  # [N, T]
    processing_row: Small  # [N, T] row of the hour
    room_row: Small  # [N] row of step 0, or -1
    # legs
    leg_from: Small
    leg_to: Small
    leg_start: Small
    leg_end: Small
    leg_processed: Bytes
    leg_price: Ints
    leg_danger: Ints
    leg_row: Small  # row of kind 0
    leg_permission_row: Small
    leg_charter: Small
    legs_at: Small  # [N * T + 1] into legs_of
    legs_of: Small
    ways: Bytes  # [D, L]
    # links
    link_to: Small
    link_steps: Small
    link_car: Bytes
    link_price: Ints
    link_danger: Ints
    link_open: Bytes  # [M, T]
    links_at: Small  # [N + 1]
    links_of: Small
    # rounds
    round_fleet: Small
    round_hub: Small
    round_out: Small
    round_back: Small
    round_minutes: Ints
    round_danger: Ints
    round_open: Bytes  # [R, T] by the step in which it leaves
    rounds_at: Small  # [N + 1] by place
    rounds_of: Small
    fleet_seats: Ints
    vehicle_row: Small  # [F] row of step 0
    drivers_row: Small  # [F, T] row of the day
    money_row: int
    rows: int


@dataclass(frozen=True, slots=True)
class Crowd:
    """Parties that are alike. Size A of groups; parts of a party that may be split are single units among them.

    `combo` numbers the different (place, sort, car); a sort is what one person needs on average and which legs are
    open to them.
    """

    combo_place: Small
    combo_sort: Small
    combo_car: Bytes
    combo_groups: Small  # [B + 1] groups of a combo are consecutive
    sort_ratio: Floats  # [C, K] of each kind for one person
    sort_ways: Small  # [C]
    group_from: Small  # [A] first step
    group_weight: Floats
    group_persons: Floats  # all persons of the group
    group_left: Floats  # danger of one person who is left, in risk-hours
    group_before: Floats  # danger of one person before the first step
    unit_group: Small  # [U] which group each unit is of
    unit_party: Small
    unit_persons: Small
    unit_needs: Ints  # [U, K]

    def sample(self, of: int, seed: int = 0) -> "Crowd":
        """Return every so-many-th group in place of its neighbours, with the persons of all of them."""
        chosen = np.arange(seed % of, self.groups, of)
        share = self.group_persons.sum() / max(1.0, self.group_persons[chosen].sum())
        return self.only(chosen, self.group_persons[chosen] * share)

    def only(self, chosen: Ints, persons: Floats) -> "Crowd":
        """Return a crowd of some groups, with so many persons each; units are not taken along."""
        before = np.searchsorted(chosen, self.combo_groups)
        there = np.flatnonzero(np.diff(before) > 0)
        return replace(
            self,
            combo_place=self.combo_place[there],
            combo_sort=self.combo_sort[there],
            combo_car=self.combo_car[there],
            combo_groups=_small(np.append(before[there], len(chosen))),
            group_from=self.group_from[chosen],
            group_weight=self.group_weight[chosen],
            group_persons=persons,
            group_left=self.group_left[chosen],
            group_before=self.group_before[chosen],
        )

    @property
    def groups(self) -> int:
        return len(self.group_from)


def network_of(grid: Grid) -> tuple[Network, Floats]:
    """Return the network, and how much there is of each row (UNLIMITED where nothing limits)."""
    n, t, k, legs = grid.places, grid.steps, len(grid.kinds), len(grid.leg_ids)
    rows, capacity = 0, []

    def take(amounts: Ints) -> int:
        nonlocal rows
        first = rows
        rows += amounts.size
        capacity.append(amounts.astype(np.float64).ravel())
        return first

    leg_first = take(grid.leg_seats)
    processing_row = np.full((n, t), -1, dtype=np.int32)
    room_row = np.full(n, -1, dtype=np.int32)
    for place in range(n):
        if grid.place_needs_processing[place]:
            processing_row[place] = take(grid.processing[place]) + grid.hour_of
    for place in range(n):
        if grid.place_room[place] < UNLIMITED:
            room_row[place] = take(np.full(t, grid.place_room[place]))
    vehicle_row = np.array([take(np.full(t, many)) for many in grid.fleet_vehicles], dtype=np.int32)
    drivers_row = np.full((len(grid.fleet_ids), max(t, 1)), -1, dtype=np.int32)
    for fleet, minutes in enumerate(grid.fleet_drivers):
        if minutes < UNLIMITED:
            drivers_row[fleet] = take(np.full(grid.days, minutes)) + grid.day_of
    permission_first = take(grid.permission_quota)
    money = take(np.array([grid.budget]))

    hub = np.full(n, -1, dtype=np.int32)
    passed = np.unique(np.concatenate([grid.leg_to, grid.link_to, grid.round_hub]))
    passed = passed[passed >= 0]
    hub[passed] = np.arange(len(passed))
    legs_at, legs_of = _lists(grid.leg_from * t + grid.leg_start, n * t)
    links_at, links_of = _lists(grid.link_from, n)
    rounds_at, rounds_of = _lists(grid.round_place, n)
    return Network(
        steps=t,
        kinds=k,
        legs=legs,
        links=len(grid.link_ids),
        risk=grid.place_risk,
        node_hub=hub,
        hub_node=passed.astype(np.int32),
        needs_processing=grid.place_needs_processing.astype(np.uint8),
        may_process=grid.may_process.astype(np.uint8),
        processing_row=processing_row,
        room_row=room_row,
        leg_from=_small(grid.leg_from),
        leg_to=_small(grid.leg_to),
        leg_start=_small(grid.leg_start),
        leg_end=_small(grid.leg_end),
        leg_processed=grid.leg_processed.astype(np.uint8),
        leg_price=grid.leg_price,
        leg_danger=grid.leg_danger,
        leg_row=_small(leg_first + np.arange(legs) * k),
        leg_permission_row=_small(np.where(grid.leg_permission >= 0, permission_first + grid.leg_permission, -1)),
        leg_charter=_small(grid.leg_charter),
        legs_at=legs_at,
        legs_of=legs_of,
        ways=grid.ways.astype(np.uint8),
        link_to=_small(grid.link_to),
        link_steps=_small(grid.link_steps),
        link_car=grid.link_car.astype(np.uint8),
        link_price=grid.link_price,
        link_danger=grid.link_danger,
        link_open=grid.link_open.astype(np.uint8),
        links_at=links_at,
        links_of=links_of,
        round_fleet=_small(grid.round_fleet),
        round_hub=_small(grid.round_hub),
        round_out=_small(grid.round_out),
        round_back=_small(grid.round_back),
        round_minutes=grid.round_minutes,
        round_danger=grid.round_danger,
        round_open=grid.round_open.astype(np.uint8),
        rounds_at=rounds_at,
        rounds_of=rounds_of,
        fleet_seats=grid.fleet_seats,
        vehicle_row=vehicle_row,
        drivers_row=drivers_row,
        money_row=money,
        rows=rows,
    ), np.concatenate(capacity)


def crowd_of(grid: Grid) -> Crowd:
    """Return the parties of a grid as groups that are alike, and the units that travel undivided."""
    party, persons, needs = _units(grid)
    place, car, from_ = grid.party_place[party], grid.party_car[party], grid.party_from[party]
    weight, ways = grid.party_weight[party], grid.party_ways[party]
    # what one person takes on average, exactly: needs over persons in lowest terms
    divisor = np.gcd.reduce(np.column_stack([needs, persons]), axis=1) if len(party) else np.zeros(0, dtype=np.int64)
    ratio = np.column_stack([needs, persons]) // np.maximum(divisor, 1)[:, None]
    sorts, sort = np.unique(np.column_stack([ratio, ways]), axis=0, return_inverse=True)
    combos, combo = np.unique(np.column_stack([sort.ravel(), place, car]), axis=0, return_inverse=True)
    groups, group = np.unique(np.column_stack([combo.ravel(), from_, weight]), axis=0, return_inverse=True)
    group = group.ravel()
    risk = np.concatenate([np.zeros((grid.places, 1)), np.cumsum(grid.place_risk, axis=1) / 1e6], axis=1)
    at = combos[groups[:, 0], 1] if len(groups) else np.zeros(0, dtype=np.int64)
    return Crowd(
        combo_place=_small(combos[:, 1]),
        combo_sort=_small(combos[:, 0]),
        combo_car=combos[:, 2].astype(np.uint8),
        combo_groups=_small(np.searchsorted(groups[:, 0], np.arange(len(combos) + 1))),
        sort_ratio=sorts[:, :-2] / np.maximum(sorts[:, -2:-1], 1),
        sort_ways=_small(sorts[:, -1]),
        group_from=_small(groups[:, 1]),
        group_weight=groups[:, 2].astype(np.float64),
        group_persons=np.bincount(group, weights=persons, minlength=len(groups)).astype(np.float64),
        group_left=risk[at, -1],
        group_before=risk[at, np.minimum(groups[:, 1], grid.steps)],
        unit_group=_small(group),
        unit_party=_small(party),
        unit_persons=_small(persons),
        unit_needs=needs,
    )


def _units(grid: Grid) -> tuple[Ints, Ints, Ints]:
    """Parties as they travel; of one that may be split, a part with what it needs besides seats, and single persons."""
    seat = grid.kinds.index("seat") if "seat" in grid.kinds else -1
    units: list[tuple[int, int, Ints]] = []
    for at in range(len(grid.party_ids)):
        row, many = grid.party_needs[at], int(grid.party_persons[at])
        seats = int(row[seat]) if seat >= 0 else 0
        if not grid.party_split[at] or many == 1 or seats < 1:
            units.append((at, many, row))
            continue
        single = np.zeros_like(row)
        single[seat] = 1
        # who has no seat, what is needed besides seats, and seats to spare stay together with one seat at least
        odd = many != seats or row.sum() > seats
        singles = min(seats, many) - 1 if odd else many
        if odd:
            units.append((at, many - singles, row - singles * single))
        units += [(at, 1, single)] * singles
    party = np.array([unit[0] for unit in units], dtype=np.int64)
    persons = np.array([unit[1] for unit in units], dtype=np.int64)
    needs = [unit[2] for unit in units]
    table = np.array(needs, dtype=np.int64).reshape(len(party), len(grid.kinds))
    return party, persons, table


def _lists(keys: Ints, many: int) -> tuple[Small, Small]:
    """Return, for each key below `many`, where its list begins, and the lists one after another."""
    order = np.argsort(keys, kind="stable")
    return _small(np.searchsorted(keys[order], np.arange(many + 1))), _small(order)


def _small(values: Ints) -> Small:
    return np.ascontiguousarray(values, dtype=np.int32)
