"""What a party needs of a vehicle, how urgent it is, and which papers all of it holds.

- Infants under two sit on a lap, one on that of each adult who is there; a wheelchair takes its space beside the seat,
  a stretcher stands in place of one; each pet is a crate.
- Priority is that of the member who needs it most: medicines, oxygen, dialysis, a stretcher, an illness; then minors
  and pregnancy; then age from 70, frailty, disability, wheelchairs; then families; then others. The register has one
  code for all medicines, so that here each of them may be one that a life hangs on.
- Who named no travel document is taken to hold a passport, and who named one holds it until its last day. Who says that
  papers are lost or expired has none, unless the desk has given a return certificate. COVID tests and certificates can
  be had by everybody who is not infectious. A party has only what each of its members has.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from dodomu.journeys.rules.papers import COVID, PASSPORT, PCR
from dodomu.journeys.rules.parties import PersonKnown
from dodomu.people.rules.ages import age_on
from dodomu.people.rules.needs import Need
from dodomu.people.rules.papers import PaperKind

MEDICAL: Final = frozenset({Need.STRETCHER, Need.OXYGEN, Need.DIALYSIS, Need.MEDICINE, Need.ILL_OR_HURT})
LIKE_CHILDREN: Final = frozenset({Need.PREGNANCY, Need.UNACCOMPANIED_MINOR})
FRAIL: Final = frozenset({Need.FRAIL, Need.WHEELCHAIR, Need.DISABILITY, Need.SIGHT, Need.HEARING})
WITHOUT_PAPERS: Final = frozenset({Need.PAPERS_LOST, Need.PAPERS_EXPIRED})
ADULT, OLD, ON_THE_LAP = 18, 70, 2
TO_TRAVEL_ON: Final = frozenset({PaperKind.PASSPORT, PaperKind.RETURN_CERTIFICATE, PaperKind.TRAVEL_DOCUMENT})
EVERYTHING: Final = frozenset({PASSPORT, COVID, PCR})
ONLY_PASSPORT, ONLY_HEALTH, NOTHING = frozenset({PASSPORT}), frozenset({COVID, PCR}), frozenset[str]()


def needs_of(persons: Sequence[PersonKnown], unnamed: int, today: date) -> dict[str, int]:
    """Return what one vehicle must provide for all of them, and for `unnamed` more of whom only the number is said."""
    laps = unnamed + sum(not _is_minor(each, today) and Need.STRETCHER not in each.needs for each in persons)
    infants = min(laps, sum(_is_infant(each, today) for each in persons))
    stretchers = _count(persons, Need.STRETCHER)
    wanted = {
        "seat": len(persons) + unnamed - infants - stretchers,
        "infant": infants,
        "wheelchair": _count(persons, Need.WHEELCHAIR),
        "stretcher": stretchers,
        "pet": _count(persons, Need.PET),
    }
    return {kind: amount for kind, amount in wanted.items() if amount > 0}


def priority_of(persons: Sequence[PersonKnown], unnamed: int, today: date) -> str:
    """Return the class of the member who needs it most."""
    needs = {need for each in persons for need in each.needs}
    ages = [age_on(each.birth_date, today) for each in persons if each.birth_date]
    if needs & MEDICAL:
        return "medical"
    if min(ages, default=ADULT) < ADULT or needs & LIKE_CHILDREN:
        return "children"
    if max(ages, default=0) >= OLD or needs & FRAIL:
        return "frail"
    return "family" if len(persons) + unnamed > 1 else "other"


def papers_of(persons: Sequence[PersonKnown], today: date) -> frozenset[str]:
    """Return the papers that each of them holds."""
    held = EVERYTHING
    for each in persons:
        held &= _papers(each, today)
    return held


def _count(persons: Sequence[PersonKnown], need: Need) -> int:
    return sum(need in each.needs for each in persons)


def _is_infant(person: PersonKnown, today: date) -> bool:
    born = person.birth_date
    return born is not None and age_on(born, today) < ON_THE_LAP and Need.STRETCHER not in person.needs


def _is_minor(person: PersonKnown, today: date) -> bool:
    """Say whether somebody is known to be a minor."""
    return person.birth_date is not None and age_on(person.birth_date, today) < ADULT


def _papers(person: PersonKnown, today: date) -> frozenset[str]:
    is_infectious = Need.ISOLATION in person.needs
    if _has_passport(person, today):
        return ONLY_PASSPORT if is_infectious else EVERYTHING
    return NOTHING if is_infectious else ONLY_HEALTH


def _has_passport(person: PersonKnown, today: date) -> bool:
    valid = {kind for kind, expires in person.papers if expires is None or expires >= today}
    if not WITHOUT_PAPERS.isdisjoint(person.needs):
        return PaperKind.RETURN_CERTIFICATE in valid
    named = {kind for kind, _ in person.papers} & {*TO_TRAVEL_ON, PaperKind.NONE}
    return not valid.isdisjoint(TO_TRAVEL_ON) if named else True
