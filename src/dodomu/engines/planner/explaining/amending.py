"""A problem with one thing different: each kind of scarce thing, given just enough more."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from dodomu.engines.planner.explaining.answers import Lack
from dodomu.engines.planner.explaining.case import Case
from dodomu.engines.planner.explaining.left_over import Hop
from dodomu.engines.planner.explaining.reading import HOUR, value_at
from dodomu.engines.planner.problem import EVERYWHERE, Closure, Fleet, Leg, Party, Permission, Place, Problem
from dodomu.engines.planner.reasons import Because, Code

Amended = tuple[Problem, frozenset[str], Because]  # the problem, what is hired beside, and what is different


def with_leg(problem: Problem, id_: str, change: Callable[[Leg], Leg]) -> Problem:
    """Return the problem with one leg changed."""
    return replace(problem, legs=tuple(change(leg) if leg.id == id_ else leg for leg in problem.legs))


def with_place(problem: Problem, id_: str, change: Callable[[Place], Place]) -> Problem:
    """Return the problem with one place changed."""
    return replace(problem, places=tuple(change(each) if each.id == id_ else each for each in problem.places))


def with_fleet(problem: Problem, id_: str, change: Callable[[Fleet], Fleet]) -> Problem:
    """Return the problem with one fleet changed."""
    return replace(problem, fleets=tuple(change(each) if each.id == id_ else each for each in problem.fleets))


def with_permission(problem: Problem, id_: str, change: Callable[[Permission], Permission]) -> Problem:
    """Return the problem with one permission changed."""
    return replace(problem, permissions=tuple(change(each) if each.id == id_ else each for each in problem.permissions))


def more_seats(leg: Leg, kind: str, more: int) -> Leg:
    """Return a leg on which so many more of a kind can be used."""
    usable = max(0, leg.seats.get(kind, 0) - leg.held_back.get(kind, 0))
    return replace(leg, seats={**leg.seats, kind: usable + more + leg.held_back.get(kind, 0)})


def released(leg: Leg, kind: str, more: int) -> Leg:
    """Return a leg on which so many fewer of a kind are held back."""
    return replace(leg, held_back={**leg.held_back, kind: leg.held_back[kind] - more})


def more_processing(problem: Problem, place: str, hour: datetime, more: int) -> Problem:
    """Return the problem with more processed at a place in one clock hour, and in no other."""
    since = max(hour, problem.begins)

    def change(known: Place) -> Place:
        if known.processing is None:
            return known
        rates = (
            known.processing if isinstance(known.processing, tuple) else ((problem.begins, float(known.processing)),)
        )
        before = tuple(each for each in rates if each[0] < since)
        if not before and since > problem.begins:
            before = ((problem.begins, value_at(rates, problem.begins)),)
        within = tuple((at, value + more) for at, value in rates if since < at < hour + HOUR)
        after = tuple(each for each in rates if each[0] > hour + HOUR)
        middle = ((since, value_at(rates, since) + more), *within, (hour + HOUR, value_at(rates, hour + HOUR)))
        return replace(known, processing=(*before, *middle, *after))

    return with_place(problem, place, change)


def opened(problem: Problem, index: int, moments: Iterable[datetime]) -> tuple[Problem, tuple[datetime, ...]]:
    """Return the problem without one closure in the clock hours of some moments, and those hours."""
    closure = problem.closures[index]
    hours = sorted({moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0) for moment in moments})
    pieces: list[Closure] = []
    since = closure.begins
    for hour in hours:
        if since < hour:
            pieces.append(replace(closure, begins=since, ends=min(hour, closure.ends)))
        since = max(since, hour + HOUR)
    if since < closure.ends:
        pieces.append(replace(closure, begins=since))
    closures = (*problem.closures[:index], *pieces, *problem.closures[index + 1 :])
    return replace(problem, closures=closures), tuple(hours)


def with_party(problem: Problem, made: Party) -> Problem:
    """Return the problem with one party as it would be."""
    return replace(problem, parties=tuple(made if party.id == made.id else party for party in problem.parties))


def amend(case: Case, lacks: Sequence[Lack], hops: Sequence[Hop]) -> Amended | None:
    """Return the problem in which the lacks of a chain, all of one thing, are none. None: that cannot be changed."""
    what, id_, _ = lacks[0].key
    problem, nothing = case.reading.problem, frozenset[str]()
    if what == "seat":
        return _seats(case, lacks, id_)
    if what == "charter":
        return _charter(case, id_, hops)
    if what == "closure":
        index = int(id_)
        made, hours = opened(problem, index, [moment for lack in lacks for moment in lack.moments])
        closure = problem.closures[index]
        facts: dict[str, object] = {"why": closure.why, "hours": tuple(case.reading.local(hour) for hour in hours)}
        if closure.at == EVERYWHERE:
            return made, nothing, Because(Code.OPENED_EVERYWHERE, facts)
        return made, nothing, Because(Code.OPENED, facts | {"at": case.reading.name(closure.at)})
    made_ = _OF[what](Wanted(case, lacks, hops)) if what in _OF else None
    return None if made_ is None else (made_[0], nothing, made_[1])


def _seats(case: Case, lacks: Sequence[Lack], leg: str) -> Amended:
    problem, known = case.reading.problem, case.reading.legs[leg]
    more = {lack.key[2]: lack.short for lack in lacks}
    if all(known.held_back.get(kind, 0) >= many for kind, many in more.items()) and _holds(known):
        code, change = Code.RELEASE_HELD_BACK, released
    else:
        code, change = Code.MORE_SEATS, more_seats
    for kind, many in more.items():
        problem = with_leg(problem, leg, lambda each, kind=kind, many=many: change(each, kind, many))  # type: ignore[misc]
    return problem, frozenset(), Because(code, {"leg": leg, "more": more})


def _holds(leg: Leg) -> bool:
    """Whether what is held back is really there."""
    return all(leg.seats.get(kind, 0) >= many for kind, many in leg.held_back.items())


def _charter(case: Case, id_: str, hops: Sequence[Hop]) -> Amended:
    problem, money = case.reading.problem, case.beside.money_left()
    price = case.reading.charters[id_].price
    facts: dict[str, object] = {"charter": id_, "price": price}
    short = 0 if money is None else case.beside.cost(list(hops)) - money
    if short <= 0:
        return problem, frozenset({id_}), Because(Code.HIRE, facts)
    made = replace(problem, budget=(problem.budget or 0) + short)
    return made, frozenset({id_}), Because(Code.HIRE_BEYOND_BUDGET, facts | {"more": short})


Simple = tuple[Problem, Because] | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be amended: for whom, what is lacking, on which chain of movements."""

    case: Case
    lacks: Sequence[Lack]
    hops: Sequence[Hop]


def _paper(of: Wanted) -> Simple:
    paper, party = of.lacks[0].key[1], of.case.party
    made = replace(party, papers=party.papers | {paper})
    return with_party(of.case.reading.problem, made), Because(Code.WITH_PAPER, {"paper": paper})


def _refusal(of: Wanted) -> Simple:
    refused, party = of.lacks[0].key[1], of.case.party
    made = replace(party, refuses=party.refuses - {refused})
    return with_party(of.case.reading.problem, made), Because(Code.NOT_REFUSED, {"refused": refused})


def _car(of: Wanted) -> Simple:
    made = replace(of.case.party, car=True)
    return with_party(of.case.reading.problem, made), Because(Code.OWN_CAR)


def _chance(of: Wanted) -> Simple:
    leg = of.lacks[0].key[1]
    problem = of.case.reading.problem
    made = with_leg(problem, leg, lambda each: replace(each, chance=problem.least_chance))
    return made, Because(Code.RISK_CHANCE, {"leg": leg, "chance": of.case.reading.legs[leg].chance})


def _quota(of: Wanted) -> Simple:
    id_ = of.lacks[0].key[1]
    times = sum(hop.by == "leg" and of.case.reading.legs[hop.id].permission == id_ for hop in of.hops)
    used = of.case.left_over.permission.get(id_, 0) + times * of.case.who.persons
    more = used - of.case.reading.permissions[id_].quota
    made = with_permission(of.case.reading.problem, id_, lambda each: replace(each, quota=used))
    return made, Because(Code.MORE_QUOTA, {"permission": id_, "more": more})


def _dates(of: Wanted) -> Simple:
    id_ = of.lacks[0].key[1]
    departs = [
        of.case.reading.legs[hop.id].departs
        for hop in of.hops
        if hop.by == "leg" and of.case.reading.legs[hop.id].permission == id_
    ]

    def change(each: Permission) -> Permission:
        begins = None if each.begins is None else min(each.begins, *departs)
        ends = None if each.ends is None else max(each.ends, *(moment + HOUR for moment in departs))
        return replace(each, begins=begins, ends=ends)

    facts = {"permission": id_, "departs": tuple(of.case.reading.local(moment) for moment in departs)}
    return with_permission(of.case.reading.problem, id_, change), Because(Code.LONGER_PERMISSION, facts)


def _processing(of: Wanted) -> Simple:
    lack = of.lacks[0]
    place, hour = lack.key[1], lack.moments[0]
    facts = {"place": of.case.reading.name(place), "hour": of.case.reading.local(hour), "more": lack.short}
    return more_processing(of.case.reading.problem, place, hour, lack.short), Because(Code.MORE_PROCESSING, facts)


def _room(of: Wanted) -> Simple:
    place, more = of.lacks[0].key[1], max(lack.short for lack in of.lacks)
    made = with_place(of.case.reading.problem, place, lambda each: replace(each, room=(each.room or 0) + more))
    return made, Because(Code.MORE_ROOM, {"place": of.case.reading.name(place), "more": more})


def _vehicle(of: Wanted) -> Simple:
    fleet = of.lacks[0].key[1]
    made = with_fleet(of.case.reading.problem, fleet, lambda each: replace(each, vehicles=each.vehicles + 1))
    return made, Because(Code.MORE_VEHICLES, {"fleet": fleet, "more": 1})


def _drivers(of: Wanted) -> Simple:
    fleet, more = of.lacks[0].key[1], max(lack.short for lack in of.lacks)
    made = with_fleet(
        of.case.reading.problem, fleet, lambda each: replace(each, drivers_minutes=(each.drivers_minutes or 0) + more)
    )
    return made, Because(Code.MORE_DRIVERS, {"fleet": fleet, "more": more})


def _vehicle_seats(of: Wanted) -> Simple:
    fleet, more = of.lacks[0].key[1], {lack.key[2]: lack.short for lack in of.lacks}
    had = of.case.reading.fleets[fleet].seats
    seats = {**had, **{kind: had.get(kind, 0) + many for kind, many in more.items()}}
    made = with_fleet(of.case.reading.problem, fleet, lambda each: replace(each, seats=seats))
    return made, Because(Code.BETTER_VEHICLES, {"fleet": fleet, "more": more})


def _money(of: Wanted) -> Simple:
    problem, money = of.case.reading.problem, of.case.beside.money_left()
    if money is None or problem.budget is None:
        return None
    more = of.case.beside.cost(list(of.hops)) - money
    return replace(problem, budget=problem.budget + more), Because(Code.MORE_MONEY, {"more": more})


_OF: dict[str, Callable[[Wanted], Simple]] = {
    "paper": _paper,
    "refusal": _refusal,
    "car": _car,
    "chance": _chance,
    "permission": _quota,
    "permission-dates": _dates,
    "processing": _processing,
    "room": _room,
    "vehicle": _vehicle,
    "drivers": _drivers,
    "fleet-seat": _vehicle_seats,
    "budget": _money,
}
FIXABLE = frozenset(_OF) | {"seat", "charter", "closure"}
