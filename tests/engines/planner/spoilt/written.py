"""Plans that name what does not exist or cannot be read."""

from datetime import datetime

from dodomu.engines.planner import check
from dodomu.engines.planner.check import PlanFaultCode
from dodomu.engines.planner.plan import Plan, Shuttle, Travel
from dodomu.engines.planner.problem import Problem
from tests.engines.planner.cast import (
    TIKK,
    a_leg,
    a_link,
    a_plan,
    a_problem,
    a_rotation,
    an_itinerary,
    at,
    ride,
    travel,
)
from tests.engines.planner.spoilt.making import CITY, FAMILY, caught_by, with_buses

# --- what is written ---


@caught_by(
    check.everything_written_can_be_read,
    PlanFaultCode.UNREADABLE,
    "The itinerary of party family cannot be read: it is for 0 persons.",
)
def _nobody() -> tuple[Problem, Plan]:
    return a_problem([FAMILY], [a_leg()]), a_plan(an_itinerary("family", ride(), persons=0, seat=1))


@caught_by(
    check.everything_written_can_be_read,
    PlanFaultCode.NO_ZONE,
    "The leaving time of party family has no time zone: 2031-05-12 06:00:00.",
)
def _no_zone() -> tuple[Problem, Plan]:
    problem = a_problem([CITY], [a_leg()], links=[a_link()])
    naive = datetime(2031, 5, 12, 6)  # noqa: DTZ001 - that is the fault
    return problem, a_plan(an_itinerary(CITY, Travel("road", naive), ride()))


@caught_by(check.every_party_is_known, PlanFaultCode.UNKNOWN_PARTY, "There is no party strangers.")
def _strangers() -> tuple[Problem, Plan]:
    return a_problem([FAMILY], [a_leg()]), a_plan(an_itinerary("strangers", ride()))


@caught_by(check.every_step_is_known, PlanFaultCode.UNKNOWN_LEG, "Party family rides leg dream, which does not exist.")
def _no_such_leg() -> tuple[Problem, Plan]:
    return a_problem([FAMILY], [a_leg()]), a_plan(an_itinerary(FAMILY, ride("dream")))


@caught_by(
    check.every_step_is_known, PlanFaultCode.UNKNOWN_LINK, "Party family travels on link dream, which does not exist."
)
def _no_such_link() -> tuple[Problem, Plan]:
    return a_problem([FAMILY], [a_leg()]), a_plan(an_itinerary(FAMILY, travel("dream"), ride()))


@caught_by(
    check.every_step_is_known,
    PlanFaultCode.UNKNOWN_ROTATION,
    "Party family rides on rotation dream, which is not in the plan.",
)
def _no_such_rotation() -> tuple[Problem, Plan]:
    return a_problem([FAMILY], [a_leg()]), a_plan(an_itinerary(FAMILY, Shuttle("dream"), ride()))


@caught_by(
    check.every_rotation_is_known,
    PlanFaultCode.UNKNOWN_FLEET,
    "Rotation trip is made by fleet ships, which does not exist.",
)
def _no_such_fleet() -> tuple[Problem, Plan]:
    return with_buses(fleet="ships")


@caught_by(
    check.every_rotation_is_known,
    PlanFaultCode.NO_SUCH_ROUND,
    "Rotation trip goes to tikk, where fleet buses makes no rounds.",
)
def _no_such_round() -> tuple[Problem, Plan]:
    return with_buses(place=TIKK)


@caught_by(
    check.every_rotation_is_known,
    PlanFaultCode.NO_SUCH_VEHICLE,
    "Rotation trip is made by vehicle 1 of fleet buses, which has 1, numbered from 0.",
)
def _no_such_vehicle() -> tuple[Problem, Plan]:
    return with_buses(vehicle=1)


@caught_by(check.no_rotation_is_written_twice, PlanFaultCode.ROTATION_TWICE, "There are 2 rotations called trip.")
def _two_trips() -> tuple[Problem, Plan]:
    problem, plan = with_buses()
    return problem, Plan(plan.itineraries, (*plan.rotations, a_rotation(leaves=at(5))))


@caught_by(check.every_charter_is_known, PlanFaultCode.UNKNOWN_CHARTER, "Charter airship is hired, but does not exist.")
def _no_such_charter() -> tuple[Problem, Plan]:
    return a_problem([FAMILY], [a_leg()]), a_plan(an_itinerary(FAMILY, ride()), charters=["airship"])


@caught_by(
    check.every_moment_lies_on_the_grid,
    PlanFaultCode.OFF_THE_GRID,
    "The leaving time of party family on link road is at 2031-05-12 06:30+00:00, "
    "which does not lie on a whole step of 60 minutes.",
)
def _at_half_past() -> tuple[Problem, Plan]:
    problem = a_problem([CITY], [a_leg()], links=[a_link()])
    return problem, a_plan(an_itinerary(CITY, travel(leaves=0.5), ride()))


@caught_by(
    check.nothing_begins_before_the_start,
    PlanFaultCode.BEFORE_THE_START,
    "Leg flight begins at 2031-05-12 05:00+00:00, before the start of the plan at 2031-05-12 06:00+00:00.",
)
def _ready_before_the_start() -> tuple[Problem, Plan]:
    leg = a_leg(departs=at(1), buffer=61)
    return a_problem([FAMILY], [leg]), a_plan(an_itinerary(FAMILY, ride()))
