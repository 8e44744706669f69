"""Constraints on what is written in a plan: that it can be read, and that everything it names exists."""

from collections import Counter
from collections.abc import Iterator

from dodomu.engines.planner.check.faults import PlanFault, PlanFaultCode
from dodomu.engines.planner.check.reading import LEAVING_OF_ROTATION, PROCESSING_OF_PARTY, Case, Movement, named
from dodomu.engines.planner.marking import Phrase, gettext_noop
from dodomu.engines.planner.problem import Leg, Link

_UNKNOWN = {
    "leg": PlanFaultCode.UNKNOWN_LEG,
    "link": PlanFaultCode.UNKNOWN_LINK,
    "rotation": PlanFaultCode.UNKNOWN_ROTATION,
}


def everything_written_can_be_read(case: Case) -> Iterator[PlanFault]:
    """Counts are whole numbers of people, moments have a zone, steps are rides, travels or shuttles."""
    yield from case.unreadable


def every_party_is_known(case: Case) -> Iterator[PlanFault]:
    """Each itinerary is of a party of the problem."""
    for itinerary in case.itineraries:
        if itinerary.party is None:
            facts = {"party": itinerary.name, "itinerary": str(itinerary.number)}
            yield PlanFault(PlanFaultCode.UNKNOWN_PARTY, itinerary.where, facts)


def every_step_is_known(case: Case) -> Iterator[PlanFault]:
    """Each step goes by a leg or link of the problem, or a rotation of the plan."""
    for itinerary in case.itineraries:
        for what, name in itinerary.unknown:
            facts = {"party": itinerary.name, "itinerary": str(itinerary.number), what: name}
            yield PlanFault(_UNKNOWN[what], itinerary.where, facts)


def every_rotation_is_known(case: Case) -> Iterator[PlanFault]:
    """Each rotation is a round that its fleet makes, by a vehicle that the fleet has."""
    for rotation in case.rotations:
        facts = {
            "rotation": named(rotation.given.id),
            "fleet": named(rotation.given.fleet),
            "place": named(rotation.given.place),
            "vehicle": named(rotation.given.vehicle),
        }
        if rotation.fleet is None:
            yield PlanFault(PlanFaultCode.UNKNOWN_FLEET, rotation.where, facts)
            continue
        if rotation.round is None:
            yield PlanFault(PlanFaultCode.NO_SUCH_ROUND, rotation.where, facts)
        if rotation.vehicle is not None and not 0 <= rotation.vehicle < rotation.fleet.vehicles:
            vehicles = {"vehicles": str(rotation.fleet.vehicles)}
            yield PlanFault(PlanFaultCode.NO_SUCH_VEHICLE, rotation.where, facts | vehicles)


def no_rotation_is_written_twice(case: Case) -> Iterator[PlanFault]:
    """No two rotations have one id, so that it is clear on which one somebody rides."""
    times = Counter(rotation.given.id for rotation in case.rotations)
    for name, count in times.items():
        if count > 1:
            facts = {"rotation": named(name), "times": str(count)}
            yield PlanFault(PlanFaultCode.ROTATION_TWICE, f"rotation {named(name)}", facts)


def every_charter_is_known(case: Case) -> Iterator[PlanFault]:
    """Each charter that is hired is one of the problem."""
    for charter in sorted(case.hired - case.charters.keys()):
        facts = {"charter": named(charter)}
        yield PlanFault(PlanFaultCode.UNKNOWN_CHARTER, f"charter {named(charter)}", facts)


def every_moment_lies_on_the_grid(case: Case) -> Iterator[PlanFault]:
    """People set out, are processed and are fetched at the beginning of a whole step."""
    width = case.grid.width
    for itinerary in case.itineraries:
        off = list(itinerary.unaligned)
        for move, processed in zip(itinerary.moves, itinerary.processed, strict=True):
            if processed is not None and processed % width:
                off.append((_processing_of(itinerary.name, move), processed))
        for what, moment in off:
            yield _off_the_grid(case, what, itinerary.where, moment, {"itinerary": str(itinerary.number)})
    for rotation in case.rotations:
        if rotation.leaves is not None and rotation.leaves % width:
            what = Phrase(LEAVING_OF_ROTATION, {"rotation": named(rotation.given.id)})
            yield _off_the_grid(case, what, rotation.where, rotation.leaves, {})


def _processing_of(party: str, move: Movement | None) -> str:
    if move is None:
        return Phrase(PROCESSING_OF_PARTY, {"party": party})
    return Phrase(gettext_noop("the processing of party {party} for {what}"), {"party": party, "what": move.words})


def _off_the_grid(case: Case, what: str, where: str, moment: int, facts: dict[str, str]) -> PlanFault:
    told = {"what": what, "at": case.grid.words(moment), "step": str(case.grid.minutes)}
    return PlanFault(PlanFaultCode.OFF_THE_GRID, where, told | facts)


def nothing_begins_before_the_start(case: Case) -> Iterator[PlanFault]:
    """Nobody has to be ready for a leg, sets out or is fetched before the plan begins."""
    for move in case.users:
        if isinstance(move.by, Leg | Link) and move.start < 0:
            yield _too_soon(case, move.words, move.start * case.grid.width)
    for rotation in case.rotations:
        if rotation.leaves is not None and rotation.leaves < 0:
            yield _too_soon(case, rotation.where, rotation.leaves)


def _too_soon(case: Case, where: str, moment: int) -> PlanFault:
    facts = {"what": where, "at": case.grid.words(moment), "start": case.grid.words(0)}
    return PlanFault(PlanFaultCode.BEFORE_THE_START, where, facts)
