"""What changed between two plans, party by party, and why."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from dodomu.engines.planner.explaining.answers import Broken, Lack, Move, Way
from dodomu.engines.planner.explaining.case import Case
from dodomu.engines.planner.explaining.left_over import Hop, LeftOver, walk
from dodomu.engines.planner.explaining.promises import Reach, is_lost, keeps, promised_leg_stops
from dodomu.engines.planner.explaining.reading import Reading, seats_of
from dodomu.engines.planner.explaining.world import World
from dodomu.engines.planner.plan import Itinerary
from dodomu.engines.planner.problem import Party
from dodomu.engines.planner.reasons import Because, Code

NAMED = 5  # parties that are named when somebody gave way to them


def moves_between(before: LeftOver, after: LeftOver) -> tuple[Move, ...]:
    """Return every party that travels otherwise than before, is new, is gone, or whose promise was broken."""
    reach = Reach(after.reading)
    moves, begins = [], before.reading.problem.begins
    for id_ in sorted(before.reading.parties.keys() | after.reading.parties.keys()):
        old, new = before.reading.parties.get(id_), after.reading.parties.get(id_)
        if new is None:
            if id_ in before.of_party:
                moves.append(Move(id_, before.ways_of(id_), (), (Because(Code.PARTY_GONE),)))
            continue
        broken = _broken(before, after, reach, old, new)
        same = old is not None and _course(before, id_, begins) == _course(after, id_, begins)
        if same and broken is None:
            continue
        ways, now = before.ways_of(id_) if old else (), after.ways_of(id_)
        if old is None:
            moves.append(Move(id_, (), now, (Because(Code.NEW_PARTY), *_result((), now)), broken))
        else:
            moves.append(Move(id_, ways, now, (*_result(ways, now), *_reasons(before, after, old, new)), broken))
    return tuple(moves)


def _course(used: LeftOver, party: str, begins: datetime) -> list[tuple[object, ...]]:
    """What is ridden and when, in minutes since a moment, whatever the rotations are called."""
    found, problem = [], used.reading.problem
    since = (problem.begins - begins) // timedelta(minutes=1)
    for each, hops in zip(used.of_party.get(party, ()), used.chains.get(party, ()), strict=True):
        rides = [
            (
                used.rotations[hop.id].fleet if hop.by == "shuttle" else hop.id,
                since + hop.begin * problem.step,
                since + hop.end * problem.step,
            )
            for hop in hops
        ]
        found.append((each.persons, *rides))
    return sorted(found, key=str) if len(found) > 1 else found


def _result(before: tuple[Way, ...], after: tuple[Way, ...]) -> list[Because]:
    rides = tuple(ride for way in before for ride in way.rides)
    if not after:
        return [Because(Code.NOW_LEFT, {"before": rides or ("–",)})] if before else []
    last = max(after, key=lambda way: way.home)
    if [way.rides for way in before] == [way.rides for way in after] and [w.home for w in before] == [
        w.home for w in after
    ]:
        return []
    return [Because(Code.NOW_HOME_BY, {"home": last.home, "way": last.rides, "before": rides or ("–",)})]


def _reasons(before: LeftOver, after: LeftOver, old: Party, new: Party) -> list[Because]:
    planned = before.of_party.get(old.id, [])
    if not planned:
        return [Because(Code.WAY_FOUND)] if after.of_party.get(new.id) else []
    found: list[Because] = []
    if _kind(before.reading, old) != _kind(after.reading, new):
        found.append(Because(Code.PARTY_CHANGED))
    case = Case(after.reading, after, new)
    for itinerary in planned:
        facts = _of_itinerary(before, after, itinerary)
        found += facts if facts or found else _still_open(before, after, case, itinerary)
    return _once(found)


def _once(found: list[Because]) -> list[Because]:
    seen: list[Because] = []
    for each in found:
        if each not in seen:
            seen.append(each)
    return seen


def _kind(reading: Reading, party: Party) -> tuple[object, ...]:
    return (
        party.place, party.persons, dict(party.takes), party.papers, party.priority, reading.start(party), party.car,
        party.may_split, party.refuses,
    )  # fmt: skip


def _of_itinerary(before: LeftOver, after: LeftOver, itinerary: Itinerary) -> list[Because]:
    """What changed about the very things that were to be ridden."""
    found: list[Because] = []
    was, now = before.reading, after.reading
    for hop in walk(was, before.rotations, itinerary):
        if hop.by == "leg":
            found += _of_leg(before, after, hop)
        elif hop.by == "link" and hop.id not in now.links:
            found.append(Because(Code.LINK_GONE, {"link": hop.id}))
        elif hop.by == "shuttle" and before.rotations[hop.id].fleet not in now.fleets:
            found.append(Because(Code.LINK_GONE, {"link": before.rotations[hop.id].fleet}))
    return found


def _of_leg(before: LeftOver, after: LeftOver, hop: Hop) -> list[Because]:
    old, new = before.reading.legs[hop.id], after.reading.legs.get(hop.id)
    if new is None:
        return [Because(Code.LEG_GONE, {"leg": hop.id})]
    stops = promised_leg_stops(after.reading, new)
    if stops:
        return [Because(Code.LEG_STOPPED, {"leg": hop.id}), *stops]
    found = []
    if (old.departs, old.arrives) != (new.departs, new.arrives):
        hours = {"departs": after.reading.local(new.departs), "arrives": after.reading.local(new.arrives)}
        found.append(Because(Code.LEG_MOVED, {"leg": hop.id, **hours}))
    for kind in sorted(old.seats.keys() | new.seats.keys()):
        less = seats_of(new, kind)
        if less < min(seats_of(old, kind), before.seats.get((hop.id, kind), 0)):
            facts: dict[str, object] = {"leg": hop.id, "kind": kind, "now": less, "before": seats_of(old, kind)}
            found.append(Because(Code.LEG_SMALLER, facts))
    return found


def _still_open(before: LeftOver, after: LeftOver, case: Case, itinerary: Itinerary) -> list[Because]:
    """The old way as it would be in the new plan: what it lacks, to whom they gave way, or that it was their gain."""
    hops = _as_rounds(before, after, walk(after.reading, before.rotations, itinerary))
    late = _connection_lost(hops)
    if late is not None:
        return [Because(Code.CONNECTION_LOST, {"leg": late})]
    part = replace(case.who, persons=itinerary.persons, takes=itinerary.needs)
    lacks = World(case.reading, part, case.left_over).lacks_on(hops)
    if not lacks:
        old = case.way(hops)
        new = case.now
        better = new is not None and (new.danger, new.home) <= (old.danger, old.home)
        return [Because(Code.CHOSEN_SAFER if better else Code.CHOSEN_FOR_OTHERS)]
    return [because for lack in lacks for because in _lost(before, after, case, lack)]


def _as_rounds(before: LeftOver, after: LeftOver, hops: list[Hop]) -> list[Hop]:
    """The old rotations as rounds that would have to be driven in the new plan."""
    made = []
    for hop in hops:
        if hop.by == "shuttle":
            rotation = before.rotations[hop.id]
            made.append(replace(hop, id=rotation.fleet, leaves=after.reading.up(rotation.leaves)))
        else:
            made.append(hop)
    return made


def _connection_lost(hops: list[Hop]) -> str | None:
    for one, next_ in pairwise(hops):
        begin = next_.begin if next_.processed is None else next_.processed
        if one.end > begin:
            return next_.id
    return None


def _lost(before: LeftOver, after: LeftOver, case: Case, lack: Lack) -> list[Because]:
    if lack.key[0] != "seat":
        return [lack.because]
    leg = lack.key[1]
    there = {each.party for each in before.rides_of(leg)}
    others = [each.party for each in after.rides_of(leg) if each.party not in there and each.party != case.party.id]
    if not others:
        return [lack.because]
    order = sorted(others, key=lambda each: (-_weight(after, each), each))
    names = (*order[:NAMED], "…") if len(order) > NAMED else tuple(order)
    return [Because(Code.GAVE_WAY, {"leg": leg, "parties": names})]


def _weight(used: LeftOver, party: str) -> int:
    return used.reading.problem.priorities[used.reading.parties[party].priority]


def _broken(before: LeftOver, after: LeftOver, reach: Reach, old: Party | None, new: Party) -> Broken | None:
    """The promise of a party, if the later plan breaks it and the earlier did not."""
    promise = new.promise
    if promise is None or new.place in after.reading.homes or keeps(after, new):
        return None
    if old is not None and old.promise == promise and not keeps(before, old):
        return None
    why = is_lost(after.reading, reach, new)
    facts: dict[str, object] = {"leg": promise.leg}
    because = Because(Code.PROMISE_COULD_BE_KEPT, facts) if why is None else why
    return Broken(new.id, promise.leg, promise.cost, why is not None, (because,))
