"""Problems of a few lines: a dangerous city, a port, and home, for eight hours."""

from datetime import UTC, datetime, timedelta

from dodomu.engines.planner.problem import Leg, Party, Place, Problem

BEGINS = datetime(2026, 3, 10, 10, tzinfo=UTC)


def at(hours: float) -> datetime:
    return BEGINS + timedelta(hours=hours)


def leg(name: str, departs: float, seats: int, **more: object) -> Leg:
    return Leg(name, "port", "home", at(departs), at(departs + 1), {"seat": seats}, **more)  # type: ignore[arg-type]


def problem(*parties: Party, **more: object) -> Problem:
    places = (Place("city", risk=1.0), Place("port", kind="port", risk=0.5), Place("home", kind="home"))
    return Problem(BEGINS, at(8), UTC, places, parties, **more)  # type: ignore[arg-type]
