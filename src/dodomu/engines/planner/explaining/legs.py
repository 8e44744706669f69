"""Why a party does not travel by a leg: the leg itself, getting to it in time, getting on, and who is aboard."""

from dodomu.engines.planner.explaining.answers import Lack, LegAnswer, Way
from dodomu.engines.planner.explaining.case import Case, in_risk_hours, names_on
from dodomu.engines.planner.explaining.left_over import Hop
from dodomu.engines.planner.explaining.promises import least_dropped
from dodomu.engines.planner.explaining.search import NEVER, Reached, safest_way
from dodomu.engines.planner.explaining.world import START
from dodomu.engines.planner.plan import Itinerary
from dodomu.engines.planner.problem import Leg, Party
from dodomu.engines.planner.reasons import Because, Code


def answer_for(case: Case, leg: Leg) -> LegAnswer:
    """Return why the party does not travel by a leg, the weightiest first, or that it does."""
    if case.all_used.is_on(case.party.id, leg.id) and not case.left_persons:
        way = next(way for way in case.ways if leg.id in way.rides)
        return LegAnswer(leg.id, (Because(Code.RIDES, {"leg": leg.id}),), way)
    found = [lack.because for lack in case.alone.lacks_of_leg(leg)]
    found = _with_all_papers(found)
    reading = case.reading
    in_time = reading.ready(leg) >= 0 and reading.there(leg) <= reading.steps
    hop = case.alone.hop_of_leg(leg) if in_time else None
    found += _getting_there(case, leg, hop)
    found += _getting_on(case, leg)
    if found or hop is None:
        return LegAnswer(leg.id, tuple(found))
    found = _taken(case, leg, hop)
    if found:
        return LegAnswer(leg.id, tuple(found))
    way = _best_way_by(case, hop)
    money = case.beside.money_left()
    cost = way.money * case.who.persons
    if money is not None and cost > money:
        return LegAnswer(leg.id, (Because(Code.BUDGET, {"cost": cost, "left": max(0, money)}),))
    return LegAnswer(leg.id, (compare(case.now, way),), way)


def _with_all_papers(found: list[Because]) -> list[Because]:
    papers = tuple(str(each.facts["papers"][0]) for each in found if each.code is Code.PAPERS)  # type: ignore[index]
    others = [each for each in found if each.code is not Code.PAPERS]
    return [*others, Because(Code.PAPERS, {"papers": papers})] if papers else others


def _getting_there(case: Case, leg: Leg, hop: Hop | None) -> list[Because]:
    """Whether they could be ready in time if nobody else travelled."""
    reading, reached = case.reading, case.alone_reached
    if hop is not None and reached.danger_before(hop) < NEVER:
        return []
    place = reading.name(leg.origin)
    first = reached.first_at(leg.origin)
    if first is None:
        return [Because(Code.UNREACHABLE, {"place": place})]
    earliest, chain = first
    ready = reading.ready(leg)
    if ready < 0 or (hop is None and earliest <= ready):
        return []  # it is outside the plan's hours for anybody, which was said
    facts: dict[str, object] = {
        "place": place,
        "earliest": reading.when(earliest),
        "way": names_on(chain) or (place,),
        "ready": reading.when(ready),
    }
    if earliest > ready:
        return [Because(Code.TOO_LATE, facts)]
    return _not_processed_or_no_room(case, leg, range(earliest, ready), facts)


def _not_processed_or_no_room(case: Case, leg: Leg, steps: range, facts: dict[str, object]) -> list[Because]:
    """Why they cannot board although they can be there in time."""
    if case.reading.needs_processing(leg):
        if not steps:
            return [Because(Code.NO_TIME_TO_PROCESS, facts)]
        process = case.alone.processing(case.alone.node.get(leg.origin, START)) or []
        if all(process[k] for k in steps):
            return [Because(Code.NEVER_PROCESSED, facts)]
    return [Because(Code.ROOM_TOO_SMALL, {"place": facts["place"]})]


def _getting_on(case: Case, leg: Leg) -> list[Because]:
    """Whether they could come home from its end if nobody else travelled."""
    reading, there = case.reading, case.reading.there(leg)
    if leg.target in reading.homes or there > reading.steps:
        return []
    node = case.alone.node.get(leg.target)
    if node is None:
        return []  # they cannot even reach its origin, which was said
    if case.alone_onward.cost[0][node][max(0, there)] < NEVER:
        return []
    return [Because(Code.NO_WAY_ON, {"place": reading.name(leg.target), "arrives": reading.when(there)})]


def _taken(case: Case, leg: Leg, hop: Hop) -> list[Because]:
    """What the others have taken of what is needed for it."""
    found: list[Because] = []
    for lack in case.beside.lacks_of_leg(leg):
        found.append(lack.because)
        if lack.key[0] == "seat":
            kind = lack.key[2]
            if leg.held_back.get(kind, 0):
                found.append(Because(Code.HELD_BACK, {"kind": kind, "held": leg.held_back[kind]}))
            found.append(aboard(case, leg))
    reached = case.beside_reached
    if reached.danger_before(hop) >= NEVER:
        found += _blocked_before(case, hop, reached)
    if leg.target not in case.reading.homes:
        node = case.beside.node[leg.target]
        if case.beside_onward.cost[0][node][hop.end] >= NEVER:
            chain = case.alone_onward.to_home(case.alone.node[leg.target], hop.end)
            lacks = case.beside.lacks_on(chain, hop.end)
            found.append(Because(Code.WAYS_ON_TAKEN, {"place": case.reading.name(leg.target)}))
            found += [lack.because for lack in lacks]
    return found


def _blocked_before(case: Case, hop: Hop, reached: Reached) -> list[Because]:
    reading, place = case.reading, case.reading.name(hop.origin)
    first = reached.first_at(hop.origin)
    if hop.needs_processing and first is not None and first[0] < hop.begin:
        node = case.beside.node.get(hop.origin, START)
        process = case.beside.processing(node) or []
        lacks = [lack for k in range(first[0], hop.begin) for lack in process[k] if lack.key[0] == "processing"]
        if lacks and all(process[k] for k in range(first[0], hop.begin)):
            facts: dict[str, object] = {
                "place": place,
                "since": reading.when(first[0]),
                "until": reading.when(hop.begin),
                "needed": case.who.persons,
                "left": max(_number(lack, "left") for lack in lacks),
            }
            return [Because(Code.PROCESSING_FULL, facts)]
    chain = case.alone_reached.chain_by(hop)
    lacks = case.beside.lacks_on(chain)
    own = {lack.key for lack in case.beside.lacks_of_leg(reading.legs[hop.id])}
    return [
        Because(Code.WAYS_THERE_TAKEN, {"place": place}),
        *(lack.because for lack in lacks if lack.key not in own),
    ]


def _number(lack: Lack, name: str) -> int:
    value = lack.because.facts[name]
    return value if isinstance(value, int) else 0


def _best_way_by(case: Case, hop: Hop) -> Way:
    chain = case.beside_reached.chain_by(hop)
    if hop.target not in case.reading.homes:
        chain = chain + case.beside_onward.to_home(case.beside.node[hop.target], hop.end)
    return case.way(chain)


def compare(now: Way | None, way: Way) -> Because:
    """Return how another way compares with the one that is planned."""
    facts: dict[str, object] = {"home": way.home, "danger": in_risk_hours(way.danger)}
    if now is None:
        return Because(Code.WOULD_DO, facts)
    facts |= {"now": now.home, "danger_now": in_risk_hours(now.danger)}
    if way.danger < now.danger:
        return Because(Code.BETTER, facts)
    if way.danger == now.danger and way.home <= now.home:
        return Because(Code.AS_GOOD, facts)
    return Because(Code.LATER if way.home > now.home else Code.MORE_DANGER, facts)


def rank(case: Case, party: Party) -> int:
    """Return the weight of one person of a party."""
    return case.reading.problem.priorities[party.priority]


def waiting_since(case: Case, party: Party) -> float:
    """Return since when a party waits, as a number; the smaller, the longer."""
    return (party.waiting_since or party.available_from or case.reading.problem.begins).timestamp()


def aboard(case: Case, leg: Leg) -> Because:
    """Return who is aboard a leg, by class, beside the party."""
    mine, since = rank(case, case.party), waiting_since(case, case.party)
    counts = {"higher": 0, "same": 0, "lower": 0, "longer": 0}
    classes: dict[str, int] = {}
    for itinerary in case.all_used.rides_of(leg.id):
        party = case.reading.parties[itinerary.party]
        if party.id == case.party.id:
            continue
        theirs = rank(case, party)
        counts["higher" if theirs > mine else "same" if theirs == mine else "lower"] += itinerary.persons
        if theirs == mine and waiting_since(case, party) < since:
            counts["longer"] += itinerary.persons
        classes[party.priority] = classes.get(party.priority, 0) + itinerary.persons
    order = sorted(classes, key=lambda each: (-case.reading.problem.priorities[each], each))
    return Because(Code.ABOARD, {"leg": leg.id, "classes": {each: classes[each] for each in order}, **counts})


def lower_ranked(case: Case, leg: Leg, most: int = 3) -> list[Because]:
    """Return why those of a lower class who are aboard a full leg are right to be, or that they might not be."""
    short = {lack.key[2]: lack.short for lack in case.beside.lacks_of_leg(leg) if lack.key[0] == "seat"}
    if not short:
        return []
    mine = rank(case, case.party)
    reading = case.reading
    lower = [each for each in case.all_used.rides_of(leg.id) if rank(case, reading.parties[each.party]) < mine]
    if not lower:
        return []
    for kind, missing in short.items():
        free = sum(each.needs.get(kind, 0) for each in lower)
        if free < missing:
            return [Because(Code.LOWER_TOO_FEW, {"free": free, "short": missing, "kind": kind})]
    lost, gained = _least_lost(case, lower, short), mine * case.who.persons
    if case.now is None and lost >= gained:
        return [Because(Code.LOWER_WEIGH_MORE, {"lost": lost, "gained": gained})]
    lower.sort(key=lambda each: (rank(case, reading.parties[each.party]), each.party))
    return [_why_aboard(case, reading.parties[each.party], leg) for each in lower[:most]]


def _least_lost(case: Case, lower: list[Itinerary], short: dict[str, int]) -> int:
    """The least weight that must get off; of several kinds that are short, for the one that costs most."""
    worst = 0
    for kind, missing in short.items():
        offers = []
        for each in lower:
            party, many = case.reading.parties[each.party], each.needs.get(kind, 0)
            if party.may_split and kind == "seat":
                offers += [(1, rank(case, party))] * many
            else:
                offers.append((many, rank(case, party) * each.persons if many else 0))
        worst = max(worst, least_dropped(offers, sum(many for many, _ in offers) - missing))
    return worst


def _why_aboard(case: Case, party: Party, leg: Leg) -> Because:
    facts: dict[str, object] = {"party": party.id}
    if party.promise is not None and party.promise.leg == leg.id:
        return Because(Code.LOWER_PROMISED, facts)
    theirs = Case(case.reading, case.all_used, party)
    hops = safest_way(theirs.beside, forbidden=(leg.id,))
    if hops is None:
        return Because(Code.LOWER_ONLY_WAY, facts)
    way, now = theirs.way(hops), theirs.now
    if case.now is not None and now is not None:
        lost = (way.danger - now.danger) * way.persons
        gained = case.now.danger * case.now.persons - _least_danger(case, leg)
        if lost >= gained:
            facts |= {"lost": in_risk_hours(lost), "gained": in_risk_hours(max(0, gained))}
            return Because(Code.LOWER_WORSE_OFF, facts)
    return Because(Code.LOWER_COULD_MOVE, facts | {"home": way.home})


def _least_danger(case: Case, leg: Leg) -> int:
    """The least danger for all of them by this leg, if it had the places for them."""
    hop = case.alone.hop_of_leg(leg)
    before = case.alone_reached.danger_before(hop)
    after = 0
    if leg.target not in case.reading.homes:
        after = case.alone_onward.cost[0][case.alone.node[leg.target]][hop.end]
    return (before + hop.danger + after) * case.who.persons
