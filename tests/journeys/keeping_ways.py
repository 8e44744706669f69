"""A leg or two in the crisis of the cast, one line each."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from dodomu.foundation.actors import Actor
from dodomu.foundation.models import Crisis, Place
from dodomu.journeys.models import Leg
from dodomu.journeys.operations import ways
from dodomu.journeys.rules.given import LegGiven
from dodomu.journeys.rules.terms import Mode
from tests import cast

ALMATY = ZoneInfo("Asia/Almaty")


def almaty(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ALMATY)


NOW = almaty("2022-01-10T18:00")


def crisis() -> Crisis:
    """Return the crisis of the cast with the airport of Kyiv, whose clocks are four hours behind."""
    made = cast.crisis()
    Place.objects.create(
        crisis=made, ref="kyiv", kind="airport", names={"en": "Kyiv"}, country="UA", latitude=50.345,
        longitude=30.8947, zone="Europe/Kyiv",
    )  # fmt: skip
    return made


def place(where: Crisis, ref: str) -> UUID:
    return Place.objects.get(crisis=where, ref=ref).id


def flight(where: Crisis, ref: str = "F1", **changes: Any) -> LegGiven:
    """Return a flight home from the capital on the thirteenth, 55 of 148 seats ours."""
    values: dict[str, Any] = {
        "ref": ref,
        "mode": Mode.AIR,
        "origin": place(where, "nursultan"),
        "target": place(where, "kyiv"),
        "departs": datetime(2022, 1, 13, 19, 50),  # noqa: DTZ001  (wall time)
        "arrives": datetime(2022, 1, 13, 20, 40),  # noqa: DTZ001
        "operator": "Air Astana",
        "seats": {"seat": 148},
        "block": {"seat": 55},
        "price": 0,
        "chance": 0.8,
        "book_by": datetime(2022, 1, 13, 12, 0),  # noqa: DTZ001
        "papers": ("passport",),
    }
    return LegGiven(**{**values, **changes})


def add(where: Crisis, by: Actor, ref: str = "F1", **changes: Any) -> Leg:
    """Add a flight and return it."""
    made = ways.add_leg(crisis=where.id, given=flight(where, ref, **changes), by=by, at=NOW)
    return Leg.objects.get(id=made)


def leaves(leg: Leg) -> datetime:
    """Return the hour of a leg that has one."""
    assert leg.departs_at is not None
    return leg.departs_at
