"""Plans that use what is stopped, or more than there is."""

from datetime import time

from dodomu.engines.planner import check
from dodomu.engines.planner.check import PlanFaultCode
from dodomu.engines.planner.plan import Plan, Shuttle
from dodomu.engines.planner.problem import Charter, Closure, Permission, Problem
from tests.engines.planner.cast import (
    ORV,
    SELM,
    START,
    a_fleet,
    a_leg,
    a_link,
    a_party,
    a_plan,
    a_problem,
    a_rotation,
    an_itinerary,
    at,
    ride,
    travel,
)
from tests.engines.planner.spoilt.making import CITY, FAMILY, caught_by, with_buses, with_hands

# --- what is stopped ---


@caught_by(
    check.nobody_is_processed_where_it_is_closed,
    PlanFaultCode.PROCESSED_WHILE_CLOSED,
    "Party family is processed at orv at 2031-05-12 08:00+00:00, when it is closed (curfew).",
)
def _processed_in_the_curfew() -> tuple[Problem, Plan]:
    problem, plan = with_hands(2)
    curfew = Closure("*", START, at(24), daily=(time(8), time(9)), stops="departures", why="curfew")
    return _closed(problem, curfew), plan


def _closed(problem: Problem, *closures: Closure) -> Problem:
    return a_problem(
        problem.parties, problem.legs, links=problem.links, fleets=problem.fleets, places=problem.places,
        closures=closures,
    )  # fmt: skip


@caught_by(
    check.nothing_leaves_a_closed_place,
    PlanFaultCode.DEPARTURE_CLOSED,
    "Leg flight leaves orv at 2031-05-12 10:00+00:00, when nothing may leave it.",
)
def _leaves_a_closed_airport() -> tuple[Problem, Plan]:
    problem = a_problem([FAMILY], [a_leg()], closures=[Closure(ORV, at(4), at(5), stops="departures")])
    return problem, a_plan(an_itinerary(FAMILY, ride()))


@caught_by(
    check.nothing_arrives_at_a_closed_place,
    PlanFaultCode.ARRIVAL_CLOSED,
    "Rotation trip arrives at selm at 2031-05-12 07:00+00:00, when nothing may arrive (road blocked).",
)
def _arrives_at_a_closed_city() -> tuple[Problem, Plan]:
    problem, plan = with_buses()
    closure = Closure(SELM, at(1), at(2), stops="arrivals", road_only=True, why="road blocked")
    return _closed(problem, closure), plan


@caught_by(
    check.nothing_that_is_stopped_begins,
    PlanFaultCode.STOPPED,
    "Link road begins at 2031-05-12 06:00+00:00, when it may not (bridge down).",
)
def _stopped() -> tuple[Problem, Plan]:
    problem = a_problem([CITY], [a_leg()], links=[a_link()])
    closure = Closure("road", START, at(1), stops="arrivals", why="bridge down")
    return _closed(problem, closure), a_plan(an_itinerary(CITY, travel(), ride()))


@caught_by(
    check.nobody_counts_on_an_unlikely_leg,
    PlanFaultCode.UNLIKELY,
    "Leg flight runs with a chance of 0.4, and nothing below 0.5 is planned with.",
)
def _unlikely() -> tuple[Problem, Plan]:
    problem = a_problem([FAMILY], [a_leg(chance=0.4)], least_chance=0.5)
    return problem, a_plan(an_itinerary(FAMILY, ride()))


@caught_by(
    check.no_leg_of_a_charter_runs_unhired,
    PlanFaultCode.NOT_HIRED,
    "Leg flight runs only if charter big is hired, and it is not.",
)
def _not_hired() -> tuple[Problem, Plan]:
    problem = a_problem([FAMILY], [a_leg(charter="big")], charters=[Charter("big", 100)])
    return problem, a_plan(an_itinerary(FAMILY, ride()))


@caught_by(
    check.no_leg_departs_without_its_permission,
    PlanFaultCode.NO_PERMISSION,
    "Leg flight departs at 2031-05-12 10:00+00:00, when permission transit does not hold.",
)
def _permission_over() -> tuple[Problem, Plan]:
    permission = Permission("transit", 10, START, at(4))
    problem = a_problem([FAMILY], [a_leg(permission="transit")], permissions=[permission])
    return problem, a_plan(an_itinerary(FAMILY, ride()))


# --- what there is enough of ---


@caught_by(check.no_leg_is_overfull, PlanFaultCode.LEG_OVERFULL, "Leg flight has 1 of seat, but 2 are taken.")
def _overfull() -> tuple[Problem, Plan]:
    leg = a_leg(seats=3, held_back={"seat": 2})
    return a_problem([FAMILY], [leg]), a_plan(an_itinerary(FAMILY, ride()))


@caught_by(
    check.no_vehicle_is_overfull, PlanFaultCode.VEHICLE_OVERFULL, "Rotation trip has 4 of seat, but 5 are taken."
)
def _overfull_bus() -> tuple[Problem, Plan]:
    party = a_party("family", SELM, persons=5)
    problem = a_problem([party], [a_leg()], fleets=[a_fleet()])
    return problem, a_plan(an_itinerary(party, Shuttle("trip"), ride()), rotations=[a_rotation()])


@caught_by(
    check.no_hour_of_processing_is_overfull,
    PlanFaultCode.HOUR_OVERFULL,
    "At orv, 1 persons can be processed in the hour from 2031-05-12 08:00+00:00, but 2 are.",
)
def _too_few_hands() -> tuple[Problem, Plan]:
    return with_hands(2, processing=((START, 9.0), (at(2), 1.9), (at(3), 9.0)))


@caught_by(
    check.no_place_is_overfull,
    PlanFaultCode.PLACE_OVERFULL,
    "At orv there is room for 1, but 2 are there from 2031-05-12 08:00+00:00 to 2031-05-12 10:00+00:00.",
)
def _overcrowded() -> tuple[Problem, Plan]:
    return with_hands(2, room=1)


@caught_by(
    check.no_permission_is_overused,
    PlanFaultCode.PERMISSION_OVERUSED,
    "Permission transit is for 1 persons, but 2 use it.",
)
def _overused() -> tuple[Problem, Plan]:
    problem = a_problem([FAMILY], [a_leg(permission="transit")], permissions=[Permission("transit", 1)])
    return problem, a_plan(an_itinerary(FAMILY, ride()))


@caught_by(
    check.no_vehicle_is_in_two_places,
    PlanFaultCode.VEHICLE_TWICE,
    "Vehicle 0 of fleet buses leaves on rotation again at 2031-05-12 08:00+00:00, "
    "but is on rotation trip until 2031-05-12 09:00+00:00.",
)
def _in_two_places() -> tuple[Problem, Plan]:
    problem, plan = with_buses()
    return problem, Plan(plan.itineraries, (a_rotation("again", leaves=at(2)), *plan.rotations))


@caught_by(
    check.no_driver_is_on_the_road_too_long,
    PlanFaultCode.DRIVERS_OVERWORKED,
    "The drivers of fleet buses are away for 360 minutes on 2031-05-12, but have 359.",
)
def _overworked() -> tuple[Problem, Plan]:
    problem = a_problem(fleets=[a_fleet(drivers_minutes=359)])
    return problem, a_plan(rotations=[a_rotation(), a_rotation("again", leaves=at(3))])


@caught_by(check.the_budget_is_kept, PlanFaultCode.BUDGET_EXCEEDED, "The plan costs 120, but the budget is 119.")
def _too_dear() -> tuple[Problem, Plan]:
    leg = a_leg(price=10, charter="big")
    problem = a_problem([FAMILY], [leg], charters=[Charter("big", 100)], budget=119)
    return problem, a_plan(an_itinerary(FAMILY, ride()), charters=["big"])
