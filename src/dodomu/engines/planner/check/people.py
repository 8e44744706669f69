"""Constraints on who travels: nobody twice, nobody torn from their own, with what they need, have and want."""

from collections.abc import Iterator, Mapping

from dodomu.engines.planner.check.faults import PlanFault, PlanFaultCode
from dodomu.engines.planner.check.reading import Case, ReadItinerary
from dodomu.engines.planner.marking import Phrase, gettext_noop
from dodomu.engines.planner.problem import Leg, Link, Party


def nobody_travels_twice(case: Case) -> Iterator[PlanFault]:
    """The itineraries of a party are for no more persons than it has."""
    for party, parts in case.parts:
        planned = sum(part.persons for part in parts)
        if planned > party.persons:
            facts = {"party": party.id, "persons": str(party.persons), "planned": str(planned)}
            yield PlanFault(PlanFaultCode.TOO_MANY_PERSONS, f"party {party.id}", facts)


def no_party_is_split(case: Case) -> Iterator[PlanFault]:
    """A party that may not be split travels with all its persons or not at all."""
    for party, parts in case.parts:
        if party.may_split:
            continue
        for part in parts:
            if 0 < part.persons < party.persons:
                facts = {"persons": str(party.persons), "planned": str(part.persons)}
                yield _fault(PlanFaultCode.PARTY_SPLIT, part, facts)


def everybody_takes_what_they_need(case: Case) -> Iterator[PlanFault]:
    """An itinerary takes exactly what the party needs; a part of it, what that part needs.

    Of a party that may be split, one part takes all that is needed besides seats (and at least one seat, if any is
    needed); whoever needs no seat of their own is in it too. Every other part takes one seat for each person. Together
    they take no more than the party.
    """
    for party, parts in case.parts:
        takes = {kind: count for kind, count in party.takes.items() if count}
        if party.may_split:
            yield from _wrong_parts(party, takes, parts)
            continue
        for part in parts:
            if part.persons >= party.persons and part.needs != takes:
                yield _wrong_needs(part, takes)


def _wrong_parts(party: Party, takes: Mapping[str, int], parts: list[ReadItinerary]) -> Iterator[PlanFault]:
    seats = takes.get("seat", 0)
    beside_seats = {kind: count for kind, count in takes.items() if kind != "seat"}
    if not beside_seats and seats == party.persons:  # one part is like another
        for part in parts:
            if part.persons and part.needs != {"seat": part.persons}:
                yield _wrong_needs(part, {"seat": part.persons})
        return
    encumbered = [part for part in parts if part.persons and part.needs != {"seat": part.persons}]
    for part in encumbered:
        due = max(part.persons + seats - party.persons, min(seats, 1))
        needed = beside_seats | ({"seat": due} if due else {})
        if part.needs != needed or part.persons + seats - party.persons < due:
            yield _wrong_needs(part, needed)
    if len(encumbered) > 1:
        facts = {"party": party.id, "parts": str(len(encumbered))}
        yield PlanFault(PlanFaultCode.NEEDS_TORN_APART, f"party {party.id}", facts)
    apart = sum(part.persons for part in parts) - sum(part.persons for part in encumbered)
    most = party.persons - max(1, party.persons - seats + min(seats, 1))
    if apart > most:
        facts = {"party": party.id, "persons": str(apart), "most": str(max(most, 0))}
        yield PlanFault(PlanFaultCode.NEEDS_LEFT_ALONE, f"party {party.id}", facts)


def _wrong_needs(part: ReadItinerary, needed: Mapping[str, int]) -> PlanFault:
    facts = {"persons": str(part.persons), "taken": _counted(part.needs), "needed": _counted(needed)}
    return _fault(PlanFaultCode.WRONG_NEEDS, part, facts)


def _counted(needs: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {kind}" for kind, count in sorted(needs.items())) or Phrase(gettext_noop("nothing"))


def nobody_boards_without_the_papers(case: Case) -> Iterator[PlanFault]:
    """Who rides a leg has all the papers that it needs."""
    for move, users in case.users.items():
        if not isinstance(move.by, Leg) or not move.by.papers:
            continue
        for itinerary in users:
            missing = move.by.papers - itinerary.party.papers if itinerary.party else frozenset()
            if missing:
                facts = {"leg": move.by.id, "papers": ", ".join(sorted(missing))}
                yield _fault(PlanFaultCode.PAPERS_MISSING, itinerary, facts)


def nobody_goes_where_they_refuse_to(case: Case) -> Iterator[PlanFault]:
    """Nobody rides a leg that they refuse, or one through a country that they refuse.

    The country they are in and the countries they are brought home to cannot be refused.
    """
    for move, users in case.users.items():
        if not isinstance(move.by, Leg):
            continue
        for itinerary in users:
            if itinerary.party is None or not itinerary.party.refuses:
                continue
            if refused := refusals_of(case, itinerary.party, move.by):
                facts = {"leg": move.by.id, "refused": ", ".join(sorted(refused))}
                yield _fault(PlanFaultCode.REFUSED, itinerary, facts)


def refusals_of(case: Case, party: Party, leg: Leg) -> frozenset[str]:
    """Return why a party refuses a leg: its id, or countries that it ends in or passes through."""
    here = case.places.get(party.place)
    ends = {case.places[place].country for place in (leg.origin, leg.target) if place in case.places}
    countries = (leg.countries | ends) - case.home_countries - {here.country if here else "", ""}
    return party.refuses & (countries | {leg.id})


def nobody_drives_without_their_car(case: Case) -> Iterator[PlanFault]:
    """Only a party with a car goes where a car is needed, and only first of all: then it stays behind."""
    for move, users in case.users.items():
        if not isinstance(move.by, Link) or not move.by.needs_car:
            continue
        for itinerary in users:
            if itinerary.party is None:
                continue
            if not itinerary.party.car:
                yield _fault(PlanFaultCode.NO_CAR, itinerary, {"link": move.by.id})
            elif move in itinerary.moves[1:]:
                yield _fault(PlanFaultCode.CAR_LEFT_BEHIND, itinerary, {"link": move.by.id})


def _fault(code: PlanFaultCode, itinerary: ReadItinerary, facts: dict[str, str]) -> PlanFault:
    told = {"party": itinerary.name, "itinerary": str(itinerary.number)}
    return PlanFault(code, itinerary.where, told | facts)
