"""Why a party travels as it does, or not at all."""

from dodomu.engines.planner.explaining.answers import Explanation, LegAnswer, Way
from dodomu.engines.planner.explaining.case import Case, in_risk_hours
from dodomu.engines.planner.explaining.left_over import Hop, LeftOver
from dodomu.engines.planner.explaining.legs import aboard, answer_for, lower_ranked
from dodomu.engines.planner.explaining.reading import Reading
from dodomu.engines.planner.explaining.search import NEVER, Key
from dodomu.engines.planner.explaining.world import HOME
from dodomu.engines.planner.problem import Leg, Party
from dodomu.engines.planner.reasons import Because, Code

ALTERNATIVES = 3


def explain(reading: Reading, used: LeftOver, party: Party) -> Explanation:
    """Return how a party travels and why, with an answer for every leg."""
    if party.place in reading.homes:
        return Explanation(party.id, party.persons, (), 0, (Because(Code.AT_HOME),), None, None, ())
    case = Case(reading, used, party)
    answers = sorted((answer_for(case, leg) for leg in reading.problem.legs), key=lambda each: _order(case, each))
    because = [*_how(case), *_promise(case), *_against_open(case), *_against_alone(case)]
    because += _alternatives(answers)
    alone = None if case.soonest_alone is None else case.way(case.soonest_alone)
    open_way = None if case.safest_open is None else case.way(case.safest_open)
    return Explanation(
        party.id, party.persons, case.ways, case.left_persons, tuple(because), alone, open_way, tuple(answers)
    )


def explain_leg(reading: Reading, used: LeftOver, party: Party, leg: Leg) -> LegAnswer:
    """Return why a party does not travel by one leg, and who of a lower class does and why."""
    if party.place in reading.homes:
        return LegAnswer(leg.id, (Because(Code.AT_HOME),))
    case = Case(reading, used, party)
    answer = answer_for(case, leg)
    if not any(each.code is Code.FULL for each in answer.because):
        return answer
    return LegAnswer(leg.id, (*answer.because, *lower_ranked(case, leg)), answer.way)


def _order(case: Case, answer: LegAnswer) -> tuple[int, object, str]:
    """Those it rides first, then those it could take, then the others by departure."""
    rides = answer.because and answer.because[0].code is Code.RIDES
    kind = 0 if rides else 1 if answer.way is not None else 2
    return kind, case.reading.legs[answer.leg].departs, answer.leg


def _how(case: Case) -> list[Because]:
    found = []
    for way in case.ways:
        found.append(Because(Code.HOME_BY, {"home": way.home, "way": way.rides, "persons": way.persons}))
        danger = {"danger": in_risk_hours(way.danger), "waiting": in_risk_hours(way.waiting)}
        found.append(Because(Code.DANGER, {**danger, "moving": in_risk_hours(way.danger - way.waiting)}))
        found += _longest_wait(case, way)
    if case.left_persons:
        found.append(Because(Code.LEFT, {"persons": case.left_persons}))
    return found


def _longest_wait(case: Case, way: Way) -> list[Because]:
    waits = [stage for stage in way.stages if stage.by == "wait"]
    if not waits:
        return []
    longest = max(waits, key=lambda stage: (stage.ends.timestamp() - stage.begins.timestamp(), stage.danger))
    facts = {"place": case.reading.name(longest.origin), "since": longest.begins, "until": longest.ends}
    return [Because(Code.WAITS_LONGEST, {**facts, "danger": in_risk_hours(longest.danger)})]


def _promise(case: Case) -> list[Because]:
    promise = case.party.promise
    if promise is None:
        return []
    kept = sum(way.persons for way in case.ways if promise.leg in way.rides) >= case.party.persons
    return [Because(Code.PROMISE_KEPT if kept else Code.PROMISE_BROKEN, {"leg": promise.leg})]


def _against_open(case: Case) -> list[Because]:
    """What the others leave over, against what is planned."""
    hops, now = case.safest_open, case.now
    if hops is None:
        return [Because(Code.NOTHING_OPEN)] if now is None else []
    way = case.way(hops)
    facts: dict[str, object] = {"home": way.home, "way": way.rides, "danger": in_risk_hours(way.danger)}
    if now is None:
        return [Because(Code.WAY_OPEN, facts)]
    if way.danger < now.danger:
        return [Because(Code.BETTER_OPEN, facts | {"now": in_risk_hours(now.danger)})]
    return [Because(Code.NOTHING_BETTER_OPEN)]


def _against_alone(case: Case) -> list[Because]:
    """What would be possible if nobody else travelled, and what is in the way of it."""
    hops, now = case.soonest_alone, case.now
    if hops is None:
        return [Because(Code.NO_WAY_AT_ALL, {"ends": case.reading.when(case.reading.steps)}), *_nearest(case)]
    way = case.way(hops)
    if now is not None and now.home <= way.home:
        return [Because(Code.ALONE_NO_SOONER)]
    return [Because(Code.ALONE_HOME, {"home": way.home, "way": way.rides}), *_in_the_way(case, hops)]


def _in_the_way(case: Case, hops: list[Hop]) -> list[Because]:
    found = []
    for lack in case.beside.lacks_on(hops):
        found.append(lack.because)
        if lack.key[0] == "seat":
            found.append(aboard(case, case.reading.legs[lack.key[1]]))
    return found


def _nearest(case: Case) -> list[Because]:
    """For whom there is no way at all: what stands in the way where they can come to be, what would suffice first."""
    world, reached, ahead = case.alone, case.alone_reached, case.alone_onward
    found: dict[Key, tuple[bool, Because]] = {}
    for node, offers in enumerate(world.offers):
        for step, each in offers.items():
            for hop, target, lacks in each:
                if not lacks or reached.danger[1 if hop.needs_processing else 0][node][step] >= NEVER:
                    continue
                more = len(lacks) > 1 or (target != HOME and ahead.cost[0][target][hop.end] >= NEVER)
                for lack in lacks:
                    if lack.key not in found or (found[lack.key][0] and not more):
                        found[lack.key] = (more, lack.because)
    return [because for _, because in sorted(found.values(), key=lambda each: each[0])][:ALTERNATIVES]


def _alternatives(answers: list[LegAnswer]) -> list[Because]:
    """The best other ways that are open, each by one leg that is not ridden now."""
    others = [each for each in answers if each.way is not None and each.because[0].code is not Code.RIDES]
    seen: dict[tuple[str, ...], LegAnswer] = {}
    for each in sorted(others, key=lambda each: (each.way.danger, each.leg) if each.way else (0, "")):
        if each.way is not None:
            seen.setdefault(each.way.rides, each)
    return [
        Because(Code.ALTERNATIVE, {"leg": rides, "home": each.way.home, "danger": in_risk_hours(each.way.danger)})
        for rides, each in list(seen.items())[:ALTERNATIVES]
        if each.way is not None
    ]
