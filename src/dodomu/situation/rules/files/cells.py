"""One row while it is read. Each asking notes its own fault and goes on, so that all faults come at once.

Where a cell is at fault the asking returns a stand-in: a row with faults is never used.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from enum import StrEnum
from typing import TypeVar

from dodomu.situation.rules.files.faults import FileCode, FileFault
from dodomu.situation.rules.files.ground import Ground, PlaceKnown
from dodomu.situation.rules.files.hours import Hour, NotAnHour, read_hour, wall_time
from dodomu.situation.rules.hours import is_before, is_zone
from dodomu.situation.rules.terms import Precision, Provenance

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)
BETWEEN = "|"
LARGEST = 2**62
LONGEST_REF, LONGEST_NOTE, LONGEST_TEXT = 60, 1000, 4000
NO_MOMENT = datetime(1, 1, 1, tzinfo=UTC)
NO_HOUR = Hour(NO_MOMENT, NO_MOMENT, Precision.NOT_STATED)
PROVENANCES = {
    "SOURCED": Provenance.SOURCED,
    "PARTLY-SOURCED": Provenance.PARTLY_SOURCED,
    "EXERCISE-INVENTED": Provenance.INVENTED,
    "OWN-ESTIMATE": Provenance.ESTIMATED,
    "UNVERIFIED": Provenance.UNVERIFIED,
    "DRAFT": Provenance.ESTIMATED,
    **{each.value: each for each in Provenance},
}


@dataclass(slots=True)
class Cells:
    """A row with its line, what it may name, and the faults found so far."""

    line: int
    row: Mapping[str, str]
    ground: Ground
    name: str = ""  # of a row that is named by its words, as they were at first
    faults: list[FileFault] = field(default_factory=list)

    def fault(self, column: str, code: FileCode, **details: str | int) -> None:
        """Note that a cell is at fault."""
        self.faults.append(FileFault(self.line, column, code, self.row.get(column, ""), details))

    def text(self, column: str, limit: int = LONGEST_TEXT) -> str:
        """Return what stands in a cell, nothing where it is empty."""
        typed = self.row.get(column, "").strip()
        if len(typed) > limit:
            self.fault(column, FileCode.TOO_LONG, limit=limit)
        return typed

    def needed(self, column: str, limit: int = LONGEST_TEXT) -> str:
        """Return what stands in a cell that must not be empty."""
        typed = self.text(column, limit)
        if not typed:
            self.fault(column, FileCode.NEEDED)
        return typed

    def texts(self, stem: str, needed: bool = True) -> dict[str, str]:
        """Return the same words in every language that has a column (`text_en`, `text_uk`)."""
        columns = [column for column in self.row if column.startswith(f"{stem}_") and len(column) == len(stem) + 3]
        said = {column[-2:]: words for column in columns if (words := self.text(column))}
        if needed and not said:
            self.fault(f"{stem}_en", FileCode.NEEDED)
        return said

    def refs(self, column: str) -> tuple[str, ...]:
        """Return the parts of a cell that holds several."""
        return tuple(part.strip() for part in self.text(column).split(BETWEEN) if part.strip())

    def sources(self, column: str = "source_id") -> tuple[str, ...]:
        """Return the sources that a row names; each must be known."""
        named = self.refs(column)
        for each in named:
            if each not in self.ground.sources:
                self.fault(column, FileCode.UNKNOWN_SOURCE, ref=each)
        return named

    def place(self, column: str = "place_id", *, needed: bool = True) -> PlaceKnown | None:
        """Return the place that a cell names by its ref."""
        ref = self.needed(column) if needed else self.text(column)
        found = self.ground.places.get(ref)
        if ref and found is None:
            self.fault(column, FileCode.UNKNOWN_PLACE)
        return found

    def zone(self, place: PlaceKnown | None = None, column: str = "tz") -> str:
        """Return the zone of a row: its own, else its place's, else that of the whole table."""
        typed = self.text(column)
        if typed and not is_zone(typed):
            self.fault(column, FileCode.NO_SUCH_ZONE)
            return "UTC"
        return typed or (place.zone if place else self.ground.zone)

    def hour(self, column: str, zone: str) -> Hour:
        """Return the hour that a cell must hold."""
        found = self.hour_or_none(column, zone)
        if found is None:
            self.fault(column, FileCode.NEEDED)
        return found or NO_HOUR

    def hour_or_none(self, column: str, zone: str) -> Hour | None:
        """Return the hour of a cell, None where it is empty."""
        return self.hour_in(column, self.text(column), zone)

    def hour_in(self, column: str, typed: str, zone: str) -> Hour | None:
        """Return the hour that words of a cell name, None where there are none."""
        if not typed:
            return None
        try:
            return read_hour(typed, zone)
        except NotAnHour as fault:
            self.fault(column, fault.code, zone=zone)
            return NO_HOUR

    def in_order(self, column: str, first: Hour | None, then: Hour | None, code: FileCode, zone: str) -> None:
        """Note a fault where the second of two hours of a row, both of its zone, certainly came before the first."""
        if first is None or then is None or NO_HOUR in (first, then):
            return  # said already, or nothing to compare
        if is_before(then.at, then.precision, first.at, first.precision, zone=zone):
            self.fault(column, code)

    def wall_time(self, column: str) -> time | None:
        """Return an hour of every day."""
        typed = self.text(column)
        try:
            return wall_time(typed) if typed else None
        except NotAnHour as fault:
            self.fault(column, fault.code)
            return None

    def number(self, column: str, at_least: int = 0, at_most: int = LARGEST) -> int | None:
        """Return the whole number of a cell, None where it is empty."""
        typed = self.text(column)
        if not typed:
            return None
        digits = typed.removeprefix("-").replace("\u00a0", "").replace(" ", "").removesuffix(".0")
        if not (digits.isascii() and digits.isdecimal() and len(digits) < len(str(LARGEST))):
            self.fault(column, FileCode.NOT_A_NUMBER)
            return None
        number = -int(digits) if typed.startswith("-") else int(digits)
        if not at_least <= number <= at_most:
            self.fault(column, FileCode.OUT_OF_RANGE, at_least=at_least, at_most=at_most)
        return number

    def chosen(self, column: str, words: Mapping[str, T], default: T) -> T:
        """Return what a word of a short list stands for; `default` where the cell is empty or at fault."""
        typed = self.text(column)
        if typed and typed not in words:
            self.fault(column, FileCode.UNKNOWN_WORD, known=", ".join(words))
        return words.get(typed, default)

    def term(self, column: str, terms: type[E]) -> E:
        """Return the term that a cell must name."""
        found = self.chosen(column, {each.value: each for each in terms}, next(iter(terms)))
        if not self.text(column):
            self.fault(column, FileCode.NEEDED)
        return found

    def provenance(self) -> Provenance:
        """Return whether a source stands behind a row; one that does not say so is not verified."""
        return self.chosen("provenance", PROVENANCES, Provenance.UNVERIFIED)
