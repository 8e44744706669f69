"""What a plan is worth, level by level."""

from collections.abc import Mapping

from dodomu.engines.planner.check.capacity import costs_of
from dodomu.engines.planner.check.reading import Case, ReadItinerary
from dodomu.engines.planner.plan import LevelName
from dodomu.engines.planner.problem import Party


def values_of_case(case: Case) -> Mapping[LevelName, int]:
    """Return the value of the plan on each level."""
    home: dict[str, int] = {}
    riding: dict[tuple[str, str], int] = {}
    promised = {
        (party.id, party.promise.leg): party for party in case.problem.parties if party.promise and party.promise.cost
    }
    danger = 0
    for itinerary in case.itineraries:
        if itinerary.party is None or not comes_home(case, itinerary):
            continue
        party = itinerary.party
        persons = min(itinerary.persons, party.persons - home.get(party.id, 0))
        home[party.id] = home.get(party.id, 0) + persons
        danger += persons * danger_of(case, itinerary, party)
        if party.promise:
            for leg in {move.by.id for move in itinerary.moves if move is not None}:
                riding[party.id, leg] = riding.get((party.id, leg), 0) + itinerary.persons
    danger += sum(
        (party.persons - home.get(party.id, 0)) * danger_of_staying(case, party) for party in case.parties.values()
    )
    weights = case.problem.priorities
    broken = sum(
        party.promise.cost for key, party in promised.items() if party.promise and riding.get(key, 0) < party.persons
    )
    return {
        LevelName.HOME: sum(weights.get(case.parties[name].priority, 0) * count for name, count in home.items()),
        LevelName.DANGER: danger,
        LevelName.PROMISES: broken,
        LevelName.MONEY: costs_of(case).total,
    }


def comes_home(case: Case, itinerary: ReadItinerary) -> bool:
    """Tell whether an itinerary ends at home before the end of the plan."""
    last = itinerary.moves[-1] if itinerary.moves else None
    return last is not None and last.target in case.homes and 0 <= last.end <= case.grid.steps


def danger_of(case: Case, itinerary: ReadItinerary, party: Party) -> int:
    """Return the danger to one person on the way home and waiting before each movement, in millionths."""
    place, since, danger = party.place, 0, 0
    for move in itinerary.moves:
        if move is not None:
            danger += case.waiting(place, since, move.start) + move.danger
            place, since = move.target, move.end
    return danger


def danger_of_staying(case: Case, party: Party) -> int:
    """Return the danger to one person who stays at the party's own place to the end, in millionths."""
    return case.waiting(party.place, 0, case.grid.steps)
