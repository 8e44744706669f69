"""Places as the ways need them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from dodomu.situation.rules.restrictions import Spot

FIRST_YEAR, LAST_YEAR = 1970, 2200  # what lies outside was mistyped


@dataclass(frozen=True, slots=True)
class PlaceKnown(Spot):
    """A place with what decides about the ways from it and to it."""

    ref: str
    kind: str
    zone: str
    latitude: float
    longitude: float


def moments(wall: datetime, zone: str) -> tuple[datetime, ...]:
    """Return every moment, in UTC, at which the clocks of a zone show a wall time: none in spring's gap, two in autumn.

    An hour that names its own offset is one moment, whatever the zone.
    """
    if wall.tzinfo is not None:
        return (wall.astimezone(UTC),) if FIRST_YEAR <= wall.year <= LAST_YEAR else ()
    found = {_moment(wall, zone, fold) for fold in (0, 1)}
    return tuple(sorted(each for each in found if each is not None))


def _moment(wall: datetime, zone: str, fold: int) -> datetime | None:
    if not FIRST_YEAR <= wall.year <= LAST_YEAR:
        return None
    moment = wall.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)
    shown = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
    return moment if shown == wall.replace(fold=0) else None
