"""What can be wrong with what was stated about a way. The sentences for it live with the words of the web."""

import dataclasses
from enum import StrEnum


class FaultCode(StrEnum):
    NEEDED = "needed"
    TOO_LONG = "too-long"  # limit
    NOT_A_REF = "not-a-ref"  # letters, figures, dots and dashes
    REF_TAKEN = "ref-taken"
    REF_TWICE = "ref-twice"  # other: the line that had it first
    UNKNOWN_PLACE = "unknown-place"  # ref
    SAME_PLACE = "same-place"
    UNKNOWN_COUNTRY = "unknown-country"
    UNKNOWN_WORD = "unknown-word"  # word: no mode, schedule, kind of seat … is called so
    UNKNOWN_CHARTER = "unknown-charter"
    UNKNOWN_PERMISSION = "unknown-permission"
    NOT_AN_HOUR = "not-an-hour"  # text
    NO_SUCH_HOUR = "no-such-hour"  # the clocks skipped it: wall, zone
    TWO_SUCH_HOURS = "two-such-hours"  # the clocks showed it twice: wall, zone, first, second
    ARRIVES_BEFORE_IT_LEAVES = "arrives-before-it-leaves"  # departs, arrives
    BOOKING_AFTER_DEPARTURE = "booking-after-departure"
    KNOWN_AFTER_DEPARTURE = "known-after-departure"
    ENDS_BEFORE_IT_BEGINS = "ends-before-it-begins"
    NOT_A_NUMBER = "not-a-number"  # text
    BELOW_ZERO = "below-zero"
    TOO_GREAT = "too-great"  # limit
    NOT_A_CHANCE = "not-a-chance"  # 0 to 1
    BLOCK_ABOVE_SEATS = "block-above-seats"  # kind, block, seats
    HELD_ABOVE_BLOCK = "held-above-block"
    MISSING_COLUMN = "missing-column"
    UNREADABLE = "unreadable"  # the file as a whole: fault
    NO_ROWS = "no-rows"
    # said, and not refused
    DEPARTS_IN_PAST = "departs-in-past"


WARNINGS = frozenset({FaultCode.DEPARTS_IN_PAST})


@dataclasses.dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one field; of a file also where."""

    field: str
    code: FaultCode
    facts: dict[str, str | int] = dataclasses.field(default_factory=dict)
    line: int = 0

    @property
    def is_warning(self) -> bool:
        """Whether it is only said."""
        return self.code in WARNINGS


def grave(faults: tuple[Fault, ...]) -> tuple[Fault, ...]:
    """Return those for which nothing is kept."""
    return tuple(fault for fault in faults if not fault.is_warning)
