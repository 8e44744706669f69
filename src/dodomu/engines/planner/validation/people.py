"""What can be wrong with a party."""

from collections.abc import Mapping
from typing import Any

from dodomu.engines.planner.marking import Phrase, gettext_noop
from dodomu.engines.planner.problem import Promise
from dodomu.engines.planner.validation.faults import FaultCode
from dodomu.engines.planner.validation.limits import MOST_PERSONS
from dodomu.engines.planner.validation.watch import Watch, all_of, is_country, shown

# Of these nobody needs two. A crate may hold one of several pets, and other kinds are the business of who names them.
ONE_FOR_A_PERSON = ("seat", "wheelchair", "stretcher", "infant")
FOR_NO_PERSON = "pet"


def look_at_parties(watch: Watch) -> None:
    """Note every fault of every party."""
    for base, party in watch.each("parties"):
        place = watch.place(base, "place", party.place)
        if place is not None and place.kind == "home":
            watch.note(FaultCode.PARTY_AT_HOME, base, "place", id=shown(party.place))
        _a_party_is_of_a_size_that_travels_together(watch, base, party)
        _what_it_needs_fits_its_persons(watch, base, party)
        for _ in watch.words(base, "papers", party.papers):
            pass  # each is looked at on the way
        if not isinstance(party.priority, str) or party.priority not in watch.priorities:
            known = all_of(watch.priorities)
            watch.note(FaultCode.UNKNOWN_PRIORITY, base, "priority", id=shown(party.priority), known=known)
        for name in ("available_from", "waiting_since"):
            if getattr(party, name) is not None:
                watch.moment(base, name, getattr(party, name))
        for name in ("car", "may_split"):
            watch.flag(base, name, getattr(party, name))
        for each in watch.words(base, "refuses", party.refuses):
            _what_it_refuses_is_known(watch, base, each)
        if isinstance(party.promise, Promise):
            watch.named(base, "promise.leg", party.promise.leg, "legs", FaultCode.UNKNOWN_LEG)
            watch.whole(base, "promise.cost", party.promise.cost)
        elif party.promise is not None:
            watch.note(
                FaultCode.WRONG_TYPE,
                base,
                "promise",
                value=shown(party.promise),
                wanted=Phrase(gettext_noop("a promise")),
            )


def _a_party_is_of_a_size_that_travels_together(watch: Watch, base: str, party: Any) -> None:
    if isinstance(party.persons, int) and not isinstance(party.persons, bool) and party.persons > MOST_PERSONS:
        facts = {"persons": shown(party.persons), "most": str(MOST_PERSONS)}
        watch.note(FaultCode.PARTY_TOO_LARGE, base, "persons", **facts)
    else:
        watch.whole(base, "persons", party.persons, least=1)


def _what_it_needs_fits_its_persons(watch: Watch, base: str, party: Any) -> None:
    if not party.needs and isinstance(party.needs, Mapping):
        if "seat" not in watch.kinds:  # a party without needs takes seats
            known = all_of(watch.kinds)
            watch.note(FaultCode.UNKNOWN_KIND, base, "needs", id="'seat'", known=known)
        return
    count = len(watch.faults)
    needs = watch.amounts(base, "needs", party.needs)
    persons = party.persons
    if not isinstance(persons, int) or persons < 1:
        return
    for kind in ONE_FOR_A_PERSON:
        if needs.get(kind, 0) > persons:
            facts = {"amount": str(needs[kind]), "kind": kind, "persons": str(persons)}
            watch.note(FaultCode.NEED_TOO_LARGE, base, f"needs.{kind}", **facts)
    if len(watch.faults) > count:
        return  # what follows would only say the same again
    lying = needs.get("infant", 0) + needs.get("stretcher", 0)
    if lying > persons:
        watch.note(FaultCode.NEEDS_TOO_MANY, base, "needs", amount=str(lying), persons=str(persons))
    sitting = sum(amount for kind, amount in needs.items() if kind != FOR_NO_PERSON)
    if sitting < persons:
        watch.note(FaultCode.NEEDS_TOO_FEW, base, "needs", amount=str(sitting), persons=str(persons))


def _what_it_refuses_is_known(watch: Watch, base: str, refused: str) -> None:
    if refused in watch.known["legs"]:
        if is_country(refused):
            watch.note(
                FaultCode.AMBIGUOUS,
                base,
                "refuses",
                id=shown(refused),
                sorts=Phrase(gettext_noop("a leg and a country")),
            )
    elif not is_country(refused):
        watch.note(FaultCode.UNKNOWN_REFUSED, base, "refuses", id=shown(refused))
