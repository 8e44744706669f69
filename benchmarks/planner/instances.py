"""Problems to plan: the seeded generator's instances as this engine's own, and tiny ones for brute force."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from types import MappingProxyType
from typing import Literal

import numpy as np

from benchmarks.planner import generate
from benchmarks.planner.tiny import tiny
from dodomu.engines.planner.problem import (
    EVERYWHERE,
    KINDS,
    Charter,
    Closure,
    Fleet,
    Leg,
    Link,
    Party,
    Place,
    PlaceKind,
    Problem,
    Round,
    Steps,
)

Size = Literal["S", "M", "L", "XL"]
SIZES: tuple[Size, ...] = ("S", "M", "L", "XL")
__all__ = ["BEGINS", "SIZES", "Size", "instance", "tiny"]

BEGINS = datetime(2026, 3, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
UNLIMITED = 10**7  # the generator's word for it
PAPERS = ("passport", "visa A", "visa B")  # by bit
PRIORITIES = ("medical", "children", "frail", "family", "other")  # by the generator's class
HUBS: Mapping[str, PlaceKind] = MappingProxyType(
    {"air": "airport", "sea": "port", "border": "crossing", "rail": "station", "transit": "abroad"}
)
# the generator keeps only the hour that comes of them: minutes before departure at which one must be ready
BUFFERS = MappingProxyType(
    dict.fromkeys(("flight", "flight-home", "ship", "onward", "charter"), 120) | {"convoy": 60, "bus": 30, "train": 30}
)
HOME = "home"
CURFEW = (time(21), time(5))


def instance(size: Size, seed: int) -> Problem:
    """Return the generator's instance with nothing left out and nothing added."""
    made = generate.gen(size, seed)
    return Problem(
        begins=BEGINS,
        ends=_at(made.T),
        zone=UTC,
        places=(*_places(made), *_hubs(made), Place(HOME, kind="home")),
        parties=_parties(made),
        legs=_legs(made),
        charters=tuple(Charter(_charter(each), int(price)) for each, price in enumerate(made.charter_cost)),
        fleets=_fleets(made),
        links=_links(made),
        closures=_curfew(made),
        priorities=dict(zip(PRIORITIES, map(int, made.W), strict=True)),
        budget=made.budget,
        step=60,
        name=made.name,
    )


def _at(hour: int) -> datetime:
    return BEGINS + int(hour) * HOUR


def _node(made: generate.Inst, node: int) -> str:
    if node < made.P:
        return f"p{node:03d}"
    return HOME if node == made.HOME else f"h{node - made.P:02d}"


def _charter(number: int) -> str:
    return f"c{number:02d}"


def _steps(hourly: np.ndarray) -> Steps | float:
    """Return what holds from when on; one figure when it never changes."""
    values = hourly.tolist()
    changes = [0, *(np.flatnonzero(np.diff(hourly)) + 1).tolist()]
    return tuple((_at(hour), values[hour]) for hour in changes) if len(changes) > 1 else float(values[0])


def _places(made: generate.Inst) -> Iterator[Place]:
    for place in range(made.P):
        yield Place(_node(made, place), kind="place", risk=_steps(made.place_risk[place]))


def _hubs(made: generate.Inst) -> Iterator[Place]:
    for hub in range(made.H):
        rate = _steps(made.hub_rate[hub]) if made.hub_needs_proc[hub] else None
        yield Place(
            _node(made, made.P + hub),
            kind=HUBS[made.hub_kind[hub]],
            risk=_steps(made.hub_risk[hub]),
            processing=int(rate) if isinstance(rate, float) else rate,
            room=int(made.hub_hold[hub]) if made.hub_hold[hub] < UNLIMITED else None,
        )


def _parties(made: generate.Inst) -> tuple[Party, ...]:
    moments = [_at(hour) for hour in range(made.T + 1)]
    papers = [_papers(mask) for mask in range(8)]
    nodes = [_node(made, place) for place in range(made.P)]
    columns = (made.g_place, made.g_n, made.g_need, made.g_doc, made.g_prio, made.g_avail, made.g_car, made.g_split)
    return tuple(
        Party(
            id=f"g{number:05d}",
            place=nodes[place],
            persons=persons,
            needs=_by_kind(needs),
            papers=papers[mask],
            priority=PRIORITIES[priority],
            available_from=moments[hour],
            waiting_since=moments[hour],
            car=car,
            may_split=may_split,
        )
        for number, (place, persons, needs, mask, priority, hour, car, may_split) in enumerate(
            zip(*(column.tolist() for column in columns), strict=True)
        )
    )


def _papers(mask: int) -> frozenset[str]:
    return frozenset(paper for bit, paper in enumerate(PAPERS) if mask >> bit & 1)


def _by_kind(amounts: list[int]) -> dict[str, int]:
    return {kind: amount for kind, amount in zip(KINDS, amounts, strict=True) if amount}


def _legs(made: generate.Inst) -> tuple[Leg, ...]:
    legs = tuple(_leg(made, number) for number in range(len(made.leg_dep)))
    for number, leg in enumerate(legs):
        ready = (leg.departs - timedelta(minutes=leg.buffer) - BEGINS) // HOUR
        there = -((BEGINS - leg.arrives) // HOUR)
        assert (ready, there) == (made.leg_close[number], made.leg_arrb[number]), leg
    return legs


def _leg(made: generate.Inst, number: int) -> Leg:
    hired = int(made.leg_charter[number])
    mode = made.leg_mode[number]
    return Leg(
        id=f"l{number:04d}",
        origin=_node(made, made.leg_from[number]),
        target=_node(made, made.leg_to[number]),
        departs=BEGINS + timedelta(minutes=int(made.leg_dep[number])),
        arrives=BEGINS + timedelta(minutes=int(made.leg_arr[number])),
        seats=_by_kind(made.leg_cap[number].tolist()),
        buffer=BUFFERS[mode],
        papers=_papers(int(made.leg_doc[number])),
        danger=float(made.leg_risk[number]),
        charter=_charter(hired) if hired >= 0 else None,
        mode=mode,
    )


def _fleets(made: generate.Inst) -> tuple[Fleet, ...]:
    return tuple(
        Fleet(
            id=f"f{fleet}",
            hub=_node(made, made.P + made.fl_hub[fleet]),
            vehicles=int(made.fl_n[fleet]),
            seats=_by_kind(made.fl_cap[fleet].tolist()),
            rounds=tuple(
                Round(
                    _node(made, place),
                    out=int(made.fl_out[fleet, place]) * 60,
                    back=int(made.fl_back[fleet, place]) * 60,
                    danger=float(made.fl_risk[fleet, place]),
                )
                for place in range(made.P)
                if made.fl_out[fleet, place] >= 0
            ),
        )
        for fleet in range(len(made.fl_hub))
    )


def _links(made: generate.Inst) -> tuple[Link, ...]:
    return tuple(
        Link(
            id=f"w{number:04d}",
            origin=_node(made, made.self_place[number]),
            target=_node(made, made.P + made.self_hub[number]),
            minutes=int(made.self_hours[number]) * 60,
            needs_car=bool(made.self_need_car[number]),
            danger=float(made.self_risk[number]),
        )
        for number in range(len(made.self_place))
    )


def _curfew(made: generate.Inst) -> tuple[Closure, ...]:
    begins, ends = (each.hour for each in CURFEW)
    for hour, is_curfew in enumerate(made.curfew):
        assert is_curfew == (hour % 24 >= begins or hour % 24 < ends), hour
    curfew = Closure(
        EVERYWHERE, BEGINS, _at(made.T), daily=CURFEW, stops="departures", road_only=True, zone=UTC, why="curfew"
    )
    return (curfew,)
