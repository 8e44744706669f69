"""Plans for the wrong people, or with too little for them."""

from dodomu.engines.planner import check
from dodomu.engines.planner.check import PlanFaultCode
from dodomu.engines.planner.plan import Plan
from dodomu.engines.planner.problem import Problem
from tests.engines.planner.cast import (
    ORV,
    SELM,
    TIKK,
    a_leg,
    a_link,
    a_party,
    a_plan,
    a_problem,
    an_itinerary,
    ride,
    travel,
)
from tests.engines.planner.spoilt.making import CITY, FAMILY, caught_by

# --- who ---


@caught_by(
    check.nobody_travels_twice, PlanFaultCode.TOO_MANY_PERSONS, "Party family has 2 persons, but 4 are planned for."
)
def _twice() -> tuple[Problem, Plan]:
    return a_problem([FAMILY], [a_leg()]), a_plan(an_itinerary(FAMILY, ride()), an_itinerary(FAMILY, ride()))


@caught_by(
    check.no_party_is_split,
    PlanFaultCode.PARTY_SPLIT,
    "Party family of 2 may not be split, but 1 travel by themselves.",
)
def _half() -> tuple[Problem, Plan]:
    return a_problem([FAMILY], [a_leg()]), a_plan(an_itinerary(FAMILY, ride(), persons=1))


@caught_by(
    check.everybody_takes_what_they_need,
    PlanFaultCode.WRONG_NEEDS,
    "Party family takes 1 seat for 2 persons, but must take 2 seat.",
)
def _one_seat_for_two() -> tuple[Problem, Plan]:
    return a_problem([FAMILY], [a_leg()]), a_plan(an_itinerary(FAMILY, ride(), seat=1))


GROUP = a_party("group", persons=4, needs={"seat": 3, "infant": 1}, may_split=True)
FOR_GROUP = a_leg(seats={"seat": 9, "infant": 9})


@caught_by(
    check.everybody_takes_what_they_need,
    PlanFaultCode.NEEDS_TORN_APART,
    "What party group needs besides seats lies in 2 parts, not in one.",
)
def _two_parts_with_the_infant() -> tuple[Problem, Plan]:
    parts = [an_itinerary(GROUP, ride(), persons=2, seat=1, infant=1) for _ in range(2)]
    return a_problem([GROUP], [FOR_GROUP]), a_plan(*parts)


@caught_by(
    check.everybody_takes_what_they_need,
    PlanFaultCode.NEEDS_LEFT_ALONE,
    "3 persons of party group travel apart from those with its needs, but at most 2 may.",
)
def _infant_left_alone() -> tuple[Problem, Plan]:
    return a_problem([GROUP], [FOR_GROUP]), a_plan(an_itinerary(GROUP, ride(), persons=3))


@caught_by(
    check.nobody_boards_without_the_papers,
    PlanFaultCode.PAPERS_MISSING,
    "Party family rides leg flight without the papers for it: passport, visa-qh.",
)
def _no_papers() -> tuple[Problem, Plan]:
    leg = a_leg(papers=frozenset({"visa-qh", "passport"}))
    return a_problem([FAMILY], [leg]), a_plan(an_itinerary(FAMILY, ride()))


@caught_by(
    check.nobody_goes_where_they_refuse_to, PlanFaultCode.REFUSED, "Party family refuses QZ, but rides leg flight."
)
def _refused() -> tuple[Problem, Plan]:
    party = a_party("family", refuses=frozenset({"QZ", "QX", "QH"}))
    return a_problem([party], [a_leg(countries=frozenset({"QZ"}))]), a_plan(an_itinerary(party, ride()))


@caught_by(
    check.nobody_drives_without_their_car,
    PlanFaultCode.NO_CAR,
    "Party family has no car, but travels on link road, which needs one.",
)
def _no_car() -> tuple[Problem, Plan]:
    problem = a_problem([CITY], [a_leg()], links=[a_link(needs_car=True)])
    return problem, a_plan(an_itinerary(CITY, travel(), ride()))


@caught_by(
    check.nobody_drives_without_their_car,
    PlanFaultCode.CAR_LEFT_BEHIND,
    "Party family needs its car on link drive, but has left it behind.",
)
def _car_left_behind() -> tuple[Problem, Plan]:
    party = a_party("family", SELM, car=True)
    drive = a_link("drive", origin=ORV, target=TIKK, needs_car=True)
    problem = a_problem([party], [a_leg(origin=TIKK)], links=[a_link(), drive])
    return problem, a_plan(an_itinerary(party, travel(), travel("drive", 2), ride()))
