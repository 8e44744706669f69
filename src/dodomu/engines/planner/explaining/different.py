"""What would have to be different for a party to come home, or home sooner: one thing at a time, each verified."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from dodomu.engines.planner.explaining.amending import FIXABLE, amend, with_party
from dodomu.engines.planner.explaining.answers import Change, Lack
from dodomu.engines.planner.explaining.case import Case
from dodomu.engines.planner.explaining.inserting import holds, insert
from dodomu.engines.planner.explaining.left_over import Hop, way_of
from dodomu.engines.planner.explaining.reading import Reading, Traveller
from dodomu.engines.planner.explaining.search import NEVER, Key, Onward, forward, onward
from dodomu.engines.planner.explaining.world import HOME, START, Lacks, World
from dodomu.engines.planner.problem import Problem
from dodomu.engines.planner.reasons import Because, Code

Thing = tuple[str, str]  # what, and which: keys that are changed together
TRIED = 60  # things that are searched for anew, at most
OF_ONE_KIND = 3  # changes of one sort that are told


def thing_of(key: Key) -> Thing:
    """Return what is changed for a key: the seats of a leg are one thing, whatever their kind."""
    return (key[0], f"{key[1]} {key[2]}") if key[0] == "processing" else (key[0], key[1])


@dataclass(frozen=True, slots=True)
class Found:
    """A chain that one change makes possible."""

    home: int  # step
    hops: tuple[Hop, ...]


def changes_for(case: Case, *, most: int = 8) -> tuple[Change, ...]:
    """Return the smallest single changes that bring the party home, or home sooner than planned; the best first.

    Every one was tried: the party is put into the plan of the changed problem, which is then checked.
    """
    found: list[Change] = []
    limit = None if case.now is None else case.reading.up(case.now.home)
    options = sorted(_options(case, limit).items(), key=lambda each: (each[1].home, len(each[1].hops), each[0]))
    told: dict[str, int] = {}
    for thing, option in options:
        if len(found) >= most:
            break
        if told.get(thing[0], 0) >= OF_ONE_KIND:
            continue
        change = _try(case, option)
        if change is not None:
            found.append(change)
            told[thing[0]] = told.get(thing[0], 0) + 1
    found += _available_sooner(case, limit)
    found += _longer_horizon(case)
    found += _split(case)
    return tuple(found)


def _options(case: Case, limit: int | None) -> dict[Thing, Found]:
    world, reached = case.beside, case.beside_reached
    ahead = onward(world, soonest=True)
    options: dict[Thing, Found] = {}
    if limit is None and case.safest_open is None and reached.soonest() is not None:
        cheap = forward(world, cheapest=True)
        paid = cheap.safest()
        if paid is not None:
            options["budget", ""] = Found(paid, tuple(cheap.chain_home(paid)))
    shared: dict[Thing, set[Key]] = {}
    for step, node, layer, hop, target, lacks in _blocked(world):
        keys = {lack.key for lack in lacks}
        things = {thing_of(key) for key in keys}
        if len(things) != 1 or next(iter(keys))[0] not in FIXABLE:
            continue
        (thing,) = things
        shared.setdefault(thing, set()).update(keys)
        if reached.danger[layer][node][step] >= NEVER:
            continue
        home = _home_after(ahead, hop, target, node, step)
        if home >= NEVER or (limit is not None and home >= limit):
            continue
        if thing not in options or home < options[thing].home:
            options[thing] = Found(home, _chain(case, ahead, hop, target, node, step))
    for thing in sorted(set(shared) - set(options))[:TRIED]:
        if thing[0] not in {"seat", "processing"}:
            again = forward(world, shared[thing])
            end = again.soonest()
            if end is not None and (limit is None or end < limit):
                options[thing] = Found(end, tuple(again.chain_home(end)))
    return options


def _blocked(world: World) -> Iterator[tuple[int, int, int, Hop | None, int, Lacks]]:
    """Everything that lacks something: step, node, layer, movement, where it leads, lacks. No movement: processing."""
    for node, offers in enumerate(world.offers):
        for step, each in offers.items():
            for hop, target, lacks in each:
                if lacks:
                    yield step, node, 1 if hop.needs_processing else 0, hop, target, lacks
        for step, lacks in enumerate(world.processing(node) or ()):
            if lacks:
                yield step, node, 0, None, node, lacks
        for lacks in world.waiting(node):
            if lacks:
                yield world.steps, node, 1, None, node, lacks  # one step of waiting alone helps seldom: searched anew


def _home_after(ahead: Onward, hop: Hop | None, target: int, node: int, step: int) -> int:
    if hop is None:
        return NEVER if step >= ahead.world.steps else ahead.cost[1][node][step + 1]
    return hop.end if target == HOME else ahead.cost[0][target][hop.end]


def _chain(case: Case, ahead: Onward, hop: Hop | None, target: int, node: int, step: int) -> tuple[Hop, ...]:
    reached = case.beside_reached
    if hop is not None:
        return (*reached.back(hop, node), *(() if target == HOME else ahead.to_home(target, hop.end)))
    rest = ahead.to_home(node, step + 1, 1)
    return (*reached.chain_to(node, step), replace(rest[0], processed=step), *rest[1:])


def _try(case: Case, option: Found) -> Change | None:
    """Change the problem so that the chain lacks nothing, put the party in, and check."""
    world, hops = case.beside, list(option.hops)
    lacks = world.lacks_on(hops)
    money = world.money_left()
    if money is not None and not {"budget", "charter"} & {lack.key[0] for lack in lacks} and world.cost(hops) > money:
        lacks.append(Lack(("budget", "", ""), Because(Code.BUDGET), world.cost(hops) - money))
    if len({thing_of(lack.key) for lack in lacks}) != 1:
        return None
    amended = amend(case, lacks, hops)
    if amended is None:
        return None
    problem, hired, because = amended
    return _verified(case, problem, case.who, option.hops, because, hired)


def _verified(
    case: Case,
    problem: Problem,
    who: Traveller,
    hops: Sequence[Hop],
    because: Because,
    hired: frozenset[str] = frozenset(),
) -> Change | None:
    reading = Reading(problem) if problem is not case.reading.problem else case.reading
    replacing = case.left_over is not case.all_used
    plan, itinerary = insert(reading, case.all_used.plan, who, hops, hired, replacing=replacing)
    if not holds(reading, plan, itinerary, case.all_used):
        return None
    way = way_of(reading, who.place, who.persons, hops)
    return Change(because, way, who.persons, problem, plan)


def _available_sooner(case: Case, limit: int | None) -> list[Change]:
    """The latest hour at which they would have to be able to leave."""
    if case.who.start == 0:
        return []
    ahead = onward(case.beside, soonest=True)
    homes = ahead.cost[0][START]
    steps = [
        k
        for k in range(min(case.who.start, case.reading.steps))
        if homes[k] < NEVER and (limit is None or homes[k] < limit)
    ]
    if not steps or (limit is None and case.beside_reached.soonest() is not None):
        return []
    hops = ahead.to_home(START, steps[-1])
    moment = case.reading.moments[steps[-1]]
    problem = with_party(case.reading.problem, replace(case.party, available_from=moment))
    facts = {"place": case.reading.name(case.party.place), "hour": case.reading.local(moment)}
    change = _verified(case, problem, case.who, hops, Because(Code.AVAILABLE_SOONER, facts))
    return [] if change is None else [change]


def _longer_horizon(case: Case) -> list[Change]:
    """Until when the plan would have to run, for those who are left."""
    problem = case.reading.problem
    if case.now is not None or case.beside_reached.soonest() is not None:
        return []
    last = max((leg.arrives for leg in problem.legs), default=problem.ends)
    longer = replace(problem, ends=max(last, problem.ends) + timedelta(days=1))
    reading = Reading(longer)
    later = Case(reading, case.all_used.stretched(reading), case.party)
    end = later.beside_reached.soonest()
    if end is None:
        return []
    hops = later.beside_reached.chain_home(end)
    ends = reading.when(end)
    change = _verified(
        later,
        replace(problem, ends=reading.moments[end]),
        later.who,
        hops,
        Because(Code.LONGER_HORIZON, {"ends": ends}),
    )
    return [] if change is None else [change]


def _split(case: Case) -> list[Change]:
    """How many of a party that must not be split could travel, if some of it could."""
    who, kinds = case.who, set(case.who.takes) - {"seat"}
    if (
        case.now is not None
        or who.party.may_split
        or who.persons == 1
        or kinds
        or case.beside_reached.soonest() is not None
    ):
        return []
    least, most, best = 1, who.persons - 1, None
    if who.takes.get("seat", 0) != who.persons:
        return []
    while least <= most:
        many = (least + most + 1) // 2
        part = replace(who, persons=many, takes={"seat": many})
        world = World(case.reading, part, case.left_over)
        reached = forward(world)
        end = reached.soonest()
        if end is None:
            most = many - 1
        else:
            best, least = (part, reached.chain_home(end)), many + 1
    if best is None:
        return []
    part, hops = best
    problem = with_party(case.reading.problem, replace(case.party, may_split=True))
    change = _verified(case, problem, part, hops, Because(Code.SPLIT, {"persons": part.persons}))
    return [] if change is None else [change]
