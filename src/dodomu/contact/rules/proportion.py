"""Whether so many are meant to be told: the slip of a pen tells a whole crisis, or nobody."""

from enum import StrEnum
from typing import Final

from dodomu.contact.rules.terms import Purpose

TIMES_THE_LAST: Final = 5
FEW: Final = 50  # up to so many nothing is out of proportion
SHARE: Final = 0.5
NARROW: Final = (Purpose.OFFER, Purpose.NOTICE)  # meant for some; advice and check-ins are for all


class Disproportion(StrEnum):
    """What is odd about a number; an officer confirms it before approval is asked for."""

    NOBODY = "nobody"
    NO_WAY = "no_way"  # there are people, and none of them can be reached
    MORE_THAN_LAST = "more_than_last"
    MOST_OF_CRISIS = "most_of_crisis"


def disproportions(
    persons: int, *, reached: int, last: int | None, of_crisis: int, purpose: Purpose
) -> tuple[Disproportion, ...]:
    """Return what is odd about telling so many, beside the last broadcast and all who are in our care."""
    if not persons:
        return (Disproportion.NOBODY,)
    found = []
    if not reached:
        found.append(Disproportion.NO_WAY)
    if last and persons > FEW and persons > TIMES_THE_LAST * last:
        found.append(Disproportion.MORE_THAN_LAST)
    if purpose in NARROW and persons > FEW and persons > SHARE * of_crisis:
        found.append(Disproportion.MOST_OF_CRISIS)
    return tuple(found)
