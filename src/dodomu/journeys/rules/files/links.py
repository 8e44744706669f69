"""The table of legs and links (`links.csv` of an exercise): rows in, what they state and every fault of every cell out.

The choices made here:
- `*_local`, `known_from` and `book_by` are wall time at the origin (`arrive_local` at the target). The columns `*_utc`
  are somebody's own reckoning: they are kept to be compared, and decide only which of two equal autumn hours is meant.
- A row that requires a charter order is a charter: the price named in its note in whole euros ("EUR 74,000"), else
  seats times fare; its hour to order is the hour to book, and its seats cost nothing more.
- Of a block of seats, one wheelchair space for each 50 seats begun, crates for one pet in 25 seats by air and in 10
  otherwise, an infant on each second lap: nobody says more than seats, so this is a careful guess, as the planner's
  reader of the same table makes it (`engines/planner/forms/exercise/ways.py`). The source says so.
- What is required is kept as papers, also what the desk gets for people (tickets, notes for checkpoints).
- `outcome` tells what happened in the end. It is never read.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from dodomu.journeys.rules.faults import Fault, FaultCode
from dodomu.journeys.rules.given import CharterGiven, LegGiven
from dodomu.journeys.rules.papers import ORDER
from dodomu.journeys.rules.places import FIRST_YEAR, LAST_YEAR, PlaceKnown, moments
from dodomu.journeys.rules.terms import Mode, Schedule

NEEDED = (
    "link_id", "mode", "from_id", "to_id", "schedule", "depart_local", "arrive_local", "duration_min", "seats_total",
    "seats_block", "known_from", "requires",
)  # fmt: skip
OPTIONAL = (
    "operator", "service", "via", "depart_utc", "arrive_utc", "distance_km", "cost_eur", "book_by", "p_run",
    "provenance", "source_id", "note",
)  # fmt: skip
COLUMN_OF = {
    "ref": "link_id", "origin": "from_id", "target": "to_id", "departs": "depart_local", "arrives": "arrive_local",
    "minutes": "duration_min", "seats": "seats_total", "block": "seats_block", "price": "cost_eur",
    "papers": "requires", "chance": "p_run", "source": "source_id", "stated_departs_utc": "depart_utc",
    "stated_arrives_utc": "arrive_utc",
}  # fmt: skip
PROVENANCE = {
    "SOURCED": "sourced",
    "PARTLY-SOURCED": "partly_sourced",
    "EXERCISE-INVENTED": "invented",
    "OWN-ESTIMATE": "estimated",
    "UNVERIFIED": "unverified",
    "DRAFT": "unverified",
}
HOUR = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?")
PRICE = re.compile(r"EUR (\d{1,3}(?:,\d{3})+|\d+)")
PETS_IN = {Mode.AIR: 25}
PETS_ELSEWHERE, WHEELCHAIRS_IN = 10, 50
GUESSED = "wheelchair, infant and pet places reckoned from seats"
LONGEST_SOURCE = 200
W = TypeVar("W", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class LegRow:
    """What a row states; its charter is known by ref until it is kept."""

    line: int
    given: LegGiven
    charter: CharterGiven | None


@dataclass(slots=True)
class _Reading:
    """One row being read, and what was wrong with it."""

    line: int
    cells: Mapping[str, str]
    places: Mapping[str, PlaceKnown]
    faults: list[Fault] = field(default_factory=list)

    def fault(self, column: str, code: FaultCode, **facts: str | int) -> None:
        self.faults.append(Fault(column, code, facts, self.line))

    def place(self, column: str) -> UUID | None:
        ref = self.cells[column]
        if not ref:
            return None
        if ref not in self.places:
            self.fault(column, FaultCode.UNKNOWN_PLACE, ref=ref)
            return None
        return self.places[ref].place

    def way(self) -> tuple[UUID, ...]:
        refs = self.parts("via")
        for ref in refs:
            if ref not in self.places:
                self.fault("via", FaultCode.UNKNOWN_PLACE, ref=ref)
        return tuple(self.places[ref].place for ref in refs if ref in self.places)

    def parts(self, column: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in self.cells[column].split("|") if part.strip())

    def word(self, column: str, words: type[W], other: W) -> W:
        try:
            return words(self.cells[column])
        except ValueError:
            self.fault(column, FaultCode.UNKNOWN_WORD, word=self.cells[column])
            return other

    def hour(self, column: str) -> datetime | None:
        text = self.cells[column]
        if not text:
            return None
        try:
            found = datetime.fromisoformat(text) if HOUR.fullmatch(text) else None
        except ValueError:
            found = None
        if found is not None and FIRST_YEAR <= found.year <= LAST_YEAR:
            return found
        self.fault(column, FaultCode.NOT_AN_HOUR, text=text)
        return None

    def number(self, column: str) -> float | None:
        text = self.cells[column]
        if not text:
            return None
        try:
            found = float(text)
        except ValueError:
            found = math.nan
        if not math.isfinite(found):
            self.fault(column, FaultCode.NOT_A_NUMBER, text=text)
            return None
        return found

    def whole(self, column: str) -> int | None:
        found = self.number(column)
        if found is not None and found != int(found):
            self.fault(column, FaultCode.NOT_A_NUMBER, text=self.cells[column])
            return None
        return None if found is None else int(found)


def read_links(
    header: Sequence[str], lines: Iterable[tuple[int, Sequence[str]]], places: Mapping[str, PlaceKnown]
) -> tuple[tuple[LegRow, ...], tuple[Fault, ...]]:
    """Return what every row states, and every fault of form; places are known by their ref.

    What is wrong with what a row means (it arrives before it leaves) is found by `leg_faults`.
    """
    columns = [cell.strip().lower() for cell in header]
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        return (), tuple(Fault(name, FaultCode.MISSING_COLUMN, {}, 1) for name in missing)
    rows, faults = [], []
    first: dict[str, int] = {}
    for line, cells in lines:
        reading = _Reading(line, _by_name(columns, cells), places)
        row = _row(reading)
        if row.given.ref in first:
            reading.fault("link_id", FaultCode.REF_TWICE, other=first[row.given.ref])
        first.setdefault(row.given.ref, line)
        rows.append(row)
        faults += reading.faults
    if not rows:
        faults.append(Fault("link_id", FaultCode.NO_ROWS, {}, 1))
    return tuple(rows), tuple(faults)


def located(fault: Fault, line: int) -> Fault:
    """Return a fault of what a row means as one of its line and column."""
    return replace(fault, field=COLUMN_OF.get(fault.field, fault.field), line=line)


def _by_name(columns: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    found = dict.fromkeys((*NEEDED, *OPTIONAL), "")
    return found | {name: cell.strip() for name, cell in zip(columns, cells, strict=False) if name in found}


def _row(reading: _Reading) -> LegRow:
    mode = reading.word("mode", Mode, Mode.BUS)
    requires = reading.parts("requires")
    block, price = reading.whole("seats_block"), reading.number("cost_eur")
    total = reading.whole("seats_total")
    given = LegGiven(
        ref=reading.cells["link_id"],
        mode=mode,
        origin=reading.place("from_id"),
        target=reading.place("to_id"),
        schedule=reading.word("schedule", Schedule, Schedule.DATED),
        departs=reading.hour("depart_local"),
        arrives=reading.hour("arrive_local"),
        minutes=reading.whole("duration_min"),
        operator=reading.cells["operator"],
        service=reading.cells["service"],
        via=reading.way(),
        distance_km=reading.whole("distance_km"),
        seats={} if total is None else {"seat": total},
        block=_block(block, mode),
        price=0 if ORDER in requires else None if price is None else round(price),
        known_from=reading.hour("known_from"),
        book_by=reading.hour("book_by"),
        papers=tuple(paper for paper in requires if paper != ORDER),
        chance=reading.number("p_run"),
        provenance=_provenance(reading),
        source=_source(reading.cells["source_id"], block),
        note=reading.cells["note"],
        stated_departs_utc=_utc(reading.hour("depart_utc")),
        stated_arrives_utc=_utc(reading.hour("arrive_utc")),
    )
    charter = _charter(reading, given, price, total) if ORDER in requires else None
    return LegRow(reading.line, given, charter)


def _block(block: int | None, mode: Mode) -> dict[str, int]:
    if block is None or block < 0:  # below zero is a fault of what it means, and is kept to be said
        return {} if block is None else {"seat": block}
    seats = {
        "seat": block,
        "infant": block // 2,
        "wheelchair": math.ceil(block / WHEELCHAIRS_IN),
        "pet": math.ceil(block / PETS_IN.get(mode, PETS_ELSEWHERE)),
    }
    return {kind: amount for kind, amount in seats.items() if amount}


def _provenance(reading: _Reading) -> str:
    word = reading.cells["provenance"]
    if word and word not in PROVENANCE:
        reading.fault("provenance", FaultCode.UNKNOWN_WORD, word=word)
    return PROVENANCE.get(word, "")


def _source(source: str, block: int | None) -> str:
    words = "; ".join(part for part in (source, GUESSED if block else "") if part)
    return words if len(words) <= LONGEST_SOURCE else source


def _utc(hour: datetime | None) -> datetime | None:
    if hour is None:
        return None
    return hour.astimezone(UTC) if hour.tzinfo else hour.replace(tzinfo=UTC)


def _charter(reading: _Reading, given: LegGiven, fare: float | None, seats: int | None) -> CharterGiven:
    named = PRICE.search(given.note)
    price = int(named[1].replace(",", "")) if named else round((fare or 0) * (seats or 0))
    origin = reading.places.get(reading.cells["from_id"])
    hours = moments(given.book_by, origin.zone) if given.book_by and origin else ()
    return CharterGiven(
        ref=f"charter-{given.ref}", price=price, name=f"{given.operator} {given.service}".strip(),
        order_by=hours[0] if hours else None, note=given.note,
    )  # fmt: skip


def lines_of(rows: Iterable[Mapping[str, str]]) -> Iterator[tuple[int, Sequence[str]]]:
    """Return rows known by the names of their columns as the lines of a file under a header of all columns."""
    for line, row in enumerate(rows, 2):
        yield line, [row.get(name, "") for name in (*NEEDED, *OPTIONAL)]
