"""What can be wrong with a row of a table. The sentences for it live with the words of the web."""

from dataclasses import dataclass, field
from enum import StrEnum


class FileCode(StrEnum):
    NEEDED = "needed"
    TOO_LONG = "too-long"  # limit
    MORE_CELLS = "more-cells"  # cells, headings
    REPEATED = "repeated"  # line: where the same name stood first
    NOT_AN_HOUR = "not-an-hour"
    HOUR_SKIPPED = "hour-skipped"  # zone: the clocks went over it
    HOUR_TWICE = "hour-twice"  # zone: the clocks were put back, it came two times
    NO_SUCH_ZONE = "no-such-zone"
    UNKNOWN_PLACE = "unknown-place"
    UNKNOWN_SOURCE = "unknown-source"
    UNKNOWN_REF = "unknown-ref"
    UNKNOWN_WORD = "unknown-word"  # known: what may stand there
    NOT_A_NUMBER = "not-a-number"
    OUT_OF_RANGE = "out-of-range"  # at_least, at_most
    ENDS_BEFORE_IT_BEGINS = "ends-before-it-begins"
    BOTH_HOURS_NEEDED = "both-hours-needed"  # one daily hour without the other
    HOURS_NEEDED = "hours-needed"  # a curfew, or opening hours, without daily hours
    TOLD_BEFORE_IT_HAPPENED = "told-before-it-happened"
    ANSWERED_BEFORE_SEEN = "answered-before-seen"
    ANSWER_NEEDED = "answer-needed"  # a verdict without words, a name or an hour
    NOT_EXPECTED_BEFORE = "not-expected-before"  # what became of something that no row above expects
    PLACE_WITHIN_ITSELF = "place-within-itself"
    NOT_TAKEN = "not-taken"  # reason: what the chapter says to a row that reads well


@dataclass(frozen=True, slots=True)
class FileFault:
    """One thing wrong with one cell; `typed` is what stood there."""

    line: int
    column: str
    code: FileCode
    typed: str = ""
    details: dict[str, str | int] = field(default_factory=dict)
