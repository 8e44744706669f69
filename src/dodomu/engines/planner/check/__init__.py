"""The independent checker: what is wrong with a plan, and what it is worth.

It shares no code with any solver and trusts nothing that a plan says, so that it can judge one that was edited by hand
or made elsewhere. The problem itself must have no faults (`problem.faults()`).

`CONSTRAINTS` is the table of contents: one function for each thing that must hold, named as the sentence that it
proves. `written.py` asks whether what is written exists, `people.py` who travels, `way.py` how, `closing.py` when
something is stopped, `capacity.py` whether there is enough. How a new one is added: docs/algorithms/planner.md.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

from dodomu.engines.planner.check.capacity import (
    no_driver_is_on_the_road_too_long,
    no_hour_of_processing_is_overfull,
    no_leg_is_overfull,
    no_permission_is_overused,
    no_place_is_overfull,
    no_vehicle_is_in_two_places,
    no_vehicle_is_overfull,
    the_budget_is_kept,
)
from dodomu.engines.planner.check.closing import (
    no_leg_departs_without_its_permission,
    no_leg_of_a_charter_runs_unhired,
    nobody_counts_on_an_unlikely_leg,
    nobody_is_processed_where_it_is_closed,
    nothing_arrives_at_a_closed_place,
    nothing_leaves_a_closed_place,
    nothing_that_is_stopped_begins,
)
from dodomu.engines.planner.check.faults import SENTENCES, PlanFault, PlanFaultCode
from dodomu.engines.planner.check.people import (
    everybody_takes_what_they_need,
    no_party_is_split,
    nobody_boards_without_the_papers,
    nobody_drives_without_their_car,
    nobody_goes_where_they_refuse_to,
    nobody_travels_twice,
)
from dodomu.engines.planner.check.reading import Case
from dodomu.engines.planner.check.values import values_of_case
from dodomu.engines.planner.check.way import (
    each_step_begins_where_the_last_one_ended,
    everybody_is_home_before_the_end,
    everybody_is_processed_before_boarding,
    everybody_who_sets_out_comes_home,
    nobody_leaves_before_they_can,
    nobody_leaves_home_again,
)
from dodomu.engines.planner.check.written import (
    every_charter_is_known,
    every_moment_lies_on_the_grid,
    every_party_is_known,
    every_rotation_is_known,
    every_step_is_known,
    everything_written_can_be_read,
    no_rotation_is_written_twice,
    nothing_begins_before_the_start,
)
from dodomu.engines.planner.plan import LevelName, Plan
from dodomu.engines.planner.problem import Problem

__all__ = [
    "CONSTRAINTS",
    "SENTENCES",
    "Constraint",
    "PlanFault",
    "PlanFaultCode",
    "each_step_begins_where_the_last_one_ended",
    "every_charter_is_known",
    "every_moment_lies_on_the_grid",
    "every_party_is_known",
    "every_rotation_is_known",
    "every_step_is_known",
    "everybody_is_home_before_the_end",
    "everybody_is_processed_before_boarding",
    "everybody_takes_what_they_need",
    "everybody_who_sets_out_comes_home",
    "everything_written_can_be_read",
    "faults_of",
    "no_driver_is_on_the_road_too_long",
    "no_hour_of_processing_is_overfull",
    "no_leg_departs_without_its_permission",
    "no_leg_is_overfull",
    "no_leg_of_a_charter_runs_unhired",
    "no_party_is_split",
    "no_permission_is_overused",
    "no_place_is_overfull",
    "no_rotation_is_written_twice",
    "no_vehicle_is_in_two_places",
    "no_vehicle_is_overfull",
    "nobody_boards_without_the_papers",
    "nobody_counts_on_an_unlikely_leg",
    "nobody_drives_without_their_car",
    "nobody_goes_where_they_refuse_to",
    "nobody_is_processed_where_it_is_closed",
    "nobody_leaves_before_they_can",
    "nobody_leaves_home_again",
    "nobody_travels_twice",
    "nothing_arrives_at_a_closed_place",
    "nothing_begins_before_the_start",
    "nothing_leaves_a_closed_place",
    "nothing_that_is_stopped_begins",
    "the_budget_is_kept",
    "values_of",
]

Constraint = Callable[[Case], Iterator[PlanFault]]

CONSTRAINTS: tuple[Constraint, ...] = (
    everything_written_can_be_read,
    every_party_is_known,
    every_step_is_known,
    every_rotation_is_known,
    no_rotation_is_written_twice,
    every_charter_is_known,
    every_moment_lies_on_the_grid,
    nothing_begins_before_the_start,
    nobody_travels_twice,
    no_party_is_split,
    everybody_takes_what_they_need,
    nobody_boards_without_the_papers,
    nobody_goes_where_they_refuse_to,
    nobody_drives_without_their_car,
    each_step_begins_where_the_last_one_ended,
    nobody_leaves_before_they_can,
    nobody_leaves_home_again,
    everybody_who_sets_out_comes_home,
    everybody_is_home_before_the_end,
    everybody_is_processed_before_boarding,
    nobody_is_processed_where_it_is_closed,
    nothing_leaves_a_closed_place,
    nothing_arrives_at_a_closed_place,
    nothing_that_is_stopped_begins,
    nobody_counts_on_an_unlikely_leg,
    no_leg_of_a_charter_runs_unhired,
    no_leg_departs_without_its_permission,
    no_leg_is_overfull,
    no_vehicle_is_overfull,
    no_hour_of_processing_is_overfull,
    no_place_is_overfull,
    no_permission_is_overused,
    no_vehicle_is_in_two_places,
    no_driver_is_on_the_road_too_long,
    the_budget_is_kept,
)


def faults_of(problem: Problem, plan: Plan, constraints: Iterable[Constraint] = CONSTRAINTS) -> tuple[PlanFault, ...]:
    """Return everything that is wrong with a plan, constraint by constraint; nothing when the plan holds.

    No plan makes it raise. Fewer `constraints` are for tests that show what each is needed for.
    """
    case = Case(problem, plan)
    return tuple(fault for constraint in constraints for fault in constraint(case))


def values_of(problem: Problem, plan: Plan) -> Mapping[LevelName, int]:
    """Return what a plan is worth on each level.

    HOME is priority-weighted persons; DANGER millionths of a risk-hour, of those left too; PROMISES the cost of those
    broken; MONEY whole units that the state pays. Of a plan with faults, only those count as home who come home in
    time, and nobody twice; no plan makes it raise.
    """
    return values_of_case(Case(problem, plan))
