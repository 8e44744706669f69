"""Plans with ways that nobody can go."""

from dodomu.engines.planner import check
from dodomu.engines.planner.check import PlanFaultCode
from dodomu.engines.planner.plan import Plan
from dodomu.engines.planner.problem import Problem
from tests.engines.planner.cast import (
    HOMESTEAD,
    a_leg,
    a_link,
    a_party,
    a_place,
    a_plan,
    a_problem,
    an_itinerary,
    at,
    ride,
    the_places,
    travel,
)
from tests.engines.planner.spoilt.making import CITY, FAMILY, caught_by, with_hands

# --- the way ---


@caught_by(
    check.each_step_begins_where_the_last_one_ended,
    PlanFaultCode.NOT_THERE,
    "Party family is at selm, but leg flight begins at orv.",
)
def _elsewhere() -> tuple[Problem, Plan]:
    return a_problem([CITY], [a_leg()]), a_plan(an_itinerary(CITY, ride()))


@caught_by(
    check.nobody_leaves_before_they_can,
    PlanFaultCode.NOT_AVAILABLE,
    "Party family is available from 2031-05-12 11:00+00:00, but leg flight begins at 2031-05-12 10:00+00:00.",
)
def _not_yet() -> tuple[Problem, Plan]:
    party = a_party("family", available_from=at(4.1))
    return a_problem([party], [a_leg()]), a_plan(an_itinerary(party, ride()))


@caught_by(
    check.nobody_leaves_before_they_can,
    PlanFaultCode.MISSED,
    "Party family comes to orv at 2031-05-12 11:00+00:00, but leg flight begins at 2031-05-12 10:00+00:00.",
)
def _missed() -> tuple[Problem, Plan]:
    problem = a_problem([CITY], [a_leg()], links=[a_link()])
    return problem, a_plan(an_itinerary(CITY, travel(leaves=3), ride()))


@caught_by(
    check.nobody_leaves_home_again,
    PlanFaultCode.LEAVES_HOME,
    "Party family is home at homestead, but leaves again by link stroll.",
)
def _off_again() -> tuple[Problem, Plan]:
    stroll = a_link("stroll", origin=HOMESTEAD, target="hamlet")
    places = (*the_places(), a_place("hamlet", kind="home"))
    problem = a_problem([FAMILY], [a_leg()], links=[stroll], places=places)
    return problem, a_plan(an_itinerary(FAMILY, ride(), travel("stroll", 7)))


@caught_by(
    check.everybody_who_sets_out_comes_home,
    PlanFaultCode.NOT_HOME,
    "The itinerary of party family ends at orv, which is not home.",
)
def _half_way() -> tuple[Problem, Plan]:
    return a_problem([CITY], links=[a_link()]), a_plan(an_itinerary(CITY, travel()))


@caught_by(
    check.everybody_who_sets_out_comes_home,
    PlanFaultCode.NO_STEPS,
    "Party family has an itinerary without a single step.",
)
def _nowhere() -> tuple[Problem, Plan]:
    return a_problem([FAMILY]), a_plan(an_itinerary(FAMILY))


@caught_by(
    check.everybody_is_home_before_the_end,
    PlanFaultCode.HOME_TOO_LATE,
    "Party family is home at 2031-05-13 07:00+00:00, after the end of the plan at 2031-05-13 06:00+00:00.",
)
def _too_late() -> tuple[Problem, Plan]:
    return a_problem([FAMILY], [a_leg(arrives=at(24.1))]), a_plan(an_itinerary(FAMILY, ride()))


@caught_by(
    check.everybody_is_processed_before_boarding,
    PlanFaultCode.NOT_PROCESSED,
    "Party family boards leg flight at orv without having been processed.",
)
def _not_processed() -> tuple[Problem, Plan]:
    return with_hands()


@caught_by(
    check.everybody_is_processed_before_boarding,
    PlanFaultCode.PROCESSED_TOO_SOON,
    "Party family is processed at orv for leg flight at 2031-05-12 07:00+00:00, "
    "but is there from 2031-05-12 08:00+00:00 on.",
)
def _processed_too_soon() -> tuple[Problem, Plan]:
    return with_hands(1)


@caught_by(
    check.everybody_is_processed_before_boarding,
    PlanFaultCode.PROCESSED_TOO_LATE,
    "Party family is processed at orv for leg flight at 2031-05-12 10:00+00:00, "
    "but has to be done by 2031-05-12 10:00+00:00.",
)
def _processed_too_late() -> tuple[Problem, Plan]:
    return with_hands(4)


@caught_by(
    check.everybody_is_processed_before_boarding,
    PlanFaultCode.PROCESSED_NEEDLESSLY,
    "Party family is processed for leg flight, for which nobody needs to be.",
)
def _processed_needlessly() -> tuple[Problem, Plan]:
    return with_hands(2, processing=None)
