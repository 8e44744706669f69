"""The problem in whole numbers: steps instead of hours, indices instead of ids, and only what can be of use.

Everything is put into an order of its content before it gets an index, so that neither the order nor the names of the
input decide anything; ids break ties between things that are alike in everything else.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from dodomu.engines.planner.problem import Leg, Party, Problem, Steps

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
HOME = -1
NONE = -1
MICRO = 1_000_000
UNLIMITED = 1 << 40
MANY_CHARTERS = 200  # from here on names decide between charters of one price
GONE = -2  # a promised leg that cannot be taken any more


@dataclass(frozen=True, slots=True)
class Grid:
    """A problem laid out for the solvers. Sizes: N places, T steps, Q clock hours, L legs, K kinds, M links, F fleets.

    `place` -1 is home. `leg_start` is the step at which a party must be ready, `leg_end` from which it is there.
    Link and round flags say for each step whether the movement may begin then; a round begins when it leaves its hub.
    Dangers are in millionths of a risk-hour for one person; for places, of one step of waiting.
    """

    problem: Problem
    steps: int
    kinds: tuple[str, ...]
    # places
    place_ids: tuple[str, ...]
    place_risk: Ints  # [N, T]
    place_room: Ints  # [N]; UNLIMITED
    place_needs_processing: Flags  # [N]
    may_process: Flags  # [N, T]
    hour_of: Ints  # [T] index of the clock hour
    hours: tuple[datetime, ...]  # [Q] where each begins
    processing: Ints  # [N, Q]
    # legs, by start
    leg_ids: tuple[str, ...]
    leg_from: Ints
    leg_to: Ints
    leg_start: Ints
    leg_end: Ints
    leg_seats: Ints  # [L, K]
    leg_processed: Flags
    leg_price: Ints
    leg_danger: Ints
    leg_charter: Ints
    leg_permission: Ints
    charter_ids: tuple[str, ...]
    charter_price: Ints
    permission_ids: tuple[str, ...]
    permission_quota: Ints
    budget: int
    # links
    link_ids: tuple[str, ...]
    link_from: Ints
    link_to: Ints
    link_steps: Ints
    link_car: Flags
    link_price: Ints
    link_danger: Ints
    link_open: Flags  # [M, T]
    # rounds of fleets
    fleet_ids: tuple[str, ...]
    fleet_vehicles: Ints
    fleet_seats: Ints  # [F, K]
    fleet_drivers: Ints  # minutes a day; UNLIMITED
    day_of: Ints  # [T]
    days: int
    round_fleet: Ints
    round_hub: Ints
    round_place: Ints
    round_out: Ints
    round_back: Ints
    round_minutes: Ints
    round_danger: Ints
    round_open: Flags  # [R, T]
    # parties
    party_ids: tuple[str, ...]
    parties: tuple[Party, ...]  # in the order of the indices
    party_place: Ints
    party_persons: Ints
    party_needs: Ints  # [G, K]
    party_weight: Ints
    party_from: Ints  # first step
    party_car: Flags
    party_split: Flags
    party_ways: Ints  # which set of legs it may take
    ways: Flags  # [D, L]
    party_promise: Ints  # leg, NONE, or -2: on a leg that cannot be taken
    party_promise_cost: Ints
    waited: Ints  # rank: 0 has waited longest

    @property
    def places(self) -> int:
        return len(self.place_ids)

    def moment(self, step: int) -> datetime:
        """Return when a step begins."""
        moment = self.problem.begins.astimezone(UTC) + timedelta(minutes=int(step) * self.problem.step)
        return moment.astimezone(self.problem.zone)


def value_at(steps: Steps | float, moment: datetime) -> float:
    """Return what holds at a moment; before the first, the first holds."""
    if not isinstance(steps, tuple):
        return float(steps)
    if not steps:
        return 0.0
    at = bisect_right([since for since, _ in steps], moment) - 1
    return float(steps[max(at, 0)][1])


def seats_of(leg: Leg, kinds: Mapping[str, int]) -> list[int]:
    """Return what may be used of a leg, by the place of each kind."""
    row = vector(leg.seats, kinds)
    for kind, many in leg.held_back.items():
        if kind in kinds:
            row[kinds[kind]] = max(0, row[kinds[kind]] - many)
    return row


def vector(amounts: Mapping[str, int], kinds: Mapping[str, int]) -> list[int]:
    """Return amounts by the place of each kind."""
    row = [0] * len(kinds)
    for kind, many in amounts.items():
        row[kinds[kind]] = many
    return row
