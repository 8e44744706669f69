"""Everything that is wrong with what was stated about charters, fleets, hubs, permissions, partners, milestones."""

from collections.abc import Iterator
from uuid import UUID

from dodomu.journeys.rules.faults import Fault, FaultCode
from dodomu.journeys.rules.given import (
    CharterGiven,
    FleetGiven,
    HandlingGiven,
    MilestoneGiven,
    PartnerSeatsGiven,
    PermissionGiven,
)
from dodomu.journeys.rules.leg_faults import MOST_SEATS, REF, Ground, number_faults, seat_faults, wall_faults

LONGEST_REF, LONGEST_NAME, LONGEST_NOTE, LONGEST_WHAT, LONGEST_SOURCE, LONGEST_WORDS = 60, 120, 500, 200, 200, 200
LONGEST_PARTNER_NOTE = 300
MOST_EUROS, MOST_VEHICLES, MOST_MINUTES = 100_000_000, 10_000, 100_000
COUNTRY = 2


def charter_faults(given: CharterGiven, refs: frozenset[str]) -> tuple[Fault, ...]:
    """Return every fault of a charter; `refs` are those of the others."""
    texts = _long(("name", given.name, LONGEST_NAME), ("note", given.note, LONGEST_NOTE))
    return (*_ref(given.ref, refs), *texts, *number_faults("price", given.price, MOST_EUROS))


def fleet_faults(given: FleetGiven, ground: Ground) -> tuple[Fault, ...]:
    """Return every fault of a fleet and its rounds."""
    return (
        *_ref(given.ref, ground.refs),
        *_long(("name", given.name, LONGEST_NAME), ("note", given.note, LONGEST_NOTE)),
        *_place("hub", given.hub, ground),
        *number_faults("vehicles", given.vehicles, MOST_VEHICLES),
        *seat_faults("seats", given.seats),
        *number_faults("drivers_minutes", given.drivers_minutes, MOST_MINUTES),
        *_rounds(given, ground),
    )


def _rounds(given: FleetGiven, ground: Ground) -> Iterator[Fault]:
    for each in given.rounds:
        yield from _place("rounds", each.place, ground)
        if 0 in (each.out, each.back):  # nobody drives there and back in no time, and the planner would say so
            yield Fault("rounds", FaultCode.NEEDED)
        yield from number_faults("rounds", each.out, MOST_MINUTES)
        yield from number_faults("rounds", each.back, MOST_MINUTES)
        yield from number_faults("rounds", each.danger, MOST_MINUTES)
        if each.place == given.hub:
            yield Fault("rounds", FaultCode.SAME_PLACE)
    if len({each.place for each in given.rounds}) < len(given.rounds):
        yield Fault("rounds", FaultCode.REF_TWICE)


def handling_faults(given: HandlingGiven, ground: Ground) -> tuple[Fault, ...]:
    """Return every fault of what a hub can handle."""
    place = ground.places.get(given.place)
    return (
        *_place("place", given.place, ground),
        *wall_faults("since", given.since, place.zone if place else "UTC"),
        *number_faults("per_hour", given.per_hour, MOST_SEATS),
        *number_faults("room", given.room, MOST_SEATS),
        *_long(("source", given.source, LONGEST_SOURCE)),
    )


def permission_faults(given: PermissionGiven, refs: frozenset[str]) -> tuple[Fault, ...]:
    """Return every fault of a permission that is asked of another state."""
    runs_back = given.valid_from and given.valid_until and given.valid_until <= given.valid_from
    return (
        *_ref(given.ref, refs),
        *_country("state_asked", given.state_asked),
        *(() if given.what.strip() else (Fault("what", FaultCode.NEEDED),)),
        *_long(("what", given.what, LONGEST_WHAT), ("note", given.note, LONGEST_NOTE)),
        *number_faults("quota", given.quota, MOST_SEATS),
        *((Fault("valid_until", FaultCode.ENDS_BEFORE_IT_BEGINS),) if runs_back else ()),
    )


def partner_faults(given: PartnerSeatsGiven) -> tuple[Fault, ...]:
    """Return every fault of seats that a partner gives or gets."""
    none = (Fault("seats", FaultCode.NEEDED),) if given.seats == 0 else ()
    return (
        *_country("partner", given.partner),
        *none,
        *number_faults("seats", given.seats, MOST_SEATS),
        *_long(("note", given.note, LONGEST_PARTNER_NOTE)),
    )


def milestone_faults(given: MilestoneGiven, zone: str) -> tuple[Fault, ...]:
    """Return every fault of an hour of a departure clock."""
    return (*wall_faults("due", given.due, zone), *_long(("words", given.words, LONGEST_WORDS)))


def _ref(ref: str, refs: frozenset[str]) -> Iterator[Fault]:
    if not ref:
        yield Fault("ref", FaultCode.NEEDED)
    elif len(ref) > LONGEST_REF:
        yield Fault("ref", FaultCode.TOO_LONG, {"limit": LONGEST_REF})
    elif not REF.fullmatch(ref):
        yield Fault("ref", FaultCode.NOT_A_REF)
    elif ref in refs:
        yield Fault("ref", FaultCode.REF_TAKEN)


def _long(*texts: tuple[str, str, int]) -> Iterator[Fault]:
    for name, text, limit in texts:
        if len(text) > limit:
            yield Fault(name, FaultCode.TOO_LONG, {"limit": limit})


def _place(name: str, place: UUID, ground: Ground) -> Iterator[Fault]:
    if place not in ground.places:
        yield Fault(name, FaultCode.UNKNOWN_PLACE)


def _country(name: str, code: str) -> Iterator[Fault]:
    if len(code) != COUNTRY or not (code.isascii() and code.isalpha() and code.isupper()):
        yield Fault(name, FaultCode.UNKNOWN_COUNTRY)
