"""What is scarce in a plan: how much is used, what one more is worth by the prices, and what solving again says."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from dodomu.engines.planner.explaining.amending import (
    more_processing,
    more_seats,
    with_fleet,
    with_leg,
    with_permission,
    with_place,
)  # fmt: skip
from dodomu.engines.planner.explaining.answers import Bottleneck, Says, Solve
from dodomu.engines.planner.explaining.left_over import LeftOver
from dodomu.engines.planner.explaining.reading import Reading, seats_of
from dodomu.engines.planner.plan import Outcome, Prices
from dodomu.engines.planner.problem import Problem
from dodomu.engines.planner.reasons import Because, Code

LEAST = 1e-6  # prices below this are rounding
BY_DAY = frozenset({"processing", "room", "vehicle"})
WHOLE_DAY = frozenset({"room", "vehicle"})  # one more is there in every step of it


@dataclass(slots=True)
class _Group:
    worth: float = 0.0
    hours: list[tuple[float, datetime]] = field(default_factory=list)


def bottlenecks_of(used: LeftOver, prices: Prices, *, most: int = 20) -> tuple[Bottleneck, ...]:
    """Return the scarce things that have a price, grouped by leg and kind, place or fleet and day, permission, money.

    One more in processing means in that hour of the day which is worth most; one more vehicle or room, all day long.
    """
    reading = used.reading
    groups: dict[tuple[str, str, str], _Group] = {}
    for (what, id_, detail), worth in prices.worth.items():
        if worth <= LEAST or not _is_known(reading, what, id_):
            continue
        hour = _moment(detail) if what in BY_DAY else None
        if what in BY_DAY and hour is None:
            continue
        key = (what, id_, detail if hour is None else reading.local(hour).date().isoformat())
        group = groups.setdefault(key, _Group())
        group.worth = max(group.worth, worth) if what not in WHOLE_DAY else group.worth + worth
        if hour is not None:
            group.hours.append((worth, hour))
    found = [_bottleneck(used, key, group) for key, group in groups.items()]
    found.sort(key=lambda each: (-each.worth, -each.utilisation, each.what, each.id, each.detail))
    return tuple(found[:most])


def _is_known(reading: Reading, what: str, id_: str) -> bool:
    known: dict[str, Iterable[str]] = {
        "seat": reading.legs, "processing": reading.places, "room": reading.places, "vehicle": reading.fleets,
        "permission": reading.permissions, "money": ("",),
    }  # fmt: skip
    return id_ in known.get(what, ())


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _bottleneck(used: LeftOver, key: tuple[str, str, str], group: _Group) -> Bottleneck:
    what, id_, detail = key
    hours = tuple(hour for _, hour in sorted(group.hours, key=lambda each: (-each[0], each[1])))
    taken, capacity = _USED[what](used, id_, detail)
    percent = round(100 * taken / capacity) if capacity else 100
    because = (
        Because(Code.USED, {"used": taken, "capacity": capacity, "percent": percent}),
        Because(Code.WORTH_GUESS, {"worth": round(group.worth, 3)}),
    )
    local = tuple(used.reading.local(hour) for hour in hours)
    return Bottleneck(what, id_, detail, group.worth, Says.GUESS, taken, capacity, local, because)


def _seats(used: LeftOver, leg: str, kind: str) -> tuple[int, int]:
    return used.seats.get((leg, kind), 0), seats_of(used.reading.legs[leg], kind)


def _hours_of(reading: Reading, day: str) -> list[datetime]:
    moments = reading.moments[: reading.steps]
    same = [k for k, moment in enumerate(moments) if reading.local(moment).date().isoformat() == day]
    return sorted({reading.hour_of[k] for k in same})


def _processing(used: LeftOver, place: str, day: str) -> tuple[int, int]:
    hours = _hours_of(used.reading, day)
    taken = sum(used.processing.get((place, hour), 0) for hour in hours)
    return taken, sum(used.reading.capacity(place, hour) for hour in hours)


def _steps_of(reading: Reading, day: str) -> list[int]:
    return [k for k in range(reading.steps) if reading.when(k).date().isoformat() == day]


def _room(used: LeftOver, place: str, day: str) -> tuple[int, int]:
    present = used.present(place)
    return max((present[k] for k in _steps_of(used.reading, day)), default=0), used.reading.places[place].room or 0


def _vehicles(used: LeftOver, fleet: str, day: str) -> tuple[int, int]:
    steps, busy = _steps_of(used.reading, day), used.busy.get(fleet)
    taken = sum(busy[k] for k in steps) if busy else 0
    return taken, used.reading.fleets[fleet].vehicles * len(steps)


def _quota(used: LeftOver, permission: str, _: str) -> tuple[int, int]:
    return used.permission.get(permission, 0), used.reading.permissions[permission].quota


def _money(used: LeftOver, _: str, __: str) -> tuple[int, int]:
    return used.spent, used.reading.problem.budget or 0


_USED: dict[str, Callable[[LeftOver, str, str], tuple[int, int]]] = {
    "seat": _seats,
    "processing": _processing,
    "room": _room,
    "vehicle": _vehicles,
    "permission": _quota,
    "money": _money,
}


def with_more(problem: Problem, scarce: Bottleneck, amount: int = 1) -> Problem:
    """Return the problem with so many more of something scarce; of what is counted by hour, in its most worthy hour."""
    match scarce.what:
        case "seat":
            return with_leg(problem, scarce.id, lambda leg: more_seats(leg, scarce.detail, amount))
        case "processing":
            return more_processing(problem, scarce.id, scarce.hours[0], amount)
        case "room":
            return with_place(problem, scarce.id, lambda each: replace(each, room=(each.room or 0) + amount))
        case "vehicle":
            return with_fleet(problem, scarce.id, lambda each: replace(each, vehicles=each.vehicles + amount))
        case "permission":
            return with_permission(problem, scarce.id, lambda each: replace(each, quota=each.quota + amount))
        case "money":
            return replace(problem, budget=None if problem.budget is None else problem.budget + amount)
        case _:
            raise LookupError(f"Nothing is known about {scarce.what!r}.")


def verify_by_solving(
    problem: Problem, outcome: Outcome, scarce: Bottleneck, solve: Solve, *, seconds: float = 10.0, amount: int = 1
) -> Bottleneck:
    """Return a bottleneck with what solving with `amount` more of it has shown, starting from the plan.

    PROVEN: the gain is at least what is said, because the new plan is better than the old bound, or exactly that,
    because both were solved to the end. VERIFIED: a better plan was found and checked, which may be due to the longer
    search. NOT_FOUND: it found none, and nothing is claimed.
    """
    again = solve(with_more(problem, scarce, amount), seconds=seconds, start=outcome.plan, seed=outcome.seed)
    gain = again.value - outcome.value
    both = outcome.value == outcome.bound and again.value == again.bound
    surely = gain if both else max(0, again.value - outcome.bound)
    facts: dict[str, object] = {"amount": amount, "gain": gain}
    if both and gain <= 0:
        says, worth, code = Says.PROVEN, 0.0, Code.WORTH_NOTHING_PROVEN
    elif surely > 0:
        says, worth, code = Says.PROVEN, surely / amount, Code.WORTH_PROVEN
        facts["gain"] = surely
    elif gain > 0:
        says, worth, code = Says.VERIFIED, gain / amount, Code.WORTH_VERIFIED
    else:
        says, worth, code = Says.NOT_FOUND, 0.0, Code.WORTH_NOT_FOUND
    because = tuple(each for each in scarce.because if each.code is not Code.WORTH_GUESS)
    return replace(scarce, says=says, worth=worth, because=(*because, Because(code, facts)))
