"""Problems so small that every plan can be tried: a few parties, two ways home, something scarce on each."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

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
    Promise,
    Round,
)

BEGINS = datetime(2026, 3, 1, 6, tzinfo=UTC)
STEPS = 12
PARTIES = 5


def tiny(seed: int) -> Problem:
    """Return a problem of at most five parties and twelve steps in which every kind of constraint may bind."""
    dice = random.Random(seed)
    step = dice.choice((60, 60, 30))
    return Problem(
        begins=BEGINS,
        ends=_at(STEPS, step),
        zone=UTC,
        places=tuple(_places(dice, step)),
        parties=tuple(_party(dice, number, step) for number in range(dice.randint(2, PARTIES))),
        legs=tuple(_legs(dice, step)),
        charters=(Charter("c0", dice.choice((100, 300))),),
        fleets=tuple(_fleets(dice, step)),
        links=(
            Link(
                "w0", "p0", "h0", step * dice.randint(1, 3), danger=dice.choice((0.5, 2.0)), price=dice.choice((0, 5))
            ),
            Link("w1", "p1", "h0", step * 2 - dice.randint(0, 9), needs_car=True, danger=1.0),
            Link("w2", "p1", "h1", step * 4, needs_car=dice.random() < 0.5, danger=3.0),
        ),
        closures=tuple(_closures(dice, step)),
        permissions=(Permission("q0", dice.randint(2, 6)),),
        budget=dice.choice((None, 0, 150, 310)),
        least_chance=dice.choice((0.0, 0.5)),
        step=step,
        name=f"tiny-{seed}",
    )


def _at(steps: float, step: int) -> datetime:
    return BEGINS + timedelta(minutes=steps * step)


def _places(dice: random.Random, step: int) -> Iterator[Place]:
    rising = ((BEGINS, 1.0), (_at(5, step), 2.5))
    yield Place("p0", country="AA", risk=rising)
    yield Place("p1", country="AA", risk=dice.choice((0.5, rising)))
    processing = dice.choice((None, 3, ((BEGINS, 4), (_at(4, step), 0), (_at(6, step), 5))))
    yield Place("h0", kind="airport", country="AA", risk=1.5, processing=processing, room=dice.choice((None, 4, 6)))
    yield Place("h1", kind="crossing", country="AA", risk=1.0, room=dice.choice((None, 3)))
    yield Place("t0", kind="abroad", country="BB", risk=0.1, processing=dice.choice((None, 6)), room=None)
    yield Place("home", kind="home", country="HH")


def _party(dice: random.Random, number: int, step: int) -> Party:
    persons = dice.choice((1, 1, 2, 3, 4))
    needs = {"seat": persons}
    if dice.random() < 0.2:
        needs["wheelchair"] = 1
    if persons > 1 and dice.random() < 0.2:
        needs |= {"seat": persons - 1, "infant": 1}
    return Party(
        f"g{number}",
        place=dice.choice(("p0", "p1")),
        persons=persons,
        needs=needs,
        papers=frozenset(dice.sample(("passport", "visa"), dice.choice((0, 1, 2, 2)))),
        priority=dice.choice(("medical", "children", "frail", "family", "other")),
        available_from=_at(dice.choice((0, 0, 1.5, 3)), step),
        car=dice.random() < 0.5,
        may_split=persons > 2 and dice.random() < 0.4,
        refuses=frozenset(("BB",)) if dice.random() < 0.15 else frozenset(),
        promise=Promise("l0", 3) if dice.random() < 0.3 else None,
    )


def _legs(dice: random.Random, step: int) -> Iterator[Leg]:
    ways = (
        ("p0", "h0", 1, 3),
        ("h0", "home", 6, 9),
        ("h0", "t0", 4, 6),
        ("h1", "t0", 6, 8),
        ("t0", "home", 9, 11),
        ("h0", "home", 8, 11),
    )
    for number, (origin, target, departs, arrives) in enumerate(ways):
        late = dice.choice((0, 0, 0.5, 1))
        yield Leg(
            f"l{number}",
            origin,
            target,
            _at(departs + late, step),
            _at(arrives + late, step),
            seats={"seat": dice.randint(2, 7), "wheelchair": dice.randint(0, 1), "infant": dice.randint(0, 1)},
            buffer=dice.choice((0, step // 2, step)),
            held_back={"seat": 1} if dice.random() < 0.2 else {},
            papers=frozenset(("visa",)) if target == "t0" and dice.random() < 0.3 else frozenset(),
            price=dice.choice((0, 20)),
            chance=dice.choice((1.0, 1.0, 1.0, 0.9, 0.3)),
            danger=dice.choice((0.2, 0.7)),
            permission="q0" if target == "t0" else None,
            charter="c0" if number == len(ways) - 1 else None,
            processed=dice.random() < 0.8,
        )


def _fleets(dice: random.Random, step: int) -> Iterator[Fleet]:
    if dice.random() < 0.6:
        rounds = (Round("p0", step, step, 0.4), Round("p1", 2 * step - 5, step + 5, 0.6))
        minutes = dice.choice((None, 5 * step))
        yield Fleet("f0", dice.choice(("h0", "h1")), 1, {"seat": 3, "infant": 1}, rounds, drivers_minutes=minutes)


def _closures(dice: random.Random, step: int) -> Iterator[Closure]:
    if dice.random() < 0.4:
        yield Closure("*", BEGINS, _at(STEPS, step), daily=(time(9), time(10)), stops="departures", road_only=True)
    if dice.random() < 0.3:
        yield Closure("h0", _at(3, step), _at(5, step), stops=dice.choice(("departures", "arrivals", "both")))
    if dice.random() < 0.2:
        yield Closure(dice.choice(("l2", "w1", "f0")), _at(2, step), _at(7, step))
