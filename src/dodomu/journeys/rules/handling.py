"""When the first must be at the door of a hub so that everybody is brought to the vehicle in time."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from dodomu.journeys.rules.ways import HandlingKnown

LONGEST = timedelta(days=3)  # so slow a door is none
ROUNDING = 1e-6  # of a person


@dataclass(frozen=True, slots=True)
class Queue:
    """Persons who have to pass the door of a hub to be ready for a leg."""

    leg: UUID
    hub: UUID
    persons: int
    ready: datetime


@dataclass(frozen=True, slots=True)
class Door:
    """Between which hours the persons of a leg pass the door at the latest, and how many pass it in an hour then."""

    begins: datetime
    ends: datetime
    persons: int
    per_hour: int


def doors_of(queues: Iterable[Queue], handlings: Sequence[HandlingKnown]) -> dict[UUID, Door]:
    """Return by leg when its persons pass the door at the latest; a leg without anybody, or a hub without limit, none.

    One leg after another passes, each as late as it can, so that none is ready too late: from the last departure back
    in time, the earlier one ends where the later one begins.
    """
    told: dict[UUID, list[HandlingKnown]] = defaultdict(list)
    for each in sorted(handlings, key=lambda handling: handling.from_at):
        told[each.place].append(each)
    doors: dict[UUID, Door] = {}
    taken: dict[UUID, datetime] = {}  # hub -> since when the door is taken by later legs
    for queue in sorted(queues, key=lambda each: (each.ready, str(each.leg)), reverse=True):
        ends = min(queue.ready, taken.get(queue.hub, queue.ready))
        door = _door(queue.persons, ends, told[queue.hub])
        if door is not None:
            doors[queue.leg] = door
            taken[queue.hub] = door.begins
    return doors


def rate_at(told: Sequence[HandlingKnown], moment: datetime) -> HandlingKnown | None:
    """Return what was told last of a hub before a moment."""
    return next((each for each in reversed(told) if each.from_at < moment), None)


def _door(persons: int, ends: datetime, told: Sequence[HandlingKnown]) -> Door | None:
    """Go back from the end through the hours at which the rate changed, until everybody has passed."""
    last = rate_at(told, ends)
    if persons <= 0 or last is None or last.per_hour is None:
        return None
    left, moment = float(persons), ends
    while left > ROUNDING and ends - moment < LONGEST:
        holds = rate_at(told, moment)
        if holds is None or holds.per_hour is None:  # before that nobody had to be processed
            break
        needed = timedelta(hours=left / holds.per_hour) if holds.per_hour else LONGEST
        begins = max(moment - needed, holds.from_at)
        left -= (moment - begins) / timedelta(hours=1) * holds.per_hour
        moment = begins
    return Door(moment, ends, persons, last.per_hour)
