"""Constraints on the way: from where the party is, in time, through processing, home before the end."""

from collections.abc import Iterator
from itertools import pairwise

from dodomu.engines.planner.check.faults import PlanFault, PlanFaultCode
from dodomu.engines.planner.check.reading import Case, Movement, ReadItinerary


def each_step_begins_where_the_last_one_ended(case: Case) -> Iterator[PlanFault]:
    """A party sets out from its own place and goes on from where it is."""
    for itinerary in case.itineraries:
        moves = itinerary.moves
        if itinerary.party and moves and moves[0] is not None and moves[0].origin != itinerary.party.place:
            yield _not_there(itinerary, itinerary.party.place, moves[0])
        for before, move in pairwise(moves):
            if before is not None and move is not None and before.target != move.origin:
                yield _not_there(itinerary, before.target, move)


def nobody_leaves_before_they_can(case: Case) -> Iterator[PlanFault]:
    """A party sets out once it is available, and goes on once it has arrived."""
    words = case.grid.step_words
    for itinerary in case.itineraries:
        moves = itinerary.moves
        first = moves[0] if moves else None
        if first is not None and itinerary.party and itinerary.party.available_from is not None:
            available = case.available(itinerary.party)
            if first.start < available and available > 0:
                facts = {"available": words(available), "what": first.words, "start": words(first.start)}
                yield _fault(PlanFaultCode.NOT_AVAILABLE, itinerary, facts)
        for before, move in pairwise(moves):
            if before is not None and move is not None and before.end > move.start:
                facts = {"place": before.target, "arrives": words(before.end)}
                facts |= {"what": move.words, "start": words(move.start)}
                yield _fault(PlanFaultCode.MISSED, itinerary, facts)


def nobody_leaves_home_again(case: Case) -> Iterator[PlanFault]:
    """No movement begins at home."""
    for move, users in case.users.items():
        if move.origin in case.homes:
            for itinerary in users:
                facts = {"place": move.origin, "what": move.words}
                yield _fault(PlanFaultCode.LEAVES_HOME, itinerary, facts)


def everybody_who_sets_out_comes_home(case: Case) -> Iterator[PlanFault]:
    """An itinerary has steps, and the last of them ends at home."""
    for itinerary in case.itineraries:
        last = itinerary.moves[-1] if itinerary.moves else None
        if not itinerary.moves:
            yield _fault(PlanFaultCode.NO_STEPS, itinerary, {})
        elif last is not None and last.target not in case.homes:
            yield _fault(PlanFaultCode.NOT_HOME, itinerary, {"place": last.target})


def everybody_is_home_before_the_end(case: Case) -> Iterator[PlanFault]:
    """The last step of an itinerary ends by the end of the plan."""
    end = case.grid.step_words(case.grid.steps)
    for itinerary in case.itineraries:
        last = itinerary.moves[-1] if itinerary.moves else None
        if last is not None and last.end > case.grid.steps:
            facts = {"arrives": case.grid.step_words(last.end), "end": end}
            yield _fault(PlanFaultCode.HOME_TOO_LATE, itinerary, facts)


def everybody_is_processed_before_boarding(case: Case) -> Iterator[PlanFault]:
    """Where a leg's passengers are processed, the party has a step for it, between coming there and being ready."""
    for itinerary in case.itineraries:
        for number, move in enumerate(itinerary.moves):
            processed = itinerary.processed[number]
            if move is None or (not move.processed and processed is None):
                continue
            if not move.processed:
                yield _fault(PlanFaultCode.PROCESSED_NEEDLESSLY, itinerary, {"leg": str(move.by.id)})
            elif processed is None:
                facts = {"leg": str(move.by.id), "place": move.origin}
                yield _fault(PlanFaultCode.NOT_PROCESSED, itinerary, facts)
            else:
                yield from _processed_in_time(case, itinerary, number, move, case.grid.step_at(processed))


def _processed_in_time(
    case: Case, itinerary: ReadItinerary, number: int, move: Movement, step: int
) -> Iterator[PlanFault]:
    words = case.grid.step_words
    facts = {"leg": str(move.by.id), "place": move.origin, "at": words(step)}
    there = _there(case, itinerary, number)
    if step < there:
        yield _fault(PlanFaultCode.PROCESSED_TOO_SOON, itinerary, facts | {"from": words(there)})
    if step + 1 > move.start:
        yield _fault(PlanFaultCode.PROCESSED_TOO_LATE, itinerary, facts | {"ready": words(move.start)})


def _there(case: Case, itinerary: ReadItinerary, number: int) -> int:
    """Return the step from which the party is where its movement begins; 0 where that cannot be known."""
    if number == 0:
        return case.available(itinerary.party) if itinerary.party else 0
    before = itinerary.moves[number - 1]
    return before.end if before is not None else 0


def _not_there(itinerary: ReadItinerary, place: str, move: Movement) -> PlanFault:
    facts = {"place": place, "what": move.words, "origin": move.origin}
    return _fault(PlanFaultCode.NOT_THERE, itinerary, facts)


def _fault(code: PlanFaultCode, itinerary: ReadItinerary, facts: dict[str, str]) -> PlanFault:
    told = {"party": itinerary.name, "itinerary": str(itinerary.number)}
    return PlanFault(code, itinerary.where, told | facts)
