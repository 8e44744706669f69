"""What the tests of the pages of ways home state and type."""

from datetime import datetime
from uuid import UUID

from dodomu.foundation.actors import SYSTEM
from dodomu.foundation.models import Crisis
from dodomu.journeys.models import Leg
from dodomu.journeys.operations import capacities, chartering, milestones, partners, state_permissions, ways
from dodomu.journeys.rules.given import (
    CharterGiven,
    FleetGiven,
    HandlingGiven,
    MilestoneGiven,
    PartnerSeatsGiven,
    PermissionGiven,
    RoundGiven,
)
from dodomu.journeys.rules.terms import MilestoneKind, Schedule
from tests.journeys.keeping_ways import NOW, almaty, crisis, flight, place

PAGES = "/desk/kazakhstan/ways/"


def ways_crisis() -> Crisis:
    """Return the crisis of the cast with the airport of Kyiv, as an exercise that stands still."""
    made = crisis()
    Crisis.objects.filter(id=made.id).update(slug="kazakhstan", exercise="kazakhstan-2022/ua", exercise_now=NOW)
    made.refresh_from_db()
    return made


def added(where: Crisis, ref: str = "F1", **changes: object) -> Leg:
    """Add a flight home and return it."""
    made = ways.add_leg(crisis=where.id, given=flight(where, ref, **changes), by=SYSTEM, at=NOW)
    return Leg.objects.get(id=made)


def everything(where: Crisis) -> dict[str, UUID]:
    """State a leg of every kind, and one of everything that belongs to them; return the ids."""
    by, at = SYSTEM, NOW
    charter = chartering.add_charter(
        crisis=where.id, by=by, at=at,
        given=CharterGiven("C1", 74_000, "A charter to Kyiv", almaty("2022-01-11T12:00")),
    )  # fmt: skip
    permission = state_permissions.add_permission(
        crisis=where.id, given=PermissionGiven("P1", "KG", "transit of 60 persons", 60), by=by, at=at
    )
    leg = added(where)
    added(where, "F2", charter=charter, permission=permission, seats={"seat": 189}, block={"seat": 180, "pet": 4})
    added(where, "OLD", schedule=Schedule.SUSPENDED)
    link = {"schedule": Schedule.ON_DEMAND, "departs": None, "arrives": None, "minutes": 95, "book_by": None}
    added(where, "L1", target=place(where, "almaty"), **link)
    seats = partners.add_partner_seats(leg=leg.id, given=PartnerSeatsGiven("PL", 12, False, "by mail"), by=by, at=at)
    due = datetime(2022, 1, 13, 18, 0)  # noqa: DTZ001  (wall time)
    clock = milestones.add_milestone(leg=leg.id, given=MilestoneGiven(MilestoneKind.SLOT, due), by=by, at=at)
    rounds = (RoundGiven(place(where, "nursultan"), 300, 320),)
    fleet = capacities.add_fleet(
        crisis=where.id, given=FleetGiven("CARS", place(where, "almaty"), 3, {"seat": 7}, rounds=rounds), by=by, at=at
    )
    handling = capacities.state_handling(
        crisis=where.id, given=HandlingGiven(place(where, "nursultan"), due, 120, 400, "airport"), by=by, at=at
    )
    return {
        "leg": leg.id, "charter": charter, "permission": permission, "partner": seats, "milestone": clock,
        "fleet": fleet, "handling": handling,
    }  # fmt: skip
