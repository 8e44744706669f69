"""`expectations.csv`: what was expected or promised for an hour, and row by row what became of it.

The first row of an id states it (`outcome` open); every further one says what became of it at its hour. *Moved* and
*extended* give the new hour in `due_local`; where it is empty, no new hour was said.
"""

from collections.abc import Iterator, Sequence
from uuid import UUID

from dodomu.situation.rules.files.cells import LONGEST_REF, Cells
from dodomu.situation.rules.files.faults import FileCode
from dodomu.situation.rules.files.ground import thing_of
from dodomu.situation.rules.files.hours import Hour
from dodomu.situation.rules.files.steps import Settle, Step, Tell
from dodomu.situation.rules.given import ExpectationGiven
from dodomu.situation.rules.terms import ExpectationKind, Outcome, Precision, Stated

TABLE = "expectations"
ID = "expectation_id"
COLUMNS = (
    ID, "kind", "outcome", "announced_local", "due_local", "due_words", "tz", "place_id", "by_whom", "text_en",
    "about", "provenance", "source_id", "note",
)  # fmt: skip
LONGEST_NAME, LONGEST_WORDS, LONGEST_OUTCOME = 200, 80, 500
PUT_OFF = (Outcome.MOVED, Outcome.EXTENDED)


def read_all(rows: Sequence[Cells]) -> Iterator[Step]:
    """Read every row, in the order of the table."""
    last: dict[str, Tell | Settle] = {}
    for cells in rows:
        ref = cells.needed(ID, LONGEST_REF)
        before = last.get(ref)
        last[ref] = _became(cells, ref, before) if before else _expected(cells, ref)
        yield last[ref]


def _expected(cells: Cells, ref: str) -> Tell:
    place = cells.place(needed=False)
    zone = cells.zone(place)
    told, due = cells.hour("announced_local", zone), cells.hour_or_none("due_local", zone)
    if cells.text("outcome") not in ("", Outcome.OPEN):
        cells.fault("outcome", FileCode.NOT_EXPECTED_BEFORE)
    given = ExpectationGiven(
        ref=ref,
        place=place.id if place else None,
        zone=zone,
        sources=cells.sources(),
        provenance=cells.provenance(),
        announced_at=told.over_at,
        note=cells.text("note"),
        kind=cells.term("kind", ExpectationKind),
        texts=cells.texts("text"),
        by_whom=cells.text("by_whom", LONGEST_NAME),
        due_at=due.at if due else None,
        due_is=_due_is(due),
        due_precision=due.precision if due else Precision.NOT_STATED,
        due_words=cells.text("due_words", LONGEST_WORDS),
        about=_about(cells),
    )
    thing = thing_of(cells.ground.crisis, TABLE, ref)
    return Tell(line=cells.line, ref=ref, thing=thing, at=told.over_at, given=given)


def _became(cells: Cells, ref: str, before: Tell | Settle) -> Settle:
    zone = cells.zone(cells.place(needed=False))
    told, outcome = cells.hour("announced_local", zone), cells.term("outcome", Outcome)
    due = cells.hour_or_none("due_local", zone) if outcome in PUT_OFF else None
    if outcome is Outcome.OPEN:
        cells.fault("outcome", FileCode.REPEATED, line=before.line)
    if told.over_at < before.at:
        cells.fault("announced_local", FileCode.NOT_EXPECTED_BEFORE)
    return Settle(
        line=cells.line,
        ref=ref,
        thing=thing_of(cells.ground.crisis, TABLE, ref),
        version=before.version + 1,
        at=told.over_at,
        outcome=outcome,
        words=cells.text("text_en", LONGEST_OUTCOME),
        due_at=due.at if due else None,
        due_is=_due_is(due),
        due_precision=due.precision if due else Precision.NOT_STATED,
        due_words=cells.text("due_words", LONGEST_WORDS),
    )


def _due_is(due: Hour | None) -> Stated:
    return Stated.STATED if due else Stated.NOT_STATED


def _about(cells: Cells) -> UUID | None:
    ref = cells.text("about")
    if ref and ref not in cells.ground.things:
        cells.fault("about", FileCode.UNKNOWN_REF)
    return cells.ground.things.get(ref)
