"""Strategies that change a plan, or a problem under a plan: what was good before is now mostly wrong, sometimes not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from dodomu.engines.planner.plan import Itinerary, Plan, Ride, Rotation, Shuttle, Travel
from dodomu.engines.planner.problem import Closure, Leg, Problem

Change = Callable[[Any, Problem, Plan], Plan]  # the first is one_of, see below
Tightening = Callable[[Any, Problem], Problem]


@st.composite
def changed(draw: st.DrawFn, problem: Problem, plan: Plan) -> Plan:
    """Change something of a plan, once or twice."""
    one_of = _choosing(draw)
    for _ in range(one_of(1, 2)):
        some = OF_ITINERARIES if plan.itineraries else ()
        more = OF_ROTATIONS if plan.rotations else ()
        plan = one_of(*some, *more, swap_charters, send_an_idle_vehicle)(one_of, problem, plan)
    return plan


@st.composite
def tightened(draw: st.DrawFn, problem: Problem) -> Problem:
    """Take something away from a problem: a seat, an hour, a permission."""
    one_of = _choosing(draw)
    for _ in range(one_of(1, 2)):
        problem = one_of(*TIGHTENINGS)(one_of, problem)
    return problem


@st.composite
def grown(draw: st.DrawFn, problem: Problem) -> Problem:
    """Add a leg, a seat or an hour to a problem."""
    one_of = _choosing(draw)
    return one_of(more_seats, one_more_leg, one_more_hour)(one_of, problem)  # type: ignore[no-any-return]


def _choosing(draw: st.DrawFn) -> Any:
    return lambda *choices: draw(st.sampled_from(choices))


# itineraries


def _with(plan: Plan, old: Itinerary, *new: Itinerary) -> Plan:
    return replace(
        plan, itineraries=tuple(one for each in plan.itineraries for one in (new if each is old else [each]))
    )


def drop_an_itinerary(one_of: Any, problem: Problem, plan: Plan) -> Plan:
    return _with(plan, one_of(*plan.itineraries))


def repeat_an_itinerary(one_of: Any, problem: Problem, plan: Plan) -> Plan:
    old = one_of(*plan.itineraries)
    return _with(plan, old, old, old)


def drop_a_step(one_of: Any, problem: Problem, plan: Plan) -> Plan:
    old = one_of(*plan.itineraries)
    gone = one_of(*range(len(old.steps) or 1))
    return _with(plan, old, replace(old, steps=old.steps[:gone] + old.steps[gone + 1 :]))


def swap_two_steps(one_of: Any, problem: Problem, plan: Plan) -> Plan:
    old = one_of(*plan.itineraries)
    return _with(plan, old, replace(old, steps=old.steps[::-1]))


def take_another_leg(one_of: Any, problem: Problem, plan: Plan) -> Plan:
    old = one_of(*plan.itineraries)
    leg = one_of(*problem.legs).id
    return _with(plan, old, replace(old, steps=tuple(_riding(step, leg) for step in old.steps)))


def _riding(step: Any, leg: str) -> Any:
    return replace(step, leg=leg) if isinstance(step, Ride) else step


def take_the_way_of_others(one_of: Any, problem: Problem, plan: Plan) -> Plan:
    """Let a party, left until now or not, go as another does."""
    like, party = one_of(*plan.itineraries), one_of(*problem.parties)
    rest = tuple(each for each in plan.itineraries if each.party != party.id)
    return replace(plan, itineraries=(*rest, Itinerary(party.id, party.persons, dict(party.takes), like.steps)))


def shift_a_step(one_of: Any, problem: Problem, plan: Plan) -> Plan:
    old = one_of(*plan.itineraries)
    by = timedelta(minutes=one_of(problem.step, -problem.step, 1, 60, -60, 2 * problem.step))
    which = one_of(*range(len(old.steps) or 1))
    steps = tuple(_shifted(step, by) if number == which else step for number, step in enumerate(old.steps))
    return _with(plan, old, replace(old, steps=steps))


def _shifted(step: Any, by: timedelta) -> Any:
    if isinstance(step, Travel):
        return replace(step, leaves=step.leaves + by)
    return replace(step, processed=step.processed + by) if isinstance(step, Ride) and step.processed else step


def forget_or_add_processing(one_of: Any, problem: Problem, plan: Plan) -> Plan:
    old = one_of(*plan.itineraries)
    steps = tuple(
        replace(step, processed=None if step.processed else problem.begins) if isinstance(step, Ride) else step
        for step in old.steps
    )
    return _with(plan, old, replace(old, steps=steps))


def change_the_count(one_of: Any, problem: Problem, plan: Plan) -> Plan:
    old = one_of(*plan.itineraries)
    return _with(plan, old, replace(old, persons=old.persons + one_of(-1, 1)))


def change_the_needs(one_of: Any, problem: Problem, plan: Plan) -> Plan:
    old = one_of(*plan.itineraries)
    kind, by = one_of("seat", "wheelchair", "infant", "pet"), one_of(-1, 1)
    return _with(plan, old, replace(old, needs={**old.needs, kind: max(0, old.needs.get(kind, 0) + by)}))


def split_an_itinerary(one_of: Any, problem: Problem, plan: Plan) -> Plan:
    """Divide persons and seats; what is needed besides stays with the first."""
    old = one_of(*plan.itineraries)
    first = replace(old, persons=old.persons - 1, needs={**old.needs, "seat": old.needs.get("seat", 0) - 1})
    return _with(plan, old, first, replace(old, persons=1, needs={"seat": 1}))


def leave_one_behind(one_of: Any, problem: Problem, plan: Plan) -> Plan:
    old = one_of(*plan.itineraries)
    return _with(
        plan,
        old,
        replace(old, persons=old.persons - 1, needs={**old.needs, "seat": old.needs["seat"] - 1})
        if old.needs.get("seat")
        else old,
    )


def name_a_stranger(one_of: Any, problem: Problem, plan: Plan) -> Plan:
    old = one_of(*plan.itineraries)
    strange = one_of(
        replace(old, party="nobody"),
        replace(old, steps=(*old.steps[:-1], Ride("nothing"))),
        replace(old, steps=(*old.steps[:-1], Travel("nowhere", problem.begins))),
        replace(old, steps=(*old.steps[:-1], Shuttle("never"))),
        replace(old, steps=()),
    )
    return _with(plan, old, strange)


def walk_first(one_of: Any, problem: Problem, plan: Plan) -> Plan:
    old = one_of(*plan.itineraries)
    if not problem.links:
        return plan
    walk = Travel(one_of(*problem.links).id, problem.begins)
    return _with(plan, old, replace(old, steps=(walk, *old.steps[one_of(0, 1) :])))


# rotations and charters


def _other_rotation(plan: Plan, old: Any, **changes: Any) -> Plan:
    rotations = tuple(replace(each, **changes) if each is old else each for each in plan.rotations)
    return replace(plan, rotations=rotations)


def shift_a_rotation(one_of: Any, problem: Problem, plan: Plan) -> Plan:
    old = one_of(*plan.rotations)
    return _other_rotation(plan, old, leaves=old.leaves + timedelta(minutes=problem.step * one_of(-1, 1, 0.5, 2)))


def take_another_vehicle(one_of: Any, problem: Problem, plan: Plan) -> Plan:
    return _other_rotation(plan, one_of(*plan.rotations), vehicle=one_of(0, 1, 2, -1))


def send_it_elsewhere(one_of: Any, problem: Problem, plan: Plan) -> Plan:
    return _other_rotation(plan, one_of(*plan.rotations), place=one_of(*problem.places).id)


def cancel_a_rotation(one_of: Any, problem: Problem, plan: Plan) -> Plan:
    old = one_of(*plan.rotations)
    return replace(plan, rotations=tuple(each for each in plan.rotations if each is not old))


def repeat_a_rotation(one_of: Any, problem: Problem, plan: Plan) -> Plan:
    old = one_of(*plan.rotations)
    return replace(plan, rotations=(*plan.rotations, replace(old, id=one_of("again", old.id), vehicle=one_of(0, 1))))


def send_an_idle_vehicle(one_of: Any, problem: Problem, plan: Plan) -> Plan:
    if not problem.fleets:
        return plan
    leaves = problem.begins + timedelta(minutes=problem.step * one_of(0, 1, 2, 3, 5, 8, 12))
    place = one_of(*problem.fleets[0].rounds).place
    return replace(
        plan, rotations=(*plan.rotations, Rotation("idle", problem.fleets[0].id, one_of(0, 1), place, leaves))
    )


def swap_charters(one_of: Any, problem: Problem, plan: Plan) -> Plan:
    return replace(plan, charters=frozenset(charter.id for charter in problem.charters) - plan.charters)


OF_ITINERARIES: tuple[Change, ...] = (
    shift_a_step,
    take_the_way_of_others,
    take_another_leg,
    split_an_itinerary,
    leave_one_behind,
    walk_first,
    drop_a_step,
    drop_an_itinerary,
    repeat_an_itinerary,
    swap_two_steps,
    forget_or_add_processing,
    change_the_count,
    change_the_needs,
    name_a_stranger,
)
OF_ROTATIONS: tuple[Change, ...] = (
    shift_a_rotation,
    take_another_vehicle,
    send_it_elsewhere,
    cancel_a_rotation,
    repeat_a_rotation,
)


# problems


def _other(problem: Problem, field: str, old: Any, **changes: Any) -> Problem:
    things = tuple(replace(each, **changes) if each is old else each for each in getattr(problem, field))
    return replace(problem, **{field: things})


def fewer_seats(one_of: Any, problem: Problem) -> Problem:
    leg = one_of(*problem.legs)
    kind = one_of(*leg.seats)
    return _other(problem, "legs", leg, seats={**leg.seats, kind: max(0, leg.seats[kind] - 1)})


def hold_seats_back(one_of: Any, problem: Problem) -> Problem:
    return _other(problem, "legs", leg := one_of(*problem.legs), held_back={"seat": leg.held_back.get("seat", 0) + 1})


def ask_for_papers(one_of: Any, problem: Problem) -> Problem:
    leg = one_of(*problem.legs)
    return _other(problem, "legs", leg, papers=leg.papers | {one_of("passport", "visa")})


def need_leave_for_all(one_of: Any, problem: Problem) -> Problem:
    """Let every leg need the leave that there is."""
    if not problem.permissions:
        return problem
    return replace(problem, legs=tuple(replace(leg, permission=problem.permissions[0].id) for leg in problem.legs))


def less_leave(one_of: Any, problem: Problem) -> Problem:
    if not problem.permissions:
        return problem
    leave = problem.permissions[0]
    moment = problem.begins + timedelta(minutes=problem.step * one_of(2, 4, 6))
    changes = one_of(
        {"quota": max(0, leave.quota - 1)}, {"begins": moment, "ends": None}, {"begins": None, "ends": moment}
    )
    return _other(problem, "permissions", leave, **changes)


def less_money(one_of: Any, problem: Problem) -> Problem:
    return replace(problem, budget=one_of(0, 10, 20, 30, 39, 50))


def less_room(one_of: Any, problem: Problem) -> Problem:
    place = one_of(*(place for place in problem.places if place.kind != "home"))
    return _other(problem, "places", place, room=one_of(0, 1, 2))


def less_processing(one_of: Any, problem: Problem) -> Problem:
    place = one_of(*(place for place in problem.places if place.kind != "home"))
    return _other(problem, "places", place, processing=one_of(1, 2, 3))


def fewer_drivers(one_of: Any, problem: Problem) -> Problem:
    if not problem.fleets:
        return problem
    changes = one_of({"drivers_minutes": problem.step * one_of(1, 2, 3, 4)}, {"vehicles": 1}, {"seats": {"seat": 2}})
    return _other(problem, "fleets", problem.fleets[0], **changes)


def longer_ways(one_of: Any, problem: Problem) -> Problem:
    if not problem.links:
        return problem
    link = one_of(*problem.links)
    return _other(problem, "links", link, **one_of({"minutes": link.minutes + 1}, {"needs_car": True}, {"price": 10}))


def earlier_for_boarding(one_of: Any, problem: Problem) -> Problem:
    leg = one_of(*problem.legs)
    return _other(problem, "legs", leg, buffer=leg.buffer + one_of(1, problem.step))


def change_a_party(one_of: Any, problem: Problem) -> Problem:
    party = one_of(*problem.parties)
    country = one_of("XA", "XB", "XC", "XH")
    changes = one_of(
        {"car": False},
        {"papers": frozenset()},
        {"refuses": party.refuses | {one_of(country, *(leg.id for leg in problem.legs))}},
        {"available_from": problem.begins + timedelta(minutes=one_of(1, problem.step, 3 * problem.step))},
        {"may_split": not party.may_split},
    )
    return _other(problem, "parties", party, **changes)


def close_something(one_of: Any, problem: Problem) -> Problem:
    things = (*problem.places, *problem.legs, *problem.links, *problem.fleets)
    begins = problem.begins + timedelta(minutes=problem.step * one_of(*range(problem.steps)))
    closure = Closure(
        at=one_of("*", *(thing.id for thing in things)),
        begins=begins,
        ends=begins + timedelta(minutes=one_of(1, problem.step, 3 * problem.step)),
        stops=one_of("both", "departures", "arrivals"),
        road_only=one_of(False, False, True),
    )
    return replace(problem, closures=(*problem.closures, closure))


def less_chance(one_of: Any, problem: Problem) -> Problem:
    return replace(problem, least_chance=one_of(0.5, 0.41, 1.0))


TIGHTENINGS: tuple[Tightening, ...] = (
    close_something,
    change_a_party,
    fewer_seats,
    less_room,
    less_processing,
    fewer_drivers,
    hold_seats_back,
    ask_for_papers,
    need_leave_for_all,
    less_leave,
    less_money,
    longer_ways,
    earlier_for_boarding,
    less_chance,
)


# growing


def more_seats(one_of: Any, problem: Problem) -> Problem:
    leg, kind = one_of(*problem.legs), one_of(*problem.kinds)
    return _other(problem, "legs", leg, seats={**leg.seats, kind: leg.seats.get(kind, 0) + 1})


def one_more_leg(one_of: Any, problem: Problem) -> Problem:
    like: Leg = one_of(*problem.legs)
    later = timedelta(minutes=problem.step * one_of(0, 1, 2))
    return replace(
        problem,
        legs=(*problem.legs, replace(like, id="new", departs=like.departs + later, arrives=like.arrives + later)),
    )


def one_more_hour(one_of: Any, problem: Problem) -> Problem:
    return replace(problem, ends=problem.ends + timedelta(hours=1))
